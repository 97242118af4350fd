"""How well a score puts those to whom something happened before the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import rankdata


def auc(score: ArrayLike, came_true: ArrayLike) -> float:
    """Return the chance that one to whom it happened has the higher score, ties counted half.

    Missing where it happened to all, or to nobody.
    """
    hit = np.asarray(came_true, dtype=float).ravel() > 0
    n = int(hit.sum())
    if n in (0, hit.size):
        return float("nan")
    ranks = rankdata(np.asarray(score, dtype=float).ravel())
    return float((ranks[hit].sum() - n * (n + 1) / 2) / (n * (hit.size - n)))
