"""Which order lines came of won deals, and which were open at the end of each month."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salesnb.demo.orders import World
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth

DAYS_AFTER = 90  # orders up to so long after a deal was won come of it
LISTS = 12  # month-ends with a list of open orders
DEAL_SALES = ["opportunity_id", "order_id", "line_id"]
OPEN = {
    "order_id": "order_id",
    "line_id": "line_id",
    "customer_id": "customer_id",
    "product_id": "product_id",
    "order_on": "order_on",
    "promised_on": "due_on",
    "quantity": "open_quantity",
    "net_amount": "open_amount",
}


def deal_sales(world: World, deals: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Return lines of orders that the customer of a won deal placed within 90 days of it.

    Lines of the deal's product group come first, up to about the deal's amount; no line comes of
    two deals.
    """
    rng = stream(world.truth.seed, "deal_sales")
    won = deals[(deals["stage"] == "won") & deals["customer_id"].notna()]
    lines = orders[orders["customer_id"].isin(won["customer_id"])]
    groups = world.products.set_index("product_id")["product_group"]
    lines = lines.assign(product_group=lines["product_id"].map(groups))
    by_customer = dict(tuple(lines.groupby("customer_id")))
    taken: set[int] = set()
    parts = []
    columns = ["opportunity_id", "customer_id", "product_group", "closed_on", "amount"]
    in_order = won.sort_values(["closed_on", "opportunity_id"])[columns]
    dealt: list[Any] = list(in_order.itertuples(index=False))
    for one in dealt:
        own = by_customer.get(one.customer_id, lines.iloc[:0])
        late = one.closed_on + pd.Timedelta(days=DAYS_AFTER)
        near = own[own["order_on"].between(one.closed_on, late) & ~own.index.isin(taken)]
        chosen = _up_to(near, one.product_group, one.amount * rng.uniform(0.8, 1.2))
        taken |= set(chosen.index)
        parts.append(chosen.assign(opportunity_id=one.opportunity_id)[DEAL_SALES])
    return pd.concat(parts).sort_values(DEAL_SALES, ignore_index=True)


def _up_to(lines: pd.DataFrame, group: str, amount: float) -> pd.DataFrame:
    """Return lines of a product group, else of others, by date until an amount is reached."""
    other = (lines["product_group"] != group).rename("other")
    ranked = lines.assign(other=other).sort_values(["other", "order_on", "order_id", "line_id"])
    before = ranked["net_amount"].cumsum() - ranked["net_amount"]
    return ranked[before < amount]


def open_orders(truth: Truth, orders: pd.DataFrame, billed: pd.DataFrame) -> pd.DataFrame:
    """Return the lines ordered and not yet invoiced at each of the last month-ends."""
    first = billed[billed["kind"] == "invoice"].drop_duplicates("order_id")
    invoiced = orders["order_id"].map(first.set_index("order_id")["invoice_on"])
    parts = []
    for month in truth.months[-LISTS:]:
        day = np.datetime64(month.last)
        is_open = (orders["order_on"] <= day) & (invoiced.isna() | (invoiced > day))
        lines = orders.loc[is_open, list(OPEN)].rename(columns=OPEN)
        parts.append(lines.assign(as_of_on=pd.Timestamp(month.last)))
    return pd.concat(parts).sort_values(["as_of_on", "order_id", "line_id"], ignore_index=True)
