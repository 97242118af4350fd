"""What a rival's price is compared with: our own price of the same thing at the same time.

In order: our own prices seen in the market in that month and product group; the list price of the
product that was observed; the list prices of the group's products. These are chained
from month to month over the products on sale in both, and stand at the mean of the newest month:
else a product that we launch or drop would look like a move of every rival's price.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from salesnb.measures.market import price_realisation
from salesnb.months import Month


def list_prices(
    products: pd.DataFrame, product_prices: pd.DataFrame, months: list[str]
) -> pd.DataFrame:
    """Return each product's list price by month: product_id, product_group, month, list_price.

    Dated prices where there are any (those valid at mid-month), else the product's price of
    today; only months in which the product is on sale.
    """
    master = products[["product_id", "product_group", "launched_on", "delisted_on"]]
    middle = pd.DataFrame({"month": months, "day": pd.to_datetime([f"{m}-15" for m in months])})
    dated = product_prices[["product_id", "valid_from", "valid_to", "list_price"]]
    if dated.empty:
        dated = products.reindex(columns=list(dated)).astype(dated.dtypes)
    every = dated.merge(middle, how="cross").merge(master, on="product_id")
    begins = _since(every["valid_from"], every["day"]) & _since(every["launched_on"], every["day"])
    ended = (every["valid_to"] <= every["day"]) | (every["delisted_on"] <= every["day"])
    kept = every[begins & ~ended & (every["list_price"] > 0)]
    return kept[["product_id", "product_group", "month", "list_price"]]


def _since(start: pd.Series, day: pd.Series) -> pd.Series:
    return start.isna() | (start <= day)


def reference(rows: pd.DataFrame, own_seen: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return what each observation is compared with: our_price, its kind (basis), and `mix`.

    `rows` and `own_seen` have month, product_id, product_group, observed_price; `basis` is seen,
    product, group, or '' where there is nothing to compare with; `mix` is what `mix` says of a
    group's price, nought of a product's.
    """
    pairs = [rows["product_group"], rows["month"]]
    seen = _looked_up(_geometric(own_seen, ["product_group", "month"], "observed_price"), pairs)
    by_product = _geometric(listed, ["product_id", "month"], "list_price")
    product = _looked_up(by_product, [rows["product_id"], rows["month"]])
    group = _looked_up(chained(listed), pairs)
    known = [np.isfinite(seen), np.isfinite(product), np.isfinite(group)]
    kind = np.select(known, ["seen", "product", "group"], "")
    price = np.select(known, [seen, product, group], np.nan)
    spread = rows["product_group"].map(mix(listed)).where(kind == "group", 0.0).astype(float)
    return pd.DataFrame({"our_price": price, "basis": kind, "mix": spread}, index=rows.index)


def mix(listed: pd.DataFrame) -> pd.Series:
    """Return, by product group, how far its mean list price may miss that of what was observed.

    Half of the 95 % range of the mean log price of the products on sale in the newest month
    (Student's t): an observation that names no product may be of any of them. Nought where the
    group has one product.
    """
    newest = listed[listed["month"] == listed.groupby("product_group")["month"].transform("max")]
    logs = newest["list_price"].apply(np.log).groupby(newest["product_group"])
    n = logs.size()
    return (stdtrit((n - 1).clip(lower=1), 0.975) * logs.std() / np.sqrt(n)).where(n > 1, 0.0)


def chained(listed: pd.DataFrame) -> pd.Series:
    """Return the group's list price by product group and month, its assortment held alike."""
    parts = {}
    for group, own in listed.groupby("product_group"):
        wide = own.pivot(index="month", columns="product_id", values="list_price")
        steps = wide.apply(np.log).diff().mean(axis=1).fillna(0.0).cumsum()
        parts[group] = wide.iloc[-1].mean() * (steps - steps.iloc[-1]).apply(np.exp)
    if not parts:
        return pd.Series(dtype=float)
    return pd.concat(parts, names=["product_group", "month"])


def _geometric(rows: pd.DataFrame, keys: list[str], column: str) -> pd.Series:
    positive = rows[rows[column] > 0]
    logs = positive[column].apply(np.log)
    return logs.groupby([positive[k] for k in keys]).mean().apply(np.exp)


def _looked_up(known: pd.Series, keys: list[pd.Series]) -> np.ndarray:
    found = dict(zip(known.index, known.to_numpy(float), strict=True))
    return np.array([found.get(pair, np.nan) for pair in zip(*keys, strict=True)], dtype=float)


def realisation(sales: pd.DataFrame, *, month: Month) -> dict[str, float]:
    """Return net sales over list value by product group, of the twelve months up to `month`.

    Lines without a list value count in neither. `sales` has month, product_group, net_amount,
    listed_amount and list_amount.
    """
    span = [str(m) for m in (month - 11).until(month)]
    inside = sales[sales["month"].isin(span) & sales["list_amount"].notna()]
    listed = inside["listed_amount"].fillna(inside["net_amount"])  # months closed before lack it
    sums = inside.assign(listed=listed).groupby("product_group")[["listed", "list_amount"]].sum()
    return price_realisation(sums["listed"], sums["list_amount"]).dropna().to_dict()
