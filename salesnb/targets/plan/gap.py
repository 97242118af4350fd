"""What each cell is asked where a total is decided: all cells equally likely to reach their part.

The difference between the total and what is expected is shared by the cells' own uncertainty, not
by their size: a large, steady cell asked for the same growth as a small, unsteady one would be
pressed hardest. How uncertain a cell is comes from the errors of earlier forecasts, by a law that
all nodes have in common: a cell's spread grows with its size by a power below one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.targets.chance.past import past_errors

Array = NDArray[np.float64]
DIMENSION = {  # column of a cell -> the dimension whose nodes have errors of their own
    "region_id": "region",
    "product_group": "product_group",
    "rep_id": "rep",
    "segment": "segment",
    "sales_method_id": "sales_method",
}
USUAL_POWER = 0.8  # where nodes are too few, or too alike in size, to show it
POWERS = (0.5, 1.0)  # parts that err each for itself; parts that all err alike
FEWEST_NODES = 4
LEAST_RANGE = 4.0  # of the largest node's size over the smallest's
PRIOR_ERRORS = 4.0  # independent errors that the law counts for beside a node's own
MOST = 1.0  # of a cell's size: a larger spread says nothing of what can be asked


@dataclass(frozen=True)
class SpreadLaw:
    """How far forecasts of a size are off: factor * size ** power, in currency units.

    `n_nodes` are those it was fitted on; none where nothing is known: all sizes are alike then.
    """

    factor: float
    power: float
    n_nodes: int = 0

    def at(self, size: Array) -> Array:
        """Return the spread of cells of these sizes, at most the size itself."""
        return np.minimum(self.factor * np.abs(size) ** self.power, MOST * np.abs(size))


def equally_likely(
    expected: pd.DataFrame,
    errors: pd.DataFrame,
    total: float,
    *,
    keys: Sequence[str],
    last: int = 12,
) -> pd.DataFrame:
    """Return `expected` with `spread` and `asked`: parts of `total`, each as likely to be reached.

    `expected`: a row per cell, named by `keys` (no row twice), and what is expected of it over the
    months to be shared (`expected`, currency units, missing counts as nought). Where `month` is
    among the keys a cell is what the others name, and its months keep their proportions. `errors`
    is the artefact `forecast_errors`; sums of its first `last` months are taken. `asked` adds up to
    `total` and is nowhere below nought; where nothing is expected nothing is asked, unless that is
    so everywhere: all are asked the same then. Raises ValueError for a total below nought, cells
    that stand twice, or no cells for a total.
    """
    names = [key for key in keys if key != "month"]
    table = expected.assign(expected=expected["expected"].astype(float).fillna(0.0))
    if table.duplicated(list(keys)).any():
        raise ValueError(f"cells stand twice by {', '.join(keys)}")
    if total < 0 or (total > 0 and table.empty):
        raise ValueError(f"a total of {total} cannot be shared by {len(table)} cells")
    at = _cells(table, names)
    members = table.iloc[np.unique(at, return_index=True)[1]][names]
    values = table["expected"].to_numpy(float)
    sizes = np.asarray(np.bincount(at, values, minlength=len(members)), dtype=float)
    spread = spreads(members, sizes, errors, last=last)
    asked = filled(sizes, spread, total)
    share = _shares(values, at, len(sizes))
    return table.assign(spread=spread[at] * share, asked=_adding_up(asked[at] * share, total))


def spread_law(errors: pd.DataFrame, *, last: int = 12) -> SpreadLaw:
    """Return the law that the errors of all nodes show, of sums of the first `last` months."""
    size, spread, known = _own(errors, last=last)[1:]
    is_usable = (known > 0) & (size > 0) & (spread > 0)
    if not is_usable.any():
        return SpreadLaw(0.3, 1.0)
    x, y = np.log(size[is_usable]), np.log(spread[is_usable])
    power = USUAL_POWER
    if len(x) >= FEWEST_NODES and np.ptp(x) >= np.log(LEAST_RANGE):
        power = float(np.clip(np.polyfit(x, y, 1)[0], *POWERS))
    return SpreadLaw(float(np.exp(np.mean(y - power * x))), power, len(x))


def spreads(members: pd.DataFrame, size: Array, errors: pd.DataFrame, *, last: int = 12) -> Array:
    """Return how far off what is expected of each cell may be, as one standard deviation.

    `members` names the cells. Where their one column names nodes that have errors of their own,
    these count beside the law's as far as they are independent (a year's overlap: twelve to one).
    """
    law = spread_law(errors, last=last)
    found = law.at(size)
    own = [DIMENSION[name] for name in members.columns if name in DIMENSION]
    if len(members.columns) != 1 or not own or not law.n_nodes:
        return found
    nodes, sizes, seen, known = _own(errors, last=last, dimension=own[0])
    shares = pd.DataFrame(
        {"share": seen / np.where(sizes > 0, sizes, np.nan), "known": known / last},
        index=nodes["node"].to_numpy(),
    )
    each = shares.reindex(members.iloc[:, 0].to_numpy())
    own_spread = np.minimum(each["share"].to_numpy(float), MOST) * np.abs(size)
    weight = np.where(np.isfinite(own_spread), each["known"].fillna(0.0).to_numpy(float), 0.0)
    both = weight * np.nan_to_num(own_spread) ** 2 + PRIOR_ERRORS * found**2
    return np.asarray(np.sqrt(both / (weight + PRIOR_ERRORS)), dtype=float)


def filled(expected: Array, spread: Array, total: float) -> Array:
    """Return max(0, expected + z * spread) with the z at which the sum is `total`, 0 or more.

    Cells without a spread keep what is expected as far as that goes; where none has any, they share
    by size, and alike where nothing is expected at all.
    """
    if not (spread > 0).any() or expected[spread <= 0].clip(min=0.0).sum() > total:
        weight = expected.clip(min=0.0)
        weight = weight if weight.sum() > 0 else np.ones_like(expected)
        return np.asarray(total * weight / weight.sum(), dtype=float) if len(weight) else weight
    z = _level(expected, spread, total)
    return np.asarray(np.maximum(expected + z * spread, 0.0), dtype=float)


def _level(expected: Array, spread: Array, total: float) -> float:
    """Return the z at which the cells add up to a total: their sum rises with it, piece by piece.

    Each cell begins to count at its own z; between two such places the sum is a straight line.
    """
    moves = spread > 0
    fixed = expected[~moves].clip(min=0.0).sum()
    mean, sd = expected[moves], spread[moves]
    starts = -mean / sd
    order = np.argsort(starts, kind="stable")
    starts, means, sds = starts[order], np.cumsum(mean[order]), np.cumsum(sd[order])
    z = (total - fixed - means) / sds
    ends = np.append(starts[1:], np.inf)
    place = int(np.argmax(z <= ends))
    return float(max(z[place], starts[place]))


def _own(
    errors: pd.DataFrame, *, last: int, dimension: str | None = None
) -> tuple[pd.DataFrame, Array, Array, Array]:
    """Return nodes, their mean size, the root mean square of their errors, and how many."""
    past = past_errors(errors, dimension=dimension, first=1, last=last)
    apart = past.actual - past.forecast
    known = np.isfinite(apart)
    n = known.sum(axis=0)
    size = np.where(known, np.abs(past.actual), 0.0).sum(axis=0) / np.maximum(n, 1)
    squares = np.where(known, apart, 0.0) ** 2
    return past.nodes, size, np.sqrt(squares.sum(axis=0) / np.maximum(n, 1)), n


def _cells(table: pd.DataFrame, names: list[str]) -> NDArray[np.intp]:
    """Return which cell each row is of, in the order in which they come."""
    if not names:
        return np.zeros(len(table), dtype=np.intp)
    groups = table.groupby(names, sort=False, dropna=False, observed=True).ngroup()
    return np.asarray(groups, dtype=np.intp)


def _shares(values: Array, at: NDArray[np.intp], n: int) -> Array:
    """Return which share of its cell each row has: its own value's, alike where there is none."""
    size = values.clip(min=0.0)
    sums, counts = np.bincount(at, size, minlength=n)[at], np.bincount(at, minlength=n)[at]
    return np.where(sums > 0, size / np.where(sums > 0, sums, 1.0), 1.0 / np.maximum(counts, 1))


def _adding_up(asked: Array, total: float) -> Array:
    """Return parts that add up to the total as floats do, the largest taking what is left."""
    if len(asked):
        largest = int(np.argmax(asked))
        asked = asked.copy()
        for _ in range(3):
            asked[largest] += total - asked.sum()
    return asked
