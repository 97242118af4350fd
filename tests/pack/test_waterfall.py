"""The bridge in pack.xlsx is the one of the page: gains first, on a base that is not drawn."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from salesnb.contracts.results import Context, Result
from salesnb.contracts.validated import result
from salesnb.display.sheets import sheet_columns
from salesnb.pack.excel_charts import Drawn, add_charts
from salesnb.pack.excel_waterfall import bottom_of, steps_of
from salesnb.pages.sales.bridge import BRIDGE

STEPS = {"before": 100.0, "lost": -20.0, "new": 5.0, "price": 30.0, "now": 115.0}


def bridge(**amounts: float) -> Result:
    whole = {"dimension": "total", "node": "total"}
    rows = [{**whole, "part": part, "amount": amount} for part, amount in amounts.items()]
    named = replace(BRIDGE, name="02_sales_bridge")
    return result(pd.DataFrame(rows), named, context=Context("CNY"))


def steps(**amounts: float) -> list[tuple[float, str, float]]:
    one = bridge(**amounts)
    found = steps_of(one, range(len(one.frame)), "part", "amount")
    return [(step.base, step.part, step.height) for step in found]


def test_each_step_begins_where_the_one_before_it_ended() -> None:
    assert steps(**STEPS) == [
        (0.0, "before", 100.0),
        (100.0, "gain", 30.0),
        (130.0, "gain", 5.0),
        (115.0, "loss", 20.0),
        (0.0, "now", 115.0),
    ]


def test_steps_that_cross_zero_are_not_stacked() -> None:
    assert steps(before=10.0, lost=-30.0, new=40.0, now=20.0) != []
    assert steps(before=10.0, lost=-30.0, now=-20.0) == []


def test_without_its_ends_there_is_no_bridge() -> None:
    assert steps(lost=-1.0, new=2.0) == []


@pytest.mark.parametrize("size", [1.0, 1e6])
def test_the_axis_begins_at_a_round_amount_below_all_steps(size: float) -> None:
    one = bridge(**{part: amount * size for part, amount in STEPS.items()})
    bottom = bottom_of(steps_of(one, range(5), "part", "amount"))
    assert 0 <= bottom < 100 * size and bottom % (10 * size) == 0


def test_the_base_is_in_the_chart_and_has_no_colour(tmp_path: Path) -> None:
    one = bridge(**STEPS)
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as book:
        sheet = book.add_worksheet("Charts")
        drawn = Drawn(BRIDGE.chart, one, "Charts", 3, sheet_columns(one))
        add_charts(book, sheet, [drawn])
    with zipfile.ZipFile(tmp_path / "b.xlsx") as parts:
        chart = parts.read("xl/charts/chart1.xml").decode()
    series = re.findall(r"<c:ser>.*?</c:ser>", chart, re.S)
    assert 'val="stacked"' in chart and len(series) == 5
    assert ["<a:noFill/>" in ser for ser in series] == [True, False, False, False, False]
