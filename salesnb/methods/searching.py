"""A small integer program for the last units that no move between two cells can place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array, hstack, identity

from salesnb.methods.margins import Floats, Ints, Margin, rows_of

LADDER = ((600, 200), (2_000, 200), (6_000, 60))  # cells that may change, nodes of the search tree
MOST_GROUPS = 150
REACH = 3.0  # units by which a cell may change


def search(values: Ints, margins: Sequence[Margin], low: Floats, high: Floats) -> Ints:
    """Return values that miss their margins by less, by at most one unit per group if it can.

    Looks at few cells with much room first, then at more; not at all where there are more than
    `MOST_GROUPS` groups. Nodes of the search tree are the limit in place of a clock.
    """
    if sum(one.n_groups for one in margins) > MOST_GROUPS:
        return values
    needs, best = _needs(margins, values), values
    least = _missed(needs, np.zeros(len(needs[0])))
    ranked = _ranked(values, margins, low, high)
    for n_cells, n_nodes in LADDER:
        cells = np.sort(ranked[:n_cells])
        below = np.maximum(np.ceil(low[cells]) - values[cells], -REACH)
        above = np.minimum(np.floor(high[cells]) - values[cells], REACH)
        rows = rows_of(margins, cells, len(values))
        change = _solve(rows, needs, (below, above), n_nodes)
        if change is not None and _missed(needs, rows @ change) < least:
            least, best = _missed(needs, rows @ change), values.copy()
            best[cells] += change
        if least == 0 or n_cells >= len(ranked):
            break
    return best


def _missed(needs: tuple[Floats, Floats], change: Floats) -> float:
    """Return by how much sums still miss their bounds after a change: the largest counts most."""
    misses = np.maximum(needs[0] - change, 0) + np.maximum(change - needs[1], 0)
    return float(misses.sum() + len(misses) * 10 * misses.max(initial=0.0))


def _ranked(values: Ints, margins: Sequence[Margin], low: Floats, high: Floats) -> Ints:
    """Return the cells that can change, those with most room first, one of each group ahead."""
    room = np.minimum(np.floor(high) - values, 1e15) + np.minimum(values - np.ceil(low), 1e15)
    able = np.flatnonzero(room > 0)
    able = able[np.argsort(-room[able], kind="stable")]
    first = [np.unique(one.of(len(values))[able], return_index=True)[1] for one in margins]
    ahead = np.unique(np.concatenate([*first, np.empty(0, dtype=int)])).astype(int)
    is_ahead = np.zeros(len(able), dtype=bool)
    is_ahead[ahead] = True
    return np.concatenate([able[is_ahead], able[~is_ahead]])


def _needs(margins: Sequence[Margin], values: Ints) -> tuple[Floats, Floats]:
    """Return between which changes each group's sum stays within its bounds."""
    sums = [one.sums(values) for one in margins]
    low = [one.low - s for one, s in zip(margins, sums, strict=True)]
    high = [one.high - s for one, s in zip(margins, sums, strict=True)]
    return np.concatenate(low), np.concatenate(high)


def _solve(
    rows: csr_array, needs: tuple[Floats, Floats], reach: tuple[Floats, Floats], n_nodes: int
) -> Ints | None:
    """Return the changes with the fewest misses in all, None where no better ones were found."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    n_rows, n_cells = rows.shape
    unit = identity(n_rows, format="csr")
    result = milp(
        np.concatenate([np.full(n_cells, 0.0), np.ones(2 * n_rows)]),
        integrality=np.concatenate([np.ones(n_cells), np.zeros(2 * n_rows)]),
        bounds=Bounds(
            np.concatenate([reach[0], np.zeros(2 * n_rows)]),
            np.concatenate([reach[1], np.full(2 * n_rows, np.inf)]),
        ),
        constraints=LinearConstraint(hstack([rows, unit, -unit]), *needs),
        options={"node_limit": n_nodes, "presolve": True},
    )
    return None if result.x is None else np.rint(result.x[:n_cells]).astype(np.int64)
