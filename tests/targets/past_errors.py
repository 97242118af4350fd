"""Errors of earlier forecasts as 07_forecast saves them, made of arrays."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.months import Month

FIRST = Month(2022, 1)


def errors_of(
    actual: np.ndarray,
    expected: np.ndarray,
    *,
    dimension: str = "region",
    usual: np.ndarray | None = None,
) -> pd.DataFrame:
    """Return the frame of arrays (n_origins, n_nodes): each a sum that is spread over 12 steps.

    Nodes are called N0, N1, ... (`total` for dimension total); NaN in `actual` has not ended.
    """
    n_origins, n_nodes = np.shape(actual)
    named = ["total"] if dimension == "total" else [f"N{i}" for i in range(n_nodes)]
    shape = (n_origins, n_nodes, 12)
    rows = np.prod(shape)
    sizes = expected if usual is None else usual
    spread = {
        name: np.repeat(np.asarray(values, dtype=float)[:, :, None] / 12, 12, axis=2).ravel()
        for name, values in (("expected", expected), ("actual", actual), ("usual", sizes))
    }
    origins = [str(FIRST + i) for i in range(n_origins)]
    return pd.DataFrame(
        {
            "measure": ["sales"] * rows,
            "dimension": [dimension] * rows,
            "node": np.tile(np.repeat(named, 12), n_origins),
            "origin": np.repeat(origins, n_nodes * 12) if n_origins else [],
            "step": np.tile(np.arange(1, 13), n_origins * n_nodes),
            **spread,
        }
    )
