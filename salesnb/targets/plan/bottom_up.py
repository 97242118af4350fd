"""The reps' way to a total: what they commit to, and the forecast of what nobody commits to.

A commitment without a customer, or without a product group, stands for all that its rep sells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.members import UNASSIGNED
from salesnb.months import YEAR
from salesnb.targets.plan.years import PlanYear

CELL = ["customer_id", "product_group"]
SOLD = ["rep_id", *CELL]
SAME = [*SOLD, "month"]


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
    sold = _with_cells(base, by_cell)
    share = _covered(latest, sold)
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
        n_customers=len(_customers(latest, sold) & active),
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
    return last_words(rows[rows["month"].isin(year.open) & rows["sales_amount"].notna()])


def last_words(commitments: pd.DataFrame) -> pd.DataFrame:
    """Return the last word on each rep, customer, product group and month ('' stands for all).

    Where a rep commits to a whole and to parts of it in the same month, the whole alone counts.
    `commitments` has a column `month` beside those of the contract.
    """
    named = {name: commitments[name].astype("str").fillna("") for name in CELL}
    rows = commitments.assign(**named).sort_values("committed_on", kind="stable")
    rows = rows.drop_duplicates(SAME, keep="last")
    return rows[~_is_part(rows)]


def _is_part(rows: pd.DataFrame) -> pd.Series:
    """Return which rows are parts of another one of the same rep and month."""
    found, stated = pd.Series(False, index=rows.index), _stated(rows)
    for wide in ([], ["customer_id"], ["product_group"]):
        rest = [name for name in CELL if name not in wide]
        is_wide = stated[wide].all(axis=1) & ~stated[rest].any(axis=1)
        keys = pd.MultiIndex.from_frame(rows[["rep_id", "month", *wide]].astype("str"))
        found |= keys.isin(keys[is_wide]) & stated[rest].any(axis=1)
    return found


def _stated(rows: pd.DataFrame) -> pd.DataFrame:
    """Return which of customer and product group each commitment names."""
    return pd.DataFrame({name: rows[name] != "" for name in CELL})


def _last_year(sales: pd.DataFrame, year: PlanYear, groups: Mapping[str, str]) -> pd.DataFrame:
    """Return the sales of the last twelve months known, with product groups."""
    months = {str(one) for one in (year.known - (YEAR - 1)).until(year.known)}
    rows = sales[sales["month"].astype("str").isin(months)]
    rows = rows[["customer_id", "product_id", "rep_id", "net_amount"]].astype(
        {"customer_id": "str", "product_id": "str", "rep_id": "str"}
    )
    return rows.assign(product_group=rows["product_id"].map(groups).fillna("").astype("str"))


def _with_cells(base: pd.DataFrame, by_cell: pd.Series) -> pd.DataFrame:
    """Return the sales by rep and cell; those of a cell add up to `by_cell`."""
    rows = base.groupby(SOLD)["net_amount"].sum().reset_index()
    cell = pd.MultiIndex.from_frame(rows[CELL])
    whole = rows.groupby(CELL)["net_amount"].transform("sum").to_numpy()
    kept = by_cell.reindex(cell).to_numpy()
    return rows.assign(amount=np.where(kept > 0, rows["net_amount"].to_numpy(), 0.0) * (whole > 0))


def _covers(said: pd.DataFrame, sold: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows of sales some commitments are about.

    Those of a customer are about the customer's sales, whoever has them now; the others about the
    rep's own.
    """
    found = np.zeros(len(sold), dtype=bool)
    has = _stated(said)
    for names in (CELL, ["customer_id"], ["rep_id", "product_group"], ["rep_id"]):
        own = said[(has == [name in names for name in CELL]).all(axis=1)]
        keys = pd.MultiIndex.from_frame(own[names].astype("str"))
        found |= pd.MultiIndex.from_frame(sold[names]).isin(keys) if len(own) else False
    return found


def _covered(latest: pd.DataFrame, sold: pd.DataFrame) -> pd.Series:
    """Return by month which part of last year's sales lies in cells that are committed to."""
    amount = sold["amount"].to_numpy(float)
    whole = float(amount.sum())
    by_month = {month: amount[_covers(said, sold)].sum() for month, said in latest.groupby("month")}
    sums = pd.Series(by_month, dtype=float)
    return sums / whole if whole > 0 else sums * 0.0


def _customers(latest: pd.DataFrame, sold: pd.DataFrame) -> set[str]:
    """Return the customers that commitments are about."""
    wide = latest[latest["customer_id"] == ""]
    return set(latest["customer_id"]) | set(sold.loc[_covers(wide, sold), "customer_id"])
