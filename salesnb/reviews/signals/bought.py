"""What customers did that foretells sales: fell silent, came back, bought of another group."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.members import TOTAL, UNASSIGNED
from salesnb.months import YEAR, Month
from salesnb.reviews.places import groups_of

RECENT = 3  # months in which a first purchase counts as just won
KEYS = ["kind", "dimension", "node"]


def fell_silent(overdue: pd.DataFrame | None) -> pd.DataFrame:
    """Return a danger per customer who has almost surely stopped: what a year of it was.

    `overdue` is 02_sales_overdue (customer_id, state, year_amount); None where it was not run.
    Columns: `KEYS`, amount (less than 0), is_clear, n_rows.
    """
    if overdue is None or overdue.empty:
        return pd.DataFrame(columns=[*KEYS, "amount", "is_clear", "n_rows"])
    gone = overdue[overdue["state"].eq("stopped") & overdue["year_amount"].gt(0)]
    found = pd.DataFrame(
        {"node": gone["customer_id"].astype("str"), "amount": -gone["year_amount"]}
    )
    return found.assign(kind="silent", dimension="customer", is_clear=True, n_rows=1)


def first_in_group(sales: pd.DataFrame, products: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return what known customers bought of a product group for the first time, by group.

    Known is who bought more than a year before the last `RECENT` months; first is a pair of
    customer and group without an earlier purchase. Columns: `KEYS`, amount, is_clear, n_rows (such
    pairs), before (the same of the months a year earlier, of whoever was known then; missing where
    the facts do not reach back so far).
    """
    groups = groups_of(products)
    bought = sales[sales["n_purchases"] > 0]
    rows = pd.DataFrame(
        {
            "customer_id": bought["customer_id"].astype("str"),
            "node": bought["product_id"].map(groups).astype("str").fillna(""),
            "month": bought["month"].astype("str"),
            "amount": bought["net_amount"],
        }
    )
    rows = rows[(rows["customer_id"] != UNASSIGNED) & ~rows["node"].isin(["", UNASSIGNED])]
    now, then = _first_pairs(rows, month), _first_pairs(rows, month - YEAR)
    sums = now.groupby("node").agg(amount=("amount", "sum"), n_rows=("customer_id", "nunique"))
    reaches = len(rows) and rows["month"].min() <= str(month - (2 * YEAR + RECENT))
    before = then.groupby("node")["amount"].sum().reindex(sums.index).fillna(0.0)
    found = sums.assign(before=before if reaches else np.nan).reset_index()
    found = found[found["amount"] > 0]
    return found.assign(kind="white_space", dimension="product_group", is_clear=True)


def _first_pairs(rows: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the rows of the months to `month` whose customer is known and whose pair is new."""
    since, until = str(month - (RECENT - 1)), str(month)
    window = rows[(rows["month"] >= since) & (rows["month"] <= until)]
    earlier = rows[rows["month"] < since]
    known = earlier.loc[earlier["month"] < str(month - (RECENT - 1 + YEAR)), "customer_id"].unique()
    pairs = ["customer_id", "node"]
    had = pd.MultiIndex.from_frame(earlier[pairs].drop_duplicates())
    is_new = ~pd.MultiIndex.from_frame(window[pairs]).isin(had)
    return window[window["customer_id"].isin(known) & is_new]


def came_back(sales: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return what customers bought in the last `RECENT` months after a year without a purchase.

    One row for all of them. Columns: `KEYS`, amount, is_clear, n_rows (customers).
    """
    bought = sales[(sales["n_purchases"] > 0) & (sales["customer_id"] != UNASSIGNED)]
    when, customer = bought["month"].astype("str"), bought["customer_id"].astype("str")
    since, quiet = str(month - (RECENT - 1)), str(month - (RECENT - 1 + YEAR))
    recent, between = when >= since, (when >= quiet) & (when < since)
    back = set(customer[when < quiet]) & set(customer[recent]) - set(customer[between])
    amount = float(bought.loc[recent & customer.isin(back), "net_amount"].sum())
    row = {"kind": "came_back", "dimension": TOTAL, "node": TOTAL, "amount": amount}
    rows = [row | {"is_clear": True, "n_rows": len(back)}] if amount > 0 else []
    return pd.DataFrame(rows, columns=[*KEYS, "amount", "is_clear", "n_rows"])
