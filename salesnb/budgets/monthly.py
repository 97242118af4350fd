"""Money by month where its effect carries over: the best months of every cell, with a proof.

What is spent works on in later months (`methods.adstock`), from before the first month and beyond
the last one. Concave curves are solved by a linear program whose pieces get finer, S-shaped ones by
plans of single cells (dynamic programming) that a linear program mixes; prices bound what any plan
could reach (see `stocks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.budgets.given import why_present
from salesnb.budgets.stocks.asked import Question, read
from salesnb.budgets.stocks.limits import require_possible
from salesnb.budgets.stocks.relaxed import Relaxed, relax
from salesnb.budgets.stocks.scaled import Scaled, is_allowed, scaled
from salesnb.budgets.stocks.searching import nearest, search
from salesnb.budgets.stocks.stated import by_cell, by_month, plan_of, shadow_of
from salesnb.methods.margins import Floats

ROUNDED = 1e-9  # part of a bound that is added for the rounding of numbers


@dataclass(frozen=True)
class MonthlyAllocation:
    """A plan by month, and how much better any other could be.

    `plan`: a row per cell (in their order) and month: `cell_id, month, spend, effective` (what
    works in the month), `response` (of the month), `marginal` (what one more unit in this month
    would bring, from then on), `is_extrapolated` (outside observed spending), `binds` (locked,
    upper, lower, or nothing). `cells`: a row per cell: `spend, response, after` (the part of the
    response that comes after the last month), `carried_in` (what would come if nothing were spent).
    `months`: a row per month, and per month of the tail (`is_after`): `spend, response, carried_in`
    and `carried` (the part of the response that earlier months of the plan bring). `response` is
    the sum over all months and the tail, `bound` what no plan can exceed, `gap` their distance as a
    share of the response, `status` "optimal" where the gap is as small as asked, else "gap".
    `shadow`: a row per limit with `reached` and `brings`, what one more unit of it would add.
    `reason` says why the present plan was kept, else ''.
    """

    plan: pd.DataFrame
    cells: pd.DataFrame
    months: pd.DataFrame
    response: float
    bound: float
    gap: float
    status: str
    shadow: pd.DataFrame
    reason: str


def allocate_months(
    cells: pd.DataFrame,
    total: float,
    *,
    months: Sequence[str] | int = 12,
    month_lowest: Sequence[float] | None = None,
    month_highest: Sequence[float] | None = None,
    groups: pd.DataFrame | None = None,
    cell_months: pd.DataFrame | None = None,
    weight: Sequence[float] | None = None,
    tail: int = 6,
    digits: int = 2,
    gap: float = 1e-4,
) -> MonthlyAllocation:
    """Return how a year's total is best spread over cells and months, and a bound on any plan.

    `cells`: a row per cell, money and response per month: `kind, scale, half, shape, decay` (0 to
    below 1); optional `cell_id` (else the index), `stock` (effective spending carried in; blank: as
    if the present went on), `lower, upper` (each month), `lower_year, upper_year` (their sum),
    `present`, `is_locked` (stays at present), `observed_low, observed_high`, columns of groups.
    `cell_months`: `cell_id, month` and any of `lower, upper, present` where single months differ.
    `groups`: `group, lowest, highest`, optional `column` (of the cells; else `group`) and `month`
    (blank: all months together). `month_lowest`, `month_highest` (T,): of all cells together.
    `weight` (T + tail,): what a month's response counts (else 1). `total` need not be spent where
    bounds forbid it. Amounts are whole minor units (`digits` decimals); the same question in
    another unit of money or order of cells gives the same plan.

    Raises `UsageError` (all faults of the frames), `ConflictError` (limits that contradict each
    other, a smallest set with amounts).
    """
    labels = [str(one + 1) for one in range(months)] if isinstance(months, int) else list(months)
    limits = (labels, month_lowest, month_highest, groups, cell_months, weight)
    asked = read(Question(cells, total, *limits, tail, digits))
    require_possible(asked)
    question = scaled(asked)
    known = _known(question)
    relaxed = relax(question.problem, known[0], gap=gap)
    found = search(question.problem, relaxed, known, 0.9 * gap)
    spend, reason = _kept(question, _whole(question, [found, *known]))
    return _stated(question, relaxed, (spend, reason), gap)


def _known(question: Scaled) -> list[Floats]:
    """Return plans that the limits allow: the present one, and one as even as they allow."""
    asked, problem = question.asked, question.problem
    found = []
    if asked.has_present and is_allowed(asked, asked.present):
        found.append(question.own(asked.present))
    even = nearest(problem, np.ones(problem.shape))
    if even is not None:
        found.append(even)
    if not found:  # `require_possible` found no contradiction: a solver's tolerance is left
        raise ArithmeticError("no plan was found though no limits contradict each other")
    return found


def _whole(question: Scaled, plans: list[Floats]) -> Floats:
    """Return the first plan that can be had in whole minor units within all limits."""
    for plan in plans:
        whole = question.whole(plan)
        if whole is not None:
            return whole
    raise ArithmeticError("no plan in whole units was found within the limits")


def _kept(question: Scaled, spend: Floats) -> tuple[Floats, str]:
    """Return the present plan where it is as good, and why; else the plan."""
    asked = question.asked
    if not asked.has_present or not is_allowed(asked, asked.present):
        return spend, ""
    found, now = (_response(question, one) for one in (spend, asked.present))
    reason = why_present(found, now, asked.minor)
    return (asked.present, reason) if reason else (spend, "")


def _response(question: Scaled, minor: Floats) -> float:
    own = minor[question.order] / question.money
    return question.problem.response(own) * question.response


def _stated(
    question: Scaled, relaxed: Relaxed, kept: tuple[Floats, str], gap: float
) -> MonthlyAllocation:
    spend, reason = kept
    response = _response(question, spend)
    bound = max(relaxed.bound * question.response * (1 + ROUNDED), response)
    distance = (bound - response) / response if response > 0 else 0.0
    return MonthlyAllocation(
        plan_of(question, spend),
        by_cell(question, spend),
        by_month(question, spend),
        response,
        bound,
        distance,
        "optimal" if distance <= gap else "gap",
        shadow_of(question, spend, relaxed.prices),
        reason,
    )
