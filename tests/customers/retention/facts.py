"""Small sets of purchases for tests of retention."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.months import Month

MONTH = Month(2026, 10)
LAST = pd.Timestamp("2026-10-31")


def steady(customer: str, every: int, *, first: str, last: str, amount: float = 100.0) -> list:
    """Return a purchase every so many days, from the first to the last day."""
    return [(day, customer, amount) for day in pd.date_range(first, last, freq=f"{every}D")]


def random_buyers(rng: np.random.Generator, n: int, *, leaving: float = 0.0) -> list:
    """Return customers who buy at random for four years; some leave at random."""
    rows = []
    for i in range(n):
        pace, now = rng.gamma(2.0, 20.0) + 4, float(rng.uniform(0, 60))
        end = rng.exponential(1 / leaving) if leaving else np.inf
        while now < 1460 and now < end:
            rows.append((LAST - pd.Timedelta(days=1460 - int(now)), f"B{i:03d}", 100.0))
            now += rng.exponential(pace)
    return rows


def days_of(*rows: list) -> pd.DataFrame:
    listed = [one for part in rows for one in part]
    table = pd.DataFrame(listed, columns=["day", "customer_id", "purchase_amount"])
    return table.assign(day=pd.to_datetime(table["day"]))


def facts_of(days: pd.DataFrame, **customers: list) -> dict[str, pd.DataFrame]:
    """Return facts; sales are the purchases, a quarter of them margin."""
    names = sorted(days["customer_id"].unique())
    master = pd.DataFrame({"customer_id": names} | customers)
    month = days["day"].dt.strftime("%Y-%m")
    sums = days.groupby(["customer_id", month])["purchase_amount"].sum().reset_index()
    sales = sums.rename(columns={"day": "month", "purchase_amount": "net_amount"})
    sales = sales.assign(costed_amount=sales["net_amount"], cost_amount=0.75 * sales["net_amount"])
    return {"order_days": days, "customers": master, "sales_cube": sales}
