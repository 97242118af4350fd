"""How likely targets are reached, cell by cell and in sum: one joint distribution of all cells.

Each cell's actual is its forecast plus its own error size times an error of the common shape;
errors move together through one factor that all cells share and factors of groups (a Gaussian
copula). Given the common factor sums are close to normal, so that probabilities are integrals over
it on a grid, not counts of draws: the same inputs give the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri, stdtr

from salesnb.methods.correlation import PRIOR_TIMES, USUAL, Correlation, correlation, one_hot
from salesnb.methods.error_shapes import Shape, sizes_and_shape

Array = NDArray[np.float64]
MOST_TIMES = 36  # of errors that count, the newest: those of long ago say less of today
SAFE = 0.8  # with which a safe total is reached
COMMON = np.linspace(-6.0, 6.0, 241)  # values of the common factor
COARSE = COMMON[::4]  # those for which numbers attained are worked out
WEIGHTS = np.exp(-(COMMON**2) / 2) / np.exp(-(COMMON**2) / 2).sum()
N_GROUP_NODES = 12
REACH = 8.0  # standard deviations around the mean in which quantiles are searched
STEPS = 60


@dataclass(frozen=True)
class Joint:
    """The distribution of all cells of one period: mean and sd (n_cells,), shape, correlation."""

    mean: Array
    sd: Array
    shape: Shape
    correlation: Correlation


def joint(
    mean: ArrayLike,
    errors: ArrayLike,
    level: ArrayLike,
    *,
    groups: Mapping[str, ArrayLike] | None = None,
    n_independent: float | None = None,
    usual: float = USUAL,
) -> Joint:
    """Return the joint distribution of cells from their forecasts and earlier forecasts' errors.

    `mean` (n_cells,) is the forecast of the period; `errors` (n_times, n_cells) are those of the
    same horizon and length of period from earlier origins, the newest last: actual less forecast
    as a share of the cell's level then (`error_shapes.shares_of_level`); `level` (n_cells,) that
    level now. `groups` has for each dimension one label per cell. Periods that overlap come to
    `n_independent` times in all; `usual` is the common correlation where they say little (see
    `methods.correlation`; for a year that of its months). Raises ValueError where shapes do not
    fit, or a forecast or level is missing: sums would lack the cell.
    """
    expected, past = np.asarray(mean, dtype=float), np.asarray(errors, dtype=float)
    if past.shape[1:] != expected.shape or np.shape(level) != expected.shape:
        shapes = f"mean {expected.shape}, level {np.shape(level)}, errors {past.shape}"
        raise ValueError(f"shapes do not fit: {shapes}; expected are (cells,) and (times, cells)")
    missing = np.flatnonzero(~np.isfinite(expected) | ~np.isfinite(np.asarray(level, dtype=float)))
    if len(missing):
        listed = ", ".join(map(str, missing[:5]))
        raise ValueError(f"{len(missing)} cells have no forecast or level, first {listed}")
    recent = past[-MOST_TIMES:]
    times = None if n_independent is None else n_independent * len(recent) / max(len(past), 1)
    sd, shape = sizes_and_shape(recent, level, n_independent=times)
    moving = correlation(recent, groups, n_independent=times, usual=usual)
    return Joint(expected, sd, shape, moving)


def cell_probabilities(cells: Joint, target: ArrayLike) -> Array:
    """Return with which probability each cell reaches its target (n_cells,).

    A cell without any error reaches what its forecast reaches.
    """
    return np.asarray(ndtr(-_thresholds(cells, np.asarray(target, dtype=float))), dtype=float)


def interval(cells: Joint, share: float = 0.8) -> tuple[Array, Array]:
    """Return the ends between which each cell lies with the probability `share`."""
    tail = float(ndtri((1 + share) / 2))
    low, high = cells.shape.at(np.array([-tail, tail]))
    return cells.mean + low * cells.sd, cells.mean + high * cells.sd


@dataclass(frozen=True)
class Sums:
    """The distribution of sums of cells, each a mixture over the common factor.

    `means` and `sds` (n_sums, values of the factor); `centre` is the sum of forecasts, `spread` the
    standard deviation; `n_bets` the effective number of independent cells: how many equal ones,
    each by chance of its own, would make the sum as uncertain. `degrees` is how well the spread is
    known: that of a factor seen in few independent times has the long tails of Student's t.
    """

    means: Array
    sds: Array
    centre: Array
    spread: Array
    n_bets: Array
    degrees: Array
    shape: Shape

    def reached(self, target: ArrayLike) -> Array:
        """Return with which probability each sum reaches its target (n_sums,)."""
        goal = np.asarray(target, dtype=float)
        mixed = _above(self.means, self.sds, goal[:, None]) @ WEIGHTS
        gap = (goal - self.centre) / np.where(self.spread > 0, self.spread, 1.0)
        one = ndtr(-self.shape.scores(gap))
        alone = 1 / np.maximum(self.n_bets, 1.0)
        known = np.where(self.centre >= goal, 1.0, 0.0)
        p = stdtr(self.degrees, ndtri(alone * one + (1 - alone) * mixed))
        return np.where(self.spread > 0, p, known)

    def safe(self, probability: float = SAFE) -> Array:
        """Return the total that each sum reaches with the probability stated (n_sums,)."""
        reach = REACH * self.spread
        return _bisected(self.reached, self.centre - reach, self.centre + reach, probability)


def sums(cells: Joint, members: Any = None) -> Sums:
    """Return the distribution of sums of cells.

    `members` (n_sums, n_cells), sparse or dense, says what each sum is of the cells; without it
    there is one, of all. Where a sum is hardly more than one cell, or all its cells move as one,
    it has the shape of one cell; the more independent bets it holds the nearer it is to normal.
    """
    parts = np.ones((1, len(cells.mean))) if members is None else members
    size = np.asarray(parts @ cells.sd, dtype=float)
    variance = cells.correlation.variances_of_sums(cells.sd, parts)
    common = cells.correlation.common
    mean, own = cells.shape.given(COMMON, common)
    left = np.maximum(variance - common * size**2, 0.0) / max(1 - common, 1e-12)
    centre = np.asarray(parts @ cells.mean, dtype=float)
    means = centre[:, None] + size[:, None] * mean
    return Sums(
        means=means,
        sds=_between(means, left[:, None] * own),
        centre=centre,
        spread=np.sqrt(variance),
        n_bets=np.where(variance > 0, size**2 / np.where(variance > 0, variance, 1.0), np.nan),
        degrees=_degrees(cells, parts, variance),
        shape=cells.shape,
    )


def _degrees(cells: Joint, parts: Any, variance: Array) -> Array:
    """Return the degrees of freedom of each sum's variance, of which factors are a share."""
    alone = Correlation(0.0).variances_of_sums(cells.sd, parts) * cells.correlation.own
    shared = np.clip(1 - alone / np.where(variance > 0, variance, 1.0), 1e-9, 1.0)
    return (cells.correlation.n_times + PRIOR_TIMES) / shared**2


def attaining(cells: Joint, target: ArrayLike) -> pd.DataFrame:
    """Return one row: how many cells are expected to reach their targets, and how sure that is.

    Columns: n, expected, sd, low, high (between which the number lies in 80 of 100 cases),
    sd_independent (were there no common factors). Cells with a target only.
    """
    goal = np.asarray(target, dtype=float)
    known = np.isfinite(goal)
    threshold = _thresholds(cells, goal)[known]
    p = ndtr(-threshold)
    codes = {name: (s, c[known]) for name, (s, c) in cells.correlation.groups.items()}
    means, variances = _counts(threshold, cells.correlation, codes)
    expected = float(p.sum())
    sd = float(np.sqrt(WEIGHTS @ (variances + (means - expected) ** 2)))
    ends = [_count_end(means, _between(means, variances), q) for q in (0.9, 0.1)]
    row = {
        "n": int(known.sum()),
        "expected": expected,
        "sd": sd,
        "low": max(ends[0], 0.0),
        "high": min(ends[1], float(known.sum())),
        "sd_independent": float(np.sqrt((p * (1 - p)).sum())),
    }
    return pd.DataFrame([row])


def spread_gap(cells: Joint, gap: float) -> Array:
    """Return targets (n_cells,) that add up to the forecast plus `gap`, all equally likely.

    Each cell carries the gap by its own uncertainty; where none has any, by its forecast.
    """
    weight = cells.sd if cells.sd.sum() > 0 else np.abs(cells.mean)
    weight = weight if weight.sum() > 0 else np.ones_like(cells.mean)
    return np.asarray(cells.mean + gap * weight / weight.sum(), dtype=float)


def _thresholds(cells: Joint, target: Array) -> Array:
    """Return the normal score from which on a cell's error reaches its target."""
    gap = target - cells.mean
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = cells.shape.scores(gap / cells.sd)
    return np.where(cells.sd > 0, scaled, np.where(gap > 0, np.inf, -np.inf) + 0 * target)


def _counts(
    threshold: Array, moving: Correlation, groups: Mapping[str, tuple[float, NDArray[np.intp]]]
) -> tuple[Array, Array]:
    """Return mean and variance of the number attained at each value of the common factor.

    Cells of a group vary together by what the group's factor does to their probabilities.
    """
    means, variances = np.zeros(len(COARSE)), np.zeros(len(COARSE))
    inner, weights = np.polynomial.hermite_e.hermegauss(N_GROUP_NODES)
    weights = weights / weights.sum()
    kinds = [(share, one_hot(codes)) for share, codes in groups.values() if share > 0]
    for place, value in enumerate(COARSE):
        at = np.sqrt(moving.common) * value - threshold
        p = ndtr(at / np.sqrt(1 - moving.common))
        means[place], variances[place] = p.sum(), (p * (1 - p)).sum()
        for share, is_in in kinds:
            own = np.sqrt(max(1 - moving.common - share, 1e-12))
            given = ndtr((at + np.sqrt(share) * inner[:, None]) / own) - p
            by_group = weights @ (given @ is_in) ** 2
            variances[place] += by_group.sum() - (weights @ given**2).sum()
    variances = np.maximum(variances, 0.0)
    return np.interp(COMMON, COARSE, means), np.interp(COMMON, COARSE, variances)


def _between(means: Array, variances: Array) -> Array:
    """Return standard deviations at values of the common factor, those between them included.

    A sum of very many cells has hardly any spread of its own; without this it would step.
    """
    return np.sqrt(variances + np.gradient(means, axis=-1) ** 2 / 12)


def _count_end(means: Array, sds: Array, q: float) -> float:
    """Return the number of cells that is reached with probability `q`."""

    def reached(number: Array) -> Array:
        return _above(means, sds, number[:, None]) @ WEIGHTS

    reach = REACH * sds.max() + 1
    low, high = np.array([means.min() - reach]), np.array([means.max() + reach])
    return float(_bisected(reached, low, high, q)[0])


def _above(means: Array, sds: Array, goal: Array) -> Array:
    """Return the probability of normal values to reach a goal, without spread 0 or 1."""
    scaled = (means - goal) / np.where(sds > 0, sds, 1.0)
    return np.where(sds > 0, ndtr(scaled), (means >= goal).astype(float))


def _bisected(
    reached: Callable[[Array], Array], low: Array, high: Array, probability: float
) -> Array:
    """Return the value that is reached with a probability, which falls from low to high."""
    for _ in range(STEPS):
        middle = (low + high) / 2
        is_below = reached(middle) >= probability
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    return (low + high) / 2
