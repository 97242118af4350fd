"""The chance of a year's total: one distribution and one verdict, for the plan and for its test.

The total is the sum of the nodes of one dimension. Its probability may be shown where those of
such years held in the firm's own past, and those of quarters, of which more are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salesnb.members import TOTAL
from salesnb.targets.chance.past_verdicts import (
    UNPROVEN,
    rests_on,
    state_of,
    statements,
    verdicts,
)
from salesnb.targets.chance.period_cells import Cells, cells_ahead, in_turn
from salesnb.targets.chance.period_errors import errors_of_period
from salesnb.targets.chance.plan_nodes import Plan

NAN = float("nan")


@dataclass(frozen=True)
class YearTotal:
    """What is known of the open months of a year's total.

    `main` is the dimension whose nodes add up to it, `cells` their distribution (None where none
    is forecast, or too few earlier forecasts can be held against what came). `state`: shown, fails
    or unproven; `verdict` the row that it rests on (`past_verdicts.VERDICTS`), of periods of
    `length` months; empty where nothing could be tested.
    """

    main: str
    cells: Cells | None
    state: str = UNPROVEN
    verdict: Mapping[Any, Any] | None = None
    length: int = 0


def main_dimension(plan: Plan) -> str:
    """Return the dimension whose nodes the total is the sum of."""
    return plan.partitions[0] if plan.partitions else TOTAL


def year_total(plan: Plan) -> YearTotal:
    """Return the distribution of the total of the plan's year, and whether it may be shown."""
    main = main_dimension(plan)
    periods = [(one, plan.open_sums(one)) for one in in_turn(plan, ("month", "year"))]
    of_year = _of_year(plan, main, periods)
    if not of_year:
        return YearTotal(main, None)
    said = {kind: statements(plan, [main], kind) for kind in ("quarter", "year")}
    verdict = rests_on(verdicts(said, main), "year", TOTAL)
    length = int(said[verdict["kind"]]["length"].iloc[0]) if verdict else 0
    return YearTotal(main, of_year[0], state_of(verdict), verdict, length)


def bias_of(plan: Plan) -> tuple[float, int]:
    """Return by which share more came than was expected of such totals, from how many months.

    Below 0: less came. Missing where nothing was expected.
    """
    past = errors_of_period(plan, TOTAL, plan.year.to_dict("records")[0])[0]
    off = past.actual[:, 0] - past.forecast[:, 0] if past.actual.size else past.actual.ravel()
    known = off == off
    expected = float(past.forecast[known, 0].sum()) if known.any() else 0.0
    return (float(off[known].sum()) / expected, int(known.sum())) if expected > 0 else (NAN, 0)


def _of_year(plan: Plan, main: str, periods: list[Any]) -> list[Cells]:
    found = cells_ahead(plan, [main], periods)
    return [found[main, name] for name in plan.year["period"] if (main, name) in found]
