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
MOST, DRAWN = 3.5, 2.0  # noise sds: a month beyond the first is drawn in to the second
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
    spread = np.sqrt((away**2).mean(axis=0))
    unit = away / np.where(spread > 0, spread, 1.0)
    return np.asarray(np.abs((unit**3).mean(axis=0)))


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
    """Return values whose single outliers lie `DRAWN` noise sds from what is around them.

    An outlier lies more than `MOST` from the median of five months around; the noise is that of
    differences from month to month, so that neither a step of two months nor a trend is one.
    """
    padded = np.pad(steady, ((2, 2), (0, 0)), mode="symmetric")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 5, axis=0)
    around = np.median(windows, axis=-1)
    noise = _NORMAL_MAD / np.sqrt(2) * np.median(np.abs(np.diff(steady, axis=0)), axis=0)
    away = steady - around
    is_outlier = (np.abs(away) > MOST * noise) & (noise > 0)
    return np.where(is_outlier, around + np.sign(away) * DRAWN * noise, steady)
