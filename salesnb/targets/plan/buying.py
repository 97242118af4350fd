"""What customers' targets rest on: how they buy, what they could buy, and what distributors sell.

Days are counted to the end of the report month; amounts are in currency units.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.months import YEAR, Month
from salesnb.targets.plan.grid import grid_of
from salesnb.targets.plan.prices import unit_values
from salesnb.targets.plan.years import PlanYear

LEVEL = 0.95  # of pauses between purchases: longer ones are seldom by chance
SURE, FALSE_AT_MOST = 0.01, 0.5  # chance of one silent customer; of all judged, wrongly silent
GREW = 0.1  # of a year's sell-out: a stock that grew by more is said
COLUMNS = {
    "buying": (
        "customer_id sales before potential potential_share n_days interval_days usual_days last_on"
        " silent_days state"
    ),
    "buying_states": "state n_customers sales sales_share",
    "distributors": (
        "customer_id sales sell_in sell_out stock_before stock_now stock_change covered_share"
        " cover_months over_sell_out state"
    ),
}


def show_buying(
    cells: pd.DataFrame, facts: Mapping[str, pd.DataFrame], year: PlanYear, *, month: Month
) -> dict[str, pd.DataFrame]:
    """Return `buying` (a row per customer with a target) and `distributors` (with sell-out).

    `cells`: the plan (`DIMENSIONS`, `target`); `facts`: sales_cube, customers, order_days (without
    it no purchase process is known), sell_out.
    """
    target = grid_of(cells, year.open).by("customer_id").sum(axis=1) if len(cells) else None
    if target is None or not (target > 0).any():
        return {name: pd.DataFrame(columns=one.split()) for name, one in COLUMNS.items()}
    known = set(facts["customers"]["customer_id"].astype("str"))
    target = target[(target > 0) & target.index.isin(known)]
    buying = _buying(target, facts, month)
    return {
        "buying": buying,
        "buying_states": _states(buying),
        "distributors": distributors(target, facts, month=month),
    }


def _buying(target: pd.Series, facts: Mapping[str, pd.DataFrame], month: Month) -> pd.DataFrame:
    """Return a row per customer with a target: the process, what was sold, what it could buy."""
    process = purchase_process(facts.get("order_days", pd.DataFrame()), month=month)
    table = pd.DataFrame({"sales": target.round(2)})
    sales = facts["sales_cube"]
    last = sales[sales["month"].astype("str").isin(last_months(sales))]
    sold = last.groupby(last["customer_id"].astype("str"))["net_amount"].sum()
    table["before"] = sold.reindex(table.index).fillna(0.0).round(2)
    customers = facts["customers"].set_index("customer_id")
    stated = customers.get("purchase_potential", pd.Series(np.nan, customers.index))
    table["potential"] = stated.reindex(table.index).astype(float)
    table["potential_share"] = table["sales"] / table["potential"].where(table["potential"] > 0)
    table = table.join(process)
    table["state"] = table["state"].fillna("cannot_tell")
    found = table.rename_axis("customer_id").reset_index()
    return found.reindex(columns=COLUMNS["buying"].split())


def _states(buying: pd.DataFrame) -> pd.DataFrame:
    """Return how many customers keep their rhythm, are silent or cannot be judged, with targets."""
    by = buying.groupby("state")
    table = pd.DataFrame({"n_customers": by.size(), "sales": by["sales"].sum().round(2)})
    whole = float(table["sales"].sum())
    table["sales_share"] = table["sales"] / whole if whole > 0 else np.nan
    return table.reset_index()


def last_months(sales: pd.DataFrame) -> list[str]:
    """Return the last twelve months that are known."""
    return sorted(sales["month"].astype("str").unique())[-YEAR:]


def purchase_process(days: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return how customers buy: index customer_id.

    n_days (with a purchase), interval_days (the middle pause between two), usual_days (the pause
    that the next one exceeds in one of twenty cases, as an order statistic of its own pauses;
    missing below nineteen), last_on, silent_days (since), state: on_rhythm, late (longer than
    usual_days), silent (and so long that, if purchases came at random at its pace, less than
    `FALSE_AT_MOST` of all who are judged would be so) or cannot_tell. `days`: day, customer_id,
    purchase_amount.
    """
    columns = ["n_days", "interval_days", "usual_days", "last_on", "silent_days", "state"]
    if not len(days):
        return pd.DataFrame(columns=columns)
    bought = days[days["purchase_amount"] > 0][["customer_id", "day"]]
    codes, names = pd.factorize(bought["customer_id"], sort=True)
    day = bought["day"].to_numpy("datetime64[D]").astype(np.int64)
    both = np.unique(codes * 1_000_000 + day)
    owner, day = np.divmod(both, 1_000_000)
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    n = np.diff(np.append(first, len(owner)))
    last = day[first + n - 1]
    middle, usual = _pauses(owner, day, n)
    silent = (np.datetime64(month.last, "D").astype(np.int64) - last).astype(float)
    chance = (1 + silent / np.maximum(last - day[first], 1)) ** -(n - 1.0)
    sure = min(SURE, FALSE_AT_MOST / max(int((~np.isnan(usual)).sum()), 1))
    judged = np.where(chance <= sure, "silent", "late")
    judged = np.where(silent > usual, judged, "on_rhythm")
    state = np.where(np.isnan(usual), "cannot_tell", judged)
    columns_of = (n, middle, usual, pd.to_datetime(last.astype("datetime64[D]")), silent, state)
    return pd.DataFrame(dict(zip(columns, columns_of, strict=True)), index=names.astype("str"))


def _pauses(owner: np.ndarray, day: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each customer's middle pause, and the one that is seldom exceeded."""
    inside = np.diff(owner) == 0
    gaps, of = np.diff(day)[inside], owner[1:][inside]
    gaps = gaps[np.lexsort((gaps, of))].astype(float)
    counts = n - 1
    start = np.cumsum(counts) - counts
    rank = np.ceil(LEVEL * (counts + 1) - 1e-9).astype(int)
    has = counts > 0
    middle, usual = np.full(len(n), math.nan), np.full(len(n), math.nan)
    half = (start + (counts - 1) // 2, start + counts // 2)
    middle[has] = (gaps[half[0][has]] + gaps[half[1][has]]) / 2
    enough = has & (rank <= counts)
    usual[enough] = gaps[(start + rank - 1)[enough]]
    return middle, usual


def distributors(
    target: pd.Series, facts: Mapping[str, pd.DataFrame], *, month: Month
) -> pd.DataFrame:
    """Return what distributors bought and sold on in the last twelve months, and their stock.

    A row per customer with a target and rows of sell_out: sell_in, sell_out, stock_before and
    stock_now (of the products that they report, at what a unit of these brings us), covered_share
    (of all that they bought), cover_months (months of sell-out that are in stock), over_sell_out
    (target over a year's sell-out), state: stock_grew (by more than a tenth of the sell-out) or
    in_step.
    """
    columns = COLUMNS["distributors"].split()
    reported = facts.get("sell_out", pd.DataFrame())
    first = pd.Timestamp((month - (YEAR - 1)).first)
    if len(reported):
        day = pd.to_datetime(reported["period_start"])
        inside = (day >= first) & (day <= pd.Timestamp(month.last))
        reported = reported[inside & reported["customer_id"].isin(set(target.index))]
    if not len(reported):
        return pd.DataFrame(columns=columns)
    keys = ["customer_id", "product_id"]
    rows = reported.astype(dict.fromkeys(keys, "str")).sort_values("period_start", kind="stable")
    by = rows.groupby(keys)
    units = pd.DataFrame({"sell_out": by["sell_out_quantity"].sum()})
    stock = by["stock_quantity"].agg(["first", "last"]) if "stock_quantity" in rows else None
    units["stock_before"] = stock["first"] if stock is not None else np.nan
    units["stock_now"] = stock["last"] if stock is not None else np.nan
    sales = facts["sales_cube"]
    sales = sales[sales["month"].astype("str").isin(last_months(sales))]
    sales = sales.astype(dict.fromkeys(keys, "str"))
    bought = sales[sales["customer_id"].isin(set(rows["customer_id"]))].groupby(keys)["net_amount"]
    price = unit_values(facts)["price"].reindex(units.index.get_level_values(1)).to_numpy(float)
    worth = units.mul(price, axis=0).assign(sell_in=bought.sum().reindex(units.index).fillna(0.0))
    table = worth.groupby(level=0).sum(min_count=1)
    table["sales"] = target.reindex(table.index)
    whole = bought.sum().groupby(level=0).sum().reindex(table.index)
    table["covered_share"] = table["sell_in"] / whole.where(whole > 0)
    table["stock_change"] = table["stock_now"] - table["stock_before"]
    sold = table["sell_out"].where(table["sell_out"] > 0)
    table["cover_months"] = table["stock_now"] / (sold / YEAR)
    table["over_sell_out"] = table["sales"] / sold
    grew = table["stock_change"] > GREW * table["sell_out"]
    table["state"] = np.where(grew, "stock_grew", "in_step")
    return table.rename_axis("customer_id").reset_index()[columns]
