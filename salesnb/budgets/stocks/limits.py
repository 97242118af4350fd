"""What sums of a plan by month have to keep to, and a sentence where that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from salesnb.budgets.given import (
    amount,
    columns_of,
    inside,
    names_of,
    numbers,
    whole_least,
    whole_most,
)
from salesnb.errors import ConflictError
from salesnb.i18n import N_, t
from salesnb.methods import conflicts
from salesnb.methods.margins import Floats

if TYPE_CHECKING:
    from salesnb.budgets.stocks.asked import Asked, Question

FIX = N_("raise the total, or lower or drop one of them")
SMALL = (
    N_("the lower bounds of {n} cells add up to {low}, {gap} more than the total of {total}"),
    N_("the lower bounds of {n} months add up to {low}, {gap} more than the total of {total}"),
)
ABOUT = {
    "total": N_("the total of all months"),
    "month": N_("month {month}"),
    "cell": N_("cell {name} over all months"),
    "group": N_("group {name} over all months"),
    "group_month": N_("group {name} in month {month}"),
}


@dataclass(frozen=True)
class Limit:
    """The sum of some cells and months (a mask (n, T)) lies between low and high, minor units."""

    kind: str
    name: str
    month: str
    where: NDArray[np.bool_]
    low: float
    high: float

    @property
    def about(self) -> str:
        """Return what is limited, in words."""
        return t(ABOUT[self.kind], name=self.name, month=self.month)


def limits_of(question: Question, minor: float) -> list[Limit]:
    """Return the limits of a question, the total first."""
    shape = len(question.cells), len(question.months)
    every = np.ones(shape, dtype=bool)
    total = Limit("total", "", "", every, 0.0, float(whole_most(question.total, minor)))
    found = [*_of_months(question), *_of_cells(question), *_of_groups(question)]
    return [total, *(_whole(one, minor) for one in found if one.low > 0 or np.isfinite(one.high))]


def _whole(limit: Limit, minor: float) -> Limit:
    low, high = whole_least(limit.low, minor), whole_most(limit.high, minor)
    return Limit(limit.kind, limit.name, limit.month, limit.where, float(low), float(high))


def _of_months(question: Question) -> Iterator[Limit]:
    n, months = len(question.cells), [str(one) for one in question.months]
    given = question.month_lowest, question.month_highest
    none = np.full(len(months), np.nan)
    lows, highs = (none if one is None else np.asarray(one, dtype=float) for one in given)
    for column, month in enumerate(months):
        where = np.zeros((n, len(months)), dtype=bool)
        where[:, column] = True
        yield Limit("month", "", month, where, *_between(lows[column], highs[column]))


def _of_cells(question: Question) -> Iterator[Limit]:
    cells, months = question.cells, len(question.months)
    lows, highs = numbers(cells, "lower_year"), numbers(cells, "upper_year")
    for row, name in enumerate(names_of(cells)):
        where = np.zeros((len(cells), months), dtype=bool)
        where[row] = True
        yield Limit("cell", name, "", where, *_between(lows[row], highs[row]))


def _of_groups(question: Question) -> Iterator[Limit]:
    groups = question.groups
    if groups is None:
        return
    months = [str(one) for one in question.months]
    lows, highs = numbers(groups, "lowest"), numbers(groups, "highest")
    stated = groups["month"].astype("object").fillna("") if "month" in groups else [""] * len(lows)
    rows = zip(columns_of(groups), groups["group"], stated, lows, highs, strict=True)
    for column, name, month, low, high in rows:
        own = inside(question.cells, str(column), str(name))[:, None]
        in_month = np.array([not month or one == str(month) for one in months])
        label = str(name) if column == "group" else f"{column} = {name}"
        kind = "group_month" if month else "group"
        yield Limit(kind, label, str(month), own & in_month, *_between(low, high))


def _between(low: float, high: float) -> tuple[float, float]:
    return float(np.nan_to_num(low)), float(np.nan_to_num(high, nan=np.inf))


def require_possible(asked: Asked) -> None:
    """Raise `ConflictError` where no plan keeps to all limits, with a smallest such set."""
    crossing = np.argwhere(asked.low > asked.high)
    if len(crossing):
        cell, month = crossing[0]
        text = t(
            "cell {name} in month {month}: at least {low} and at most {high} cannot hold together",
            name=asked.names[cell],
            month=asked.months[month],
            low=amount(asked.low[cell, month], asked.minor),
            high=amount(asked.high[cell, month], asked.minor),
        )
        raise ConflictError(text, fix=t(FIX))
    _refuse_small_total(asked)
    groupings = [np.where(one.where.ravel(), 0, 1) for one in asked.limits]
    table = conflicts.Cells(asked.low.ravel(), asked.high.ravel(), groupings)
    wanted = [conflicts.Demand(k, 0, one.low, one.high) for k, one in enumerate(asked.limits)]
    found = conflicts.conflict(table, wanted)
    if found is not None:
        _refuse(asked, [asked.limits[one] for one in found.demands], found.gap)


def _refuse_small_total(asked: Asked) -> None:
    """Raise where the lower bounds of all cells, or of all months, are more than the total."""
    total, cells = asked.limits[0].high, asked.low.sum(axis=1)
    months = [one.low for one in asked.limits if one.kind == "month" and one.low > 0]
    for text, lows in ((SMALL[0], cells[cells > 0]), (SMALL[1], np.array(months))):
        low = float(lows.sum())
        if low > total:
            sums = {"low": low, "gap": low - total, "total": total}
            amounts = {name: amount(minor, asked.minor) for name, minor in sums.items()}
            raise ConflictError(t(text, n=len(lows), **amounts), fix=t(FIX))


def _refuse(asked: Asked, limits: list[Limit], gap: float) -> None:
    parts = [_said(asked, one) for one in limits]
    parts.append(_bounds_said(asked, limits))
    text = t(
        "these limits cannot hold together, by {amount}: {limits}",
        amount=amount(gap, asked.minor),
        limits="; ".join(one for one in parts if one),
    )
    raise ConflictError(text, fix=t(FIX))


def _said(asked: Asked, limit: Limit) -> str:
    low, high = amount(limit.low, asked.minor), amount(limit.high, asked.minor)
    if limit.low <= 0:
        return t("at most {amount} for {about}", amount=high, about=limit.about)
    if not np.isfinite(limit.high):
        return t("at least {amount} for {about}", amount=low, about=limit.about)
    return t("{low} to {high} for {about}", low=low, high=high, about=limit.about)


def _bounds_said(asked: Asked, limits: list[Limit]) -> str:
    """Return what the bounds of the cells that are limited add up to, '' where they have none."""
    where = np.any([one.where for one in limits], axis=0)
    low, high = float(asked.low[where].sum()), float(asked.high[where].sum())
    parts = []
    if low > 0:
        parts.append(
            t("lower bounds of the cells in them: {amount}", amount=amount(low, asked.minor))
        )
    if high < sum(one.low for one in limits):
        parts.append(
            t("upper bounds of the cells in them: {amount}", amount=amount(high, asked.minor))
        )
    return "; ".join(parts)


def reached(limits: list[Limit], spend: Floats) -> Floats:
    """Return the sum of each limit."""
    return np.array([float(spend[one.where].sum()) for one in limits])
