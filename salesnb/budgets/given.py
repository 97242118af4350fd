"""What callers hand to an allocation: columns as numbers, curves, bounds, and faults in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.i18n.formats import write
from salesnb.methods.saturation import KINDS, Curves, Floats

NEAR = 1e-6  # of a minor unit: an amount this near to a whole number is that number
SAME = 1e-9  # part of what the present plan brings by which another has to be better
MOST = 2.0**53  # minor units: greater ones are not counted one by one


def numbers(frame: pd.DataFrame, name: str) -> Floats:
    """Return a column as numbers, missing where it is or where there is none."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    return pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def names_of(cells: pd.DataFrame) -> list[str]:
    """Return the names of the cells: `cell_id`, else the index."""
    return [str(one) for one in cells.get("cell_id", cells.index)]


def is_locked(cells: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which cells stay at their present plan. Raises `UsageError` for text in the flag."""
    if "is_locked" not in cells:
        return np.zeros(len(cells), dtype=bool)
    try:
        return cells["is_locked"].astype("boolean").fillna(value=False).to_numpy(dtype=bool)
    except (TypeError, ValueError):
        text = t("is_locked is neither true nor false")
        raise UsageError(text, fix=t("correct the cells of the allocation")) from None


def require_number(name: str, value: object) -> None:
    """Raise `UsageError` where a figure is no finite number."""
    if not isinstance(value, int | float | np.number) or not np.isfinite(value):
        raise UsageError(t("{name} is no number: {value}", name=name, value=value))


def curves_of(cells: pd.DataFrame) -> Curves:
    """Return the curves of cells; those that are exponential need no shape."""
    kinds = cells["kind"] if "kind" in cells else pd.Series("", index=cells.index)
    kind = kinds.astype("str").to_numpy(dtype=str)
    shape = numbers(cells, "shape")
    shape = np.where(kind == "exponential", np.nan_to_num(shape, nan=1.0), shape)
    return Curves(kind, numbers(cells, "scale"), numbers(cells, "half"), shape)


def inside(cells: pd.DataFrame, column: str, name: str) -> NDArray[np.bool_]:
    """Return which cells lie in a group of one of their columns."""
    if column not in cells:
        return np.zeros(len(cells), dtype=bool)
    return (cells[column].astype(str) == name).to_numpy()


def columns_of(groups: pd.DataFrame) -> pd.Series:
    """Return of each group the column of the cells in which it stands."""
    return groups["column"] if "column" in groups else pd.Series("group", index=groups.index)


def bounds_of(groups: pd.DataFrame) -> Iterator[tuple[str, str, float, float]]:
    """Yield of each group its column of the cells, its name and its bounds."""
    low = np.nan_to_num(numbers(groups, "lowest"))
    high = np.nan_to_num(numbers(groups, "highest"), nan=np.inf, posinf=np.inf)
    rows = zip(columns_of(groups), groups["group"], low, high, strict=True)
    for column, name, least, most in rows:
        yield str(column), str(name), float(least), float(most)


def whole_least(amounts: ArrayLike, minor: float) -> Floats:
    """Return lower bounds in whole minor units; missing ones are 0."""
    return np.asarray(np.ceil(np.nan_to_num(amounts) * minor - NEAR) + 0.0)


def whole_most(amounts: ArrayLike, minor: float) -> Floats:
    """Return upper bounds in whole minor units; missing ones are infinite."""
    return np.asarray(np.floor(np.nan_to_num(amounts, nan=np.inf, posinf=np.inf) * minor + NEAR))


def curve_faults(cells: pd.DataFrame, curves: Curves) -> Iterator[str]:
    """Yield what is wrong with the curves of cells, or with draws of them."""
    is_power = np.asarray(curves.kind) == "power"
    wrong = (
        (~np.isin(curves.kind, KINDS), t("kind is none of {kinds}", kinds=", ".join(KINDS))),
        (~(curves.scale >= 0) | ~np.isfinite(curves.scale), t("scale is no number of 0 or more")),
        (~(curves.half > 0) | ~np.isfinite(curves.half), t("half is no number above 0")),
        (~(curves.shape > 0) | ~np.isfinite(curves.shape), t("shape is no number above 0")),
        (is_power & (curves.shape > 1), t("shape of a power curve is above 1")),
    )
    for is_wrong, text in wrong:
        yield from each_fault(cells, np.atleast_2d(np.asarray(is_wrong)).any(axis=0), text)


def amount_faults(cells: pd.DataFrame, names: Sequence[str], minor: float) -> Iterator[str]:
    """Yield which columns of amounts have values that are none."""
    for name in names:
        if name in cells:
            values = numbers(cells, name)
            wrong = cells[name].notna().to_numpy() & ~((values >= 0) & (values * minor < MOST))
            text = t("{column} is no number of 0 or more", column=name)
            yield from each_fault(cells, wrong, text, name)


def bound_faults(groups: pd.DataFrame) -> Iterator[str]:
    """Yield which groups have bounds that are no amounts, or nothing between them."""
    low, high = numbers(groups, "lowest"), numbers(groups, "highest")
    with np.errstate(invalid="ignore"):
        wrong = (low < 0) | (high < 0) | (low > high)
    for name, values in (("lowest", low), ("highest", high)):
        if name in groups:
            wrong |= groups[name].notna().to_numpy() & np.isnan(values)
    for row in np.flatnonzero(wrong):
        yield t(
            "no amount lies between the bounds of group {name}: {bounds}",
            name=groups["group"].iloc[row],
            bounds=stated_in(groups, int(row), "lowest highest"),
        )


def each_fault(cells: pd.DataFrame, wrong: object, text: str, columns: str = "") -> Iterator[str]:
    """Yield a fault with how many cells have it, the first of them and what its columns state."""
    is_wrong = np.asarray(wrong, dtype=bool)
    if is_wrong.any():
        row = int(np.flatnonzero(is_wrong)[0])
        first, stated = names_of(cells)[row], stated_in(cells, row, columns)
        cell = f"{first} ({stated})" if stated else first
        yield t(
            "{fault}: {n} cells, the first is {cell}", fault=text, n=int(is_wrong.sum()), cell=cell
        )


def stated_in(frame: pd.DataFrame, row: int, columns: str) -> str:
    """Return what a row states in some columns, as `lower = 5; upper = 3`."""
    known = [one for one in columns.split() if one in frame]
    return "; ".join(f"{one} = {frame[one].iloc[row]}" for one in known)


def amount(minor: float, unit: float) -> str:
    """Return an amount of minor units, `unit` of them in one of the frame, as people write it."""
    return write(minor / unit, "money_full" if unit > 1 else "integer")


def why_present(found: float, present: float, minor: float) -> str:
    """Return why the present plan stays, by what it and the plan found bring; '' if it does not."""
    if found > present + SAME * abs(present):
        return ""
    return t(
        "the present plan stays: it brings {present}, and no plan was found that brings more",
        present=amount(present * minor, minor),
    )
