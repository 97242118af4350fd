"""Shares of small counts, with intervals, drawn toward what all groups have in common.

Log odds of the groups' true shares are taken as normal about a common one (Gelman et al., Bayesian
Data Analysis, 5.3), the counts as binomial: a group without any case says little of how low its
share is, which log odds with half a case added would hide. Where the common one lies, and how far
groups lie apart, is averaged over a grid.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, log_expit, logsumexp, softmax

Array = NDArray[np.float64]
NORMAL = 1.959964
HALF = 0.5  # case of either outcome added before log odds are taken
TAILS = (0.025, 0.975)
_ODDS = np.linspace(-11.0, 7.0, 181)  # log odds of a share
_CENTRES = np.linspace(-9.0, 4.0, 53)  # of the common one
_BETWEEN = np.linspace(0.15, 3.0, 12)  # standard deviation of groups


def wilson(n: Array, of: Array, *, z: float = NORMAL) -> tuple[Array, Array]:
    """Return the ends of Wilson's interval of shares n / of; missing where `of` is nought."""
    whole = np.where(of > 0, of, np.nan)
    share = n / whole
    middle = (share + z**2 / (2 * whole)) / (1 + z**2 / whole)
    half = z * np.sqrt(share * (1 - share) / whole + z**2 / (4 * whole**2)) / (1 + z**2 / whole)
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def pooled(n: ArrayLike, of: ArrayLike) -> tuple[Array, Array, Array]:
    """Return shares n / of with the ends of their 95 % intervals, each drawn toward the others.

    `of` need not be whole. Groups without a case are missing; a group alone keeps its own share and
    Wilson's interval.
    """
    n, of = (np.asarray(one, dtype=float) for one in (n, of))
    is_there = of > 0
    if is_there.sum() < 2:
        low, high = wilson(n, of)
        return n / np.where(is_there, of, np.nan), low, high
    mass = _posterior(n[is_there], of[is_there])
    upto = np.cumsum(mass, axis=1) - mass / 2
    found = np.full((3, len(n)), np.nan)
    found[0, is_there] = mass @ expit(_ODDS)
    for row, tail in enumerate(TAILS, start=1):
        found[row, is_there] = expit([np.interp(tail, one, _ODDS) for one in upto])
    return found[0], found[1], found[2]


def _posterior(n: Array, of: Array) -> Array:
    """Return the chance of each of `_ODDS` for each group (groups, odds)."""
    seen = n[:, None] * log_expit(_ODDS) + np.maximum(of - n, 0.0)[:, None] * log_expit(-_ODDS)
    centre, between = (one.ravel() for one in np.meshgrid(_CENTRES, _BETWEEN))
    usual = -0.5 * ((_ODDS - centre[:, None]) / between[:, None]) ** 2
    usual -= logsumexp(usual, axis=1, keepdims=True)
    top = seen.max(axis=1, keepdims=True)
    usual, seen = np.exp(usual), np.exp(seen - top)
    likely = usual @ seen.T + 1e-300  # of each pair of centre and spread, for each group
    weight = softmax(np.log(likely).sum(axis=1))
    found = (weight[:, None] / likely).T @ usual * seen
    return np.asarray(found / found.sum(axis=1, keepdims=True))
