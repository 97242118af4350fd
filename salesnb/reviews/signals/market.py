"""What the market did to sales: share won and lost, and rivals' prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from salesnb.months import YEAR, Month
from salesnb.reviews.places import groups_of, named

PARTS = ("region", "product_group")
LEVEL = 0.95
SHARE = ["kind", "dimension", "node", "amount", "chance_amount", "is_clear", "n_rows"]
STEP = ["kind", "dimension", "node", "amount", "is_clear", "rival", "n_rows"]
RECENT = 12  # months for which a rival's step counts as recent


def share_moves(
    split: pd.DataFrame | None, sales: pd.DataFrame, products: pd.DataFrame, whole: Sequence[str]
) -> pd.DataFrame:
    """Return what a year of sales gained or lost by our share, by region and product group.

    `split` is 03_market_split: a change of twelve months of sales, in market and share. The part of
    the share is clear where it is more than chance makes of the sum of twelve differences from the
    same month a year before that vary as these do (t with 11 degrees of freedom, 95 %). Columns:
    `SHARE`; n_rows are the months compared.
    """
    months = whole[-2 * YEAR :]
    if split is None or split.empty or len(months) < 2 * YEAR:
        return pd.DataFrame(columns=SHARE)
    own = split[split["span"].eq("latest") & split["dimension"].isin(PARTS)]
    own = own[own["until"].eq(months[-1]) & own["share"].ne(0)]
    reach = pd.concat([_reach(sales, products, months, one) for one in PARTS])
    rows = own.rename(columns={"share": "amount"})[["dimension", "node", "amount"]]
    rows = rows.merge(reach, on=["dimension", "node"], how="inner")
    is_clear = rows["amount"].abs() > rows["chance_amount"]
    return rows.assign(kind="share", is_clear=is_clear, n_rows=YEAR)[SHARE]


def _reach(
    sales: pd.DataFrame, products: pd.DataFrame, months: Sequence[str], dimension: str
) -> pd.DataFrame:
    """Return how far chance moves a year of sales of each node: dimension, node, chance_amount."""
    rows = sales[sales["month"].isin(months)]
    groups = groups_of(products)
    of = rows["region_id"] if dimension == "region" else rows["product_id"].map(groups)
    monthly = rows.groupby([named(of), rows["month"].astype("str")])["net_amount"].sum()
    wide = monthly.unstack(fill_value=0).reindex(columns=list(months), fill_value=0)
    values = wide.to_numpy(float)
    spread = (values[:, YEAR:] - values[:, :YEAR]).std(axis=1, ddof=1)
    reach = stats.t.ppf((1 + LEVEL) / 2, YEAR - 1) * spread * np.sqrt(YEAR)
    return pd.DataFrame({"dimension": dimension, "node": wide.index, "chance_amount": reach})


def price_steps(
    steps: pd.DataFrame | None, sales: pd.DataFrame, products: pd.DataFrame, month: Month
) -> pd.DataFrame:
    """Return what a product group fell behind, or gained on, all others since a rival's step.

    `steps` is 03b_rivals_price_changes: counted are steps of the last `RECENT` months. amount is
    the group's sales of twelve months a year ago times what its growth lies below (above) that of
    all others; clear where a cut goes with less growth, or a rise with more. Columns: `STEP`;
    n_rows are the observations since.
    """
    if steps is None or steps.empty:
        return pd.DataFrame(columns=STEP)
    own = steps[(steps["months_ago"] <= RECENT) & steps["our_growth"].notna()]
    before = _year_ago(sales, products, month)
    behind = own["our_growth"] - own["other_growth"]
    amount = behind * own["product_group"].map(before).astype(float).fillna(0.0)
    rows = own.assign(
        kind="rival_price",
        dimension="product_group",
        node=own["product_group"],
        amount=amount,
        is_clear=(own["size"] * behind > 0),
        rival=own["competitor_id"],
        n_rows=own["n_after"],
    )
    rows = rows[rows["is_clear"] & rows["amount"].ne(0)].sort_values("amount")
    return rows[STEP].drop_duplicates("node")


def _year_ago(sales: pd.DataFrame, products: pd.DataFrame, month: Month) -> Mapping[str, float]:
    groups = groups_of(products)
    last = month - YEAR
    months = [str(one) for one in (last - (YEAR - 1)).until(last)]
    rows = sales[sales["month"].isin(months)]
    sums = rows.groupby(named(rows["product_id"].map(groups)))["net_amount"].sum()
    return {str(name): float(one) for name, one in sums.items()}
