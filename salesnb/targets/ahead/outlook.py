"""Sales and orders of the months to come, if nothing changes: every node, coherent, with a range.

Festival and working days are estimated on the whole and taken out of every node; the rest is
`forecast_many`, which knows the season of each. Nodes and cells are then made to agree
(`reconcile`), none below zero; ranges come from the errors of the same rule on the node's own past.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.calendars import WorkCalendar
from salesnb.methods.backtest import Backtest, backtest
from salesnb.methods.calendar_effects import calendar_factors
from salesnb.methods.error_ranges import error_quantiles
from salesnb.methods.forecasting import forecast_many
from salesnb.methods.reconciliation import reconcile
from salesnb.methods.seasonality import decompose
from salesnb.methods.whole_months import whole_months
from salesnb.months import Month
from salesnb.targets.ahead.nodes import PARTS, Series, gather

Array = NDArray[np.float64]
CUBES = {  # measure -> its cube, and the dimensions by which it is looked at
    "sales": ("sales_cube", tuple(PARTS)),
    "orders": ("order_cube", ("region", "product_group", "rep")),
}
CONFIDENCE = 0.8
QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)
FEWEST_MONTHS = 3
MOST_BEHIND = 2  # months without whole sales before the report month, else nothing goes on
ORIGINS = 24
YEAR = 12
AGAIN = 3 * YEAR  # months after which the calendar's effects are estimated anew
SURE = 1e-6  # of the largest variance: no node is surer


@dataclass(frozen=True)
class Measure:
    """One measure: its series, what is expected of them, and how the rule fared on them.

    `expected` (nodes, ahead) and `quantiles` (nodes, ahead, QUANTILES) begin with the month after
    the last whole one; the last `horizon` of these months lie after the report month.
    """

    name: str
    series: Series
    ahead: list[str]
    expected: Array
    cells: Array
    tested: Backtest
    horizon: int

    @property
    def values(self) -> Array:
        return self.series.values[: self.series.n_nodes]

    @property
    def classes(self) -> list[str]:
        return self.series.nodes["dimension"].tolist()

    @property
    def size(self) -> Array:
        """The mean size of a month of the last year, node by node."""
        last = self.values[:, -YEAR:]
        return np.asarray(np.nansum(np.abs(last), axis=1) / (~np.isnan(last)).sum(axis=1))

    @property
    def n_behind(self) -> int:
        """How many of the months ahead are not after the report month, which is not whole then."""
        return len(self.ahead) - self.horizon

    def quantiles(self) -> Array:
        """Return (nodes, ahead, QUANTILES), none below zero."""
        return self._ranges(self.tested, self.expected, self.size)

    def summed(self, n: int) -> Array:
        """Return (nodes, QUANTILES) of the sum of the first `n` months after the report month.

        Months of one sum are as sure together as sums of as many (a year at most) were before.
        """
        first = self.n_behind
        expected = self.expected[:, first : first + n].sum(axis=1, keepdims=True)
        return self._ranges(self.tested.summed(min(n, YEAR)), expected, self.size * n)[:, 0]

    def _ranges(self, tested: Backtest, expected: Array, size: Array) -> Array:
        found = error_quantiles(
            tested, self.classes, expected=expected, size=size, quantiles=QUANTILES
        )
        return np.maximum(found, 0.0)


@dataclass(frozen=True)
class Outlook:
    """All measures that can be forecast, and the months that they know."""

    month: Month
    calendar: WorkCalendar
    measures: Mapping[str, Measure]
    whole: list[str]

    @property
    def is_known(self) -> bool:
        return bool(self.measures)


def look_ahead(
    facts: Mapping[str, pd.DataFrame],
    *,
    month: Month,
    calendar: WorkCalendar,
    horizon: int = YEAR,
) -> Outlook:
    """Return what is expected of the `horizon` months after `month`, of sales and of orders.

    `facts` are sales_cube, order_cube, sales_days, customers and regions. Months that are not whole
    are forecast too; nothing is where there are less than three whole ones, or where the last one
    lies more than two months back.
    """
    whole = whole_months(facts["sales_days"], month=month, calendar=calendar)
    found: dict[str, Measure] = {}
    is_late = not whole or Month.parse(whole[-1]) < month - MOST_BEHIND
    if len(whole) < FEWEST_MONTHS or is_late:
        return Outlook(month, calendar, found, whole)
    for name, (cube, dimensions) in CUBES.items():
        if facts[cube]["month"].isin(whole[-YEAR:]).any():
            series = gather(facts, cube, whole, dimensions)
            found[name] = _measure(name, series, calendar, month, horizon)
    return Outlook(month, calendar, found, whole)


def _measure(
    name: str, series: Series, calendar: WorkCalendar, month: Month, horizon: int
) -> Measure:
    """Return a measure's forecast of the months after its last, coherent and none below zero."""
    rule = CalendarRule(series.months, series.values[0], calendar)
    known = Month.parse(series.months[-1])
    ahead = [str(m) for m in (known + 1).until(month + horizon)]
    base = rule(series.values, len(ahead))
    base = np.maximum(np.nan_to_num(base), 0.0)
    both = reconcile(base, series.sums, variances(series.values), nonnegative=True)
    n = series.n_nodes
    tested = backtest(series.values[:n], YEAR, origins=ORIGINS, rule=rule)
    return Measure(name, series, ahead, both[:n], both[n:], tested, horizon)


def variances(values: Array) -> Array:
    """Return how far months lie from those a year before (from those before, in a short row)."""
    last = 2 * YEAR
    steps = YEAR if values.shape[1] > YEAR else 1
    change = np.nan_to_num(values[:, steps:]) - np.nan_to_num(values[:, :-steps])
    squared = (change[:, -last:] ** 2).mean(axis=1)
    return np.asarray(np.maximum(squared, SURE * max(float(squared.max()), 1.0)))


class CalendarRule:
    """`forecast_many` with festival and working days taken out and put back.

    Their effects are those of the whole (`total`), as its months up to the origin show them,
    estimated anew every three years of history (every year before).
    """

    def __init__(self, months: list[str], total: Array, calendar: WorkCalendar) -> None:
        self.first, self.months, self.total = Month.parse(months[0]), months, total
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
