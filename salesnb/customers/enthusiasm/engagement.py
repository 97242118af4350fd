"""The engagement index: how much a customer is with us, from what it does.

index = 100 x the mean of its known parts; each part runs from 0 to 1 between two fixed, written
limits (`LIMITS`), so that a customer's index does not depend on the other customers, and months can
be compared. Missing parts are not filled in: the index with all of them at nought, and at one, is
its range. Below `LEAST` known parts there is none.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.customers.enthusiasm.profit import growth_of
from salesnb.customers.retention.study import known_before
from salesnb.months import YEAR, Month

Frames = Mapping[str, pd.DataFrame]
LIMITS = {  # part -> value that counts nought, value that counts one
    "rhythm": (3.0, 1.0),  # days since the last purchase over the usual pause
    "growth": (-1.0, 1.0),  # change of a year over half of its range of 95 %
    "breadth": (0.0, 1.0),  # of our product groups, that it buys
    "profit": (0.0, 0.15),  # its own profit on our lines, of what it charges for them
    "reports": (0.0, 1.0),  # of twelve months, with sell-out reported (of those who ever did)
    "complaints": (2.0, 0.0),  # open complaints, of those who complained within a year
}
PARTS = tuple(LIMITS)
LEAST = 3
FEWEST = 30  # customers, to see by thirds what became of them
LOW, HIGH = 1 / 3, 2 / 3  # of 100, below and above which an index is low or high
OWN_PAST = ("rhythm", "growth", "breadth")  # what is known of any earlier month


def scaled(part: str, values: pd.Series) -> pd.Series:
    """Return a part from 0 to 1 between its limits; missing where nothing is known."""
    none, full = LIMITS[part]
    return ((values.astype(float) - none) / (full - none)).clip(0, 1)


def engagement(parts: pd.DataFrame) -> pd.DataFrame:
    """Return the index of each row: engagement, engagement_low, engagement_high, n_parts.

    `parts`: columns of `PARTS`, from 0 to 1, missing where not known.
    """
    known = parts.reindex(columns=list(PARTS))
    n = known.notna().sum(axis=1)
    low, high = known.fillna(0.0).mean(axis=1), known.fillna(1.0).mean(axis=1)
    table = pd.DataFrame({"engagement": known.mean(axis=1), "engagement_low": low})
    table["engagement_high"] = high
    return (100 * table).where(n >= LEAST, np.nan).assign(n_parts=n)


def parts_of(
    facts: Frames, retention: pd.DataFrame, profit: pd.DataFrame, *, month: Month
) -> pd.DataFrame:
    """Return the parts of every customer that bought within a year; index customer_id.

    `retention` as `study_retention` returns it, `profit` as `own_profit`.
    """
    kept = retention[retention["state"] != "lost_before"].set_index("customer_id")
    own = profit.set_index("customer_id").reindex(kept.index)
    values = {
        "rhythm": kept["overdue_ratio"],
        "growth": own["sureness"],
        "breadth": _breadth(facts["sales_cube"], month=month).reindex(kept.index),
        "profit": own["profit_share"],
        "reports": _reports(facts, month).reindex(kept.index),
        "complaints": _complaints(facts, month, kept.index),
    }
    return pd.DataFrame({part: scaled(part, one) for part, one in values.items()})


def _breadth(sales: pd.DataFrame, *, month: Month) -> pd.Series:
    """Return the share of the product groups that we sell which each customer bought."""
    text = sales["month"].astype("str")
    year = sales[((text > str(month - YEAR)) & (text <= str(month))).to_numpy()]
    column = "product_group" if "product_group" in year else "product_id"
    year = year[year["net_amount"] > 0]
    n = year.groupby(year["customer_id"].astype("str"))[column].nunique()
    return n / max(year[column].nunique(), 1)


def _reports(facts: Frames, month: Month) -> pd.Series:
    table = facts.get("sell_out", pd.DataFrame())
    if table.empty:
        return pd.Series(dtype=float)
    when = pd.to_datetime(table["period_start"]).dt.strftime("%Y-%m")
    months = when.where(when.between(str(month - (YEAR - 1)), str(month)))
    return months.groupby(table["customer_id"].astype("str")).nunique() / YEAR


def _complaints(facts: Frames, month: Month, customers: pd.Index) -> pd.Series:
    """Return how many complaints are open, of each customer that complained within a year.

    Who does not complain may be content or silent: that tells nothing.
    """
    table = facts.get("complaints", pd.DataFrame())
    if table.empty:
        return pd.Series(np.nan, index=customers)
    closed = pd.to_datetime(table["closed_on"])
    last = pd.Timestamp(month.last)
    opened = pd.to_datetime(table["opened_on"])
    recent = (opened <= last) & (opened > pd.Timestamp((month - YEAR).last))
    is_open = (closed.isna() | (closed > last)) & (opened <= last)
    own = table["customer_id"].astype("str")
    n = is_open[recent | is_open].groupby(own[recent | is_open]).sum()
    return n.reindex(customers).astype(float)


def held_since(facts: Frames, *, month: Month) -> pd.DataFrame:
    """Return what became of customers since, by thirds of their index of a year ago.

    By the parts that are known of a year ago (`OWN_PAST`). Columns: third (low, middle, high), n,
    engagement (mean), before, since (purchases of twelve months), growth, stayed_share (bought in
    the second half of the year since). No rows without three years of history, or with fewer than
    `FEWEST` customers.
    """
    then = month - YEAR
    known = known_before(facts, month=then)
    if known is None:
        return pd.DataFrame()
    sales = facts["sales_cube"]
    keys = [sales["customer_id"].astype("str"), sales["month"].astype("str")]
    bought = sales["net_amount"].groupby(keys).sum().rename("amount").reset_index()
    parts = {
        "rhythm": known["overdue_ratio"],
        "growth": growth_of(bought, month=then, first="")["sureness"].reindex(known.index),
        "breadth": _breadth(sales, month=then).reindex(known.index),
    }
    index = engagement(pd.DataFrame({part: scaled(part, one) for part, one in parts.items()}))
    rows = known.assign(engagement=index["engagement"]).dropna(subset=["engagement"])
    return _thirds(rows) if len(rows) >= FEWEST else pd.DataFrame()


def _thirds(rows: pd.DataFrame) -> pd.DataFrame:
    place = rows["engagement"].rank(method="first", pct=True)
    third = np.select([place <= 1 / 3, place <= 2 / 3], ["low", "middle"], "high")
    by = rows.groupby(third)
    table = by[["now", "since"]].sum().round(2).rename(columns={"now": "before"})
    table["n"], table["engagement"] = by.size(), by["engagement"].mean()
    table["growth"] = table["since"] / table["before"].where(table["before"] > 0) - 1
    table["stayed_share"] = by["stayed"].mean()
    table = table.reindex(["low", "middle", "high"]).rename_axis("third").reset_index()
    return table[["third", "n", "engagement", "before", "since", "growth", "stayed_share"]]
