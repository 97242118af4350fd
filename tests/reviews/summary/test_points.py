"""Points for next month: by gap times leverage, each with somebody who does it and a day."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from salesnb import calendars
from salesnb.months import Month
from salesnb.reviews.summary.answerable import MEMBERS, People, who_answers
from salesnb.reviews.summary.points import MOST, due_day, next_points, rank_raised, with_owners
from salesnb.summary_rules import LEVERS
from tests.reviews.summary.raised import matter, raised

OCTOBER = Month.parse("2026-10")
CALENDAR = calendars.build(first_year=2024, last_year=2027)
DAY = pd.Timestamp("2026-10-31")
NO_SALES = pd.DataFrame({"month": [], "net_amount": []}).astype({"month": "str"})


def people(owners: list[dict[str, str]] | None = None) -> People:
    """Three reps in two regions of one area: A leads B and C, who left is D, who led E."""
    reps = pd.DataFrame(
        [
            ("A", "", "N1", pd.NaT),
            ("B", "A", "N1", pd.NaT),
            ("C", "A", "S1", pd.NaT),
            ("D", "", "S1", DAY),
            ("E", "D", "S2", pd.NaT),
        ],
        columns=["rep_id", "manager_id", "region_id", "left_on"],
    ).astype({"left_on": "datetime64[ns]"})
    regions = pd.DataFrame(
        [("N1", "North"), ("S1", "South"), ("S2", "South"), ("North", ""), ("South", "")],
        columns=["region_id", "parent_id"],
    )
    customers = pd.DataFrame([("C1", "B"), ("C2", "D")], columns=["customer_id", "rep_id"])
    shared = pd.DataFrame(
        [
            ("C1", "B", "2025-01-01", None, 0.3),
            ("C1", "C", "2025-01-01", None, 0.7),
            ("C3", "A", "2025-01-01", "2026-10-31", 1.0),
            ("C3", "E", "2026-10-31", None, 1.0),
        ],
        columns=["customer_id", "rep_id", "valid_from", "valid_to", "credit_share"],
    ).astype({"valid_from": "datetime64[ns]", "valid_to": "datetime64[ns]"})
    facts = {"reps": reps, "regions": regions, "customers": customers, "customer_reps": shared}
    columns = [*MEMBERS, "sales_method_id", "owner"]
    blank = dict.fromkeys(columns, "")
    stated = pd.DataFrame([blank | one for one in owners or []], columns=columns)
    return People.of(facts, stated, OCTOBER)


OWNERS = [
    {"region_id": "South", "owner": "Zhao"},
    {"product_group": "Seals", "owner": "Qian"},
    {"product_group": "Pumps", "sales_method_id": "S1", "owner": "Sun"},  # of a part of it alone
]


@pytest.mark.parametrize(
    ("asks", "of", "owner_id", "owner"),
    [
        ("rep", {"customer_id": "C1"}, "C", ""),  # who has most of its credit
        ("rep", {"customer_id": "C3"}, "E", ""),  # handed over on the last day
        ("rep", {"customer_id": "C2"}, "", "role"),  # its rep has left
        ("rep", {}, "", "role"),
        ("manager", {"rep_id": "B"}, "A", ""),
        ("manager", {"rep_id": "E"}, "", "Zhao"),  # whose manager left: who answers for the area
        ("manager", {"rep_id": "A"}, "", "role"),  # nobody above, nobody for the region
        ("manager", {"customer_id": "C1"}, "A", ""),
        ("manager", {"region_id": "S1"}, "", "Zhao"),
        ("manager", {"region_id": "N1"}, "A", ""),  # who leads B, and nobody leads A
        ("owner", {"product_group": "Seals"}, "", "Qian"),
        ("owner", {"product_group": "Pumps"}, "", "role"),
        ("", {"customer_id": "C1"}, "", "role"),  # it asks for the role
    ],
)
def test_a_point_belongs_to_whom_it_speaks_of(
    asks: str, of: dict[str, str], owner_id: str, owner: str
) -> None:
    rows = raised(matter("06_risk.over", 1.0, asks=asks, owner="role", **of))
    found = who_answers(rows, people(OWNERS)).iloc[0]
    assert (found["owner_id"], found["owner"]) == (owner_id, owner)


def test_regions_that_stand_above_each_other_in_a_ring_end_the_search() -> None:
    ring = People({}, {}, {}, {"A": "B", "B": "A"}, {name: {} for name in MEMBERS})
    assert ring.owner(dict.fromkeys(MEMBERS, "") | {"region_id": "A"}) == ""


def test_points_are_the_first_five_by_amount_times_leverage() -> None:
    rows = raised(
        matter("a.gap", -100.0, lever="close_gap"),
        matter("a.cash", 90.0, lever="collect"),
        matter("a.watched", 9000.0, lever="collect", status="watch"),
        matter("a.none", float("nan"), lever="collect"),
        matter("a.lost", 300.0, lever="win_back"),
        matter("a.ask", 100.0, lever="find_out"),
    )
    ranked = rank_raised(rows, LEVERS)
    assert ranked["decision"].tolist() == [
        *("a.cash", "a.lost", "a.gap", "a.ask", "a.none"),
        "a.watched",
    ]
    assert ranked["value"].tolist()[:4] == pytest.approx([45, 30, 20, 5])
    points = next_points(ranked, NO_SALES, month=OCTOBER)
    assert points["place"].tolist() == list(range(1, MOST + 1))


def test_what_is_too_small_beside_a_months_sales_is_no_point() -> None:
    """A month brings 1,000 on average: what makes less than 10 is none."""
    sales = pd.DataFrame(
        {"month": ["2025-10", "2026-09", "2026-10"], "net_amount": [9e9, 900, 1100]}
    )
    rows = raised(
        matter("a.large", 20.0, lever="collect"),
        matter("a.small", 19.0, lever="collect"),
        matter("a.unknown", float("nan"), lever="collect"),
    )
    points = next_points(rank_raised(rows, LEVERS), sales, month=OCTOBER)
    assert points["decision"].tolist() == ["a.large", "a.unknown"]
    assert points["place"].tolist() == [1, 2]


def test_all_that_is_raised_has_an_owner_and_a_day() -> None:
    rows = raised(
        matter("a.x", 1.0, asks="rep", customer_id="C1"), matter("a.y", 1.0, owner="boss")
    )
    owned = with_owners(rank_raised(rows, LEVERS), people(), dt.date(2026, 11, 30))
    assert owned[["owner_id", "owner"]].values.tolist() == [["C", ""], ["", "boss"]]
    assert set(owned["due_on"]) == {pd.Timestamp("2026-11-30")}


def test_a_leverage_of_ones_own_changes_the_order() -> None:
    rows = raised(matter("a.x", 10.0, lever="collect"), matter("a.y", 10.0, lever="win_back"))
    ranked = rank_raised(rows, {**LEVERS, "win_back": 0.9})
    assert ranked["decision"].tolist() == ["a.y", "a.x"]


def test_a_month_that_raises_nothing_has_no_points() -> None:
    ranked = with_owners(rank_raised(raised(), LEVERS), people(), dt.date(2026, 11, 30))
    assert next_points(ranked, NO_SALES, month=OCTOBER).empty


@pytest.mark.parametrize(
    ("month", "day", "due"),
    [
        ("2026-10", 31, "2026-11-30"),
        ("2026-09", 6, "2026-10-06"),  # nobody works from the first to the sixth: the day itself
        ("2026-10", 8, "2026-11-06"),  # a Sunday
        ("2026-01", 28, "2026-02-28"),  # a Saturday on which people work
    ],
)
def test_points_are_due_on_a_working_day(month: str, day: int, due: str) -> None:
    assert str(due_day(Month.parse(month), day, CALENDAR)) == due
