"""Visits that cannot have been made: at two places at once, faster than by car, while absent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[Any]
Frames = Mapping[str, pd.DataFrame]
EARTH_KM = 6371.0
FAST = 1.3  # times a rep's speed on the road, in a straight line: nobody is faster
SPEED = 80.0  # km/h where none is stated
NEAR_KM = 0.5  # by which check-ins may be off
ONE_PLACE_KM = 0.3  # customers as near are in one building
FAR_KM = 5.0  # from the customer's address, and from where visits to it check in
OWN_PLACE = 0.02  # degrees: check-ins as near are at one place
SEVERAL = 3  # customers
SLACK = 2.0  # minutes that clocks may differ
ROUND = (60, 30, 15, 5)  # minutes to which a rep may state times
MOSTLY = 0.8  # of a rep's starts at round minutes: its times are stated so
OVERLAP, FASTER, TWICE, AWAY, ELSEWHERE = (
    "overlap",
    "too_fast",
    "twice",
    "absent",
    "elsewhere",
)


def clashes(visits: pd.DataFrame, facts: Frames) -> pd.DataFrame:
    """Return the visits with what speaks against them.

    `visits`: held ones with times, any order. Added: mark ('' where nothing), other_id (the visit
    of the day that it clashes with), minutes (between the two) and needed, short (minutes lacking),
    grain (minutes to which the rep states times), is_one_place. Of two that clash the one that ends
    later is marked: the visits that stay are about the most that can all have been made.
    """
    rows = visits.sort_values(["rep_id", "day", "started_at", "ended_at"], ignore_index=True)
    begin, end = (
        (rows[name] - rows["day"]).dt.total_seconds().to_numpy() / 60
        for name in ("started_at", "ended_at")
    )
    where = _where(rows, facts["customers"])
    found = _in_turn(rows, begin, end, where=where, speed=_speed(rows, facts["reps"]))
    rows = rows.assign(**found, grain=_grain(rows["rep_id"], begin))
    alone = np.where(_is_away(rows, facts["absences"]), AWAY, "")
    alone = np.where((alone == "") & _is_elsewhere(rows, facts["customers"]), ELSEWHERE, alone)
    return rows.assign(mark=np.where(rows["mark"] == "", alone, rows["mark"]))


def distance_km(here: Array, there: Array) -> Array:
    """Return great-circle distances between rows of degrees (haversine formula)."""
    a, b = np.radians(here), np.radians(there)
    half = np.sin((b - a) / 2) ** 2
    square = half[:, 0] + np.cos(a[:, 0]) * np.cos(b[:, 0]) * half[:, 1]
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(square, 0, 1))))


def _where(rows: pd.DataFrame, customers: pd.DataFrame) -> Array:
    """Return where visits checked in; the customer's address where that is not known."""
    seen = rows[["check_in_latitude", "check_in_longitude"]].to_numpy(float)
    return np.where(np.isfinite(seen), seen, _addresses(rows, customers))


def _addresses(rows: pd.DataFrame, customers: pd.DataFrame) -> Array:
    known = customers.drop_duplicates("customer_id").set_index("customer_id")
    return known[["latitude", "longitude"]].reindex(rows["customer_id"]).to_numpy(float)


def _speed(rows: pd.DataFrame, reps: pd.DataFrame) -> Array:
    """Return the km a minute beyond which nobody travels."""
    known = reps.drop_duplicates("rep_id").set_index("rep_id")["road_speed"]
    own = known.reindex(rows["rep_id"]).fillna(SPEED).to_numpy(float)
    return np.asarray(np.where(own > 0, own, SPEED) * FAST / 60)


def _in_turn(
    rows: pd.DataFrame, begin: Array, end: Array, *, where: Array, speed: Array
) -> dict[str, Array]:
    """Go through all days at once, first visits first, and mark what clashes with the one kept."""
    n = len(rows)
    is_new = (rows["rep_id"] != rows["rep_id"].shift()) | (rows["day"] != rows["day"].shift())
    day = np.cumsum(is_new.to_numpy()) - 1
    first = np.flatnonzero(is_new)
    number = np.arange(n) - first[day] if n else np.zeros(0, int)
    kept, other = first.copy(), np.full(n, -1)
    for turn in range(1, int(number.max(initial=0)) + 1):
        now = np.flatnonzero(number == turn)
        last = kept[day[now]]
        is_clash = _short(begin, end, where, speed, of=(last, now)) > SLACK
        is_sooner = is_clash & (end[now] < end[last])
        loser = np.where(is_sooner, last, now)[is_clash]
        other[loser] = np.where(is_sooner, now, last)[is_clash]
        stays = ~is_clash | is_sooner
        kept[day[now[stays]]] = now[stays]
    return _described(rows, begin, end, where=where, speed=speed, other=other)


def _needed(where: Array, speed: Array, of: tuple[Array, Array]) -> Array:
    """Return the minutes that the way between visits takes at least; 0 where it is not known."""
    km = np.nan_to_num(distance_km(where[of[0]], where[of[1]]))
    return np.asarray(np.maximum(km - NEAR_KM, 0.0) / speed[of[1]])


def _short(
    begin: Array, end: Array, where: Array, speed: Array, *, of: tuple[Array, Array]
) -> Array:
    """Return the minutes that lack between the end of one visit and the begin of the next."""
    return np.asarray(end[of[0]] + _needed(where, speed, of) - begin[of[1]])


def _described(
    rows: pd.DataFrame, begin: Array, end: Array, *, where: Array, speed: Array, other: Array
) -> dict[str, Array]:
    mine = np.arange(len(rows))
    is_clash = other >= 0
    pair = np.where(is_clash, other, mine)
    is_later = begin[pair] > begin[mine]
    of = (np.where(is_later, mine, pair), np.where(is_later, pair, mine))
    needed = _needed(where, speed, of)
    minutes = begin[of[1]] - end[of[0]]
    who = rows["customer_id"].to_numpy(object)
    is_same = (who[pair] == who) & (who != "")
    km = np.nan_to_num(distance_km(where[of[0]], where[of[1]]), nan=np.inf)
    tests = [~is_clash, is_same, minutes < -SLACK]
    return {
        "mark": np.select(tests, ["", TWICE, OVERLAP], FASTER),
        "other_id": np.where(is_clash, rows["visit_id"].to_numpy(object)[pair], ""),
        "minutes": np.where(is_clash, minutes, np.nan),
        "needed": np.where(is_clash, needed, np.nan),
        "short": np.where(is_clash, needed - minutes, 0.0),
        "is_one_place": is_clash & ~is_same & (km < ONE_PLACE_KM),
    }


def _grain(rep: pd.Series, begin: Array) -> Array:
    """Return to how many minutes each rep states times: 1 where to the minute."""
    grain = np.ones(len(begin))
    for minutes in reversed(ROUND):
        is_round = pd.Series(np.mod(np.round(begin), minutes) == 0)
        share = is_round.groupby(rep.to_numpy()).transform("mean").to_numpy()
        grain = np.where(share >= MOSTLY, float(minutes), grain)
    return grain


def _is_away(rows: pd.DataFrame, absences: pd.DataFrame) -> Array:
    """Return which visits are on a day for the whole of which the rep was absent."""
    whole = absences[absences["day_part"].fillna(1.0) >= 1]
    days = pd.MultiIndex.from_arrays([whole["rep_id"], whole["absent_on"].dt.normalize()])
    return np.asarray(pd.MultiIndex.from_arrays([rows["rep_id"], rows["day"]]).isin(days))


def _is_elsewhere(rows: pd.DataFrame, customers: pd.DataFrame) -> Array:
    """Return which visits checked in at a place of the rep's own, far from the customers'.

    Far from the address and from where else the customer is seen; a customer that moved is alone
    at its old place, while a rep's own place has check-ins for several.
    """
    axes = ["check_in_latitude", "check_in_longitude"]
    seen = rows[axes].to_numpy(float)
    far = np.isfinite(seen).all(axis=1)
    far[far] = distance_km(seen[far], _addresses(rows[far], customers)) > FAR_KM
    if not far.any():
        return far
    usual = rows.groupby("customer_id")[axes].transform("median").to_numpy(float)
    far[far] = distance_km(seen[far], usual[far]) > FAR_KM
    own = rows.loc[far, ["rep_id", "customer_id"]]
    at = [np.round(seen[far][:, one] / OWN_PLACE) for one in (0, 1)]
    several = own["customer_id"].groupby([own["rep_id"].to_numpy(), *at]).transform("nunique")
    far[far] = several.to_numpy() >= SEVERAL
    return far
