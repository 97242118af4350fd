"""Monthly series of everything that people look at, as sums of the same small cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from salesnb.members import TOTAL, UNASSIGNED
from salesnb.methods.region_levels import areas_by_level

Array = NDArray[np.float64]
PARTS = {  # dimension -> column of the cube, in the order in which they are cut
    "region": "region_id",
    "product_group": "product_group",
    "rep": "rep_id",
    "segment": "segment",
    "sales_method": "sales_method_id",
}
MOST_CELLS = 6000  # beyond, the last dimensions are not cut
ALIVE = 12  # months: a cell or node that sold in none of the last is not forecast


@dataclass(frozen=True)
class Series:
    """Nodes over months: first the nodes that people look at, then the cells that they add up.

    `nodes` has a row per node (dimension, node), `values` (nodes + cells, months) NaN before the
    first sale of each, `sums` (nodes, cells) what each node is of the cells. `uncut` are the
    dimensions for which there were too many cells, with the number of their members.
    """

    nodes: pd.DataFrame
    cells: pd.DataFrame
    values: Array
    sums: sparse.csr_array
    months: list[str]
    uncut: dict[str, int]

    @property
    def n_nodes(self) -> int:
        return len(self.nodes)


def gather(
    facts: Mapping[str, pd.DataFrame],
    cube: str,
    months: Sequence[str],
    dimensions: Sequence[str] = tuple(PARTS),
) -> Series:
    """Return the series of `facts[cube]` over these months, by all `dimensions` that cut it.

    `facts` also holds customers and regions. A dimension with one member is left out. What sold
    nothing in the last twelve of the months is no cell or node of its own, but the nodes above it
    have its sales: their past is what was sold.
    """
    rows = _members(facts[cube], facts["customers"])[["month", "net_amount", *dimensions]]
    rows = rows[rows["month"].isin(months)]
    is_late = rows["month"].isin(set(months[-ALIVE:])) & (rows["net_amount"] != 0)
    alive = rows[is_late]
    cut = _cut(alive)
    cells, values = _by_cell(rows, cut, months)
    lives = (values[:, -ALIVE:] != 0).any(axis=1)
    members = {"total": pd.Series(TOTAL, index=range(len(values)))} | _above(cells, facts)
    nodes, sums = _summed({**members, **{d: cells[d] for d in cut}}, len(values))
    shown = (sums[:, lives] @ np.ones(int(lives.sum()))) > 0
    both = np.concatenate([sums[shown] @ values, values[lives]])
    members_of = {one: int(alive[one].nunique()) for one in PARTS if one in alive}
    uncut = {one: n for one, n in members_of.items() if n > 1 and one not in cut}
    return Series(
        nodes=nodes[shown].reset_index(drop=True),
        cells=cells[lives].reset_index(drop=True),
        values=from_first_sale(both),
        sums=sums[shown][:, lives],
        months=list(months),
        uncut=uncut,
    )


def _by_cell(
    rows: pd.DataFrame, cut: Sequence[str], months: Sequence[str]
) -> tuple[pd.DataFrame, Array]:
    """Return every cell that these dimensions make, and its months; one where none cuts."""
    names = list(cut)
    cells = rows[names].drop_duplicates().sort_values(names, ignore_index=True) if names else None
    place = {month: i for i, month in enumerate(months)}
    at = np.zeros(len(rows), dtype=int)
    if cells is not None:
        at = pd.MultiIndex.from_frame(cells).get_indexer(pd.MultiIndex.from_frame(rows[names]))
    values = np.zeros((1 if cells is None else len(cells), len(months)))
    np.add.at(values, (at, rows["month"].map(place).to_numpy(int)), rows["net_amount"].to_numpy())
    return (pd.DataFrame(index=range(1)) if cells is None else cells), values


def _members(sales: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Return month, net_amount and the member of each dimension of the rows of a cube."""
    segment = dict(zip(customers["customer_id"], customers["segment"], strict=True))
    found = {name: sales[column] for name, column in PARTS.items() if column in sales}
    found["segment"] = sales["customer_id"].map(segment).fillna("")
    named = pd.DataFrame(found).replace("", UNASSIGNED)
    return pd.DataFrame({"month": sales["month"], "net_amount": sales["net_amount"], **named})


def _cut(alive: pd.DataFrame) -> list[str]:
    """Return the dimensions that tell sales apart, as long as they make not too many cells."""
    cut: list[str] = []
    for one in PARTS:
        if one in alive and alive[one].nunique() > 1:
            n = len(alive[[*cut, one]].drop_duplicates())
            cut += [one] if n <= MOST_CELLS else []
    return cut


def _above(cells: pd.DataFrame, facts: Mapping[str, pd.DataFrame]) -> dict[str, pd.Series]:
    """Return the area of each cell, level by level from the top, where there are several."""
    if "region" not in cells:
        return {}
    levels = {
        level: cells["region"].map(areas).fillna(UNASSIGNED)
        for level, areas in areas_by_level(facts["regions"]).items()
    }
    return {level: area for level, area in levels.items() if area.nunique() > 1}


def _summed(members: Mapping[str, pd.Series], n: int) -> tuple[pd.DataFrame, sparse.csr_array]:
    """Return the nodes (dimension, node) and what each is of the n cells."""
    names: list[tuple[str, str]] = []
    rows: list[NDArray[np.intp]] = []
    for dimension, member in members.items():
        codes, found = pd.factorize(member, sort=True)
        rows.append(codes + len(names))
        names += [(dimension, str(one)) for one in found]
    at = np.concatenate(rows)
    cells = np.tile(np.arange(n), len(rows))
    sums = sparse.csr_array((np.ones(len(at)), (at, cells)), shape=(len(names), n))
    return pd.DataFrame(names, columns=["dimension", "node"]), sums


def from_first_sale(values: Array) -> Array:
    """Return rows with NaN in place of the noughts before their first value."""
    begun = np.logical_or.accumulate(values != 0, axis=1)
    return np.asarray(np.where(begun, values, np.nan))
