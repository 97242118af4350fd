"""How many of the series that are named may be named by chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def q_values(chances: Array) -> Array:
    """Return, per test, the least false-discovery rate at which it is named.

    Benjamini and Hochberg (Journal of the Royal Statistical Society B, 1995); holds where tests
    depend on each other positively (Benjamini and Yekutieli, Annals of Statistics 2001).
    """
    n = len(chances)
    order = np.argsort(-chances, kind="stable")
    steps = chances[order] * n / np.arange(n, 0, -1)
    found = np.empty(n)
    found[order] = np.minimum.accumulate(np.minimum(steps, 1.0))
    return found
