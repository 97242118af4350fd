"""Milestones by earned value, buyers visited, numeric and weighted distribution."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.reviews.heads.market_plan import judge_market_plan, list_milestones
from tests.reviews.heads.companies import facts, ground, rows, visits


def milestones() -> pd.DataFrame:
    days = ["starts_on", "due_on", "done_on"]
    table = [
        # id, rep, start, due, done, share
        ("M1", "R1", "2026-01-01", "2026-12-31", None, 0.5),
        ("M2", "R1", "2026-01-01", "2026-06-30", None, 0.25),
        ("M3", "R2", "2026-01-01", "2026-06-30", "2026-07-10", None),
        ("M4", "R2", "2027-01-01", "2027-06-30", None, None),
        ("M5", "R3", None, "2026-12-31", None, None),
        ("M6", "R3", "2025-01-01", "2025-06-30", "2025-06-20", 1.0),
        ("M7", "R3", "2026-01-01", "2026-10-31", "2026-11-02", 0.9),
    ]
    names = ["milestone_id", "rep_id", *days, "done_share"]
    records = [dict(zip(names, one, strict=True)) for one in table]
    found = [one | {"name": one["milestone_id"], "planned_value": 100.0} for one in records]
    return rows("milestones", found)


def test_value_is_planned_evenly_up_to_the_day_that_it_is_due() -> None:
    listed = list_milestones(ground(facts(milestones=milestones()))).set_index("milestone_id")
    assert listed.loc["M1", "planned"] == pytest.approx(100 * 303 / 364)
    assert listed.loc["M1", "gap"] == pytest.approx(50 - 100 * 303 / 364)
    assert listed.loc["M2", ["planned", "earned", "open_value"]].tolist() == [100, 25, 75]
    assert listed.loc["M3", "earned"] == 100


def test_the_state_of_a_milestone() -> None:
    listed = list_milestones(ground(facts(milestones=milestones()))).set_index("milestone_id")
    states = {"M1": "behind", "M2": "overdue", "M3": "done_late", "M7": "behind"}
    assert listed["state"].to_dict() == states  # M4, M5 not begun, M6 done long ago


def test_what_is_done_after_the_month_is_not_done_and_a_month_earlier_shows_it_so() -> None:
    listed = list_milestones(ground(facts(milestones=milestones()))).set_index("milestone_id")
    assert listed.loc["M7", "done_share"] == 0.9 and pd.isna(listed.loc["M7", "done_on"])


def test_the_schedule_index_by_rep_and_in_total() -> None:
    found = judge_market_plan(ground(facts(milestones=milestones())))[0].rows.set_index("node")
    planned = 100 * 303 / 364 + 100
    assert found.loc["R1", "spi"] == pytest.approx(75 / planned)
    assert found.loc["total", "n_overdue"] == 1
    assert found.loc["N1", "earned"] == pytest.approx(175)


def test_buyers_are_visited_once_or_not() -> None:
    kept = visits()
    kept = kept[kept["customer_id"] != "CR10"]
    found = judge_market_plan(ground(facts(visits=kept)))[0].rows.set_index("node")
    assert found.loc["R1", ["n_customers", "n_visited"]].tolist() == [3, 2]
    assert found.loc["total", "visited"] == pytest.approx(11 / 12)


def outlets() -> dict[str, pd.DataFrame]:
    sizes = ["large", "small", "small", "small"]
    listed = [
        {"outlet_id": f"O{place}", "region_id": "N1", "size_class": size}
        for place, size in enumerate(sizes)
    ]
    looks = [
        {
            "outlet_id": f"O{place}",
            "product_id": "P1",
            "seen_on": pd.Timestamp(day),
            "is_carried": x,
        }
        for place, day, x in [
            (0, "2026-03-01", True),
            (1, "2026-03-01", True),
            (1, "2026-08-01", False),
            (2, "2026-03-01", False),
            (3, "2024-03-01", True),
        ]
    ]
    return {"outlets": rows("outlets", listed), "outlet_products": rows("outlet_products", looks)}


def test_distribution_counts_the_newest_look_and_weights_by_size() -> None:
    found = judge_market_plan(ground(facts(**outlets())))[0].rows.set_index("node")
    assert found.loc["N1", "n_outlets"] == 3  # the fourth was not looked at in the months judged
    assert found.loc["N1", "numeric"] == pytest.approx(1 / 3)
    assert found.loc["N1", "weighted"] == pytest.approx(9 / 11)
    assert "R1" not in found.index


def test_a_company_without_a_market_plan_has_no_rows() -> None:
    judged, listed = judge_market_plan(ground(facts()))
    assert judged.rows.empty and judged.parts.empty and listed.empty
