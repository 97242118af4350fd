"""On which days of a month a customer may be visited: evenly, on one weekday if possible."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from itertools import combinations, pairwise, permutations

MOST_PATTERNS, MOST_FREE = 120, 400


def least_gap(visits: int, length: int) -> int:
    """Return how many days lie at least between two visits of a month of `length` days."""
    return max(1, length // visits // 2)


def day_patterns(
    days: Sequence[dt.date],
    allowed: Sequence[bool],
    visits: int,
    length: int,
    *,
    is_free: bool = False,
) -> list[tuple[int, ...]]:
    """Return the sets of days (positions in `days`) on which `visits` visits may lie.

    `days`: on which the rep works; `allowed`: on which of them the customer is open; `length`:
    days of the month. Weekly and rarer visits keep one weekday; where that is no day to visit, the
    nearest one of its week makes up for it; with `is_free` two weekdays may alternate. No set where
    so many visits do not fit.
    """
    free = [i for i, may in enumerate(allowed) if may]
    if visits == 1:
        return [(i,) for i in free]
    weeks = _weeks(days, free)
    found = _weekly(days, weeks, visits) if visits <= len(weeks) else _often(days, free, visits)
    if is_free:
        found += [*_alternating(days, weeks, visits), *_even(free, visits)]
    fit = [one for one in dict.fromkeys(found) if _is_spaced(days, one, visits, length)]
    if not fit:
        even = dict.fromkeys(_even(free, visits))
        fit = [one for one in even if _is_spaced(days, one, visits, length)]
    return fit[: MOST_FREE if is_free else MOST_PATTERNS]


def _weeks(days: Sequence[dt.date], free: Sequence[int]) -> list[list[int]]:
    weeks: dict[tuple[int, int], list[int]] = {}
    for i in free:
        weeks.setdefault(days[i].isocalendar()[:2], []).append(i)
    return list(weeks.values())


def _weekly(days: Sequence[dt.date], weeks: list[list[int]], visits: int) -> list[tuple[int, ...]]:
    """Return a weekday in weeks that are evenly spaced."""
    n = len(weeks)
    least, most = n // visits, math.ceil(n / visits)
    found = []
    for chosen in combinations(range(n), visits):
        gaps = [b - a for a, b in pairwise(chosen)]
        if not all(least <= gap <= most for gap in gaps):
            continue
        for weekday in range(7):
            picked = [_nearest(days, weeks[week], weekday) for week in chosen]
            if any(days[i].weekday() == weekday for i in picked):
                found.append(tuple(picked))
    return found


def _alternating(
    days: Sequence[dt.date], weeks: list[list[int]], visits: int
) -> list[tuple[int, ...]]:
    """Return two weekdays that alternate over weeks that are evenly spaced."""
    n = len(weeks)
    if visits > n:
        return []
    found = []
    for chosen in combinations(range(n), visits):
        if max(b - a for a, b in pairwise(chosen)) > math.ceil(n / visits):
            continue
        for pair in permutations(sorted({day.weekday() for day in days}), 2):
            turns = [pair[k % 2] for k in range(visits)]
            picked = [
                _nearest(days, weeks[week], turn) for week, turn in zip(chosen, turns, strict=True)
            ]
            found.append(tuple(picked))
    return found


def _nearest(days: Sequence[dt.date], week: list[int], weekday: int) -> int:
    return min(week, key=lambda i: (abs(days[i].weekday() - weekday), i))


def _often(days: Sequence[dt.date], free: Sequence[int], visits: int) -> list[tuple[int, ...]]:
    """Return days of two or more weekdays, as evenly as they lie."""
    found = []
    for size in range(2, 7):
        for chosen in combinations(range(7), size):
            of = [i for i in free if days[i].weekday() in chosen]
            if visits <= len(of) <= visits + 3:
                found += _even(of, visits)
    return [*found, *_even(free, visits)]


def _even(free: Sequence[int], visits: int) -> list[tuple[int, ...]]:
    """Return days at even steps through those that are free, from each start."""
    n = len(free)
    if visits > n:
        return []
    step = n / visits
    return [
        tuple(free[min(n - 1, int(start + k * step))] for k in range(visits))
        for start in range(max(1, int(step)))
    ]


def _is_spaced(days: Sequence[dt.date], picked: Sequence[int], visits: int, length: int) -> bool:
    """Return whether visits are neither too close nor too far apart."""
    if len(set(picked)) < visits:
        return False
    least, most = least_gap(visits, length), math.ceil(2 * len(days) / visits) + 1
    return all((days[b] - days[a]).days >= least and b - a <= most for a, b in pairwise(picked))
