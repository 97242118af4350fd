"""The issued target of each node of each dimension, from whichever set of targets states it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from salesnb.members import TOTAL
from salesnb.methods.issued_targets import DIMENSIONS
from salesnb.reviews.as_issued import Frames, newest_before
from salesnb.reviews.attainment.versions import VALUES, as_issued_before
from salesnb.reviews.places import COLUMNS, Places, by_node, named

AMOUNTS = ["target", "plan_v1", "later"]
MEASURES = ["sales", "quantity", "margin", "collections"]  # of the artefact of 08_targets
PERIOD = ["measure", "first", "last", "n_months"]
KEYS = ["measure", "dimension", "node", "first", "last", "n_months"]
TEXTS = ["measure", "dimension", "node", "first", "last"]
SOURCES = {"product_group": ("product_group", "product_id")}  # columns that tell a dimension


def node_targets(
    table: pd.DataFrame, plans: Frames, places: Places, months: Sequence[str], *, month: str
) -> pd.DataFrame:
    """Return the targets of the year `months`, node by node, as in force before each began.

    `table` are targets set before as contracted, `plans` the artefacts `targets` of 08_targets by
    the month that issued them; where a plan covers a month, it counts for its measures. Of a
    dimension that set counts which has most targets and names it, else the sums that are stated;
    the finest periods count. Areas are the sum of their regions, else what is stated of them.
    Columns: measure, dimension, node, first, last, n_months, target, plan_v1, later, version,
    later_version, is_late, source (issued_targets, plan), carried_by (of a total that is the sum of
    targets by one dimension: which). Months after `month` have as target what
    is in force at its end.
    """
    stated = as_issued_before(table)
    inside = (stated["first"] >= months[0]) & (stated["last"] <= months[-1])
    stated = stated[inside]
    open_ = stated["first"] > month
    stated = stated.assign(target=stated["later"].where(open_, stated["target"]))
    planned = _planned(plans, places, months)
    covered = set(zip(planned["measure"], planned["first"], strict=True))
    if covered:
        pairs = zip(stated["measure"], stated["first"], strict=True)
        stated = stated[np.array([one not in covered for one in pairs], dtype=bool)]
    found = [planned, *_stated_nodes(stated, places)]
    return pd.concat([one for one in found if len(one)] or found[:1], ignore_index=True)


def _stated_nodes(stated: pd.DataFrame, places: Places) -> list[pd.DataFrame]:
    """Return the nodes of targets set before, as one frame; none without any."""
    found: list[pd.DataFrame] = []
    texts = ["first", "last", "basis", *DIMENSIONS]
    quick = stated.astype(dict.fromkeys(texts, "object"))  # it is taken apart many times
    carried_by: dict[str, str] = {}
    for measure, own in quick.groupby("measure"):
        whole = _most(own)
        by = {TOTAL: _placed(whole, TOTAL, TOTAL)}
        carried_by[str(measure)] = _dimension_of("".join(whole["basis"].head(1)))
        for dimension, column in COLUMNS.items():
            rows = _set_of(own, SOURCES.get(dimension, (column,)))
            if dimension == "region":
                by |= _regions(rows, places)
            elif len(rows):
                by[dimension] = _placed(rows, dimension, _node_of(rows, dimension, places))
        found += [rows for rows in by.values() if len(rows)]
    if not found:
        return []
    rows = _summed(pd.concat(found, ignore_index=True))
    of_total = rows["measure"].map(carried_by).where(rows["dimension"].eq(TOTAL), "")
    return [rows.assign(carried_by=of_total)]


def _dimension_of(basis: str) -> str:
    """Return the dimension of targets that are set by one column, blank for any others."""
    return next((name for name, column in COLUMNS.items() if column == basis), "")


def _most(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the set with most targets, those of the finest periods; sums where nothing else is."""
    parts = rows[~rows["is_rollup"]]
    kept = parts if len(parts) else rows[rows["is_rollup"] & (rows["basis"] == "")]
    if not len(kept):
        return kept
    kept = kept[kept["n_months"] == kept["n_months"].min()]
    sizes = kept["basis"].value_counts()
    return kept[kept["basis"] == min(sizes.index, key=lambda one: (-sizes[one], one))]


def _set_of(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the set that names one of `columns`: parts with most targets, else stated sums."""
    names = (rows[list(columns)] != "").any(axis=1)
    parts = _most(rows[names & ~rows["is_rollup"]])
    if len(parts):
        return parts
    sums = rows[names & rows["is_rollup"] & rows["basis"].isin(columns)]
    return sums[sums["n_months"] == sums["n_months"].min()]


def _node_of(rows: pd.DataFrame, dimension: str, places: Places) -> pd.Series:
    if dimension == "product_group":
        groups = rows["product_id"].map(places.group_of).fillna("")
        return named(rows["product_group"].where(rows["product_group"] != "", groups))
    return named(rows[COLUMNS[dimension]])


def _regions(rows: pd.DataFrame, places: Places) -> dict[str, pd.DataFrame]:
    """Return the targets of regions, and per level those of areas."""
    if not len(rows):
        return {}
    region = named(rows["region_id"]).replace(dict(places.renamed))
    above = {area for own in places.areas.values() for one, area in own.items() if one != area}
    is_leaf = ~region.isin(above | {""})
    is_top = ~region.isin({one for own in places.areas.values() for one in own})
    is_leaf &= ~is_top | ~region.isin(above)
    found = {"region": _placed(rows[is_leaf], "region", region[is_leaf])}
    for level, areas in places.areas.items():
        if len(set(areas.values())) > 1:
            below = region.map(areas).where(is_leaf)
            stated = region.where(region.isin(set(areas.values())) & ~is_leaf)
            node = below if below.notna().any() else stated
            found[level] = _placed(rows[node.notna()], level, node[node.notna()])
    return found


def _placed(rows: pd.DataFrame, dimension: str, node: pd.Series | str) -> pd.DataFrame:
    """Return targets with the node that each belongs to."""
    return rows[[*PERIOD, *VALUES]].assign(dimension=dimension, node=node)


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return targets summed by node and period."""
    how = dict.fromkeys(AMOUNTS, "sum") | {"version": "max", "later_version": "max"}
    keyed = rows.astype(dict.fromkeys(TEXTS, "category"))
    sums = keyed.groupby(KEYS, observed=True).agg(how | {"is_late": "max"}).reset_index()
    return sums.astype(dict.fromkeys(TEXTS, "str")).assign(source="issued_targets")


def _planned(plans: Frames, places: Places, months: Sequence[str]) -> pd.DataFrame:
    """Return the targets that plans state of `months`, as in force before each month began."""
    found = []
    for month in months:
        having = {when: rows for when, rows in _of_month(plans, month).items() if len(rows)}
        newest = newest_before(having, month)
        if newest is not None:
            first = having[min(having)]
            found.append(_of_plan(newest[1], first, places, month))
    columns = [*KEYS, *VALUES, "source", "carried_by"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


def _of_month(plans: Frames, month: str) -> dict[str, pd.DataFrame]:
    return {
        issued: rows[rows["month"] == month] for issued, rows in plans.items() if issued < month
    }


def _of_plan(newest: pd.DataFrame, first: pd.DataFrame, places: Places, month: str) -> pd.DataFrame:
    """Return one month of two plans, node by node and measure by measure."""
    both = {"target": newest, "plan_v1": first}
    sums = {name: _melted(rows, places) for name, rows in both.items()}
    joined = pd.concat(sums, axis=1).fillna(0.0).reset_index()
    found = joined[joined.groupby("measure")["target"].transform(lambda one: (one != 0).any())]
    return found.assign(
        first=month,
        last=month,
        n_months=1,
        later=found["target"],
        version=1,
        later_version=1,
        is_late=False,
        source="plan",
        carried_by="",
    )


def _melted(rows: pd.DataFrame, places: Places) -> pd.Series:
    """Return the amounts of a plan's month by measure, dimension and node."""
    whole: Mapping[str, pd.Series] = {
        one: (rows[one] * 1000).round().astype("int64") for one in MEASURES if one in rows
    }
    sums = by_node(rows.assign(**whole), places, list(whole)).drop(columns="month")
    long = sums.melt(id_vars=["dimension", "node"], var_name="measure", value_name="amount")
    return long.set_index(["measure", "dimension", "node"])["amount"] / 1000
