"""Caps on settlement methods that are tried: as the plan has them once they are decided."""

from __future__ import annotations

from typing import Any

import pytest

from salesnb.errors import UsageError
from salesnb.months import Month
from salesnb.targets.plan.whatif import Tried, open_trials, whatif
from tests.targets.plan.company import control, facts, forecast, planned, sales
from tests.targets.plan.test_fitted import NODES, YEAR

TOTAL = control("total", "2027", 4500.0)


def plan_with(*caps: dict[str, Any]):
    given = facts(forecast=forecast(NODES, YEAR))
    return planned(TOTAL, *caps, given=given)


def cap(amount: float) -> dict[str, Any]:
    return control("cap", "2027", amount, settlement_id="T2")


def sums(tried: Tried, by: str) -> dict[str, float]:
    own = tried.plan.cells.groupby(by, observed=True)["target"].sum()
    return {str(name): round(float(amount), 2) for name, amount in own.items()}


@pytest.mark.parametrize("decided", [(), (cap(300.0),), (cap(600.0),)])
def test_a_cap_that_is_tried_gives_the_plan_that_it_gives_once_decided(decided) -> None:
    tried = whatif(open_trials(plan_with(*decided)), cap={"settlement_id": "T2", "amount": 450.0})
    then = plan_with(cap(450.0)).cells
    for by in ("settlement_id", "rep_id", "region_id"):
        expected = then.groupby(by, observed=True)["target"].sum()
        assert sums(tried, by) == pytest.approx(expected.to_dict(), rel=2e-3)
    assert sums(tried, "settlement_id")["T2"] <= 450.0


def test_a_tried_cap_on_a_settlement_method_takes_no_sales_from_a_rep() -> None:
    on = open_trials(plan_with())
    tried = whatif(on, cap={"settlement_id": "T2", "amount": 200.0})
    before = on.base.cells.groupby("rep_id", observed=True)["target"].sum()
    assert sums(tried, "rep_id") == pytest.approx(before.to_dict(), rel=2e-3)


def test_a_year_that_is_over_offers_no_other_total() -> None:
    month = Month(2027, 12)
    over = planned(given=facts(sales(30, last=month)), month=month)
    on = open_trials(over)
    assert over.is_planned and on.cases()["trials"].empty
    assert len(set(on.range)) == 1
    with pytest.raises(UsageError, match="months of the year are over"):
        whatif(on, total=1000)
