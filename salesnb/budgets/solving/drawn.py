"""The mean of many draws of curves as the search sees it: worked out at levels, cubic between them.

Between two levels stands the cubic with the values and slopes of the mean at both (Hermite). How
far it may lie off is told by the same cubics over every other level, whose error is 16 times as
large; the bound of a search takes it in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from salesnb.budgets.solving.bends import Rows, Stretch, cut
from salesnb.methods.saturation import Curves, Floats

LEVELS = 129  # of spending at which curves are worked out
MOST = 2_000_000  # values worked out at a time
LEAST = 1e-5  # part of the largest spending: the lowest of these levels but 0
SAFETY = 8  # by which errors over every other level are divided; 16 for smooth curves
RISE = 1e-9  # part of the slope by which it has to grow to count as rising
Cubic = tuple[Floats, Floats, Floats, Floats]


@dataclass(frozen=True)
class Drawn:
    """Values and slopes (levels, S, n) of draws of curves at `levels` of `high` (n,)."""

    levels: Floats
    high: Floats
    values: NDArray[np.float64]
    slopes: NDArray[np.float64]

    @classmethod
    def of(cls, curves: Curves, high: Floats) -> Drawn:
        levels = np.concatenate([[0.0], np.geomspace(LEAST, 1.0, LEVELS - 1)])
        top = np.maximum(high, 1e-12)
        values = np.stack([curves.value(one * top) for one in levels])
        return cls(levels, top, values, np.stack([curves.slope(one * top) for one in levels]))

    def mean(self, weights: Floats | None = None) -> Mean:
        """Return the mean of the draws under weights (S,) that sum to 1; none is equal ones."""
        n_draws = self.values.shape[1]
        part = np.full(n_draws, 1 / n_draws) if weights is None else weights
        values, slopes = (np.einsum("s,lsn->ln", part, one) for one in (self.values, self.slopes))
        first = (values[1] - values[0]) / (self.levels[1] * self.high)
        slopes[0] = np.where(np.isfinite(slopes[0]), slopes[0], first)
        return Mean(self.levels, self.high, values, slopes)


def mean_of(curves: Curves, high: Floats) -> Mean:
    """Return the mean of draws (S, n), worked out by parts of the draws."""
    n_draws, n = curves.half.shape
    size = max(MOST // (LEVELS * n), 1)
    values, slopes = np.zeros((LEVELS, n)), np.zeros((LEVELS, n))
    levels, top = np.zeros(LEVELS), high
    for start in range(0, n_draws, size):
        own = slice(start, start + size)
        parts = (curves.scale[own], curves.half[own], curves.shape[own])
        found = Drawn.of(Curves(curves.kind, *parts), high).mean()
        share = len(parts[0]) / n_draws
        values, slopes = values + share * found.values, slopes + share * found.slopes
        levels, top = found.levels, found.high
    return Mean(levels, top, values, slopes)


@dataclass(frozen=True)
class Mean:
    """A mean of curves: values and slopes (levels, n) at `levels` of `high` (n,)."""

    levels: Floats
    high: Floats
    values: Floats
    slopes: Floats

    @cached_property
    def _is_rising(self) -> NDArray[np.bool_]:
        return np.diff(self.slopes, axis=0) > RISE * np.abs(self.slopes[:-1])

    @property
    def bends(self) -> Rows:
        """How often each mean turns from convex to concave or back."""
        return np.asarray(np.diff(self._is_rising.astype(np.int64), axis=0) != 0).sum(axis=0)

    @cached_property
    def bend(self) -> Floats:
        """The level at which the last rise of the slope ends (n,); 0 where it never rises."""
        rising = self._is_rising
        last = np.where(rising.any(axis=0), len(rising) - np.argmax(rising[::-1], axis=0), 0)
        return self.levels[last] * self.high

    @property
    def error(self) -> Floats:
        """How far the cubics may lie off (n,)."""
        half = Mean(self.levels[::2], self.high, self.values[::2], self.slopes[::2])
        odd = self.levels[1::2, None] * self.high
        return (
            np.abs(np.array([half.value(row) for row in odd]) - self.values[1::2]).max(axis=0)
            / SAFETY
        )

    def value(self, spend: Floats) -> Floats:
        u, step, (one, two, tilt_one, tilt_two) = self._around(spend)
        rest = 1 - u
        ends = one * (1 + 2 * u) * rest**2 + two * u**2 * (3 - 2 * u)
        return ends + step * (tilt_one * u * rest**2 - tilt_two * u**2 * rest)

    def slope(self, spend: Floats) -> Floats:
        u, step, (one, two, tilt_one, tilt_two) = self._around(spend)
        chord = (two - one) / step
        return (
            6 * u * (1 - u) * chord + tilt_one * (1 - u) * (1 - 3 * u) + tilt_two * u * (3 * u - 2)
        )

    def _around(self, spend: Floats) -> tuple[Floats, Floats, Cubic]:
        """Return where between two levels spending lies (0 to 1), how far these are, and both."""
        part = np.clip(spend / self.high, 0.0, 1.0)
        place = np.clip(np.searchsorted(self.levels, part, "right") - 1, 0, len(self.levels) - 2)
        return self._between(part, place)

    def _between(self, part: Floats, place: Rows) -> tuple[Floats, Floats, Cubic]:
        cells = np.arange(len(self.high))
        width = self.levels[place + 1] - self.levels[place]
        ends = (self.values[place, cells], self.values[place + 1, cells])
        tilts = (self.slopes[place, cells], self.slopes[place + 1, cells])
        return (part - self.levels[place]) / width, width * self.high, (*ends, *tilts)

    def pick(self, rows: Rows) -> Mean:
        return Mean(self.levels, self.high[rows], self.values[:, rows], self.slopes[:, rows])

    def stretches(self, row: int, low: float, high: float) -> list[Stretch]:
        """Return where the mean is convex and where concave, by its levels."""
        rising = self._is_rising[:, row]
        turns = np.flatnonzero(np.diff(rising.astype(np.int64)))
        places = [float(self.levels[one + 1] * self.high[row]) for one in turns]
        concave = [not rising[0], *(not rising[one + 1] for one in turns)]
        return cut(places, concave, (low, high))

    def spend_at(self, price: float) -> Floats:
        """Return the most spending at which one more unit brings `price`; the bend if none does."""
        bend, n = self.bend, len(self.levels)
        above = (self.levels[:, None] * self.high >= bend) & (self.slopes >= price)
        last = np.where(above.any(axis=0), n - 1 - np.argmax(above[::-1], axis=0), -1)
        place = np.clip(last, 0, n - 2)
        _, step, (one, two, tilt_one, tilt_two) = self._between(self.levels[place], place)
        chord = (two - one) / step
        square = 3 * (tilt_one + tilt_two - 2 * chord)
        line = 2 * (3 * chord - 2 * tilt_one - tilt_two)
        u = _root(square, line, tilt_one - price)
        found = self.levels[place] * self.high + u * step
        return np.where(last < 0, bend, np.where(last == n - 1, np.inf, found))


def _root(square: Floats, line: Floats, level: Floats) -> Floats:
    """Return where square * u**2 + line * u + level falls through 0 between 0 and 1."""
    under = np.sqrt(np.maximum(line**2 - 4 * square * level, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(line < 0, 2 * level / (under - line), (-line - under) / (2 * square))
    return np.clip(np.nan_to_num(found, nan=1.0), 0.0, 1.0)
