"""`salesnb new` drafts targets by month, and what is due of invoices that have lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from salesnb.newcompany.months import month_of, months_of
from tests.cases.test_new_drafts import MONTH, drafted, new, written
from tests.cli.commands import salesnb
from tests.sources.gate import said as gate_said

ORDERS = """\
order id,order date,customer id,product id,quantity,amount,sales rep
A1,2026-09-03,C1,P1,2,100.00,Wang
A2,2026-10-05,C2,P2,1,50.50,Lee
"""


def targets(root: Path) -> pd.DataFrame:
    """Return the targets of a drafted company as the gate reads them."""
    from salesnb.paths import open_company

    found = gate_said(open_company(root)).tables["issued_targets"]
    return found.astype({"period_start": "str", "period_end": "str"})


ROWS_OF_TARGETS = [("Wang", "1000"), ("Lee", "2000"), ("Wang", "1500")]
LONG = {  # header, the months of the three rows
    "english": ("month,sales rep,target", "2026-10 2026-10 2026-11"),
    "quota": ("Period,Sales Rep,Quota", "Oct_2026 Oct_2026 Nov_2026"),
    "chinese": ("月份,业务员,销售目标", "2026年10月 2026年10月 2026年11月"),
    "year": ("年度,月份,业务员,计划额", "2026,10月 2026,10月 2026,11月"),
    "german": ("Monat,Vertreter,Soll", "10.2026 10.2026 11.2026"),
    "ziel": ("Jahr,Monat,Mitarbeiter,Zielumsatz", "2026,10 2026,10 2026,11"),
    "days": ("period,sales rep,budget", "2026-10-01 2026-10-01 2026-11-01"),
    "german days": ("Monat,Vertreter,Umsatzziel", "01.10.2026 01.10.2026 01.11.2026"),
    "british days": ("month,sales rep,target", "01/10/2026 01/10/2026 01/11/2026"),
    "american days": ("month,sales rep,target", "10/1/2026 10/1/2026 11/1/2026"),
}
WIDE = {
    "targets_2026": "sales rep,Jan,Oct,Nov,Dec,Total\nWang,5,1000,1500,7,\nLee,6,2000,9,8,\n",
    "销售目标": "业务员,2026年1月,2026年10月,2026年11月\nWang,5,1000,1500\nLee,6,2000,9\n",
    "Soll": "Vertreter;2026-01;2026-10;2026-11;2026-12\nWang;5;1000;1500;7\nLee;6;2000;9;8\n",
}


def long_table(headers: str) -> str:
    """Return targets of a row a month under these headers."""
    header, months = LONG[headers]
    rows = zip([one.replace("_", " ") for one in months.split()], ROWS_OF_TARGETS, strict=True)
    return "\n".join([header, *(f"{month},{','.join(row)}" for month, row in rows)]) + "\n"


@pytest.mark.parametrize("headers", LONG)
def test_targets_of_a_row_a_month(tmp_path: Path, headers: str) -> None:
    exports = written(tmp_path / "exports", orders=ORDERS, plan=long_table(headers))
    new(tmp_path / "mine", exports)
    found = targets(tmp_path / "mine")
    assert sorted(zip(found["period_start"], found["period_end"], strict=True)) == [
        ("2026-10-01", "2026-10-31"),
        ("2026-10-01", "2026-10-31"),
        ("2026-11-01", "2026-11-30"),
    ]
    assert found.groupby("rep_id")["target_value"].sum().to_dict() == {"Lee": 2000, "Wang": 2500}
    assert set(found["measure"]) == {"sales"} and found["target_id"].is_unique


@pytest.mark.parametrize("name", WIDE)
def test_targets_with_a_column_for_each_month(tmp_path: Path, name: str) -> None:
    exports = written(tmp_path / "exports", orders=ORDERS, **{name: WIDE[name]})
    new(tmp_path / "mine", exports)
    found = targets(tmp_path / "mine")
    assert len(found) in (6, 8) and found["target_id"].is_unique
    october = found[found["period_start"] == "2026-10-01"]
    assert dict(zip(october["rep_id"], october["target_value"], strict=True)) == {
        "Lee": 2000,
        "Wang": 1000,
    }


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("targets", "sales rep,Jan,Feb,Mar\nWang,1,2,3\n", "months without a year"),
        ("plan", "month,sales rep,target\nOct,Wang,1\n", "month is no month with its year"),
    ],
)
def test_targets_whose_months_cannot_be_told_are_named_with_what_to_do(
    tmp_path: Path, name: str, text: str, expected: str
) -> None:
    exports = written(tmp_path / "exports", orders=ORDERS, **{name: text})
    said = salesnb("new", tmp_path / "mine", "--tables", exports)
    assert expected in said.out.replace("\n", " ")
    assert "issued_targets" not in drafted(tmp_path / "mine")
    assert salesnb("check", tmp_path / "mine", *MONTH).code == 0


LINES = {
    "english": "invoice no,position,invoice date,due date,customer no,product no,qty,net amount",
    "chinese": "发票号,行号,开票日期,到期日,客户编号,产品编号,数量,不含税金额",
    "german": "Rechnungsnr,Position,Rechnungsdatum,Fälligkeit,Kundennr,Artikelnr,Menge,Nettobetrag",
}
ROWS = """
R1,1,2026-10-01,{first},C1,P1,1,100.00
R1,2,2026-10-01,{second},C1,P2,1,50.25
R2,1,2026-10-02,2026-11-15,C2,P1,2,70.00
"""


def due(tmp_path: Path, headers: str, rows: str) -> tuple[dict[str, Any], dict[str, float]]:
    exports = written(tmp_path / "exports", invoices=LINES[headers] + rows)
    part = new(tmp_path / "mine", exports)["instalments"]
    from salesnb.paths import open_company

    found = gate_said(open_company(tmp_path / "mine")).tables["instalments"]
    days = found["due_on"].astype("str") + " " + found["invoice_id"]
    return part, dict(zip(days, found["due_amount"].astype(float), strict=True))


@pytest.mark.parametrize("headers", LINES)
def test_what_is_due_of_invoice_lines_is_their_sum(tmp_path: Path, headers: str) -> None:
    rows = ROWS.format(first="2026-10-31", second="2026-10-31")
    part, found = due(tmp_path, headers, rows)
    assert part["group_by"] == ["instalment_id"]
    assert found == {"2026-10-31 R1": 150.25, "2026-11-15 R2": 70.0}


@pytest.mark.parametrize("headers", LINES)
def test_lines_of_an_invoice_that_are_due_on_several_days_are_instalments(
    tmp_path: Path, headers: str
) -> None:
    rows = ROWS.format(first="2026-10-31", second="2026-11-30")
    _, found = due(tmp_path, headers, rows)
    assert found == {"2026-10-31 R1": 100.0, "2026-11-30 R1": 50.25, "2026-11-15 R2": 70.0}


def test_the_due_date_may_stand_in_the_head_of_the_invoice(tmp_path: Path) -> None:
    head = "invoice no,invoice date,due date,customer no\nR1,2026-10-01,2026-10-31,C1\n"
    lines = "invoice no,position,product no,quantity,net amount\nR1,1,P1,1,100\nR1,2,P2,1,50\n"
    exports = written(tmp_path / "exports", invoices=head, invoice_items=lines)
    new(tmp_path / "mine", exports)
    from salesnb.paths import open_company

    found = gate_said(open_company(tmp_path / "mine")).tables["instalments"]
    assert found["due_amount"].astype(float).tolist() == [150.0]
    assert found["due_on"].astype("str").tolist() == ["2026-10-31"]


@pytest.mark.parametrize(
    ("header", "month"),
    [
        *(("2026-03", (2026, 3)), ("202603", (2026, 3)), ("2026年3月", (2026, 3))),
        *(("3月", (0, 3)), ("十二月", (0, 12)), ("Mar", (0, 3)), ("März 2026", (2026, 3))),
        *(("Sept", (0, 9)), ("M07", (0, 7)), ("03/2026", (2026, 3))),
        *(("margin", None), ("2026", None), ("13月", None), ("total", None), ("12", None)),
    ],
)
def test_headers_that_are_months(header: str, month: tuple[int, int] | None) -> None:
    assert month_of(header) == month


def test_two_months_are_no_table_of_months() -> None:
    assert months_of(["rep", "Jan", "Feb"]) == {}


def test_a_master_that_came_in_is_not_drawn_from_targets(tmp_path: Path) -> None:
    exports = written(
        tmp_path / "exports",
        orders=ORDERS,
        reps="rep_id,name,team\nWang,Wang Wei,North\nLee,Lee Min,South\n",
        targets_2026=WIDE["targets_2026"],
    )
    tables = new(tmp_path / "mine", exports)
    assert "reps" not in tables and "issued_targets" in tables
    assert "reps.csv" not in salesnb("check", tmp_path / "mine", *MONTH).err


def test_a_text_in_a_column_of_a_month_is_named_with_its_line(tmp_path: Path) -> None:
    text = WIDE["targets_2026"].replace("1500", "tbd")
    exports = written(tmp_path / "exports", orders=ORDERS, targets_2026=text)
    assert salesnb("new", tmp_path / "mine", "--tables", exports).code == 0
    said = salesnb("check", tmp_path / "mine", *MONTH)
    assert said.code == 1
    assert "targets_2026.csv line 2 target_value = 'tbd': not a number" in said.out + said.err
