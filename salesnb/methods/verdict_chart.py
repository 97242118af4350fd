"""What a chart of one series shows beside its months: centre line, limits, what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.methods.stable_scale import Codes, scale_of, steadied, unsteadied, without_outliers

Array = NDArray[np.float64]
COLUMNS = ["month", "value", "centre", "low", "high", "level"]
LIMIT = 3.0  # sds
MOVING_RANGE = 1.128  # mean of |a difference| of two normal values, in their sds
_LEAST = 3  # months of a baseline with limits


def limits_of(adjusted: pd.Series, verdict: Mapping[str, Any]) -> pd.DataFrame:
    """Return one row per month of a series from its baseline on, for its chart.

    `adjusted` is its column of what `judge_fleet` was handed, `verdict` its row of what that
    returned. Columns: month, value; centre (of the baseline), low, high: three sds around it, the
    sd being that of the moving range (Shewhart's XmR chart), single outliers drawn in; level: what
    the verdict says of each month (the centre, from `since` on the changed one). Of a trend all
    along the centre is its line. Centre and limits are missing for fewer than three months.
    """
    series = adjusted.loc[str(verdict["baseline_from"]) or adjusted.first_valid_index() :]
    frame = pd.DataFrame({"month": series.index.astype(str), "value": series.to_numpy(float)})
    known = frame.dropna()
    if len(known) < _LEAST:
        return frame.reindex(columns=COLUMNS)
    scale = np.array([verdict["scale"]]) if verdict["scale"] else scale_of(known[["value"]].values)
    steady = steadied(frame[["value"]].to_numpy(), scale)[:, 0]
    moved = _moved(frame["month"], verdict, scale)
    centre, sd = _baseline(frame, steady - _line(moved, verdict, frame), verdict)
    centres = centre + _line(moved, verdict, frame)
    lines = {
        "centre": centres,
        "low": centres - LIMIT * sd,
        "high": centres + LIMIT * sd,
        "level": centre + moved,
    }
    return frame.assign(**{name: unsteadied(line, scale) for name, line in lines.items()})


def _is_all_along(verdict: Mapping[str, Any]) -> bool:
    return verdict["verdict"] == "trend" and verdict["since"] == verdict["baseline_from"]


def _line(moved: Array, verdict: Mapping[str, Any], frame: pd.DataFrame) -> Array:
    """Return what the centre line moves by: nothing but for a trend all along."""
    return moved if _is_all_along(verdict) else np.zeros(len(frame))


def _baseline(
    frame: pd.DataFrame, steady: Array, verdict: Mapping[str, Any]
) -> tuple[float, float]:
    """Return centre and sd of the months of the baseline, on the scale of the series."""
    last = str(verdict["baseline_to"]) or frame["month"].iloc[-1]
    base = steady[(frame["month"] <= last).to_numpy() & ~np.isnan(steady)]
    if len(base) < _LEAST:
        return float(base.mean()) if len(base) else np.nan, np.nan
    drawn = without_outliers(base[:, None])[:, 0]
    return float(drawn.mean()), float(np.abs(np.diff(drawn)).mean() / MOVING_RANGE)


def _moved(months: pd.Series, verdict: Mapping[str, Any], scale: Codes) -> Array:
    """Return by how much each month lies off the centre, as the verdict says."""
    if verdict["verdict"] not in ("level", "trend", "outlier"):
        return np.zeros(len(months))
    after = (months >= verdict["since"]).to_numpy()
    before = np.array([float(verdict["baseline"])])
    moved = before + np.abs(before) * float(verdict["change"])
    step = float((steadied(moved, scale) - steadied(before, scale))[0])
    passed = np.cumsum(after) if verdict["verdict"] == "trend" else after.astype(float)
    return np.asarray(step * passed)
