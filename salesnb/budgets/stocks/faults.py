"""What is wrong with the frames and figures of a plan by month: every fault, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.i18n import t
from salesnb.methods.margins import Floats
from salesnb.methods.saturation import KINDS

if TYPE_CHECKING:
    from salesnb.budgets.stocks.asked import Question

NEAR = 1e-6  # of a minor unit: an amount this near to a whole number is that number
MOST = 2.0**53  # minor units: greater ones are not counted one by one
AMOUNTS = (
    *("lower", "upper", "lower_year", "upper_year", "present", "stock"),
    *("observed_low", "observed_high"),
)


def numbers(frame: pd.DataFrame, name: str) -> Floats:
    """Return a column as numbers, missing where it is or where there is none."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    return pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def names_of(cells: pd.DataFrame) -> list[str]:
    """Return the names of the cells: `cell_id`, else the index."""
    names = cells.get("cell_id", cells.index)
    return [str(one) for one in names]


def inside(cells: pd.DataFrame, column: str, name: str) -> NDArray[np.bool_]:
    """Return which cells lie in a group of one of their columns."""
    if column not in cells:
        return np.zeros(len(cells), dtype=bool)
    return (cells[column].astype(str) == name).to_numpy()


def columns_of(groups: pd.DataFrame) -> pd.Series:
    """Return of each group the column of the cells in which it stands."""
    return groups["column"] if "column" in groups else pd.Series("group", index=groups.index)


def faults_of(question: Question) -> Iterator[str]:
    """Yield every fault of what is asked."""
    cells = question.cells
    needed = ("kind", "scale", "half", "decay")
    lacking = [name for name in needed if name not in cells]
    if lacking:
        yield t("the cells have no column {name}", name=", ".join(lacking))
        return
    names = names_of(cells)
    double = sorted({name for name in names if names.count(name) > 1})
    if double:
        yield t("cell {name} stands twice", name=double[0])
    yield from _curve_faults(cells)
    yield from _amount_faults(cells, 10.0**question.digits)
    yield from _figure_faults(question)
    yield from _group_faults(question)
    yield from _month_faults(question)


def _curve_faults(cells: pd.DataFrame) -> Iterator[str]:
    scale, half, decay = (numbers(cells, name) for name in ("scale", "half", "decay"))
    kind = cells["kind"].astype("str").to_numpy(dtype=str)
    shape = numbers(cells, "shape")
    shape = np.where(kind == "exponential", np.nan_to_num(shape, nan=1.0), shape)
    wrong = (
        (~np.isin(kind, KINDS), t("kind is none of {kinds}", kinds=", ".join(KINDS))),
        (~(scale >= 0) | ~np.isfinite(scale), t("scale is no number of 0 or more")),
        (~(half > 0) | ~np.isfinite(half), t("half is no number above 0")),
        (~(shape > 0) | ~np.isfinite(shape), t("shape is no number above 0")),
        ((kind == "power") & (shape > 1), t("shape of a power curve is above 1")),
        (~((decay >= 0) & (decay < 1)), t("decay is no number from 0 to below 1")),
    )
    for is_wrong, text in wrong:
        yield from _each(cells, is_wrong, text)


def _amount_faults(cells: pd.DataFrame, minor: float) -> Iterator[str]:
    for name in AMOUNTS:
        if name in cells:
            values = numbers(cells, name)
            wrong = cells[name].notna().to_numpy() & ~((values >= 0) & (values * minor < MOST))
            yield from _each(cells, wrong, t("{column} is no number of 0 or more", column=name))
    for low, high in (("lower", "upper"), ("lower_year", "upper_year")):
        with np.errstate(invalid="ignore"):
            crossing = numbers(cells, low) > numbers(cells, high)
        yield from _each(cells, crossing, t("the lower bound lies above the upper one"))
    if "is_locked" in cells:
        locked = cells["is_locked"].astype("boolean").fillna(value=False).to_numpy(dtype=bool)
        without = locked & np.isnan(numbers(cells, "present"))
        yield from _each(cells, without, t("the cell is locked without a present plan"))


def _each(cells: pd.DataFrame, is_wrong: NDArray[np.bool_], text: str) -> Iterator[str]:
    """Yield a fault with how many cells have it and the first of them."""
    if is_wrong.any():
        first = names_of(cells)[int(np.flatnonzero(is_wrong)[0])]
        yield t(
            "{fault}: {n} cells, the first is {cell}", fault=text, n=int(is_wrong.sum()), cell=first
        )


def _figure_faults(question: Question) -> Iterator[str]:
    """Yield what is wrong with figures that are no cells'."""
    n = len(question.months)
    if not (question.total >= 0 and np.isfinite(question.total)):
        yield t("the total of {resource} is no number of 0 or more", resource=t("money"))
    if not n or len({str(one) for one in question.months}) < n:
        yield t("the months are none, or one of them stands twice")
    if question.tail < 0:
        yield t("{name} is no number of 0 or more", name="tail")
    given: tuple[tuple[str, Sequence[float] | None, int], ...] = (
        ("month_lowest", question.month_lowest, n),
        ("month_highest", question.month_highest, n),
        ("weight", question.weight, n + question.tail),
    )
    for name, values, length in given:
        if values is None:
            continue
        own = np.asarray(values, dtype=float)
        if own.shape != (length,):
            yield t(
                "{name} has {n} numbers, {wanted} are needed", name=name, n=own.size, wanted=length
            )
        elif name == "weight" and not ((own >= 0) & np.isfinite(own)).all():
            yield t("{name} is no number of 0 or more", name=name)


def _group_faults(question: Question) -> Iterator[str]:
    groups = question.groups
    if groups is None:
        return
    if "group" not in groups or not ({"lowest", "highest"} & set(groups.columns)):
        yield t("the groups need the columns {columns}", columns="group, lowest, highest")
        return
    low = np.nan_to_num(numbers(groups, "lowest"))
    high = np.nan_to_num(numbers(groups, "highest"), nan=np.inf)
    for column, name, least, most in zip(
        columns_of(groups), groups["group"], low, high, strict=True
    ):
        if not inside(question.cells, str(column), str(name)).any():
            yield t("no cell lies in group {name} of column {column}", name=name, column=column)
        if not 0 <= least <= most:
            yield t("no amount lies between the bounds of group {name}", name=name)
    yield from _unknown_months(groups, question.months)


def _month_faults(question: Question) -> Iterator[str]:
    own = question.cell_months
    if own is None:
        return
    if not {"cell_id", "month"} <= set(own.columns):
        yield t("the months of cells need the columns {columns}", columns="cell_id, month")
        return
    unknown = sorted(set(own["cell_id"].astype(str)) - set(names_of(question.cells)))
    if unknown:
        yield t("the months of cells name cell {name}, which is none", name=unknown[0])
    yield from _unknown_months(own, question.months)
    for name in ("lower", "upper", "present"):
        values = numbers(own, name)
        if name in own and (own[name].notna().to_numpy() & ~(values >= 0)).any():
            yield t("{column} is no number of 0 or more", column=name)


def _unknown_months(frame: pd.DataFrame, months: Sequence[str]) -> Iterator[str]:
    if "month" in frame:
        known = {str(one) for one in months}
        stated = {str(one) for one in frame["month"].dropna()} - {""}
        if stated - known:
            yield t("month {month} is none of the plan", month=sorted(stated - known)[0])
