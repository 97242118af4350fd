"""Requests that were refused and carried out all the same, of those that can be checked."""

from __future__ import annotations

import pandas as pd

from salesnb.reviews.heads.ground import Ground, in_months, named_by

DONE = 0.9  # of the discount asked for, from which on a refused one was given
ASKED = ["rep_id", "region_id", "customer_id", "reference", "amount", "is_breach"]


def refused_and_done(
    ground: Ground, over_limit: pd.Series | None, diverted: pd.Series | None
) -> pd.DataFrame:
    """Return the decided requests that can be checked, with whether a refused one was carried out.

    Of prices those whose order was invoiced in the report month (carried out: the order gave at
    least `DONE` of the discount asked for); of credit and territory the last one of each customer.
    `over_limit` and `diverted`: the amount over its limit, and sold elsewhere, by customer; None
    where it cannot be told. Columns: `ASKED`; amount is what was done against the refusal.
    """
    rows = ground.facts["approvals"]
    rows = rows[rows["is_granted"].notna() & (rows["decided_on"] <= ground.last)]
    rows = in_months(rows, "decided_on", ground).astype({"is_granted": "bool"})
    found = [_prices(rows[rows["kind"] == "price"], ground)]
    for kind, amounts in (("credit", over_limit), ("territory", diverted)):
        if amounts is not None:
            found.append(_of_customers(rows[rows["kind"] == kind], amounts))
    every = pd.concat(found, ignore_index=True)
    region = named_by(every["customer_id"], ground.region_of_customer)
    home = named_by(every["rep_id"], ground.region_of_rep)
    return every.assign(region_id=region.where(region != "", home))[ASKED]


def _prices(asked: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return requests for prices of orders invoiced in the month; amount is the discount given."""
    lines = ground.facts["month_lines"]
    given = (lines["list_amount"] - lines["net_amount"]).fillna(0.0)
    by_order = given.groupby(lines["order_id"]).sum()
    rows = asked[asked["reference"].isin(by_order.index)]
    amount = rows["reference"].map(by_order).astype(float)
    is_done = amount >= DONE * rows["amount"].fillna(0.0)
    return rows.assign(amount=amount, is_breach=~rows["is_granted"] & is_done & (amount > 0))


def _of_customers(asked: pd.DataFrame, amounts: pd.Series) -> pd.DataFrame:
    """Return the last request of each customer; amount is what was done without a grant."""
    rows = asked.sort_values("decided_on", kind="stable").drop_duplicates(
        "customer_id", keep="last"
    )
    amount = rows["customer_id"].map(amounts).astype(float).fillna(0.0)
    return rows.assign(amount=amount, is_breach=~rows["is_granted"] & (amount > 0))
