"""Cells that sums leave nothing for, though their seed is above 0.

Raking approaches such a table ever more slowly. A linear program says which cells can have a little
without breaking a sum; the others are empty in every table that meets the margins.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack, vstack

from salesnb.methods.margins import Floats, Margin, rows_of

MOST_CELLS = 20_000
SCALE = 1e6  # the largest sum of the linear program
LITTLE = 1e-2  # what a cell may have, on that scale
NOTHING = 1e-6


def left_empty(
    seed: Floats, margins: Sequence[Margin], low: Floats, high: Floats
) -> NDArray[np.bool_]:
    """Return which cells (of seed above 0, without a lower bound) no table can fill.

    None where there are more than `MOST_CELLS` cells, or the program finds no table at all.
    """
    from scipy.optimize import linprog

    empty = np.zeros(len(seed), dtype=bool)
    cells = np.flatnonzero((seed > 0) & (high > low))
    if not len(cells) or len(cells) > MOST_CELLS:
        return empty
    kept = np.ones(len(seed), dtype=bool)
    kept[cells] = False
    fixed = np.where(kept, low, 0.0)
    gone = [one.sums(fixed) for one in margins]
    least = np.concatenate([one.low - g for one, g in zip(margins, gone, strict=True)])
    most = np.concatenate([one.high - g for one, g in zip(margins, gone, strict=True)])
    unit = SCALE / max(float(np.abs(least).max(initial=0.0)), 1.0)
    rows = rows_of(margins, cells, len(seed))
    twice = hstack([rows, rows]).tocsr()
    below, above = np.flatnonzero(least > 0), np.flatnonzero(np.isfinite(most))
    is_open = low[cells] <= 0
    little = np.where(is_open, np.minimum(LITTLE, high[cells] * unit), 0.0)
    bounds = np.vstack(
        [
            np.column_stack([np.zeros(len(cells)), little]),
            np.column_stack([low[cells] * unit, high[cells] * unit - little]),
        ]
    )
    result = linprog(
        np.append(-np.ones(len(cells)), np.zeros(len(cells))),
        A_ub=vstack([-twice[below], twice[above]]),
        b_ub=np.append(-least[below], most[above]) * unit,
        bounds=bounds,
        method="highs",
    )
    if result.status == 0:
        filled = result.x[: len(cells)] + (result.x[len(cells) :] - low[cells] * unit)
        empty[cells] = is_open & (filled <= NOTHING)
    return empty
