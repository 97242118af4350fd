"""Which demands on sums of cells contradict each other: an irreducible set of them.

Cells that lie in the same groups of all demands at hand count as one (an atom). The least sum of
all misses is a linear program; the demands whose prices are not 0 there contradict each other by
themselves (Farkas). Of these one after the other is left out for good where the rest still
contradicts itself; what stays is irreducible: without any one of it, the rest can be met.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, hstack, identity, vstack

from salesnb.methods.margins import Floats, Ints

SCALE = 1e6  # the largest amount of a linear program
LEAST = 0.02  # units by which demands miss each other at least, and this part of the largest
RELATIVE = 2.5e-13
MOST_ATOMS = 150_000  # parts of the cells up to which a conflict is looked for
Atoms = tuple[csr_array, Floats, Floats]  # demands x atoms, bounds of the atoms


@dataclass(frozen=True)
class Demand:
    """The sum over group `group` of grouping `grouping` has to lie between low and high."""

    grouping: int
    group: int
    low: float
    high: float


@dataclass(frozen=True)
class Cells:
    """Bounds of each cell, and its group in each grouping."""

    low: Floats
    high: Floats
    groupings: Sequence[Ints]


@dataclass(frozen=True)
class Conflict:
    """Places of demands that contradict each other, and by how much at least, in units."""

    demands: list[int]
    gap: float


def conflict(cells: Cells, demands: Sequence[Demand], *, most: int = MOST_ATOMS) -> Conflict | None:
    """Return an irreducible set of contradicting demands, None where all can be met together.

    Raises `OverflowError` where the demands cut the cells into more than `most` atoms.
    """
    chosen = list(range(len(demands)))
    program = _Program(_atoms(cells, demands, chosen, most), demands, chosen)
    gap, chosen = program.gap(chosen)
    if not chosen:
        return None
    while True:  # fewer demands have fewer atoms
        program = _Program(_atoms(cells, demands, chosen, most), demands, chosen)
        gap, fewer = program.gap(chosen)
        if not fewer or len(fewer) == len(chosen):
            break
        chosen = fewer
    return Conflict(*_irreducible(program, chosen, gap))


def _irreducible(program: _Program, chosen: list[int], gap: float) -> tuple[list[int], float]:
    """Return the demands of a contradicting set that are left when none can be spared."""
    waiting = list(chosen)
    while waiting:
        one = waiting.pop()
        without = [other for other in chosen if other != one]
        least, support = program.gap(without)
        if support:
            gap, chosen = least, [other for other in without if other in set(support)]
            waiting = [other for other in waiting if other in set(chosen)]
    return sorted(chosen), gap


class _Program:
    """Demands over atoms; solved for any subset of them."""

    def __init__(self, atoms: Atoms, demands: Sequence[Demand], chosen: Sequence[int]) -> None:
        self.rows = {one: row for row, one in enumerate(chosen)}
        self.matrix, self.low, self.high = atoms
        self.least = np.array([demands[one].low for one in chosen])
        self.most = np.array([demands[one].high for one in chosen])
        sizes = [np.abs(a[np.isfinite(a)]) for a in (self.least, self.most, self.low, self.high)]
        self.largest = max((float(s.max(initial=0.0)) for s in sizes), default=0.0) or 1.0

    def gap(self, chosen: Sequence[int]) -> tuple[float, list[int]]:
        """Return by how much demands miss each other, and those whose price is not 0.

        No demands where all can be met.
        """
        from scipy.optimize import linprog

        if not chosen or not len(self.low):
            return self._without_atoms(chosen)
        unit = SCALE / self.largest
        rows = np.array([self.rows[one] for one in chosen], dtype=int)
        least, most = self.least[rows] * unit, self.most[rows] * unit
        below, above = np.flatnonzero(least > 0), np.flatnonzero(np.isfinite(most))
        own = self.matrix[rows]
        n_slack = len(below) + len(above)
        sums = vstack([-own[below], own[above]])
        result = linprog(
            np.append(np.zeros(own.shape[1]), np.ones(n_slack)),
            A_ub=hstack([sums, -identity(n_slack)]).tocsr(),
            b_ub=np.append(-least[below], most[above]),
            bounds=np.vstack(
                [
                    np.column_stack([self.low * unit, self.high * unit]),
                    np.tile([0.0, np.inf], (n_slack, 1)),
                ]
            ),
            method="highs",
        )
        gap = float(result.fun) / unit if result.status == 0 else 0.0
        if gap <= max(LEAST, RELATIVE * self.largest):
            return gap, []
        prices = np.abs(result.ineqlin.marginals)
        priced = np.append(below, above)[prices > 1e-7]
        return gap, [chosen[place] for place in np.unique(priced)]

    def _without_atoms(self, chosen: Sequence[int]) -> tuple[float, list[int]]:
        """Return the same where there is no cell: what a demand asks for at all is missing."""
        asked = [one for one in chosen if self.least[self.rows[one]] > 0]
        return sum(float(self.least[self.rows[one]]) for one in asked), asked


def _atoms(cells: Cells, demands: Sequence[Demand], chosen: Sequence[int], most: int) -> Atoms:
    """Return which atoms each chosen demand sums, and the bounds of the atoms."""
    marks = np.random.default_rng(20270102)
    key = np.zeros(len(cells.low), dtype=np.uint64)
    used = sorted({demands[one].grouping for one in chosen})
    for grouping in used:
        group = cells.groupings[grouping]
        mark = np.zeros(int(group.max(initial=0)) + 2, dtype=np.uint64)
        own = sorted({demands[one].group for one in chosen if demands[one].grouping == grouping})
        mark[own] = marks.integers(1, 2**63, len(own), dtype=np.uint64)
        key += mark[group]
    kept = (key != 0) & (cells.high > 0)
    _, first, atom = np.unique(key[kept], return_index=True, return_inverse=True)
    if len(first) > most:
        raise OverflowError(f"{len(first)} atoms")
    first = np.flatnonzero(kept)[first]
    members = [
        np.flatnonzero(cells.groupings[one.grouping][first] == one.group)
        for one in (demands[place] for place in chosen)
    ]
    ends = np.cumsum([0, *(len(one) for one in members)])
    columns = np.concatenate([*members, np.empty(0, dtype=int)]).astype(int)
    matrix = csr_array((np.ones(len(columns)), columns, ends), shape=(len(chosen), len(first)))
    low = np.bincount(atom, cells.low[kept], len(first))
    high = np.bincount(atom, cells.high[kept], len(first))
    return matrix, low.astype(float), high.astype(float)
