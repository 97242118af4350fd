"""Dangers and chances of a month: all of them in one list, ranked in money."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.months import Month
from salesnb.reviews.signals.bought import came_back, fell_silent, first_in_group
from salesnb.reviews.signals.market import price_steps, share_moves
from salesnb.reviews.signals.orders import orders_ahead

COLUMNS = ["kind", "dimension", "node", "sense", "amount", "chance_amount", "is_clear", "n_rows"]
COLUMNS += ["before", "rival", "confirm"]


def find_signals(
    facts: Mapping[str, pd.DataFrame], *, month: Month, whole: list[str]
) -> pd.DataFrame:
    """Return what threatens sales and what was won: one row per kind, dimension and node.

    `facts`: sales_cube, products, order_cube, and where they are there the results
    02_sales_overdue, 03_market_split and 03b_rivals_price_changes; `whole` the whole months of
    sales. Columns: kind (share, rival_price, silent, white_space, came_back, orders), dimension,
    node, sense (danger, chance), amount (currency; below 0 is a danger; each kind says of what),
    chance_amount (how much chance alone may make of it; missing where the amount was counted, not
    estimated), is_clear (the amount is counted, or larger than chance makes it), n_rows (customers,
    pairs or months behind it), before (the same a year earlier; missing where it is not known),
    rival (who moved a price), confirm (the kind, for what would confirm it).
    """
    sales = facts["sales_cube"]
    parts = [
        share_moves(facts.get("03_market_split"), sales, facts["products"], whole),
        price_steps(facts.get("03b_rivals_price_changes"), sales, facts["products"], month),
        fell_silent(facts.get("02_sales_overdue")),
        first_in_group(sales, facts["products"], month),
        came_back(sales, month),
        orders_ahead(facts.get("order_cube"), sales, whole),
    ]
    found = [one for one in parts if len(one)]
    if not found:
        return pd.DataFrame(columns=COLUMNS)
    rows = pd.concat(found, ignore_index=True).reindex(columns=COLUMNS)
    rows["sense"] = rows["amount"].lt(0).map({True: "danger", False: "chance"})
    numbers = ["amount", "chance_amount", "n_rows", "before"]
    rows = rows.astype(dict.fromkeys(numbers, "float64"))
    more = {"rival": rows["rival"].fillna(""), "confirm": rows["kind"]}
    return rows.assign(amount=rows["amount"].round(2), **more)
