"""Growth of every member of a board: as booked, like with like, drawn toward its group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.measures import growth, ratio
from salesnb.members import NOBODY, TOTAL
from salesnb.methods.credibility import NORMAL, shrink
from salesnb.months import YEAR
from salesnb.reviews.growth.noise import monthly_noise
from salesnb.reviews.growth.series import Board

Array = NDArray[np.float64]
QUARTER = 3  # months of the growth that is annualised
SEEN = 3 * YEAR  # months from which the noise is read
AROUND = 6  # months on either side that say whether a base was usual
BLURRED = 0.15  # half the range of a quarter's factor: wider, its fourth power says nothing
UNUSUAL = 2.58  # standard deviations: one usual base in a hundred is flagged
LEAST_AROUND = 6
SMALL = 0.5  # half the range of a rate: wider, the base says little of it
MIDDLE = (0.2, 5.0)  # bounds of the whole's growth factor where variances are worked out

RATES = [
    *("board", "dimension", "node", "now", "before", "n_now", "n_before", "growth", "like"),
    *("low", "high", "shrunk", "shrunk_low", "shrunk_high", "own_weight", "recent"),
    *("recent_low", "recent_high", "contribution", "base_deviation", "flag"),
]


@dataclass(frozen=True)
class Spans:
    """What all members of a board brought in a span and a year before it, arrays (n,).

    `now` and `before` are without festival and working days, `booked` and `base` as they are;
    `noise` is the variance of a month, `variance` that of the rate now / before - 1.
    """

    booked: Array
    base: Array
    now: Array
    before: Array
    noise: Array
    variance: Array

    @property
    def rate(self) -> Array:
        return np.asarray(growth(self.now, self.before), dtype=float)


def spans(board: Board, at: int, window: int) -> Spans:
    """Return the `window` months up to place `at` and the same months a year before.

    Only months up to `at` say how large the noise is.
    """
    values = board.array()
    like = values / board.calendar.moved
    adjusted = (values / board.calendar.season)[:, max(at + 1 - SEEN, 0) : at + 1]
    here, then = slice(at + 1 - window, at + 1), slice(at + 1 - window - YEAR, at + 1 - YEAR)
    now, before = like[:, here].sum(axis=1), like[:, then].sum(axis=1)
    noise = monthly_noise(adjusted)
    shape = (board.calendar.season / board.calendar.moved) ** 2
    middle = np.clip(now[_total(board)] / max(before[_total(board)], 1e-9), *MIDDLE)
    moved = noise * (shape[here].sum() + middle**2 * shape[then].sum())
    variance = np.asarray(ratio(moved, np.square(np.maximum(before, 0.0))), dtype=float)
    booked, base = values[:, here].sum(axis=1), values[:, then].sum(axis=1)
    return Spans(booked, base, now, before, noise, variance)


def _total(board: Board) -> int:
    return int(np.flatnonzero(board.of(TOTAL))[0])


def rates(board: Board, window: int, gone: frozenset[str] = frozenset()) -> pd.DataFrame:
    """Return one row per member: `RATES` in money (now, before) or counts (n_now, n_before).

    growth: as booked. like: without festival and working days, with its own 95 % range low, high.
    shrunk: drawn toward the members of its dimension, with range and the weight of its own rate.
    recent: the last three months on the three before, without season, annualised; missing where
    the noise leaves nothing of it. contribution: to the growth of the whole. flag: `gone` names
    the members that left; see `FLAGS` of the page. Missing on a base of nought or below.
    """
    at = len(board.months) - 1
    span = spans(board, at, window)
    half = NORMAL * np.sqrt(span.variance)
    deviation, beyond = _base_deviation(board, at, window, span.noise)
    found = board.members.assign(
        board=board.name,
        now=span.booked,
        before=span.base,
        growth=growth(span.booked, span.base),
        like=span.rate,
        low=np.maximum(span.rate - half, -1.0),
        high=span.rate + half,
        contribution=ratio(span.now - span.before, np.full(len(span.now), _base(board, span))),
        base_deviation=deviation,
    )
    found = found.assign(**_shrunk(board, span), **_recent(board, at, span.noise))
    found["flag"] = _flags(found, beyond, gone)
    counts = board.name == "visits"
    for count, money in (("n_now", "now"), ("n_before", "before")):
        found[count] = found[money] if counts else np.nan
        found[money] = np.nan if counts else found[money]
    there = (span.booked != 0) | (span.base != 0) | board.of(TOTAL)
    return found[there].reindex(columns=RATES)


def _base(board: Board, span: Spans) -> float:
    return float(span.before[_total(board)])


def _shrunk(board: Board, span: Spans) -> dict[str, Array]:
    """Return the rates drawn toward those of each dimension; nobody's rows are left out."""
    names = ("shrunk", "shrunk_low", "shrunk_high", "own_weight")
    found = {name: np.full(len(span.now), np.nan) for name in names}
    for dimension in board.members["dimension"].unique():
        own = board.of(dimension) & somebody(board)
        one = shrink(span.rate[own], span.variance[own])
        low = np.maximum(one.low, -1.0)
        for name, values in zip(names, (one.estimate, low, one.high, one.weight), strict=True):
            found[name][own] = values
    return found


def somebody(board: Board) -> NDArray[np.bool_]:
    """Return which members are somebody who could be named."""
    return ~np.asarray(board.members["node"].isin(NOBODY))


def _recent(board: Board, at: int, noise: Array) -> dict[str, Array]:
    """Return the last three months on the three before, annualised, with their range."""
    if at + 1 < 2 * QUARTER:
        nothing = np.full(len(noise), np.nan)
        return dict.fromkeys(("recent", "recent_low", "recent_high"), nothing)
    adjusted = board.array() / board.calendar.season
    now = adjusted[:, at + 1 - QUARTER : at + 1].sum(axis=1)
    before = adjusted[:, at + 1 - 2 * QUARTER : at + 1 - QUARTER].sum(axis=1)
    factor = np.asarray(ratio(now, before), dtype=float)
    half = NORMAL * np.sqrt(ratio(QUARTER * noise * (1 + factor**2), before**2 * (before > 0)))
    told = (half <= BLURRED) | board.of(TOTAL)
    ends = {"recent": factor, "recent_low": factor - half, "recent_high": factor + half}
    times = YEAR / QUARTER
    return {
        name: np.where(told, np.maximum(one, 0.0) ** times - 1, np.nan)
        for name, one in ends.items()
    }


def _base_deviation(
    board: Board, at: int, window: int, noise: Array
) -> tuple[Array, NDArray[np.int8]]:
    """Return how far the base lies from the months around it, and whether beyond chance.

    Without season, festival and working days; 1 above, -1 below, 0 usual or not known.
    """
    adjusted = board.array() / board.calendar.season
    last = at - YEAR
    first = last - window + 1
    sides = np.r_[max(first - AROUND, 0) : first, last + 1 : min(last + 1 + AROUND, at + 1)]
    if len(sides) < LEAST_AROUND:
        return np.full(len(noise), np.nan), np.zeros(len(noise), dtype=np.int8)
    usual = adjusted[:, sides].mean(axis=1) * window
    away = adjusted[:, first : last + 1].sum(axis=1) - usual
    spread = np.sqrt(window * noise * (1 + window / len(sides)))
    beyond = np.where(np.abs(away) > UNUSUAL * spread, np.sign(away), 0).astype(np.int8)
    return np.asarray(ratio(away, usual), dtype=float), beyond


def _flags(found: pd.DataFrame, beyond: NDArray[np.int8], gone: frozenset[str]) -> Array:
    """Return what to know of each member's base before its growth is read."""
    now, before = found["now"].to_numpy(), found["before"].to_numpy()
    cases = {
        "nobody": found["node"].isin(NOBODY),
        "left": found["node"].isin(gone) & (found["dimension"] == "rep"),
        "zero_base": before <= 0,
        "gone": now <= 0,
        "small_base": found["high"] - found["like"] > SMALL,
        "low_base": beyond < 0,
        "high_base": beyond > 0,
    }
    flags = np.select([np.asarray(one) for one in cases.values()], list(cases), default="")
    return np.asarray(flags, dtype=object)
