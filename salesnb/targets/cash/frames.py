"""The frames of cash: months, weeks, quantiles, shares of receipts, and what they rest on.

All amounts are in currency units, rounded to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd

from salesnb.measures.receivables import receivables_closing
from salesnb.members import TOTAL
from salesnb.methods.payment_ledger import Array, Days, Ledger, days
from salesnb.targets.cash.ahead import month_ends
from salesnb.targets.cash.errors import (
    FEWEST_ORIGINS,
    LEAST_PAID,
    CashErrors,
    bounds,
    ends_of_weeks,
    mean_known,
)
from salesnb.targets.cash.known import Cash
from salesnb.targets.ranges import CONFIDENCE, HIGH, LOW, QUANTILES


def cash_basis(cash: Cash) -> pd.DataFrame:
    """Return one row: on what the forecast of cash rests.

    state (see `Cash.state`), n_payments, least_payments, n_open, open_amount, doubtful_amount (not
    expected within twelve months), n_origins, least_origins, is_planned, speed (payments of the
    last three months over those expected).
    """
    book, origin = cash.ahead.book, cash.ahead.origin
    still = book.open_amounts(origin)
    row = {
        "state": cash.state,
        "n_payments": int(book.is_paid(origin).sum()),
        "least_payments": LEAST_PAID,
        "n_open": int((still != 0).sum()),
        "open_amount": float(np.round(still.sum(), 2)),
        "doubtful_amount": cash.items.doubtful(cash.ahead),
        "n_origins": len(cash.errors.origins),
        "least_origins": FEWEST_ORIGINS,
        "is_planned": cash.is_planned,
        "speed": cash.ahead.times.speed,
    }
    return pd.DataFrame([row])


def _spans(cash: Cash, until: Days) -> tuple[Array, Array]:
    """Return cash between days, from open instalments and from new invoices, to the cent."""
    opened = cash.ahead.by_method(cash.items.place, cash.items.paid_by(cash.ahead, until))
    fresh = cash.ahead.from_new(cash.invoicing, until)
    first, second = (np.round(np.diff(x, axis=1), 2) for x in (opened, fresh))
    return _with_total(first), _with_total(second)


def _with_total(by_method: Array) -> Array:
    return np.concatenate([by_method.sum(axis=0, keepdims=True), by_method])


def _interval(errors: CashErrors, expected: Array, level: float) -> Array:
    """Return the bound at `level` of amounts of nodes (all together first) by step.

    Missing for nodes and companies without enough earlier runs.
    """
    spread, n = errors.spread()
    usual = mean_known(errors.actual, axis=(0, 2))
    extra = len(expected) - len(spread)
    beyond = max(expected.shape[1] - spread.shape[1], 0)
    width, counted = (np.pad(x, ((0, 0), (0, beyond)), mode="edge") for x in (spread, n))
    width, counted = (x[:, : expected.shape[1]] for x in (width, counted))
    width = np.pad(width, ((0, extra), (0, 0)), constant_values=np.nan)
    counted = np.maximum(np.pad(counted, ((0, extra), (0, 0))), FEWEST_ORIGINS)
    return bounds(expected, width, counted, usual=np.pad(usual, (0, extra)), level=level)


def cash_months(cash: Cash, facts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the roll-forward to come: a row per node and month.

    dimension (`total`, `settlement`), node, month, opening, invoiced, received, from_open,
    from_new, low, high (of received, 80 %), closing. opening + invoiced - received = closing to
    the cent; write-offs are not foreseen, and planned invoicing is net of credit notes.
    """
    from_open, from_new = _spans(cash, month_ends(cash.ahead.month, len(cash.months)))
    received = np.round(from_open + from_new, 2)
    invoiced = _with_total(np.round(cash.invoicing, 2))
    start = _with_total(_opening(cash)[:, None])[:, 0]
    start[0] -= unapplied(facts, cash.ahead.book, cash.ahead.origin)
    gone = np.cumsum(invoiced - received, axis=1)
    closing = np.round(start[:, None] + gone, 2)
    opening = np.round(np.concatenate([start[:, None], closing], axis=1)[:, :-1], 2)
    values = {
        "opening": opening,
        "invoiced": invoiced,
        "received": received,
        "from_open": from_open,
        "from_new": from_new,
        "low": np.round(_interval(cash.errors, received, LOW), 2),
        "high": np.round(_interval(cash.errors, received, HIGH), 2),
        "closing": receivables_closing(opening, invoiced, 0.0, received, 0.0).round(2),
    }
    return _long(cash, values)


def _long(cash: Cash, values: Mapping[str, Array]) -> pd.DataFrame:
    """Return nodes x months as rows, without methods that have neither invoices nor cash."""
    nodes = [(TOTAL, TOTAL), *(("settlement", name) for name in cash.methods)]
    months = [str(one) for one in cash.months]
    keys = [(*node, one) for node in nodes for one in months]
    frame = pd.DataFrame(keys, columns=["dimension", "node", "month"])
    return frame.assign(**{name: one.reshape(-1) for name, one in values.items()})


def _opening(cash: Cash) -> Array:
    """Return what is open by method at the end of the report month."""
    book = cash.ahead.book
    still = book.open_amounts(cash.ahead.origin)
    return np.round(np.bincount(book.method, still, len(cash.methods)), 2)


def unapplied(facts: Mapping[str, pd.DataFrame], book: Ledger, origin: int) -> float:
    """Return what was received by `origin` and pays no instalment known then."""
    payments = facts["payments"]
    place = book.ids.get_indexer(pd.Index(payments["instalment_id"]))
    unknown = (place < 0) | ~np.append(book.is_known(origin), False)[place]
    free = unknown & (days(payments["paid_on"]) <= origin)
    return float(np.round(payments["amount"].to_numpy(float)[free].sum(), 2))


def quantiles(cash: Cash) -> pd.DataFrame:
    """Return cash received by node, month and quantile: the artefact `collections_forecast`.

    dimension, node, month, quantile, amount. Without errors of earlier runs only the expected
    amount is known, at .5.
    """
    opened, fresh = _spans(cash, month_ends(cash.ahead.month, len(cash.months)))
    expected = np.round(opened + fresh, 2)
    parts = []
    for level in QUANTILES:
        amount = expected if level == 0.5 else np.round(_interval(cash.errors, expected, level), 2)
        parts.append(_long(cash, {"quantile": np.full(amount.shape, level), "amount": amount}))
    every = pd.concat(parts, ignore_index=True).dropna(subset="amount")
    keys = ["dimension", "node", "month", "quantile"]
    return every.sort_values(keys, ignore_index=True)


def cash_weeks(cash: Cash) -> pd.DataFrame:
    """Return the cash of the next thirteen weeks.

    week, first_day, last_day, working_days, expected, from_open, from_new (they add up to it),
    low, high, confidence. Weeks are those of `targets.weeks`.
    """
    ends = ends_of_weeks(cash.ahead.month, cash.works)
    opened, fresh = (parts[:1] for parts in _spans(cash, ends))
    received = np.round(opened + fresh, 2)
    working = [int(cash.works.between(int(a) + 1, int(b)).sum()) for a, b in pairwise(ends)]
    dates = ends.astype("datetime64[D]")
    return pd.DataFrame(
        {
            "week": np.arange(1, len(ends)),
            "first_day": pd.to_datetime(dates[:-1] + 1),
            "last_day": pd.to_datetime(dates[1:]),
            "working_days": working,
            "expected": received[0],
            "from_open": opened[0],
            "from_new": fresh[0],
            "low": np.round(_interval(cash.errors_of_weeks, received, LOW)[0], 2),
            "high": np.round(_interval(cash.errors_of_weeks, received, HIGH)[0], 2),
            "confidence": CONFIDENCE,
        }
    )


def receipt_shares(cash: Cash) -> pd.DataFrame:
    """Return which share of a month's invoices comes in so many months later, by method.

    settlement_id, months_after (0 is the month of the invoice), share. What comes in before the
    invoice counts with its month. For targets of cash: planned invoicing times these shares.
    """
    n = max(len(cash.months), 1)
    ends = month_ends(cash.ahead.month, n)
    issued = np.arange(ends[0] + 1, ends[1] + 1)
    weight = cash.ahead.profile.shares(int(ends[0]) + 1, int(ends[1]))
    upto = np.stack([cash.ahead.curves.at(int(end) - issued) @ weight for end in ends[1:]], axis=1)
    shares = np.diff(upto, axis=1, prepend=0.0)
    names = np.repeat(np.array(cash.methods, dtype=object), n)
    after = np.tile(np.arange(n), len(cash.methods))
    return pd.DataFrame(
        {"settlement_id": names, "months_after": after, "share": shares.reshape(-1)}
    )
