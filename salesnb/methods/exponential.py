"""Theta and damped Holt for many series at once, their constants averaged over a grid.

Theta is simple exponential smoothing with half the slope of the whole series (Assimakopoulos and
Nikolopoulos, International Journal of Forecasting 2000; Hyndman and Billah, same journal 2003),
damped Holt a trend that fades (Gardner and McKenzie, Management Science 1985). Each choice of
constants counts by the likelihood of its one-step errors, so that no single best one decides.
Rows are shares of their own mean; each begins at its own column and ends at the last.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Columns = NDArray[np.intp]
THETA_ALPHAS = np.array([0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 0.95])
ALPHAS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
BETAS = (0.0, 0.05, 0.1, 0.2)
DAMPINGS = (0.8, 0.9, 0.98)
_TINY = 1e-300
_PERFECT = 1e-20  # a mean squared error below this (of a row of mean 1) is none


def theta(values: Array, start: Columns, ahead: int, *, trust: Array) -> Array:
    """Return (n, ahead) forecasts of Theta.

    `start` is each row's first column with a value, `trust` (0 to 1) what counts of its slope.
    """
    slope = (trust * _slopes(values, start) / 2)[:, None]
    level = np.zeros((len(values), len(THETA_ALPHAS)))
    squares = np.zeros_like(level)
    for column in range(values.shape[1]):
        new, goes_on = values[:, column, None], (start < column)[:, None]
        error = np.where(goes_on, new - level - slope, 0.0)
        squares += error**2
        begun = np.where((start == column)[:, None], new, level)
        level = np.where(goes_on, level + slope + THETA_ALPHAS * error, begun)
    weight = _weights(squares, values.shape[1] - start)
    last = (weight * level).sum(axis=1)[:, None]
    return np.asarray(last + slope * np.arange(1, ahead + 1))


def damped_holt(values: Array, start: Columns, ahead: int, *, trust: Array, year: int) -> Array:
    """Return (n, ahead) forecasts of damped Holt, whose slope begins as the first year's median."""
    grid = np.array([(a, b, d) for a in ALPHAS for b in BETAS for d in DAMPINGS])
    order = np.argsort(start, kind="stable")  # rows that have begun stand first
    at_last, sum_of = np.empty((2, len(values), len(grid))), np.empty((len(values), len(grid)))
    at_last[0][order], at_last[1][order], sum_of[order] = _smoothed(
        values[order], start[order], _first_slopes(values, start, year)[order], grid
    )
    (level, trend), squares, damping = at_last, sum_of, grid[:, 2]
    weight = _weights(squares, values.shape[1] - start)
    carried = np.cumsum(damping[:, None] ** np.arange(1, ahead + 1), axis=1)
    slopes = np.einsum("ng,gh->nh", weight * trend * trust[:, None], carried)
    return np.asarray((weight * level).sum(axis=1)[:, None] + slopes)


def _smoothed(
    values: Array, start: Columns, slope: Array, grid: Array
) -> tuple[Array, Array, Array]:
    """Return level, trend and sum of squared errors of rows in the order of their start."""
    alpha, beta, damping = grid.T
    level = np.zeros((len(values), len(grid)))
    trend = np.repeat(slope[:, None], len(grid), axis=1)
    squares, both = np.zeros_like(level), alpha * beta
    error, fading, part = np.empty((3, *level.shape))
    for column in range(values.shape[1]):
        n, begun = np.searchsorted(start, [column, column + 1])
        at, was, sum_of, e, f, p = (one[:n] for one in (level, trend, squares, error, fading, part))
        np.multiply(damping, was, out=f)
        np.subtract(values[:n, column, None], at, out=e)
        e -= f
        sum_of += np.multiply(e, e, out=p)
        at += f
        at += np.multiply(alpha, e, out=p)
        np.add(f, np.multiply(both, e, out=p), out=was)
        level[n:begun] = values[n:begun, column, None]
    return level, trend, squares


def _weights(squares: Array, number: Columns) -> Array:
    """Return how much each choice of constants counts, by its squared one-step errors."""
    floor = _PERFECT * number[:, None]
    logs = np.log(squares + floor)
    likelihood = -number[:, None] / 2 * (logs - logs.min(axis=1, keepdims=True))
    weight = np.exp(likelihood)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _slopes(values: Array, start: Columns) -> Array:
    """Return the slope of the straight line through each row."""
    time = np.arange(values.shape[1], dtype=float)
    known = time[None, :] >= start[:, None]
    middle = (start + values.shape[1] - 1) / 2
    around = np.where(known, time[None, :] - middle[:, None], 0.0)
    return np.asarray((around * values).sum(axis=1) / np.maximum((around**2).sum(axis=1), _TINY))


def _first_slopes(values: Array, start: Columns, year: int) -> Array:
    """Return the median change from value to value in the first year of each row; 0 without any."""
    last = values.shape[1] - 1
    columns = start[:, None] + np.arange(max(year, 2))
    first = np.take_along_axis(values, np.minimum(columns, last), axis=1)
    changes = np.where(columns[:, 1:] <= last, np.diff(first, axis=1), np.nan)
    changes[np.isnan(changes[:, 0]), 0] = 0.0
    return np.asarray(np.nanmedian(changes, axis=1))
