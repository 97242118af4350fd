"""What a unit of each product sells for and leaves, and which products are counted in whole units.

All of the months given; amounts in currency units.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.months import YEAR

NEAR = 1e-6  # of a unit: a quantity this near to a whole number is one
SUMS = ["quantity", "net_amount", "costed_amount", "cost_amount"]


def unit_values(facts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row per product that ever sold: what a unit brings, and what it leaves.

    Index product_id; price (net amount per unit of the last twelve months with sales of it, of
    earlier ones where it did not sell then; missing without a quantity above nought), price_state
    (recent, earlier, none), margin_rate (margin over net amount of the lines whose cost is known;
    missing where none is), costed_share (of its net amount), is_whole (every month's quantity was
    a whole number: credit that reps share splits lines, never a month of a product).
    """
    sales = facts["sales_cube"]
    months = sales["month"].astype("str")
    last = sorted(months.unique())[-YEAR:]
    by = [sales["product_id"].astype("str"), months]
    monthly = sales.assign(**{name: sales[name].astype(float) for name in SUMS})
    monthly = monthly.groupby(by)[SUMS].sum()
    every = monthly.groupby(level=0).sum()
    recent = monthly[monthly.index.get_level_values(1).isin(last)].groupby(level=0).sum()
    recent = recent.reindex(every.index).fillna(0.0)
    now, ever = _price(recent), _price(every)
    off = (monthly["quantity"] - monthly["quantity"].round()).abs().groupby(level=0).max()
    known = now.notna().to_numpy()
    costed = recent["costed_amount"].where(recent["costed_amount"] > 0)
    return pd.DataFrame(
        {
            "price": now.fillna(ever),
            "price_state": np.where(known, "recent", np.where(ever.notna(), "earlier", "none")),
            "margin_rate": (costed - recent["cost_amount"]) / costed,
            "costed_share": (recent["costed_amount"] / recent["net_amount"]).where(
                recent["net_amount"] > 0
            ),
            "is_whole": off <= NEAR,
        }
    )


def _price(sums: pd.DataFrame) -> pd.Series:
    """Return net amount per unit; missing where either is not above nought."""
    is_known = (sums["quantity"] > 0) & (sums["net_amount"] > 0)
    return (sums["net_amount"] / sums["quantity"].where(is_known)).where(is_known)
