"""What is wrong with the frames and figures of a plan by month: every fault, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salesnb.budgets.given import (
    MOST,
    amount_faults,
    bound_faults,
    bounds_of,
    curve_faults,
    curves_of,
    each_fault,
    inside,
    is_locked,
    names_of,
    numbers,
)
from salesnb.i18n import t

if TYPE_CHECKING:
    from salesnb.budgets.stocks.asked import Question

AMOUNTS = (
    *("lower", "upper", "lower_year", "upper_year", "present", "stock"),
    *("observed_low", "observed_high"),
)


def faults_of(question: Question) -> Iterator[str]:
    """Yield every fault of what is asked."""
    cells = question.cells
    needed = ("kind", "scale", "half", "decay")
    lacking = [name for name in needed if name not in cells]
    if lacking:
        yield t("the cells have no column {name}", name=", ".join(lacking))
        return
    if not len(cells):
        yield t("there are no cells over which the total could be spread")
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
    yield from curve_faults(cells, curves_of(cells))
    decay = numbers(cells, "decay")
    text = t("decay is no number from 0 to below 1")
    yield from each_fault(cells, ~((decay >= 0) & (decay < 1)), text)


def _amount_faults(cells: pd.DataFrame, minor: float) -> Iterator[str]:
    yield from amount_faults(cells, AMOUNTS, minor)
    for low, high in (("lower", "upper"), ("lower_year", "upper_year")):
        with np.errstate(invalid="ignore"):
            crossing = numbers(cells, low) > numbers(cells, high)
        text = t("the lower bound lies above the upper one")
        yield from each_fault(cells, crossing, text, f"{low} {high}")
    without = is_locked(cells) & np.isnan(numbers(cells, "present"))
    yield from each_fault(cells, without, t("the cell is locked without a present plan"))


def _figure_faults(question: Question) -> Iterator[str]:
    """Yield what is wrong with figures that are no cells'."""
    n = len(question.months)
    total = pd.to_numeric(question.total, errors="coerce")
    if not 0 <= total * 10.0**question.digits < MOST:
        yield t(
            "the total of {resource} is no number of 0 or more, or too great: {value}",
            resource=t("money"),
            value=question.total,
        )
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
        stated = pd.Series(list(values), dtype="object")
        own = pd.to_numeric(stated, errors="coerce").to_numpy(dtype=float)
        known = stated.notna().to_numpy() if name != "weight" else np.ones(own.size, dtype=bool)
        if own.size != length:
            yield t(
                "{name} has {n} numbers, {wanted} are needed", name=name, n=own.size, wanted=length
            )
        elif (known & ~((own >= 0) & (np.isfinite(own) | (name != "weight")))).any():
            yield t("{name} is no number of 0 or more", name=name)


def _group_faults(question: Question) -> Iterator[str]:
    groups = question.groups
    if groups is None:
        return
    if "group" not in groups or not ({"lowest", "highest"} & set(groups.columns)):
        yield t("the groups need the columns {columns}", columns="group, lowest, highest")
        return
    for column, name, _, _ in bounds_of(groups):
        if not inside(question.cells, column, name).any():
            yield t("no cell lies in group {name} of column {column}", name=name, column=column)
    yield from bound_faults(groups)
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
    twice = own[own[["cell_id", "month"]].astype(str).duplicated()]
    if len(twice):
        cell, month = twice["cell_id"].iloc[0], twice["month"].iloc[0]
        yield t("cell {name} stands twice", name=f"{cell}, {month}")
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
