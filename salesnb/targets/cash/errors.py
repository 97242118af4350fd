"""How far was the forecast of cash off when it was made in earlier months? What follows from it.

The same rule is run at the end of each of the last months, with what was known then. Its errors,
relative to the forecast, are the width of the intervals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from salesnb.measures.pipeline import bias, wape
from salesnb.methods.error_shapes import levels
from salesnb.methods.payment_ledger import Array, Days, Ledger
from salesnb.methods.payment_time import PaymentTimes, payment_times
from salesnb.methods.receipt_curves import Workdays
from salesnb.months import Month
from salesnb.targets.cash.ahead import EPOCH, CashAhead, cash_ahead, last_day, month_ends
from salesnb.targets.weeks import N_WEEKS, WEEK_MONTHS, weeks_after

MOST_ORIGINS, FEWEST_ORIGINS = 18, 6
FIRST_ORIGIN = 12  # months of payments that an earlier run must have had
LEAST_PAID = 20  # payments; fewer do not say how a company's customers pay
STEPS = 12
Planned = Callable[[Month, int], Array]  # invoicing by method and month, as planned at a month end


@dataclass(frozen=True)
class CashErrors:
    """Errors of earlier runs: origins x nodes (all together first, then methods) x steps.

    `actual` and `expected` are cash of a month; missing where that month is not over.
    """

    origins: list[Month]
    actual: Array
    expected: Array

    @property
    def relative(self) -> Array:
        """Errors over the forecast, or over a part of the usual month where that is more."""
        usual = mean_known(self.actual, axis=(0, 2))[None, :, None]
        return (self.actual - self.expected) / np.maximum(levels(self.expected, usual), 1e-9)

    def spread(self) -> tuple[Array, Array]:
        """Return the root mean square of errors by node and step, and on how many it rests.

        Neighbouring steps are taken together; steps never seen have the error of the last seen.
        """
        errors = self.relative
        n, squares = (~np.isnan(errors)).sum(axis=0), np.nansum(errors**2, axis=0)
        around = _with_neighbours(squares) / np.maximum(_with_neighbours(n), 1)
        spread = np.where(n >= FEWEST_ORIGINS, np.sqrt(around), np.nan)
        return pd.DataFrame(spread).ffill(axis=1).to_numpy(), n.astype(float)


def earlier_runs(
    book: Ledger,
    month: Month,
    calendar: Workdays,
    *,
    planned: Planned,
    rule: Callable[[Ledger, int], PaymentTimes] = payment_times,
    steps: int = STEPS,
) -> tuple[CashErrors, CashErrors]:
    """Return what the rule expected at earlier month ends, and what came in: by month, by week.

    `planned` says what invoicing was expected then; where that is what was invoiced, the errors
    are those of the days of payment alone. Weeks have no nodes but the sum.
    """
    origins, by_month, by_week = [], [], []
    last = int(month_ends(month, 0)[0])
    for origin in _origins(book, month):
        ends, weeks = month_ends(origin, steps), ends_of_weeks(origin, calendar)
        if (book.paid_on <= ends[0]).sum() < LEAST_PAID:
            continue
        found = cash_ahead(book, origin, calendar, rule=rule)
        invoicing = planned(origin, max(steps, WEEK_MONTHS))
        origins.append(origin)
        by_month.append(_run(found, invoicing, ends, last))
        by_week.append([one[:1] for one in _run(found, invoicing, weeks, last)])
    n = len(book.methods) + 1
    return _errors(origins, by_month, (n, steps)), _errors(origins, by_week, (1, N_WEEKS))


def _run(found: CashAhead, invoicing: Array, ends: Days, last: int) -> list[Array]:
    """Return expected and actual cash by node between days; missing after the day `last`."""
    inside = ends <= last
    cash = found.from_open(ends[inside]) + found.from_new(invoicing, ends[inside])
    return [
        _nodes(np.diff(x, axis=1), len(ends) - 1) for x in (cash, found.book.cash(ends[inside]))
    ]


def _errors(
    origins: list[Month], runs: Sequence[Sequence[Array]], shape: tuple[int, int]
) -> CashErrors:
    parts = [np.stack([run[i] for run in runs]) if runs else np.zeros((0, *shape)) for i in (0, 1)]
    return CashErrors(origins, expected=parts[0], actual=parts[1])


def _origins(book: Ledger, month: Month) -> Iterator[Month]:
    """Yield the months at whose end an earlier run is made, earliest first."""
    if not len(book.paid_on):
        return
    first = EPOCH + dt.timedelta(days=int(book.paid_on.min()))
    earliest = max((Month.of(first) + FIRST_ORIGIN).ordinal, month.ordinal - MOST_ORIGINS)
    for back in range(month.ordinal - earliest, 0, -1):
        yield month - back


def _nodes(by_method: Array, steps: int) -> Array:
    """Return the sum of all methods above them, with missing values up to `steps`."""
    rows = np.concatenate([by_method.sum(axis=0, keepdims=True), by_method])
    return np.pad(rows, ((0, 0), (0, steps - rows.shape[1])), constant_values=np.nan)


def _with_neighbours(values: Array) -> Array:
    padded = np.pad(values, ((0, 0), (1, 1)))
    return padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]


def mean_known(values: Array, *, axis: tuple[int, ...]) -> Array:
    """Return means of what is not missing; 0 where all is."""
    known = ~np.isnan(values)
    return np.nansum(values, axis=axis) / np.maximum(known.sum(axis=axis), 1)


def bounds(expected: Array, spread: Array, n: Array, *, usual: Array, level: float) -> Array:
    """Return the value below which the actual lies with the probability `level`.

    `expected`, `spread`, `n` are nodes x months, `usual` by node; missing without a spread. An
    expected amount of nothing or more has no bound below nothing.
    """
    size = levels(expected, usual[:, None])
    bound = expected + stdtrit(np.maximum(n, 2), level) * spread * size
    return np.where(expected >= 0, np.maximum(bound, 0.0), bound)


def accuracy(runs: dict[str, CashErrors], *, steps: int = 3) -> pd.DataFrame:
    """Return how far each rule was off: rule, step, n_origins, wape_share, bias_share.

    Of all cash together; `step` 0 is the mean of the steps, missing with one of them: no cash came.
    All rules are run from the same months.
    """
    rows = []
    for rule, seen in runs.items():
        pairs = [(seen.expected[:, 0, i], seen.actual[:, 0, i]) for i in range(steps)]
        n = [int((~np.isnan(expected - actual)).sum()) for expected, actual in pairs]
        if all(n):
            off = [(wape(*pair), bias(*pair)) for pair in pairs]
            rows.append((rule, 0, min(n), *map(float, np.mean(off, axis=0))))
            rows += [(rule, i + 1, n[i], *off[i]) for i in range(steps)]
    columns = ["rule", "step", "n_origins", "wape_share", "bias_share"]
    return pd.DataFrame(rows, columns=columns)


def given(book: Ledger) -> Planned:
    """Return the invoicing that there was, in the place of a plan."""

    def invoiced(origin: Month, ahead: int) -> Array:
        return book.invoiced(month_ends(origin, ahead))

    return invoiced


def ends_of_weeks(month: Month, calendar: Workdays) -> Days:
    """Return the month's last day and the days on which the weeks after it end."""
    weeks = weeks_after(month, calendar.is_working)
    return np.array([last_day(month), *((end - EPOCH).days for _, end in weeks)], dtype=np.int64)
