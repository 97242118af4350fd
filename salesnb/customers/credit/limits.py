"""How much credit suits each customer, what may be lost, and which orders to look at first.

Suggested limit = security + room x purchases of a month x max(days until due, 30) / 30 x factor of
the class x (1 - share paid very late) x (1 - lost share): the credit that buying as usual takes,
less where a customer pays very late or not at all. Expected loss = chance of not paying x share
lost x (exposure - security), the usual product of the probability, severity and amount of default.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.errors import UsageError
from salesnb.i18n import N_, t
from salesnb.measures.receivables import utilisation
from salesnb.methods.payment_ledger import Array

CLASS_FACTOR = {"A": 1.25, "B": 1.0, "C": 0.75}
TOLERANCE = {"A": 1.0, "B": 0.5, "C": 0.25}  # of a usual month's invoices, overdue for a month
UNCLASSED = "B"
LEAST_TERMS, MONTH_DAYS = 30.0, 30.0
HOPELESS = 0.10  # lost share from which no more is suggested than what is secured
DOUBTFUL = 0.50  # chance of not paying what is open, from which likewise
SHOWN = 3
COLUMNS = [
    "customer_id",
    "customer_class",
    *("exposure", "receivables", "deposits", "orders", "bills"),
    *("overdue", "overdue_days", "n_overdue"),
    *("security_amount", "credit_limit", "suggested_limit", "utilisation", "room_left"),
    *("n_due", "p_late", "late_days", "very_late_share", "lost_share", "monthly", "terms_days"),
    *("p_loss", "expected_loss", "weight", "tolerance", "warning"),
]


@dataclass(frozen=True)
class Terms:
    """What limits and losses rest on: `room` in months' purchases, `loss_share` of a default."""

    room: float = 1.5
    loss_share: float = 0.9

    def __post_init__(self) -> None:
        if not 0.5 <= self.room <= 5:
            text = t("{name} {value}: not between 0.5 and 5", name="room", value=self.room)
            raise UsageError(text, fix=t("write e.g. {example}", example=1.5))
        if not 0 <= self.loss_share <= 1:
            text = t("{name} {value}: not a share", name="loss", value=self.loss_share)
            raise UsageError(text, fix=t("write e.g. {example}", example=0.9))


def require_limits(customers: pd.DataFrame) -> None:
    """Raise `UsageError` for credit limits or securities below zero, all customers at once."""
    below = {
        "credit_limit": N_("{n} credit limits below zero: {customers}"),
        "security_amount": N_("{n} securities below zero: {customers}"),
    }
    for column, text in below.items():
        wrong = customers[pd.to_numeric(customers[column]) < 0]
        if len(wrong):
            named = [f"{row.customer_id} ({getattr(row, column):g})" for row in wrong.itertuples()]
            more = "" if len(named) <= SHOWN else ", ..."
            raise UsageError(
                t(text, n=len(wrong), customers=", ".join(named[:SHOWN]) + more),
                fix=t("state 0 for no credit, and leave the cell empty where nothing is decided"),
            )


def limits(
    exposed: pd.DataFrame, behaves: pd.DataFrame, customers: pd.DataFrame, *, terms: Terms
) -> pd.DataFrame:
    """Return one row per customer with exposure, a limit or purchases of the last year.

    `exposed` as `exposures`, `behaves` as `behaviour` with `unpaid_share` (of what is open),
    `customers`: customer_id, credit_limit, security_amount, customer_class ('' where unknown).
    Columns of these, and suggested_limit, utilisation, room_left, p_loss, expected_loss, weight
    (overdue money x days, in usual months), tolerance (of the class) and warning: `over_limit`,
    `overdue`, `both`, or '' (see `_warnings`).
    """
    require_limits(customers)
    rows = customers.merge(exposed, on="customer_id", how="outer")
    rows = rows.merge(behaves, on="customer_id", how="left")
    amounts = ["exposure", "receivables", "deposits", "orders", "bills", "overdue", "n_overdue"]
    rows[[*amounts, "monthly"]] = rows[[*amounts, "monthly"]].fillna(0.0)
    rows["customer_class"] = rows["customer_class"].fillna("")
    counts = (rows["exposure"] > 0) | (rows["monthly"] > 0) | rows["overdue"].gt(0)
    rows = rows[counts].sort_values("customer_id").reset_index(drop=True)
    rows["p_loss"] = _p_loss(rows)
    rows["suggested_limit"] = _suggested(rows, terms)
    limit = rows["credit_limit"]
    rows["utilisation"] = utilisation(rows["exposure"], limit.where(limit > 0))
    rows["room_left"] = (limit - rows["exposure"]).round(2)
    at_stake = (rows["exposure"] - rows["security_amount"].fillna(0.0)).clip(lower=0)
    rows["expected_loss"] = (rows["p_loss"] * terms.loss_share * at_stake).round(2)
    usual = rows["monthly"].where(rows["monthly"] > 0)
    load = rows["overdue"] * rows["overdue_days"].fillna(0.0) / MONTH_DAYS
    rows["weight"] = load / usual
    rows["tolerance"] = _of_class(rows, TOLERANCE)
    return rows.assign(warning=_warnings(rows))[COLUMNS]


def _of_class(rows: pd.DataFrame, by: dict[str, float]) -> Array:
    return rows["customer_class"].map(by).fillna(by[UNCLASSED]).to_numpy(float)


def _suggested(rows: pd.DataFrame, terms: Terms) -> Array:
    """Return suggested limits, rounded down to two digits; missing without purchases."""
    days = rows["terms_days"].clip(lower=LEAST_TERMS).fillna(LEAST_TERMS) / MONTH_DAYS
    takes = terms.room * rows["monthly"].clip(lower=0) * days * _of_class(rows, CLASS_FACTOR)
    trust = (1 - rows["very_late_share"].fillna(0.0)) * (1 - rows["lost_share"].fillna(0.0))
    is_trusted = (rows["lost_share"].fillna(0.0) < HOPELESS) & (rows["p_loss"] < DOUBTFUL)
    trust = trust.where(is_trusted, 0.0)
    unsecured = _two_digits((takes * trust).to_numpy(float))
    found = rows["security_amount"].fillna(0.0) + unsecured
    return found.where(rows["monthly"] > 0).to_numpy(float)


def _two_digits(amounts: Array) -> Array:
    """Return amounts rounded down to two digits, as limits are stated."""
    positive = np.maximum(amounts, 0.0)
    unit = 10.0 ** (np.floor(np.log10(np.maximum(positive, 1e-9))) - 1)
    return np.where(positive > 0, np.floor(positive / unit + 1e-9) * unit, 0.0)


def _p_loss(rows: pd.DataFrame) -> pd.Series:
    """Return the chance of not paying: of what is open by its instalments, else as before."""
    before = rows["lost_share"].fillna(rows["lost_share"].median())
    opened = rows["receivables"].clip(lower=0)
    of_open = rows["unpaid_share"].fillna(before)
    rest = (rows["exposure"] - opened).clip(lower=0)
    whole = (opened + rest).where(opened + rest > 0)
    return ((opened * of_open + rest * before) / whole).fillna(before)


def _warnings(rows: pd.DataFrame) -> pd.Series:
    """Return why an order in hand is to be looked at before it is delivered.

    `over_limit`: what is owed and ordered together exceeds the limit. `overdue`: overdue money x
    days weighs more than the class tolerates (all of it where nothing was bought of late). Never
    by a count alone, and only where there is an order.
    """
    ordered = rows["orders"] > 0
    over = ordered & (rows["exposure"] > rows["credit_limit"])
    weight = rows["weight"].fillna(np.inf)
    late = ordered & (rows["overdue"] > 0) & (weight > rows["tolerance"])
    found = pd.Series("", index=rows.index).mask(over, "over_limit").mask(late, "overdue")
    return found.mask(over & late, "both")
