"""Values of one frame looked up by the keys of another, where either may be empty."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def texts(keys: pd.Series, values: pd.Series | Mapping[str, str], missing: str = "") -> pd.Series:
    """Return the text of each key, `missing` where there is none."""
    held = pd.Series(values, dtype="object") if isinstance(values, Mapping) else values
    found = held.astype("object").reindex(keys.to_numpy(object))
    named = found.where(found.notna(), missing).to_numpy(object)
    return pd.Series(named, index=keys.index, dtype="object").astype("str")


def numbers(keys: pd.Series, values: pd.Series) -> pd.Series:
    """Return the number of each key, missing where there is none."""
    found = values.astype(float).reindex(keys.to_numpy(object))
    return pd.Series(found.to_numpy(float), index=keys.index, dtype=float)


def days(keys: pd.Series, values: pd.Series) -> pd.Series:
    """Return the day of each key, missing where there is none."""
    found = pd.to_datetime(values).reindex(keys.to_numpy(object))
    return pd.Series(pd.to_datetime(found.to_numpy()), index=keys.index)
