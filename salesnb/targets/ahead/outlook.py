"""Sales and orders of the months to come, if nothing changes: every node, coherent, with a range.

Festival and working days are estimated on the whole and taken out of every node; the rest is
`forecast_many`, which knows the season of each. Nodes and cells are then made to agree
(`reconcile`), none below zero, and with the total, whose forecast stays; ranges come from the
errors of the same rule on the node's own past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.calendars import WorkCalendar
from salesnb.methods.backtest import Backtest, backtest
from salesnb.methods.calendar_rule import CalendarRule
from salesnb.methods.error_ranges import error_quantiles, sum_quantiles
from salesnb.methods.reconciliation import reconcile
from salesnb.methods.whole_months import whole_months, with_lines
from salesnb.months import YEAR, Month
from salesnb.targets.ahead.nodes import PARTS, Series, gather
from salesnb.targets.ranges import QUANTILES

Array = NDArray[np.float64]
CUBES = {  # measure -> its cube, and the dimensions by which it is looked at
    "sales": ("sales_cube", tuple(PARTS)),
    "orders": ("order_cube", ("region", "product_group", "rep")),
}
FEWEST_MONTHS = 3
MOST_BEHIND = 2  # months without whole sales before the report month, else nothing goes on
ORIGINS = 24
KEPT_ORIGINS = 48  # whose errors are kept: probabilities of a year are tested on the older half
SURE = 1e-6  # of the largest variance: no node is surer


@dataclass(frozen=True)
class Span:
    """The months after `month` that are forecast: `horizon` for the page, `reach` if more."""

    month: Month
    horizon: int
    reach: int = 0

    def after(self, last: Month) -> list[str]:
        """Return the months from the one after `last` on."""
        return [str(m) for m in (last + 1).until(self.month + max(self.horizon, self.reach))]


@dataclass(frozen=True)
class Measure:
    """One measure: its series, what is expected of them, and how the rule fared (`past`).

    `expected` (nodes, ahead) and `quantiles` (nodes, ahead, QUANTILES) begin with the month after
    the last whole one; `shown` are those of them that a page shows, `n_behind` how many lie before.
    """

    name: str
    series: Series
    ahead: list[str]
    expected: Array
    cells: Array
    past: Backtest
    span: Span

    @cached_property
    def tested(self) -> Backtest:
        """How the rule fared at the last origins."""
        n = len(self.past.origins)
        return self.past.at(np.arange(n) >= n - ORIGINS)

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
    def horizon(self) -> int:
        """How many months after the report month a page shows."""
        return self.span.horizon

    @property
    def n_behind(self) -> int:
        """How many of the months ahead are not after the report month, which is not whole then."""
        return sum(month <= str(self.span.month) for month in self.ahead)

    @property
    def shown(self) -> slice:
        """The months ahead that a page shows."""
        return slice(self.n_behind, self.n_behind + self.horizon)

    def quantiles(self) -> Array:
        """Return (nodes, ahead, QUANTILES), none below zero."""
        found = error_quantiles(
            self.tested,
            self.classes,
            expected=self.expected,
            size=self.size,
            quantiles=QUANTILES,
        )
        return np.maximum(found, 0.0)

    def summed(self, n: int) -> Array:
        """Return (nodes, QUANTILES) of the sum of the first `n` months after the report month.

        Months of one sum are as sure together as sums of as many (a year at most) were before.
        """
        last = self.n_behind + n
        return np.maximum(
            sum_quantiles(
                self.tested,
                self.classes,
                expected=self.expected[:, self.n_behind : last],
                size=self.size,
                quantiles=QUANTILES,
            ),
            0.0,
        )


@dataclass(frozen=True)
class Outlook:
    """All measures that can be forecast, and the months that they know.

    `whole` are the whole months of sales; `n_sold` counts those with lines, whole or not, the
    newest of which is of `last_on` (YYYY-MM-DD, '' without any).
    """

    month: Month
    calendar: WorkCalendar
    measures: Mapping[str, Measure]
    whole: list[str]
    n_sold: int = 0
    last_on: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.measures)


def look_ahead(
    facts: Mapping[str, pd.DataFrame],
    *,
    month: Month,
    calendar: WorkCalendar,
    horizon: int = YEAR,
    reach: int = 0,
) -> Outlook:
    """Return what is expected of the `horizon` months after `month`, of sales and of orders.

    `reach`, where it is more, is how many months are forecast in all: those to the end of the year
    that is planned. The months of the horizon are the same with it and without.
    `facts` are sales_cube, order_cube, sales_days, customers and regions. Months that are not whole
    are forecast too; nothing is where there are less than three whole ones, or where the last one
    lies more than two months back.
    """
    whole = whole_months(facts["sales_days"], month=month, calendar=calendar)
    known = with_lines(facts["sales_days"], month=month)
    found: dict[str, Measure] = {}
    is_late = not whole or Month.parse(whole[-1]) < month - MOST_BEHIND
    if len(whole) < FEWEST_MONTHS or is_late:
        return Outlook(month, calendar, found, whole, *known)
    for name, (cube, dimensions) in CUBES.items():
        if facts[cube]["month"].isin(whole[-YEAR:]).any():
            series = gather(facts, cube, whole, dimensions)
            found[name] = _measure(name, series, calendar, Span(month, horizon, reach))
    return Outlook(month, calendar, found, whole, *known)


def _measure(name: str, series: Series, calendar: WorkCalendar, span: Span) -> Measure:
    """Return a measure's forecast of the months after its last, coherent and none below zero."""
    rule = CalendarRule(series.months, series.values[0], calendar)
    ahead = span.after(Month.parse(series.months[-1]))
    base = rule(series.values, len(ahead))
    base = np.maximum(np.nan_to_num(base), 0.0)
    both = _agreed(base, series)
    n = series.n_nodes
    past = backtest(series.values[:n], YEAR, origins=KEPT_ORIGINS, rule=rule)
    return Measure(name, series, ahead, both[:n], both[n:], past, span)


def _agreed(base: Array, series: Series) -> Array:
    """Return the forecasts of nodes and cells, all of them made to agree with that of the total.

    The total is surest, and is what other pages speak of: after all are reconciled, parts are moved
    to it in proportion.
    """
    both = reconcile(base, series.sums, variances(series.values), nonnegative=True)
    can_move = both[0] > 0
    return np.asarray(both * np.where(can_move, base[0] / np.where(can_move, both[0], 1.0), 1.0))


def variances(values: Array) -> Array:
    """Return how far months lie from those a year before (from those before, in a short row)."""
    last = 2 * YEAR
    steps = YEAR if values.shape[1] > YEAR else 1
    change = np.nan_to_num(values[:, steps:]) - np.nan_to_num(values[:, :-steps])
    squared = (change[:, -last:] ** 2).mean(axis=1)
    return np.asarray(np.maximum(squared, SURE * max(float(squared.max()), 1.0)))
