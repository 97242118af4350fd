"""What distributors bought, sold on and keep, by month: matrices in money of their products."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.months import Month
from salesnb.reviews.behaviour.fleet import Array, Frames, month_of

MONTHS = 36  # of sell-out that are looked at
SHORT = 7  # days: a promotion of fewer is an offer at the moment, no reason to stock up
AHEAD = 2  # months before a price rise in which buyers stock up
RISE = 0.005  # of the list price
RAISED = 0.3  # of the products, from which on a rise is one of the company


@dataclass(frozen=True)
class Shelves:
    """Dealers by months: bought, sold on, on promotion and in stock, in money of their products."""

    dealers: pd.Index
    months: list[str]
    bought: Array
    sold: Array
    promoted: Array
    stock: Array
    last: Array  # of each dealer, the place of the last reported month
    n_reported: Array

    @property
    def usual(self) -> Array:
        """What a dealer sells on in a month, on average."""
        return np.asarray(self.sold.mean(axis=1))


def shelves_of(facts: Frames, month: Month) -> Shelves:
    """Return the matrices of dealers and months, worth at what buyers pay on average."""
    sold, cube = facts["sell_out"], facts["sales_cube"]
    sold = sold.assign(month=month_of(sold["period_start"]))
    first = month - (MONTHS - 1)
    sold = sold[(sold["month"] >= str(first)) & (sold["month"] <= str(month))]
    if sold.empty:
        none = np.zeros((0, 0))
        return Shelves(pd.Index([]), [], none, none, none, none, none, none)
    reported = sorted(sold["month"].unique())
    months = [str(one) for one in Month.parse(reported[0]).until(Month.parse(reported[-1]))]
    dealers = pd.Index(np.sort(sold["customer_id"].unique()))
    cube = cube[cube["customer_id"].isin(dealers) & cube["month"].isin(months)]
    worth = _worth(cube)
    there = _promoted(facts)
    by = (dealers, months)
    at = pd.Index(months).get_indexer(pd.Index(sold["month"]))
    own = pd.Series(at).groupby(sold["customer_id"].to_numpy())
    return Shelves(
        dealers,
        months,
        _matrix(cube, cube["quantity"] * cube["product_id"].map(worth).astype(float), by),
        _matrix(sold, sold["sell_out_quantity"] * sold["product_id"].map(worth).astype(float), by),
        _matrix(there, there["quantity"] * there["product_id"].map(worth).astype(float), by),
        _stock(sold, worth, by),
        own.max().reindex(dealers).to_numpy(),
        own.nunique().reindex(dealers).to_numpy(),
    )


def _promoted(facts: Frames) -> pd.DataFrame:
    """Return what was bought on promotions; offers at a month's end are no reason to keep stock."""
    rows, offers = facts["price_exceptions"], facts["promotions"]
    is_long = (offers["ends_on"] - offers["starts_on"]).dt.days >= SHORT
    return rows[rows["promotion_id"].isin(offers.loc[is_long, "promotion_id"])]


def _worth(cube: pd.DataFrame) -> Mapping[str, float]:
    """Return what one unit of each product costs dealers on average."""
    own = cube[(cube["quantity"] > 0) & (cube["net_amount"] > 0)]
    sums = own.groupby("product_id")[["net_amount", "quantity"]].sum()
    return dict(sums["net_amount"] / sums["quantity"])


def _matrix(rows: pd.DataFrame, values: pd.Series, by: tuple[pd.Index, list[str]]) -> Array:
    who = by[0].get_indexer(pd.Index(rows["customer_id"]))
    when = pd.Index(by[1]).get_indexer(pd.Index(rows["month"]))
    is_in = (who >= 0) & (when >= 0)
    shape = (len(by[0]), len(by[1]))
    place = who[is_in] * shape[1] + when[is_in]
    weights = values.fillna(0.0).to_numpy(float)[is_in]
    return np.bincount(place, weights, shape[0] * shape[1]).reshape(shape)


def _stock(sold: pd.DataFrame, worth: Mapping[str, float], by: tuple[pd.Index, list[str]]) -> Array:
    """Return stocks in money, each product's last known one where a month has none."""
    value = sold["stock_quantity"] * sold["product_id"].map(worth).astype(float)
    if value.notna().sum() == 0:
        return np.full((len(by[0]), len(by[1])), np.nan)
    table = value.groupby([sold["customer_id"], sold["product_id"], sold["month"]]).sum()
    wide = table.unstack().reindex(columns=by[1]).ffill(axis=1).fillna(0.0)
    return wide.groupby(level=0).sum().reindex(by[0], fill_value=0.0).to_numpy(float)


def ahead_of_rise(prices: pd.DataFrame, months: list[str]) -> Array:
    """Return in which months buyers could stock up before a rise of most list prices."""
    rows = prices.sort_values(["product_id", "valid_from"])
    before = rows.groupby("product_id")["list_price"].shift()
    is_up = rows["list_price"] > before * (1 + RISE)
    when = rows.loc[is_up, "valid_from"].dt.strftime("%Y-%m").value_counts()
    rises = when[when >= RAISED * max(prices["product_id"].nunique(), 1)].index
    ahead = {str(Month.parse(one) - n) for one in rises for n in range(1, AHEAD + 1)}
    return np.array([one in ahead for one in months])
