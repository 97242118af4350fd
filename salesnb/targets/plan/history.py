"""What the last year's sales say of the year planned: rows by who and what carries them on.

A row is a combination of all dimensions but the month. Products that are replaced carry on under
their successor, customers under who looks after them when the plan begins; what has ended is left
out, and new customers stand under a name of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.members import NEW_CUSTOMER, UNASSIGNED
from salesnb.months import YEAR, Month
from salesnb.targets.ahead.products import successors
from salesnb.targets.plan.dimensions import KEYS
from salesnb.targets.plan.owners import credited, owners_on
from salesnb.targets.plan.staying import still_buying
from salesnb.targets.plan.years import PlanYear

Array = NDArray[np.float64]
SURELY_NEW = 24  # whole months from which on a first sale of the last twelve is one
NEW_REP = 12  # months from the day of hire in which a rep counts as new


@dataclass(frozen=True)
class History:
    """The last year, as the year planned carries it on.

    `rows`: KEYS (no row twice, rising) with `amount`, a year's worth, 0 or more. `goes_on`: per row
    and open month of the plan, which part of it is carried on: 0 once the product has ended, the
    ramp of a new rep, the chance that a customer who fell silent still buys. `net`: the sales of
    `months` as they were, by the same keys, `came_with` being the rep and `was` the product that
    stood on the lines. `cut`: what was below 0; `ended`: sales of products that have ended.
    """

    rows: pd.DataFrame
    goes_on: Array
    net: pd.DataFrame
    months: list[str]
    cut: float
    ended: float


def history_of(facts: Mapping[str, pd.DataFrame], year: PlanYear, whole: list[str]) -> History:
    """Return the history of the year planned; `whole` are the whole months known, oldest first.

    `facts` are sales_cube, products, reps and customer_reps. With less than twelve months a year's
    worth is taken in proportion.
    """
    months = whole[-YEAR:]
    sales = facts["sales_cube"]
    net = _net(sales[sales["month"].isin(months)], facts, year)
    begins, ends = _days(year)
    gone = facts["products"].set_index("product_id")["delisted_on"]
    has_ended = pd.Series(_days_of(net["product_id"], gone) <= np.datetime64(begins), net.index)
    kept = net[~has_ended]
    added = [kept[[*KEYS, "amount"]]]
    if len(whole) >= SURELY_NEW:
        fresh = _new_customers(kept, sales, months)
        added += [fresh, _new_reps(fresh, kept, facts["reps"], (begins, ends))]
    rows = pd.concat(added).groupby(KEYS, sort=True)["amount"].sum().reset_index()
    cut = float(-rows["amount"].clip(upper=0).sum())
    rows = rows[rows["amount"] > 0].reset_index(drop=True)
    rows["amount"] *= YEAR / max(len(months), 1)
    return History(
        rows,
        _going_on(rows, gone, facts["reps"], year.open) * _staying(rows, sales, whole),
        net,
        months,
        cut,
        float(net.loc[has_ended, "amount"].sum()),
    )


def _days(year: PlanYear) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last day for which anything is planned."""
    months = [Month.parse(one) for one in year.open or year.months]
    return pd.Timestamp(months[0].first), pd.Timestamp(months[-1].last)


def _net(lines: pd.DataFrame, facts: Mapping[str, pd.DataFrame], year: PlanYear) -> pd.DataFrame:
    """Return the sales of some months by KEYS, carried on to successors and owners."""
    begins, _ = _days(year)
    cells = lines.groupby(KEYS, sort=False)["net_amount"].sum().rename("amount").reset_index()
    follows = successors(facts["products"])
    cells["was"] = cells["product_id"]
    cells["product_id"] = cells["was"].map(lambda one: follows.get(one, one))
    owners = owners_on(facts["customer_reps"], facts["reps"], begins)
    return credited(cells, owners, facts["reps"], begins)


def _new_customers(kept: pd.DataFrame, sales: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """Return what customers brought who bought for the first time in `months`, as new ones."""
    first = sales[sales["net_amount"] > 0].groupby("customer_id")["month"].min()
    fresh = set(first.index[first >= months[0]]) - {UNASSIGNED, ""}
    own = kept[kept["customer_id"].isin(fresh)]
    return own[[*KEYS, "amount"]].assign(customer_id=NEW_CUSTOMER)


def _new_reps(
    fresh: pd.DataFrame,
    kept: pd.DataFrame,
    reps: pd.DataFrame,
    days: tuple[pd.Timestamp, pd.Timestamp],
) -> pd.DataFrame:
    """Return what reps newly hired, who have no customers yet, bring of new ones.

    Each brings what a rep of the same region does; where that is nothing, nothing.
    """
    begins, ends = days
    is_new = reps["hired_on"].between(begins - pd.DateOffset(months=NEW_REP), ends)
    stays = ~(reps["left_on"] <= ends)
    idle = reps[is_new & stays & ~reps["rep_id"].isin(kept["rep_id"])][["rep_id", "region_id"]]
    sellers = kept[kept["rep_id"] != UNASSIGNED].groupby("region_id")["rep_id"].nunique()
    by = [name for name in KEYS if name != "rep_id"]
    mean = fresh.groupby(by, sort=False)["amount"].sum().reset_index()
    mean["amount"] /= mean["region_id"].map(sellers).astype(float).fillna(1.0)
    return idle.merge(mean, on="region_id")[[*KEYS, "amount"]]


def _going_on(rows: pd.DataFrame, gone: pd.Series, reps: pd.DataFrame, months: list[str]) -> Array:
    """Return per row and month which part goes on: until the product ends, and by the ramp."""
    first = np.array([Month.parse(one).first for one in months], dtype="datetime64[D]")
    ends = _days_of(rows["product_id"], gone)
    goes = np.isnat(ends)[:, None] | (ends[:, None] > first[None, :])
    ramp = reps.set_index("rep_id")["ramp_months"].astype(float).fillna(0.0)
    hired = reps.set_index("rep_id")["hired_on"]
    is_fresh = (rows["customer_id"] == NEW_CUSTOMER).to_numpy()
    since = _days_of(rows["rep_id"], hired)
    worked = (first[None, :] - since[:, None]) / np.timedelta64(1, "D") / 30.4
    needed = (
        rows["rep_id"].map(dict(ramp)).astype(float).fillna(0.0).clip(lower=1.0).to_numpy()[:, None]
    )
    part = np.where(np.isnan(worked), 1.0, np.clip(worked / needed, 0.0, 1.0))
    return np.asarray(np.where(goes, np.where(is_fresh[:, None], part, 1.0), 0.0), dtype=float)


def _staying(rows: pd.DataFrame, sales: pd.DataFrame, whole: list[str]) -> Array:
    """Return per row (rows, 1) the chance that its customer still buys; 1 where none is named."""
    chance = rows["customer_id"].map(dict(still_buying(sales, whole))).astype(float)
    named = ~rows["customer_id"].isin([NEW_CUSTOMER, UNASSIGNED, ""])
    return np.asarray(chance.where(named).fillna(1.0), dtype=float)[:, None]


def _days_of(members: pd.Series, days: pd.Series) -> NDArray[np.datetime64]:
    """Return the day of each member; NaT where none is known."""
    known = pd.to_datetime(members.map(dict(days)), errors="coerce")
    return known.to_numpy("datetime64[D]")
