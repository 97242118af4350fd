"""Raking, controlled rounding and contradictions on tables that can be checked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from salesnb.methods.conflicts import Cells, Demand, conflict
from salesnb.methods.margins import Margin
from salesnb.methods.raking import rake
from salesnb.methods.whole import whole_numbers

FREE = np.inf


def margin(group: list[int], low: list[float], high: list[float] | None = None) -> Margin:
    bounds = np.array(low, float), np.array(low if high is None else high, float)
    return Margin(np.array(group), *bounds)


def whole(values: list[float], margins: list[Margin]) -> tuple[list[int], bool]:
    n = len(values)
    found = whole_numbers(np.array(values), margins, np.zeros(n), np.full(n, FREE))
    return found.values.tolist(), found.is_exact


def test_raking_keeps_the_odds_ratio() -> None:
    seed = np.array([40.0, 30, 35, 50])
    rows, columns = margin([0, 0, 1, 1], [100, 60]), margin([0, 1, 0, 1], [90, 70])
    raked = rake(seed, [rows, columns])
    a, b, c, d = raked.values
    assert raked.is_met
    assert a * d / (b * c) == pytest.approx(40 * 50 / (30 * 35), rel=1e-9)


def test_what_a_capped_cell_cannot_take_goes_to_the_others_in_proportion() -> None:
    seed, high = np.array([1000.0, 600, 400]), np.array([FREE, FREE, 500])
    raked = rake(seed, [margin([0, 0, 0], [3000])], high=high)
    assert raked.values == pytest.approx([1562.5, 937.5, 500])


def test_margins_that_are_met_leave_the_table_as_it_is() -> None:
    seed = np.array([3.0, 4, 5, 6])
    raked = rake(seed, [margin([0, 0, 1, 1], [7, 11]), margin([0, 1, 0, 1], [8, 10])])
    assert raked.n_sweeps == 1
    assert raked.values.tolist() == seed.tolist()


def test_a_floor_only_lifts_and_a_cap_only_presses() -> None:
    seed = np.array([10.0, 20, 30])
    floor = margin([0, 1, 1], [15, 0], [FREE, FREE])
    assert rake(seed, [floor]).values == pytest.approx([15, 20, 30])
    idle = margin([0, 1, 1], [5, 0], [FREE, 60])
    assert rake(seed, [idle]).values == pytest.approx([10, 20, 30])
    both = rake(seed, [floor, margin([0, 0, 0], [60])])
    assert both.values == pytest.approx([15, 18, 27], abs=1e-3)


def test_a_sum_of_nothing_empties_its_cells() -> None:
    raked = rake(np.array([1.0, 1, 1, 1]), [margin([0, 0, 1, 1], [0, 8])])
    assert raked.is_met
    assert raked.values == pytest.approx([0, 0, 4, 4])


@pytest.mark.parametrize("scale", [1e-2, 1.0, 1e9])
def test_the_result_is_the_same_at_any_scale(scale: float) -> None:
    rng = np.random.default_rng(5)
    rows, columns = np.repeat(np.arange(4), 5), np.tile(np.arange(5), 4)
    seed, true = rng.uniform(1, 9, 20), rng.uniform(1, 9, 20) * 1e6

    def at(scale: float) -> np.ndarray:
        sums = [np.bincount(one, true * scale) for one in (rows, columns)]
        both = [Margin(g, s, s) for g, s in zip((rows, columns), sums, strict=True)]
        return rake(seed * scale, both).values / scale

    assert at(scale) == pytest.approx(at(1.0), rel=1e-7)


def test_bounds_of_cells_hold_while_sums_are_met() -> None:
    rng = np.random.default_rng(11)
    groups = [np.repeat(np.arange(10), 12), np.tile(np.arange(12), 10)]
    seed = rng.lognormal(10, 1, 120)
    low, high = seed * 0.8, seed * 1.2
    true = rng.uniform(low, high)
    margins = [Margin(g, np.bincount(g, true), np.bincount(g, true)) for g in groups]
    raked = rake(seed, margins, low, high)
    assert raked.is_met
    assert (raked.values >= low).all() and (raked.values <= high).all()


def test_whole_numbers_keep_one_sum_by_the_largest_remainders() -> None:
    values, is_exact = whole([0.5, 0.5, 1.0, 3.0], [margin([0, 0, 0, 0], [5])])
    assert is_exact and sum(values) == 5
    assert sorted(values) == [0, 1, 1, 3]


def test_values_that_are_whole_and_meet_their_sums_come_back_as_they_are() -> None:
    values, is_exact = whole([3.0, 0.0, 7.0], [margin([0, 0, 1], [3, 7])])
    assert is_exact and values == [3, 0, 7]


@pytest.mark.parametrize("seed", range(8))
def test_two_crossing_margins_are_always_exact_however_sparse(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = np.flatnonzero(rng.random(400) < 0.12)
    groups = [np.unique(one, return_inverse=True)[1] for one in (cells // 20, cells % 20)]
    true = rng.integers(1, 60, len(cells)).astype(float)
    margins = [Margin(g, np.bincount(g, true), np.bincount(g, true)) for g in groups]
    seed_values = rng.uniform(1, 60, len(cells))
    raked = rake(seed_values, margins)
    found = whole_numbers(raked.values, margins, np.zeros(len(cells)), np.full(len(cells), FREE))
    assert found.is_exact
    assert (found.values >= 0).all()


@pytest.mark.parametrize("n_dimensions", [3, 5, 7])
def test_chains_of_two_way_margins_are_exact(n_dimensions: int) -> None:
    rng = np.random.default_rng(n_dimensions)
    size = {3: 8, 5: 4, 7: 3}[n_dimensions]
    places = np.indices((size,) * n_dimensions).reshape(n_dimensions, -1)
    places = places[:, rng.random(places.shape[1]) < 0.6]
    true = rng.integers(100, 9_000, places.shape[1]).astype(float)
    chain = [places[k] * size + places[k + 1] for k in range(n_dimensions - 1)]
    margins = [
        Margin(g, np.bincount(g, true, size**2), np.bincount(g, true, size**2)) for g in chain
    ]
    raked = rake(rng.uniform(100, 9_000, len(true)), margins)
    n = len(true)
    assert whole_numbers(raked.values, margins, np.zeros(n), np.full(n, FREE)).is_exact


def test_without_a_whole_table_no_sum_misses_by_more_than_one_unit() -> None:
    sums = [[100_001, 100_001]] * 3  # cells 000, 011, 101, 110: each would have to be 50000.5
    margins = [
        margin(g, s) for g, s in zip([[0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]], sums, strict=True)
    ]
    found = whole_numbers(np.full(4, 50_000.5), margins, np.zeros(4), np.full(4, FREE))
    assert not found.is_exact
    assert found.largest == 1


@pytest.mark.parametrize("seed", range(3))
def test_many_margins_of_few_unrelated_cells_miss_by_one_unit_at_most(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 3_000
    groups = [rng.integers(0, size, n) for size in (12, 40, 10, 200, 15, 7, 5)]
    true = np.rint(rng.lognormal(11, 1, n))
    margins = [Margin(g, np.bincount(g, true), np.bincount(g, true)) for g in groups]
    raked = rake(rng.lognormal(11, 1, n), margins)
    found = whole_numbers(raked.values, margins, np.zeros(n), np.full(n, FREE))
    assert found.largest <= 1
    assert np.abs(found.values - raked.values).max() < 100


def test_a_contradiction_of_empty_cells_is_found_by_the_sums_that_lie_on_them() -> None:
    cells = Cells(
        np.zeros(4),
        np.array([0, FREE, FREE, FREE]),
        [np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])],
    )
    demands = [Demand(0, 0, 5, 5), Demand(0, 1, 5, 5), Demand(1, 0, 8, 8), Demand(1, 1, 2, 2)]
    found = conflict(cells, demands)
    assert found is not None
    assert found.demands == [1, 2]
    assert found.gap == pytest.approx(3)
    assert all(conflict(cells, [demands[n]]) is None for n in found.demands)


def test_sums_that_can_be_met_are_no_contradiction() -> None:
    cells = Cells(np.zeros(2), np.full(2, FREE), [np.array([0, 1]), np.array([0, 0])])
    assert conflict(cells, [Demand(0, 0, 3, 3), Demand(0, 1, 4, FREE), Demand(1, 0, 7, 9)]) is None
