"""A rep's month as a problem: places, hours and visits of customers, days, last month's plan."""

from __future__ import annotations

import datetime as dt
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from salesnb.actions.routes.hours import Week, opening_hours
from salesnb.actions.routes.patterns import day_patterns
from salesnb.actions.routes.problem import UNLIMITED, Floats, Problem
from salesnb.actions.routes.travel import Speeds, travel_minutes

MOVED = 15.0  # minutes of travel that a visit on another day than last month must save
LONG_AGO: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Stop:
    """A customer of a rep: where, how often and how long in the month, and what that is worth.

    `kept`: (which of its weekday in the month, weekday) of the visits as last planned. `is_free`:
    whether weekdays may alternate, where not all visits fit otherwise.
    """

    customer: str
    latitude: float
    longitude: float
    visits: int
    minutes: float
    value: float
    must: bool
    kind: str
    hours: Week | None
    kept: frozenset[tuple[int, int]] = LONG_AGO
    is_free: bool = False


@dataclass(frozen=True)
class RepMonth:
    """A rep's month: base, speeds, the days on which it travels, customers, stated travel times.

    `days`: date, minute at which the day starts, minutes that it has.
    """

    rep: str
    latitude: float
    longitude: float
    speeds: Speeds
    days: tuple[tuple[dt.date, float, float], ...]
    length: int
    stated: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @property
    def seed(self) -> int:
        """A seed of its own for each rep, the same in every run."""
        return zlib.crc32(self.rep.encode())


@dataclass(frozen=True)
class Asked:
    """A problem with the customers behind its places (place i + 1 is stop i)."""

    problem: Problem
    stops: list[Stop]
    stated_share: float


def slot_of(day: dt.date) -> tuple[int, int]:
    """Return which of its weekday in the month a day is (from 1), and the weekday."""
    return (day.day - 1) // 7 + 1, day.weekday()


def open_days(rep: RepMonth, stop: Stop) -> list[bool]:
    """Return on which of the rep's days a customer can be visited at all, by hours and distance."""
    apart = _there_and_back(rep, stop)
    may = []
    for day, starts, minutes in rep.days:
        opens, closes = _span(stop.hours, day, starts, minutes)
        first = max(starts + apart / 2, opens)
        there = first + stop.minutes <= closes
        may.append(there and first + stop.minutes + apart / 2 <= starts + minutes)
    return may


def _there_and_back(rep: RepMonth, stop: Stop) -> float:
    names = [rep.rep, stop.customer]
    places = np.array([rep.latitude, stop.latitude]), np.array([rep.longitude, stop.longitude])
    ways, _ = travel_minutes(names, *places, rep.speeds, rep.stated)
    return float(ways[0, 1] + ways[1, 0])


def _span(hours: Week | None, day: dt.date, starts: float, minutes: float) -> tuple[float, float]:
    """Return when a place opens and closes on a day; (0, -1) where it is closed."""
    if hours is None:
        return starts, starts + minutes
    spans = {weekday: (opens, closes) for weekday, opens, closes in hours}
    return spans.get(day.weekday(), (0.0, -1.0))


def ask(rep: RepMonth, stops: list[Stop], moved: float = MOVED) -> Asked:
    """Return a rep's month as a problem; every stop must have a pattern (`patterns_of`)."""
    names = [rep.rep, *(stop.customer for stop in stops)]
    latitude = np.array([rep.latitude, *(stop.latitude for stop in stops)])
    longitude = np.array([rep.longitude, *(stop.longitude for stop in stops)])
    ways, share = travel_minutes(names, latitude, longitude, rep.speeds, rep.stated)
    n_days = len(rep.days)
    spans = [[_span(stop.hours, *day) for day in rep.days] for stop in stops]
    windows = np.zeros((len(names), n_days, 2))
    windows[0, :, 1] = UNLIMITED
    windows[1:] = np.array(spans).reshape(len(stops), n_days, 2)
    chosen = [choices(rep, stop, moved) for stop in stops]
    problem = Problem(
        travel=ways,
        service=np.array([0.0, *(stop.minutes for stop in stops)]),
        demand=np.zeros(len(names)),
        customers=np.arange(1, len(names)),
        n_days=n_days,
        n_travellers=1,
        base=np.zeros(n_days, dtype=np.int64),
        longest=np.array([minutes for _, _, minutes in rep.days]),
        most=np.full(n_days, 2 * UNLIMITED),
        exists=np.ones(n_days, dtype=bool),
        patterns=[np.zeros((0, n_days)), *(patterns for patterns, _ in chosen)],
        penalty=[np.zeros(0), *(penalty for _, penalty in chosen)],
        starts=np.array([starts for _, starts, _ in rep.days]),
        opens=windows[:, :, 0],
        closes=windows[:, :, 1],
    )
    return Asked(problem, stops, share)


def patterns_of(rep: RepMonth, stop: Stop) -> list[tuple[int, ...]]:
    """Return the sets of the rep's days on which a customer's visits may lie."""
    days = [day for day, _, _ in rep.days]
    return day_patterns(days, open_days(rep, stop), stop.visits, rep.length, is_free=stop.is_free)


def choices(rep: RepMonth, stop: Stop, moved: float = MOVED) -> tuple[Floats, Floats]:
    """Return a customer's patterns (k, days) and what each costs beside travel (k,)."""
    chosen = patterns_of(rep, stop)
    return _matrix(chosen, len(rep.days)), _moved(rep, stop, chosen, moved)


def _matrix(patterns: list[tuple[int, ...]], n_days: int) -> Floats:
    found = np.zeros((len(patterns), n_days))
    for row, days in enumerate(patterns):
        found[row, list(days)] = 1.0
    return found


def _moved(rep: RepMonth, stop: Stop, patterns: list[tuple[int, ...]], moved: float) -> Floats:
    """Return what it costs that visits move: half for another weekday, half for another week."""
    if not stop.kept:
        return np.zeros(len(patterns))
    days = [slot_of(day) for day, _, _ in rep.days]
    able = min(len(stop.kept), stop.visits)
    before = Counter(weekday for _, weekday in stop.kept)
    cost = []
    for one in patterns:
        now = {days[i] for i in one}
        same = sum((before & Counter(weekday for _, weekday in now)).values())
        cost.append((2 * able - len(stop.kept & now) - same) / 2)
    return moved * np.array(cost, dtype=float).clip(min=0.0)


def hours_of(text: object) -> tuple[Week | None, bool]:
    """Return a customer's hours and whether a text was there that could not be read."""
    words = "" if pd.isna(text) else str(text).strip()  # type: ignore[call-overload]
    hours = opening_hours(words) if words else None
    return hours, bool(words) and hours is None
