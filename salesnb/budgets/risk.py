"""A total spread over cells so that the worst of what curves may be counts, too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.budgets.solving.asked import Asked, Total, read_cells
from salesnb.budgets.solving.bends import Rows
from salesnb.budgets.solving.conflicts import require_possible
from salesnb.budgets.solving.parts import is_lumpy
from salesnb.budgets.solving.risk import Risk, cautious
from salesnb.budgets.solving.rounding import whole
from salesnb.budgets.solving.scaled import SLACK, ordered, scale
from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.methods.saturation import Curves, Floats


@dataclass(frozen=True)
class RiskAllocation:
    """A plan that weighs the worst draws.

    `plan`: the rows of the cells with `spend` and `response` (mean over draws). `value` is
    (1 - weight) * `mean` + weight * `worst`, the mean of the worst share of draws; `bound` is what
    no plan of this total can exceed, `gap` their distance as a share of the value, `status`
    "optimal" where it is as small as asked, else "gap". `sums` (draws,): response by draw.
    """

    plan: pd.DataFrame
    value: float
    mean: float
    worst: float
    bound: float
    gap: float
    status: str
    sums: Floats


def allocate_risk(
    cells: pd.DataFrame,
    total: Total,
    draws: Curves,
    *,
    weight: float = 0.5,
    tail: float = 0.1,
    gap: float = 1e-4,
    digits: int = 2,
) -> RiskAllocation:
    """Return how a total is spread if the worst draws weigh more than others.

    `draws`: curves with parameters (S, n) in the order of the rows; `weight` (0 to 1) of the mean
    of the worst `tail` (above 0, at most 1) of the draws. `cells` and `total` as in `allocate`,
    of one resource, with bounds and locked cells, without groups, units, least amounts and fixed
    costs. Raises `UsageError` for other cells, `ConflictError` where bounds and total conflict.
    """
    asked = read_cells(cells, total, groups=None, draws=draws, digits=digits)
    _require_plain(asked, weight, tail)
    resource = str(asked.resource[0])
    require_possible(asked, resource)
    risk, spend = Risk(weight, tail), asked.low.copy()
    free = np.flatnonzero(asked.low < asked.high)
    bound = np.inf
    if len(free):
        fixed = np.flatnonzero(asked.low >= asked.high)
        scaled = scale(asked, free, asked.totals[resource] - float(asked.low[fixed].sum()))
        curves = ordered(asked, scaled)
        beside = _sums(asked, spend, fixed) / scaled.worth
        found = cautious(
            curves, (scaled.low, scaled.high), scaled.total, risk=risk, gap=gap / 2, beside=beside
        )
        spend[scaled.rows] = whole(asked, scaled, found.spend * scaled.size)
        bound = (found.bound + SLACK) * scaled.worth
    return _stated(cells, asked, (spend, bound), risk, gap)


def _require_plain(asked: Asked, weight: float, tail: float) -> None:
    faults = []
    if asked.curves.half.ndim != 2 or len(asked.curves.half) < 2:
        faults.append(t("the draws have no rows to tell good and bad ones apart"))
    if not 0 <= weight <= 1 or not 0 < tail <= 1:
        faults.append(t("weight lies from 0 to 1, tail above 0 and up to 1"))
    if len(set(asked.resource)) != 1:
        faults.append(t("the cells have several resources, or there are none"))
    if is_lumpy(asked, np.arange(len(asked))):
        faults.append(t("risk is not weighed with units, least amounts and fixed costs"))
    if faults:
        raise UsageError("\n".join(faults), fix=t("correct the cells of the allocation"))


def _sums(asked: Asked, spend: Floats, rows: Rows) -> Floats:
    """Return the response of some cells by draw."""
    return np.asarray(asked.curves.value(spend / asked.minor)[:, rows].sum(axis=1))


def _stated(
    cells: pd.DataFrame, asked: Asked, solved: tuple[Floats, float], risk: Risk, gap: float
) -> RiskAllocation:
    spend, bound = solved
    values = asked.curves.value(spend / asked.minor)
    sums = values.sum(axis=1)
    value = float(risk.weights(sums) @ sums)
    worst = float(Risk(1.0, risk.tail).weights(sums) @ sums)
    bound = max(bound if np.isfinite(bound) else value, value)
    apart = (bound - value) / value if value > 0 else float(bound > 0)
    plan = cells.assign(spend=spend / asked.minor, response=values.mean(axis=0))
    status = "optimal" if apart <= gap else "gap"
    return RiskAllocation(plan, value, float(sums.mean()), worst, bound, apart, status, sums)
