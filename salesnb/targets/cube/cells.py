"""The leaf cells of a plan: their dimensions, what they are near to, and what bounds them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.members import UNASSIGNED
from salesnb.methods.margins import Floats, Ints
from salesnb.months import Month

VALUES = ("reference", "lowest", "highest")
MONTH = "month"
MOST = 2.0**53  # minor units: greater ones are not counted one by one
Parents = Mapping[str, Mapping[str, str]]  # dimension -> member -> the member above it


@dataclass(frozen=True)
class Cells:
    """Leaf cells in one order, whatever the order of the rows that they came in.

    `rows`: the row of each cell. `codes`: per dimension the code of each cell, `members`: what the
    codes stand for, rising. `reference`, `low`, `high` in minor units.
    """

    rows: Ints
    codes: Mapping[str, Ints]
    members: Mapping[str, list[str]]
    reference: Floats
    low: Floats
    high: Floats
    parents: Parents = field(default_factory=dict)
    year_start: int = 1

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def dimensions(self) -> list[str]:
        """The dimensions but the month."""
        return [name for name in self.codes if name != MONTH]

    def paths(self, dimension: str) -> list[list[str]]:
        """Return of each member of a dimension the members above it, topmost first, and itself."""
        if dimension == MONTH:
            months = [Month.parse(one) for one in self.members[MONTH]]
            return [periods_of(one, self.year_start) for one in months]
        above = self.parents.get(dimension, {})
        return [_path(one, above) for one in self.members[dimension]]


def cells_of(reference: pd.DataFrame, *, parents: Parents, digits: int, year_start: int) -> Cells:
    """Return the leaf cells of a frame: see `fit_plan`. Raises `UsageError` for what is wrong."""
    dimensions = [name for name in reference.columns if name not in VALUES]
    if "reference" not in reference or not dimensions:
        raise UsageError(
            t("the reference needs a column per dimension and the column {name}", name="reference")
        )
    coded = {name: _coded(reference[name]) for name in sorted(dimensions)}
    keys = [codes for codes, _ in coded.values()]
    rows = _ordered(keys, [len(members) for _, members in coded.values()])
    _require_unique(reference, dimensions, rows, keys)
    unit = 10.0**digits
    low, high = _bounds(reference, unit)
    values = _numbers(reference["reference"]) * unit
    _require_sound(reference, values, low, high)
    return Cells(
        rows,
        {name: codes[rows] for name, (codes, _) in coded.items()},
        {name: members for name, (_, members) in coded.items()},
        values[rows],
        low[rows],
        high[rows],
        parents,
        year_start,
    )


def periods_of(month: Month, year_start: int) -> list[str]:
    """Return the fiscal year, the quarter and the month that a month lies in, as people write."""
    place = month.of_year(year_start) - 1
    year = (month - place).year
    return [f"{year}", f"{year}-Q{place // 3 + 1}", str(month)]


def name_of(reference: pd.DataFrame, row: int) -> str:
    """Return how a cell is named in a message."""
    dimensions = [name for name in reference.columns if name not in VALUES]
    return ", ".join(f"{name} = {reference[name].iloc[row]}" for name in dimensions)


def _coded(column: pd.Series) -> tuple[Ints, list[str]]:
    """Return a column as codes, and the members that the codes stand for, rising."""
    coded = column.astype("category").cat.remove_unused_categories()
    if coded.isna().any():
        text = t("{column} is missing in {n} cells", column=column.name, n=int(coded.isna().sum()))
        raise UsageError(text, fix=t("write {member} where there is none", member=UNASSIGNED))
    members = [str(one) for one in coded.cat.categories]
    rank = np.argsort(np.argsort(np.array(members, dtype=object), kind="stable"), kind="stable")
    return rank[coded.cat.codes.to_numpy()].astype(np.int64), sorted(members)


def _ordered(keys: list[Ints], sizes: list[int]) -> Ints:
    """Return the rows by their codes, the first key first."""
    if math.prod(sizes) >= 2**62:
        return np.lexsort(keys[::-1])
    whole = np.zeros(len(keys[0]), dtype=np.int64)
    for key, size in zip(keys, sizes, strict=True):
        whole = whole * size + key
    return np.argsort(whole, kind="stable")


def _require_unique(
    reference: pd.DataFrame, dimensions: list[str], rows: Ints, keys: list[Ints]
) -> None:
    same = np.ones(max(len(rows) - 1, 0), dtype=bool)
    for key in keys:
        same &= key[rows[1:]] == key[rows[:-1]]
    if same.any():
        cell = name_of(reference, int(rows[1:][same][0]))
        raise UsageError(t("a cell of the reference stands twice: {cell}", cell=cell))


def _bounds(reference: pd.DataFrame, unit: float) -> tuple[Floats, Floats]:
    """Return the bounds of cells in whole minor units, inwards; none is 0 and no limit."""
    near = 1e-6  # of a unit: a bound this near to a whole number is that number
    low, high = (
        _numbers(reference[name]) if name in reference else np.full(len(reference), np.nan)
        for name in ("lowest", "highest")
    )
    return (
        np.where(np.isnan(low), 0.0, np.ceil(low * unit - near)),
        np.where(np.isnan(high), np.inf, np.floor(high * unit + near)),
    )


def _numbers(column: pd.Series) -> Floats:
    """Return a column as numbers; a value that is none is minus infinite, which is refused."""
    found = pd.to_numeric(column, errors="coerce")
    is_none = (found.isna() & column.notna()).to_numpy()
    return np.where(is_none, -np.inf, found.to_numpy(dtype=float, na_value=np.nan))


def _require_sound(reference: pd.DataFrame, values: Floats, low: Floats, high: Floats) -> None:
    wrong = (
        (~np.isfinite(values), t("the reference is missing or not finite")),
        (values < 0, t("the reference is below 0")),
        (low < 0, t("the lower bound is below 0")),
        ((values >= MOST) | (low >= MOST), t("the reference or its lower bound is too large")),
        (low > high, t("no whole amount lies between the bounds")),
    )
    for is_wrong, text in wrong:
        if is_wrong.any():
            cell = name_of(reference, int(np.flatnonzero(is_wrong)[0]))
            many = t(
                "{fault}: {n} cells, the first is {cell}",
                fault=text,
                n=int(is_wrong.sum()),
                cell=cell,
            )
            raise UsageError(many, fix=t("a plan holds amounts of 0 or more"))


def _path(member: str, above: Mapping[str, str]) -> list[str]:
    """Return the members above one, topmost first, and itself."""
    path = [member]
    while above.get(path[0]):
        if above[path[0]] in path:
            raise UsageError(t("{member} lies above itself in its tree", member=path[0]))
        path.insert(0, above[path[0]])
    return path
