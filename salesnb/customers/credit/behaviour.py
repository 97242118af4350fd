"""How does each customer pay, as its instalments of the last two years tell?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.methods.payment_features import closed
from salesnb.methods.payment_ledger import Array, Ledger

MEMORY = 730  # days of due days that count
LATE, LOST = 30, 90  # days past due: paid very late; as good as lost while unpaid
PRIOR = 5.0  # instalments of the usual that a customer begins with
COLUMNS = [
    "customer_id",
    "n_due",
    "p_late",
    "late_days",
    "very_late_share",
    "lost_share",
    "monthly",
    "terms_days",
]


def behaviour(
    book: Ledger, *, origin: int, tenors: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Return one row per customer: how it paid, as known at the end of the day `origin`.

    n_due (instalments due in the last two years), p_late (chance that the next one is paid after
    its due day), late_days (mean days after it, weighted by amount; open ones up to today),
    very_late_share (of amounts: more than `LATE` days late), lost_share (of amounts due more than
    `LOST` days ago: written off or still unpaid), monthly (invoiced less credit notes in the last
    twelve months, by month), terms_days (days until due and until the paper of a settlement method
    matures, by `tenors`; weighted). The chances and shares begin from those of all customers, which
    stand for `PRIOR` instalments of the customer's usual size.
    """
    n = len(book.customers)
    counts = book.is_known(origin) & (book.amount > 0)
    counts &= (book.due < origin) & (book.due > origin - MEMORY)
    place = np.flatnonzero(counts)
    whose, amount = book.customer[place], book.amount[place]
    late = _days_late(book, origin)[place]
    unpaid = book.open_amounts(origin)[place]
    given_up = np.clip(_written_off(book, origin)[place], 0, amount)
    n_due, due = np.bincount(whose, None, n).astype(float), np.bincount(whose, amount, n)
    size = np.where(n_due > 0, due / np.maximum(n_due, 1), amount.mean() if len(amount) else 1.0)
    is_old = book.due[place] < origin - LOST
    lost = np.where(is_old, given_up + np.maximum(unpaid, 0), 0.0)
    very = np.where(late > LATE, amount, 0.0)
    old = np.bincount(whose, np.where(is_old, amount, 0.0), n)
    found = {
        "customer_id": book.customers,
        "n_due": n_due,
        "p_late": _drawn(np.bincount(whose, late > 0, n), n_due, np.ones(n)),
        "late_days": _ratio(np.bincount(whose, amount * late, n), due),
        "very_late_share": _drawn(np.bincount(whose, very, n), due, size),
        "lost_share": _drawn(np.bincount(whose, lost, n), old, size),
        **_bought(book, origin, n, tenors or {}),
    }
    return pd.DataFrame(found)[COLUMNS]


def _days_late(book: Ledger, origin: int) -> Array:
    """Return days after the due day: of the last payment, or up to the origin where unpaid."""
    end, late = closed(book)
    return np.where(end <= origin, late, origin - book.due).astype(float)


def _written_off(book: Ledger, origin: int) -> Array:
    known = book.off_known <= origin
    return np.bincount(book.off_of[known], book.off[known], len(book.amount))


def _bought(book: Ledger, origin: int, n: int, tenors: Mapping[str, float]) -> dict[str, Array]:
    """Return what customers were invoiced by month of the last year, and on what terms."""
    year = book.is_known(origin) & (book.issued > origin - 365)
    place = np.flatnonzero(year)
    whose, amount = book.customer[place], book.amount[place]
    paper = np.array([tenors.get(one, 0.0) for one in book.methods] or [0.0])
    days = (book.due - book.issued)[place] + paper[book.method[place]]
    positive = np.maximum(amount, 0)
    terms = _ratio(np.bincount(whose, positive * days, n), np.bincount(whose, positive, n))
    return {"monthly": np.bincount(whose, amount, n) / 12, "terms_days": terms}


def _drawn(part: Array, whole: Array, size: Array) -> Array:
    """Return part / whole, drawn to that of all by `PRIOR` times a usual size."""
    usual = part.sum() / whole.sum() if whole.sum() > 0 else np.nan
    return (part + PRIOR * size * usual) / (whole + PRIOR * size)


def _ratio(part: Array, whole: Array) -> Array:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)
