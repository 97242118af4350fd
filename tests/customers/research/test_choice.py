"""Chances, hours and advice; what changed; who was merged: closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.research import choice, sections
from salesnb.customers.research.changed import what_changed
from tests.customers.research.facts import (
    MONTH,
    bought,
    customer,
    facts,
    ground,
    judgements,
    plays,
    row,
)
from tests.customers.research.facts import values as no_values


def deal(id: str, customer_id: str, stage: str, **given: Any) -> dict[str, Any]:
    row = {"opportunity_id": id, "customer_id": customer_id, "stage": stage, "amount": 40.0}
    return {**row, "closed_on": "2026-06-01", "lever": "help", **given}


def test_a_customer_s_own_deals_stand_beside_ten_of_its_segment() -> None:
    deals = [deal("D1", "C1", "won"), deal("D2", "C1", "won")]
    deals += [deal(f"L{i}", "C2", "lost") for i in range(8)]
    own = ground(customers=[customer("C1"), customer("C2")], opportunities=deals)
    found = choice.win_chances(own.facts, own.base, month=MONTH)
    firm = 0.2
    segment = (2 + 10 * firm) / 20
    assert row(found, "C1")["win_chance"] == pytest.approx((2 + 10 * segment) / 12)
    assert row(found, "C2")["win_chance"] == pytest.approx(10 * segment / 18)
    assert found["chance_basis"].tolist() == ["own", "own"]


def test_the_forecast_of_open_deals_goes_first() -> None:
    own = ground(customers=[customer("C1")], opportunities=[deal("D1", "C1", "proposal")])
    forecast = pd.DataFrame({"opportunity_id": ["D1"], "win_chance": [0.7]})
    held = {**own.facts, "deal_forecast": forecast}
    one = row(choice.win_chances(held, own.base, month=MONTH))
    assert (one["win_chance"], one["chance_basis"]) == (pytest.approx(0.7), "deals")


def test_without_deals_no_chance_is_made_up() -> None:
    own = ground(customers=[customer("C1")])
    one = row(choice.win_chances(own.facts, own.base, month=MONTH))
    assert np.isnan(one["win_chance"]) and one["chance_basis"] == "none"


def advised(hours_growth: float = 0.0, cost: float = 1.0) -> tuple[pd.DataFrame, pd.Series]:
    """Return the advice on a large buyer with a gap, a large one without, and a small one."""
    base = pd.DataFrame(
        {"amount": [1000.0, 1000.0, 10.0], "margin_share": 0.5}, index=["GAP", "FULL", "SMALL"]
    )
    shares = pd.DataFrame(
        {"buys": [5000.0, 1000.0, 10.0], "buys_error": 1e-6, "gap_amount": [4000.0, 0.0, 0.0]},
        index=base.index,
    )
    chances = pd.DataFrame({"win_chance": 0.5, "n_deals": 10**9}, index=base.index)
    ten = pd.Series(10.0, base.index)
    effort = choice.Effort(ten, ten, choice.REACH * shares["gap_amount"], cost)
    kept = pd.Series(0.7, base.index)
    found, hours = choice.advise(
        base, shares, chances, effort, kept=kept, hours_growth=hours_growth
    )
    return found, hours.iloc[0]


def test_hours_go_where_they_bring_most() -> None:
    found, hours = advised()
    assert found["advice"].to_dict() == {"GAP": "pursue", "FULL": "nurture", "SMALL": "drop"}
    assert row(found, "GAP")["worth"] == pytest.approx(0.5 * 0.5 * 1000, rel=1e-3)
    assert hours["hours_asked"] == hours["hours"] == 30.0
    assert (found["regret"] >= 0).all() and row(found, "GAP")["regret"] == pytest.approx(
        0, abs=1e-6
    )


def test_half_the_hours_leave_the_dearer_half() -> None:
    found, hours = advised(hours_growth=-0.5)
    assert hours["hours_asked"] <= 15.0 and hours["hour_price"] > 1.0
    assert (found["advice"] == "pursue").sum() == 0


def test_an_hour_is_never_charged_below_its_cost() -> None:
    found, hours = advised(hours_growth=1.0, cost=40.0)
    assert hours["hour_price"] == 40.0
    assert found["advice"].to_dict() == {"GAP": "drop", "FULL": "drop", "SMALL": "drop"}


def monthly(id: str, amounts: list[float]) -> list[dict[str, Any]]:
    months = [str(one) for one in (MONTH - (len(amounts) - 1)).until(MONTH)]
    row = {"customer_id": id, "product_id": "P1"}
    return [
        {"month": month, **row, "net_amount": amount, "costed_amount": amount, "cost_amount": 0.0}
        for month, amount in zip(months, amounts, strict=True)
    ]


def test_a_lost_customer_is_told_among_steady_ones_and_only_it() -> None:
    steady = [100.0, 110.0, 90.0] * 5
    sold = [row for i in range(20) for row in monthly(f"C{i:02d}", steady)]
    sold += monthly("LOST", [*steady[:12], 0.0, 0.0, 0.0])
    ids = [f"C{i:02d}" for i in range(20)] + ["LOST"]
    own = ground(customers=[customer(one) for one in ids], sales_cube=sold)
    found = what_changed(None, own.facts["sales_cube"], own.base, month=MONTH)
    told = found["volumes"][found["volumes"]["is_told"]]
    assert told["customer_id"].tolist() == ["LOST"]
    assert told["change"].item() == pytest.approx(-1200.0)
    assert not found["change_totals"]["is_known"].item()


def test_too_few_months_judge_nobody() -> None:
    own = ground(customers=[customer("C1")], sales_cube=bought("C1", 30.0))
    found = what_changed(None, own.facts["sales_cube"], own.base, month=MONTH)
    assert found["change_totals"]["n_judged"].item() == 0 and found["volumes"].empty


def test_changes_are_sorted_by_what_they_are_about() -> None:
    own = ground(customers=[customer("C1")], sales_cube=bought("C1", 30.0))
    listed = pd.DataFrame(
        [
            ("C1", "group_id", "", "G1"),
            ("C1", "credit_limit", "1", "2"),
            ("C1", "latitude", "1", "2"),
        ],
        columns=["customer_id", "field", "old_value", "new_value"],
    ).assign(changed_on=pd.Timestamp("2026-10-05"))
    changes = what_changed(listed, own.facts["sales_cube"], own.base, month=MONTH)["changes"]
    assert changes["topic"].tolist() == ["owner", "credit"]


def test_a_merged_customer_counts_with_the_one_it_ended_in() -> None:
    own = facts(
        customers=[
            customer("C1"),
            customer("C2", merged_into="C1"),
            customer("C3", merged_into="C2"),
        ],
        sales_cube=[*bought("C1", 30.0), *bought("C3", 10.0)],
    )
    found = sections.ground_of(own, judgements(), month=MONTH, rules=ground().rules)
    assert found.base.index.tolist() == ["C1"]
    assert row(found.base)["amount"] == pytest.approx(480.0)


@pytest.mark.parametrize("customers", [[], [customer("C1")]], ids=["none", "one"])
def test_a_company_with_hardly_anybody_has_sheets(customers: list[dict[str, Any]]) -> None:
    own = ground(customers=customers, sales_cube=bought("C1", 30.0) if customers else [])
    sheets = sections.research(own, no_values(), plays())
    behind = sections.stand_behind(own, sheets)
    known = sections.bring_together(own, sheets, behind)
    assert len(known["customer_research"]) == len(customers)
    assert set(known["customer_research"]["advice"]) <= {""}
