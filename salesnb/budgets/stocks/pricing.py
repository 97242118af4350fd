"""The best months of one cell when money has a price: dynamic programming over its stock.

What is still to come is worked out backward over a grid of stocks (Bellman). Between two points of
the grid a value may lie above the straight line by what its curve bends there at most (`curvature`;
values to come bend by decay squared of that a month, because the same spending can follow a lower
stock). That is added at every step, so that the answer is a bound on all plans, not only on those
of the grid. A plan is then followed forward from the grid's decisions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from salesnb.budgets.stocks.curvature import bend_from
from salesnb.budgets.stocks.problem import TINY, Problem
from salesnb.methods.margins import Floats, Ints

N_LINEAR = 12  # points of a grid up to where its curve begins to bend
FIRST = 0.04  # of a curve's half: where that is


@dataclass(frozen=True)
class _Window:
    """Where the ends of what can be reached from each stock lie on the grid (n, m)."""

    low: Floats
    high: Floats
    low_at: Ints
    high_at: Ints


class Pricing:
    """Grids of the stocks of S-shaped cells (all cells of `own`), with `size` points each."""

    def __init__(self, own: Problem, size: int) -> None:
        self.own = own
        self.grid = _grid(own, size)
        self.start = (self.grid == own.stock[:, None]).argmax(axis=1)
        months = own.shape[1]
        bare = own.curves.value(self.grid.T).T
        self.values = bare * own.weight[:months, None, None]
        self.after = np.zeros_like(bare)
        for later in range(1, own.tail + 1):
            faded = self.grid * (own.decay**later)[:, None]
            self.after += own.curves.value(faded.T).T * own.weight[months + later - 1]

    @cached_property
    def misses(self) -> Floats:
        """Return what straight lines miss at most in each interval (T, n, m - 1), by month."""
        own, left, length = self.own, self.grid[:, :-1], np.diff(self.grid, axis=1)
        months = own.shape[1]
        bends = np.zeros((months, *left.shape))
        for later in range(own.tail + months):
            faded = own.decay**later
            bend = bend_from(own.curves, (left * faded[:, None]).T).T * (faded**2)[:, None]
            for month in range(min(months, len(own.weight) - later)):
                bends[month] += bend * own.weight[month + later]
        return bends * length**2 / 8

    @cached_property
    def windows(self) -> list[_Window]:
        """Return per month what can be reached from each stock."""
        return [self._window(month) for month in range(self.own.shape[1])]

    def _window(self, month: int) -> _Window:
        own = self.own
        kept = self.grid * own.decay[:, None]
        low = kept + ((1 - own.decay) * own.low[:, month])[:, None]
        high = kept + ((1 - own.decay) * own.high[:, month])[:, None]
        low, high = (np.minimum(one, self.grid[:, -1:]) for one in (low, high))
        return _Window(low, high, _places(self.grid, low), _places(self.grid, high))

    def best(self, costs: Floats) -> tuple[Floats, Floats]:
        """Return per cell a bound on response less cost (n,), and a plan near it (n, T).

        `costs` (n, T) are what a unit of money costs in each month.
        """
        decay = self.own.decay[:, None]
        ahead, kept = self.after, []
        for month in reversed(range(self.own.shape[1])):
            price = (costs[:, month] / (1 - self.own.decay))[:, None]
            worth = self.values[month] - price * self.grid + ahead
            kept.append(worth)
            ahead = decay * price * self.grid + self._most(month, worth)
        bound = np.take_along_axis(ahead, self.start[:, None], axis=1)[:, 0]
        return bound, self._followed(kept[::-1])

    def _most(self, month: int, worth: Floats) -> Floats:
        """Return the most that can be reached from each stock, with what the grid may miss."""
        window, miss = self.windows[month], self.misses[month]
        nothing = np.zeros((len(miss), 1))
        widest = np.maximum(np.hstack([miss, nothing]), np.hstack([nothing, miss]))
        inside = _range_max(worth + widest, window.low_at + 1, window.high_at)
        ends = (
            self._between(worth, window.low, window.low_at, miss),
            self._between(worth, window.high, window.high_at, miss),
        )
        return np.maximum(inside, np.maximum(*ends))

    def _between(self, worth: Floats, stock: Floats, at: Ints, miss: Floats) -> Floats:
        """Return values (n, k) at stocks between points, with what the line may miss."""
        left, right = (np.take_along_axis(self.grid, at + one, axis=1) for one in (0, 1))
        under, over = (np.take_along_axis(worth, at + one, axis=1) for one in (0, 1))
        part = (stock - left) / (right - left)
        return under + part * (over - under) + np.take_along_axis(miss, at, axis=1)

    def _followed(self, worth: list[Floats]) -> Floats:
        """Return the plan (n, T) that takes the best point of the grid, or an end, each month."""
        own, stock = self.own, self.own.stock
        spend = np.empty(own.shape)
        none = np.zeros_like(self.grid[:, :-1])
        for month, values in enumerate(worth):
            low = own.decay * stock + (1 - own.decay) * own.low[:, month]
            high = own.decay * stock + (1 - own.decay) * own.high[:, month]
            ends = np.minimum(np.column_stack([low, high]), self.grid[:, -1:])
            own_ends = self._between(values, ends, _places(self.grid, ends), none)
            inside = (self.grid > low[:, None]) & (self.grid < high[:, None])
            every = np.hstack([np.where(inside, values, -np.inf), own_ends])
            chosen = every.argmax(axis=1)[:, None]
            reached = np.take_along_axis(np.hstack([self.grid, ends]), chosen, axis=1)[:, 0]
            money = (reached - own.decay * stock) / (1 - own.decay)
            spend[:, month] = np.clip(money, own.low[:, month], own.high[:, month])
            stock = own.decay * stock + (1 - own.decay) * spend[:, month]
        return spend


def _grid(own: Problem, size: int) -> Floats:
    """Return points per cell (n, size): even at first, then by equal factors, up to the reach.

    The start stock and the inflection are points, so that nothing is missed there. No spending
    leads from a point of the grid beyond its end.
    """
    top = np.maximum(np.maximum(own.high.max(axis=1), own.stock), TINY)
    first = np.minimum(FIRST * own.curves.half, top / 2)
    special = np.column_stack([own.stock, np.minimum(own.curves.inflection(), top)])
    n_wide = size - N_LINEAR - special.shape[1]
    even = first[:, None] * np.arange(N_LINEAR) / N_LINEAR
    wide = first[:, None] * (top / first)[:, None] ** (np.arange(n_wide) / (n_wide - 1))
    wide[:, -1] = top
    grid = np.sort(np.hstack([even, wide, special]), axis=1)
    return _apart(grid, top)


def _apart(grid: Floats, top: Floats) -> Floats:
    """Return grids whose points differ: doubles move beyond the end."""
    same = np.diff(grid, axis=1, prepend=-1.0) <= 0
    n = same.cumsum(axis=1)
    return np.sort(np.where(same, top[:, None] * (1 + 1e-3 * n), grid), axis=1)


def _places(grid: Floats, stock: Floats) -> Ints:
    """Return the interval of the grid that each stock lies in (n, k)."""
    found = [np.searchsorted(g, s, side="right") - 1 for g, s in zip(grid, stock, strict=True)]
    return np.clip(np.array(found), 0, grid.shape[1] - 2)


def _range_max(values: Floats, first: Ints, last: Ints) -> Floats:
    """Return the largest value from `first` to `last` (n, k), both included, if there is any.

    Ranges of lengths that are powers of two are worked out once (a sparse table).
    """
    levels = [values]
    while 2 ** len(levels) <= values.shape[1]:
        half = 2 ** (len(levels) - 1)
        before = levels[-1]
        levels.append(
            np.hstack([np.maximum(before[:, :-half], before[:, half:]), before[:, -half:]])
        )
    table = np.stack(levels)
    length = np.maximum(last - first + 1, 1)
    level = np.frexp(length.astype(float))[1] - 1
    cell = np.arange(len(values))[:, None]
    left = table[level, cell, np.minimum(first, values.shape[1] - 1)]
    right = table[level, cell, np.maximum(last - 2**level + 1, 0)]
    return np.where(last >= first, np.maximum(left, right), -np.inf)
