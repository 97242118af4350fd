"""The question in numbers: cells by months, curves of what is effective, rows that bind sums.

Money and response are in units of the problem's own (`asked` scales them), cells come first in all
arrays: (n,) of cells, (n, T) of cells and months, (n, T, k) of points for each of these.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from salesnb.methods.adstock import carry_over
from salesnb.methods.margins import Floats
from salesnb.methods.saturation import Curves

Mask = NDArray[np.bool_]
TINY = 1e-12  # slopes of some curves are infinite at 0


@dataclass(frozen=True)
class Problem:
    """Spending x (n, T) within `low` and `high`; sums `rows` (R, n * T) within `least` and `most`.

    `weight` (T + tail,) is what a month's response counts, the months after the last one included;
    nothing is spent in these.
    """

    curves: Curves
    decay: Floats
    stock: Floats
    weight: Floats
    low: Floats
    high: Floats
    rows: csr_array
    least: Floats
    most: Floats

    @property
    def shape(self) -> tuple[int, int]:
        n, months = self.low.shape
        return n, months

    @property
    def tail(self) -> int:
        return len(self.weight) - self.shape[1]

    def effective(self, spend: Floats) -> Floats:
        """Return effective spending (n, T)."""
        return carry_over(spend.T, self.decay, self.stock).T

    def reach(self) -> tuple[Floats, Floats]:
        """Return the least and the most that can be effective in each month (n, T)."""
        return self.effective(self.low), self.effective(self.high)

    def by_month(self, spend: Floats) -> Floats:
        """Return the response of each month (n, T + tail), weighed."""
        stock = self.effective(spend)
        faded = self.decay[:, None] ** np.arange(1, self.tail + 1)
        stock = np.hstack([stock, stock[:, -1:] * faded])
        return self.curves.value(stock.T).T * self.weight

    def response(self, spend: Floats) -> float:
        """Return the response of all cells and months."""
        return float(self.by_month(spend).sum())

    def value(self, stock: Floats) -> Floats:
        """Return the response to what is effective (n, T, k); the last month's with its tail."""
        return self._weighed(stock, slopes=False)

    def slope(self, stock: Floats) -> Floats:
        """Return the response to one more unit of what is effective (n, T, k)."""
        return self._weighed(np.maximum(stock, TINY), slopes=True)

    def _weighed(self, stock: Floats, *, slopes: bool) -> Floats:
        months = self.shape[1]
        rule = self.curves.slope if slopes else self.curves.value
        of = np.moveaxis(rule(np.moveaxis(stock, 0, -1)), -1, 0) * self.weight[:months, None]
        faded = self.decay ** np.arange(1, self.tail + 1)[:, None, None]  # (tail, 1, n)
        later = rule(stock[:, -1].T * faded) * self.weight[months:, None, None]
        of[:, -1] += (later * faded if slopes else later).sum(axis=0).T
        return of

    def marginal(self, spend: Floats) -> Floats:
        """Return what one more unit of money in a month brings, from then on (n, T)."""
        slope = self.slope(self.effective(spend)[..., None])[..., 0]
        found, later = np.empty_like(slope), np.zeros(len(slope))
        for month in reversed(range(slope.shape[1])):
            later = slope[:, month] + self.decay * later
            found[:, month] = (1 - self.decay) * later
        return found

    def part(self, cells: Mask) -> Problem:
        """Return the problem of some cells (a mask), without the rows."""
        own = self.curves
        names = ("kind", "scale", "half", "shape")
        curves = Curves(*(getattr(own, name)[cells] for name in names))
        arrays = (self.decay[cells], self.stock[cells], self.weight)
        bounds = (self.low[cells], self.high[cells])
        none = csr_array((0, int(cells.sum()) * self.shape[1]))
        return Problem(curves, *arrays, *bounds, none, np.empty(0), np.empty(0))

    def is_concave(self) -> Mask:
        """Return which cells' curves are concave wherever their stock can be (n,)."""
        least = self.reach()[0]
        lowest = np.minimum(least.min(axis=1), least[:, -1] * self.decay**self.tail)
        return np.asarray(self.curves.inflection() <= lowest)
