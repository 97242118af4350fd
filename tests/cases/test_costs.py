"""A missing cost is not nought: a margin is that of the lines with a cost, its reach stated."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesnb.months import Month
from salesnb.paths import open_company
from salesnb.sales import position
from salesnb.snapshot import close_month
from salesnb.snapshot.typed import empty, typed
from tests.cases.case import copied

MONTH = Month.parse("2026-09")


def test_a_margin_leaves_out_the_lines_without_a_cost(tmp_path: Path) -> None:
    root = copied("cost-half-blank", tmp_path)
    cube = close_month(open_company(root), MONTH, to=root / "scratch").frame("sales_cube")
    costed, cost = cube["costed_amount"].sum(), cube["cost_amount"].sum()
    assert (costed - cost) / costed == pytest.approx(0.368, abs=0.001)
    assert cube["listed_amount"].sum() == cube["net_amount"].sum()
    orders, cash = (empty(name, ["month", "net_amount", "amount"]) for name in ("o", "c"))
    by_month = position.monthly(typed(cube, "sales_cube"), orders, cash, month=MONTH)
    figures = position.headlines(by_month, month=MONTH)
    year = figures[(figures["measure"] == "margin_share") & (figures["span"] == "twelve_months")]
    (row,) = year.to_dict("records")
    assert row["uncosted_share"] == pytest.approx(0.534, abs=0.001)
    assert row["share"] != row["share"], "less than half of sales has a cost: nobody can tell"
    assert not (figures["measure"] == "margin").any(), "no margin of the firm is shown"
