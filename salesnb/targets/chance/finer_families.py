"""Which finer cells a plan has, and at which grain each is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.members import TOTAL, UNASSIGNED
from salesnb.months import Month
from salesnb.targets.chance.challenge import judged_grains
from salesnb.targets.chance.plan_tested import Tested

Array = NDArray[np.float64]
FAMILIES = ("region_group", "customer")
MOST_JUDGED = 250  # cells of a family, the largest; those beyond show their region's band
SPARSE, MANY = "too_sparse", "too_many"
UNJUDGED = (SPARSE, MANY)
BESIDE = " / "  # between region and product group in a cell's name


@dataclass(frozen=True)
class Family:
    """Cells of one kind: names, targets by open month (cells, months), sales by whole month.

    `above` is the node whose forecast the cells share (a region, or the total of customers), of
    `dimension`. `others` are the sales of cells without a target, `others_above` the nodes above
    them.
    """

    name: str
    cells: pd.DataFrame  # node, region, product_group, customer
    target: Array
    sold: Array
    grain: NDArray[np.object_]
    dimension: str
    above: NDArray[np.object_]
    others: Array
    others_above: NDArray[np.object_]

    @property
    def is_dense(self) -> NDArray[np.bool_]:
        """Which cells are judged by themselves."""
        return ~np.isin(self.grain, UNJUDGED)


def families_of(
    tested: Tested, facts: Mapping[str, pd.DataFrame], targets: pd.DataFrame, whole: list[str]
) -> list[Family]:
    """Return the cells that have targets in the open months, family by family."""
    groups = dict(
        zip(facts["products"]["product_id"], facts["products"]["product_group"], strict=True)
    )
    period = tested.plan.year.iloc[0]
    months = [str(m) for m in Month.parse(period["open_from"]).until(Month.parse(period["last"]))]
    asked = _keyed(targets[targets["month"].isin(months)], groups, "sales")
    sold = _keyed(facts["sales_cube"], groups, "net_amount")
    buyers = facts["sales_cube"]["customer_id"].unique()
    found = []
    for name in FAMILIES:
        keys = ["customer"] if name == "customer" else ["region", "product_group"]
        own = asked[asked["customer"].isin(buyers)] if name == "customer" else asked
        wide = _wide(own, keys, months)
        wide = wide[wide.sum(axis=1) != 0]
        if len(wide) > 1:
            found.append(_family(name, keys, wide, sold, own, whole))
    return found


def _keyed(rows: pd.DataFrame, groups: Mapping[str, str], value: str) -> pd.DataFrame:
    """Return region, product_group, customer, month and amount of cells."""
    columns = ["region_id", "product_id", "customer_id", "month"]
    plain = rows[columns].astype("category").assign(amount=rows[value].astype(float))
    summed = plain.groupby(columns, observed=True)["amount"].sum().reset_index()
    named = summed.astype(dict.fromkeys(columns, "str"))
    group = named["product_id"].map(groups).fillna("").replace("", UNASSIGNED)
    renamed = named.rename(columns={"region_id": "region", "customer_id": "customer"})
    return renamed.assign(product_group=group).replace({"region": {"": UNASSIGNED}})


def _wide(rows: pd.DataFrame, keys: list[str], months: list[str]) -> pd.DataFrame:
    summed = rows.groupby([*keys, "month"])["amount"].sum().unstack("month", fill_value=0)
    return summed.reindex(columns=months, fill_value=0.0)


def _family(
    name: str,
    keys: list[str],
    wide: pd.DataFrame,
    sold: pd.DataFrame,
    asked: pd.DataFrame,
    whole: list[str],
) -> Family:
    every = _wide(sold, keys, whole)
    past = every.reindex(wide.index, fill_value=0.0)
    others = every[~every.index.isin(wide.index)]
    names = ["region", "product_group", "customer"]
    cells = wide.index.to_frame(index=False).reindex(columns=names, fill_value="")
    if name == "customer":
        cells["region"] = cells["customer"].map(_main_region(asked))
        node = cells["customer"]
    else:
        node = cells["region"] + BESIDE + cells["product_group"]
    cells = cells.assign(node=node).fillna("")
    values = past.to_numpy(float)
    grain = judged_grains(past)["grain"]
    largest = np.argsort(np.argsort(-np.abs(wide.to_numpy(float).sum(axis=1)), kind="stable"))
    kept = grain.to_numpy(object)
    kept = np.where((largest < MOST_JUDGED) | (kept == SPARSE), kept, MANY)
    return Family(
        name,
        cells,
        wide.to_numpy(float),
        values,
        kept,
        dimension=TOTAL if name == "customer" else "region",
        above=_above(wide.index),
        others=others.to_numpy(float),
        others_above=_above(others.index),
    )


def _above(cells: pd.Index) -> NDArray[np.object_]:
    """Return the node above each cell: its region, the total where it has none."""
    if "region" in cells.names:
        return cells.get_level_values("region").to_numpy(object)
    return np.full(len(cells), TOTAL, dtype=object)


def _main_region(asked: pd.DataFrame) -> dict[str, str]:
    """Return the region in which a customer is asked for most."""
    sums = asked.groupby(["customer", "region"])["amount"].sum().reset_index()
    first = sums.sort_values("amount", ascending=False, kind="stable").drop_duplicates("customer")
    return dict(zip(first["customer"], first["region"], strict=True))
