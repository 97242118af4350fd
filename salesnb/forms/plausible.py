"""Whether visits as reported can have been: times against distances and speeds, and repeats.

Recomputed from what is known; no flag is read.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from salesnb.forms.rows import Row
from salesnb.i18n import t

Place = tuple[float, float]
EARTH = 6371.0  # km
FASTEST = 120.0  # km/h, door to door, that nobody drives
SLACK = 2.0  # km: places are known to a street
LONGEST_DAY = 16.0  # hours from the first visit to the end of the last
SHORTEST = 3.0  # minutes of a visit
REPEATS = 3  # days with the very same times of three visits or more: copied
_LEAST_VISITS = 3


@dataclass(frozen=True)
class Doubt:
    """Why a visit can hardly have been as reported; `column` is the cell that says it."""

    row: Row
    rule: str
    column: str
    message: str


def doubts(visits: Sequence[Row], places: Mapping[str, Place]) -> list[Doubt]:
    """Return what is doubtful among the visits of forms; `places` are those of customers."""
    timed = [
        one
        for one in visits
        if one.values.get("started_at") and one.values.get("status") in ("held", "unplanned")
    ]
    days: dict[tuple[str, object], list[Row]] = defaultdict(list)
    for one in timed:
        days[one.values["rep_id"], one.values["visit_date"]].append(one)
    found = [doubt for rows in days.values() for doubt in _of_day(rows, places)]
    return found + _copied(days)


def _of_day(rows: list[Row], places: Mapping[str, Place]) -> list[Doubt]:
    rows.sort(key=lambda one: (one.values["started_at"], one.values["visit_id"]))
    found = [doubt for one in rows for doubt in _too_short(one)]
    for before, one in pairwise(rows):
        found += _between(before, one, places)
    first, last = rows[0].values["started_at"], rows[-1].values
    end = last.get("ended_at") or last["started_at"]
    if (end - first).total_seconds() / 3600 > LONGEST_DAY:
        message = t("the day lasts more than {n} hours", n=f"{LONGEST_DAY:g}")
        found.append(Doubt(rows[-1], "long_day", "ended", message))
    return found


def _too_short(one: Row) -> list[Doubt]:
    ended = one.values.get("ended_at")
    if ended is None:
        return []
    minutes = (ended - one.values["started_at"]).total_seconds() / 60
    if minutes >= SHORTEST:
        return []
    message = t("a visit of {n} minutes", n=f"{minutes:.0f}")
    return [Doubt(one, "short_visit", "ended", message)]


def _between(before: Row, one: Row, places: Mapping[str, Place]) -> list[Doubt]:
    """Return what is doubtful between two visits that follow each other."""
    end = before.values.get("ended_at") or before.values["started_at"]
    minutes = (one.values["started_at"] - end).total_seconds() / 60
    if minutes < 0:
        message = t("begins before the visit in row {n} ends", n=before.filled.row)
        return [Doubt(one, "overlap", "started", message)]
    where = [places.get(str(row.values["customer_id"])) for row in (before, one)]
    if where[0] is None or where[1] is None:
        return []
    km = max(0.0, distance(where[0], where[1]) - SLACK)
    if km <= minutes / 60 * FASTEST:
        return []
    message = t(
        "{km} km from the visit in row {n}, in {minutes} minutes",
        km=f"{km:.0f}",
        n=before.filled.row,
        minutes=f"{minutes:.0f}",
    )
    return [Doubt(one, "too_fast", "started", message)]


def distance(one: Place, other: Place) -> float:
    """Return the distance between two places in km, as the crow flies."""
    lat, lat_2 = math.radians(one[0]), math.radians(other[0])
    by_lat, by_lon = lat_2 - lat, math.radians(other[1] - one[1])
    part = math.sin(by_lat / 2) ** 2 + math.cos(lat) * math.cos(lat_2) * math.sin(by_lon / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(part)))


def _copied(days: Mapping[tuple[str, object], list[Row]]) -> list[Doubt]:
    """Return the days of a rep whose times are, to the minute, those of other days."""
    same: dict[tuple[object, ...], list[list[Row]]] = defaultdict(list)
    for (rep, _), rows in days.items():
        clock = tuple((r.values["started_at"].time(), r.values.get("ended_at")) for r in rows)
        times = tuple((begin, end.time() if end else None) for begin, end in clock)
        if len(times) >= _LEAST_VISITS:
            same[(rep, *times)].append(rows)
    message = t("the very times of the visits of other days")
    return [
        Doubt(rows[0], "copied_times", "started", message)
        for every in same.values()
        if len(every) >= REPEATS
        for rows in every[1:]
    ]
