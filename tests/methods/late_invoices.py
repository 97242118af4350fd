"""Real receivables split by time, and how a rule for payments does on invoices issued later."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from salesnb.methods.payment_features import features
from salesnb.methods.payment_ledger import Array, Days, Ledger, day
from salesnb.methods.payment_odds import EVERY, PaymentOdds, at_issue, payment_odds
from salesnb.methods.payment_time import payment_times
from tests.targets.cash_peers import REAL, book_of, facts_real

AGES = np.arange(-30, 91).astype(float)  # days from the due day
ON_DUE = int(np.flatnonzero(AGES == 0)[0])
SPLIT, CASH = day("2013-06-30"), day("2013-09-30")


@dataclass(frozen=True)
class Real:
    """The ledger, whether each bill is on paper (known at issue), and days late in the end."""

    book: Ledger
    paper: Array
    late: Array


def real() -> Real:
    book = book_of(facts_real())
    rows = pd.read_csv(REAL, dtype=str)
    paper = (rows["PaperlessBill"] == "Paper").to_numpy(float)[:, None]
    late = np.zeros(len(book.amount))
    late[book.paid_of] = book.paid_on - book.due[book.paid_of]
    return Real(book, paper, late)


def learnt(seen: Real, origin: int) -> PaymentOdds:
    return payment_odds(seen.book, payment_times(seen.book, origin), more=seen.paper)


def unpaid_at_issue(seen: Real, odds: PaymentOdds, place: Days) -> Array:
    """Return the share unpaid by age of invoices issued after the origin (invoices x ages).

    The weights are those of the origin; curves and features as known at issue.
    """
    book, found = seen.book, np.ones((len(place), len(AGES)))
    moved = odds.moved(at_issue(book, place, more=seen.paper))
    block = (book.issued[place] - odds.times.origin - 1) // EVERY
    for one in np.unique(block):
        mine = np.flatnonzero(block == one)
        now = replace(odds, times=payment_times(book, odds.times.origin + int(one) * EVERY))
        row = np.repeat(book.cell[place[mine]][:, None], len(AGES), axis=1)
        age = np.repeat(AGES[None, :], len(mine), axis=0)
        found[mine] = now.unpaid(row, age, moved=moved[mine][:, None])
    return found


def measured(unpaid: Array, late: Array) -> dict[str, float]:
    """Return AUC and Brier of being late, MAE of the median day, cover of the 80 % interval."""
    chance, is_late = unpaid[:, ON_DUE], late > 0
    order = pd.Series(chance).rank().to_numpy()
    n, m = is_late.sum(), (~is_late).sum()
    low, middle, high = (AGES[(unpaid <= 1 - part).argmax(axis=1)] for part in (0.1, 0.5, 0.9))
    return {
        "auc": float((order[is_late].sum() - n * (n + 1) / 2) / (n * m)),
        "brier": float(((chance - is_late) ** 2).mean()),
        "days_mae": float(np.abs(middle - late).mean()),
        "cover": float(((low <= late) & (late <= high)).mean()),
    }


def cash_of_six_weeks(seen: Real, origin: int = CASH) -> tuple[Array, Array, Array, Array]:
    """Return of each invoice open on a day its cash by week: came, foretold, by due day, by curve.

    Each is invoices x 6 weeks.
    """
    book, odds = seen.book, learnt(seen, origin)
    place = np.flatnonzero(book.open_amounts(origin) > 0)
    amount, due = book.amount[place][:, None], book.due[place][:, None]
    ends = (origin + 7 * np.arange(7))[None, :]
    row = np.repeat(book.cell[place][:, None], 7, axis=1)
    age = np.repeat((origin - due).astype(float), 7, axis=1)
    then = (ends - due).astype(float)
    now = features(book, place, np.full(len(place), origin + 1))
    moved = odds.moved(np.concatenate([now, seen.paper[place]], axis=1))[:, None]
    foretold = amount * odds.paid_after(row, age, then=then, moved=moved)
    by_curve = amount * odds.times.paid_after(row, age, then=then)
    came = amount * (due + seen.late[place][:, None] <= ends)
    by_due = amount * (np.maximum(due, origin + 1) <= ends)
    first, second, third, fourth = (
        np.diff(one, axis=1) for one in (came, foretold, by_due, by_curve)
    )
    return first, second, third, fourth


def wape(came: Array, foretold: Array) -> float:
    """Return the error of weekly cash, of what came."""
    off = np.abs(came.sum(axis=0) - foretold.sum(axis=0)).sum()
    return float(off / came.sum())
