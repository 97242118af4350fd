"""`forecast_many` for months of one calendar: festival and working days taken out and put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from salesnb.calendars import WorkCalendar
from salesnb.methods.backtest import backtest
from salesnb.methods.calendar_effects import calendar_factors
from salesnb.methods.error_ranges import sum_quantiles
from salesnb.methods.forecasting import forecast_many
from salesnb.methods.seasonality import decompose
from salesnb.months import YEAR, Month

Array = NDArray[np.float64]
AGAIN = 3 * YEAR  # months after which the calendar's effects are estimated anew


class CalendarRule:
    """`forecast_many` with festival and working days taken out and put back.

    Their effects are those of the whole (`total`), as its months up to the origin show them,
    estimated anew every three years of history (every year before).
    """

    def __init__(self, months: Sequence[str], total: Array, calendar: WorkCalendar) -> None:
        self.first, self.months, self.total = Month.parse(months[0]), list(months), total
        self.days: Callable[[Month], int] = cache(calendar.working_days)
        self.with_festival = calendar.has_festival
        self._known: dict[int, Array] = {}

    def __call__(self, values: Array, ahead: int) -> Array:
        """Return (n, ahead) expected after the columns of `values`, the first months."""
        n = values.shape[1]
        factors = self.factors(n, n + ahead)
        return forecast_many(values / factors[:n], ahead) * factors[n:]

    def factors(self, known: int, n: int) -> Array:
        """Return the calendar's factors of the first `n` months, as the first `known` show them."""
        is_last = known == len(self.months)
        step = AGAIN if known >= AGAIN else YEAR
        at = known if is_last else max(known - known % step, min(known, YEAR))
        if at not in self._known or len(self._known[at]) < n:
            self._known[at] = self._estimated(at, max(n, len(self.months) + 2 * YEAR))
        return self._known[at][:n]

    def _estimated(self, known: int, n: int) -> Array:
        total = np.nan_to_num(self.total[:known])
        if known < YEAR:
            return np.ones(n)
        parts = decompose(
            self.months[:known],
            total,
            working_days=self.days,
            with_festival=self.with_festival,
        )
        return calendar_factors(
            self.first.until(self.first + (n - 1)),
            parts,
            working_days=self.days,
            with_festival=self.with_festival,
        )


def sum_ahead(
    months: Sequence[str],
    values: Array,
    *,
    calendar: WorkCalendar,
    ahead: int,
    quantiles: Sequence[float],
) -> tuple[float, Array]:
    """Return what the `ahead` months after the last are expected to bring in all, and quantiles.

    `values` are those of the months, one after the other. The quantiles rest on the errors of the
    same rule on the earlier months; neither they nor what is expected are below zero.
    """
    rule, row = CalendarRule(months, values, calendar), values[None, :]
    expected = np.maximum(rule(row, ahead), 0.0)
    ends = sum_quantiles(
        backtest(row, YEAR, rule=rule),
        ["total"],
        expected=expected,
        size=np.abs(row[:, -YEAR:]).mean(axis=1),
        quantiles=quantiles,
    )
    return float(expected.sum()), np.maximum(ends[0], 0.0)
