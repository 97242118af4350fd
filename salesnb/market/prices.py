"""Rivals' prices against ours: which can be compared, and at what level they stand.

What each price is compared with is chosen in `own_prices`; steps are sought in `price_steps`.
Levels rest on the prices of the twelve months up to the report month, steps on those of all months
up to it. Prices observed later are not known then, and count nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.contracts.needed import require_columns
from salesnb.market import evidence, own_prices
from salesnb.months import Month

FARTHEST = 3.0  # a price beyond this factor of ours is another unit, product or currency
NEAR = 0.02  # a price no further below ours is about equal to it
MIXED = "mixed"  # the basis of a panel whose prices are compared with more than one thing
PANEL = ["competitor_id", "product_group"]
NEEDS = {
    "price_observations": "observation_id observed_on competitor_id product_id product_group"
    " region_id source observed_price currency",
    "products": "product_id product_group list_price launched_on delisted_on",
    "product_prices": "product_id valid_from valid_to list_price",
}
COMPARED = [  # one row per price of a rival that can be compared
    "observation_id",
    "observed_on",
    "month",
    *PANEL,
    "region_id",
    "source",
    "log_ratio",  # natural logarithm of their price over ours
    "basis",  # what ours is: see `own_prices.reference`
    "mix",
]
LEVELS = [  # one row per panel
    "dimension",  # product_group or region
    "competitor_id",
    "node",  # the group or region
    "n",  # observations behind the level
    "n_sources",
    "newest_on",  # of all observations, also of those too old for a level
    "age_days",
    "price_ratio",  # the level: geometric mean of their price over ours, 1 being equal
    "low",  # its range of 95 %
    "high",
    "against_net",  # the level over what customers pay us of our list
    "n_new",  # observations of the month
    "since",  # the month of the last step, '' without one
    "basis",
    "state",
    "grade",
]
LEFT_OUT = ["currency", "no_price", "no_group", "no_reference", "far", "no_region"]
OUTCOMES = ["compared", "ours", *LEFT_OUT, "left_out", "total"]
ACCOUNTED = ["outcome", "n_year", "n_regions", "n_ever"]


def comparable(
    facts: Mapping[str, pd.DataFrame], *, month: Month, currency: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rivals' prices that can be compared with ours, and what became of every price.

    The first frame has the columns COMPARED, the second is `_accounted`; both are of prices up to
    the end of `month`. Raises `UsageError` for a frame that lacks a column of NEEDS.
    """
    require_columns(facts, NEEDS)
    seen = evidence.known(facts["price_observations"], month)
    rows = _with_group(seen, facts["products"])
    is_rival = rows["competitor_id"] != ""
    is_read = rows["currency"].isin(["", currency]) & (rows["observed_price"] > 0)
    found = _against_ours(rows[is_read & is_rival], rows[is_read & ~is_rival], facts)
    rows = rows.join(found)
    rows["outcome"] = _outcomes(rows, currency)
    compared = rows.loc[rows["outcome"] == "compared", COMPARED]
    in_order = compared.sort_values(["observed_on", "observation_id"], ignore_index=True)
    return in_order, _accounted(rows, month)


def _outcomes(rows: pd.DataFrame, currency: str) -> np.ndarray:
    """Return what becomes of each price: compared, ours (to compare theirs with), or why not.

    currency: another one; no_price: none, or nought; no_group: of a product that has none, or of no
    product; no_reference: no price of ours to compare with; far: beyond FARTHEST. The first counts.
    """
    rules = {
        "currency": ~rows["currency"].isin(["", currency]),
        "no_price": ~(rows["observed_price"] > 0),
        "no_group": rows["product_group"] == "",
        "ours": rows["competitor_id"] == "",
        "no_reference": rows["log_ratio"].isna(),
        "far": rows["log_ratio"].abs() > np.log(FARTHEST),
    }
    return np.select(list(rules.values()), list(rules), "compared")


def _accounted(rows: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return how many prices had each outcome (ACCOUNTED); no row where none was seen.

    `n_year` counts the twelve months behind levels by product group, `n_regions` the same months
    behind levels by region (without a region: no_region), `n_ever` all months, behind steps. In
    each, total = compared + ours + left_out, and left_out is the sum of its reasons.
    """
    year = evidence.remembered(rows, month)
    is_nowhere = (year["outcome"] == "compared") & (year["region_id"] == "")
    windows = [year["outcome"], year["outcome"].mask(is_nowhere, "no_region"), rows["outcome"]]
    counted = pd.concat([one.value_counts() for one in windows], axis=1, keys=ACCOUNTED[1:])
    counted = counted.reindex(OUTCOMES).fillna(0.0)
    counted.loc["left_out"] = counted.loc[LEFT_OUT].sum()
    counted.loc["total"] = counted.loc[["compared", "ours", "left_out"]].sum()
    stays = counted.any(axis=1) | counted.index.isin(["compared", "ours", "left_out"])
    kept = counted[stays & (len(rows) > 0)]
    return kept.rename_axis("outcome").reset_index()[ACCOUNTED]


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
    """Return log_ratio, basis, mix of rivals' prices; `own_seen` are our prices seen in the market.

    The log of the ratio is missing where there is no price of ours to compare with.
    """
    months = sorted(theirs["month"].unique())
    listed = own_prices.list_prices(facts["products"], facts["product_prices"], months)
    found = own_prices.reference(theirs, own_seen, listed)
    our_price = found["our_price"].where(found["our_price"] > 0)
    return found[["basis", "mix"]].assign(log_ratio=np.log(theirs["observed_price"] / our_price))


def price_months(compared: pd.DataFrame) -> pd.DataFrame:
    """Return each panel's months: competitor_id, product_group, month, n, price_ratio (a mean)."""
    grouped = compared.groupby([*PANEL, "month"])["log_ratio"]
    by_month = pd.DataFrame({"n": grouped.size(), "price_ratio": np.exp(grouped.mean())})
    return by_month.reset_index()


def price_panels(
    compared: pd.DataFrame,
    since: Mapping[tuple[str, str], str],
    realised: Mapping[str, float],
    *,
    month: Month,
) -> pd.DataFrame:
    """Return one row per rival and product group, and per rival and region (LEVELS).

    A level is of the prices of the last twelve months from the panel's last step on (`since`, as
    of `price_steps.find_steps`); its range counts in that a price without a product is held
    against its group (`own_prices.mix`). `realised` is net over list price by product group. A
    rival not seen for twelve months has no level, but the day of the last observation.
    """
    current = compared[compared["month"] >= _since(compared, "product_group", since)]
    by_group = _panels(compared, current, "product_group", month)
    by_group["against_net"] = by_group["price_ratio"] / by_group["node"].map(realised).astype(float)
    by_group["since"] = _since(by_group, "node", since)
    by_region = _panels(compared, current, "region_id", month).assign(dimension="region", since="")
    parts = [by_group.assign(dimension="product_group"), by_region]
    return pd.concat(parts, ignore_index=True)[LEVELS]


def with_month_ago(panels: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Return panels with `month_ago` and `moved`: the level as of `earlier`, and the change since.

    `earlier` are the panels of the month before, of what was known then; both are missing where it
    has no level.
    """
    key = ["dimension", "competitor_id", "node"]
    known = earlier[[*key, "price_ratio"]].rename(columns={"price_ratio": "month_ago"})
    both = panels.merge(known, on=key, how="left", validate="one_to_one")
    return both.assign(moved=both["price_ratio"] - both["month_ago"])


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
    panels = evidence.counts(stated, keys, month=month).join(now)
    panels[["n", "n_sources"]] = panels[["n", "n_sources"]].fillna(0)
    return _graded(panels).reset_index().rename(columns={column: "node"})


def _levels(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return each panel's n, price_ratio, low, high (mix counted in), n_sources and basis."""
    logs = evidence.means(rows, "log_ratio", keys)
    half = np.hypot((logs["high"] - logs["low"]) / 2, _mix_of(rows, keys))
    grouped = rows.groupby(keys)
    basis = grouped["basis"].first().where(grouped["basis"].nunique() == 1, MIXED)
    parts = {"price_ratio": logs["mean"], "low": logs["mean"] - half, "high": logs["mean"] + half}
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
    half = (panels["high"] - panels["low"]) / 2 / panels["price_ratio"]
    cells = zip(panels["n"], panels["age_days"], panels["n_sources"], half, strict=True)
    states, grades = map(evidence.state, panels["n"]), (evidence.grade(*one) for one in cells)
    return panels.assign(state=list(states), grade=list(grades))
