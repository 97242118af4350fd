"""All days at once: single visits change their day, frequent ones keep theirs, limits hold."""

from __future__ import annotations

import numpy as np
import pytest

from salesnb.actions.routes.checker import broken_rules
from salesnb.actions.routes.horizon import over_days
from salesnb.actions.routes.search import Budget, Found
from salesnb.actions.routes.solve import solve
from tests.actions.routes.places import on_days, problem

RAY = [(10.0, 0.0), (20.0, 0.0)]


def test_a_single_visit_moves_to_the_day_on_which_one_passes_by() -> None:
    asked = problem(RAY, [on_days(2, 1), on_days(2, 1)])
    apart = Found([[1], [2]], {1: 0, 2: 1}, 60.0)
    found = over_days(asked, apart, 50, seed=1)
    assert found is not None and found.cost == pytest.approx(40.0)
    assert not broken_rules(asked, found.plan)
    assert asked.patterns[1][found.pattern[1]].tolist() == [float(1 in s) for s in found.plan]


def test_who_may_come_on_some_days_only_comes_on_one_of_them() -> None:
    some = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    asked = problem(RAY, [np.array([[1.0, 0.0, 1.0]]), some])
    apart = Found([[1], [2], [1]], {1: 0, 2: 0}, 80.0)
    found = over_days(asked, apart, 50, seed=1)
    assert found is not None and sorted(map(len, found.plan)) == [0, 1, 2]
    assert found.cost == pytest.approx(60.0) and not broken_rules(asked, found.plan)


def test_a_day_that_would_be_too_long_is_left_as_it_is() -> None:
    asked = problem(RAY, [on_days(2, 1), on_days(2, 1)], demand=np.array([0.0, 1.0, 1.0]))
    full = problem(
        RAY,
        [on_days(2, 1), on_days(2, 1)],
        demand=asked.demand,
        most=np.ones(2),
    )
    assert over_days(full, Found([[1], [2]], {1: 0, 2: 1}, 60.0), 50, seed=1) is None


def test_rounds_of_it_between_moves_give_the_same_plan_for_the_same_seed() -> None:
    rng = np.random.default_rng(8)
    asked = problem([tuple(xy) for xy in rng.normal(size=(14, 2))], [on_days(4, 1)] * 14)
    budget = Budget(60, rounds=2, iterations=40)
    first, second = (solve(asked, budget, seed=2) for _ in range(2))
    assert first is not None and second is not None and first.plan == second.plan
    assert not broken_rules(asked, first.plan)
