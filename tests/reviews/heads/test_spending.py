"""Expenses against the flexed budget: what is volume, what the price of a unit."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.reviews.heads.spending import judge_spending
from tests.reviews.heads.companies import expenses, facts, ground, months, visits

PRICES = {"R1": 10.0, "R2": 11.0, "R3": 9.0, "R4": 10.0}


def judged(table: pd.DataFrame, budgets: dict[str, pd.DataFrame] | None = None) -> pd.DataFrame:
    found = judge_spending(ground(facts(expenses=table, visits=visits())), budgets or {}).rows
    return found[found["expense_type"] == "all"].set_index("node")


def test_volume_and_price_of_a_unit_add_up_to_the_variance() -> None:
    found = judged(expenses(PRICES))
    # a month: budget 100 at 10 a unit is 10 units; 12 units there were cost 11 each
    assert found.loc["R2", "budget"] == pytest.approx(1200)
    assert found.loc["R2", "flexed"] == pytest.approx(1440)
    assert found.loc["R2", "volume_variance"] == pytest.approx(240)
    assert found.loc["R2", "rate_variance"] == pytest.approx(144)
    assert found.loc["R2", "rate"] == pytest.approx(0.1)
    both = found["volume_variance"] + found["rate_variance"]
    pd.testing.assert_series_equal(both, found["spent"] - found["budget"], check_names=False)
    assert found.loc["total", "spent"] == pytest.approx(found.loc[["N1", "N2"], "spent"].sum())
    assert set(found["rests_on"]) == {"usual_price"}


def test_a_visit_and_the_share_of_sales() -> None:
    found = judged(expenses(PRICES))
    assert found.loc["R1", "n_visits"] == 36
    assert found.loc["R1", "per_visit"] == pytest.approx(1440 / 36)
    assert found.loc["R1", "expense_ratio"] == pytest.approx(1440 / found.loc["R1", "sales"])


def test_without_quantities_all_of_it_is_price() -> None:
    found = judged(expenses(PRICES).assign(driver_quantity=float("nan")))
    assert found["volume_variance"].eq(0).all()
    assert found.loc["R2", "rate_variance"] == pytest.approx(1584 - 1200)
    assert set(found["rests_on"]) == {"amount"}


def test_an_issued_budget_counts_before_what_expenses_state() -> None:
    budget = pd.DataFrame(
        {
            "rep_id": "R2",
            "expense_type": "travel",
            "month": months(6),
            "quantity": 8.0,
            "amount": 96.0,
        }
    )
    found = judged(expenses(PRICES), {"2025-12": budget})
    # six months at 12 a unit: flexed 144 instead of 120 a month
    assert found.loc["R2", "budget"] == pytest.approx(6 * 100 + 6 * 96)
    assert found.loc["R2", "flexed"] == pytest.approx(6 * 120 + 6 * 144)
    late = judged(expenses(PRICES), {"2026-10": budget})
    assert late.loc["R2", "flexed"] == pytest.approx(1440)


def test_what_has_no_budget_is_left_out() -> None:
    table = expenses(PRICES)
    assert judged(table.assign(budget_amount=float("nan"))).empty
    partly = table.assign(budget_amount=table["budget_amount"].where(table["rep_id"] != "R1"))
    assert "R1" not in judged(partly).index
