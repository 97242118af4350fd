"""The correlation between cells is found again, common and by group, and known without history."""

from __future__ import annotations

import numpy as np
import pytest

from salesnb.methods.correlation import PRIOR_TIMES, USUAL, Correlation, correlation


def moving(seed: int, common: float, of_groups: float = 0.0, n_groups: int = 5) -> np.ndarray:
    """Return errors of 96 months and 100 cells, each fifth cell in one group."""
    rng = np.random.default_rng(seed)
    shared = np.sqrt(common) * rng.normal(size=(96, 1))
    grouped = np.sqrt(of_groups) * rng.normal(size=(96, n_groups))[:, np.arange(100) % n_groups]
    own = np.sqrt(1 - common - of_groups) * rng.normal(size=(96, 100))
    return (shared + grouped + own) * rng.uniform(1, 1000, 100)


@pytest.mark.parametrize("true", [0.0, 0.1, 0.3])
def test_the_common_correlation_is_found_again(true: float) -> None:
    found = [correlation(moving(seed, true)).common for seed in range(12)]
    assert np.abs(np.array(found) - true).mean() <= 0.05


def test_groups_are_told_from_what_all_have_in_common() -> None:
    groups = {"region": np.arange(100) % 5, "other": np.arange(100) // 10}
    found = [correlation(moving(seed, 0.1, 0.2), groups) for seed in range(10)]
    assert np.mean([one.common for one in found]) == pytest.approx(0.1, abs=0.05)
    assert np.mean([one.groups["region"][0] for one in found]) == pytest.approx(0.2, abs=0.05)
    assert np.mean([one.groups["other"][0] for one in found]) <= 0.02


def test_it_is_the_mean_correlation_of_all_pairs_shrunk() -> None:
    errors = moving(3, 0.3)
    size = np.sqrt((errors**2).mean(axis=0))
    pairs = (errors.T @ errors / 96 / np.outer(size, size))[np.triu_indices(100, 1)]
    weight = 96 / (96 + PRIOR_TIMES)
    expected = weight * pairs.mean() + (1 - weight) * USUAL
    assert correlation(errors).common == pytest.approx(expected)


def test_few_independent_times_count_little() -> None:
    errors = moving(4, 0.6)
    near = correlation(errors, n_independent=2).common
    assert USUAL < near < USUAL + 0.5 * (0.6 - USUAL)


@pytest.mark.parametrize("errors", [np.zeros((0, 4)), np.zeros((9, 4)), np.full((9, 4), np.nan)])
def test_without_errors_it_is_the_usual_one(errors: np.ndarray) -> None:
    found = correlation(errors, {"region": ["a", "a", "b", "b"]})
    assert (found.common, found.n_times) == (USUAL, 0)
    assert correlation(np.arange(9.0)[:, None]).common == USUAL
    assert correlation(errors, usual=0.4).common == 0.4


def test_cells_that_begin_late_do_not_weaken_it() -> None:
    errors = moving(5, 0.5)
    errors[:60, ::2] = np.nan
    assert correlation(errors).common == pytest.approx(0.5, abs=0.12)


def test_the_variance_of_sums_is_that_of_the_whole_matrix() -> None:
    codes = np.array([0, 0, 1, 1, 1])
    found = Correlation(0.2, {"region": (0.3, codes)}, 96)
    sizes, members = np.arange(1.0, 6), np.array([[1.0] * 5, [1, 0, 1, 0, 0]])
    matrix = 0.2 + 0.3 * (codes[:, None] == codes) + 0.5 * np.eye(5)
    covariance = matrix * np.outer(sizes, sizes)
    expected = [one @ covariance @ one for one in members]
    assert found.variances_of_sums(sizes, members) == pytest.approx(expected)
    assert found.variances_of_sums(sizes)[0] == pytest.approx(expected[0])


def test_groups_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"groups region have shape \(2,\); expected is \(100,\)"):
        correlation(moving(1, 0.1), {"region": ["a", "b"]})
