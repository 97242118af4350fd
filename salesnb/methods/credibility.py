"""Rates of the members of a group, each drawn toward the group by how little it is known.

Members' true rates are taken to lie around that of the group, `between` apart (one standard
deviation), and each observed rate around its own true one with a variance that is handed over: the
linear credibility of Buehlmann (ASTIN Bulletin 1967), the hierarchical normal model of Gelman et
al. (Bayesian Data Analysis, chapter 5.4). How far members lie apart is averaged over a grid, each
value weighted by its likelihood, so that no range is too narrow where few members tell it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax

Array = NDArray[np.float64]
NORMAL = 1.959964  # standard deviations of 95 %
_GRID = np.concatenate([[0.0], np.geomspace(0.03, 3.0, 30)])  # of `between`, in rough ones


@dataclass(frozen=True)
class Shrunk:
    """Rates drawn toward their group, arrays (n,): missing where no rate was handed over.

    `low` and `high` hold in 95 %; `weight` is the share of its own rate in each estimate (the rest
    is the group's). `centre` is the group's rate, `between` how far true rates lie apart.
    """

    estimate: Array
    low: Array
    high: Array
    weight: Array
    centre: float
    between: float


def shrink(rates: ArrayLike, variances: ArrayLike) -> Shrunk:
    """Return rates drawn toward their group; `variances` (n,) are those of their noise.

    Members without a rate are left out. A single member keeps its rate, and ranges of it are those
    of its own noise. Raises ValueError for shapes that do not fit, or a variance that is not above
    nought beside a rate.
    """
    rate, noise = np.asarray(rates, dtype=float), np.asarray(variances, dtype=float)
    if rate.shape != noise.shape or rate.ndim != 1:
        raise ValueError("one variance is needed per rate")
    known = ~np.isnan(rate)
    if not (noise[known] > 0).all():
        raise ValueError("the variance of a rate must lie above nought")
    nothing = np.full(len(rate), np.nan)
    if not known.any():
        return Shrunk(nothing, nothing, nothing, nothing, float("nan"), float("nan"))
    if known.sum() == 1:
        half = NORMAL * np.sqrt(noise)
        one = np.where(known, 1.0, np.nan)
        return Shrunk(rate, rate - half, rate + half, one, float(rate[known][0]), 0.0)
    return _spread_out(_drawn(rate[known], noise[known]), known)


def _drawn(rate: Array, noise: Array) -> Shrunk:
    """Return the estimates, mixed over how far members may lie apart."""
    middle = np.average(rate, weights=1 / (noise + np.var(rate)))
    rough = np.sqrt(max(float(np.mean((rate - middle) ** 2)), float(np.median(noise)) * 1e-6))
    grid = rough * _GRID
    own = 1 / (noise + grid[:, None] ** 2)
    known = own.sum(axis=1)
    centre = (own * rate).sum(axis=1) / known
    away = (own * (rate - centre[:, None]) ** 2).sum(axis=1)
    likelihood = 0.5 * (np.log(own).sum(axis=1) - np.log(known) - away)
    share = softmax(likelihood + np.log(np.gradient(grid)))
    weight = grid[:, None] ** 2 * own
    means = centre[:, None] + weight * (rate - centre[:, None])
    within = weight * noise + (1 - weight) ** 2 / known[:, None]
    estimate = share @ means
    half = NORMAL * np.sqrt(np.maximum(share @ (within + means**2) - estimate**2, 0.0))
    return Shrunk(
        estimate,
        estimate - half,
        estimate + half,
        share @ weight,
        float(share @ centre),
        float(share @ grid),
    )


def _spread_out(found: Shrunk, known: NDArray[np.bool_]) -> Shrunk:
    """Return the estimates at their places among all members."""

    def at(values: Array) -> Array:
        every = np.full(len(known), np.nan)
        every[known] = values
        return every

    return Shrunk(
        at(found.estimate),
        at(found.low),
        at(found.high),
        at(found.weight),
        found.centre,
        found.between,
    )
