"""Which total: what each would bring, the least that reaches a response, the most that pays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.budgets.allocation import Allocation, allocate
from salesnb.budgets.given import require_number
from salesnb.budgets.solving.asked import MONEY, Total, read_cells
from salesnb.errors import ConflictError, UsageError
from salesnb.i18n import t
from salesnb.i18n.formats import write
from salesnb.methods.saturation import Curves

CLOSE = 1e-6  # part of a total to which it is found
SOLVED = 60  # totals tried
DOUBLED = 40  # times that a total is doubled to find one that is enough
FLAT = 1e-7  # part of the response that twice the total has to bring


@dataclass(frozen=True)
class Least:
    """The least total found that reaches a response, and its plan; none below `lowest` can."""

    total: float
    lowest: float
    allocation: Allocation


def frontier(
    cells: pd.DataFrame,
    totals: Sequence[Total],
    *,
    draws: Curves | None = None,
    groups: pd.DataFrame | None = None,
    digits: int = 2,
) -> pd.DataFrame:
    """Return what the best plan of each total brings.

    A row per total: `total` (of money; else of the first resource), `spend`, `response`, `bound`,
    `gap`, `brings` (what one more unit of the total would add), `status`. Frames and errors are
    those of `allocate`.
    """
    rows = []
    for total in totals:
        found = allocate(cells, total, draws=draws, groups=groups, digits=digits)
        first = found.shadow[found.shadow["constraint"] == "total"].iloc[0]
        amounts = first["amount"], first["reached"]
        rows.append(
            (*amounts, found.response, found.bound, found.gap, first["brings"], found.status)
        )
    return pd.DataFrame(rows, columns=FRONTIER)


FRONTIER = ["total", "spend", "response", "bound", "gap", "brings", "status"]


def least_budget(
    cells: pd.DataFrame,
    response: float,
    *,
    draws: Curves | None = None,
    groups: pd.DataFrame | None = None,
    digits: int = 2,
) -> Least:
    """Return the least total whose plan brings at least `response`, of cells of one resource.

    Raises `UsageError` and `ConflictError` as `allocate` does, and `ConflictError` where no total
    reaches the response.
    """
    require_number("response", response)
    name, least, start = _alone(cells, draws, groups, digits)

    def plan(total: float) -> Allocation:
        return allocate(cells, {name: total}, draws=draws, groups=groups, digits=digits)

    high, found = _enough(plan, start, response)
    low = lowest = least
    for _ in range(SOLVED):
        if high - low <= max(CLOSE * high, 10.0**-digits):
            break
        middle = round((low + high) / 2, digits)
        tried = plan(middle)
        if tried.response >= response:
            high, found = middle, tried
        else:
            low = middle
            lowest = middle if tried.bound < response else lowest
    return Least(high, lowest, found)


def allocate_return(
    cells: pd.DataFrame,
    total: float,
    *,
    least_return: float,
    draws: Curves | None = None,
    groups: pd.DataFrame | None = None,
    digits: int = 2,
) -> Allocation:
    """Return the plan that brings most of those that bring `least_return` per unit they spend.

    Cells of one resource. It spends the greatest total found, at most `total`, for which that
    holds over all cells; `floor` of `allocate` asks it of the last unit instead. Errors are those
    of `allocate`, and `ConflictError` where no plan was found that returns so much.
    """
    require_number("least_return", least_return)
    name, _, _ = _alone(cells, draws, groups, digits)

    def plan(limit: float, floor: float = 0.0) -> Allocation:
        limits = {name: limit}
        return allocate(cells, limits, draws=draws, groups=groups, floor=floor, digits=digits)

    found = plan(total)
    if _pays(found, least_return):
        return found
    best = plan(total, least_return)
    if not _pays(best, least_return):
        text = t(
            "no plan brings {wanted} per unit spent: the best brings {found}",
            wanted=write(least_return, "number"),
            found=write(best.response / _spent(best), "number"),
        )
        raise ConflictError(text, fix=t("lower the return that is asked, or the lower bounds"))
    low, high = _spent(best), total
    for _ in range(SOLVED):
        if high - low <= max(CLOSE * high, 10.0**-digits):
            break
        middle = round((low + high) / 2, digits)
        tried = plan(middle)
        if _pays(tried, least_return):
            low, best = middle, tried
        else:
            high = middle
    return best


def _alone(
    cells: pd.DataFrame, draws: Curves | None, groups: pd.DataFrame | None, digits: int
) -> tuple[str, float, float]:
    """Return the one resource of cells, their lower bounds, and a total of the size they need.

    The size is what brings half of what the cells can.
    """
    names = [MONEY]
    if "resource" in cells:
        names = sorted(set(cells["resource"].astype("object").fillna(MONEY).astype(str)))
    if len(names) > 1:
        known = ", ".join(one or t("money") for one in names)
        raise UsageError(t("the cells have several resources: {names}", names=known))
    name = (names or [MONEY])[0]
    asked = read_cells(cells, {name: 0.0}, groups=groups, draws=draws, digits=digits)
    half = float(np.atleast_2d(asked.curves.half).mean(axis=0).sum())
    least = float(asked.low.sum()) / asked.minor
    return name, least, max(least, half)


def _enough(
    plan: Callable[[float], Allocation], start: float, response: float
) -> tuple[float, Allocation]:
    """Return a total that reaches a response, by doubling."""
    total, found, before = start, plan(start), -np.inf
    for _ in range(DOUBLED):
        if found.response >= response:
            return total, found
        if found.response <= before * (1 + FLAT):
            break
        total, before = total * 2, found.response
        found = plan(total)
    text = t(
        "no total brings {wanted}: the most found is {found}",
        wanted=write(response, "money_full"),
        found=write(found.response, "money_full"),
    )
    raise ConflictError(text, fix=t("lower what is asked, or raise the upper bounds"))


def _pays(found: Allocation, least_return: float) -> bool:
    return found.response >= least_return * _spent(found) * (1 - 1e-12)


def _spent(found: Allocation) -> float:
    return float(found.shadow["reached"][found.shadow["constraint"] == "total"].sum())
