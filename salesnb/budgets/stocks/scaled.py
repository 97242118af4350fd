"""A question in the solver's own units and order, and plans brought back to whole minor units.

Money is counted in the mean amount per cell and month, response in the sum of the curves' scales,
both rounded to `DIGITS` significant digits; cells stand in the order of their numbers. So the same
question in another unit of money, or in another order, is the same problem to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from salesnb.budgets.stocks.asked import Asked
from salesnb.budgets.stocks.limits import Limit
from salesnb.budgets.stocks.problem import Problem
from salesnb.methods.margins import Floats, Ints, Margin
from salesnb.methods.saturation import Curves
from salesnb.methods.whole import whole_numbers

DIGITS = 12


@dataclass(frozen=True)
class Scaled:
    """A problem with the units of its money (minor units) and response, and the cells' order."""

    asked: Asked
    problem: Problem
    limits: list[Limit]
    money: float
    response: float
    order: Ints

    def own(self, minor: Floats) -> Floats:
        """Return amounts (n, T) of minor units in the problem's units and order."""
        return np.clip(minor[self.order] / self.money, self.problem.low, self.problem.high)

    def whole(self, spend: Floats) -> Floats | None:
        """Return a plan in whole minor units, in the asked order, within all limits; else None."""
        minor, low = spend * self.money, self.asked.low[self.order]
        high = np.rint(low + (self.problem.high - self.problem.low) * self.money)
        high = np.minimum(high, self.asked.high[self.order])
        margins = _margins(self.limits, minor)
        found = whole_numbers(np.clip(minor, low, high).ravel(), margins, low.ravel(), high.ravel())
        plan = np.empty_like(spend)
        plan[self.order] = found.values.reshape(minor.shape)
        return plan if is_allowed(self.asked, plan) else None


def is_allowed(asked: Asked, minor: Floats) -> bool:
    """Return whether whole amounts (n, T) keep to the bounds of cells and to all limits."""
    inside = bool(((minor >= asked.low) & (minor <= asked.high)).all())
    sums = [float(minor[one.where].sum()) for one in asked.limits]
    return inside and all(
        one.low <= found <= one.high for one, found in zip(asked.limits, sums, strict=True)
    )


def scaled(asked: Asked) -> Scaled:
    """Return the problem of what is asked; its limits can be kept together."""
    money = max(asked.limits[0].high, 1.0) / asked.low.size
    response = float(np.sort(asked.curves.scale).sum()) or 1.0
    order = _order(asked, money, response)
    curves, scale = asked.curves, _short(asked.curves.scale / response)
    half = _short(curves.half * asked.minor / money)
    own = Curves(curves.kind[order], scale[order], half[order], curves.shape[order])
    rows = _ordered([_permuted(one, order) for one in asked.limits])
    low = _short(asked.low / money)[order]
    least, most = (_short(np.array([getattr(r, n) for r in rows]) / money) for n in ("low", "high"))
    matrix = csr_array(np.array([one.where.ravel() for one in rows], dtype=float))
    high = _tightened(low, _short(asked.high / money)[order], matrix, most)
    stock = _short(asked.stock / money)[order]
    weight = _short(asked.weight)
    problem = Problem(own, asked.decay[order], stock, weight, low, high, matrix, least, most)
    return Scaled(asked, problem, rows, money, response, order)


def _short(values: Floats) -> Floats:
    """Return values rounded to `DIGITS` significant digits."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.floor(np.log10(np.abs(values)))
        factor = 10.0 ** (DIGITS - 1 - np.nan_to_num(size, posinf=0.0, neginf=0.0))
        return np.where(np.isfinite(values), np.rint(values * factor) / factor, values)


def _order(asked: Asked, money: float, response: float) -> Ints:
    """Return the order of cells by their numbers alone; equal cells stay as they stand."""
    _, kinds = np.unique(asked.curves.kind, return_inverse=True)
    limited = [
        np.where(one.where.any(axis=1), bound / money, -1.0)
        for one in sorted(asked.limits, key=lambda one: (one.low, one.high))
        for bound in (one.low, one.high)
        if one.kind in ("cell", "group", "group_month")
    ]
    bounds = [*(asked.low / money).T, *(asked.high / money).T, asked.stock / money]
    keys = [*limited, *bounds, asked.decay, asked.curves.shape]
    keys += [asked.curves.half * asked.minor / money, asked.curves.scale / response, kinds]
    return np.lexsort([_short(np.asarray(one, dtype=float)) for one in keys])


def _permuted(limit: Limit, order: Ints) -> Limit:
    return Limit(limit.kind, limit.name, limit.month, limit.where[order], limit.low, limit.high)


def _ordered(limits: list[Limit]) -> list[Limit]:
    """Return limits in an order of their own: the total first, then by where they stand."""
    return [limits[0], *sorted(limits[1:], key=lambda one: (one.where.tobytes(), one.low))]


def _tightened(low: Floats, high: Floats, rows: csr_array, most: Floats) -> Floats:
    """Return the most that each cell and month can have, given what the others need at least."""
    room = np.maximum(most - rows @ low.ravel(), 0.0)
    free = np.full(low.size, np.inf)
    of = rows.tocoo()
    np.minimum.at(free, of.col, room[of.row])
    return np.minimum(high, low + free.reshape(low.shape))


def _margins(limits: list[Limit], minor: Floats) -> list[Margin]:
    """Return limits as margins of groups that do not overlap; the total as it is planned."""
    packed: list[list[Limit]] = []
    for one in limits:
        free = (own for own in packed if not any((one.where & o.where).any() for o in own))
        own = next(free, None)
        if own is None:
            packed.append([one])
        else:
            own.append(one)
    return [_margin(own, minor) for own in packed]


def _margin(limits: list[Limit], minor: Floats) -> Margin:
    group = np.full(minor.size, len(limits), dtype=np.int64)
    lows = [one.low for one in limits]
    for place, one in enumerate(limits):
        group[one.where.ravel()] = place
        if one.kind == "total":
            lows[place] = max(one.low, min(one.high, np.rint(minor.sum())))
    return Margin(group, np.array(lows), np.array([one.high for one in limits]))
