"""Was the list of last time right? What was foretold some months ago for today, and what came."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from salesnb.customers.credit.days import last_day
from salesnb.methods.payment_ledger import Array, Days, Ledger
from salesnb.methods.payment_time import payment_times
from salesnb.months import Month

LEAST = 10  # instalments of either kind
COLUMNS = [
    "scope",
    "month",
    "n",
    "late_money",
    "foretold_money",
    "late_share",
    "auc",
    "brier",
    "usual_brier",
]


def auc(chance: Array, happened: Array) -> float:
    """Return how often a case that happened had the higher chance; missing without both kinds."""
    n, m = int(happened.sum()), int((~happened).sum())
    if not n or not m:
        return float("nan")
    return float((rankdata(chance)[happened].sum() - n * (n + 1) / 2) / (n * m))


def foretold(book: Ledger, *, month: Month, ahead: int) -> pd.DataFrame:
    """Return one row: what was foretold `ahead` months ago to be late by now, and what is.

    Of instalments that were open then and are past due now: scope, month (whose end it was), n,
    late_money (of them still unpaid), foretold_money (amounts x chances given then), late_share
    (of their number), auc, brier (mean squared error of the chances), usual_brier (of one chance
    for all: the share in the months before). By the customers' curves as they were known then. No
    row with fewer than `LEAST` of either kind.
    """
    then, now = last_day(month - ahead), last_day(month)
    place, late = _open_then(book, then, now)
    if min(late.sum(), (~late).sum()) < LEAST:
        return pd.DataFrame(columns=COLUMNS)
    _, before = _open_then(book, last_day(month - 2 * ahead), then)
    usual = before.mean() if len(before) else np.nan
    times = payment_times(book, then)
    due = book.due[place]
    age, until = (then - due).astype(float), (now - due).astype(float)
    chance = 1 - times.paid_after(book.cell[place], age, then=until)
    amount = book.open_amounts(then)[place]
    row = {
        "scope": "total",
        "month": str(month - ahead),
        "n": len(place),
        "late_money": np.round(amount[late].sum(), 2),
        "foretold_money": np.round((amount * chance).sum(), 2),
        "late_share": late.mean(),
        "auc": auc(chance, late),
        "brier": ((chance - late) ** 2).mean(),
        "usual_brier": ((usual - late) ** 2).mean(),
    }
    return pd.DataFrame([row])[COLUMNS]


def _open_then(book: Ledger, then: int, now: int) -> tuple[Days, Array]:
    """Return what was open on a day and is past due on another, and what of it is unpaid there."""
    place = np.flatnonzero((book.open_amounts(then) > 0) & (book.due < now))
    until = np.full(len(book.due), now)
    return place, book.open_amounts_by(until, now)[place] > 0
