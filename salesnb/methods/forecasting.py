"""Where many series go if nothing changes: one rule for all of them, whatever their length.

The forecast is a weighted mean of three simple ones, which is more accurate than any of them
(Makridakis and Hibon, International Journal of Forecasting 2000; Clemen, same journal 1989): Theta
and damped Holt (`exponential`) on the series without its season (`seasonal_index`), and the same
months of last year with half of last year's growth. Season is the rule's own business; what moves
within the year (festival, working days) is taken out by the caller and put back after.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.methods.exponential import damped_holt, theta
from salesnb.methods.seasonal_index import seasonal_index

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
# What Theta, damped Holt and last year count by whole years of history (three and more are alike).
# In the second year last year is all that is known of a season, in the third most of it.
WEIGHTS = np.array([[3.0, 3.0, 0.0], [3.0, 3.0, 6.0], [3.0, 3.0, 3.0], [3.0, 3.0, 1.0]])
YEARS = 12  # older values say nothing
MOST_ZEROS = 0.03  # of a row whose season is a factor; above, and with negatives, it is added
GROWTH_KEPT = 0.5  # of last year's growth
MOST_GROWTH = 2.0  # last year over the year before, at most (and its inverse at least)
ROWS_AT_ONCE = 2000  # bounds the memory


def forecast_many(values: Array, ahead: int, *, period: int = 12) -> Array:
    """Return the (n, ahead) values expected after each row of `values` (n, T).

    The newest value is last, NaN stands before a series begins; there are no gaps after. A row
    that never sold (all NaN) has NaN ahead; one with zeros in all of the last `period` values (it
    has at least as many) stays at zero; one without negatives is never forecast below zero.
    An index of the season takes two periods of history and a pattern that repeats; in the second
    period last year's months stand for it. With less than one period, slopes count in part only.
    The result of a row depends on no other row and scales with it.
    Raises ValueError for gaps, infinite values, another shape, and `ahead` or `period` below 1.
    """
    y = _matrix(values)
    _check(y, ahead, period)
    expected = np.full((len(y), ahead), np.nan)
    begun = np.flatnonzero(~np.isnan(y).all(axis=1))
    for place in range(0, len(begun), ROWS_AT_ONCE):
        rows = begun[place : place + ROWS_AT_ONCE]
        expected[rows] = _forecast(_Rows.of(y[rows, -YEARS * period :], period), ahead)
    return expected


@dataclass(frozen=True)
class _Rows:
    """Series as shares of their own mean size, with what their season is.

    `level` is `shares` without season; both are 0 before the column `start`.
    """

    shares: Array
    level: Array
    season: Array  # (n, period), the last column that of the newest value
    by_ratio: Flags
    size: Array
    start: NDArray[np.intp]
    period: int

    @classmethod
    def of(cls, values: Array, period: int) -> _Rows:
        known = ~np.isnan(values)
        number = known.sum(axis=1)
        size = np.where(known, np.abs(values), 0.0).max(axis=1)
        size *= _mean(np.abs(_over(values, size)), known)
        shares = np.where(known, _over(values, size), 0.0)
        few_zeros = (known & (shares == 0)).sum(axis=1) <= MOST_ZEROS * number
        by_ratio = few_zeros & (shares >= 0).all(axis=1)
        season = seasonal_index(shares, known, period=period, by_ratio=by_ratio)
        each = season[:, np.arange(-values.shape[1], 0) % period]
        level = np.where(by_ratio[:, None], shares / np.where(by_ratio[:, None], each, 1), shares)
        level = np.where(by_ratio[:, None], level, shares - each)
        start = known.argmax(axis=1)
        return cls(shares, np.where(known, level, 0.0), season, by_ratio, size, start, period)

    @property
    def number(self) -> NDArray[np.intp]:
        """How many values each row has."""
        return self.shares.shape[1] - self.start

    def with_season(self, level: Array) -> Array:
        """Return levels ahead with their season put back."""
        each = self.season[:, np.arange(level.shape[1]) % self.period]
        return np.where(self.by_ratio[:, None], level * each, level + each)


def _forecast(rows: _Rows, ahead: int) -> Array:
    """Return what is expected of the rows, in their own units."""
    trust = np.minimum((rows.number - 1) / max(rows.period - 1, 1), 1.0)
    parts = [
        rows.with_season(theta(rows.level, rows.start, ahead, trust=trust)),
        rows.with_season(damped_holt(rows.level, rows.start, ahead, trust=trust, year=rows.period)),
        _last_year(rows, ahead),
    ]
    falls = np.any(rows.shares < 0, axis=1, keepdims=True)
    parts = [np.where(falls, part, np.maximum(part, 0.0)) for part in parts]
    weights = _weights(rows.number, rows.period)
    mixed = np.einsum("kna,nk->na", np.array(parts), weights) / weights.sum(axis=1)[:, None]
    mixed[(rows.number >= rows.period) & (rows.shares[:, -rows.period :] == 0).all(axis=1)] = 0.0
    return np.asarray(mixed * rows.size[:, None])


def _weights(number: NDArray[np.intp], period: int) -> Array:
    """Return how much each part counts in rows with so many values, (n, 3).

    In the second year last year's months come in as they can be compared with those before.
    """
    years = np.minimum(number // period, len(WEIGHTS) - 1)
    weights = WEIGHTS[years]
    compared = np.clip((number - period) / max(period / 2, 1), 0, 1)
    weights[:, 2] *= np.where(years == 1, compared, 1.0)
    return weights


def _last_year(rows: _Rows, ahead: int) -> Array:
    """Return the same months of last year with a part of the growth since (0 without a year).

    Growth is that of the latest months over the same ones a year before, as many as there are up
    to a year; the fewer, the less of it counts.
    """
    shares, period = rows.shares, rows.period
    if shares.shape[1] < period:
        return np.zeros((len(shares), ahead))
    both = np.clip(rows.number - period, 0, period)
    column = np.arange(shares.shape[1])
    late = column[None, :] >= (shares.shape[1] - both)[:, None]
    last = np.where(late, shares, 0.0).sum(axis=1)
    before = np.where(np.roll(late, -period, axis=1), shares, 0.0).sum(axis=1)
    can_grow = (before > 0) & (last > 0)
    ratio = np.where(can_grow, last, 1.0) / np.where(can_grow, before, 1.0)
    kept = GROWTH_KEPT * both / period
    grown = 1 + kept * (np.clip(ratio, 1 / MOST_GROWTH, MOST_GROWTH) - 1)
    steps = np.arange(ahead)
    return shares[:, steps % period - period] * grown[:, None] ** (1 + steps // period)


def _over(values: Array, size: Array) -> Array:
    return values / np.where(size > 0, size, 1.0)[:, None]


def _mean(values: Array, known: Flags) -> Array:
    return np.where(known, values, 0.0).sum(axis=1) / known.sum(axis=1)


def _matrix(values: Any) -> Array:
    """Return values as floats; what is masked, or missing in a frame, is NaN."""
    if isinstance(values, pd.DataFrame):
        return values.to_numpy(dtype=float, na_value=np.nan)
    return np.asarray(np.ma.filled(np.ma.asarray(values, dtype=float), np.nan))


def _check(y: Array, ahead: int, period: int) -> None:
    """Raise for values that no forecast can be made of."""
    if y.ndim != 2:
        raise ValueError(f"values are {y.ndim}-dimensional; found {y.shape}, expected (rows, time)")
    if not all(isinstance(one, Integral) and one >= 1 for one in (ahead, period)):
        found = f"{ahead!r} and {period!r}"
        raise ValueError(f"ahead and period are whole numbers, at least 1; found {found}")
    if np.isinf(y).any():
        row = int(np.isinf(y).any(axis=1).argmax())
        raise ValueError(f"row {row} has an infinite value")
    gap = (np.diff(np.isnan(y).astype(int), axis=1) > 0).any(axis=1)
    if gap.any():
        raise ValueError(f"row {int(gap.argmax())} has a gap: NaN may stand before its values only")
