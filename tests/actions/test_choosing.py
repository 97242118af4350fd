"""The best use of hours is exact: held against trying everything, and against a greedy choice."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from salesnb.actions.hours.choosing import Work, choose
from salesnb.methods.visit_curve import secured_by

NOTHING = np.zeros(0)


def drawn(seed: int, n: int = 4, most: int = 3, k: int = 3) -> Work:
    """Return small random work, with curves that are S-shaped for every second customer."""
    rng = np.random.default_rng(seed)
    visits = np.arange(most + 1)
    concave = 1 - np.exp(-0.7 * visits)
    bent = visits**3 / (visits**3 + 4)
    curves = np.where((np.arange(n) % 2 == 0)[:, None], concave, bent)
    gains = rng.lognormal(5, 1, n)[:, None] * curves - 20.0 * visits
    least = (rng.random(n) < 0.3).astype(np.int64)
    return Work(gains, rng.uniform(1, 3, n), least, rng.normal(60, 60, k), rng.uniform(0.5, 4, k))


def best_of_all(work: Work, limit: float) -> float:
    """Return what the best choice brings, by trying all of them."""
    n, most = work.gains.shape
    found = -np.inf
    for visits in product(range(most), repeat=n):
        counts = np.array(visits)
        if (counts < work.least).any():
            continue
        for flags in product((False, True), repeat=len(work.worth)):
            taken = np.array(flags, dtype=bool)
            if work.used(counts, taken) <= limit + 1e-9:
                found = max(found, work.value(counts, taken))
    return found


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("limit", [6.0, 9.0, 30.0])
def test_no_other_choice_brings_more(seed: int, limit: float) -> None:
    work = drawn(seed)
    chosen = choose(work, limit)
    assert work.used(chosen.visits, chosen.taken) <= limit + 1e-9
    if not chosen.short.any():
        assert work.value(chosen.visits, chosen.taken) == pytest.approx(best_of_all(work, limit))


def test_whoever_must_be_visited_loses_the_claim_by_worth_an_hour() -> None:
    gains = np.array([[0.0, 10.0], [0.0, 30.0], [0.0, 20.0]])
    work = Work(gains, np.array([1.0, 1.0, 1.0]), np.ones(3, dtype=np.int64), NOTHING, NOTHING)
    chosen = choose(work, 2.0)
    assert chosen.visits.tolist() == [0, 1, 1]
    assert chosen.short.tolist() == [True, False, False]


def test_a_visit_that_does_not_pay_is_made_only_where_it_must_be() -> None:
    gains = np.array([[0.0, -5.0], [0.0, -5.0]])
    work = Work(gains, np.ones(2), np.array([1, 0]), NOTHING, NOTHING)
    assert choose(work, 10.0).visits.tolist() == [1, 0]


def test_nobody_to_visit_leaves_other_work() -> None:
    work = Work(
        np.zeros((0, 9)), NOTHING, np.zeros(0, np.int64), np.array([5.0, 7, -1]), np.ones(3)
    )
    assert choose(work, 1.0).taken.tolist() == [False, True, False]
    assert choose(work, 9.0).taken.tolist() == [True, True, False]


def test_more_hours_never_bring_less() -> None:
    work = drawn(3, n=6, most=4, k=5)
    brought = [work.value(c.visits, c.taken) for c in (choose(work, h) for h in (8, 12, 16, 40))]
    assert brought == sorted(brought)


def test_the_curve_passes_through_what_was_judged() -> None:
    found = secured_by(np.array([0.0, 0.5, 1.0]), 0.6, 0.85)
    assert found == pytest.approx([0.6, 0.85, 1.0])
