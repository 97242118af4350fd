"""How a forecasting rule would have fared on a company's own past: rolling origins for many rows.

At each origin the rule sees the values up to there and nothing later. What it expected, what came,
and what the same months of the year before would have said are kept side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.methods.forecasting import forecast_many

Array = NDArray[np.float64]
Columns = NDArray[np.intp]
Rule = Callable[[Array, int], Array]
ORIGINS = 24
ACCURACY = ["level", "step", "n", "wape", "bias", "mase", "last_year_wape", "error_saved"]


@dataclass(frozen=True)
class Backtest:
    """What was expected at K origins of n rows, up to `ahead` steps; NaN where nothing is known.

    `expected`, `actual` and `last_year` are (K, n, ahead); `size` (K, n) is the mean size of the
    last period's values at the origin, `known` (K, n) how many there were, `step_size` (n) the mean
    absolute change over a period in all of the row, `origins` (K) how many columns were known,
    oldest first. Each value is the sum of `length` steps: neighbouring origins share the others.
    """

    origins: Columns
    expected: Array
    actual: Array
    last_year: Array
    size: Array
    known: Columns
    step_size: Array
    length: int = 1

    @property
    def errors(self) -> Array:
        """Actual less expected, (K, n, ahead)."""
        return self.actual - self.expected

    @property
    def scaled(self) -> Array:
        """Errors as shares of the size at the origin, (K, n, ahead); NaN where that is none."""
        size = np.where(self.size > 0, self.size, np.nan)
        return np.asarray(self.errors / size[:, :, None])

    def as_known(self, column: int) -> Backtest:
        """Return the part that was known when the first `column` columns were: no later error."""
        keep = self.origins < column
        last = self.origins[keep][:, None] + np.arange(1, self.expected.shape[2] + 1)
        actual = np.where((last <= column)[:, None, :], self.actual[keep], np.nan)
        return self.at(keep, actual=actual)

    def at(self, keep: NDArray[np.bool_], actual: Array | None = None) -> Backtest:
        """Return the origins that `keep` marks (K), with another `actual` if given."""
        return replace(
            self,
            origins=self.origins[keep],
            expected=self.expected[keep],
            actual=self.actual[keep] if actual is None else actual,
            last_year=self.last_year[keep],
            size=self.size[keep],
            known=self.known[keep],
        )

    def rows(self, keep: NDArray[np.bool_]) -> Backtest:
        """Return the rows that `keep` marks (n)."""
        return replace(
            self,
            expected=self.expected[:, keep],
            actual=self.actual[:, keep],
            last_year=self.last_year[:, keep],
            size=self.size[:, keep],
            known=self.known[:, keep],
            step_size=self.step_size[keep],
        )

    def summed(self, steps: int) -> Backtest:
        """Return the sum of the first `steps` steps as a single one; NaN where one is missing."""
        sums = {
            name: getattr(self, name)[:, :, :steps].sum(axis=2, keepdims=True)
            for name in ("expected", "actual", "last_year")
        }
        size, step_size = self.size * steps, self.step_size * steps
        return replace(self, **sums, size=size, step_size=step_size, length=steps)


def backtest(
    values: Array,
    ahead: int,
    *,
    origins: int = ORIGINS,
    every: int = 1,
    period: int = 12,
    rule: Rule = forecast_many,
) -> Backtest:
    """Return how `rule` (values, ahead) -> (n, ahead) fared on `values` (n, T), newest last.

    At most `origins` origins, the last one column before the end and `every` columns apart, none
    with less than a period known of the longest row. Rows with less than three values at an origin
    are not judged there.
    """
    y = np.asarray(values, dtype=float)
    last = y.shape[1] - 1
    places = [last - every * i for i in range(origins) if last - every * i >= period]
    columns = np.array(places[::-1], dtype=int)
    wide = np.concatenate([y, np.full((len(y), ahead), np.nan)], axis=1)
    shape = (len(columns), len(y), ahead)
    expected, actual, before = (np.full(shape, np.nan) for _ in range(3))
    size, known = np.full(shape[:2], np.nan), np.zeros(shape[:2], dtype=int)
    for i, column in enumerate(columns):
        seen = y[:, :column]
        known[i] = (~np.isnan(seen)).sum(axis=1)
        judged = known[i] >= 3
        expected[i, judged] = rule(seen[judged], ahead)
        actual[i, judged] = wide[judged, column : column + ahead]
        before[i, judged] = seen[judged][:, np.arange(ahead) % period - period]
        size[i, judged] = _mean_size(seen[judged][:, -period:])
    return Backtest(columns, expected, actual, before, size, known, _step_size(y, period))


def accuracy(
    tested: Backtest, levels: Sequence[Hashable], steps: Sequence[tuple[int, int]]
) -> pd.DataFrame:
    """Return a row per level and span of steps (first, last, from 1), in the order given.

    wape: absolute errors over absolute actuals; bias: (expected - actual) over actual; mase: mean
    over rows of the mean absolute error over the row's `step_size`; error_saved: the share of last
    year's months' error that the rule saves, where both are known (negative: it loses). n counts
    the row-months judged. Missing where nothing was.
    """
    named = np.array(levels, dtype=object)
    rows = []
    for level in dict.fromkeys(levels):
        own = tested.rows(np.array([one == level for one in named], dtype=bool))
        for first, last in steps:
            part = slice(first - 1, last)
            rows.append({"level": level, "step": last, **_measured(own, part)})
    return pd.DataFrame(rows, columns=ACCURACY)


def _measured(tested: Backtest, part: slice) -> dict[str, float]:
    """Return the measures of some steps of all rows."""
    actual, error = tested.actual[:, :, part], tested.errors[:, :, part]
    naive = np.abs(actual - tested.last_year[:, :, part])
    both = ~np.isnan(error) & ~np.isnan(naive)
    sold = float(np.nansum(np.abs(actual)))
    own, theirs = float(np.abs(error)[both].sum()), float(naive[both].sum())
    return {
        "n": int((~np.isnan(error)).sum()),
        "wape": _over(float(np.nansum(np.abs(error))), sold),
        "bias": _over(-float(np.nansum(error)), float(np.nansum(actual))),
        "mase": _mean_scaled(error, tested.step_size),
        "last_year_wape": _over(theirs, float(np.abs(actual[both]).sum())),
        "error_saved": 1 - _over(own, theirs),
    }


def _mean_scaled(error: Array, step_size: Array) -> float:
    number = (~np.isnan(error)).sum(axis=(0, 2))
    usable = (number > 0) & (step_size > 0)
    if not usable.any():
        return float("nan")
    mean = np.nansum(np.abs(error), axis=(0, 2))[usable] / number[usable]
    return float((mean / step_size[usable]).mean())


def _mean_size(values: Array) -> Array:
    return np.asarray(np.nansum(np.abs(values), axis=1) / (~np.isnan(values)).sum(axis=1))


def _step_size(y: Array, period: int) -> Array:
    """Return the mean absolute change over a period of each row; NaN without any."""
    if y.shape[1] <= period:
        return np.full(len(y), np.nan)
    change = np.abs(y[:, period:] - y[:, :-period])
    number = (~np.isnan(change)).sum(axis=1)
    mean = np.nansum(change, axis=1) / np.maximum(number, 1)
    return np.asarray(np.where(number > 0, mean, np.nan))


def _over(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
