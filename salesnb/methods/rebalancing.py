"""Units moved between cells so that one margin is met and no other changes.

Two cells that lie in the same groups of all margins but one are joined: a unit moved from one to
the other changes only the two groups of that margin. The groups and such joints form a graph; along
a spanning tree of each of its parts what some groups lack is carried from those that have too much.
Where a part as a whole lacks something, single cells change first (`Rebalancing.settle`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, minimum_spanning_tree

from salesnb.methods.margins import Floats, Ints, Margin, summed

N_CHANGES = 64  # single cells that change per call
MANY = 200_000  # cells of which not more than one changes, for the time that it takes
MOST = 1e15


@dataclass(frozen=True)
class Tree:
    """A spanning forest of a margin's groups (the last node stands for cells in no group).

    `order`: nodes, parents first. `parent`: of each node, -1 for a root. `own`, `other`: the cell
    of the node's own group, and that of its parent's group, between which units move. `part`: the
    part of the forest that a node lies in.
    """

    order: Ints
    parent: Ints
    own: Ints
    other: Ints
    part: Ints

    @property
    def n_parts(self) -> int:
        return int(self.part.max()) + 1


class Rebalancing:
    """Joints between the cells of a table, worked out margin by margin once they are needed."""

    def __init__(
        self,
        margins: Sequence[Margin],
        bounds: tuple[Floats, Floats],
        values: Ints,
        usable: Ints | None = None,
    ) -> None:
        """`usable`: the cells that may change (positions, rising); all where it is None."""
        self.margins = margins
        self.low, self.high = np.ceil(bounds[0]), np.floor(bounds[1])
        self.cells = np.arange(len(values)) if usable is None else usable
        self.groups = [one.of(len(values))[self.cells] for one in margins]
        seeded = np.random.default_rng(20270101)
        self.marks = [
            seeded.integers(1, 2**63, one.n_groups + 1, dtype=np.uint64) for one in margins
        ]
        self.slack = room_of(values, self.low, self.high)[self.cells]
        self.others = [frozenset(range(len(margins))) - {k} for k in range(len(margins))]
        self.trees: dict[tuple[int, frozenset[int]], Tree] = {}

    def settle(self, values: Ints) -> Ints:
        """Return values whose margins are met as far as moves between two cells allow."""
        values = values.copy()
        misses = [one.misses(values) for one in self.margins]
        short = [k for k, one in enumerate(misses) if one.any()]
        if short:
            self._change_single(values, short)
        for k in range(len(self.margins)):
            if self.margins[k].misses(values).any():
                self._carry(values, k, self.tree(k, self.others[k]))
        return values

    def settle_in_turn(self, values: Ints) -> Ints:
        """Return values whose margins were met one after the other.

        A move for one margin keeps those that were met before and disturbs those that come later.
        It goes where moves that keep all others find no way: along chains of crossing margins. That
        margin comes next whose moves are bound most and that can be met as a whole.
        """
        values, met = values.copy(), frozenset[int]()
        while len(met) < len(self.margins):
            rest = sorted(set(range(len(self.margins))) - met)
            k = max(rest, key=lambda k: self._fits(values, k, met))
            self._carry(values, k, self.tree(k, met))
            met |= {k}
        return values

    def _fits(self, values: Ints, k: int, met: frozenset[int]) -> tuple[float, int, int]:
        """Return how well a margin comes next: little lacks as a whole, many parts and groups."""
        if not met:
            return 0.0, 0, self.margins[k].n_groups
        tree = self.tree(k, met)
        lack = np.abs(_lack(*self._of_parts(values, k, tree)))
        return -float(lack.sum()), tree.n_parts, self.margins[k].n_groups

    def tree(self, k: int, kept: frozenset[int]) -> Tree:
        """Return the forest of margin k along which moves leave the kept margins as they are."""
        if (k, kept) not in self.trees:
            key = self._key(kept)
            n_nodes = self.margins[k].n_groups + 1
            tree = spanning(key, self.groups[k], self.slack, n_nodes)
            own, other = self.cells[tree.own], self.cells[tree.other]
            self.trees[k, kept] = replace(tree, own=own, other=other)
        return self.trees[k, kept]

    def _key(self, kept: frozenset[int]) -> NDArray[np.uint64]:
        """Return what cells have in common that lie in the same groups of the kept margins."""
        key = np.zeros(len(self.cells), dtype=np.uint64)
        for one in sorted(kept):
            key += self.marks[one][self.groups[one]]
        return key

    def _change_single(self, values: Ints, short: list[int]) -> None:
        """Change single cells until no part of a forest as a whole lacks or exceeds anything."""
        trees = [self.tree(k, self.others[k]) for k in short]
        parts = [tree.part[self.groups[k]] for k, tree in zip(short, trees, strict=True)]
        rooms = [self._of_parts(values, *one) for one in zip(short, trees, strict=True)]
        for _ in range(N_CHANGES if len(self.cells) <= MANY else 1):
            score = np.zeros(len(self.cells))
            for part, room in zip(parts, rooms, strict=True):
                score += np.sign(_lack(*room))[part]
            own, low, high = (one[self.cells] for one in (values, self.low, self.high))
            score[((score > 0) & (own >= high)) | ((score < 0) & (own <= low))] = 0.0
            size = np.abs(score)
            best = np.flatnonzero(size == size.max(initial=0.0))
            if not len(best) or size[best[0]] * 2 <= len(short):
                return
            chosen = best[np.argmax(self.slack[best])]
            step = int(np.sign(score[chosen]))
            values[self.cells[chosen]] += step
            for part, room in zip(parts, rooms, strict=True):
                room[0][part[chosen]] -= step
                room[1][part[chosen]] -= step

    def _of_parts(self, values: Ints, k: int, tree: Tree) -> tuple[Floats, Floats]:
        """Return between which changes the parts of a forest as a whole stay within bounds."""
        low, high = self._room(values, k)
        return summed(tree.part, low, tree.n_parts), summed(tree.part, high, tree.n_parts)

    def _room(self, values: Ints, k: int) -> tuple[Floats, Floats]:
        """Return between which changes each node's sum stays within its bounds."""
        margin = self.margins[k]
        sums = margin.sums(values)
        low = np.append(np.maximum(margin.low - sums, -MOST), -MOST)
        return low, np.append(np.minimum(margin.high - sums, MOST), MOST)

    def _carry(self, values: Ints, k: int, tree: Tree) -> None:
        """Carry units along a forest of margin k, from groups that have too much."""
        flows = inflows(tree, *self._room(values, k))
        for node in tree.order[::-1]:
            if tree.parent[node] >= 0 and flows[node]:
                self._move(values, int(tree.own[node]), int(tree.other[node]), int(flows[node]))

    def _move(self, values: Ints, to: int, source: int, n: int) -> None:
        """Move up to n units (below 0: back) from one cell to another, within their bounds."""
        room = min(self.high[to] - values[to], values[source] - self.low[source])
        back = min(self.high[source] - values[source], values[to] - self.low[to])
        moved = int(max(-back, min(n, room)))
        values[to] += moved
        values[source] -= moved


def _lack(low: Floats, high: Floats) -> Floats:
    lack: Floats = np.maximum(low, 0.0) + np.minimum(high, 0.0)
    return lack


def room_of(values: Ints, low: Floats, high: Floats) -> Floats:
    """Return by how much each cell may change either way."""
    return np.minimum(values - low, np.minimum(high - values, MOST))


def spanning(key: NDArray[np.uint64], group: Ints, slack: Floats, n_nodes: int) -> Tree:
    """Return the spanning forest whose joints leave most room to move.

    Cells of equal `key` are joined, each to the one with most room.
    """
    order = np.lexsort((-slack, key))
    key, group, slack = key[order], group[order], slack[order]
    begins = np.append(True, key[1:] != key[:-1])
    first = np.flatnonzero(begins)[np.cumsum(begins) - 1]
    joins = (group != group[first]) & (slack > 0)
    own, other = np.flatnonzero(joins), first[joins]
    ends = np.minimum(group[own], group[other]), np.maximum(group[own], group[other])
    room = np.minimum(slack[own], slack[other])
    rank = np.lexsort((own, -room))
    pair = ends[0][rank] * n_nodes + ends[1][rank]
    widest = rank[np.sort(np.unique(pair, return_index=True)[1])]
    weight = np.arange(1.0, len(widest) + 1)
    graph = coo_array((weight, (ends[0][widest], ends[1][widest])), shape=(n_nodes, n_nodes))
    chosen = minimum_spanning_tree(graph.tocsr()).tocoo()
    joint = widest[chosen.data.astype(int) - 1]
    return _rooted(
        order[own[joint]], order[other[joint]], group[own[joint]], group[other[joint]], n_nodes
    )


def _rooted(cell: Ints, beside: Ints, node: Ints, next_to: Ints, n_nodes: int) -> Tree:
    """Return joints (cell of a node, cell of the node next to it) as trees with their roots."""
    ones = np.ones(len(node))
    joints = coo_array((ones, (node, next_to)), shape=(n_nodes + 1, n_nodes + 1)).tocsr()
    n_parts, part = connected_components(joints, directed=False)
    roots = np.full(n_parts, -1)
    roots[part[:n_nodes]] = np.arange(n_nodes)  # the last node of each part: cells in no group
    roots = roots[roots >= 0]
    to_roots = coo_array(
        (np.ones(len(roots)), (np.full(len(roots), n_nodes), roots)), shape=joints.shape
    ).tocsr()
    order, parent = breadth_first_order(joints + to_roots, n_nodes, directed=False)
    parent = np.where(parent == n_nodes, -1, parent)[:n_nodes]
    own, other = np.full(n_nodes, -1), np.full(n_nodes, -1)
    is_child = parent[node] == next_to
    child = np.where(is_child, node, next_to)
    own[child] = np.where(is_child, cell, beside)
    other[child] = np.where(is_child, beside, cell)
    return Tree(order[1:], parent, own, other, part[:n_nodes])


def inflows(tree: Tree, low: Floats, high: Floats) -> list[float]:
    """Return what each node takes from its parent, so that each changes between low and high.

    As little moves as the bounds of the subtrees allow; where a part cannot be settled as a whole,
    the rest stays where it is.
    """
    parent, order = tree.parent.tolist(), tree.order.tolist()
    least, most = low.tolist(), high.tolist()
    children: list[list[int]] = [[] for _ in parent]
    for node in reversed(order):
        if parent[node] >= 0:
            least[parent[node]] += least[node]
            most[parent[node]] += most[node]
            children[parent[node]].append(node)
    flows = [0.0] * len(parent)
    for node in order:
        takers = [(low[node], high[node], -1)]
        takers += [(least[child], most[child], child) for child in children[node]]
        for child, taken in _shared(flows[node], takers):
            if child >= 0:
                flows[child] = taken
    return flows


def _shared(flow: float, takers: list[tuple[float, float, int]]) -> list[tuple[int, float]]:
    """Return how a flow is shared among takers, each between its bounds and near 0."""
    taken = [min(max(0.0, low), high) for low, high, _ in takers]
    rest = flow - sum(taken)
    for place, (low, high, _) in enumerate(takers):
        more = min(max(rest, low - taken[place]), high - taken[place])
        taken[place] += more
        rest -= more
    return [(name, one) for (_, _, name), one in zip(takers, taken, strict=True)]
