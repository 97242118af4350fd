"""Whether what was stated came true: reliability of probabilities, Brier score, rates.

What was stated for many cells at the same time is right or wrong together, so standard errors count
times (`times`), not statements.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
N_BINS = 10


@dataclass(frozen=True)
class Rate:
    """A share of statements that came true, its standard error, and over how many of them.

    The error is missing where there was one time alone.
    """

    value: float
    error: float
    n: int
    n_times: int


def reliability(stated: ArrayLike, came_true: ArrayLike, *, n_bins: int = N_BINS) -> pd.DataFrame:
    """Return one row per bin of equal width of stated probabilities that holds any.

    Columns: low, high (ends of the bin), n, stated (mean), came_true (share). Statements without a
    probability or an outcome are left out. Raises ValueError for one outside 0 to 1.
    """
    p, hits = _known(stated, came_true)
    place = np.minimum((p * n_bins).astype(int), n_bins - 1)
    n = np.bincount(place, minlength=n_bins)
    kept = np.flatnonzero(n)
    frame = {
        "low": kept / n_bins,
        "high": (kept + 1) / n_bins,
        "n": n[kept],
        "stated": np.bincount(place, p, n_bins)[kept] / n[kept],
        "came_true": np.bincount(place, hits, n_bins)[kept] / n[kept],
    }
    return pd.DataFrame(frame)


def calibration_error(stated: ArrayLike, came_true: ArrayLike, *, n_bins: int = N_BINS) -> float:
    """Return the expected calibration error: the mean gap of the bins, by their statements."""
    table = reliability(stated, came_true, n_bins=n_bins)
    if table.empty:
        return float("nan")
    gaps = (table["stated"] - table["came_true"]).abs()
    return float((gaps * table["n"]).sum() / table["n"].sum())


def brier(stated: ArrayLike, came_true: ArrayLike) -> float:
    """Return the mean squared gap of probability and outcome (0 or 1); missing without any."""
    p, hits = _known(stated, came_true)
    return float(((p - hits) ** 2).mean()) if len(p) else float("nan")


def base_rate_brier(came_true: ArrayLike) -> float:
    """Return the Brier score of whoever always states the share that came true."""
    hits = np.asarray(came_true, dtype=float).ravel()
    hits = hits[np.isfinite(hits)]
    return float(hits.mean() * (1 - hits.mean())) if len(hits) else float("nan")


def rate(came_true: ArrayLike, *, times: ArrayLike | None = None) -> Rate:
    """Return the share of statements that came true, with its standard error.

    `times` names for each statement when it was made; those of one time count as one observation
    of its share. Without it each statement stands for itself.
    """
    hits = np.asarray(came_true, dtype=float)
    when = np.arange(hits.size) if times is None else np.broadcast_to(times, hits.shape).ravel()
    hits = hits.ravel()
    known = np.isfinite(hits)
    hits, (labels, place) = hits[known], np.unique(when[known], return_inverse=True)
    if not len(hits):
        return Rate(float("nan"), float("nan"), 0, 0)
    share, n = float(hits.mean()), len(labels)
    apart = np.bincount(place, hits - share)
    error = float(np.sqrt((apart**2).sum() * n / (n - 1)) / len(hits)) if n > 1 else float("nan")
    return Rate(share, error, len(hits), n)


def _known(stated: ArrayLike, came_true: ArrayLike) -> tuple[Array, Array]:
    """Return probabilities and outcomes where both are known."""
    pair = (np.asarray(one, dtype=float) for one in (stated, came_true))
    p, hits = (one.ravel() for one in np.broadcast_arrays(*pair))
    known = np.isfinite(p) & np.isfinite(hits)
    p, hits = p[known], hits[known]
    if ((p < 0) | (p > 1)).any():
        raise ValueError("a probability lies between 0 and 1")
    return p, hits
