"""How replaceable we are at a customer: an index with its parts, each known or said to be not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.contracts.needed import require_columns
from salesnb.months import Month

Facts = Mapping[str, pd.DataFrame]
NEEDS = {
    "sales_cube": "month customer_id product_id product_group net_amount",
    "agreements": "customer_id product_id period_start",
    "opportunities": "customer_id stage closed_on competitor_id",
    "customers": "customer_id onboarded_on",
}
PARTS = ("supply", "lock_in", "switching", "quoting")  # each 0 (keeps it with us) to 1
LONG = 10.0  # years with us from which on a change costs no more
FEWEST = 2  # parts that must be known to give an index
TOPICS = {"lock_in": "lock_in", "switching": "switching"}  # judgements of 0 to 1, 1 keeps it


def replaceability(
    facts: Facts,
    base: pd.DataFrame,
    found: Mapping[str, pd.DataFrame],
    judged: pd.DataFrame,
    *,
    month: Month,
) -> pd.DataFrame:
    """Return how easily each customer could do without us, indexed by customer_id.

    `found`: `shares` as of `our_shares`, `rivals` as of `main_rivals`, `mix`. The index is the mean
    of the known parts, each 0 (irreplaceable) to 1:
    supply = 1 - our share; lock_in = 1 - share of its purchases under a standing agreement;
    switching = 1 - mean of (product groups it buys of those its segment buys) and (years with us,
    10 at most, over 10); quoting = n / (n + 1) of n rivals seen there or in its deals in two years.
    Columns: the parts, n_parts, replaceability, and its ends replaceability_low and _high: the ends
    of our share, and each unknown part at 0 and at 1. Fewer than `FEWEST` known parts give none.
    """
    require_columns(facts, NEEDS)
    parts = pd.DataFrame(index=base.index)
    shares = found["shares"]
    parts["supply"] = 1 - shares["our_share"]
    parts["lock_in"] = 1 - _agreed(facts, base, month)
    parts["switching"] = 1 - _switching(facts, base, found["mix"], month)
    parts["quoting"] = _quoting(facts["opportunities"], base, found["rivals"], month)
    for part, topic in TOPICS.items():
        own = judged[(judged["topic"] == topic) & judged["customer_id"].isin(base.index)]
        parts.loc[own["customer_id"], part] = 1 - own["value"].astype(float).to_numpy()
    parts = parts[~base["is_prospect"]].reindex(base.index)
    low, high = parts.fillna(0.0), parts.fillna(1.0)
    low["supply"] = (1 - shares["our_share_high"]).fillna(0.0)
    high["supply"] = (1 - shares["our_share_low"]).fillna(1.0)
    parts["n_parts"] = parts[list(PARTS)].notna().sum(axis=1)
    enough = parts["n_parts"] >= FEWEST
    parts["replaceability"] = parts[list(PARTS)].mean(axis=1).where(enough)
    parts["replaceability_low"] = low[list(PARTS)].mean(axis=1).where(enough)
    parts["replaceability_high"] = high[list(PARTS)].mean(axis=1).where(enough)
    return parts


def _agreed(facts: Facts, base: pd.DataFrame, month: Month) -> pd.Series:
    """Return the share of a year's purchases of products that are agreed for this month.

    Missing throughout where the company keeps no standing agreements.
    """
    agreed = facts["agreements"]
    if agreed.empty:
        return pd.Series(np.nan, index=base.index)
    first, last = pd.Timestamp(month.first), pd.Timestamp(month.last)
    now = agreed[agreed["period_start"].between(first, last)]
    under = pd.MultiIndex.from_frame(now[["customer_id", "product_id"]].drop_duplicates())
    year = _year(facts["sales_cube"], month)
    amounts = year.groupby(["customer_id", "product_id"])["net_amount"].sum().clip(lower=0)
    whole = amounts.groupby("customer_id").sum()
    kept = amounts[amounts.index.isin(under)].groupby("customer_id").sum()
    share = kept.reindex(whole.index).fillna(0.0) / whole.where(whole > 0)
    return share.reindex(base.index).fillna(0.0)


def _year(sales: pd.DataFrame, month: Month) -> pd.DataFrame:
    wanted = [str(one) for one in (month - 11).until(month)]
    return sales[sales["month"].isin(wanted)]


def _switching(facts: Facts, base: pd.DataFrame, mix: pd.DataFrame, month: Month) -> pd.Series:
    """Return the mean of breadth and length of business, each 0 to 1; missing without either."""
    buys = (mix > 0).reindex(base.index).fillna(False).astype(bool)
    of_segment = buys.groupby(base["segment"]).transform("any").sum(axis=1)
    breadth = (buys.sum(axis=1) / of_segment.where(of_segment > 0)).where(buys.any(axis=1))
    first = facts["sales_cube"].groupby("customer_id")["month"].min()
    bought = pd.to_datetime(first.astype("str") + "-01").reindex(base.index)
    since = facts["customers"].set_index("customer_id")["onboarded_on"].reindex(base.index)
    begun = pd.DataFrame({"since": since, "bought": bought}).min(axis=1)
    years = ((pd.Timestamp(month.last) - begun).dt.days / 365.25).clip(0, LONG) / LONG
    return pd.DataFrame({"breadth": breadth, "years": years}).mean(axis=1)


def _quoting(
    deals: pd.DataFrame, base: pd.DataFrame, rivals: pd.DataFrame, month: Month
) -> pd.Series:
    """Return n / (n + 1) of the rivals there; missing where nobody looked: no deal, no rival."""
    first, last = pd.Timestamp((month - 23).first), pd.Timestamp(month.last)
    closed = deals[deals["closed_on"].between(first, last) | deals["closed_on"].isna()]
    n = rivals["n_rivals"].reindex(base.index).astype(float)
    looked = base.index.isin(set(closed["customer_id"])) | n.notna()
    return (n.fillna(0.0) / (n.fillna(0.0) + 1)).where(looked)
