"""The size and shape of forecasts' errors: what a cell's own few errors say with the others' help.

A cell's errors are shares of its level. Their size is shrunk toward that of cells of like level;
their shape (skew, long tails, a common bias) is that of all cells' errors together, each over the
size that its other errors and its class give.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

Array = NDArray[np.float64]
PRIOR_ERRORS = 4.0  # errors that a class counts for beside a cell's own
CELLS_A_CLASS = 25  # classes are of at least as many cells of like level
MOST_CLASSES = 10
UNKNOWN_SIZE = 0.3  # of the level, where no cell has any error
LEAST_LEVEL = 0.25  # of a cell's usual size: errors of smaller forecasts are not measured by them
PRIOR_SHAPE = 100.0  # errors that the normal shape counts for beside those seen
GRID = np.linspace(-4.0, 4.0, 161)
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(32)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


@dataclass(frozen=True)
class Shape:
    """A distribution of standardised errors: its value at each normal score of `GRID`, rising."""

    values: Array

    @classmethod
    def normal(cls) -> Shape:
        return cls(GRID.copy())

    def at(self, scores: Array) -> Array:
        """Return the error at normal scores; beyond the grid it goes on like the normal one."""
        inside = np.interp(scores, GRID, self.values)
        return inside + (scores - np.clip(scores, GRID[0], GRID[-1]))

    def scores(self, errors: Array) -> Array:
        """Return the normal score of standardised errors, the inverse of `at`."""
        inside = np.interp(errors, self.values, GRID)
        return inside + (errors - np.clip(errors, self.values[0], self.values[-1]))

    def given(self, common: Array, share: float) -> tuple[Array, Array]:
        """Return mean and variance of the error where a factor of that share has a known value."""
        at = np.sqrt(share) * common[:, None] + np.sqrt(1 - share) * NODES
        values = self.at(at)
        mean = values @ WEIGHTS
        return mean, np.maximum((values - mean[:, None]) ** 2 @ WEIGHTS, 0.0)

    @cached_property
    def moments(self) -> tuple[float, float]:
        """Mean and standard deviation."""
        mean, variance = self.given(np.zeros(1), 0.0)
        return float(mean[0]), float(np.sqrt(variance[0]))


def levels(forecast: ArrayLike, usual: ArrayLike) -> Array:
    """Return what errors are measured by: the forecast's size, a quarter of the usual at least.

    `usual` is the cell's mean size in recent periods; it keeps a share of a month near zero finite.
    """
    size = np.abs(np.asarray(forecast, dtype=float))
    return np.maximum(size, LEAST_LEVEL * np.abs(np.asarray(usual, dtype=float)))


def shares_of_level(actual: ArrayLike, forecast: ArrayLike, usual: ArrayLike) -> Array:
    """Return the errors of forecasts as shares of their level; NaN where that is 0 or unknown."""
    level = levels(forecast, usual)
    apart = np.asarray(actual, dtype=float) - np.asarray(forecast, dtype=float)
    return np.asarray(apart / np.where(level > 0, level, np.nan), dtype=float)


def sizes_and_shape(
    errors: ArrayLike, level: ArrayLike, *, n_independent: float | None = None
) -> tuple[Array, Shape]:
    """Return each cell's standard deviation, in the unit of `level`, and the shape of errors.

    `errors` (n_times, n_cells): actual less forecast as a share of the cell's level then, NaN
    where there was none; `level` (n_cells,): that level now. Errors of overlapping periods say
    less than their number: `n_independent` is what they come to. Raises ValueError where shapes do
    not fit.
    """
    past, now = np.asarray(errors, dtype=float), np.asarray(level, dtype=float)
    if past.ndim != 2 or now.shape != past.shape[1:]:
        raise ValueError(f"errors have shape {past.shape}, level {now.shape}; (times, cells) fit")
    known = np.isfinite(past)
    squares = np.where(known, past, 0.0) ** 2
    counts, sums = known.sum(axis=0), squares.sum(axis=0)
    worth = min(1.0, n_independent / max(len(past), 1)) if n_independent is not None else 1.0
    of_class = _of_class(counts, sums, now)
    variance = (worth * sums + PRIOR_ERRORS * of_class) / (worth * counts + PRIOR_ERRORS)
    others = (worth * (sums - squares) + PRIOR_ERRORS * of_class) / (
        np.maximum(worth * (counts - 1), 0.0) + PRIOR_ERRORS
    )
    scores = past / np.sqrt(np.where(others > 0, others, np.nan))
    return np.sqrt(variance) * np.abs(now), _pooled(scores, worth)


def _of_class(counts: Array, sums: Array, level: Array) -> Array:
    """Return the mean squared error of the cells of like level, for each cell."""
    n = len(level)
    n_classes = int(np.clip(n // CELLS_A_CLASS, 1, MOST_CLASSES))
    ranks = np.argsort(np.argsort(np.abs(level), kind="stable"), kind="stable")
    place = ranks * n_classes // max(n, 1)
    seen = np.bincount(place, counts, n_classes)
    whole = sums.sum() / counts.sum() if counts.sum() else UNKNOWN_SIZE**2
    own = np.bincount(place, sums, n_classes) / np.maximum(seen, 1)
    return np.where(seen > 0, own, whole)[place]


def _pooled(scores: Array, worth: float) -> Shape:
    """Return the shape of all standardised errors, drawn toward the normal one if they are few.

    A mean that all cells' errors have in common is kept as far as it exceeds its own chance,
    which times that overlap, and cells that move together, make larger.
    """
    pooled = np.sort(scores[np.isfinite(scores)])
    if not len(pooled):
        return Shape.normal()
    weight = len(pooled) * worth / (len(pooled) * worth + PRIOR_SHAPE)
    seen = np.interp(ndtr(GRID), (np.arange(len(pooled)) + 0.5) / len(pooled), pooled)
    edge = ndtri(1 - 0.5 / len(pooled))
    seen = seen + GRID - np.clip(GRID, -edge, edge)
    values = weight * (seen - pooled.mean()) + (1 - weight) * GRID + _bias(scores, worth)
    return Shape(np.maximum.accumulate(values + 1e-9 * GRID))


def _bias(scores: Array, worth: float) -> float:
    """Return the part of the common mean that is more than chance (positive-part James-Stein)."""
    seen = np.isfinite(scores)
    by_time = np.where(seen, scores, 0.0).sum(axis=1)[seen.any(axis=1)]
    by_time = by_time / seen.sum(axis=1)[seen.any(axis=1)]
    if len(by_time) < 3:
        return 0.0
    mean = float(by_time.mean())
    chance = float(by_time.var(ddof=1)) / max(worth * len(by_time), 1.0)
    return mean * max(0.0, 1 - chance / mean**2) if mean else 0.0
