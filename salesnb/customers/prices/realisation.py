"""How much of the list value is realised, and how many lines keep to their floor."""

from __future__ import annotations

import pandas as pd

from salesnb.customers.prices.ground import Ground
from salesnb.measures import market
from salesnb.measures.ratios import ratio

DIMENSIONS = {
    "product_group": "product_group",
    "customer_class": "customer_class",
    "region": "region_id",
}
SUMS = ["net_amount", "list_amount", "listed_amount", "n_lines", "n_floored", "n_below_floor"]
COLUMNS = [
    *("dimension", "node", "net_amount", "list_amount", "price_realisation", "before", "change"),
    *("n_floored", "n_below", "price_compliance", "below_amount", "explained_amount"),
]


def find_realisation(ground: Ground) -> pd.DataFrame:
    """Return one row per member of each dimension, and the total.

    Columns: dimension (`total` and those of `DIMENSIONS`), node, net_amount, list_amount (of the
    lines with a list value), price_realisation (their net over list), before (that of as
    many months before), change; n_floored, n_below, price_compliance (lines that keep to their
    floor), below_amount (what lines lack of it), explained_amount (of these under a promotion or
    with a granted exception).
    """
    judged, before = ground.judged, ground.before
    parts = [_sums(judged.assign(node="total"), before.assign(node="total"), "total")]
    for dimension, column in DIMENSIONS.items():
        now, earlier = (one.assign(node=one[column]) for one in (judged, before))
        parts.append(_sums(now, earlier, dimension))
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _sums(now: pd.DataFrame, before: pd.DataFrame, dimension: str) -> pd.DataFrame:
    explained = now["promotion_below"] + now["approved_below"]
    rows = now.assign(explained_amount=explained).groupby("node")
    table = rows[[*SUMS, "below_floor_amount", "explained_amount"]].sum()
    earlier = before.groupby("node")[["listed_amount", "list_amount"]].sum().reindex(table.index)
    realised = market.price_realisation(table["listed_amount"], table["list_amount"])
    was = market.price_realisation(earlier["listed_amount"], earlier["list_amount"])
    kept = table["n_floored"] - table["n_below_floor"]
    found = table.assign(
        price_realisation=realised,
        before=was,
        change=realised - was,
        price_compliance=ratio(kept, table["n_floored"]),
        dimension=dimension,
    )
    names = {"below_floor_amount": "below_amount", "n_below_floor": "n_below"}
    return found.rename(columns=names).reset_index()
