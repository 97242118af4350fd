"""What whole numbers miss, spread so that no group misses by more than one unit if it can be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from salesnb.methods.margins import Floats, Ints, Margin, lacks

MOST_STEPS = 40_000
POWER = 3
N_TRIED = 8  # cells of a group for which a change against another is tried


def level(values: Ints, margins: Sequence[Margin], low: Floats, high: Floats) -> Ints:
    """Return values of which no group misses by more than one unit, as far as single cells allow.

    While a group misses by more, that of its cells changes by one that makes the other margins miss
    least, if need be with another cell against it; misses in all may grow.
    """
    table = _Table(values.copy(), margins, low, high)
    for _ in range(MOST_STEPS):
        k, group, miss = table.worst()
        if abs(miss) <= 1:
            break
        if not table.change(k, group, int(np.sign(miss))):
            table.stuck[k][group] = True
    return table.values


class _Table:
    """Values with the sums of their margins, and the cells of each group in one place."""

    def __init__(self, values: Ints, margins: Sequence[Margin], low: Floats, high: Floats) -> None:
        self.values, self.margins = values, margins
        self.low, self.high = np.ceil(low), np.floor(high)
        self.groups = [one.of(len(values)) for one in margins]
        self.sums = [one.sums(values) for one in margins]
        self.misses = [one.misses(values) for one in margins]
        self.stuck = [np.zeros(one.n_groups, dtype=bool) for one in margins]
        self.inside: dict[int, tuple[Ints, Ints]] = {}

    def worst(self) -> tuple[int, int, float]:
        """Return margin, group and miss of the group that misses most."""
        sizes = [np.where(s, 0.0, np.abs(m)) for s, m in zip(self.stuck, self.misses, strict=True)]
        largest = [float(one.max(initial=0.0)) for one in sizes]
        if not any(largest):
            return 0, 0, 0.0
        k = int(np.argmax(largest))
        group = int(np.argmax(sizes[k]))
        return k, group, float(self.misses[k][group])

    def change(self, k: int, group: int, step: int) -> bool:
        """Change the cell of a group by a step that costs least; False where none makes it less."""
        cells = self.cells(k, group)
        cost = self._costs(cells, step)
        ranked = np.argsort(cost, kind="stable")[:N_TRIED]
        if not len(ranked) or not np.isfinite(cost[ranked[0]]):
            return False
        if cost[ranked[0]] < 0:
            self._apply(int(cells[ranked[0]]), step)
            return True
        return any(self._exchange(int(cells[one]), step, float(cost[one])) for one in ranked)

    def _exchange(self, cell: int, step: int, cost: float) -> bool:
        """Change a cell, and one of its group in the coarsest margin back; False: no gain."""
        coarse = int(np.argmin([one.n_groups for one in self.margins]))
        group = int(self.groups[coarse][cell])
        if group == self.margins[coarse].n_groups or not np.isfinite(cost):
            return False
        self._apply(cell, step)
        others = self.cells(coarse, group)
        back = self._costs(others, -step)
        best = int(np.argmin(back))
        is_less = bool(cost + back[best] < 0)
        self._apply(int(others[best]) if is_less else cell, -step)
        return is_less

    def _costs(self, cells: Ints, step: int) -> Floats:
        """Return what a step of each cell costs, infinite where its bounds forbid it."""
        new = self.values[cells] + step
        cost = np.where((new >= self.low[cells]) & (new <= self.high[cells]), 0.0, np.inf)
        for margin, own, sums in zip(self.margins, self.groups, self.sums, strict=True):
            before = _cost(lacks(sums, margin.low, margin.high))
            after = _cost(lacks(sums + step, margin.low, margin.high))
            cost += np.append(after - before, 0.0)[own[cells]]
        return cost

    def cells(self, k: int, group: int) -> Ints:
        """Return the cells of a group."""
        if k not in self.inside:
            order = np.argsort(self.groups[k], kind="stable")
            ends = np.searchsorted(self.groups[k][order], np.arange(self.margins[k].n_groups + 1))
            self.inside[k] = order, ends
        order, ends = self.inside[k]
        return order[ends[group] : ends[group + 1]]

    def _apply(self, cell: int, step: int) -> None:
        self.values[cell] += step
        for margin, own, sums, misses in zip(
            self.margins, self.groups, self.sums, self.misses, strict=True
        ):
            group = own[cell]
            if group < margin.n_groups:
                sums[group] += step
                misses[group] = lacks(sums[group], margin.low[group], margin.high[group])


def _cost(misses: Floats) -> Floats:
    """Return what misses cost: few large ones more than many small ones."""
    return np.abs(misses) ** POWER
