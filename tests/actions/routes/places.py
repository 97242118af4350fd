"""Small problems and rep months for the tests of routes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import combinations

import numpy as np

from salesnb.actions.routes.month import RepMonth, Stop
from salesnb.actions.routes.problem import Problem
from salesnb.actions.routes.travel import Speeds

BASE = (31.2, 121.5)
STRAIGHT = Speeds(city=60.0, road=60.0, city_km=0.0, detour=1.0)  # a km takes a minute
KM = 180 / np.pi / 6371.0  # degrees of latitude


def on_days(n_days: int, visits: int) -> np.ndarray:
    """Return all patterns of so many visits."""
    rows = np.zeros((0, n_days))
    for days in combinations(range(n_days), visits):
        row = np.zeros(n_days)
        row[list(days)] = 1.0
        rows = np.vstack([rows, row])
    return rows


def problem(
    xy: list[tuple[float, float]],
    patterns: list[np.ndarray],
    *,
    travellers: int = 1,
    **more: object,
) -> Problem:
    """Return a problem of places around a base at (0, 0), without limits unless stated."""
    places = np.array([(0.0, 0.0), *xy])
    apart = places[:, None] - places[None]
    n_days = patterns[0].shape[1]
    slots = n_days * travellers
    one = Problem(
        travel=np.hypot(apart[..., 0], apart[..., 1]),
        service=np.zeros(len(places)),
        demand=np.zeros(len(places)),
        customers=np.arange(1, len(places)),
        n_days=n_days,
        n_travellers=travellers,
        base=np.zeros(slots, dtype=np.int64),
        longest=np.full(slots, 1e12),
        most=np.full(slots, 1e12),
        exists=np.ones(slots, dtype=bool),
        patterns=[np.zeros((0, n_days)), *patterns],
        penalty=[np.zeros(0), *(np.zeros(len(rows)) for rows in patterns)],
        starts=np.zeros(slots),
    )
    return replace(one, **more)


def november(hours: float = 8.0, without: tuple[int, ...] = ()) -> tuple:
    """Return the working days of November 2026 from 8 o'clock, but for some days of the month."""
    days = [dt.date(2026, 11, day) for day in range(1, 31) if day not in without]
    return tuple((day, 480.0, 60.0 * hours) for day in days if day.weekday() < 5)


def rep(**more: object) -> RepMonth:
    """Return a rep's November: a km takes a minute, whichever way."""
    one = RepMonth("R1", *BASE, STRAIGHT, november(), 30)
    return replace(one, **more)


def stop(name: str, north: float = 10.0, east: float = 0.0, **more: object) -> Stop:
    """Return a customer so many km north and east of the base, visited once for half an hour."""
    latitude = BASE[0] + north * KM
    longitude = BASE[1] + east * KM / np.cos(np.radians(BASE[0]))
    one = Stop(name, latitude, longitude, 1, 30.0, 100.0, False, "B", None)
    return replace(one, **more)
