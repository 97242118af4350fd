"""Whole numbers near a table that keep the sums of its margins (controlled rounding).

1. Each cell is rounded up or down against a threshold; thresholds differ from cell to cell in a
   fixed sequence, so that sums err little, and move group by group until most sums are met.
2. What is left moves between two cells that lie in the same groups of all other margins
   (`rebalancing`): that settles one margin and leaves the others as they are. It is exact for one
   margin, for nested ones, for two crossing ones, and for more where cells are dense enough.
3. Where that finds no way, a small integer program looks for one within a limit of nodes.
4. What is left then is spread, so that a group misses by one unit at most if that can be.

No clock is read: the same table gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from salesnb.methods.levelling import level
from salesnb.methods.margins import Floats, Ints, Margin
from salesnb.methods.rebalancing import MANY, Rebalancing, room_of
from salesnb.methods.searching import search

SNAP = 1e-3  # a value this near to a whole number (or relatively 1e-12) is that number
GOLDEN = 0.6180339887498949
STARTS = (0.5, 0.0, 0.25, 0.75)  # of the sequence of thresholds; the next where one leads nowhere
N_THRESHOLDS = 25
N_ROUNDS = 12
SOME, ALL = 100_000, 0  # cells whose joints are looked at


@dataclass(frozen=True)
class Whole:
    """Whole values, and per margin what each group still lacks (above 0) or has too much."""

    values: Ints
    misses: list[Floats]

    @property
    def is_exact(self) -> bool:
        return not any(one.any() for one in self.misses)

    @property
    def largest(self) -> float:
        return max((float(np.abs(one).max(initial=0.0)) for one in self.misses), default=0.0)


def whole_numbers(values: Floats, margins: Sequence[Margin], low: Floats, high: Floats) -> Whole:
    """Return whole numbers near `values` within the margins and the (whole) bounds of cells.

    A cell with equal bounds does not move. `values` meet the margins nearly; those that are whole
    and meet them come back as they are. Where no way is found the best that was seen comes back,
    with what it misses.
    """
    near = np.rint(values)
    is_whole = np.abs(values - near) <= np.maximum(SNAP, 1e-12 * np.abs(near))
    values = np.where(is_whole, near, values)
    if not margins:
        return Whole(near.astype(np.int64), [])
    limits = low, high
    found = _settle(
        _best(_thresholds(values, margins, limits, STARTS[0]), margins), margins, limits
    )
    for start in STARTS[1:] if len(values) <= MANY else ():
        if found.is_exact:
            return found
        now = _settle(_best(_thresholds(values, margins, limits, start), margins), margins, limits)
        found = now if _misses_less(now, found) else found
    return found if found.is_exact else _last(found, margins, low, high)


def total_of(misses: Sequence[Floats]) -> float:
    """Return by how much margins are missed in all."""
    return float(sum(np.abs(one).sum() for one in misses))


def _best(values: Ints, margins: Sequence[Margin]) -> Whole:
    return Whole(values, [one.misses(values) for one in margins])


def _thresholds(
    values: Floats, margins: Sequence[Margin], limits: tuple[Floats, Floats], first: float
) -> Ints:
    """Return values rounded against thresholds that move until the sums are met, or nearly."""
    low, high = limits
    free = (high > low).astype(float)
    n_free = [np.maximum(one.sums(free), 1.0) for one in margins]
    start = (np.arange(len(values)) * GOLDEN + first) % 1.0
    raised = values + np.where(values == np.rint(values), 0.5, start)
    bounds = (np.ceil(low), np.floor(high))
    best, least, waited = np.clip(np.floor(raised), *bounds), np.inf, 0
    for _ in range(N_THRESHOLDS):
        missed = 0.0
        for one, n in zip(margins, n_free, strict=True):
            now = np.clip(np.floor(raised), *bounds)
            misses = one.misses(now)
            missed += float(np.abs(misses).sum())
            if misses.any():
                _raise(raised, one, misses / n)
        waited = 0 if missed < 0.9 * least else waited + 1
        if missed < least:
            least, best = missed, now
        if missed == 0 or waited > 4:
            break
    now = np.clip(np.floor(raised), *bounds)
    last = total_of([one.misses(now) for one in margins])
    first = total_of([one.misses(best) for one in margins])
    return (now if last <= first else best).astype(np.int64)


def _raise(raised: Floats, margin: Margin, step: Floats) -> None:
    """Move the thresholds of a margin's cells, by at most one unit."""
    step = np.append(np.clip(step, -1.0, 1.0), 0.0)
    if margin.cells is None:
        raised += np.take(step, margin.group, mode="clip")
    else:
        raised[margin.cells] += step[margin.group]


def _settle(found: Whole, margins: Sequence[Margin], limits: tuple[Floats, Floats]) -> Whole:
    """Return whole numbers whose misses were moved away as far as a way was found.

    Of many cells those with most room are looked at first, then all.
    """
    if found.is_exact:
        return found
    room = room_of(found.values, *limits)
    for most in (SOME, ALL):
        if most == ALL or len(room) > most:
            usable = None if most == ALL else np.sort(np.argpartition(-room, most)[:most])
            found = _moved(found, margins, Rebalancing(margins, limits, found.values, usable))
        if found.is_exact:
            break
    return found


def _last(found: Whole, margins: Sequence[Margin], low: Floats, high: Floats) -> Whole:
    """Return whole numbers after a search for those that no move could place, and levelling."""
    found = _better(found, search(found.values, margins, low, high), margins)
    if found.largest > 1:
        found = _better(found, level(found.values, margins, low, high), margins)
    return found


def _moved(found: Whole, margins: Sequence[Margin], moving: Rebalancing) -> Whole:
    """Return whole numbers after moves for single margins, then for one after the other."""
    for _ in range(N_ROUNDS if len(moving.cells) <= MANY else 1):
        now = _best(moving.settle(found.values), margins)
        if total_of(now.misses) >= total_of(found.misses):
            break
        found = now
        if found.is_exact:
            return found
    return _better(found, moving.settle_in_turn(found.values), margins)


def _better(found: Whole, values: Ints, margins: Sequence[Margin]) -> Whole:
    """Return whichever misses less: first by its largest miss, then in all."""
    now = _best(values, margins)
    return now if _misses_less(now, found) else found


def _misses_less(one: Whole, other: Whole) -> bool:
    sizes = [(way.largest, total_of(way.misses)) for way in (one, other)]
    return sizes[0] < sizes[1]
