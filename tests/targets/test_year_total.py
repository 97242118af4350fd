"""The chance of a year's total is one figure with one verdict, in the plan and in its test."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.targets.chance.plan_nodes import read_plan
from salesnb.targets.chance.plan_tested import judge_plan
from salesnb.targets.plan.odds import year_odds
from salesnb.targets.plan.years import plan_year
from tests.targets import plans

ENDS = ["low", "high"]


def both(month: Month = plans.MONTH, **changed: pd.DataFrame):
    """Return what the plan and what its test say of the same year."""
    sold = plans.sales()
    later = [str(one) for one in (plans.MONTH + 1).until(month)] if month > plans.MONTH else []
    new = [sold[sold["month"] == plans.KNOWN[-1]].assign(month=one) for one in later]
    sold_since = pd.concat([sold, *new], ignore_index=True)
    known = plans.artefacts(sold, over=1.03) | changed
    forecast = known["forecast"]
    known["forecast"] = forecast[forecast["month"] > str(month)]
    known["targets"] = _with_actuals(known["targets"], sold_since, str(month))
    year = plan_year(pd.DataFrame({"year": [2026]}), month=month, year_start=1)
    facts = plans.facts(sold_since)
    tested = judge_plan(read_plan(facts, known, month=month))
    return year_odds(facts | known, year, month=month), tested


def _with_actuals(targets: pd.DataFrame, sold: pd.DataFrame, month: str) -> pd.DataFrame:
    """Return targets whose closed months hold what came in."""
    ahead = targets[targets["month"] > month]
    closed = sold[sold["month"].isin(set(targets["month"]) - set(ahead["month"]))]
    return pd.concat([ahead, closed.rename(columns={"net_amount": "sales"})], ignore_index=True)


def of_total(tested) -> pd.Series:
    rows = tested.chances
    return rows[rows["dimension"] == "total"].iloc[0]


@pytest.mark.parametrize("month", [plans.MONTH, Month(2026, 4)])
def test_the_plan_and_its_test_state_the_same_chance_and_range_of_the_total(month: Month) -> None:
    odds, tested = both(month)
    row = of_total(tested)
    assert odds.state == row["state"] == "shown"
    assert odds.chance(row["target"]) == pytest.approx(row["probability"], abs=1e-9)
    assert odds.range == pytest.approx((row["low"], row["high"]), rel=1e-9)
    assert odds.expected == pytest.approx(row["expected"])


def short() -> pd.DataFrame:
    errors = plans.errors(plans.nodes(plans.sales()))
    return errors[errors["origin"] >= "2023-06"]  # months can be tested, years cannot


def swinging() -> pd.DataFrame:
    """Return errors that were small for long, and wild of late."""
    errors = plans.errors(plans.nodes(plans.sales()))
    is_late = errors["origin"] >= "2024-08"
    up = errors["origin"].str[-1].astype(int) % 2 == 1
    came = errors["expected"] * (1.0 + (up * 1.6 - 0.8) * is_late)
    return errors.assign(actual=came + 1e-3 * (errors["actual"] - errors["expected"]))


@pytest.mark.parametrize(("errors", "state"), [(short(), "unproven"), (swinging(), "fails")])
def test_neither_states_a_probability_where_the_verdict_does_not_hold(errors, state: str) -> None:
    odds, tested = both(forecast_errors=errors)
    row = of_total(tested)
    assert odds.state == row["state"] == state
    assert pd.isna(odds.chance(row["target"])) and pd.isna(row["probability"])
    assert odds.range == pytest.approx((row["low"], row["high"]), rel=1e-9)


def test_nodes_that_do_not_add_up_are_scaled_to_the_forecast_of_the_total() -> None:
    known = plans.artefacts(plans.sales())["forecast"]
    is_region = known["dimension"] == "region"
    less = known.assign(expected=known["expected"].where(~is_region, known["expected"] * 0.8))
    odds, tested = both(forecast=less)
    row = of_total(tested)
    assert odds.chance(row["target"]) == pytest.approx(row["probability"], abs=1e-9)
    assert odds.range[0] < odds.expected < odds.range[1]
