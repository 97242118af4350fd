"""The season of many series at once: an index per place in the year, shrunk toward none.

Ratios to (or differences from) the centred moving average of a year, averaged per place with more
weight on late years, shrunk toward no season by as much as their own noise asks for (James-Stein;
Miller and Williams, International Journal of Forecasting 2003 and 2004). A series whose ratios do
not repeat from year to year has no season.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
DECAY = 0.75  # weight of a year against the one after it
REPEATS = 1.645  # z that the autocorrelation at a year must exceed: one in twenty by chance
LEAST_INDEX = 0.01  # of the mean month: no month is divided by less
_TINY = 1e-300


@dataclass(frozen=True)
class _Departures:
    """What each value is against the year around it; `known` where that year is whole."""

    values: Array  # (n, years, period)
    known: Flags


def seasonal_index(values: Array, known: Flags, *, period: int, by_ratio: Flags) -> Array:
    """Return the (n, period) index of series (n, T); its last column is the newest value's.

    Rows `by_ratio` have factors (none is 1), others amounts to add (none is 0). `known` marks the
    values of each row, which end with the last column.
    """
    n = len(values)
    neutral = np.where(by_ratio, 1.0, 0.0)[:, None]
    if period < 2 or values.shape[1] < 2 * period:
        return np.repeat(neutral, max(period, 1), axis=1)
    found = _departures(values, known, period, by_ratio)
    mean, variance = _averaged(found)
    whole = np.all(found.known.any(axis=1), axis=1)
    centre = mean.mean(axis=1, keepdims=True)
    relative = np.where(by_ratio[:, None] & (centre > 0), mean / np.where(centre > 0, centre, 1), 0)
    index = np.where(by_ratio[:, None], relative - 1, mean - centre)
    strength = (index**2).sum(axis=1)
    noise = np.clip((period - 3) * variance / np.maximum(strength, _TINY), 0, 1)
    kept = np.where(whole & _repeats(found, by_ratio), 1 - noise, 0.0)
    shrunk = kept[:, None] * index + neutral
    return np.where(by_ratio[:, None], np.maximum(shrunk, LEAST_INDEX), shrunk).reshape(n, period)


def _departures(values: Array, known: Flags, period: int, by_ratio: Flags) -> _Departures:
    """Return ratios to, or differences from, the centred mean of a year, in whole years."""
    pad = ((0, 0), ((-values.shape[1]) % period, 0))
    y, seen = np.pad(np.where(known, values, 0.0), pad), np.pad(known, pad)
    mean, is_whole = _year_around(y, seen, period)
    first = period // 2
    middle = slice(first, first + mean.shape[1])
    usable = is_whole & (~by_ratio[:, None] | (mean > 0))
    ratio = y[:, middle] / np.where(mean > 0, mean, 1.0)
    departures, flags = np.zeros_like(y), np.zeros(y.shape, dtype=bool)
    taken = np.where(by_ratio[:, None], ratio, y[:, middle] - mean)
    departures[:, middle] = np.where(usable, taken, 0.0)
    flags[:, middle] = usable
    shape = (len(y), -1, period)
    return _Departures(departures.reshape(shape), flags.reshape(shape))


def _year_around(y: Array, seen: Flags, period: int) -> tuple[Array, Flags]:
    """Return the centred mean of a year around each month that has one, and whether it is whole."""
    sums, counts = (
        np.cumsum(np.pad(one.astype(float), ((0, 0), (1, 0))), axis=1) for one in (y, seen)
    )
    if period % 2:
        total, number = (one[:, period:] - one[:, :-period] for one in (sums, counts))
    else:
        total, number = (
            (one[:, period:-1] - one[:, : -period - 1] + one[:, period + 1 :] - one[:, 1:-period])
            / 2
            for one in (sums, counts)
        )
    return total / period, number > period - 0.25


def _averaged(found: _Departures) -> tuple[Array, Array]:
    """Return the weighted mean per place (n, period), and the variance of such a mean (n)."""
    years, period = found.values.shape[1:]
    weight = (DECAY ** np.arange(years - 1, -1, -1.0))[None, :, None] * found.known
    total = weight.sum(axis=1)
    mean = (weight * found.values).sum(axis=1) / np.maximum(total, _TINY)
    independent = total**2 / np.maximum((weight**2).sum(axis=1), _TINY)
    left = (weight * (found.values - mean[:, None, :]) ** 2).sum(axis=(1, 2))
    number = found.known.sum(axis=(1, 2))
    spread = left / np.maximum(weight.sum(axis=(1, 2)), _TINY)
    spread = spread * number / np.maximum(number - period, 1)
    return mean, spread / np.maximum(independent.mean(axis=1), _TINY)


def _repeats(found: _Departures, by_ratio: Flags) -> Flags:
    """Return which rows' departures correlate with those a year before, beyond chance."""
    neutral = np.where(by_ratio, 1.0, 0.0)[:, None, None]
    around = np.where(found.known, found.values - neutral, 0.0)
    number, pairs = found.known.sum(axis=(1, 2)), found.known[:, :-1].sum(axis=(1, 2))
    pairs = np.minimum(pairs, number - around.shape[2])
    products = (around[:, 1:] * around[:, :-1]).sum(axis=(1, 2))
    squares = np.maximum((around**2).sum(axis=(1, 2)), _TINY)
    correlation = products / squares * number / np.maximum(pairs, 1)
    return (pairs > 0) & (correlation * np.sqrt(np.maximum(pairs, 1)) > REPEATS)
