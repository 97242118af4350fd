"""Where the next unit of money works hardest: a total spread over cells, with a proof."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.budgets.given import require_number, why_present
from salesnb.budgets.solving.asked import Asked, Total, read_cells
from salesnb.budgets.solving.conflicts import require_possible
from salesnb.budgets.solving.parts import Part, net, responses, slopes, solve
from salesnb.methods.saturation import Curves, Floats


@dataclass(frozen=True)
class Allocation:
    """A plan, and how much better any other could be.

    `plan`: the rows of the cells in their order, with `spend`, `response`, `marginal` (what one
    more unit of this cell would bring), `is_extrapolated` (outside observed spending) and `binds`
    (locked, upper, lower, least, or nothing). `response` is the sum, `bound` what no plan that
    spends as much can exceed, `gap` their distance as a share of the response, `status` "optimal"
    where the gap is as small as asked, else "gap". `shadow`: a row per constraint with `brings`,
    what one more unit of it would add. `reason` says why the present plan was kept, else ''.
    `gains` (draws,): response over that of the present plan by draw; None without draws or without
    a present plan.
    """

    plan: pd.DataFrame
    response: float
    bound: float
    gap: float
    status: str
    shadow: pd.DataFrame
    reason: str
    gains: NDArray[np.float64] | None = None


def allocate(
    cells: pd.DataFrame,
    total: Total,
    *,
    draws: Curves | None = None,
    groups: pd.DataFrame | None = None,
    gap: float | None = None,
    floor: float = 0.0,
    digits: int = 2,
) -> Allocation:
    """Return how a total is best spread over cells, and a bound on what any plan could reach.

    `cells`: a row per cell with its curve (`kind`, `scale`, `half`, `shape`, see
    `methods.saturation.Curves`: response per month to spending per month). Optional columns, blank
    where they do not hold: `cell_id` (else the index), `lower`, `upper`, `present`, `is_locked`
    (stays at present), `resource` (blank: money; others, such as hours, have totals of their own,
    then `total` is a mapping), `unit` (of which only whole numbers are spent), `least_if_active`
    (nothing, or at least so much), `fixed_cost` (spent beside the plan of a cell that spends
    anything, out of the same total), `observed_low`, `observed_high`. `draws`: curves with
    parameters (S, n) in the order of the rows, whose mean is allocated. `groups`: `group`,
    `lowest`, `highest` (blank: no bound), and `column` where the cells name their groups elsewhere
    than in `group`. `gap`: how far, as a share, the response may lie below the bound (1e-6; 1e-4
    with groups, units, least amounts or fixed costs). `floor`: nothing is spent beyond lower bounds
    that brings less per unit (marginal return). `digits`: decimals of a minor unit in the unit of
    the amounts; the plan is a whole number of these. Not all of a total need be spent.

    Raises `UsageError` with all faults of the frames, `ConflictError` where no plan meets bounds,
    groups and total together, with the amounts. Method: Udell and Boyd, Maximizing a sum of
    sigmoids, 2013.
    """
    require_number("floor", floor)
    asked = read_cells(cells, total, groups=groups, draws=draws, digits=digits)
    names = sorted(set(asked.resource))
    for name in names:
        require_possible(asked, name)
    price = floor / asked.minor
    parts = [solve(asked, name, floor=price, gap=gap) for name in names]
    kept = [_kept(asked, part, price) for part in parts]
    reason = "; ".join(dict.fromkeys(text for _, text in kept if text))
    return _stated(cells, asked, [part for part, _ in kept], reason, price)


def _kept(asked: Asked, part: Part, price: float) -> tuple[Part, str]:
    """Return the present plan of a resource where it is as good, and why; else the plan."""
    present = asked.present[part.rows]
    if not np.isfinite(present).all() or not asked.is_allowed(part.rows, present):
        return part, ""
    found, now = (net(asked, part.rows, spend, price) for spend in (part.spend, present))
    reason = why_present(found, now, asked.minor)
    return (replace(part, spend=present), reason) if reason else (part, "")


def _stated(
    cells: pd.DataFrame, asked: Asked, parts: list[Part], reason: str, price: float
) -> Allocation:
    spend = np.zeros(len(asked))
    for part in parts:
        spend[part.rows] = part.spend
    response = responses(asked, spend)
    whole = float(response.sum())
    money = spend + asked.costs(spend)
    bound = max(sum(part.bound for part in parts) + price * float(money.sum()), whole)
    apart = (bound - whole) / whole if whole > 0 else float(bound > 0)
    plan = cells.assign(
        spend=spend / asked.minor,
        response=response,
        marginal=slopes(asked, spend),
        is_extrapolated=(spend < asked.observed[0]) | (spend > asked.observed[1]),
        binds=_binds(asked, spend),
    )
    status = "optimal" if apart <= max(part.goal for part in parts) else "gap"
    shadow = _shadow(asked, parts, money)
    return Allocation(plan, whole, bound, apart, status, shadow, reason, _gains(asked, spend))


def _binds(asked: Asked, spend: Floats) -> NDArray[np.str_]:
    is_least = (asked.least > 0) & (spend == asked.least)
    return np.select(
        [asked.is_locked, spend >= asked.high, spend <= asked.low, is_least],
        ["locked", "upper", "lower", "least"],
        default="",
    )


def _shadow(asked: Asked, parts: list[Part], money: Floats) -> pd.DataFrame:
    """Return what one more unit of each constraint would bring."""
    rows: list[tuple[str, str, float, float, float]] = []
    for part in parts:
        name = str(asked.resource[part.rows[0]])
        total, reached = asked.totals[name], float(money[part.rows].sum())
        rows.append(("total", name, total, reached, part.price if reached >= total else 0.0))
        for one in asked.groups:
            brings = part.prices.get(one.name, 0.0)
            reached = float(money[one.rows].sum())
            if one.name in part.prices and reached <= one.low:
                rows.append(("lowest", one.name, one.low, reached, min(brings, 0.0)))
            elif one.name in part.prices and np.isfinite(one.high):
                brings = max(brings, 0.0) if reached >= one.high else 0.0
                rows.append(("highest", one.name, one.high, reached, brings))
    found = pd.DataFrame(rows, columns=["constraint", "name", "amount", "reached", "brings"])
    amounts = found[["amount", "reached"]] / asked.minor
    return found.assign(**amounts, brings=found["brings"] * asked.minor)


def _gains(asked: Asked, spend: Floats) -> NDArray[np.float64] | None:
    if asked.curves.half.ndim == 1 or not asked.has_present:
        return None
    values = [asked.curves.value(one / asked.minor).sum(axis=1) for one in (spend, asked.present)]
    return values[0] - values[1]
