"""Division that leaves a number missing where it has no meaning, and is never infinite."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

# A number, an array or a Series; each function returns the kind and shape that it was given.
# Series are matched by label, never by position.
Numbers = Any


def where_positive(base: Numbers) -> Numbers:
    """Return `base` where it lies above zero, else missing."""
    if isinstance(base, pd.Series):
        return base.where(base > 0)
    if isinstance(base, pd.DataFrame):
        return base.where(base > 0)
    values = np.asarray(base, dtype=float)
    kept = np.where(values > 0, values, np.nan)
    return kept if values.ndim else float(kept)


def ratio(part: Numbers, whole: Numbers) -> Numbers:
    """Return part / whole; missing where the whole is not above zero, or either is missing."""
    with np.errstate(all="ignore"):
        quotient = _numeric(part) / where_positive(whole)
    return _finite(quotient)


def growth(now: Numbers, before: Numbers) -> Numbers:
    """Return the change as a share of what was before: 0.12 is +12 %.

    Missing where the base is zero or below: from nothing, or from net returns, nothing grows.
    """
    return ratio(_numeric(now) - before, before)


def known_pairs(*columns: Numbers) -> list[np.ndarray]:
    """Return columns without the rows in which any of them is missing, as arrays."""
    labelled = [one for one in columns if isinstance(one, pd.Series)]
    index = labelled[0].index if labelled else None
    matched = [one if isinstance(one, pd.Series) else pd.Series(one, index) for one in columns]
    frame = pd.concat(matched, axis=1).astype(float).dropna()
    return [frame.iloc[:, place].to_numpy() for place in range(len(columns))]


def _numeric(values: Numbers) -> Numbers:
    """Return a list as an array; numbers, Series and frames as they are."""
    is_labelled = isinstance(values, pd.Series | pd.DataFrame)
    return values if is_labelled or np.isscalar(values) else np.asarray(values, dtype=float)


def _finite(values: Numbers) -> Numbers:
    """Return numbers with the infinite ones missing, in the same shape."""
    if isinstance(values, pd.Series | pd.DataFrame):
        return values.where(np.isfinite(values))
    kept = np.where(np.isfinite(values), values, np.nan)
    return kept if kept.ndim else float(kept)
