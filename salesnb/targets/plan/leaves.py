"""The artefact `targets`: every cell once, a column per measure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.targets.plan.dimensions import DIMENSIONS
from salesnb.targets.plan.grid import together

MEASURES = ["sales", "quantity", "margin", "collections"]


def targets(measured: pd.DataFrame, cash: pd.DataFrame) -> pd.DataFrame:
    """Return `DIMENSIONS` and `MEASURES`, a row per cell that has any of them.

    `measured`: cells with sales, quantity and margin; `cash`: cells with collections. What one of
    them lacks is 0; the columns add up to what the two add up to.
    """
    every = together(measured, cash)
    if not len(every):
        return pd.DataFrame(columns=[*DIMENSIONS, *MEASURES])
    key = np.zeros(len(every), dtype=np.int64)
    for name in DIMENSIONS:
        codes = every[name].cat
        key = key * len(codes.categories) + codes.codes.to_numpy(np.int64)
    found, first, row = np.unique(key, return_index=True, return_inverse=True)
    cells = every[DIMENSIONS].iloc[first].reset_index(drop=True)
    for name in MEASURES:
        own = every[name] if name in every else pd.Series(0.0, every.index)
        amount = own.fillna(0.0).to_numpy(float)
        cells[name] = np.bincount(row, amount, len(found)).round(3 if name == "quantity" else 2)
    some = (cells[MEASURES] != 0).any(axis=1)
    return cells[some].reset_index(drop=True)
