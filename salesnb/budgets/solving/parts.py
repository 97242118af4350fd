"""The plan of one resource: what is fixed, the search over what is not, whole minor units."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from salesnb.budgets.solving.asked import Asked, Group
from salesnb.budgets.solving.bends import Rows
from salesnb.budgets.solving.branching import search
from salesnb.budgets.solving.conflicts import impossible
from salesnb.budgets.solving.pieces import Limits
from salesnb.budgets.solving.program import Wanted, solve_pieces
from salesnb.budgets.solving.rounding import whole, whole_in_groups
from salesnb.budgets.solving.scaled import Scaled, scale
from salesnb.methods.saturation import Floats

CLOSE, OF_DRAWS, LOOSE = 1e-6, 1e-5, 1e-4  # gaps: one total with bounds, also by draws, all else


@dataclass(frozen=True)
class Part:
    """The plan of one resource: `spend` of its `rows` in whole minor units, and what bounds it.

    `bound`: on response - floor * spending of any plan, in units of the response; `price`: what
    one more minor unit of the total brings; `prices` the same by group.
    """

    rows: Rows
    spend: Floats
    bound: float
    price: float
    prices: dict[str, float] = field(default_factory=dict)
    goal: float = CLOSE


def solve(asked: Asked, resource: str, *, floor: float, gap: float | None) -> Part:
    """Return the plan of one resource; `floor` is response per minor unit."""
    rows = np.flatnonzero(asked.resource == resource)
    free = rows[asked.low[rows] < asked.high[rows]]
    fixed = np.setdiff1d(rows, free)
    groups = [one for one in asked.groups if np.isin(one.rows, rows).any()]
    left = asked.totals[resource] - float((asked.low + asked.costs(asked.low))[fixed].sum())
    if float(asked.low[free].sum()) >= left:
        free, fixed = free[:0], rows
    spend = asked.low.copy()
    bound = net(asked, fixed, spend[fixed], floor)
    if not len(free):
        return Part(rows, spend[rows], bound, 0.0)
    scaled = scale(asked, free, left)
    if groups or is_lumpy(asked, free) or scaled.bends_again:
        found = by_pieces(asked, scaled, groups, (floor, gap or LOOSE))
    else:
        found = by_search(
            asked, scaled, (floor, gap or (CLOSE if asked.curves.half.ndim == 1 else OF_DRAWS))
        )
    spend[scaled.rows] = found.spend
    return Part(rows, spend[rows], bound + found.bound, found.price, found.prices, found.goal)


def is_lumpy(asked: Asked, rows: Rows) -> bool:
    """Return whether some cells may not spend any amount between their bounds."""
    return bool(((asked.unit + asked.least + asked.fixed)[rows] > 0).any())


def by_search(asked: Asked, scaled: Scaled, goal: tuple[float, float]) -> Part:
    """Return the plan of cells under one total and bounds."""
    rate = scaled.worth / scaled.size
    bounds = scaled.low, scaled.high
    found = search(scaled.curves, bounds, scaled.total, floor=goal[0] / rate, gap=goal[1] / 2)
    spend = whole(asked, scaled, found.spend * scaled.size)
    return Part(
        scaled.rows,
        spend,
        (found.bound + scaled.hidden) * scaled.worth,
        found.price * rate,
        {},
        goal[1],
    )


def by_pieces(asked: Asked, scaled: Scaled, groups: list[Group], goal: tuple[float, float]) -> Part:
    """Return the plan of cells with groups, whole units, least amounts or fixed costs."""
    rate = scaled.worth / scaled.size
    exact = exactly(asked, scaled, groups)
    wanted = exact.in_units_of(scaled.size, floor=goal[0] / rate, gap=goal[1] / 2)
    found = solve_pieces(scaled.curves, wanted)
    spend = whole_in_groups(scaled.size, exact, found.spend) if found.is_possible else None
    if spend is None:
        raise impossible(asked, scaled, wanted)
    prices = {one.name: price * rate for one, price in zip(groups, found.prices[1:], strict=True)}
    bound = (found.bound + scaled.hidden) * scaled.worth
    return Part(scaled.rows, spend, bound, found.prices[0] * rate, prices, goal[1])


def exactly(asked: Asked, scaled: Scaled, groups: list[Group]) -> Wanted:
    """Return what is asked of the free cells in minor units, bounds in whole units."""
    rows = scaled.rows
    total = float(np.rint(scaled.total * scaled.size))
    unit, low = asked.unit[rows], asked.low[rows]
    step = np.where(unit > 0, unit, 1.0)
    high = np.minimum(asked.high[rows], np.maximum(total - low.sum() + low, low))
    limits = Limits(
        np.ceil(low / step) * step,
        np.floor(high / step) * step,
        unit,
        np.ceil(asked.least[rows] / step) * step,
        asked.fixed[rows],
    )
    return Wanted(limits, total, scaled.groups(asked, groups))


def net(asked: Asked, rows: Rows, spend: Floats, floor: float) -> float:
    """Return response - floor * money of a plan of some cells."""
    whole = np.zeros(len(asked))
    whole[rows] = spend
    money = float(spend.sum() + asked.costs(whole)[rows].sum())
    return float(responses(asked, whole)[rows].sum()) - floor * money


def responses(asked: Asked, spend: Floats) -> Floats:
    """Return the response of each cell to spending in minor units: the mean over draws."""
    found = asked.curves.value(spend / asked.minor)
    return found if found.ndim == 1 else found.mean(axis=0)


def slopes(asked: Asked, spend: Floats) -> Floats:
    """Return the response of each cell to one more unit of the frame."""
    found = asked.curves.slope(spend / asked.minor)
    return found if found.ndim == 1 else found.mean(axis=0)
