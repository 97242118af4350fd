"""What is known of how a customer pays, on the day before any day: no later row is read.

Counted are a customer's other instalments: those settled, with their days after the due day, and
those still open. A write-off closes an instalment as one that was paid very late. Amounts are in
units of the mean instalment seen before, so that nothing depends on the currency.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salesnb.methods.payment_ledger import CENT, Array, Days, Ledger

FEATURES = (
    "n_settled",
    "late_share",
    "mean_days",
    "sd_days",
    "last_days",
    "n_open",
    "n_overdue",
    "open_amount",
    "overdue_amount",
    "amount",
)
LAST = 3  # payments that stand for how a customer pays of late
MOST_DAYS = 90  # after or before the due day; more says no more
SHARE_PRIOR, MEAN_PRIOR, LAST_PRIOR = 5.0, 3.0, 1.5  # payments that the usual stands for
USUAL_SD = 10.0  # days
NEVER = np.iinfo(np.int32).max


@dataclass(frozen=True)
class _Events:
    """Things that happened to customers: sums of `values` up to any day, by customer."""

    key: Days  # customer and day, in order
    sums: Array  # from zero
    values: Array
    day_span: int

    def before(self, customer: Days, at: Days) -> Array:
        """Return the sums of what happened to each customer before each day."""
        first, last = self.places(customer, at)
        return self.sums[last] - self.sums[first]

    def places(self, customer: Days, at: Days) -> tuple[Days, Days]:
        """Return where a customer's events begin, and where those before a day end."""
        at = np.clip(at, 0, self.day_span - 1)
        first = np.searchsorted(self.key, customer * self.day_span, "left")
        return first, np.searchsorted(self.key, customer * self.day_span + at, "left")


def _events(customer: Days, on: Days, *values: Array) -> _Events:
    span = NEVER + 1
    key = customer * span + np.clip(on, 0, NEVER)
    order = np.argsort(key, kind="stable")
    table = np.stack([np.asarray(one, dtype=float) for one in values], axis=1)[order]
    sums = np.concatenate([np.zeros((1, table.shape[1])), table.cumsum(axis=0)])
    return _Events(key[order], sums, table, span)


def closed(book: Ledger) -> tuple[Days, Array]:
    """Return the day on which each instalment's end stands in the books, and its days late.

    `NEVER` where it is not paid in full, nor written off; days late are those of the last payment,
    no more than `MOST_DAYS` either way, and `MOST_DAYS` for what was written off.
    """
    order = np.lexsort((book.paid_known, book.paid_of))
    of, paid, known = book.paid_of[order], book.paid[order], book.paid_known[order]
    upto = paid.cumsum()
    start = np.searchsorted(of, of, "left")
    upto = upto - (upto - paid)[start] if len(of) else upto
    full = upto >= book.amount[of] - CENT
    day, late = np.full(len(book.amount), NEVER, dtype=np.int64), np.zeros(len(book.amount))
    last = np.flatnonzero(full)[::-1]  # the first full one wins: written last
    day[of[last]] = known[last]
    late[of[last]] = book.paid_on[order][last] - book.due[of[last]]
    given_up = day[book.off_of] == NEVER
    day[book.off_of[given_up]] = book.off_known[given_up]
    late[book.off_of[given_up]] = MOST_DAYS
    return day, np.clip(late, -MOST_DAYS, MOST_DAYS)


def features(book: Ledger, place: Days, at: Days) -> Array:
    """Return what was known before the day `at` of the customer of each instalment (rows x n).

    `place` are instalments, `at` a day for each; columns as in `FEATURES`: log of the number of
    settled instalments; their late share (its log odds), mean days after the due day, both against
    all customers', and spread; the last `LAST` against the mean; logs of the number of open and
    overdue ones and of their amounts; log of the instalment's own amount. The instalment itself is
    not counted where it is issued on that day or later.
    """
    counts = book.amount > 0
    end, late = closed(book)
    known = np.where(counts, np.maximum(book.issued, book.known), NEVER)
    end = np.where(counts, np.maximum(end, known), NEVER)
    customer = book.customer[place]
    paid = _paying(book, end, late, customer=customer, at=at)
    owing = _owing(book, known, end, place=place, at=at)
    return np.concatenate([paid, owing], axis=1)


def _paying(book: Ledger, end: Days, late: Array, *, customer: Days, at: Days) -> Array:
    """Return how the customers settled what they have settled."""
    settled = end < NEVER
    is_late = (late > 0).astype(float)
    one = np.ones(len(end))
    whose = book.customer[settled]
    values = tuple(x[settled] for x in (one, is_late, late, late**2))
    own = _events(whose, end[settled], *values)
    everybody = _events(np.zeros_like(whose), end[settled], *values)
    n, n_late, days, squares = own.before(customer, at).T
    of_all = everybody.before(np.zeros_like(customer), at).T
    usual = (of_all[1] + 2) / (of_all[0] + 6)
    usual_days = of_all[2] / np.maximum(of_all[0], 1)
    share = (n_late + SHARE_PRIOR * usual) / (n + SHARE_PRIOR)
    mean = (days + MEAN_PRIOR * usual_days) / (n + MEAN_PRIOR)
    spread = np.maximum(squares / np.maximum(n, 1) - (days / np.maximum(n, 1)) ** 2, 0)
    sd = np.sqrt((n * spread + MEAN_PRIOR * USUAL_SD**2) / (n + MEAN_PRIOR))
    last = _last(own, customer, at, mean=mean)
    odds = np.log(share / (1 - share)) - np.log(usual / (1 - usual))
    return np.stack([np.log1p(n), odds, mean - usual_days, sd, last - mean], axis=1)


def _last(own: _Events, customer: Days, at: Days, *, mean: Array) -> Array:
    """Return the mean days of the last payments, drawn to that of all of the customer."""
    first, last = own.places(customer, at)
    total, n = LAST_PRIOR * mean, np.full(len(at), LAST_PRIOR)
    for back in range(1, LAST + 1):
        there = last - back >= first
        days = own.values[np.maximum(last - back, 0), 2] if len(own.values) else np.zeros(len(at))
        total, n = total + np.where(there, days, 0.0), n + there
    return total / n


def _owing(book: Ledger, known: Days, end: Days, *, place: Days, at: Days) -> Array:
    """Return what the customers owed: number and amounts, open and overdue."""
    who, whose = book.customer[place], book.customer
    counts = known < NEVER
    one = counts.astype(float)
    amount = np.where(counts, book.amount, 0.0)
    due = np.where(counts, np.maximum(book.due + 1, known), NEVER)
    issued = _events(whose, known, one, amount).before(who, at)
    overdue = _events(whose, due, one, amount).before(who, at)
    closed_then = _events(whose, end, one).before(who, at)
    late_then = _events(whose, np.maximum(end, due), one).before(who, at)
    of, when = book.paid_of, np.maximum(book.paid_known, known[book.paid_of])
    paid = _events(whose[of], when, book.paid).before(who, at)
    paid_late = _events(whose[of], np.maximum(when, due[of]), book.paid).before(who, at)
    sums = _events(np.zeros_like(whose), known, one, amount).before(np.zeros_like(who), at)
    unit = np.where(sums[:, 0] > 0, sums[:, 1] / np.maximum(sums[:, 0], 1), book.amount[place])
    unit = np.maximum(np.abs(unit), CENT)
    counted = [issued[:, 0] - closed_then[:, 0], overdue[:, 0] - late_then[:, 0]]
    amounts = [(issued[:, 1] - paid[:, 0]) / unit, (overdue[:, 1] - paid_late[:, 0]) / unit]
    logs = [np.log1p(np.maximum(one, 0)) for one in (*counted, *amounts)]
    own = np.log(np.maximum(book.amount[place], CENT) / unit)
    return np.stack([*logs, own], axis=1)
