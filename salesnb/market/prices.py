"""Rivals' prices against ours: which can be compared, and at what level they stand.

What each price is compared with is chosen in `own_prices`; steps are sought in `price_steps`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.market import evidence, own_prices
from salesnb.methods.shrinkage import group_means
from salesnb.months import Month

FARTHEST = 3.0  # a price beyond this factor of ours is another unit, product or currency
MIXED = "mixed"  # the basis of a panel whose prices are compared with more than one thing
PANEL = ["competitor_id", "product_group"]
COMPARED = [  # one row per price of a rival that can be compared
    "observation_id",
    "observed_on",
    "month",
    *PANEL,
    "region_id",
    "source",
    "ratio",  # log of their price over ours
    "basis",  # what ours is: see `own_prices.reference`
    "mix",
]
LEVELS = [  # one row per panel
    "dimension",  # product_group or region
    "competitor_id",
    "node",  # the group or region
    "n",  # observations behind the index
    "n_sources",
    "newest_on",  # of all observations, also of those too old for an index
    "age_days",
    "index",  # geometric mean of their price over ours, 1 being equal
    "low",  # its range of 95 %
    "high",
    "against_net",  # the index over what customers pay us of our list
    "month_ago",  # the index as it was a month ago, of the same level
    "moved",  # the difference of the two
    "n_new",  # observations of the month
    "since",  # the month of the last step, '' without one
    "basis",
    "state",
    "grade",
]


def comparable(
    facts: Mapping[str, pd.DataFrame], *, month: Month, currency: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rivals' prices that can be compared with ours (COMPARED), and what was set aside.

    Set aside, of the twelve months up to `month`: reason, n_rows. A reason is one of `_reasons`, or
    no_region: compared by product group, but in no region.
    """
    rows = _with_group(facts["price_observations"], facts["products"])
    is_rival = rows["competitor_id"] != ""
    is_read = rows["currency"].isin(["", currency]) & (rows["observed_price"] > 0)
    found = _against_ours(rows[is_read & is_rival], rows[is_read & ~is_rival], facts)
    theirs = rows[is_rival].join(found)
    reason = _reasons(theirs, currency)
    compared = theirs.loc[reason == "", COMPARED]
    without_region = compared[compared["region_id"] == ""].assign(reason="no_region")
    aside = pd.concat([theirs.assign(reason=reason)[reason != ""], without_region])
    counted = evidence.remembered(aside, month).groupby("reason").size()
    in_order = compared.sort_values(["observed_on", "observation_id"], ignore_index=True)
    return in_order, counted.rename("n_rows").reset_index()


def _with_group(observed: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """Return observations with their month, and the product's group where none is stated."""
    groups = dict(zip(products["product_id"], products["product_group"], strict=True))
    of_product = observed["product_id"].map(groups).astype("object").fillna("").astype("str")
    stated = observed["product_group"]
    return observed.assign(
        product_group=stated.where(stated != "", of_product),
        month=observed["observed_on"].dt.strftime("%Y-%m"),
    )


def _against_ours(
    theirs: pd.DataFrame, own_seen: pd.DataFrame, facts: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return ratio, basis and mix of rivals' prices; `own_seen` are our prices seen in the market.

    The ratio is missing where there is no price of ours to compare with.
    """
    months = sorted(theirs["month"].unique())
    listed = own_prices.list_prices(facts["products"], facts["product_prices"], months)
    found = own_prices.reference(theirs, own_seen, listed)
    our_price = found["our_price"].where(found["our_price"] > 0)
    return found[["basis", "mix"]].assign(ratio=np.log(theirs["observed_price"] / our_price))


def _reasons(theirs: pd.DataFrame, currency: str) -> pd.Series:
    """Return why each price cannot be compared with ours, '' where it can.

    no_price: none, or nought; no_group: of a product that has none, or of no product;
    no_reference: no price of ours to compare with; far: beyond FARTHEST.
    """
    reason = pd.Series("", index=theirs.index, dtype="str")
    reason[theirs["ratio"].abs() > np.log(FARTHEST)] = "far"
    reason[theirs["ratio"].isna()] = "no_reference"
    reason[theirs["product_group"] == ""] = "no_group"
    reason[~(theirs["observed_price"] > 0)] = "no_price"
    reason[~theirs["currency"].isin(["", currency])] = "currency"
    return reason


def price_months(compared: pd.DataFrame) -> pd.DataFrame:
    """Return each panel's months: competitor_id, product_group, month, n, index (their mean)."""
    grouped = compared.groupby([*PANEL, "month"])["ratio"]
    by_month = pd.DataFrame({"n": grouped.size(), "index": np.exp(grouped.mean())})
    return by_month.reset_index()


def price_panels(
    compared: pd.DataFrame,
    since: Mapping[tuple[str, str], str],
    realised: Mapping[str, float],
    *,
    month: Month,
) -> pd.DataFrame:
    """Return one row per rival and product group, and per rival and region (LEVELS).

    An index is of the prices of the last twelve months from the panel's last step on (`since`, as
    of `price_steps.find_steps`); its range counts in that a price without a product is held
    against its group (`own_prices.mix`). `realised` is net over list price by product group. A
    rival not seen for twelve months has no index, but the day of the last observation.
    """
    current = compared[compared["month"] >= _since(compared, "product_group", since)]
    by_group = _panels(compared, current, "product_group", month)
    by_group["against_net"] = by_group["index"] / by_group["node"].map(realised).astype(float)
    by_group["since"] = _since(by_group, "node", since)
    by_region = _panels(compared, current, "region_id", month).assign(dimension="region", since="")
    parts = [by_group.assign(dimension="product_group"), by_region]
    return pd.concat(parts, ignore_index=True)[LEVELS]


def _since(rows: pd.DataFrame, group: str, since: Mapping[tuple[str, str], str]) -> pd.Series:
    """Return the month from which the level of each row's rival and product group holds."""
    pairs = zip(rows["competitor_id"], rows[group], strict=True)
    return pd.Series([since.get(pair, "") for pair in pairs], index=rows.index, dtype="str")


def _panels(
    compared: pd.DataFrame, current: pd.DataFrame, column: str, month: Month
) -> pd.DataFrame:
    """Return one row per rival and value of `column`: ages of all prices, level of `current`."""
    keys = ["competitor_id", column]
    stated, current = (rows[rows[column] != ""] for rows in (compared, current))
    now = _levels(evidence.remembered(current, month), keys)
    month_ago = _levels(evidence.remembered(current, month - 1), keys)["index"].rename("month_ago")
    panels = evidence.counts(stated, keys, month=month).join(now).join(month_ago)
    panels[["n", "n_sources"]] = panels[["n", "n_sources"]].fillna(0)
    panels["moved"] = panels["index"] - panels["month_ago"]
    return _graded(panels).reset_index().rename(columns={column: "node"})


def _levels(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return each panel's n, index, low, high (mix counted in), n_sources and basis."""
    names = pd.Series(
        list(zip(*(rows[k] for k in keys), strict=True)), index=rows.index, dtype="object"
    )
    logs = group_means(rows["ratio"], names)
    logs.index = (
        pd.MultiIndex.from_tuples(list(logs.index), names=keys)
        if len(logs)
        else pd.MultiIndex.from_arrays([[], []], names=keys)
    )
    half = np.hypot((logs["high"] - logs["low"]) / 2, _mix_of(rows, keys))
    grouped = rows.groupby(keys)
    basis = grouped["basis"].first().where(grouped["basis"].nunique() == 1, MIXED)
    parts = {"index": logs["mean"], "low": logs["mean"] - half, "high": logs["mean"] + half}
    levels = {name: np.exp(part.astype(float)) for name, part in parts.items()}
    counts = {"n": logs["n"], "n_sources": grouped["source"].nunique()}
    return pd.DataFrame({**counts, **levels, "basis": basis})


def _mix_of(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return half the range that the mix of products leaves in each panel's mean, in logs.

    All observations of one group share its error; the errors of groups are independent.
    """
    by_group = rows.groupby([*dict.fromkeys([*keys, "product_group"])])["mix"].sum()
    n = rows.groupby(keys).size()
    return (by_group**2).groupby(keys).sum() ** 0.5 / n


def _graded(panels: pd.DataFrame) -> pd.DataFrame:
    """Return panels with their state, and the grade of the evidence (`evidence`)."""
    half = (panels["high"] - panels["low"]) / 2 / panels["index"]
    cells = zip(panels["n"], panels["age_days"], panels["n_sources"], half, strict=True)
    states, grades = map(evidence.state, panels["n"]), (evidence.grade(*one) for one in cells)
    return panels.assign(state=list(states), grade=list(grades))
