"""Visits that leave no time: each clash worked out by hand, and rounds that are none."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.methods.visit_clashes import clashes, distance_km
from salesnb.months import Month
from salesnb.reviews.behaviour.fleet import judged
from salesnb.reviews.behaviour.visits import find_invented

MONTH = Month(2026, 10)
DEGREE = 111.195  # km of a degree of latitude
REPS = pd.DataFrame({"rep_id": ["R1"], "road_speed": [60.0], "cost_per_hour": [100.0]})
NONE = pd.DataFrame({"rep_id": ["R1"], "absent_on": ["2026-10-30"], "day_part": [0.5]})
NO_ABSENCE = NONE.astype({"absent_on": "datetime64[s]"})
Visit = tuple[str, str, str, str, float]  # customer, day, from, to, km to the north


def frames(visits: list[Visit], rep: str = "R1") -> dict[str, pd.DataFrame]:
    table = pd.DataFrame(visits, columns=["customer_id", "day", "from", "to", "km"])
    north = 30 + table["km"] / DEGREE
    made = pd.DataFrame(
        {
            "visit_id": [f"V{n}" for n in range(len(table))],
            "rep_id": rep,
            "customer_id": table["customer_id"],
            "visit_date": pd.to_datetime(table["day"]).astype("datetime64[s]"),
            "started_at": pd.to_datetime(table["day"] + " " + table["from"]),
            "ended_at": pd.to_datetime(table["day"] + " " + table["to"]),
            "status": "held",
            "check_in_latitude": north,
            "check_in_longitude": 120.0,
        }
    )
    customers = pd.DataFrame(
        {"customer_id": table["customer_id"], "latitude": north, "longitude": 120.0}
    )
    return {
        "visits": made,
        "customers": customers.drop_duplicates("customer_id"),
        "reps": REPS,
        "absences": NO_ABSENCE,
    }


def marks(visits: list[Visit], **others: pd.DataFrame) -> list[str]:
    facts = frames(visits) | others
    made = facts["visits"].assign(day=facts["visits"]["visit_date"])
    found = clashes(made, facts)
    return found.set_index("visit_id")["mark"].reindex(made["visit_id"]).tolist()


def test_distance_is_that_of_the_great_circle() -> None:
    here, there = pd.DataFrame([[30.0, 120.0]]), pd.DataFrame([[31.0, 120.0]])
    assert distance_km(here.to_numpy(), there.to_numpy()) == pytest.approx([DEGREE], rel=1e-4)


def test_two_at_once_and_one_customer_twice() -> None:
    day = "2026-10-13"
    assert marks([("A", day, "09:00", "10:00", 0), ("B", day, "09:30", "10:30", 10)]) == [
        "",
        "overlap",
    ]
    assert marks([("A", day, "09:00", "10:00", 0), ("A", day, "09:30", "10:30", 0)]) == [
        "",
        "twice",
    ]


def test_faster_than_any_car() -> None:
    """At 60 km/h nobody is faster than 1.3 times that, straight on: 39 km take 30 minutes."""
    day = "2026-10-13"
    soon, late = ("B", day, "10:20", "10:50", 39.5), ("B", day, "10:30", "10:50", 39.5)
    assert marks([("A", day, "09:00", "10:00", 0), soon]) == ["", "too_fast"]
    assert marks([("A", day, "09:00", "10:00", 0), late]) == ["", ""]


def test_of_a_long_one_around_short_ones_the_long_one_goes() -> None:
    day = "2026-10-13"
    round_ = [("B", day, f"{h:02d}:10", f"{h:02d}:40", 1.0) for h in (9, 10, 11)]
    assert marks([("A", day, "09:00", "12:00", 0), *round_]) == ["overlap", "", "", ""]


def test_a_dense_round_and_a_second_visit_are_no_clash() -> None:
    day = "2026-10-13"
    stops = [
        (
            f"C{n}",
            day,
            f"{9 + n // 4:02d}:{n % 4 * 15:02d}",
            f"{9 + n // 4:02d}:{n % 4 * 15 + 12}",
            0.4 * n,
        )
        for n in range(12)
    ]
    assert marks([*stops, ("C0", day, "15:00", "15:20", 0.0)]) == [""] * 13


def test_absent_all_day_half_a_day_says_nothing() -> None:
    one: list[Visit] = [("A", "2026-10-13", "09:00", "10:00", 0)]
    away = NO_ABSENCE.assign(absent_on=pd.to_datetime(["2026-10-13"]))
    assert marks(one, absences=away) == [""]
    assert marks(one, absences=away.assign(day_part=1.0)) == ["absent"]


def test_check_ins_at_a_place_of_ones_own() -> None:
    """Three customers seen at one place far from all of them; a customer that moved is no case."""
    days = [f"2026-10-{n:02d}" for n in range(12, 16)]
    at_home = [
        (name, day, "09:00", "10:00", 20.0 * n) for n, name in enumerate("ABC") for day in days
    ]
    facts = frames(at_home)
    table = facts["visits"].copy()
    is_last = table["visit_date"] == "2026-10-15"
    table["started_at"] += pd.to_timedelta(
        3 * table["customer_id"].map({"A": 0, "B": 1, "C": 2}), "h"
    )
    table["ended_at"] += pd.to_timedelta(
        3 * table["customer_id"].map({"A": 0, "B": 1, "C": 2}), "h"
    )
    table.loc[is_last, "check_in_latitude"] = 31.0
    found = clashes(table.assign(day=table["visit_date"]), facts)
    assert (found.loc[found["mark"] == "elsewhere", "visit_date"] == "2026-10-15").all()
    assert (found["mark"] == "elsewhere").sum() == 3
    alone = is_last & (table["customer_id"] == "A")
    table.loc[is_last & ~alone, "check_in_latitude"] = table["check_in_latitude"].iloc[4]
    moved = clashes(table[~is_last | alone].assign(day=lambda t: t["visit_date"]), facts)
    assert (moved["mark"] == "elsewhere").sum() == 0


def of_reps(*tables: pd.DataFrame) -> pd.DataFrame:
    made = pd.concat(tables, ignore_index=True)
    return made.assign(visit_id=[f"V{n}" for n in range(len(made))])


def test_times_stated_to_the_half_hour_explain_small_overlaps() -> None:
    days = [str(day.date()) for day in pd.bdate_range("2026-08-03", "2026-10-30")][:40]
    halves = [
        (c, d, *t, 0.0)
        for d in days
        for c, t in (("A", ("09:00", "10:00")), ("B", ("09:30", "10:30")))
    ]
    minutes = [
        (c, d, *t, 0.0)
        for d in days
        for c, t in (("A", ("09:01", "09:58")), ("B", ("10:07", "10:31")))
    ]
    facts = frames(halves)
    facts["visits"] = of_reps(
        facts["visits"], *(frames(minutes, f"R{n}")["visits"] for n in range(2, 9))
    )
    actors = judged(find_invented(facts, month=MONTH).actors, 0.1).set_index("actor_id")
    assert actors.at["R1", "state"] == "explained"
    assert actors.at["R1", "explanation"] == "times_typed_in"
    assert set(actors["state"].drop("R1")) == {"clear"}


def test_a_company_whose_visits_are_all_possible_accuses_nobody() -> None:
    facts = frames([("C1", "2026-10-05", "09:00", "10:00", 0.0)])
    facts["reps"] = facts["reps"].astype({"rep_id": "str"})
    facts["visits"] = facts["visits"].astype({"rep_id": "str"})
    found = find_invented(facts, month=MONTH)
    assert found.rows.empty and found.rows["amount"].dtype == "float64"
