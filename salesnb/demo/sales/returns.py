"""What one more unit of money brings, by channel and region, in closed form from the response.

Money spent at a steady rate x a month builds a stock S = x / (1 - carry), which works by
S / (S + half). One more unit a month makes the stock 1 / (1 - carry) larger, so that in the end

- orders grow a month by amount * effect * half / (S + half)^2 / (1 - carry),
- leads grow a month by most * size * half / (S + half)^2 / (1 - carry),

where half is the half-saturation of a region of the usual size times the size of the region.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.customers import masters
from salesnb.demo.prospects import marketing
from salesnb.demo.truths.truth import Truth

MONTHS = 12  # the last ones, whose mean spend and orders are the current ones
COLUMNS = """
    marketing_channel_id region_id spend_a_month orders_a_month more_orders_per_unit
    more_leads_per_unit
"""


def marginal_returns(truth: Truth, orders: pd.DataFrame) -> pd.DataFrame:
    """Return a row per channel and region with customers: what a unit more a month brings.

    At the mean spend of the last twelve months and the mean amount ordered in them.
    """
    size = marketing.scales(truth)
    effects = dict(truth.response.order_effects)
    spent = marketing.spend(truth)
    amount = _a_month(truth, orders, "order_on", "net_amount")
    parts = []
    for channel, *_, carry, half, most in truth.response.channels:
        own = spent[spent["marketing_channel_id"] == channel]
        rate = _a_month(truth, own, "period_start", "amount")
        slope = slopes(rate, carry, half * np.maximum(size, 1e-9))
        part = {
            "region_id": masters.leaf_regions(),
            "spend_a_month": rate,
            "orders_a_month": amount,
            "more_orders_per_unit": amount * effects.get(channel, 0.0) * slope,
            "more_leads_per_unit": most * size * slope,
        }
        parts.append(pd.DataFrame(part).assign(marketing_channel_id=channel)[size > 0])
    return pd.concat(parts, ignore_index=True)[COLUMNS.split()]


def slopes(rate: np.ndarray, carry: float, half: np.ndarray) -> np.ndarray:
    """Return by how much a stock works more for each unit more a month, at steady rates."""
    stock = rate / (1 - carry)
    return half / (stock + half) ** 2 / (1 - carry)


def _a_month(truth: Truth, rows: pd.DataFrame, day: str, amount: str) -> np.ndarray:
    """Return the mean of the last months, by region; orders count where their customer is."""
    recent = rows[pd.to_datetime(rows[day]) >= pd.Timestamp(truth.months[-MONTHS].first)]
    recent = recent[pd.to_datetime(recent[day]) <= pd.Timestamp(truth.months[-1].last)]
    home = masters.customers(truth).set_index("customer_id")["region_id"]
    region = recent["customer_id"].map(home) if "customer_id" in recent else recent["region_id"]
    sums = recent.groupby(region)[amount].sum()
    return sums.reindex(masters.leaf_regions()).fillna(0).to_numpy(float) / MONTHS
