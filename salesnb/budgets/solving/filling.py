"""Spread a total over cells whose curves are replaced by their concave envelopes.

Between the bounds of a cell the envelope is a chord from the lower bound to where it touches the
curve, and the curve from there on. Over envelopes the best plan has one price: every cell spends
as long as one more unit brings it. Whatever the price, price * total + the most that each cell can
bring beyond its cost is at least what any plan can reach; that is the bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from scipy.optimize import brentq

from salesnb.budgets.solving.bends import Bends, Rows
from salesnb.methods.saturation import Floats

HALVINGS = 60


@dataclass(frozen=True)
class Boxes:
    """Envelopes (n,): bounds, where the chord ends, how steep it is, the response at its start."""

    low: Floats
    high: Floats
    touch: Floats
    rise: Floats
    start: Floats

    def put(self, row: int, other: Boxes) -> Boxes:
        """Return the boxes with one of them replaced."""
        names = ("low", "high", "touch", "rise", "start")
        changed = {name: getattr(self, name).copy() for name in names}
        for name, values in changed.items():
            values[row] = getattr(other, name)[0]
        return Boxes(**changed)


@dataclass(frozen=True)
class Filled:
    """The best plan over envelopes: spending, its price, the envelopes there, and the bound.

    The bound holds for response - floor * spending.
    """

    spend: Floats
    price: float
    reach: Floats
    bound: float


def boxes(curves: Bends, low: Floats, high: Floats) -> Boxes:
    """Return the envelopes of curves between bounds."""
    touch = _touch(curves, low, high)
    start = curves.value(low)
    with np.errstate(divide="ignore", invalid="ignore"):
        chord = (curves.value(touch) - start) / (touch - low)
    return Boxes(low, high, touch, np.where(touch > low, chord, curves.slope(low)), start)


def _touch(curves: Bends, low: Floats, high: Floats) -> Floats:
    """Return where the tangent from the lower bound touches the curve; the bound if concave."""
    touch = low.copy()
    rows = np.flatnonzero((curves.bend > low) & (high > low))
    if not len(rows):
        return touch
    own = curves.pick(rows)
    base, start = low[rows], own.value(low[rows])
    left, right = np.minimum(curves.bend[rows], high[rows]), high[rows].copy()
    for _ in range(HALVINGS):
        middle = (left + right) / 2
        is_left = own.slope(middle) * (middle - base) > own.value(middle) - start
        left, right = np.where(is_left, middle, left), np.where(is_left, right, middle)
    touch[rows] = right
    return touch


def fill(curves: Bends, box: Boxes, total: float, *, floor: float = 0.0) -> Filled:
    """Return the best plan over envelopes that spends at most `total`.

    Nothing is spent beyond the lower bounds that brings less than `floor` per unit.
    """
    ask = _Demand(curves, box)
    if ask.most(floor).sum() <= total:
        return _filled(ask, ask.most(floor), floor, total, floor)
    jumps = np.unique(box.rise[(box.touch > box.low) & (box.rise > floor)])
    place = _last(lambda one: float(ask.most(jumps[one]).sum()) >= total, len(jumps))
    if place >= 0 and ask.least(jumps[place]).sum() <= total:
        price = float(jumps[place])
        least, most = ask.least(price), ask.most(price)
    else:
        left = float(jumps[place]) if place >= 0 else floor
        right = float(jumps[place + 1]) if place + 1 < len(jumps) else np.inf
        price, least, most = _meet(ask, total, left, right)
    room = np.maximum(most - least, 0.0)
    before = np.cumsum(room) - room
    spend = least + np.clip(total - least.sum() - before, 0.0, room)
    return _filled(ask, spend, price, total, floor)


@dataclass(frozen=True)
class _Demand:
    """What cells spend at a price; where a chord has just that price, its start or its end."""

    curves: Bends
    box: Boxes

    def most(self, price: float) -> Floats:
        return np.where(self.box.rise >= price, self._beyond(price), self.box.low)

    def least(self, price: float) -> Floats:
        return np.where(self.box.rise > price, self._beyond(price), self.box.low)

    def _beyond(self, price: float) -> Floats:
        return np.clip(self.curves.spend_at(price), self.box.touch, self.box.high)


def _last(holds: Callable[[int], bool], n: int) -> int:
    """Return the last of n places for which something holds that holds up to a place; or -1."""
    left, right = -1, n
    while right - left > 1:
        middle = (left + right) // 2
        left, right = (middle, right) if holds(middle) else (left, middle)
    return left


def _meet(ask: _Demand, total: float, left: float, right: float) -> tuple[float, Floats, Floats]:
    """Return the price between two at which the total is spent; and what is spent there."""
    left, right = _around(ask, total, left, right)

    @cache
    def miss(power: float) -> float:
        return _miss(ask.least(np.exp(power)), total)

    ends = float(np.log(left)), float(np.log(right))
    if miss(ends[0]) <= 0 or miss(ends[1]) >= 0:  # met at an end
        price = left if miss(ends[0]) <= 0 else right
    else:
        price = float(np.exp(brentq(miss, *ends, xtol=1e-15, rtol=1e-15)))
    spend = ask.least(price)
    return price, spend, spend


def _around(ask: _Demand, total: float, left: float, right: float) -> tuple[float, float]:
    """Return prices above 0 and finite between which the total is met."""
    if not np.isfinite(right):
        right = max(left, 1e-3)
        while right < 1e200 and ask.least(right).sum() > total:
            right *= 8
    if left <= 0:
        left = right / 8
        while left > 1e-300 and ask.least(left).sum() < total:
            left, right = left / 8, left
    return left, right


def _miss(spend: Floats, total: float) -> float:
    return float(np.log(max(spend.sum(), 1e-9 * total) / total))


def _filled(ask: _Demand, spend: Floats, price: float, total: float, floor: float) -> Filled:
    curves, box = ask.curves, ask.box
    is_chord = (spend > box.low) & (spend < box.touch)
    reach = np.where(is_chord, box.start + box.rise * (spend - box.low), curves.value(spend))
    best = ask.most(price)
    top = curves.value(best) - price * best
    inside = (best > box.touch) & (best < box.high)
    with np.errstate(invalid="ignore"):
        miss = np.where(inside, np.abs(curves.slope(best) - price) * (box.high - box.touch), 0.0)
    bound = (price - floor) * total + float((top + miss).sum())
    return Filled(spend, price, reach, bound)


def narrowed(curves: Bends, box: Boxes, row: int, low: float, high: float) -> Boxes:
    """Return the boxes with one of them cut to closer bounds."""
    one = boxes(curves.pick(np.array([row])), np.array([low]), np.array([high]))
    return box.put(row, one)


def polished(curves: Bends, box: Boxes, spend: Floats, total: float, floor: float) -> Floats:
    """Return a plan near to one: cells beyond their bend change, the others stay."""
    is_free = spend > curves.bend
    low = np.where(is_free, np.maximum(box.low, curves.bend), spend)
    high = np.where(is_free, box.high, spend)
    flat = replace(box, low=low, high=high, touch=low, rise=curves.slope(low))
    return fill(curves, flat, total, floor=floor).spend


__all__ = ["Boxes", "Filled", "Rows", "boxes", "fill", "narrowed", "polished"]
