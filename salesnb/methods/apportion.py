"""Whole units split so that the parts add up: by groups, and along a sequence.

One total by weights is `money.split_minor`; here many at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from salesnb.methods.margins import Floats, Ints, summed


def split_groups(totals: Ints, group: Ints, weights: Floats) -> Ints:
    """Return the part of each row: the total of its group by weight, whole, adding up exactly.

    Largest remainder within each group; equal remainders go to the earlier row. `group` is the
    group of each row, `totals` are not negative. Raises `ValueError` where weights are negative or
    not finite, or a group with a total has none above 0.
    """
    weights = np.asarray(weights, dtype=float)
    sums = summed(group, weights, len(totals))
    if (weights < 0).any() or not np.isfinite(weights).all() or ((sums <= 0) & (totals > 0)).any():
        raise ValueError("weights must be finite, not negative, and above 0 where there is a total")
    exact = weights * (totals / np.where(sums > 0, sums, 1.0))[group]
    parts = np.floor(exact).astype(np.int64)
    missing = (totals - summed(group, parts, len(totals))).astype(np.int64)
    order = np.lexsort((np.arange(len(group)), parts - exact, group))
    ordered = group[order]
    place = np.arange(len(group)) - np.searchsorted(ordered, ordered)
    parts[order] += place < missing[ordered]
    return parts


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
