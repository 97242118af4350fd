"""What a customer earns with our lines, and whether its business with them grows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from salesnb.months import YEAR, Month

Frames = Mapping[str, pd.DataFrame]
LISTED = 0.5  # of what it bought, with a known list value, from which on its profit is told
COLUMNS = (
    "customer_id resale_price_index revenue paid rebate profit profit_share listed_share"
    " stock_amount stock_return outlook outlook_basis growth growth_low growth_high"
    " sureness"
)


def own_profit(facts: Frames, rebates: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return one row per customer that bought within twelve months: `COLUMNS`.

    `revenue`: what it charges its own buyers for what it bought of us within twelve months, the
    list value times its resale price index over 100; `paid`: what it paid us for these lines;
    `rebate`: the share that its purchases have reached, on that; `profit` = revenue - paid +
    rebate, before its own costs; missing without an index or a list value of half of its purchases.
    `stock_return`: profit over its stock of our lines at what it paid, where sell-out is reported.
    `growth`: of what it sold on, else bought, in twelve months on the twelve before, with the range
    of 95 % that the scatter of its months leaves; `outlook`: grows, shrinks, unclear or short.
    """
    sales = facts["sales_cube"]
    year = sales[_within(sales["month"], month, YEAR, 0)]
    columns = ["net_amount", "listed_amount", "list_amount"]
    sums = year.groupby(year["customer_id"].astype("str"))[columns].sum()
    sums = sums[sums["net_amount"] > 0]
    table = _profit(sums, facts["customers"], rebates)
    table["stock_amount"] = _stock(facts, year).reindex(table.index)
    stock = table["stock_amount"].where(table["stock_amount"] > 0)
    table["stock_return"] = table["profit"] / stock
    table = table.join(_outlook(facts, month))
    table["outlook"] = table["outlook"].fillna("short")
    table["outlook_basis"] = table["outlook_basis"].fillna("bought")
    return table.rename_axis("customer_id").reset_index()[COLUMNS.split()]


def _profit(sums: pd.DataFrame, customers: pd.DataFrame, rebates: pd.DataFrame) -> pd.DataFrame:
    known = customers.assign(customer_id=customers["customer_id"].astype("str"))
    own = known.drop_duplicates("customer_id").set_index("customer_id")
    index = own.get("resale_price_index", pd.Series(np.nan, own.index)).reindex(sums.index)
    listed = (sums["listed_amount"] / sums["net_amount"]).clip(0, 1)
    is_known = (listed >= LISTED) & index.gt(0)
    revenue = (sums["list_amount"] * index / 100).where(is_known).round(2)
    paid = sums["listed_amount"].where(is_known).round(2)
    share = rebates.drop_duplicates("customer_id").set_index("customer_id")["share_now"]
    rebate = (share.reindex(sums.index).astype(float).fillna(0.0) * paid).round(2)
    profit = (revenue - paid + rebate).round(2)
    return pd.DataFrame(
        {
            "resale_price_index": index.astype(float),
            "revenue": revenue,
            "paid": paid,
            "rebate": rebate,
            "profit": profit,
            "profit_share": profit / revenue.where(revenue > 0),
            "listed_share": listed,
        }
    )


def _within(months: pd.Series, month: Month, first: int, last: int) -> np.ndarray:
    """Return which months lie from `first` back (less one) to `last` back."""
    text = months.astype("str")
    return ((text > str(month - first)) & (text <= str(month - last))).to_numpy()


def _reported(facts: Frames) -> pd.DataFrame:
    """Return sell-out with its months; no rows where nobody reports."""
    table = facts.get("sell_out", pd.DataFrame())
    if table.empty:
        columns = {"customer_id": "str", "product_id": "str", "month": "str"}
        return pd.DataFrame(columns=[*columns, "sold", "stock"], dtype=float).astype(columns)
    return pd.DataFrame(
        {
            "customer_id": table["customer_id"].astype("str"),
            "product_id": table["product_id"].astype("str"),
            "month": pd.to_datetime(table["period_start"]).dt.strftime("%Y-%m"),
            "sold": table["sell_out_quantity"].astype(float),
            "stock": table["stock_quantity"].astype(float) if "stock_quantity" in table else np.nan,
        }
    )


def unit_values(sales: pd.DataFrame) -> pd.Series:
    """Return what a unit of each product brought us, on average; index product_id."""
    sums = sales.groupby(sales["product_id"].astype("str"))[["net_amount", "quantity"]].sum()
    quantity = sums["quantity"].where(sums["quantity"] > 0)
    return sums["net_amount"] / quantity


def _stock(facts: Frames, year: pd.DataFrame) -> pd.Series:
    """Return each customer's newest stock of our lines at what we sell them for."""
    rows = _reported(facts).dropna(subset=["stock"])
    if rows.empty:
        return pd.Series(dtype=float)
    newest = rows.sort_values("month").drop_duplicates(["customer_id", "product_id"], keep="last")
    worth = newest["stock"] * newest["product_id"].map(unit_values(year))
    return worth.groupby(newest["customer_id"]).sum(min_count=1)


def sold_on(facts: Frames) -> pd.DataFrame:
    """Return what customers sold on by month, at what a unit brings us: customer_id, month, amount.

    In the months for which a customer reports at all, what it does not report is nought.
    """
    rows = _reported(facts)
    if rows.empty:
        kinds = {"customer_id": "str", "month": "str", "amount": "float64"}
        return pd.DataFrame(columns=list(kinds)).astype(kinds)
    sales = facts["sales_cube"]
    amount = rows["sold"] * rows["product_id"].map(unit_values(sales))
    sums = amount.groupby([rows["customer_id"], rows["month"]]).sum()
    return sums.rename("amount").reset_index()


def _outlook(facts: Frames, month: Month) -> pd.DataFrame:
    sales = facts["sales_cube"]
    keys = [sales["customer_id"].astype("str"), sales["month"].astype("str")]
    bought = sales["net_amount"].groupby(keys).sum().rename("amount").reset_index()
    known = sales["month"].astype("str").min() if len(sales) else "9999-12"
    found = growth_of(bought, month=month, first=str(known)).assign(outlook_basis="bought")
    sold = sold_on(facts)
    reported = sold.groupby("customer_id")["month"].agg(["min", "max"]) if len(sold) else None
    if reported is None:
        return found
    whole = reported[(reported["min"] <= str(month - 23)) & (reported["max"] == str(month))]
    own = growth_of(sold[sold["customer_id"].isin(whole.index)], month=month, first="")
    own = own.assign(outlook_basis="sold_on")
    return pd.concat([own, found[~found.index.isin(own.index)]])


def growth_of(amounts: pd.DataFrame, *, month: Month, first: str) -> pd.DataFrame:
    """Return growth of twelve months on the twelve before, by customer, with its range of 95 %.

    `amounts`: customer_id, month, amount; `first` the first month that is known at all. The range
    follows from how much the twelve differences between a month and the same one a year before
    scatter (t with 11 degrees of freedom); `sureness` is the change over half of that range: beyond
    1 and -1 it is told from chance. Index customer_id.
    """
    months = [str(month - back) for back in range(23, -1, -1)]
    wide = amounts[amounts["month"].isin(months)].pivot_table(
        "amount", "customer_id", "month", "sum", fill_value=0.0, observed=True
    )
    wide = wide.reindex(columns=months, fill_value=0.0)
    before, now = wide.iloc[:, :YEAR].to_numpy(float), wide.iloc[:, YEAR:].to_numpy(float)
    base, change = before.sum(axis=1), now - before
    half = stdtrit(YEAR - 1, 0.975) * change.std(axis=1, ddof=1) * np.sqrt(YEAR)
    enough = (base > 0) & (first <= months[0])
    with np.errstate(invalid="ignore", divide="ignore"):
        growth = np.where(enough, change.sum(axis=1) / base, np.nan)
        width = np.where(enough, half / base, np.nan)
    low, high = np.maximum(growth - width, -1.0), growth + width
    told = [np.isnan(growth), low > 0, high < 0]
    outlook = np.select(told, ["short", "grows", "shrinks"], "unclear")
    with np.errstate(invalid="ignore", divide="ignore"):
        sureness = np.where(enough & (half > 0), change.sum(axis=1) / half, np.nan)
    columns = {"growth": growth, "growth_low": low, "growth_high": high, "outlook": outlook}
    columns["sureness"] = sureness
    return pd.DataFrame(columns, index=wide.index)
