"""The reps' way to a total: what they commit to, and the forecast of what nobody commits to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from salesnb.targets.plan.years import PlanYear

CELL = ["customer_id", "product_group"]
SAME = ["rep_id", *CELL, "month"]
YEAR = 12
UNASSIGNED = "(unassigned)"


@dataclass(frozen=True)
class BottomUp:
    """What is committed for the open months of a year, in currency units.

    `committed` is the sum of the latest commitments, `usual` what the forecast has for the same
    customers and product groups in the same months, `uncovered` what it has for all others. Both
    are shares of the forecast by the last twelve months' sales. `n_commitments` are the latest
    ones, `n_months` the open months that have any; `n_customers` of `n_active` that bought in the
    last twelve months; `n_reps` of `n_selling`; `newest` the last day of any.
    """

    committed: float
    usual: float
    uncovered: float
    n_commitments: int
    n_months: int
    n_customers: int
    n_active: int
    n_reps: int
    n_selling: int
    newest: str

    @property
    def covered_share(self) -> float:
        """The part of the forecast that commitments stand for; missing without a forecast."""
        whole = self.usual + self.uncovered
        return self.usual / whole if whole > 0 else float("nan")


def reps_way(
    commitments: pd.DataFrame,
    sales: pd.DataFrame,
    ahead: pd.Series,
    year: PlanYear,
    *,
    groups: Mapping[str, str],
) -> BottomUp | None:
    """Return what reps commit to in the open months of `year`; None where nobody commits.

    `commitments` are as contracted, `sales` the cube (month, customer_id, product_id, rep_id,
    net_amount), `ahead` the firm's forecast by month, `groups` the product group of each product.
    """
    latest = latest_commitments(commitments, year)
    if latest.empty:
        return None
    base = _last_year(sales, year, groups)
    by_cell = base.groupby(CELL)["net_amount"].sum().clip(lower=0)
    share = _covered(latest, by_cell)
    expected = ahead.reindex(year.open)
    parts = share.reindex(year.open).fillna(0.0)
    bought = base.groupby("customer_id")["net_amount"].sum()
    active = set(bought.index[bought > 0])
    selling = base.groupby("rep_id")["net_amount"].sum().drop([UNASSIGNED, ""], errors="ignore")
    return BottomUp(
        committed=float(latest["sales_amount"].sum()),
        usual=float((expected * parts).sum(skipna=False)),
        uncovered=float((expected * (1 - parts)).sum(skipna=False)),
        n_commitments=len(latest),
        n_months=int(latest["month"].nunique()),
        n_customers=len(set(latest["customer_id"]) & active),
        n_active=len(active),
        n_reps=int(latest["rep_id"].nunique()),
        n_selling=int((selling > 0).sum()),
        newest=str(latest["committed_on"].max().date()),
    )


def latest_commitments(commitments: pd.DataFrame, year: PlanYear) -> pd.DataFrame:
    """Return the latest commitment to sales of each rep, customer, group and open month."""
    if commitments.empty:
        return commitments.assign(month="")
    rows = commitments.assign(month=commitments["period_start"].dt.strftime("%Y-%m"))
    rows = rows[rows["month"].isin(year.open) & rows["sales_amount"].notna()]
    return rows.sort_values("committed_on", kind="stable").drop_duplicates(SAME, keep="last")


def _last_year(sales: pd.DataFrame, year: PlanYear, groups: Mapping[str, str]) -> pd.DataFrame:
    """Return the sales of the last twelve months known, with product groups."""
    months = {str(one) for one in (year.known - (YEAR - 1)).until(year.known)}
    rows = sales[sales["month"].astype("str").isin(months)]
    rows = rows[["customer_id", "product_id", "rep_id", "net_amount"]].astype(
        {"customer_id": "str", "product_id": "str", "rep_id": "str"}
    )
    return rows.assign(product_group=rows["product_id"].map(groups).fillna("").astype("str"))


def _covered(latest: pd.DataFrame, by_cell: pd.Series) -> pd.Series:
    """Return by month which part of last year's sales lies in cells that are committed to."""
    cells = latest[[*CELL, "month"]].drop_duplicates()
    amount = by_cell.reindex(pd.MultiIndex.from_frame(cells[CELL])).fillna(0.0).to_numpy()
    whole = float(by_cell.sum())
    sums = pd.Series(amount, index=cells["month"].to_numpy()).groupby(level=0).sum()
    return sums / whole if whole > 0 else sums * 0.0
