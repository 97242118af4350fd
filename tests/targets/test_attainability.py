"""Probabilities of targets are those worked out in closed form, cell by cell and in sum."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.special import ndtr, ndtri

from salesnb.methods.correlation import Correlation
from salesnb.methods.error_shapes import GRID, Shape, sizes_and_shape
from salesnb.targets.chance.attainability import (
    Joint,
    attaining,
    cell_probabilities,
    interval,
    joint,
    spread_gap,
    sums,
)


def alike(common: float, n: int = 100, **groups: tuple[float, np.ndarray]) -> Joint:
    """Return cells with a forecast of 100 each and a standard deviation of 30."""
    moving = Correlation(common, groups, np.inf)
    return Joint(np.full(n, 100.0), np.full(n, 30.0), Shape.normal(), moving)


def test_a_hundred_cells_by_hand() -> None:
    target = np.full(100, 105.0)
    assert cell_probabilities(alike(0), target) == pytest.approx(np.full(100, 0.4338), abs=1e-4)
    assert sums(alike(0)).reached([10_500])[0] == pytest.approx(0.0478, abs=1e-4)
    assert sums(alike(0.2)).reached([10_500])[0] == pytest.approx(0.3574, abs=1e-4)
    assert attaining(alike(0), target)["expected"].item() == pytest.approx(43.38, abs=0.01)
    assert attaining(alike(0), target)["sd"].item() == pytest.approx(4.96, abs=0.005)
    assert attaining(alike(0.2), target)["sd"].item() == pytest.approx(18.27, abs=0.01)


@pytest.mark.parametrize("n", [10, 10_000, 100_000])
def test_totals_of_few_and_of_very_many_cells_have_their_closed_form(n: int) -> None:
    sd = 30 * np.sqrt(n * 0.7 + n**2 * 0.3)
    goals = n * 100 + sd * np.linspace(-2.5, 2.5, 41)
    found = [sums(alike(0.3, n)).reached([goal])[0] for goal in goals]
    assert found == pytest.approx(ndtr((n * 100 - goals) / sd), abs=0.001)


def test_a_factor_seen_in_few_times_has_longer_tails() -> None:
    cells = alike(0.2)
    seldom = Joint(cells.mean, cells.sd, cells.shape, Correlation(0.2, {}, 4))
    known, unsure = (sums(one).reached([8_500, 10_000, 11_500]) for one in (cells, seldom))
    assert unsure[0] < known[0] - 0.01 and unsure[2] > known[2] + 0.01
    assert unsure[1] == pytest.approx(known[1]) == pytest.approx(0.5)


def test_the_safe_total_and_the_effective_number_of_bets_by_hand() -> None:
    for common in (0.0, 0.2):
        found, sd = sums(alike(common)), 30 * np.sqrt(100 * (1 - common) + 100**2 * common)
        assert found.safe(0.8)[0] == pytest.approx(10_000 + ndtri(0.2) * sd, rel=1e-4)
        assert found.n_bets[0] == pytest.approx(100 / (1 + 99 * common))


def test_groups_widen_the_sums_that_hold_them_and_those_alone() -> None:
    cells = alike(0.1, region=(0.3, np.arange(100) % 2))
    members = sparse.csr_array(np.array([np.arange(100) % 2 == 0, np.arange(100) < 2], dtype=float))
    found = sums(cells, members)
    within = 30 * np.sqrt(50 * 0.6 + 50**2 * 0.4)
    across = 30 * np.sqrt(2 * 0.9 + 2**2 * 0.1)
    assert found.spread == pytest.approx([within, across])
    assert found.reached([5_100, 210]) == pytest.approx(
        ndtr([-100 / within, -10 / across]), abs=1e-5
    )


def test_the_number_attained_with_groups_has_the_spread_of_draws() -> None:
    codes, rng = np.arange(60) % 3, np.random.default_rng(1)
    cells = alike(0.1, 60, region=(0.3, codes))
    shared = np.sqrt(0.1) * rng.normal(size=(10_000, 1))
    grouped = np.sqrt(0.3) * rng.normal(size=(10_000, 3))[:, codes]
    drawn = shared + grouped + np.sqrt(0.6) * rng.normal(size=(10_000, 60)) >= 1 / 6
    found = attaining(cells, np.full(60, 105.0)).iloc[0]
    assert found["sd"] == pytest.approx(drawn.sum(axis=1).std(), rel=0.04)
    low, high = np.quantile(drawn.sum(axis=1), [0.1, 0.9])
    assert [found["low"], found["high"]] == pytest.approx([low, high], abs=2)


def test_an_ambition_is_spread_so_that_all_cells_are_equally_likely() -> None:
    cells = Joint(np.array([100.0, 50]), np.array([10.0, 30]), Shape.normal(), Correlation(0.1))
    targets = spread_gap(cells, 20)
    assert targets.tolist() == [105, 65]
    assert cell_probabilities(cells, targets) == pytest.approx([ndtr(-0.5)] * 2)
    assert spread_gap(Joint(*np.zeros((2, 2)), cells.shape, cells.correlation), 4).tolist() == [
        2,
        2,
    ]


def test_one_cell_and_cells_that_move_as_one_keep_the_shape_of_one() -> None:
    skewed = Shape(np.exp(0.5 * GRID) - np.exp(0.125))
    one = Joint(np.array([10.0]), np.array([4.0]), skewed, Correlation(0.2, {}, np.inf))
    assert sums(one).reached([9.0])[0] == pytest.approx(cell_probabilities(one, [9.0])[0])
    low, high = interval(one, 0.8)
    assert cell_probabilities(one, low)[0] - cell_probabilities(one, high)[0] == pytest.approx(0.8)


def test_a_cell_without_error_reaches_what_its_forecast_reaches() -> None:
    cells = Joint(np.array([5.0, 5, 0]), np.zeros(3), Shape.normal(), Correlation(0.1))
    assert cell_probabilities(cells, [5, 6, 0]).tolist() == [1, 0, 1]
    assert sums(cells).reached([10]).tolist() == [1]
    assert sums(cells).safe().tolist() == [10]
    assert np.isnan(cell_probabilities(cells, [np.nan, 1, 1])[0])


def test_errors_of_like_cells_help_a_cell_without_many() -> None:
    rng = np.random.default_rng(2)
    errors = rng.normal(size=(24, 50)) * np.repeat([0.1, 0.4], 25)
    errors[:, 0] = np.nan
    level = np.repeat([1000.0, 10.0], 25)
    sd, shape = sizes_and_shape(errors, level)
    assert sd[0] == pytest.approx(100, rel=0.1)
    assert np.median(sd[25:]) == pytest.approx(4, rel=0.1)
    assert shape.at(np.array([-1.0, 0, 1])) == pytest.approx([-1, 0, 1], abs=0.12)
    assert sizes_and_shape(np.zeros((0, 2)), [10, 10])[0].tolist() == [3, 3]


def test_a_skew_is_kept_and_a_bias_only_as_far_as_it_is_more_than_chance() -> None:
    rng = np.random.default_rng(3)
    skewed = rng.exponential(size=(36, 60)) - 1
    shape = sizes_and_shape(0.2 * skewed, np.ones(60))[1]
    assert shape.at(np.array([0.0]))[0] == pytest.approx(np.log(2) - 1, abs=0.1)
    common = 0.3 * rng.normal(size=(36, 1))
    cells = rng.normal(size=(36, 60)) + common
    assert abs(sizes_and_shape(cells - common.mean(), np.ones(60))[1].moments[0]) < 0.02
    assert sizes_and_shape(cells + 1 - common.mean(), np.ones(60))[1].moments[0] > 0.5


def test_stated_probabilities_of_drawn_cells_are_theirs() -> None:
    rng = np.random.default_rng(4)
    sd, n = np.linspace(5, 40, 80), 80
    shared = rng.normal(size=(61, 1))
    errors = (np.sqrt(0.2) * shared + np.sqrt(0.8) * rng.normal(size=(61, n))) * sd / 100
    cells = joint(np.full(n, 100.0), errors, np.full(n, 100.0), groups={"region": np.arange(n) % 4})
    assert cells.sd == pytest.approx(sd, rel=0.35)
    assert cells.correlation.common == pytest.approx(0.2, abs=0.1)
    true = np.sqrt(0.8 * (sd**2).sum() + 0.2 * sd.sum() ** 2)
    assert sums(cells).spread[0] == pytest.approx(true, rel=0.25)


def test_shapes_that_do_not_fit_and_cells_without_forecast_are_refused() -> None:
    with pytest.raises(ValueError, match=r"mean \(2,\), level \(3,\), errors \(4, 3\)"):
        joint([1, 2], np.zeros((4, 3)), [1, 1, 1])
    with pytest.raises(ValueError, match="1 cells have no forecast or level, first 1"):
        joint([1, np.nan, 1], np.zeros((4, 3)), [1, 1, 1])
    with pytest.raises(ValueError, match=r"errors have shape \(4, 3\), level \(2,\)"):
        sizes_and_shape(np.zeros((4, 3)), [1, 1])
