"""The best plan of one total: best first over boxes, until the bound is near (Udell, Boyd 2013)."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass

import numpy as np

from salesnb.budgets.solving.bends import Bends
from salesnb.budgets.solving.filling import Boxes, Filled, boxes, fill, narrowed, polished
from salesnb.methods.saturation import Floats

MOST = 3000  # boxes looked at


@dataclass(frozen=True)
class Best:
    """The best plan found, in the units of the search, and the bound on response - floor * spend.

    `price` is what one more unit of the total would bring near to the plan.
    """

    spend: Floats
    bound: float
    price: float


def search(
    curves: Bends, bounds: tuple[Floats, Floats], total: float, *, floor: float, gap: float
) -> Best:
    """Return the best plan between bounds that spends at most `total`, and a bound for all plans.

    The search ends when the bound lies at most `gap` of the plan's own response above it.
    """
    first = boxes(curves, *bounds)
    found = _Search(curves, total, floor)
    filled = found.look(first)
    order = itertools.count()
    waiting = [(-filled.bound, next(order), first, filled)]
    bound = filled.bound
    for _ in range(MOST):
        if not waiting:
            bound = found.net
            break
        bound = -waiting[0][0]
        if bound <= found.net + gap * max(abs(found.value), 1e-300):
            break
        _, _, box, filled = heapq.heappop(waiting)
        for child in _split(curves, box, filled):
            if child.low.sum() > total:
                continue
            below = found.look(child)
            if below.bound > found.net:
                heapq.heappush(waiting, (-below.bound, next(order), child, below))
    return Best(found.spend, max(bound, found.net), found.price)


class _Search:
    """The best plan so far."""

    def __init__(self, curves: Bends, total: float, floor: float) -> None:
        self.curves, self.total, self.floor = curves, total, floor
        self.net = self.value = -np.inf
        self.price = 0.0
        self.spend: Floats = np.empty(0)

    def look(self, box: Boxes) -> Filled:
        """Return the best plan over the envelopes of a box; keep it and what lies near to it."""
        filled = fill(self.curves, box, self.total, floor=self.floor)
        self._keep(filled.spend, filled.price)
        short = filled.reach - self.curves.value(filled.spend)
        is_open = filled.bound > self.net
        if is_open and short.max(initial=0.0) > 1e-12 * abs(self.value):
            self._near(box, filled, int(np.argmax(short)))
        return filled

    def _near(self, box: Boxes, filled: Filled, row: int) -> None:
        """Try the cell that lies on its chord where it is, at its start and beyond its bend."""
        curves, total = self.curves, self.total
        beyond = min(max(curves.bend[row] * (1 + 1e-9), box.touch[row]), box.high[row])
        for value in (filled.spend[row], box.low[row], beyond):
            spend = filled.spend.copy()
            spend[row] = value
            if (
                np.where(spend > curves.bend, np.maximum(box.low, curves.bend), spend).sum()
                <= total
            ):
                self._keep(polished(curves, box, spend, total, self.floor), filled.price)

    def _keep(self, spend: Floats, price: float) -> None:
        value = float(self.curves.value(spend).sum())
        net = value - self.floor * float(spend.sum())
        if net > self.net and spend.sum() <= self.total * (1 + 1e-12):
            self.net, self.value, self.spend, self.price = net, value, spend, price


def _split(curves: Bends, box: Boxes, filled: Filled) -> list[Boxes]:
    """Return a box cut in two where the plan lies furthest below the envelope."""
    row = int(np.argmax(filled.reach - curves.value(filled.spend)))
    at = float(filled.spend[row])
    low, high = float(box.low[row]), float(box.high[row])
    if not low < at < high:
        return []
    parts = (narrowed(curves, box, row, low, at), narrowed(curves, box, row, at, high))
    return list(parts)
