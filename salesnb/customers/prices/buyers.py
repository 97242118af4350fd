"""What each customer pays: against its own earlier prices, and against others of its class."""

from __future__ import annotations

import pandas as pd

from salesnb.customers.prices.ground import Ground
from salesnb.measures import market

LEAST = 8  # cells of others that say what is usual in a class and region
COLUMNS = [
    *("customer_id", "customer_class", "n_lines", "list_amount", "price_realisation", "before"),
    *("others", "n_below", "below_amount", "explained_amount"),
]


def price_buyers(ground: Ground) -> pd.DataFrame:
    """Return one row per customer with a list value in the window.

    Columns: customer_id, customer_class, n_lines, list_amount, price_realisation (net over list of
    the lines with a list value), before (of as many months before), others (the middle one of its
    class), n_below (lines below floor), below_amount, explained_amount (of these under a promotion
    or with a granted exception).
    """
    now, before = ground.judged, ground.before
    explained = now["promotion_below"] + now["approved_below"]
    sums = now.assign(explained_amount=explained).groupby("customer_id")
    names = ["n_lines", "list_amount", "listed_amount", "n_below_floor", "below_floor_amount"]
    table = sums[[*names, "explained_amount"]].sum().join(sums["customer_class"].first())
    table = table[table["list_amount"] > 0]
    earlier = before.groupby("customer_id")[["listed_amount", "list_amount"]].sum()
    earlier = earlier.reindex(table.index)
    table["price_realisation"] = market.price_realisation(
        table["listed_amount"], table["list_amount"]
    )
    table["before"] = market.price_realisation(earlier["listed_amount"], earlier["list_amount"])
    by_class = table.groupby("customer_class")["price_realisation"]
    table["others"] = by_class.transform("median").where(by_class.transform("size") >= LEAST)
    renamed = {"n_below_floor": "n_below", "below_floor_amount": "below_amount"}
    return table.rename(columns=renamed).reset_index()[COLUMNS]
