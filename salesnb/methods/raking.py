"""The table nearest to a seed that meets margins: bounded raking.

Among all tables that meet the margins and the bounds of single cells, the one that is nearest in
the sense of Kullback and Leibler is seed * product of one factor per group, cut at the bounds of
the cell. The factors are found margin by margin (coordinate ascent of the dual): an exact step
where no cell is cut, a Newton step where some are. A floor never presses down and a cap never
lifts up: their factors stay on their side of 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from salesnb.methods.margins import Floats, Margin, summed

N_SWEEPS = 400
RELATIVE = 1e-9  # a sum is met within this part of its bound, or within NEAR
NEAR = 1e-3  # of a unit
PATIENCE = 20  # sweeps within which the largest miss has to fall by a tenth, else it has stalled
_LIMIT = 1e200


@dataclass(frozen=True)
class Raked:
    """A table and how it came about.

    `factors`: per margin what each group was stretched by. `drift`: per margin how far the
    logarithm of each factor still moved in the last sweep. `miss`: the largest miss, in units of
    what is allowed: met when at most 1.
    """

    values: Floats
    factors: list[Floats]
    drift: list[Floats]
    miss: float
    n_sweeps: int

    @property
    def is_met(self) -> bool:
        return self.miss <= 1


def rake(
    seed: Floats,
    margins: Sequence[Margin],
    low: Floats | None = None,
    high: Floats | None = None,
    *,
    n_sweeps: int = N_SWEEPS,
) -> Raked:
    """Return the table nearest to `seed` (not negative) within margins and bounds of cells.

    `low` and `high` (one value per cell; none: 0 and no limit) must not cross. A cell whose seed is
    0 stays at its lower bound. Stops when all margins are met, or when that makes no headway: the
    caller looks at `is_met`.
    """
    low = np.zeros(len(seed)) if low is None else low
    high = np.full(len(seed), np.inf) if high is None else high
    free = (high > low) & (seed > 0)
    if free.all():
        return _Rake(seed, margins, low, high).run(n_sweeps)
    fixed = np.where(seed > 0, np.clip(seed, low, high), low)
    rest = [one.without(fixed, free) for one in margins]
    raked = _Rake(seed[free], rest, low[free], high[free]).run(n_sweeps)
    fixed[free] = raked.values
    return Raked(fixed, raked.factors, raked.drift, raked.miss, raked.n_sweeps)


class _Rake:
    """A table on its way to its margins; `values` are not cut at the bounds of cells."""

    def __init__(self, seed: Floats, margins: Sequence[Margin], low: Floats, high: Floats) -> None:
        self.values = np.array(seed, dtype=float)
        self.margins = margins
        self.low, self.high = low, high
        self.is_bounded = bool((low > 0).any() or np.isfinite(high).any())
        self.factors = [np.ones(one.n_groups) for one in margins]
        self.drift = [np.zeros(one.n_groups) for one in margins]
        self.step = np.empty(len(seed))
        self.allowed = [_allowed(one) for one in margins]

    def run(self, n_sweeps: int) -> Raked:
        misses: list[float] = []
        for _ in range(n_sweeps):
            misses.append(max((self._meet(k) for k in range(len(self.margins))), default=0.0))
            if misses[-1] <= 1 or _stalls(misses):
                break
        return Raked(self.cut(), self.factors, self.drift, misses[-1], len(misses))

    def cut(self) -> Floats:
        """Return the values within the bounds of their cells."""
        return np.clip(self.values, self.low, self.high) if self.is_bounded else self.values

    def _meet(self, k: int) -> float:
        """Bring one margin to its bounds; return by how much it missed them before."""
        margin, factor = self.margins[k], self.factors[k]
        own = self.values if margin.cells is None else self.values[margin.cells]
        sums, slope = self._sums(margin, own)
        wanted = _wanted(sums, factor, margin)
        miss = float((np.abs(wanted - sums) / self.allowed[k]).max(initial=0.0))
        if miss <= 1e-6:
            self.drift[k] = np.zeros(margin.n_groups)
            return miss
        step = _step(sums, slope, wanted)
        new = _on_its_side(factor * step, factor, sums, margin)
        step = np.append(new / factor, 1.0)
        self.drift[k], self.factors[k] = np.log(step[:-1]), new
        if margin.cells is None:
            np.take(step, margin.group, out=self.step, mode="clip")
            np.multiply(self.values, self.step, out=self.values)
        else:
            self.values[margin.cells] = own * step[margin.group]
        return miss

    def _sums(self, margin: Margin, own: Floats) -> tuple[Floats, Floats]:
        """Return the sum of each group, and how it grows with its factor."""
        n = margin.n_groups
        if not self.is_bounded:
            sums = summed(margin.group, own, n)
            return sums, sums
        chosen = slice(None) if margin.cells is None else margin.cells
        cut = np.clip(own, self.low[chosen], self.high[chosen])
        sums = summed(margin.group, cut, n)
        cut *= cut == own
        return sums, summed(margin.group, cut, n)


def _allowed(margin: Margin) -> Floats:
    """Return how far each sum may lie from its bounds."""
    size = np.maximum(np.abs(margin.low), np.where(np.isfinite(margin.high), margin.high, 0.0))
    return np.maximum(NEAR, RELATIVE * np.abs(size))


def _wanted(sums: Floats, factor: Floats, margin: Margin) -> Floats:
    """Return where each sum has to go: to the bound that it misses or that presses on it."""
    presses = np.where((factor > 1) & (sums > margin.low), margin.low, sums)
    presses = np.where((factor < 1) & (sums < margin.high), margin.high, presses)
    return np.where(
        sums < margin.low, margin.low, np.where(sums > margin.high, margin.high, presses)
    )


def _step(sums: Floats, slope: Floats, wanted: Floats) -> Floats:
    """Return by what each factor changes: Newton's step, or in proportion where that leads astray.

    A sum of nothing cannot be stretched: its factor stays.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        newton = 1 + (wanted - sums) / slope
        plain = wanted / sums
    astray = ~np.isfinite(newton) | (newton <= plain**2 * 0.01) | (newton <= 0) | (newton > 1e6)
    step = np.where(astray, plain, newton)
    step = np.where((wanted == 0) & (sums > 0), 0.0, step)
    return np.where(np.isfinite(step) & (step >= 0), step, 1.0)


def _on_its_side(new: Floats, old: Floats, sums: Floats, margin: Margin) -> Floats:
    """Return factors that a bound no longer needs as 1; equal bounds stretch either way."""
    is_range = margin.low < margin.high
    new = np.where(is_range & (old > 1) & (sums >= margin.low), np.maximum(new, 1.0), new)
    new = np.where(is_range & (old < 1) & (sums <= margin.high), np.minimum(new, 1.0), new)
    return np.clip(new, 1 / _LIMIT, _LIMIT)


def _stalls(misses: list[float]) -> bool:
    """Return whether the largest miss has hardly fallen within the last sweeps."""
    return len(misses) > 2 * PATIENCE and misses[-1] > 0.9 * misses[-1 - PATIENCE]
