"""Which part of what is invoiced by a settlement method has come in so many days later?

A curve is the mean of its customers' curves of payment, weighted by what each was invoiced
lately, moved by the days between issue and due day (instalments of an invoice have several).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from salesnb.methods.payment_ledger import Array, Days, Ledger
from salesnb.methods.payment_time import DAILY, PaymentTimes

LATELY = 365  # days of invoices by which customers are weighted
FIRST_LAG, LAST_LAG = -60, 500  # days since the issue; nothing is paid before
MOST_PAIRS = 2000  # customers and terms with a curve of their own; others have their method's
N_PARTS = 20  # of a month's working days, in which invoicing is looked at
OFF_DAYS = 0.5  # of their even share


@dataclass(frozen=True)
class ReceiptCurves:
    """Cumulative share received, by method and days since the issue from `FIRST_LAG` on."""

    methods: list[str]
    shares: Array  # methods x lags

    def at(self, lags: Days) -> Array:
        """Return the shares received so many days after the issue (methods x lags)."""
        flat = np.clip(lags, FIRST_LAG, LAST_LAG) - FIRST_LAG
        return self.shares[:, flat]


def receipt_curves(
    book: Ledger, times: PaymentTimes, *, further: Mapping[str, Sequence[int]]
) -> ReceiptCurves:
    """Return the curves of the ledger's methods, and of further ones.

    `further` has methods without any invoice, with the days after which the parts of an invoice
    fall due: they are paid as all methods together.
    """
    unseen = [one for one in further if one not in book.methods]
    lags = np.arange(FIRST_LAG, LAST_LAG + 1)
    curves = []
    for place in range(len(book.methods)):
        curves.append(_mean_curve(times, lags, *_pairs(book, times, place)))
    for method in unseen:
        wait = np.array(list(further[method]) or [0], dtype=np.int64)
        row = np.full(len(wait), times.common_row)
        curves.append(_mean_curve(times, lags, row, wait, np.full(len(wait), 1 / len(wait))))
    shares = np.stack(curves) if curves else np.zeros((0, len(lags)))
    return ReceiptCurves([*book.methods, *unseen], shares)


def _mean_curve(times: PaymentTimes, lags: Days, row: Days, wait: Days, weight: Array) -> Array:
    """Return the mean of rows' curves by days since the issue, each moved by its wait and shift."""
    rows, place = np.unique(row, return_inverse=True)
    daily, later = times.daily(rows), wait + times.shift[row].astype(np.int64)
    mean = np.zeros(len(lags))
    for days in np.unique(later):
        mine = later == days
        weights = np.bincount(place[mine], weight[mine], len(rows))
        at = np.clip(lags - days - DAILY[0], 0, len(DAILY) - 1)
        mean += (weights @ daily)[at]
    return mean


def _pairs(book: Ledger, times: PaymentTimes, method: int) -> tuple[Days, Days, Array]:
    """Return rows of curves, days from issue to due day, and their shares of what was invoiced."""
    mine = book.is_known(times.origin) & (book.amount > 0) & (book.method == method)
    lately = mine & (book.issued > times.origin - LATELY)
    used = np.flatnonzero(lately if lately.any() else mine)
    wait = np.clip(book.due[used] - book.issued[used], 0, LAST_LAG)
    row = np.full(len(used), times.common_row) if times.is_alike else book.cell[used]
    pairs, place = np.unique(row * (LAST_LAG + 1) + wait, return_inverse=True)
    weight = np.bincount(place, book.amount[used], len(pairs))
    row, wait = np.divmod(pairs, LAST_LAG + 1)
    if len(pairs) > MOST_PAIRS:
        small = np.argsort(-weight, kind="stable")[MOST_PAIRS:]
        row[small] = times.method_row(method)
        pairs, place = np.unique(row * (LAST_LAG + 1) + wait, return_inverse=True)
        weight = np.bincount(place, weight, len(pairs))
        row, wait = np.divmod(pairs, LAST_LAG + 1)
    return row, wait, weight / max(weight.sum(), 1e-9)


@dataclass(frozen=True)
class Workdays:
    """Which days of a span people work on; `first` is its first day."""

    first: int
    works: NDArray[np.bool_]

    def between(self, first: int, last: int) -> NDArray[np.bool_]:
        """Return for each day from `first` to `last` whether people work on it."""
        return self.works[first - self.first : last + 1 - self.first]

    def is_working(self, day: dt.date) -> bool:
        """Return whether people work on a day of the span."""
        return bool(self.works[int(np.datetime64(day, "D").astype(int)) - self.first])

    def gone(self, first: int, last: int) -> Array:
        """Return which part of the span's working days is gone at the end of each of its days."""
        works = self.between(first, last)
        counted = (works if works.any() else np.ones_like(works)).cumsum()
        return counted / counted[-1]


def workdays(first: int, last: int, is_working: Callable[[dt.date], bool]) -> Workdays:
    """Return the working days between two days."""
    days = np.arange(first, last + 1).astype("datetime64[D]").astype(object)
    return Workdays(first, np.array([is_working(day) for day in days], dtype=bool))


@dataclass(frozen=True)
class DayProfile:
    """When in a month it is invoiced: cumulative share by part of the working days gone."""

    cumulative: Array
    calendar: Workdays

    def shares(self, first: int, last: int) -> Array:
        """Return each day's share of the invoicing of a month from day `first` to `last`."""
        grid = np.linspace(0, 1, N_PARTS + 1)
        upto = np.interp(self.calendar.gone(first, last), grid, self.cumulative)
        upto[-1] = 1.0
        return np.diff(upto, prepend=0.0)


def day_profile(book: Ledger, month_ends: Days, calendar: Workdays) -> DayProfile:
    """Return when in the month it was invoiced, over the months between `month_ends` (in order).

    Where days off have at least `OFF_DAYS` of an even share of the invoices, all days count alike.
    Evenly over the days where nothing was invoiced.
    """
    known = book.is_known(int(month_ends[-1])) & (book.issued > month_ends[0])
    issued, amount = book.issued[known], np.abs(book.amount[known])
    if _counts_days_off(issued, month_ends, calendar):
        calendar = Workdays(calendar.first, np.ones_like(calendar.works))
    gone = [calendar.gone(int(a) + 1, int(b)) for a, b in pairwise(month_ends)]
    at = np.concatenate(gone)[issued - int(month_ends[0]) - 1]
    place = np.clip(np.ceil(at * N_PARTS - 1e-9).astype(int) - 1, 0, N_PARTS - 1)
    found = np.bincount(place, amount, N_PARTS)
    parts = found if found.sum() > 0 else np.ones(N_PARTS)
    return DayProfile(np.concatenate([[0.0], parts.cumsum() / parts.sum()]), calendar)


def _counts_days_off(issued: Days, month_ends: Days, calendar: Workdays) -> bool:
    """Return whether it is invoiced on days off nearly as on others."""
    first = int(month_ends[0]) + 1
    off = ~calendar.between(first, int(month_ends[-1]))
    if not len(issued) or not off.any():
        return False
    return float(off[issued - first].mean()) >= OFF_DAYS * float(off.mean())
