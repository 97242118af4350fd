"""Plans in whole minor units that keep bounds, sums and groups exactly."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, identity, vstack

from salesnb.budgets.solving.asked import Asked
from salesnb.budgets.solving.program import Wanted
from salesnb.budgets.solving.scaled import Scaled
from salesnb.methods.saturation import Floats

REACH = 1000.0  # minor units that a cell may move when groups are met exactly


def whole(asked: Asked, scaled: Scaled, spend: Floats) -> Floats:
    """Return a plan in whole minor units: within its bounds, with the sum that it has."""
    low, high = asked.low[scaled.rows], asked.high[scaled.rows]
    total = np.rint(scaled.total * scaled.size)
    found = np.clip(np.floor(spend + 1e-9), low, high)
    is_spent = total - spend.sum() <= max(1.0, 1e-9 * total)
    wanted = min(total if is_spent else np.rint(spend.sum()), high.sum())
    order = np.lexsort([np.round(found - spend, 6)])
    while (rest := wanted - found.sum()) > 0:
        takers = order[found[order] < high[order]][: int(min(rest, len(order)))]
        found[takers] += np.minimum(max(rest // len(takers), 1.0), high[takers] - found[takers])
    while (rest := found.sum() - wanted) > 0:
        givers = order[::-1][found[order[::-1]] > low[order[::-1]]][: int(min(rest, len(order)))]
        found[givers] -= np.minimum(max(rest // len(givers), 1.0), found[givers] - low[givers])
    return found


def whole_in_groups(size: float, exact: Wanted, plan: Floats) -> Floats | None:
    """Return a plan in whole minor units within total and groups; None where there is none.

    `exact` is what is asked in minor units, `plan` in `size` of them. It is the nearest such plan
    that spends all where the plan does: an integer program of a network, but for cells in several
    groups.
    """
    limits, spend = exact.limits, plan * size
    unit, least = limits.unit, np.maximum(limits.low, limits.least)
    is_active = (spend > 0.5) | (limits.low > 0)
    base = np.where(unit > 0, np.rint(spend / np.maximum(unit, 1)) * unit, np.floor(spend + 1e-6))
    base = np.where(is_active, np.clip(base, least, limits.high), 0.0)
    moves = is_active & (unit <= 0)
    down = np.where(moves, np.maximum(least - base, -REACH), 0.0)
    up = np.where(moves, np.minimum(limits.high - base, REACH), 0.0)
    money = limits.fixed * is_active
    rows, ends = _sums(exact, base + money)
    rest = exact.total - (spend + money).sum()
    reward = 2.0 if rest <= max(1.0, 1e-6 * exact.total) else 0.0
    step = _nearest(rows, ends, (down, up), (spend - base, reward))
    return None if step is None else base + step


def _sums(exact: Wanted, money: Floats) -> tuple[csr_array, tuple[Floats, Floats]]:
    """Return total and groups as rows over the cells, and what their steps may add."""
    rows = np.zeros((1 + len(exact.groups), len(money)))
    rows[0] = 1.0
    for number, one in enumerate(exact.groups):
        rows[number + 1, one.rows] = 1.0
    low = np.array([-np.inf, *(one.low for one in exact.groups)])
    high = np.array([exact.total, *(one.high for one in exact.groups)])
    return csr_array(rows), (low - rows @ money, high - rows @ money)


def _nearest(
    rows: csr_array,
    ends: tuple[Floats, Floats],
    moves: tuple[Floats, Floats],
    aim: tuple[Floats, float],
) -> Floats | None:
    """Return whole steps near to an aim that keep sums of rows between ends."""
    part, reward = aim
    n = len(part)
    one = identity(n, format="csr")
    table = vstack([hstack([rows, csr_array(rows.shape)]), hstack([one, -one]), hstack([one, one])])
    none = np.full(n, np.inf)
    low, high = np.concatenate([ends[0], -none, part]), np.concatenate([ends[1], part, none])
    found = milp(
        np.concatenate([np.full(n, -reward), np.ones(n)]),
        integrality=np.concatenate([np.ones(n), np.zeros(n)]),
        bounds=Bounds(np.concatenate([moves[0], np.zeros(n)]), np.concatenate([moves[1], none])),
        constraints=LinearConstraint(table, low, high),
    )
    return None if found.x is None else np.rint(found.x[:n])
