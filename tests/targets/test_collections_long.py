"""Cash against the due-date rule and roll rates: the benchmark `collections` in small."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from salesnb.months import Month
from tests.targets.cash_peers import REAL, RULES, book_of, facts_drawn, facts_real, shares_off

EPOCH = dt.date(1970, 1, 1)
pytestmark = pytest.mark.long
ORIGINS = [Month(2026, 7) - back for back in range(0, 19, 3)]
OURS, DUE, ROLL = "payment times", "due date", "roll rates"


def test_payment_times_are_a_fifth_better_than_due_dates_and_roll_rates() -> None:
    books = [book_of(facts_drawn(seed)) for seed in range(21, 27)]
    errors = {}
    for name in (OURS, DUE, ROLL):
        sums = [shares_off(book, RULES[name], ORIGINS) for book in books]
        errors[name] = float(np.mean([one[0] / one[2] for one in sums]))
    assert errors[OURS] <= 0.8 * errors[DUE]
    assert errors[OURS] <= 0.8 * errors[ROLL]


def test_real_receivables_that_are_open_are_foreseen_best() -> None:
    if not REAL.exists():
        pytest.skip("../shared/data/ibm_accounts_receivable is not there")
    book = book_of(facts_real())
    months = Month(2012, 10).until(Month(2013, 8))
    errors = dict.fromkeys(RULES, 0.0)
    for month in months:
        end, after = ((m.last - EPOCH).days for m in (month, month + 1))
        of_open = (book.issued[book.paid_of] <= end) & (book.paid_on > end)
        came = book.paid[of_open & (book.paid_on <= after)].sum()
        for name, rule in RULES.items():
            errors[name] += abs(float(rule(book, month, np.zeros((1, 1)))[0] - came))
    assert min(errors, key=lambda name: errors[name]) == OURS
