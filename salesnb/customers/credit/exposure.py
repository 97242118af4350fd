"""What is at risk with each customer: receivables, orders not delivered, paper not yet money."""

from __future__ import annotations

import pandas as pd

from salesnb.measures.receivables import exposure as at_risk

PAPER = ("acceptance_bill", "letter_of_credit", "cheque")


def exposures(
    open_instalments: pd.DataFrame,
    open_orders: pd.DataFrame,
    receipts: pd.DataFrame,
    *,
    on: pd.Timestamp,
) -> pd.DataFrame:
    """Return one row per customer with anything open.

    customer_id, receivables (what is open, less deposits and credits), deposits (of it, credits
    and receipts that pay nothing yet), orders (open amounts of the newest list up to `on`), bills
    (paper in hand that matures after `on`), exposure (receivables + orders + bills, never below
    zero), overdue, overdue_days (mean days past due, by amount), n_overdue.
    """
    owed = open_instalments.astype({"customer_id": "str"})
    late = owed[(owed["days_past_due"] > 0) & (owed["open_amount"] > 0)]
    weighted = late["open_amount"] * late["days_past_due"]
    of_late = late.groupby("customer_id")["open_amount"]
    found = pd.DataFrame(
        {
            "receivables": owed.groupby("customer_id")["open_amount"].sum(),
            "deposits": -owed[owed["open_amount"] < 0].groupby("customer_id")["open_amount"].sum(),
            "orders": _orders(open_orders, on),
            "bills": _bills(receipts, on),
            "overdue": of_late.sum(),
            "weighted": weighted.groupby(late["customer_id"]).sum(),
            "n_overdue": of_late.count(),
        }
    ).fillna(0.0)
    found["exposure"] = at_risk(found["receivables"], found["orders"], found["bills"]).clip(lower=0)
    found["overdue_days"] = found["weighted"] / found["overdue"].where(found["overdue"] > 0)
    money = ["receivables", "deposits", "orders", "bills", "overdue", "exposure"]
    found[money] = found[money].round(2)
    return found.drop(columns="weighted").rename_axis("customer_id").reset_index()


def _orders(open_orders: pd.DataFrame, on: pd.Timestamp) -> pd.Series:
    """Return open orders by customer from the newest list."""
    known = open_orders[open_orders["as_of_on"] <= on]
    newest = known[known["as_of_on"] == known["as_of_on"].max()].astype({"customer_id": "str"})
    return newest.groupby("customer_id")["open_amount"].sum().astype("float64")


def _bills(receipts: pd.DataFrame, on: pd.Timestamp) -> pd.Series:
    """Return paper in hand by customer; bounced paper is owed again, and not counted twice."""
    here = receipts["instrument"].isin(PAPER) & (receipts["received_on"] <= on)
    here &= receipts["matures_on"] > on
    here &= ~receipts["is_bounced"].fillna(False).astype(bool)
    paper = receipts[here].astype({"customer_id": "str"})
    return paper.groupby("customer_id")["amount"].sum().astype("float64")
