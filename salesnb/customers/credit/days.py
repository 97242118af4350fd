"""How fast do customers pay? Days of sales by three definitions, at each of the last month ends."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from salesnb.measures.receivables import (
    average_days_delinquent,
    best_possible_dso,
    collection_effectiveness,
    count_back_dso,
    dso,
    overdue_ratio,
    true_dso,
)
from salesnb.methods.payment_ledger import Array, Days, Ledger
from salesnb.months import Month

MONTHS = 13
BACK = 24  # months that the counted-back definition may reach back
EPOCH = dt.date(1970, 1, 1)
COLUMNS = [
    "month",
    "receivables",
    "not_due",
    "overdue",
    "overdue_share",
    "dso",
    "dso_count_back",
    "dso_true",
    "dso_best_possible",
    "average_days_delinquent",
    "cei",
]


def last_day(month: Month) -> int:
    """Return the last day of a month as a whole number since 1970-01-01."""
    return (month.last - EPOCH).days


def days_of_sales(book: Ledger, *, month: Month, dso_months: int) -> pd.DataFrame:
    """Return at each of the last month ends how many days of sales customers owe.

    One row per month with columns as in the registry of measures: receivables, not_due, overdue,
    overdue_share, dso (standard, over `dso_months`), dso_count_back, dso_true, dso_best_possible,
    average_days_delinquent, cei (of the month). Credit sales are what was invoiced less credit
    notes; missing before the first invoice.
    """
    ends = _ends(month, MONTHS + BACK)
    sold = book.invoiced(np.array([last_day(one) for one in ends])).sum(axis=0)
    lengths = np.array([one.n_days for one in ends[1:]], dtype=float)
    owed = [_owed(book, last_day(one)) for one in ends[-MONTHS - 1 :]]
    rows = []
    for i, one in enumerate(ends[-MONTHS:]):
        upto = len(ends) - 1 - MONTHS + i + 1
        (opening, _), (closing, current) = owed[i], owed[i + 1]
        recent, span = sold[upto - dso_months : upto].sum(), lengths[upto - dso_months : upto].sum()
        standard = dso(closing, recent, span)
        best = best_possible_dso(current, recent, span)
        late = closing - current
        counted = count_back_dso(closing, sold[upto - BACK : upto], lengths[upto - BACK : upto])
        of_invoices = _true(book, last_day(one), sold[:upto], ends[1 : upto + 1])
        cei = collection_effectiveness(opening, sold[upto - 1], closing, current)
        first = (str(one), closing, current, late, overdue_ratio(late, closing))
        delinquent = average_days_delinquent(standard, best)
        rows.append((*first, standard, counted, of_invoices, best, delinquent, cei))
    found = pd.DataFrame(rows, columns=COLUMNS)
    began = pd.Series(sold[-MONTHS - 1 :].cumsum()[1:] > 0)
    return found[began & (found["receivables"].abs() > 0)].reset_index(drop=True)


def _ends(month: Month, back: int) -> list[Month]:
    return (month - back).until(month)


def _owed(book: Ledger, origin: int) -> tuple[float, float]:
    """Return what was owed at the end of a day, and what of it was not past due."""
    still = book.open_amounts(origin)
    current = still[book.due >= origin].sum()
    return float(np.round(still.sum(), 2)), float(np.round(current, 2))


def _true(book: Ledger, origin: int, sold: Array, months: list[Month]) -> float:
    """Return true DSO; missing where more than a cent is older than the months given."""
    still = book.open_amounts(origin)
    place = np.flatnonzero(still)
    starts: Days = np.array([(one.first - EPOCH).days for one in months])
    of = np.searchsorted(starts, book.issued[place], side="right") - 1
    if (of < 0).any():
        place, of = place[of >= 0], of[of >= 0]
    ages = (origin - book.issued[place] + 1).astype(float)
    sales = np.where(sold[of] > 0, sold[of], np.nan)
    if not len(place):
        return 0.0
    return true_dso(ages, still[place], sales) if np.isfinite(sales).all() else float("nan")


def against_a_year_ago(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the last month beside that of a year before: measure, now, before, change."""
    if frame.empty:
        return pd.DataFrame(columns=["measure", "now", "before", "change"])
    last, names = frame.iloc[-1], COLUMNS[5:]
    year = Month.parse(str(last["month"])) - 12
    ago = frame[frame["month"] == str(year)]
    before = ago.iloc[0] if len(ago) else pd.Series(np.nan, index=frame.columns)
    rows = [(name, float(last[name]), float(before[name])) for name in names]
    table = pd.DataFrame(rows, columns=["measure", "now", "before"])
    return table.assign(change=table["now"] - table["before"])
