"""No plan exceeds the bound, whatever its limits, and what the bound rests on is true."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from salesnb.budgets.monthly import allocate_months
from salesnb.budgets.stocks.asked import Question, read
from salesnb.budgets.stocks.bounds import of_spread
from salesnb.budgets.stocks.climbing import climb, hull
from salesnb.budgets.stocks.curvature import bend_from
from salesnb.budgets.stocks.pricing import Pricing
from salesnb.budgets.stocks.problem import Problem
from salesnb.budgets.stocks.scaled import scaled
from salesnb.budgets.stocks.searching import nearest
from salesnb.methods.saturation import Curves
from tests.budgets.monthly.plans import FAMILIES, cells, limits, total_of

KINDS = ("hill", "logistic")


def _problem(frame: pd.DataFrame, total: float, months: int = 12) -> tuple[Problem, float]:
    given = {**limits(frame, total, months=months), "months": [str(m) for m in range(months)]}
    question = Question(frame, total, cell_months=None, weight=None, tail=6, digits=2, **given)
    found = scaled(read(question))
    return found.problem, found.response


@pytest.mark.parametrize(("seed", "family"), list(enumerate(FAMILIES)))
def test_no_plan_found_otherwise_exceeds_the_bound(family: str, seed: int) -> None:
    frame = cells(seed, 3, family, kinds=KINDS if family == "s" else ("hill",))
    total = total_of(frame, 0.25 + 0.2 * seed, months=6)
    plan = allocate_months(frame, total, **limits(frame, total, months=6))
    problem, unit = _problem(frame, total, months=6)
    rng = np.random.default_rng(seed)
    most = 0.0
    for _ in range(8):
        wanted = rng.exponential(size=problem.shape) * (rng.random(problem.shape) < 0.5)
        start = nearest(problem, wanted / wanted.mean())
        assert start is not None
        most = max(most, problem.response(climb(problem, start, last=0.05)) * unit)
    assert most <= plan.bound
    assert plan.response >= 0.999 * most
    assert plan.gap <= (1e-4 if family == "concave" else 0.1)


def _cells(seed: int, n: int, months: int = 6) -> Problem:
    """Return S-shaped cells alone, without rows."""
    rng = np.random.default_rng(seed)
    kind = np.where(rng.random(n) < 0.5, "hill", "logistic")
    half = np.exp(rng.normal(0, 0.6, n))
    curves = Curves(kind, np.exp(rng.normal(0, 0.6, n)), half, rng.uniform(1.05, 5, n))
    low = rng.uniform(0, 0.05, (n, months)) * half[:, None]
    high = low + rng.uniform(0.5, 8, (n, months)) * half[:, None]
    arrays = (rng.uniform(0, 0.9, n), rng.uniform(0, 0.5, n) * half, rng.uniform(0, 2, months + 4))
    none = csr_array((0, n * months))
    return Problem(curves, *arrays, low, high, none, np.empty(0), np.empty(0))


def test_prices_bound_all_plans_of_a_cell_and_finer_grids_bound_them_nearer() -> None:
    own, rng = _cells(2, 30), np.random.default_rng(3)
    costs = rng.uniform(-0.2, 0.8, own.shape)
    coarse, fine, finest = (Pricing(own, size).best(costs) for size in (60, 400, 3000))
    worth = own.by_month(finest[1]).sum(axis=1) - (costs * finest[1]).sum(axis=1)
    for bound, spend in (coarse, fine, finest):
        own_worth = own.by_month(spend).sum(axis=1) - (costs * spend).sum(axis=1)
        assert (spend >= own.low).all() and (spend <= own.high).all()
        assert (bound >= np.maximum(worth, own_worth)).all()
    for _ in range(200):
        spend = own.low + rng.random(own.shape) ** rng.choice([0.2, 1, 5]) * (own.high - own.low)
        random = own.by_month(spend).sum(axis=1) - (costs * spend).sum(axis=1)
        assert (finest[0] >= random).all()
    assert (finest[0] - worth).max() < 1e-3
    assert (fine[0] - worth).sum() < 0.1 * (coarse[0] - worth).sum()


def test_prices_of_stocks_bound_concave_cells_whatever_they_are() -> None:
    frame = cells(4, 5, "concave")
    problem, _ = _problem(frame, total_of(frame, 0.3))
    rng = np.random.default_rng(5)
    for _ in range(50):
        stocks, costs = rng.normal(0.02, 0.02, problem.shape), rng.normal(0, 0.02, problem.shape)
        spend = problem.low + rng.random(problem.shape) * (problem.high - problem.low)
        worth = problem.by_month(spend).sum(axis=1) - (costs * spend).sum(axis=1)
        assert (of_spread(problem, stocks, costs) >= worth - 1e-12).all()


def test_curves_bend_no_more_than_stated() -> None:
    own = _cells(6, 40).curves
    levels = np.linspace(1e-3, 12, 6001)[:, None] * own.half
    slopes = own.slope(levels)
    bends = -np.diff(slopes, axis=0) / np.diff(levels, axis=0)
    most = np.maximum.accumulate(bends[::-1], axis=0)[::-1].clip(0)
    stated = bend_from(own, levels)
    assert (stated[:-1] >= most - 1e-9).all()
    assert (stated[1:] <= most + 1e-2 * stated[0]).all()


def test_a_hull_is_the_least_concave_curve_above() -> None:
    points = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    values = np.array([0.0, 0.1, 0.5, 3.0, 3.2])
    np.testing.assert_allclose(hull(points, values), [0, 1, 2, 3, 3.2])
    same = np.array([0.0, 0.0, 1.0, 1.0])
    np.testing.assert_allclose(hull(same, same), same)


def test_marginal_returns_are_those_of_the_whole_response() -> None:
    own = _cells(7, 8)
    spend = own.low + 0.3 * (own.high - own.low)
    found, step = own.marginal(spend), 1e-6
    for cell, month in ((0, 0), (3, 2), (7, 5)):
        more = spend.copy()
        more[cell, month] += step
        gain = (own.response(more) - own.response(spend)) / step
        assert found[cell, month] == pytest.approx(gain, rel=1e-4)
