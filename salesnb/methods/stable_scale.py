"""A scale for each series on which its noise does not grow with its level, and single outliers.

Amounts that are all above zero are judged in logs. Amounts or counts that reach zero, and those
whose logs are more skewed than their roots, are judged in square roots (of the value + 3/8, which
steadies a count; Anscombe, Biometrika 1948), series with negative months as they are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.str_]
SCALES = ("log", "root", "plain")
_ADDED = 3 / 8
MOST = 3.0  # noise sds that a single month may lie from the months around it
_NORMAL_MAD = 1.4826


def scale_of(values: Array) -> Codes:
    """Return the scale of each column (months x series, no value missing)."""
    least = values.min(axis=0)
    positive = least > 0
    logs = np.log(np.where(positive, values, 1.0))
    roots = np.sqrt(np.maximum(values, 0.0) + _ADDED)
    by_root = ~positive | (_skew(roots) < _skew(logs))
    return np.where(least < 0, "plain", np.where(by_root, "root", "log"))


def _skew(values: Array) -> Array:
    """Return the absolute skewness of each column."""
    away = values - values.mean(axis=0)
    spread = np.maximum((away**2).mean(axis=0), 1e-300)
    return np.asarray(np.abs((away**3).mean(axis=0)) / spread**1.5)


def steadied(values: Array, scales: Codes) -> Array:
    """Return values (months x series) on the scale of each column."""
    with np.errstate(invalid="ignore", divide="ignore"):
        logs, roots = np.log(values), np.sqrt(values + _ADDED)
    return np.where(scales == "log", logs, np.where(scales == "root", roots, values))


def unsteadied(steady: Array, scales: Codes) -> Array:
    """Return values in their own units, of values on the scale of each column."""
    logs = np.exp(np.where(scales == "log", steady, 0.0))
    roots = np.maximum(np.maximum(steady, 0.0) ** 2 - _ADDED, 0.0)
    return np.where(scales == "log", logs, np.where(scales == "root", roots, steady))


def as_share(level: Array, change: Array, scales: Codes) -> Array:
    """Return a change of a level, both on the scale of each series, as a share of the level.

    Missing where the level is zero.
    """
    before, after = unsteadied(level, scales), unsteadied(level + change, scales)
    away = np.abs(before) > 0
    return np.where(away, (after - before) / np.where(away, np.abs(before), 1.0), np.nan)


def without_outliers(steady: Array) -> Array:
    """Return values whose single outliers are drawn in to `MOST` noise sds from what is around.

    What is around a month is the median of five; the noise is that of differences from month to
    month, so that neither a step nor a trend is taken for an outlier. The last month stays.
    """
    padded = np.pad(steady, ((2, 2), (0, 0)), mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 5, axis=0)
    around = np.median(windows, axis=-1)
    noise = _NORMAL_MAD / np.sqrt(2) * np.median(np.abs(np.diff(steady, axis=0)), axis=0)
    far = np.where(noise > 0, MOST * noise, np.inf)
    drawn = around + np.clip(steady - around, -far, far)
    drawn[-1] = steady[-1]
    return np.asarray(drawn)
