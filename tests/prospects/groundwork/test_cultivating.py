"""A set to cultivate: against all sets, with the bound that no set exceeds."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from salesnb.prospects.groundwork.cultivating import WORST, cultivate, two_steps
from salesnb.prospects.groundwork.network import network
from tests.prospects.groundwork.companies import ties


def worth_of(moved: np.ndarray, worth: np.ndarray, some: tuple[int, ...]) -> float:
    """Return what a set is worth, by the formula."""
    return float((worth * (1 - np.prod(1 - moved[list(some)], axis=0))).sum())


@pytest.mark.parametrize("seed", range(4))
def test_no_set_is_worth_more_than_the_bound(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = {(f"{a:02d}", f"{b:02d}") for a, b in rng.integers(0, 15, (40, 2)) if a != b}
    net = network(ties(*((a, b, float(rng.beta(2, 3))) for a, b in sorted(pairs))))
    worth, allowed = rng.lognormal(0, 1, net.size), rng.random(net.size) < 0.7
    moves = two_steps(net)
    found = cultivate(moves, worth, allowed, 3)
    moved = -np.expm1(-moves.toarray())
    sets = combinations(np.flatnonzero(allowed).tolist(), 3)
    best = max(worth_of(moved, worth, one) for one in sets)
    assert found.worth == pytest.approx(worth_of(moved, worth, tuple(found.places)))
    assert WORST * best <= found.worth <= best + 1e-9 <= found.bound + 2e-9
    assert WORST <= found.share_of_best <= found.worth / best + 1e-9
    assert allowed[found.places].all() and (np.diff(found.added) <= 1e-9).all()


def test_two_steps_go_over_one_other() -> None:
    net = network(ties(("a", "b", 0.5), ("b", "c", 0.4), ("a", "c", 0.1), ("c", "a", 0.3)))
    moved = -np.expm1(-two_steps(net).toarray())
    assert moved[0] == pytest.approx([0, 1 - 0.5 * (1 - 0.1 * 0), 1 - 0.9 * 0.8], abs=1e-9)
    assert moved.diagonal() == pytest.approx(0)


def test_ties_that_may_not_be_used_move_nobody() -> None:
    net = network(ties(("a", "b", 0.5), ("c", "b", 0.4)))
    found = cultivate(two_steps(net, np.array([False, True])), np.ones(3), np.ones(3, bool), 5)
    assert net.names[found.places].tolist() == ["c"] and found.worth == pytest.approx(0.4)
    assert found.share_of_best == pytest.approx(1)


def test_nobody_is_chosen_where_nobody_may_be_or_nothing_is_at_stake() -> None:
    net = network(ties(("a", "b", 0.5)))
    for worth, allowed in ((np.ones(2), np.zeros(2, bool)), (np.zeros(2), np.ones(2, bool))):
        found = cultivate(two_steps(net), worth, allowed, 4)
        assert not len(found.places) and found.worth == 0 and found.share_of_best == 1
