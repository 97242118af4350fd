"""The cells of a plan as a table: a row per combination of members, a column per month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.targets.plan.dimensions import DIMENSIONS, KEYS

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """`rows`: the combinations in their order (`KEYS`, as categories), `values`: rows x months."""

    rows: pd.DataFrame
    months: list[str]
    values: Array

    def place(self, column: str) -> tuple[Ints, list[str]]:
        """Return the place of each row's member of a dimension, and the members by place."""
        one = self.rows[column].cat
        codes: Ints = np.asarray(one.codes, dtype=np.int64)
        return codes, [str(name) for name in one.categories]

    def by(self, column: str) -> pd.DataFrame:
        """Return the sums of a dimension's members (rows) by month (columns)."""
        place, names = self.place(column)
        sums = [np.bincount(place, self.values[:, i], len(names)) for i in range(len(self.months))]
        return pd.DataFrame(np.stack(sums, axis=1), index=names, columns=self.months)


def grid_of(cells: pd.DataFrame, months: Sequence[str], value: str = "target") -> Grid:
    """Return the cells of these months as a grid: `cells` has `DIMENSIONS` and `value`.

    A cell that is not there is 0; the same cell twice counts with its sum.
    """
    coded = {name: _coded(cells[name]) for name in KEYS}
    key = np.zeros(len(cells), dtype=np.int64)
    for codes, names in coded.values():
        key = key * max(len(names), 1) + codes
    found, first, row = np.unique(key, return_index=True, return_inverse=True)
    rows = {
        name: pd.Categorical.from_codes(codes[first], categories=pd.Index(names))
        for name, (codes, names) in coded.items()
    }
    known = list(months)
    codes, names = _coded(cells["month"])
    column = np.array([known.index(one) if one in known else -1 for one in names], dtype=np.int64)
    at = column[codes] if len(cells) else np.zeros(0, np.int64)
    inside = at >= 0
    amount = cells[value].to_numpy(float)[inside]
    n = len(known)
    flat: Array = np.bincount(row[inside] * n + at[inside], amount, len(found) * n)  # type: ignore[assignment]
    return Grid(pd.DataFrame(rows, columns=KEYS), known, flat.reshape(len(found), n))


def rows_of(frame: pd.DataFrame, months: Sequence[str], values: Array, name: str) -> pd.DataFrame:
    """Return rows x months as a row per cell: the columns of `frame`, month, and `name`."""
    long = frame.loc[frame.index.repeat(len(months))].reset_index(drop=True)
    codes = np.tile(np.arange(len(months)), len(frame))
    long["month"] = pd.Categorical.from_codes(codes, categories=pd.Index(months))
    long[name] = values.reshape(-1)
    return long


def whole_along(values: Array, group: Ints) -> Array:
    """Return whole numbers near `values` (rows x columns) that keep the sums of the groups.

    Rounded along the rows of a group, column by column: each group's sum is its own sum, rounded,
    and so is, to half a unit, that of its first rows.
    """
    order = np.argsort(group, kind="stable")
    upto = np.rint(_within(np.cumsum(values[order], axis=0), group[order]))
    found = np.empty_like(values, dtype=float)
    is_first = np.diff(group[order], prepend=-1) != 0
    steps = np.diff(upto, axis=0, prepend=0.0)
    steps[is_first] = upto[is_first]
    found[order] = steps
    return found


def whole_over_time(values: Array, group: Ints) -> Array:
    """Return whole numbers of 0 or more near `values` (rows x columns), column by column.

    A group's columns are its sums, rounded along the row of columns: up to any column it is less
    than a unit away from its exact sum. What rounding takes from a row comes back to it later, so
    that a row of small values gets its units now and then instead of never.
    """
    n = int(group.max(initial=-1)) + 1
    sums = np.stack([np.bincount(group, one, n) for one in values.T], axis=1)
    wanted = np.diff(np.rint(np.cumsum(sums, axis=1)), axis=1, prepend=0.0)
    found, carry = np.zeros_like(values), np.zeros(len(values))
    for i in range(values.shape[1]):
        due = carry + values[:, i]
        found[:, i] = _nearest(due, group, wanted[:, i])
        carry = due - found[:, i]
    return found


def _nearest(due: Array, group: Ints, wanted: Array) -> Array:
    """Return whole numbers near `due` that add up to what is wanted of each group."""
    whole = np.maximum(np.floor(due), 0.0)
    while True:
        lacking = wanted - np.bincount(group, whole, len(wanted))
        if not lacking.any():
            return whole
        sign = np.sign(lacking)[group]
        usable = (sign > 0) | (whole > 0)
        left = np.where(usable, sign * (due - whole), -np.inf)
        order = np.lexsort((-left, group))
        first = np.searchsorted(group[order], np.arange(len(wanted)))
        place = np.arange(len(group)) - first[group[order]]
        chosen = order[(place < np.abs(lacking)[group[order]]) & usable[order]]
        if not len(chosen):
            return whole
        whole[chosen] += sign[chosen]


def totals_by(cells: pd.DataFrame, dimension: str, columns: Sequence[str]) -> pd.DataFrame:
    """Return the sums of a dimension's members, by their names."""
    one = cells[dimension].astype("category").cat
    codes, names = one.codes.to_numpy(np.int64), one.categories.astype("str")
    sums = {name: np.bincount(codes, cells[name].to_numpy(float), len(names)) for name in columns}
    return pd.DataFrame(sums, index=names)


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of frames of cells, their dimensions as categories."""
    some = [one for one in parts if len(one)] or list(parts[:1])
    whole = some[0] if len(some) == 1 else pd.concat(some, ignore_index=True)
    text = [one for one in DIMENSIONS if not isinstance(whole[one].dtype, pd.CategoricalDtype)]
    return whole.astype(dict.fromkeys(text, "category"))


def _within(sums: Array, group: Ints) -> Array:
    """Return running sums that begin anew with each group (`group` is sorted)."""
    first = np.flatnonzero(np.diff(group, prepend=-1) != 0)
    before = np.vstack([np.zeros(sums.shape[1]), sums])[first]
    lengths = np.diff(np.append(first, len(group)))
    return sums - np.repeat(before, lengths, axis=0)


def _coded(column: pd.Series) -> tuple[Ints, list[str]]:
    """Return the codes of a column's members in their order, and the members."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("category")
    names = [str(one) for one in column.cat.categories]
    order = np.argsort(np.array(names, dtype=object), kind="stable")
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    codes: Ints = np.asarray(column.cat.codes, dtype=np.int64)
    return (rank[codes] if len(names) else codes), [names[i] for i in order]
