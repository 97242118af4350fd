"""Reach, brokerage and weight: closed forms, brute force, and networks that are hardly any."""

from __future__ import annotations

import time
from collections import deque
from itertools import permutations

import numpy as np
import pytest

from salesnb.prospects.groundwork.network import Network, brokerage, network, reach, standing
from tests.prospects.groundwork.companies import ties

KITE = "01 02 03 05 13 14 16 23 25 34 35 36 46 56 57 67 78 89".split()  # noqa: SIM905
Pairs = list[tuple[str, str]]


def of(pairs: Pairs, influence: float = 0.5) -> Network:
    return network(ties(*((a, b, influence) for a, b in pairs)))


def by_hand(pairs: Pairs, names: list[str]) -> list[float]:
    """Return betweenness by counting the shortest ways between all pairs, one after the other."""
    near: dict[str, set[str]] = {one: set() for one in names}
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)

    def ways(start: str) -> tuple[dict[str, int], dict[str, int]]:
        far, n = {start: 0}, {start: 1}
        line = deque([start])
        while line:
            one = line.popleft()
            for other in near[one]:
                if other not in far:
                    far[other], n[other] = far[one] + 1, 0
                    line.append(other)
                if far[other] == far[one] + 1:
                    n[other] += n[one]
        return far, n

    found = {one: ways(one) for one in names}
    share = dict.fromkeys(names, 0.0)
    for a, b in permutations(names, 2):
        far, n = found[a]
        for one in names:
            is_between = b in far and one not in (a, b) and one in far
            if is_between and far[one] + found[one][0][b] == far[b]:
                share[one] += n[one] * found[one][1][b] / n[b]
    return [share[one] / ((len(names) - 1) * (len(names) - 2)) for one in names]


def test_the_kite() -> None:
    found = brokerage(of([(one[0], one[1]) for one in KITE]))
    expected = [0.023, 0.023, 0, 0.102, 0, 0.231, 0.231, 0.389, 0.222, 0]
    assert found.share == pytest.approx(expected, abs=5e-4)
    assert (found.error == 0).all() and found.n_sources == 10


def test_the_hub_of_a_star_stands_between_all_others() -> None:
    found = brokerage(of([("hub", f"leaf {place}") for place in range(7)]))
    assert found.share.max() == pytest.approx(1) and np.count_nonzero(found.share) == 1


def test_reach_is_the_chance_of_moving_one_at_least() -> None:
    net = of([("a", "b"), ("a", "c"), ("b", "c")])
    assert reach(net) == pytest.approx([0.75, 0.5, 0])
    assert reach(of([("a", "b")], 1.0))[0] == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_brokerage_is_that_of_counting_by_hand(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = sorted({tuple(sorted(rng.choice(14, 2, replace=False))) for _ in range(18)})
    named = [(f"{a:02d}", f"{b:02d}") for a, b in pairs]
    net = of(named)
    assert brokerage(net).share == pytest.approx(by_hand(named, list(net.names)))


def test_a_sample_of_nodes_comes_near_with_its_error() -> None:
    rng = np.random.default_rng(5)
    pairs = [(f"{a:03d}", f"{b:03d}") for a, b in rng.integers(0, 300, (900, 2)) if a != b]
    net = of(pairs)
    exact, sample = brokerage(net).share, brokerage(net, most_exact=100, n_sources=150)
    assert sample.n_sources == 150 and sample.share.sum() == pytest.approx(exact.sum(), rel=0.1)
    far = np.abs(sample.share - exact) / np.maximum(sample.error, 1e-12)
    assert np.median(far) < 1.2


@pytest.mark.parametrize(
    ("pairs", "size", "loops"),
    [
        ([("a", "b")], 2, 0),
        ([("a", "a")], 0, 1),
        ([("a", "b"), ("b", "c"), ("c", "a")], 3, 0),
        ([("a", "b"), ("a", "a")], 2, 1),
        ([], 0, 0),
    ],
)
def test_networks_that_are_hardly_any(pairs: Pairs, size: int, loops: int) -> None:
    net = of(pairs)
    assert (net.size, net.n_loops) == (size, loops)
    assert brokerage(net).share == pytest.approx(np.zeros(size))
    assert standing(net, np.ones(size)).sum() == pytest.approx(1.0 if size else 0.0)


def test_weight_flows_to_whoever_moves_those_with_business() -> None:
    net = of([("a", "b"), ("b", "c"), ("d", "e")])
    found = dict(zip(net.names, standing(net, np.array([0, 0, 1.0, 0, 0])), strict=True))
    assert found["c"] > found["b"] > found["a"] > 0 == found["d"] == found["e"]


def test_a_tie_without_a_judged_influence_moves_nobody() -> None:
    net = of([("a", "b")], float("nan"))
    assert reach(net) == pytest.approx([0, 0])


def test_two_thousand_nodes_take_less_than_a_second() -> None:
    rng = np.random.default_rng(0)
    pairs = [(f"{a}", f"{b}") for a, b in rng.integers(0, 2000, (8000, 2)) if a != b]
    begun = time.process_time()
    net = of(pairs)
    brokerage(net)
    standing(net, np.ones(net.size))
    assert time.process_time() - begun < 1
