"""Plans whose cost is known: closed forms, a solved instance, symmetry, the same seed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.routes import read_instance
from salesnb.actions.routes.checker import broken_rules
from salesnb.actions.routes.search import Budget
from salesnb.actions.routes.solve import begun, solve
from tests.actions.routes.places import on_days, problem

SHORT = Budget(60)


def test_one_customer_weekly_costs_eight_times_its_distance() -> None:
    weekly = np.zeros((5, 20))
    for day in range(5):
        weekly[day, day::5] = 1.0
    found = solve(problem([(3.0, 4.0)], [weekly]), SHORT)
    assert found is not None and found.cost == pytest.approx(8 * 5.0)


def test_two_customers_on_one_ray_are_visited_on_one_day() -> None:
    once = on_days(2, 1)
    asked = problem([(10.0, 0.0), (20.0, 0.0)], [once, once])
    found = solve(asked, SHORT)
    assert found is not None and found.cost == pytest.approx(40.0)
    assert asked.cost([[1], [2]]) == pytest.approx(60.0)  # apart


def test_the_instance_with_a_proven_optimum_is_solved(shared_data: Path) -> None:
    asked = read_instance(shared_data / "visit_routes" / "p14")
    found = solve(asked, Budget(200))
    assert found is not None and asked.cost(found.plan) == pytest.approx(954.81, abs=0.01)


def test_the_same_seed_gives_the_same_plan_and_legal_ones(shared_data: Path) -> None:
    asked = read_instance(shared_data / "visit_routes" / "pr01")
    first, second = (solve(asked, Budget(150), seed=3) for _ in range(2))
    assert first is not None and second is not None
    assert first.plan == second.plan and not broken_rules(asked, first.plan)
    assert first.cost <= 1.05 * 2209.02


def test_rounds_cost_the_same_in_reverse() -> None:
    rng = np.random.default_rng(4)
    asked = problem([tuple(xy) for xy in rng.normal(size=(9, 2))], [on_days(3, 1)] * 9)
    found = solve(asked, SHORT)
    assert found is not None
    reverse = [stops[::-1] for stops in found.plan]
    assert asked.cost(reverse) == pytest.approx(asked.cost(found.plan))


def test_other_names_of_customers_cost_the_same() -> None:
    rng = np.random.default_rng(5)
    xy = [tuple(one) for one in rng.normal(size=(8, 2))]
    patterns = [on_days(3, 1 + i % 2) for i in range(8)]
    order = rng.permutation(8).tolist()
    here = solve(problem(xy, patterns), Budget(300))
    there = solve(problem([xy[i] for i in order], [patterns[i] for i in order]), Budget(300))
    assert here is not None and there is not None and here.cost == pytest.approx(there.cost)


def test_several_travellers_with_bases_of_their_own_take_what_is_near() -> None:
    places = [(0.0, 1.0), (100.0, 1.0), (100.0, 0.0)]
    asked = problem(places, [on_days(1, 1), on_days(1, 1), np.zeros((0, 1))], travellers=2)
    asked = replace(asked, customers=np.array([1, 2]), base=np.array([0, 3]))
    found = solve(asked, SHORT)
    assert found is not None and found.plan == [[1], [2]] and found.cost == pytest.approx(4.0)


def test_what_exceeds_the_days_has_no_plan() -> None:
    once = on_days(1, 1)
    asked = problem([(10.0, 0.0), (-10.0, 0.0)], [once, once], longest=np.array([39.0]))
    assert solve(asked, SHORT) is None
    assert solve(replace(asked, longest=np.array([40.0])), SHORT) is not None


def test_opening_hours_give_the_order() -> None:
    once = on_days(1, 1)
    opens = np.array([[0.0], [100.0], [0.0]])
    closes = np.array([[1e12], [1e12], [20.0]])
    asked = problem([(1.0, 0.0), (10.0, 0.0)], [once, once], opens=opens, closes=closes)
    asked = replace(asked, longest=np.array([480.0]), service=np.array([0.0, 5.0, 5.0]))
    found = solve(asked, SHORT)
    assert found is not None and found.plan == [[2, 1]]
    assert broken_rules(asked, [[1, 2]]) == ["slot 0: place 2 left after it closes"]


def test_a_start_is_made_of_the_arrays_as_they_are_kept() -> None:
    rng = np.random.default_rng(6)
    asked = problem([tuple(xy) for xy in rng.normal(size=(12, 2))], [on_days(4, 2)] * 12)
    search = begun(asked, 1)
    search.run(Budget(40))
    kept = search.rows.length.copy(), search.rows.tails.copy()
    search.rows.write(range(asked.n_slots))
    assert np.allclose(kept[0], search.rows.length) and np.array_equal(kept[1], search.rows.tails)
