"""What a drawn company plants of payment is found again: who pays late, and how late by method."""

from __future__ import annotations

import numpy as np

from salesnb.demo.customers import masters
from salesnb.demo.customers.traits import traits_of
from salesnb.demo.drawing import draw
from salesnb.methods.payment_time import payment_times
from salesnb.months import Month
from salesnb.targets.cash.ahead import last_day
from tests.targets.cash_peers import book_of, facts_drawn

SEED = 1
HALF_NORMAL = np.sqrt(2 / np.pi)  # mean of the absolute value of a standard normal


def test_the_lateness_of_each_customer_is_found_again() -> None:
    """Curves' mean days after the due day, of all customers on credit, beside the planted ones."""
    truth = draw(SEED).truth
    habit = dict(zip(masters.customer_ids(truth), traits_of(truth).lateness, strict=True))
    terms = {one.id: one for one in truth.cash.terms if one.nominal_days > 0}
    book = book_of(facts_drawn(SEED))
    times = payment_times(book, last_day(Month(2026, 10)))
    n_paid = np.bincount(book.cell, minlength=len(book.method_of))
    ages, found, planted = np.arange(-5.0, 120.0), [], []
    for cell in np.flatnonzero(n_paid >= 10):
        method = terms.get(book.methods[book.method_of[cell]])
        if method is None:
            continue
        shares = times.paid_share(np.full(len(ages), cell), ages)
        found.append(float(ages[0] + (1 - shares / shares[-1]).sum()))
        late = method.late_mean * habit[book.customers[book.customer_of[cell]]]
        planted.append(late + HALF_NORMAL * method.late_sd)
    assert np.corrcoef(found, planted)[0, 1] > 0.9
    assert abs(np.mean(found) - np.mean(planted)) < 1
