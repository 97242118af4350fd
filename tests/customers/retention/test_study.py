"""Who is slipping away: what is shown where it held, and what is not where it did not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.retention.earlier import earlier_statements, origins
from salesnb.customers.retention.purchases import Purchases
from salesnb.customers.retention.study import margin_shares, study_retention
from salesnb.customers.retention.tested import judge_statements
from salesnb.months import Month
from tests.customers.retention.facts import MONTH, days_of, facts_of, random_buyers, steady


def one(frames: dict[str, pd.DataFrame], name: str = "retention_basis") -> dict[str, object]:
    return frames[name].iloc[0].to_dict()


def company(seed: int, *, leaving: float = 1 / 1400) -> pd.DataFrame:
    return days_of(
        random_buyers(np.random.default_rng(seed), 250, leaving=leaving),
        steady("BIG", 5, first="2022-11-01", last="2026-06-30", amount=4_000.0),
    )


def test_a_large_customer_that_stopped_is_named_with_its_money() -> None:
    frames = study_retention(facts_of(company(11)), month=MONTH)
    row = frames["retention"].set_index("customer_id").loc["BIG"]
    assert row["state"] == "stopped"
    assert row["p_orders_next"] < 0.01
    assert row["year_amount"] == pytest.approx(4_000 * 73)
    assert row["at_stake"] == pytest.approx(row["year_amount"], rel=0.05)
    assert row["margin_at_stake"] == pytest.approx(row["at_stake"] / 4, rel=1e-6)
    basis = one(frames)
    assert basis["chance_verdict"] == basis["amount_verdict"] == "holds"
    assert basis["stake_low"] <= basis["at_stake"] <= basis["stake_high"]


def test_states_and_lists_add_up() -> None:
    frames = study_retention(facts_of(company(12)), month=MONTH)
    table, states = frames["retention"], frames["retention_states"]
    assert states["n_customers"].sum() == len(table)
    assert set(frames["slipping"]["state"]) <= {"stopped", "fading", "overdue"}
    assert frames["slipping"]["at_stake"].sum() == pytest.approx(one(frames)["at_stake"])


def test_a_short_history_says_so_and_gives_no_value() -> None:
    days = days_of(
        *(steady(f"S{i}", 12 + i, first="2026-01-01", last="2026-10-31") for i in range(30)),
        steady("GONE", 5, first="2026-01-01", last="2026-07-31"),
    )
    frames = study_retention(facts_of(days), month=MONTH)
    basis = one(frames)
    assert basis["chance_verdict"] == "too_short"
    table = frames["retention"]
    assert table[["p_orders_next", "expected_amount", "at_stake"]].isna().all().all()
    assert not table["is_slipping"].any()
    late = table.set_index("customer_id").loc["GONE"]
    assert late["state"] == "overdue"
    assert late["overdue_ratio"] == pytest.approx((92 - 1) / 5, abs=0.5)


def test_chances_that_did_not_hold_are_not_shown() -> None:
    rows = earlier_statements(Purchases.of(company(13)), month=MONTH, ahead=3)
    is_fine = judge_statements(rows)
    turned = rows.assign(ordered=~rows["ordered"].astype(bool))
    assert is_fine.chance == "holds"
    assert judge_statements(turned).chance == "does_not_hold"
    assert not judge_statements(turned).names_customers


def test_names_that_proved_wrong_are_not_named_again() -> None:
    rows = earlier_statements(Purchases.of(company(14)), month=MONTH, ahead=3)
    wrong = judge_statements(rows.assign(fell=False))
    assert wrong.named == "does_not_hold"
    assert not wrong.shows_money


def test_nothing_stated_earlier_looks_ahead() -> None:
    """Purchases after an origin change nothing of what was stated at it."""
    days = company(15)
    stated = ["state", "year_amount", "chance_bg_nbd", "chance_back_window", "amount_bg_nbd"]
    whole = earlier_statements(Purchases.of(days), month=MONTH, ahead=3)
    end = pd.Timestamp((MONTH - 3).last)
    before = earlier_statements(Purchases.of(days[days["day"] <= end]), month=MONTH, ahead=3)
    keys = ["origin", "customer_id"]
    both = [one[one["origin"] == 3].set_index(keys)[stated] for one in (whole, before)]
    pd.testing.assert_frame_equal(*both)


def test_origins_leave_time_for_the_window() -> None:
    assert origins(3) == [3, 6, 9, 12, 18, 24]
    assert min(origins(6)) == 6


def test_one_customer_and_none() -> None:
    alone = days_of(steady("ONE", 30, first="2025-01-01", last="2026-10-01"))
    frames = study_retention(facts_of(alone), month=MONTH)
    assert len(frames["retention"]) == 1
    assert frames["retention"]["at_stake"].isna().all()
    none = facts_of(days_of(steady("ONE", 30, first="2025-01-01", last="2026-10-01")))
    none["order_days"] = none["order_days"].iloc[:0]
    assert study_retention(none, month=MONTH)["retention"].empty


def test_an_export_that_stopped_blames_nobody() -> None:
    days = days_of(*(steady(f"S{i}", 10, first="2023-01-01", last="2026-04-30") for i in range(30)))
    frames = study_retention(facts_of(days), month=MONTH)
    assert not frames["retention"]["is_slipping"].any()


def test_lines_of_nobody_and_of_later_months_are_left_out() -> None:
    days = days_of(
        steady("A", 10, first="2025-01-01", last="2026-12-31"),
        steady("(unassigned)", 10, first="2025-01-01", last="2026-10-31"),
    )
    found = study_retention(facts_of(days), month=MONTH)["retention"]
    assert found["customer_id"].tolist() == ["A"]
    assert found["last_on"].max() <= pd.Timestamp(MONTH.last)


def test_merged_and_closed_customers_are_not_lost() -> None:
    days = days_of(
        random_buyers(np.random.default_rng(16), 60),
        steady("OLD", 10, first="2024-01-01", last="2026-05-01"),
        steady("NEW", 10, first="2026-05-11", last="2026-10-31"),
        steady("SHUT", 10, first="2024-01-01", last="2026-05-01"),
    )
    facts = facts_of(days)
    master = facts["customers"]
    into = np.where(master["customer_id"] == "OLD", "NEW", "")
    active = pd.array(master["customer_id"] != "SHUT", dtype="boolean")
    facts["customers"] = master.assign(merged_into=into, is_active=active)
    frames = study_retention(facts, month=MONTH)
    table = frames["retention"].set_index("customer_id")
    assert "OLD" not in table.index
    assert "SHUT" not in table.index
    assert table.loc["NEW", "state"] == "on_rhythm"
    assert frames["continued"]["customer_id"].tolist() == ["OLD"]


def test_margin_needs_a_known_cost_of_most_sales() -> None:
    sales = pd.DataFrame(
        {
            "month": ["2026-09"] * 3 + ["2020-01"],
            "customer_id": ["A", "B", "C", "A"],
            "net_amount": [100.0, 100.0, 100.0, 900.0],
            "costed_amount": [100.0, 40.0, 0.0, 900.0],
            "cost_amount": [70.0, 30.0, 0.0, 0.0],
        }
    )
    found = margin_shares(sales, month=Month(2026, 10))
    assert found["A"] == pytest.approx(0.3)
    assert found[["B", "C"]].isna().all()
