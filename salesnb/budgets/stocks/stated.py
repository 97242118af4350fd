"""Frames of a plan by month: by cell and month, by cell, by month, and what limits are worth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.budgets.stocks.limits import reached
from salesnb.budgets.stocks.problem import Problem
from salesnb.budgets.stocks.scaled import Scaled
from salesnb.methods.margins import Floats


def plan_of(question: Scaled, spend: Floats) -> pd.DataFrame:
    """Return a row per cell and month of a plan in minor units (n, T)."""
    asked, problem = question.asked, question.problem
    n, months = spend.shape
    own = _own(question, spend)
    response = _asked(question, problem.by_month(own)[:, :months]) * question.response
    per_money = question.response * asked.minor / question.money
    effective = _asked(question, problem.effective(own)) * question.money
    observed = [one[:, None] for one in asked.observed]
    with np.errstate(invalid="ignore"):
        outside = (spend < observed[0]) | (spend > observed[1])
    return pd.DataFrame(
        {
            "cell_id": np.repeat(asked.names, months),
            "month": np.tile(asked.months, n),
            "spend": (spend / asked.minor).ravel(),
            "effective": (effective / asked.minor).ravel(),
            "response": response.ravel(),
            "marginal": (_asked(question, problem.marginal(own)) * per_money).ravel(),
            "is_extrapolated": outside.ravel(),
            "binds": _binds(question, spend).ravel(),
        }
    )


def by_cell(question: Scaled, spend: Floats) -> pd.DataFrame:
    """Return a row per cell: its money, its response, and what comes before and after."""
    asked, months = question.asked, spend.shape[1]
    response = _asked(question, question.problem.by_month(_own(question, spend)))
    given = _asked(question, _given(question.problem))
    return pd.DataFrame(
        {
            "cell_id": asked.names,
            "spend": spend.sum(axis=1) / asked.minor,
            "response": response.sum(axis=1) * question.response,
            "after": response[:, months:].sum(axis=1) * question.response,
            "carried_in": given.sum(axis=1) * question.response,
        }
    )


def by_month(question: Scaled, spend: Floats) -> pd.DataFrame:
    """Return a row per month and month of the tail: its money, its response, and whose that is."""
    asked, problem, tail = question.asked, question.problem, question.problem.tail
    own = _own(question, spend)
    given = _given(problem).sum(axis=0)
    before = _without_own_month(problem, own).sum(axis=0)
    return pd.DataFrame(
        {
            "month": [*asked.months, *(f"+{one + 1}" for one in range(tail))],
            "is_after": [*([False] * len(asked.months)), *([True] * tail)],
            "spend": np.append(spend.sum(axis=0) / asked.minor, np.zeros(tail)),
            "response": problem.by_month(own).sum(axis=0) * question.response,
            "carried_in": given * question.response,
            "carried": (before - given) * question.response,
        }
    )


def shadow_of(question: Scaled, spend: Floats, prices: Floats) -> pd.DataFrame:
    """Return a row per limit: its amounts, what the plan has, what one more unit would bring.

    Where curves are S-shaped these are the prices of the relaxed problem. A floor brings less than
    nothing: what one more unit of it would cost.
    """
    asked = question.asked
    brings = prices * question.response * asked.minor / question.money
    price = {id(one): worth for one, worth in zip(question.limits, brings, strict=True)}
    rows = [question.limits[place] for place in _places(question)]
    return pd.DataFrame(
        {
            "constraint": [one.about for one in asked.limits],
            "kind": [one.kind for one in asked.limits],
            "name": [one.name for one in asked.limits],
            "month": [one.month for one in asked.limits],
            "lowest": [one.low / asked.minor for one in asked.limits],
            "highest": [one.high / asked.minor for one in asked.limits],
            "reached": reached(asked.limits, spend) / asked.minor,
            "brings": [float(price[id(one)]) for one in rows],
        }
    )


def _places(question: Scaled) -> list[int]:
    """Return where each limit as asked stands among those of the problem."""
    keys = [(one.kind, one.name, one.month, one.low, one.high) for one in question.limits]
    wanted = ((one.kind, one.name, one.month, one.low, one.high) for one in question.asked.limits)
    return [keys.index(one) for one in wanted]


def _own(question: Scaled, spend: Floats) -> Floats:
    return spend[question.order] / question.money


def _asked(question: Scaled, values: Floats) -> Floats:
    """Return rows of the problem's order in the asked one."""
    found = np.empty_like(values)
    found[question.order] = values
    return found


def _given(problem: Problem) -> Floats:
    """Return the response by month if nothing were spent."""
    return problem.by_month(np.zeros(problem.shape))


def _without_own_month(problem: Problem, spend: Floats) -> Floats:
    """Return each month's response without its own money (n, T + tail)."""
    months = problem.shape[1]
    found = problem.by_month(spend)
    kept = problem.effective(spend) - (1 - problem.decay)[:, None] * spend
    bare = problem.curves.value(np.maximum(kept, 0.0).T).T * problem.weight[:months]
    return np.hstack([bare, found[:, months:]])


def _binds(question: Scaled, spend: Floats) -> np.ndarray:
    asked = question.asked
    found = np.full(spend.shape, "", dtype=object)
    found[spend >= asked.high] = "upper"
    found[spend <= asked.low] = "lower"
    found[np.broadcast_to(asked.is_locked, spend.shape)] = "locked"
    return found
