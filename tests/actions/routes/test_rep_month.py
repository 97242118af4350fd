"""A rep's month: patterns, hours, what cannot be placed, stability, sectors, the checker."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesnb.actions.routes.hours import opening_hours, weekdays
from salesnb.actions.routes.month import Stop, slot_of
from salesnb.actions.routes.patterns import day_patterns
from salesnb.actions.routes.planning import Planned, plan_rep
from salesnb.actions.routes.search import Budget
from salesnb.actions.routes.sectors import sector_travel, sectors
from salesnb.actions.routes.travel import Speeds, minutes, travel_minutes
from salesnb.actions.routes.working import rep_days
from salesnb.calendars import build
from salesnb.months import Month
from tests.actions.routes.places import november, rep, stop

SHORT = Budget(80, hot=2.0)


def dates(planned: Planned) -> dict[str, list[dt.date]]:
    """Return the days on which each customer is visited."""
    found: dict[str, list[dt.date]] = {}
    for slot, stops in enumerate(planned.found.plan):
        for at in stops:
            name = planned.asked.stops[at - 1].customer
            found.setdefault(name, []).append(planned.rep.days[slot][0])
    return found


def test_hours_are_read_in_both_languages_and_nothing_is_guessed() -> None:
    week = opening_hours("Mon-Fri 08:30-17:30; Sat 09:00-12:00")
    assert week is not None and len(week) == 6 and week[5] == (5, 540.0, 720.0)
    assert opening_hours("周一-周五 9:00-17:00") == tuple((d, 540.0, 1020.0) for d in range(5))
    assert opening_hours("Mon 08:00-12:00; Mon 13:00-18:00") == ((0, 780.0, 1080.0),)
    assert opening_hours("mornings") is None and opening_hours("Mon 18:00-08:00") is None
    assert weekdays("Tue Thu") == {1, 3} and weekdays("周二、周四") == {1, 3} and not weekdays("")


def test_weekly_visits_keep_their_weekday_and_a_holiday_is_made_up_in_its_week() -> None:
    days = [day for day, _, _ in november(without=(4,))]
    for pattern in day_patterns(days, [True] * len(days), 4, 30):
        picked = [days[i] for i in pattern]
        assert len({day.isocalendar()[1] for day in picked}) == 4
        assert len({day.weekday() for day in picked} - {1, 3}) <= 2
    wednesdays = [p for p in day_patterns(days, [True] * len(days), 4, 30) if days[p[1]].day == 11]
    assert {days[p[0]].day for p in wednesdays} >= {3}  # for the fourth, a holiday


def test_visits_are_neither_close_nor_far_apart_and_too_many_have_no_pattern() -> None:
    days = [day for day, _, _ in november()]
    for visits in (2, 3, 5, 8, 12, 21):
        for pattern in day_patterns(days, [True] * len(days), visits, 30):
            gaps = np.diff([days[i].toordinal() for i in pattern])
            assert len(pattern) == visits and gaps.min() >= max(1, 30 // visits // 2)
    assert day_patterns(days, [True] * len(days), 22, 30) == []


def test_a_longer_way_takes_longer_and_stated_times_win() -> None:
    ways = minutes(np.linspace(0, 100, 300), Speeds())
    assert (np.diff(ways) > 0).all()
    table, share = travel_minutes(
        ["R", "C", "D"],
        np.array([31.0, 31.1, 31.2]),
        np.full(3, 121.0),
        Speeds(),
        {("R", "C"): 5.0, ("C", "R"): 7.0, ("C", "D"): 9.0},
    )
    assert table[0, 1] == 5 and table[1, 0] == 7 and table[1, 2] == table[2, 1] == 9
    assert share == pytest.approx(4 / 6)


def test_a_rep_travels_on_working_days_that_are_neither_home_days_nor_leave() -> None:
    reps = pd.DataFrame(
        {
            "rep_id": ["R1", "R2"],
            "day_hours": [8.0, np.nan],
            "home_days": ["Fri", None],
            "half_days": ["Tue", None],
            "hired_on": [pd.NaT, pd.Timestamp("2026-10-15")],
            "left_on": [pd.NaT, pd.Timestamp("2026-10-20")],
        }
    )
    away = pd.DataFrame(
        {
            "rep_id": ["R1", "R1"],
            "absent_on": ["2026-10-12", "2026-10-13"],
            "day_part": [1.0, 0.5],
        }
    )
    calendar = build(first_year=2026, last_year=2026)
    days = rep_days(reps, away, calendar, Month.parse("2026-10"), begins=480.0)
    days["day"] = days["visit_date"].dt.day
    first = days[days["rep_id"].eq("R1")].set_index("day")["part"]
    assert 10 in first.index  # a Saturday worked in exchange for the holiday
    assert not {1, 2, 5, 6, 7, 9, 12, 13, 16}.intersection(first.index)  # holiday, Fridays, leave
    assert first[20] == 0.5 and first[14] == 1.0
    second = days[days["rep_id"].eq("R2")]
    assert second["day"].tolist() == [15, 16, 19, 20]
    assert (second["ends_at"] - second["starts_at"]).eq(pd.Timedelta(hours=8)).all()


def test_what_can_never_be_reached_is_named_with_its_reason() -> None:
    week = opening_hours("Sun 09:00-12:00")
    stops = [
        stop("far", 300.0),
        stop("closed", hours=week),
        replace(stop("nowhere"), latitude=float("nan")),
        stop("fine"),
    ]
    planned = plan_rep(rep(), stops, SHORT)
    assert {one.stop.customer: one.why for one in planned.left} == {
        "far": "too_far",
        "closed": "closed",
        "nowhere": "no_place",
    }
    assert list(dates(planned)) == ["fine"]
    nobody = plan_rep(rep(days=()), stops, SHORT)
    assert {one.why for one in nobody.left} == {"no_days"} and not nobody.asked.stops


def test_more_visits_than_hours_leave_out_the_least_valuable_that_need_not_be() -> None:
    days = november(hours=3.0)[:4]
    stops = [stop(f"C{i}", 20.0 + i, minutes=60.0, value=float(i), must=i < 2) for i in range(12)]
    planned = plan_rep(rep(days=days), stops, SHORT)
    out = {one.stop.customer for one in planned.left}
    assert out and all(one.why == "hours" for one in planned.left)
    values = [s.value for s in planned.asked.stops if not s.must]
    assert {"C0", "C1"} <= set(dates(planned))
    assert max(float(name[1:]) for name in out) < min(values)


def fifteen(seed: int = 1) -> list[Stop]:
    """Return fifteen customers around the base: classes A, B and C, visited 4, 2 and 1 times."""
    rng = np.random.default_rng(seed)
    often = [4] * 3 + [2] * 6 + [1] * 6
    return [
        stop(f"C{i:02d}", *rng.normal(0, 25, 2), visits=n, must=n == 4) for i, n in enumerate(often)
    ]


def test_nine_in_ten_visits_stay_on_their_day_when_one_customer_changes_class() -> None:
    before = dates(plan_rep(rep(), fifteen(), SHORT))
    kept = {name: frozenset(map(slot_of, days)) for name, days in before.items()}
    stops = [replace(one, kept=kept[one.customer]) for one in fifteen()]
    stops[5] = replace(stops[5], visits=4, must=True)
    after = dates(plan_rep(rep(), stops, SHORT))
    names = [name for name in before if name != stops[5].customer]
    stays = sum(len(set(before[name]) & set(after[name])) for name in names)
    assert stays >= 0.85 * sum(len(before[name]) for name in names)


def test_a_plan_beats_one_sector_per_weekday() -> None:
    planned = plan_rep(rep(), fifteen(2), SHORT)
    assert planned.found.cost < sector_travel(planned.rep, planned.asked)
    part = sectors(np.array([0.0, 1.0, 2.0, 3.0]), np.ones(4), 2)
    assert part.tolist() == [0, 0, 1, 1]
