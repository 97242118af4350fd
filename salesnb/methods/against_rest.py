"""Members of a group, each held against all the others together; of many, few named by chance.

A member is not held against a total that contains it: a large one would be held against itself.
Shares are compared by their log odds, half a case of either outcome added (Haldane 1955; Agresti,
Categorical Data Analysis, 3.1), which is cautious where counts are small. Over all that are
compared together at most `FALSE_SHARE` of those named are expected to be so by chance (Benjamini
and Hochberg, Journal of the Royal Statistical Society B 1995).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr
from scipy.stats import false_discovery_control

Array = NDArray[np.float64]
FALSE_SHARE = 0.05
HALF = 0.5


def apart(hits: ArrayLike, of: ArrayLike) -> tuple[Array, Array]:
    """Return the share of all others together, and how many standard errors each lies above it.

    `hits` of `of` cases, which need not be whole; missing where the member or the rest has none.
    """
    n, whole = (np.asarray(one, dtype=float) for one in (hits, of))
    rest, others = n.sum() - n, whole.sum() - whole
    known = (whole > 0) & (others > 1e-9)
    gap = _odds(n, whole) - _odds(rest, others)
    error = np.sqrt(_noise(n, whole) + _noise(rest, others))
    share = rest / np.where(known, others, np.nan)
    return share, np.where(known, gap / error, np.nan)


def _odds(n: Array, of: Array) -> Array:
    return np.log((n + HALF) / (np.maximum(of - n, 0.0) + HALF))


def _noise(n: Array, of: Array) -> Array:
    return 1 / (n + HALF) + 1 / (np.maximum(of - n, 0.0) + HALF)


def named(errors_above: ArrayLike, *, rate: float = FALSE_SHARE) -> NDArray[np.object_]:
    """Return which members lie apart: `more`, `less`, `alike`; '' where that is not known.

    `errors_above`: how many standard errors each lies above what it is held against; all of them
    are one family.
    """
    z = np.asarray(errors_above, dtype=float)
    found = np.full(z.shape, "", dtype=object)
    known = np.isfinite(z)
    if known.any():
        q = false_discovery_control(np.minimum(2 * ndtr(-np.abs(z[known])), 1.0))
        side = np.where(z[known] > 0, "more", "less")
        found[known] = np.where(q <= rate, side, "alike")
    return found
