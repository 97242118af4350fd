"""Sums of cells that have bounds: what a table of numbers has to meet.

A margin is a list of disjoint groups of cells (regions, say, or product groups by month); a cell
may lie in none. Bounds are whole numbers held as floats, infinite where there is none; they are
exact below 2**53.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Margin:
    """Groups of cells whose sums lie between `low` and `high` (both of shape (n_groups,)).

    `group` is the group of each of `cells` (positions, rising), or of every cell where `cells` is
    None; n_groups stands for a cell that lies in no group.
    """

    group: Ints
    low: Floats
    high: Floats
    cells: Ints | None = None

    @property
    def n_groups(self) -> int:
        return len(self.low)

    def sums(self, values: NDArray[np.generic]) -> Floats:
        """Return the sum of each group."""
        own = values if self.cells is None else values[self.cells]
        return summed(self.group, own, self.n_groups)

    def misses(self, values: NDArray[np.generic]) -> Floats:
        """Return what each group lacks (above 0) or has too much (below 0)."""
        return lacks(self.sums(values), self.low, self.high)

    def of(self, n_cells: int) -> Ints:
        """Return the group of every cell."""
        if self.cells is None:
            return self.group
        full = np.full(n_cells, self.n_groups, dtype=np.int64)
        full[self.cells] = self.group
        return full

    def without(self, values: Floats, kept: NDArray[np.bool_]) -> Margin:
        """Return the margin of the kept cells, its bounds less what the others have in `values`."""
        gone = self.sums(np.where(kept, 0.0, values))
        if self.cells is None:
            return Margin(self.group[kept], self.low - gone, self.high - gone)
        place = np.cumsum(kept) - 1
        inside = kept[self.cells]
        cells = place[self.cells[inside]]
        return Margin(self.group[inside], self.low - gone, self.high - gone, cells)


def summed(group: Ints, values: NDArray[np.generic], n_groups: int) -> Floats:
    """Return the sum of each group; what lies in group `n_groups` lies in none."""
    found: Floats = np.bincount(group, values, n_groups + 1)[:n_groups]  # type: ignore[assignment]
    return found


def lacks(sums: Floats, low: Floats, high: Floats) -> Floats:
    """Return how far sums lie below their bounds (above 0) or above them (below 0)."""
    return np.maximum(low - sums, 0.0) + np.minimum(high - sums, 0.0)


def rows_of(margins: Sequence[Margin], cells: Ints, n_cells: int) -> csr_array:
    """Return which of the cells (columns) count in which group (rows, margin by margin)."""
    row, column, first = [], [], 0
    for one in margins:
        group = one.of(n_cells)[cells]
        inside = np.flatnonzero(group < one.n_groups)
        row.append(group[inside] + first)
        column.append(inside)
        first += one.n_groups
    rows, columns = np.concatenate(row), np.concatenate(column)
    return coo_array((np.ones(len(rows)), (rows, columns)), shape=(first, len(cells))).tocsr()
