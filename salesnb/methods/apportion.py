"""Whole units split along a sequence so that the parts add up, many totals at once.

One total by weights, wherever they stand, is `money.split_minor`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from salesnb.methods.margins import Ints


def split_along(totals: Ints, weights: NDArray[np.int64]) -> Ints:
    """Return totals (n,) split along whole weights (m,) as (n, m), each row adding up exactly.

    Cumulative rounding: the sum of the first parts is never more than half a unit away from its
    exact share, wherever one stops. Raises `ValueError` where weights are negative or all 0.
    """
    weights = np.asarray(weights, dtype=np.int64)
    whole = int(weights.sum())
    if (weights < 0).any() or whole <= 0:
        raise ValueError("weights must be whole, not negative and not all 0")
    reached = np.cumsum(weights)
    totals = np.asarray(totals, dtype=np.int64)[:, None]
    until = (2 * totals * reached + whole) // (2 * whole)
    parts: Ints = np.diff(until, axis=1, prepend=0)
    return parts
