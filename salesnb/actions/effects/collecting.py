"""Does a visit to collect bring money sooner? Instalments with such a visit before their due day.

Visits after the due day go to those who have not paid and say nothing. Days are counted up to
`MOST_DAYS` after the due day, of instalments due so long ago that every one is known to that day;
what is still open then counts as that many. Each customer and settlement method is compared with
itself, months with what they were for all, and customers that were behind with others that were.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.actions.effects.panel import Array, Facts, made
from salesnb.actions.effects.visiting import ALL
from salesnb.members import NOBODY
from salesnb.methods import within
from salesnb.methods.payment_ledger import CENT, Ledger, day
from salesnb.months import Month

MOST_DAYS = 60
WINDOW = 30  # days up to the due day within which a visit counts
FEWEST = 100  # instalments with such a visit, and as many without
FEWEST_CUSTOMERS = 20
KEY = 10**6  # above any day number
AIM = "collect"
ROWS = "kind action outcome customer_class n n_all n_clusters days_with days_without effect error"


def collecting(facts: Facts, book: Ledger, *, month: Month) -> pd.DataFrame:
    """Return by how many days a visit with the aim to collect brings money sooner (`ROWS`).

    `facts`: visits, visit_objectives; `book`: the ledger of instalments. n: instalments with such a
    visit, n_all: instalments looked at. One row; none without instalments or such visits.
    """
    held = made(facts["visits"], month)
    aims = facts["visit_objectives"]
    own = aims.loc[(aims["objective"] == AIM).to_numpy(), "visit_id"]
    is_own = held["visit_id"].isin(own)
    rows = owed(book, held, month=month)
    if not is_own.any() or not len(rows["late"]):
        return pd.DataFrame(columns=ROWS.split())
    collect = seen(rows, held[is_own], book)
    other = seen(rows, held[~is_own], book)
    return pd.DataFrame([_row(rows, collect, other)], columns=ROWS.split())


def owed(book: Ledger, held: pd.DataFrame, *, month: Month) -> dict[str, Array]:
    """Return instalments that are known to the last day counted: place, due, late, behind.

    late: days after the due day on which the last cent came (negative: before), at most
    `MOST_DAYS`. behind: how many of the customer's instalments were overdue `WINDOW` days before.
    """
    origin = day(month.last)
    paid = _settled(book, origin)
    late = np.minimum(paid - book.due, MOST_DAYS).astype(float)
    first = day(held["visit_date"].min()) if len(held) else origin
    inside = book.is_known(origin) & (book.amount > 0)
    inside &= (book.due - WINDOW >= first) & (book.due <= origin - MOST_DAYS)
    inside &= ~np.isin(np.array(book.customers, object)[book.customer], NOBODY)
    at = book.due - WINDOW
    behind = _before(book, book.due, at) - _before(book, np.maximum(paid, book.due), at)
    place = np.flatnonzero(inside)
    found = {"place": place, "due": book.due, "late": late, "behind": behind.astype(float)}
    found |= {"customer": book.customer, "cell": book.cell}
    return {name: one if name == "place" else one[place] for name, one in found.items()}


def seen(rows: dict[str, Array], visits: pd.DataFrame, book: Ledger) -> Array:
    """Return which instalments had one of the visits within the window up to the due day."""
    who = pd.Index(book.customers).get_indexer(pd.Index(visits["customer_id"].astype(str)))
    on = visits["visit_date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    known = np.sort(who[who >= 0] * KEY + on[who >= 0])
    mine = rows["customer"] * KEY + rows["due"]
    until = np.searchsorted(known, mine, side="right")
    return np.asarray(until > np.searchsorted(known, mine - WINDOW, side="right"))


def _settled(book: Ledger, origin: int) -> Array:
    """Return the day on which the last cent of each instalment came; far ahead of open ones."""
    counts = book.is_paid(origin)
    of, on, paid = (one[counts] for one in (book.paid_of, book.paid_on, book.paid))
    order = np.lexsort((on, of))
    of, on, paid = of[order], on[order], paid[order]
    sums = np.cumsum(paid)
    start = np.searchsorted(of, of, side="left") if len(of) else np.zeros(0, int)
    so_far = sums - np.where(start > 0, sums[start - 1], 0.0) if len(of) else sums
    full = so_far >= book.amount[of] - CENT
    found = np.full(len(book.amount), origin + 10 * KEY // 100, dtype=np.int64)
    np.minimum.at(found, of[full], on[full])
    return found


def _before(book: Ledger, days: Array, at: Array) -> Array:
    """Return how many of the customer's instalments have their day before each `at`."""
    known = np.sort(book.customer * KEY + np.minimum(days, KEY - 1))
    mine = book.customer * KEY + at
    return np.searchsorted(known, mine) - np.searchsorted(known, book.customer * KEY)


def _row(rows: dict[str, Array], collect: Array, other: Array) -> dict[str, object]:
    late = rows["late"]
    row: dict[str, object] = {
        "kind": "aim",
        "action": AIM,
        "outcome": "days_sooner",
        "customer_class": ALL,
        "n": int(collect.sum()),
        "n_all": len(late),
        "n_clusters": 0,
        "days_with": late[collect].mean() if collect.any() else np.nan,
        "days_without": late[~collect].mean() if (~collect).any() else np.nan,
        "effect": np.nan,
        "error": np.nan,
    }
    people = len(np.unique(rows["customer"]))
    if min(collect.sum(), (~collect).sum()) < FEWEST or people < FEWEST_CUSTOMERS:
        return row
    behind = np.minimum(rows["behind"], 3.0)
    x = np.column_stack([collect, other, behind > 0, behind]).astype(float)
    months = rows["due"].astype("datetime64[D]").astype("datetime64[M]")
    when = np.unique(months, return_inverse=True)[1]
    codes = [np.unique(rows[name], return_inverse=True)[1] for name in ("cell", "customer")]
    fitted = within.levels(late, x, [codes[0], when], codes[1])
    if fitted is not None and fitted.covariance[0, 0] > 0:
        row["effect"] = -float(fitted.effect[0])
        row["error"] = float(np.sqrt(fitted.covariance[0, 0]))
        row["n_clusters"] = fitted.n_clusters
    return row
