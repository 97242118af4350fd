"""Few observations per group: what they say of the group, with the help of the other groups.

The spread within each group is shrunk toward that of all groups, as if `PRIOR` further observations
of the common spread stood beside its own (a conjugate prior with fixed weight; Smyth, Statistical
Applications in Genetics and Molecular Biology 2004, estimates the weight as well). So a group of
three that happen to agree is not taken for certain, and one observation alone has no interval.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import stdtrit

PRIOR = 6.0
CONFIDENCE = 0.95


def group_means(values: pd.Series, groups: pd.Series, *, shared_by: int = 1) -> pd.DataFrame:
    """Return one row per group: n, mean, low, high; low and high are missing where n is one.

    `shared_by` intervals hold together with `CONFIDENCE` (Bonferroni); 1 is each for itself.
    """
    grouped = values.astype(float).groupby(groups.to_numpy())
    table = pd.DataFrame({"n": grouped.size(), "mean": grouped.mean()})
    own = (table["n"] - 1).clip(lower=0)
    squares = (grouped.var(ddof=1) * own).fillna(0.0)
    known = float(own.sum())
    common = float(squares.sum()) / known if known else float("nan")
    degrees = np.minimum(own + PRIOR, known)
    weight = np.maximum(degrees - own, 0.0)
    variance = (squares + weight * common) / np.maximum(degrees, 1.0)
    tail = 1 - (1 - CONFIDENCE) / 2 / shared_by
    half = stdtrit(np.maximum(degrees, 1.0), tail) * np.sqrt(variance / table["n"])
    half = half.where((table["n"] > 1) & (degrees > 0))
    return table.assign(low=table["mean"] - half, high=table["mean"] + half)
