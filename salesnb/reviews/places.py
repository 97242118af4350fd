"""Where a row belongs: the node of each dimension, from the total down to the product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from salesnb.members import TOTAL, UNASSIGNED
from salesnb.methods.region_levels import areas_by_level

COLUMNS = {
    "region": "region_id",
    "product_group": "product_group",
    "product": "product_id",
    "customer": "customer_id",
    "rep": "rep_id",
    "settlement": "settlement_id",
    "sales_method": "sales_method_id",
}
MOVED = 0.9  # of what a region's customers buy now, from which on it goes by another name


@dataclass(frozen=True)
class Places:
    """What is needed to find the node of a row in each dimension.

    `group_of`: the group of each product; `areas`: per level the area of each region; `renamed`:
    the region that goes on under another name, by its old one; `left_out`: dimensions whose nodes
    are not asked for.
    """

    group_of: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()

    def nodes(self, rows: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
        """Yield each dimension that the columns of `rows` know, with the node of each row.

        What names nobody is `(unassigned)`. A level of areas that are one area only is left out.
        """
        yield TOTAL, pd.Series(TOTAL, rows.index, dtype="str")
        for dimension, column in COLUMNS.items():
            if dimension in self.left_out:
                continue
            if dimension == "region" and column in rows:
                region = named(rows[column]).replace(dict(self.renamed))
                for level, areas in self.areas.items():
                    if len(set(areas.values())) > 1:
                        yield level, region.map(areas).fillna(UNASSIGNED)
                yield dimension, region
            elif dimension == "product_group" and "product_id" in rows:
                groups = named(rows["product_id"].map(self.group_of).fillna(UNASSIGNED))
                stated = named(rows[column]) if column in rows else groups
                yield dimension, stated.where(stated != UNASSIGNED, groups)
            elif column in rows:
                yield dimension, named(rows[column])


def find_places(facts: Mapping[str, pd.DataFrame], months: Sequence[str]) -> Places:
    """Return the places of a company, with the regions that were renamed within `months`.

    `facts`: products (product_id, product_group), regions (region_id, parent_id), sales_cube.
    """
    products = facts.get("products", pd.DataFrame(columns=["product_id", "product_group"]))
    groups = groups_of(products)
    regions = facts.get("regions", pd.DataFrame(columns=["region_id", "parent_id"]))
    renamed = renamed_nodes(facts["sales_cube"], "region_id", months)
    areas = {
        level: {renamed.get(one, one): area for one, area in own.items()} | dict(own)
        for level, own in areas_by_level(regions).items()
    }
    return Places(groups, areas, renamed)


def renamed_nodes(sales: pd.DataFrame, column: str, months: Sequence[str]) -> dict[str, str]:
    """Return which nodes of a column go on under another name: the new one by the old one.

    A node was renamed where it stopped within `months`, another began in the month after or later,
    and its customers buy at least `MOVED` of what they buy now under that one. Nothing else is
    taken for a renaming: regions that were joined with one that sold already are not.
    """
    span = sales.groupby(column, observed=True)["month"].agg(["min", "max"]).astype("str")
    span = span[~span.index.isin([UNASSIGNED, ""])]
    ended = span[(span["max"] >= months[0]) & (span["max"] < months[-1])]
    begun = span[(span["min"] > months[0]) & (span["min"] <= months[-1])]
    found = {}
    for node, last in ended["max"].items():
        buyers = sales.loc[sales[column] == node, "customer_id"].unique()
        later = sales[sales["customer_id"].isin(buyers) & (sales["month"] > last)]
        share = later["net_amount"].clip(lower=0).groupby(later[column].astype("str")).sum()
        heir = str(share.idxmax()) if share.sum() > 0 else ""
        is_next = heir in begun.index and begun.at[heir, "min"] > last
        if is_next and share[heir] >= MOVED * share.sum():
            found[str(node)] = heir
    return found


def groups_of(products: pd.DataFrame) -> dict[str, str]:
    """Return the group of each product, blank where it has none."""
    return dict(zip(products["product_id"], products["product_group"].fillna(""), strict=True))


def named(values: pd.Series) -> pd.Series:
    """Return identifiers as text, `(unassigned)` where there is none."""
    text = values.astype("str").fillna(UNASSIGNED)
    return text.where(text != "", UNASSIGNED)


def by_node(rows: pd.DataFrame, places: Places, values: Sequence[str]) -> pd.DataFrame:
    """Return the sums of `values` (whole numbers) per dimension, node and month."""
    month, months = pd.factorize(rows["month"].astype("str"), sort=True)
    amounts = {name: rows[name].to_numpy(float) for name in values}
    found = []
    for dimension, node in places.nodes(rows):
        code, names = pd.factorize(node, sort=True)
        cell, place = np.unique(code * max(len(months), 1) + month, return_inverse=True)
        at, when = np.divmod(cell, max(len(months), 1))
        keys = {"dimension": dimension, "node": names[at], "month": months[when]}
        sums = {
            name: np.bincount(place, one, len(cell)).round().astype("int64")
            for name, one in amounts.items()
        }
        found.append(pd.DataFrame(keys | sums))
    texts = dict.fromkeys(["dimension", "node", "month"], "str")
    return pd.concat(found, ignore_index=True).astype(texts)
