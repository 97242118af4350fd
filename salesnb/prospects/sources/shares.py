"""Shares of small counts, with intervals, drawn toward what all groups have in common."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from salesnb.methods.credibility import shrink

Array = NDArray[np.float64]
NORMAL = 1.959964
HALF = 0.5  # case of either outcome added before log odds are taken


def wilson(n: Array, of: Array, *, z: float = NORMAL) -> tuple[Array, Array]:
    """Return the ends of Wilson's interval of shares n / of; missing where `of` is nought."""
    whole = np.where(of > 0, of, np.nan)
    share = n / whole
    middle = (share + z**2 / (2 * whole)) / (1 + z**2 / whole)
    half = z * np.sqrt(share * (1 - share) / whole + z**2 / (4 * whole**2)) / (1 + z**2 / whole)
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def pooled(n: ArrayLike, of: ArrayLike) -> tuple[Array, Array, Array]:
    """Return shares n / of with the ends of their 95 % intervals, each drawn toward the others.

    Log odds are drawn by how little each is known (`methods.credibility`); `of` need not be whole.
    Groups without a case are missing; a group alone keeps its own share and Wilson's interval.
    """
    n, of = (np.asarray(one, dtype=float) for one in (n, of))
    is_there = of > 0
    if is_there.sum() < 2:
        low, high = wilson(n, of)
        return n / np.where(is_there, of, np.nan), low, high
    rest = np.maximum(of - n, 0.0)
    odds = np.where(is_there, np.log((n + HALF) / (rest + HALF)), np.nan)
    noise = np.where(is_there, 1 / (n + HALF) + 1 / (rest + HALF), 1.0)
    found = shrink(odds, noise)
    return expit(found.estimate), expit(found.low), expit(found.high)
