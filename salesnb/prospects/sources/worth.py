"""What a lead is worth within a horizon: its chance of becoming a customer, and what those buy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from salesnb.months import Month
from salesnb.prospects.sources.waiting import Curve, curve

MONTH_DAYS = 365.25 / 12
DAY_SECONDS = 86400
LEAST = 5  # new customers with a whole horizon behind them, whose sales can be averaged
OUT = 2  # the cause of an end after which a lead cannot become a customer
NAN = float("nan")
RECENT = 12  # months whose margin counts


@dataclass(frozen=True)
class Worth:
    """What a new customer buys within `horizon` months of its lead, and what counts as one.

    `basis`: `sales` (invoiced sales of new customers), `deals` (amounts of won deals) or `none`.
    `margin_share` is that of all sales with a cost in the last twelve months, missing where no
    cost is known; then amounts are sales.
    """

    basis: str
    horizon: int
    amount: float
    low: float
    high: float
    n_customers: int
    margin_share: float

    @property
    def per_customer(self) -> float:
        """The margin that a new customer brings; its sales where no margin is known."""
        return self.amount * (self.margin_share if np.isfinite(self.margin_share) else 1.0)


def worth_of(leads: pd.DataFrame, cube: pd.DataFrame, *, month: Month, horizon: int) -> Worth:
    """Return what new customers of leads (`journeys`) are worth; `cube` are sales by month."""
    share = _margin_share(cube, month)
    is_old = leads["created_on"] <= pd.Timestamp((month - horizon).last)
    if leads["first_order_on"].notna().any():
        new = leads[leads["first_order_on"].notna()]
        within = new["first_order_on"] <= new["created_on"] + _days(horizon)
        own = new[is_old[new.index] & within]
        return _averaged("sales", _sales_of(own, cube, horizon), horizon, share)
    won = leads[leads["is_won"] & is_old & (leads["deal_amount"] > 0)]
    won = won[won["closed_on"] <= won["created_on"] + _days(horizon)]
    if won.empty:
        return Worth("none", horizon, NAN, NAN, NAN, 0, share)
    return _averaged("deals", won["deal_amount"].to_numpy(float), horizon, share)


def _days(horizon: int) -> pd.Timedelta:
    return pd.Timedelta(days=round(horizon * MONTH_DAYS))


def _margin_share(cube: pd.DataFrame, month: Month) -> float:
    recent = {str(month - back) for back in range(RECENT)}
    own = cube[cube["month"].isin(recent)]
    costed = float(own["costed_amount"].sum())
    return 1 - float(own["cost_amount"].sum()) / costed if costed > 0 else float("nan")


def _sales_of(own: pd.DataFrame, cube: pd.DataFrame, horizon: int) -> np.ndarray:
    """Return sales of each new customer in the month of its lead and the `horizon` after it."""
    rows = own[["customer_id", "created_on"]].merge(
        cube[["customer_id", "month", "net_amount"]], on="customer_id"
    )
    start = rows["created_on"].dt.year * 12 + rows["created_on"].dt.month
    at = rows["month"].str[:4].astype(int) * 12 + rows["month"].str[5:7].astype(int)
    kept = rows[(at >= start) & (at <= start + horizon)]
    sums = kept.groupby("customer_id")["net_amount"].sum()
    return sums.reindex(own["customer_id"]).fillna(0.0).to_numpy(float)


def sales_since(leads: pd.DataFrame, cube: pd.DataFrame) -> pd.Series:
    """Return what the new customer of each lead has bought since the lead's month; else nought."""
    new = leads[leads["first_order_on"].notna()]
    rows = new[["customer_id", "created_on"]].reset_index(names="row")
    rows = rows.merge(cube[["customer_id", "month", "net_amount"]], on="customer_id")
    kept = rows[rows["month"] >= rows["created_on"].dt.strftime("%Y-%m")]
    return kept.groupby("row")["net_amount"].sum().reindex(leads.index).fillna(0.0)


def _averaged(basis: str, amounts: np.ndarray, horizon: int, share: float) -> Worth:
    """Return the mean of what customers bring, with its interval."""
    n = len(amounts)
    mean = float(amounts.mean()) if n else float("nan")
    if n < LEAST or mean <= 0:
        return Worth(basis, horizon, NAN, NAN, NAN, n, share)
    return Worth(basis, horizon, mean, *mean_range(amounts), n, share)


def mean_range(amounts: np.ndarray) -> tuple[float, float]:
    """Return the 95 % interval of the mean of skewed amounts above nought: Cox's, with Student's t.

    It takes them as log-normal, a nought as the smallest amount above it, and holds the mean.
    """
    least = amounts[amounts > 0].min()
    logs, n = np.log(np.maximum(amounts, least)), len(amounts)
    spread = float(logs.var(ddof=1))
    middle = float(logs.mean()) + spread / 2
    half = stdtrit(n - 1, 0.975) * np.sqrt(spread / n + spread**2 / (2 * (n - 1)))
    mean = float(amounts.mean())
    return min(float(np.exp(middle - half)), mean), max(float(np.exp(middle + half)), mean)


def became_customer(leads: pd.DataFrame, *, month: Month) -> Curve:
    """Return the share of leads that became customers, by days since the lead.

    They became one with their first order; without orders, with a won deal. Leads that turned out
    invalid or lost their deal cannot any more, nor can those of customers that we had.
    """
    end = pd.Timestamp(month.last)
    by_orders = leads["first_order_on"].notna().any()
    came = leads["first_order_on" if by_orders else "closed_on"]
    came = came if by_orders else came.where(leads["is_won"])
    is_out = (leads["stage"].isin(["invalid", "lost"]) | leads["is_known"]) & came.isna()
    out = leads["closed_on"].fillna(leads["decided_on"]).fillna(leads["created_on"]).where(is_out)
    until = came.fillna(out).fillna(end)
    days = (until - leads["created_on"]).dt.total_seconds().to_numpy(float) / DAY_SECONDS
    return curve(days, np.select([came.notna(), is_out], [1, OUT], 0))
