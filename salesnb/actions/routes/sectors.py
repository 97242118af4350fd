"""The usual plan to compare with: customers around the base in sectors, one for each weekday."""

from __future__ import annotations

import numpy as np

from salesnb.actions.routes.month import Asked, RepMonth
from salesnb.actions.routes.problem import Floats
from salesnb.actions.routes.search import Found
from salesnb.actions.routes.solve import rounds_of


def sector_travel(rep: RepMonth, asked: Asked) -> float:
    """Return the travel of a month with one sector per weekday, its rounds as short as they get."""
    if not asked.stops:
        return 0.0
    return asked.problem.cost(sector_plan(rep, asked).plan)


def sector_plan(rep: RepMonth, asked: Asked) -> Found:
    """Return the plan with one sector per weekday; hours of days may be exceeded."""
    angle = np.array([_angle(rep, s.latitude, s.longitude) for s in asked.stops])
    effort = np.array([s.visits * s.minutes for s in asked.stops])
    weekdays = sorted({day.weekday() for day, _, _ in rep.days})
    part = sectors(angle, effort, len(weekdays))
    of_day = np.array([day.weekday() for day, _, _ in rep.days])
    busy, picked = np.zeros(len(rep.days)), {}
    for i in np.argsort(-effort, kind="stable").tolist():
        rows = asked.problem.patterns[i + 1]
        match = rows @ (of_day == weekdays[part[i]])
        load = (rows @ busy) / rows.sum(axis=1)
        best = np.lexsort((load, -match))[0]
        picked[i + 1] = int(best)
        busy += rows[best] * asked.stops[i].minutes
    return rounds_of(asked.problem, picked)


def _angle(rep: RepMonth, latitude: float, longitude: float) -> float:
    east = (longitude - rep.longitude) * np.cos(np.radians(rep.latitude))
    return float(np.arctan2(latitude - rep.latitude, east))


def sectors(angle: Floats, effort: Floats, many: int) -> np.ndarray:
    """Return which of `many` sectors of about equal effort each place lies in, by its angle."""
    order = np.argsort(angle, kind="stable")
    total = effort.sum() or 1.0
    before = np.cumsum(effort[order]) - effort[order] / 2
    part = np.empty(len(angle), dtype=np.int64)
    part[order] = np.minimum((before / total * many).astype(int), many - 1)
    return part
