"""The sales that a budget is held against: the targets, else the forecast, else last year's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.budgets.costs.ground import Frames, Ground, frame_of
from salesnb.members import NEW_CUSTOMER, NOBODY, TOTAL, UNASSIGNED
from salesnb.methods.revenue_bands import revenue_bands
from salesnb.money import split_minor

LEAF = ["product_id", "region_id", "customer_id", "rep_id", "settlement_id"]
VALUES = ["sales", "quantity", "margin"]
CUBE = "month product_id region_id customer_id rep_id settlement_id quantity net_amount"
CUBE += " costed_amount cost_amount"
TARGETS, FORECAST, PAST, NOTHING = "targets", "forecast", "past", "none"
CLASSES = "customer_classes"


@dataclass(frozen=True)
class PlannedSales:
    """`cells`: a row per `LEAF` and month, with product_group and customer_class, `sales`,
    `quantity`, `margin` (0 where no cost is known) and `costed` (sales whose cost is known).

    `basis`: targets, forecast (its total by the mix of the last twelve months), past (the last
    twelve months again) or none. `sold`: the same columns of the last twelve months.
    """

    cells: pd.DataFrame
    sold: pd.DataFrame
    basis: str

    @property
    def total(self) -> float:
        return float(self.cells["sales"].sum())


def plan_sales(facts: Frames, ground: Ground) -> PlannedSales:
    """Return the sales of the budget's year, and those of the last twelve months.

    `facts`: sales_cube, products, and where they are there targets, forecast, customer_classes.
    Closed months of a year without targets have what was sold.
    """
    products = frame_of(facts, "products", "product_id product_group")
    groups = dict(zip(products["product_id"], products["product_group"], strict=True))
    sold = _sold(facts, ground.before)
    cells, basis = _of_the_year(facts, sold, ground)
    rates = _margin_rates(sold, facts, ground)
    cells = _with_margin(cells, rates, is_known=basis == TARGETS)
    both = [_grouped(one, groups) for one in (cells, sold)]
    classes = _classes(both[0], facts, ground)
    both = [one.assign(customer_class=_class_of(one, classes)) for one in both]
    return PlannedSales(both[0], both[1], basis)


def _sold(facts: Frames, months: list[str]) -> pd.DataFrame:
    """Return what was sold in these months by `LEAF` and month, with its margin."""
    cube = facts.get("sales_cube", pd.DataFrame())
    own = cube[cube["month"].astype("str").isin(months)] if len(cube) else cube
    own = frame_of({"cube": own}, "cube", CUBE)
    numbers = ["quantity", "net_amount", "costed_amount", "cost_amount"]
    own[numbers] = own[numbers].astype(float).fillna(0.0)
    sums = own.groupby([*LEAF, "month"], sort=True)[numbers].sum().reset_index()
    sums["margin"] = sums["costed_amount"] - sums["cost_amount"]
    sums = sums.rename(columns={"net_amount": "sales", "costed_amount": "costed"})
    return sums[[*LEAF, "month", *VALUES, "costed"]]


def _of_the_year(facts: Frames, sold: pd.DataFrame, ground: Ground) -> tuple[pd.DataFrame, str]:
    """Return the cells of the year and what they rest on."""
    targets = facts.get("targets", pd.DataFrame())
    if len(targets):
        own = frame_of(facts, "targets", " ".join([*LEAF, "month", *VALUES]))
        own[VALUES] = own[VALUES].astype(float).fillna(0.0)
        own = own[(own[VALUES] != 0).any(axis=1)]
        return own.reset_index(drop=True), TARGETS
    if not len(sold):
        return sold.drop(columns="costed"), NOTHING
    over = sold[sold["month"].isin(ground.closed)]
    ahead = _by_forecast(facts, sold, ground)
    basis = FORECAST
    if ahead is None:
        ahead, basis = _again(sold, ground), PAST
    every = [one for one in (over.drop(columns="costed"), ahead) if len(one)]
    cells = pd.concat(every, ignore_index=True) if every else sold.drop(columns="costed")
    return cells, basis


def _again(sold: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return the last twelve months' cells in the open months of the same calendar month."""
    place = {ground.last_year(one): one for one in ground.open}
    own = sold[sold["month"].isin(place)]
    return own.assign(month=own["month"].map(place)).drop(columns="costed")


def _by_forecast(facts: Frames, sold: pd.DataFrame, ground: Ground) -> pd.DataFrame | None:
    """Return the forecast's total of each open month, by the last twelve months' mix.

    None where no forecast reaches all of them.
    """
    ahead = frame_of(facts, "forecast", "measure dimension month expected")
    own = ahead[(ahead["measure"] == "sales") & (ahead["dimension"] == TOTAL)]
    total = own.drop_duplicates("month").set_index("month")["expected"].astype(float)
    mix = sold.groupby(LEAF)[VALUES].sum().clip(lower=0.0)
    mix = mix[mix["sales"] > 0]
    if not set(ground.open) <= set(total.dropna().index) or not len(mix):
        return None
    price = (mix["quantity"] / mix["sales"]).to_numpy(float)
    parts = []
    for month in ground.open:
        amount = split_minor(max(ground.minor(total[month]), 0), mix["sales"].to_numpy(float))
        sales = amount / ground.unit
        parts.append(
            mix.index.to_frame(index=False).assign(
                month=month, sales=sales, quantity=sales * price, margin=0.0
            )
        )
    return pd.concat(parts, ignore_index=True)


def _margin_rates(sold: pd.DataFrame, facts: Frames, ground: Ground) -> pd.Series:
    """Return the margin of a product's costed sales; of all months where the last have none."""
    sums = sold.groupby("product_id")[["margin", "costed"]].sum()
    known = sums[sums["costed"] > 0]
    recent = known["margin"] / known["costed"]
    cube = frame_of(facts, "sales_cube", "product_id costed_amount cost_amount")
    every = cube.groupby("product_id")[["costed_amount", "cost_amount"]].sum().astype(float)
    every = every[every["costed_amount"] > 0]
    return recent.combine_first(1 - every["cost_amount"] / every["costed_amount"])


def _with_margin(cells: pd.DataFrame, rates: pd.Series, *, is_known: bool) -> pd.DataFrame:
    """Return cells with `costed`, and the margin by rate where the plan does not state one."""
    rate = cells["product_id"].map(rates.to_dict()).astype(float)
    found = cells.assign(costed=cells["sales"].where(rate.notna(), 0.0))
    return found if is_known else found.assign(margin=(cells["sales"] * rate.fillna(0.0)).round(2))


def _grouped(cells: pd.DataFrame, groups: dict[str, str]) -> pd.DataFrame:
    """Return cells with their product group, keys as categories."""
    group = cells["product_id"].map(groups).fillna("").replace("", UNASSIGNED)
    found = cells.assign(product_group=group)
    return found.astype(dict.fromkeys([*LEAF, "month", "product_group"], "category"))


def _classes(cells: pd.DataFrame, facts: Frames, ground: Ground) -> dict[str, str]:
    """Return the class of each customer: as classified, else by the band of its planned sales."""
    sales = cells.groupby("customer_id", observed=True)["sales"].sum()
    sales.index = sales.index.astype("str")
    known = sales.drop([*NOBODY], errors="ignore")
    bands = revenue_bands(known, ground.rules.class_shares)
    stated = frame_of(facts, CLASSES, "customer_id customer_class")
    named = stated[stated["customer_class"] != ""]
    found = dict(zip(known.index.astype("str"), bands.astype("str"), strict=True))
    found.update(zip(named["customer_id"], named["customer_class"], strict=True))
    return {**found, NEW_CUSTOMER: NEW_CUSTOMER}


def _class_of(cells: pd.DataFrame, classes: dict[str, str]) -> pd.Categorical:
    """Return the class of each cell's customer; customers outside the plan are of the last one."""
    own = cells["customer_id"].cat
    names = [classes.get(str(one), UNASSIGNED) for one in own.categories]
    values = np.array([*names, UNASSIGNED], dtype=object)[own.codes.to_numpy()]
    return pd.Categorical(values)
