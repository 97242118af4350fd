"""Classes of customers by bands of sales: the largest that make up the first share, and so on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd


def revenue_bands(sales: pd.Series, shares: Mapping[str, float]) -> pd.Series:
    """Return the class of each amount: the largest that make up the first share, and so on.

    `shares` are cumulative and rise to 1: {"A": .7, "B": .9, "C": 1}. An amount belongs to the
    class in whose share it begins; what is not above nought to the last.
    """
    order = sales.clip(lower=0).sort_values(ascending=False, kind="stable")
    begins = (order.cumsum() - order) / max(float(order.sum()), 1e-9)
    names, ends = list(shares), np.array(list(shares.values()))
    place = np.minimum(np.searchsorted(ends, begins.to_numpy() + 1e-12), len(names) - 1)
    place = np.where(order.to_numpy() > 0, place, len(names) - 1)
    found = pd.Series(np.array(names, dtype=object)[place], index=order.index)
    return found.reindex(sales.index)
