"""What is asked of a plan by month: other units and orders, present plans, impossible limits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.budgets.monthly import MonthlyAllocation, allocate_months
from salesnb.errors import ConflictError, UsageError
from tests.budgets.monthly.plans import cells, in_unit, limits, total_of


def _limits_in(given: dict[str, Any], unit: float) -> dict[str, Any]:
    groups = given["groups"]
    months = {
        name: np.asarray(given[name], dtype=float) / unit
        for name in ("month_lowest", "month_highest")
    }
    own = groups.assign(lowest=groups["lowest"] / unit, highest=groups["highest"] / unit)
    return {**given, **months, "groups": own}


@pytest.mark.parametrize(("family", "unit", "digits"), [("concave", 1e6, 8), ("mixed", 1e3, 5)])
def test_another_unit_of_money_or_order_gives_the_same_plan(
    family: str, unit: float, digits: int
) -> None:
    frame = cells(2, 6, family)
    total = total_of(frame, 0.4)
    given = limits(frame, total)
    plan = allocate_months(frame, total, **given)
    other = in_unit(frame.sample(frac=1, random_state=4), unit)
    found = allocate_months(other, total / unit, digits=digits, **_limits_in(given, unit))
    both = plan.plan.merge(found.plan, on=["cell_id", "month"])
    np.testing.assert_allclose(both["spend_y"] * unit, both["spend_x"], atol=1e-6 * total / 72)
    assert found.response * unit == pytest.approx(plan.response, rel=1e-9)
    assert found.bound * unit == pytest.approx(plan.bound, rel=1e-9)
    assert found.plan["cell_id"].drop_duplicates().tolist() == other["cell_id"].tolist()


def test_names_of_cells_change_nothing() -> None:
    frame = cells(3, 5, "mixed")
    total = total_of(frame, 0.4, months=4)
    plan = allocate_months(frame, total, months=4)
    renamed = frame.assign(cell_id=[f"Z{9 - place}" for place in range(5)])
    np.testing.assert_array_equal(
        plan.plan["spend"], allocate_months(renamed, total, months=4).plan["spend"]
    )


def _as_present(plan: MonthlyAllocation) -> pd.DataFrame:
    return plan.plan[["cell_id", "month", "spend"]].rename(columns={"spend": "present"})


def test_the_best_plan_stays_and_says_why() -> None:
    frame = cells(4, 4, "concave")
    total = total_of(frame, 0.3)
    plan = allocate_months(frame, total)
    again = allocate_months(frame, total, cell_months=_as_present(plan))
    assert again.response >= plan.response
    kept = allocate_months(
        frame.assign(present=(frame["half"] * 0.1).round(2), is_locked=True), total
    )
    assert kept.reason.startswith("the present plan stays: it brings ")
    np.testing.assert_allclose(kept.plan["spend"], np.repeat(kept.plan["spend"][::12], 12))


@pytest.mark.parametrize("seed", range(3))
def test_no_plan_is_worse_than_the_present_one(seed: int) -> None:
    frame = cells(seed, 3, "s")
    rng = np.random.default_rng(seed)
    present = (frame["half"] * rng.uniform(0, 1.2, 3)).round(2)
    total = round(float(present.sum()) * 6, 2)
    own = frame.assign(present=present)
    plan = allocate_months(own, total, months=6)
    locked = allocate_months(own.assign(is_locked=True), total, months=6)
    assert plan.response >= locked.response
    assert plan.bound >= plan.response


def test_a_locked_cell_and_bounds_of_single_months_are_kept() -> None:
    frame = cells(5, 4, "mixed").assign(is_locked=[True, False, False, False])
    frame["present"] = [12345.67, np.nan, np.nan, np.nan]
    single = pd.DataFrame(
        {"cell_id": ["C01", "C02"], "month": ["3", "4"], "lower": [50000, np.nan]}
    ).assign(upper=[np.nan, 0.0])
    plan = allocate_months(frame, total_of(frame, 0.4), cell_months=single).plan
    spend = plan.set_index(["cell_id", "month"])["spend"]
    assert (spend["C00"] == 12345.67).all()
    assert spend["C01", "3"] >= 50000
    assert spend["C02", "4"] == 0


def test_a_weight_moves_money_to_the_months_that_count() -> None:
    frame = cells(6, 4, "concave").assign(decay=0.1)
    weight = [1.0] * 12 + [0.0] * 6
    weight[7] = 3.0
    plan = allocate_months(frame, total_of(frame, 0.3), weight=weight)
    assert plan.months["spend"].idxmax() == 7


def test_frames_add_up_to_the_response_and_tell_what_carries_over() -> None:
    frame = cells(7, 4, "mixed")
    total = total_of(frame, 0.4)
    plan = allocate_months(frame, total)
    assert plan.months["response"].sum() == pytest.approx(plan.response)
    assert plan.cells["response"].sum() == pytest.approx(plan.response)
    assert plan.months["spend"].sum() == pytest.approx(total)
    after = plan.months[plan.months["is_after"]]
    assert len(after) == 6
    assert after["response"].sum() == pytest.approx(plan.cells["after"].sum())
    np.testing.assert_allclose(after["carried_in"] + after["carried"], after["response"])
    assert plan.months["carried"].iloc[0] == pytest.approx(0, abs=1e-6 * plan.response)
    assert plan.months["carried_in"].is_monotonic_decreasing
    assert plan.plan["response"].sum() + after["response"].sum() == pytest.approx(plan.response)


def test_spending_outside_what_was_observed_is_marked() -> None:
    frame = cells(8, 3, "concave").assign(observed_low=0.0, observed_high=1.0)
    plan = allocate_months(frame, total_of(frame, 0.3)).plan
    assert (plan["is_extrapolated"] == (plan["spend"] > 1.0)).all()


def test_a_blank_stock_is_that_of_the_present_going_on() -> None:
    frame = cells(9, 3, "concave").drop(columns="stock").assign(present=1000.0)
    stated = frame.assign(stock=1000.0)
    total = total_of(frame, 0.3)
    assert allocate_months(frame, total).response == allocate_months(stated, total).response


@pytest.mark.parametrize(
    ("change", "given", "words"),
    [
        (
            {"lower": 9000.0},
            {},
            "the lower bounds of 3 cells add up to 324,000.00, 24,000.00 more than the total of",
        ),
        (
            {},
            {"month_lowest": [30000.0] * 12},
            "lower bounds of 12 months add up to 360,000.00, 60,000.00 more than the total of",
        ),
        ({"lower_year": 2e5}, {}, "by 100,000.00: at most 300,000.00 for the total of all months"),
        ({"upper": 100.0}, {"month_lowest": [400.0] * 12}, "400.00 for month 1; upper bounds"),
        ({"upper_year": 5.0, "lower": 1.0}, {}, "5.00 for cell C00 over all months"),
    ],
)
def test_limits_that_contradict_each_other_are_named_with_amounts(
    change: dict[str, Any], given: dict[str, Any], words: str
) -> None:
    frame = cells(1, 3, "mixed").assign(**change)
    with pytest.raises(ConflictError) as found:
        allocate_months(frame, 300_000.0, **given)
    assert words in found.value.message
    assert found.value.fix == "raise the total, or lower or drop one of them"


def test_a_group_that_its_cells_cannot_reach_is_named() -> None:
    frame = cells(1, 4, "mixed").assign(upper=1000.0)
    groups = pd.DataFrame({"group": ["G1"], "lowest": [20000.0], "month": ["2"]})
    with pytest.raises(ConflictError, match=r"by 19,000.00: at least 20,000.00 for group G1 in mo"):
        allocate_months(frame, 1e6, groups=groups)


def test_bounds_that_cross_in_one_month_are_named() -> None:
    single = pd.DataFrame({"cell_id": ["C01"], "month": ["3"], "lower": [5e8]})
    with pytest.raises(ConflictError, match=r"cell C01 in month 3: at least 500,000,000.00 and at"):
        allocate_months(cells(1, 3, "mixed"), 1e9, cell_months=single)


def test_all_faults_are_told_at_once() -> None:
    frame = cells(1, 3, "concave").assign(decay=1.0, lower=-1.0, kind="line", cell_id="C")
    groups = pd.DataFrame({"group": ["none"], "lowest": [5.0], "highest": [2.0], "month": ["X"]})
    with pytest.raises(UsageError) as found:
        allocate_months(frame, -1.0, groups=groups, month_lowest=[1.0], weight=[1.0])
    for words in (
        "cell C stands twice",
        "kind is none of power, exponential, hill, logistic: 3 cells",
        "decay is no number from 0 to below 1",
        "lower is no number of 0 or more",
        "the total of money is no number of 0 or more",
        "month_lowest has 1 numbers, 12 are needed",
        "no cell lies in group none of column group",
        "no amount lies between the bounds of group none",
        "month X is none of the plan",
    ):
        assert words in found.value.message


def test_no_cells_months_stated_twice_and_bounds_below_nought_are_refused() -> None:
    frame = cells(1, 3, "concave")
    with pytest.raises(UsageError, match="there are no cells"):
        allocate_months(frame.iloc[:0], 100.0)
    twice = pd.DataFrame({"cell_id": ["C01"] * 2, "month": ["3"] * 2, "lower": [1.0, 2.0]})
    with pytest.raises(UsageError, match="cell C01, 3 stands twice"):
        allocate_months(frame, 1e6, cell_months=twice)
    with pytest.raises(UsageError, match="month_lowest is no number of 0 or more"):
        allocate_months(frame, 1e6, months=2, month_lowest=[-1.0, 2.0])
    with pytest.raises(UsageError, match="month_highest is no number of 0 or more"):
        allocate_months(frame, 1e6, months=2, month_highest=["x", 2.0])  # type: ignore[list-item]
    with pytest.raises(UsageError, match="or too great"):
        allocate_months(frame, 1e16)
