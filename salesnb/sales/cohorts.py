"""Customers by the year in which they first bought: does the firm live on old or new ones?"""

from __future__ import annotations

import pandas as pd

from salesnb.measures import ratio
from salesnb.measures.effort import our_dependence
from salesnb.methods.price_volume_mix import buyers, cents
from salesnb.sales.windows import Windows


def cohorts(sales: pd.DataFrame, *, windows: Windows) -> pd.DataFrame:
    """Return one row per year of the first purchase, and `total`.

    Columns: cohort (year; the first one also holds all who bought before the facts begin),
    n_customers (who ever bought), n_buying (with a purchase in the latest span), buying_share, now
    (sales of the latest span), share. A purchase is a line above zero.
    """
    bought = sales[sales["n_purchases"] > 0]
    first = bought.groupby("customer_id")["month"].min().str[:4].rename("cohort")
    _, latest = windows.split(sales)
    amount = cents(latest["net_amount"]).groupby(latest["customer_id"]).sum()
    now = amount.reindex(amount.index.union(first.index), fill_value=0)
    frame = pd.DataFrame({"now": now, "n_customers": 1})
    frame["n_buying"] = frame.index.isin(buyers(latest))
    by_year = frame.groupby(first.reindex(frame.index).fillna("none")).sum().rename_axis("cohort")
    by_year.loc["total"] = by_year.sum()
    years = by_year.reset_index()
    years["buying_share"] = ratio(years["n_buying"], years["n_customers"])
    years["share"] = our_dependence(years["now"], now.sum())
    years["now"] /= 100
    return years
