"""Two months beside each other, and results in a spreadsheet: numbers as numbers, text as text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from salesnb.contracts.results import Context, Result
from salesnb.contracts.validated import result
from salesnb.errors import UsageError
from salesnb.exploring import compare, to_excel
from salesnb.i18n.words import Words
from tests.workbook.room import NODES, PLAN

FORMULA = '=HYPERLINK("http://a.example","x")'
NAMES = {"regions": {"R1": Words("Shore", "海岸", kind="name"), "R2": Words(FORMULA, kind="name")}}


def plan(**targets: float) -> Result:
    frame = pd.DataFrame({"region_id": list(targets), "target": list(targets.values())})
    return result(frame, PLAN, context=Context("CNY", NAMES))


def test_two_months_stand_side_by_side_the_largest_changes_first() -> None:
    found = compare(plan(R1=110.0, R2=50.0, R4=1.0), plan(R1=100.0, R2=80.0, R3=5.0), "target")
    assert found["region_id"].tolist() == ["R2", "R1", "R3", "R4"]
    assert found["change"].tolist() == [-30.0, 10.0, -5.0, 1.0]
    assert found["before"].tolist()[:3] == [80.0, 100.0, 5.0]
    assert np.isnan(found["before"].iloc[3]) and np.isnan(found["now"].iloc[2])


def test_growth_is_missing_where_nothing_was_before() -> None:
    growth = compare(plan(R1=110.0, R2=50.0), plan(R1=100.0, R2=0.0), "target")
    by_region = growth.set_index("region_id")["growth"]
    assert by_region["R1"] == pytest.approx(0.1)
    assert np.isnan(by_region["R2"])


def test_results_of_another_kind_or_no_number_are_not_compared() -> None:
    nodes = result(pd.DataFrame(columns=NODES.columns), NODES)
    with pytest.raises(UsageError, match="plan and nodes cannot be compared"):
        compare(plan(R1=1.0), nodes, "target")
    with pytest.raises(UsageError, match="plan and plan cannot be compared"):
        compare(plan(R1=1.0), plan(R1=1.0), "region_id")


def written(tmp_path: Path, **tables: Result | pd.DataFrame) -> openpyxl.Workbook:
    return openpyxl.load_workbook(to_excel(tables, tmp_path / "tables.xlsx"))


def test_a_result_has_its_headings_and_the_names_beside_its_identifiers(tmp_path: Path) -> None:
    sheet = written(tmp_path, plan=plan(R1=110.0, R3=5.0))["plan"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows == [
        ("Region", "Region: name", "Target (CNY)"),
        ("R1", "Shore", 110),
        ("R3", "R3", 5),
    ]


def test_text_that_looks_like_a_formula_or_a_link_stays_text(tmp_path: Path) -> None:
    texts = [FORMULA, "+1+1", "@SUM(A1)", "http://a.example", "0012"]
    book = written(tmp_path, plan=plan(R2=1.0), plain=pd.DataFrame({"text": texts}))
    cells = [book["plan"]["B2"], *(row[0] for row in book["plain"].iter_rows(min_row=2))]
    assert [cell.value for cell in cells] == [FORMULA, *texts]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_a_missing_number_is_an_empty_cell(tmp_path: Path) -> None:
    sheet = written(tmp_path, plan=plan(R1=float("nan"), R2=1.0))["plan"]
    assert [cell.value for cell in sheet["C"]] == ["Target (CNY)", None, 1]


def test_a_long_name_still_fits_a_sheet(tmp_path: Path) -> None:
    book = written(tmp_path, **{"a" * 40: pd.DataFrame({"a": [1]})})
    assert book.sheetnames == ["a" * 31]
