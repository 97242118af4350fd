"""How much cash comes in up to any day, from what is open and from what will be invoiced?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from salesnb.methods.payment_ledger import Array, Days, Ledger
from salesnb.methods.payment_time import PaymentTimes, payment_times
from salesnb.methods.receipt_curves import (
    DayProfile,
    ReceiptCurves,
    Workdays,
    day_profile,
    receipt_curves,
)
from salesnb.months import Month

PROFILE_MONTHS = 24  # in which days of invoicing are looked at
EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class CashAhead:
    """What is known at the end of a month of payments to come; methods as in `curves`."""

    book: Ledger
    times: PaymentTimes
    curves: ReceiptCurves
    profile: DayProfile
    month: Month

    @property
    def origin(self) -> int:
        """The last day of the month."""
        return self.times.origin

    def open_items(self) -> tuple[Days, Array]:
        """Return the open instalments that cash is expected of, by place, and their amounts."""
        left = self.book.collectable(self.book.open_amounts(self.origin))
        place = np.flatnonzero(left > 0)
        return place, left[place]

    def paid_of_open(self, place: Days, until: Days) -> Array:
        """Return the share of open instalments paid up to the end of each day (items x days)."""
        row, due = self.book.cell[place][:, None], self.book.due[place][:, None]
        age = (self.origin - due).astype(float)
        then = np.maximum((until[None, :] - due).astype(float), age)
        return self.times.paid_after(row, age, then=then)

    def by_method(self, place: Days, cash: Array) -> Array:
        """Return sums of instalments' cash (items x days) by method (methods x days)."""
        method, n = self.book.method[place], len(self.curves.methods)
        sums = [np.bincount(method, cash[:, i], n) for i in range(cash.shape[1])]
        return np.stack(sums, axis=1)

    def from_open(self, until: Days) -> Array:
        """Return cash from open instalments up to the end of each day (methods x days)."""
        place, left = self.open_items()
        return self.by_method(place, left[:, None] * self.paid_of_open(place, until))

    def from_new(self, invoicing: Array, until: Days) -> Array:
        """Return cash from invoices to come up to the end of each day (methods x days).

        `invoicing` is net by method and month (methods x months, from the next month on); what
        was paid before the origin for invoices to come is not counted again.
        """
        issued, amounts = self._by_day(invoicing)
        found = np.zeros((len(invoicing), len(until)))
        before = self.curves.at(self.origin - issued)
        for i, end in enumerate(until):
            received = np.maximum(self.curves.at(int(end) - issued) - before, 0)
            found[:, i] = (amounts * received).sum(axis=1)
        return found

    def _by_day(self, invoicing: Array) -> tuple[Days, Array]:
        """Return the days of the months to come, and what is invoiced on each (methods x days)."""
        shares, months, start = [], [], self.origin + 1
        for i in range(invoicing.shape[1]):
            end = last_day(self.month + (i + 1))
            shares.append(self.profile.shares(start, end))
            months.append(np.full(end - start + 1, i))
            start = end + 1
        every = np.concatenate([*months, np.zeros(0, int)]).astype(int)
        days = np.arange(len(every)) + self.origin + 1
        return days, invoicing[:, every] * np.concatenate([*shares, np.zeros(0)])


def cash_ahead(
    book: Ledger,
    month: Month,
    calendar: Workdays,
    *,
    rule: Callable[[Ledger, int], PaymentTimes] = payment_times,
    further: Mapping[str, Sequence[int]] | None = None,
) -> CashAhead:
    """Return what is known of payments to come at the end of `month`; nothing later is read.

    `calendar` begins `PROFILE_MONTHS` before the month. `further` are methods without an invoice,
    with the days after which their parts fall due.
    """
    times = rule(book, last_day(month))
    ends = month_ends(month - PROFILE_MONTHS, PROFILE_MONTHS)
    return CashAhead(
        book=book,
        times=times,
        curves=receipt_curves(book, times, further=further or {}),
        profile=day_profile(book, ends, calendar),
        month=month,
    )


def last_day(month: Month) -> int:
    """Return the last day of a month as a whole number since 1970-01-01."""
    return (month.last - EPOCH).days


def month_ends(month: Month, ahead: int) -> Days:
    """Return the last days of a month and of those that follow it."""
    return np.array([last_day(month + i) for i in range(ahead + 1)], dtype=np.int64)
