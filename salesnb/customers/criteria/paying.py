"""Credit: how many days after the due day a customer's money is expected."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.customers.criteria.history import Floats, Frames, History
from salesnb.customers.criteria.measured import Measured, around, on, unknown
from salesnb.months import YEAR

UNPAID_DAYS = 180.0  # that an amount counts as late which is not expected at all
ONE_BILL_SD = 15.0  # days, of a single bill
BALANCE_SD = 20.0  # days, where only balances are known
DAYS = 365.0


def credit(facts: Frames, history: History) -> Measured:
    """Return the days after the due day at which a customer's open bills are expected.

    From `payment_times` (one row per open instalment), weighted by amounts; what is expected not to
    be paid at all counts as half a year late. Of who owes nothing now it is the days that a year's
    receivables stood, less the days of its terms. Missing for others.
    """
    open_days, n = _of_open_bills(facts, history.ids)
    by_balance = _of_balances(facts, history)
    found = around(by_balance, BALANCE_SD)
    if n is None:
        return found
    own = around(open_days, ONE_BILL_SD / np.sqrt(np.maximum(n, 1.0)))
    has = ~np.isnan(open_days)
    parts = zip((own.value, own.low, own.high), (found.value, found.low, found.high), strict=True)
    return Measured(*(np.where(has, left, right) for left, right in parts))


def _of_open_bills(facts: Frames, ids: pd.Index) -> tuple[Floats, Floats | None]:
    bills = facts.get("payment_times", pd.DataFrame())
    if not len(bills):
        return np.full(len(ids), np.nan), None
    late = (pd.to_datetime(bills["expected_on"]) - pd.to_datetime(bills["due_on"])).dt.days
    lost = bills["unpaid_share"].astype(float).fillna(0.0)
    days = late.astype(float).fillna(UNPAID_DAYS) * (1 - lost) + UNPAID_DAYS * lost
    amount = bills["open_amount"].astype(float).clip(lower=0)
    rows = pd.DataFrame({"customer_id": bills["customer_id"].astype("str"), "amount": amount})
    rows["days"] = days.to_numpy() * amount.to_numpy()
    sums = rows.groupby("customer_id").agg(
        amount=("amount", "sum"), days=("days", "sum"), n=("days", "size")
    )
    sums = sums[sums["amount"] > 0]
    return on(ids, sums["days"] / sums["amount"]), np.nan_to_num(on(ids, sums["n"]))


def _of_balances(facts: Frames, history: History) -> Floats:
    """Return the days that receivables of the last year stood, beyond the days of the terms."""
    owed = facts.get("receivables", pd.DataFrame())
    if not len(owed):
        return np.asarray(unknown(len(history.ids)).value)
    months = {str(one) for one in (history.month - (YEAR - 1)).until(history.month)}
    own = owed[owed["month"].astype("str").isin(months)]
    by = own.groupby(own["customer_id"].astype("str"))[["opening", "closing", "invoiced"]].sum()
    mean = (by["opening"] + by["closing"]).clip(lower=0) / 2 / YEAR
    days = (mean / by["invoiced"].where(by["invoiced"] > 0) * DAYS).clip(upper=DAYS)
    return np.asarray(on(history.ids, days) - _terms(facts, history.ids))


def _terms(facts: Frames, ids: pd.Index) -> Floats:
    """Return the days of each customer's terms, 0 where none are stated."""
    customers, terms = (facts.get(n, pd.DataFrame()) for n in ("customers", "settlement_terms"))
    if not len(customers) or not len(terms) or "settlement_id" not in customers:
        return np.zeros(len(ids))
    days = terms.set_index(terms["settlement_id"].astype("str"))["nominal_days"].astype(float)
    own = customers.set_index(customers["customer_id"].astype("str"))["settlement_id"].astype("str")
    return np.nan_to_num(on(ids, own.map(days)))
