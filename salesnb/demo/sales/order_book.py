"""Which order lines came of won deals, and which were open at the end of each month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.truth import Truth

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
    columns = ["opportunity_id", "customer_id", "product_group", "closed_on", "amount"]
    won = won.sort_values(["closed_on", "opportunity_id"])[columns].reset_index(drop=True)
    won["amount"] *= rng.uniform(0.8, 1.2, len(won))
    pairs = _near(world, won, orders)
    own = pairs.sort_values(["other", "closed_on", "opportunity_id"], kind="stable")
    own = own.drop_duplicates(["order_id", "line_id"])
    own = own.sort_values(["opportunity_id", "other", "order_on", "order_id", "line_id"])
    before = own.groupby("opportunity_id")["net_amount"].cumsum() - own["net_amount"]
    chosen = own[before < own["amount"]]
    return chosen[DEAL_SALES].sort_values(DEAL_SALES, ignore_index=True)


def _near(world: World, won: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Return each won deal with each line that its customer ordered within 90 days of it.

    `other` is whether the line is of another product group than the deal.
    """
    columns = ["order_id", "line_id", "order_on", "customer_id", "product_id", "net_amount"]
    lines = orders.loc[orders["customer_id"].isin(won["customer_id"]), columns]
    pairs = won.merge(lines, on="customer_id")
    late = pairs["closed_on"] + pd.Timedelta(days=DAYS_AFTER)
    pairs = pairs[pairs["order_on"].between(pairs["closed_on"], late)]
    groups = world.products.set_index("product_id")["product_group"]
    return pairs.assign(other=pairs["product_id"].map(groups) != pairs["product_group"])


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
