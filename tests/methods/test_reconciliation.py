"""Values that agree at every level: known results, any unit of money, locks, none below zero."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.optimize import nnls

from salesnb.methods.reconciliation import reconcile
from salesnb.methods.reconciliation_locks import ImpossibleLocks
from salesnb.methods.reconciliation_system import correlated, shrinkage, standardised

TOTAL = np.array([[1, 1]])
SCALES = (1e-3, 1.0, 1e6, 1e9, 1e12)


def drawn(
    seed: int, *, n_leaves: int = 7, n_aggregates: int = 4
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a base of two periods, an aggregation and variances."""
    rng = np.random.default_rng(seed)
    sums = (rng.random((n_aggregates, n_leaves)) < 0.5).astype(float)
    n = n_aggregates + n_leaves
    return rng.normal(1, 3, (n, 2)), sums, rng.uniform(0.1, 5, n)


def every(sums: np.ndarray) -> np.ndarray:
    """Return all nodes as sums of leaves."""
    return np.vstack([sums, np.eye(sums.shape[1])])


def weighed(covariance: np.ndarray) -> np.ndarray:
    """Return the matrix that turns distances into plain ones."""
    return np.linalg.cholesky(np.linalg.inv(covariance)).T


@pytest.mark.parametrize(
    ("variance", "leaves"),
    [
        ([1, 1, 1], [63.333333, 43.333333]),
        ([2, 1, 1], [62.5, 42.5]),
        ([4, 9, 1], [66.428571, 40.714286]),
    ],
)
def test_a_gap_is_shared_by_the_variances(variance: list[float], leaves: list[float]) -> None:
    found = reconcile([110, 60, 40], TOTAL, variance)
    assert found[1:] == pytest.approx(leaves, abs=1e-6)
    assert found[0] == found[1] + found[2]


@pytest.mark.parametrize("is_joined", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_nearest_coherent_point_as_least_squares_find_it(
    seed: int, is_joined: bool
) -> None:
    base, sums, variance = drawn(seed)
    rng = np.random.default_rng(seed + 100)
    errors = rng.normal(size=(9, len(base))) + rng.normal(size=(9, 1)) if is_joined else None
    covariance = np.diag(variance)
    if errors is not None:
        own, factors = correlated(errors, variance)
        covariance = np.diag(own) + factors.T @ factors
    weight, nodes = weighed(covariance), every(sums)
    free = np.linalg.lstsq(weight @ nodes, weight @ base, rcond=None)[0]
    bounded = np.column_stack([nnls(weight @ nodes, column)[0] for column in (weight @ base).T])
    assert reconcile(base, sums, variance, errors=errors) == pytest.approx(nodes @ free)
    found = reconcile(base, sums, variance, nonnegative=True, errors=errors)
    assert found == pytest.approx(nodes @ bounded)
    assert (bounded == 0).any()


def test_the_shrunk_covariance_has_the_stated_variances_and_shrunk_correlations() -> None:
    rng = np.random.default_rng(5)
    errors = rng.normal(size=(30, 6)) + rng.normal(size=(30, 1))
    variance = errors.var(axis=0, ddof=1)
    own, factors = correlated(errors, variance)
    shrunk = shrinkage(standardised(errors))
    sample = np.cov(errors.T)
    assert 0 < shrunk < 1
    expected = (1 - shrunk) * sample + shrunk * np.diag(np.diag(sample))
    assert np.diag(own) + factors.T @ factors == pytest.approx(expected)


def test_the_shrinkage_is_that_of_looking_at_every_pair() -> None:
    scores = standardised(np.random.default_rng(6).normal(size=(12, 5)))
    n, pairs = len(scores), [(i, j) for i in range(5) for j in range(5) if i != j]
    products = [scores[:, i] * scores[:, j] for i, j in pairs]
    noise = sum(n / (n - 1) ** 3 * ((w - w.mean()) ** 2).sum() for w in products)
    squared = sum((w.sum() / (n - 1)) ** 2 for w in products)
    assert shrinkage(scores) == pytest.approx(min(1.0, noise / squared))


def test_errors_that_begin_late_or_never_vary_leave_a_variance_as_it_is() -> None:
    errors = np.random.default_rng(7).normal(size=(20, 4))
    errors[:15, 1], errors[:, 2], errors[:, 3] = np.nan, 0.25, np.nan
    own, factors = correlated(errors, np.ones(4))
    assert own + (factors**2).sum(axis=0) == pytest.approx(np.ones(4))
    assert not factors[:, 2:].any()


def test_a_coherent_base_comes_back_as_it_is() -> None:
    base = np.array([[100.0, 30.0], [60.0, 45.0], [40.0, -15.0]])
    assert (reconcile(base, TOTAL, [4, 9, 1]) == base).all()


@pytest.mark.parametrize("scale", SCALES)
def test_another_unit_of_money_changes_nothing_else(scale: float) -> None:
    base, sums, variance = drawn(3)
    errors = np.random.default_rng(3).normal(size=(8, len(base)))
    for nonnegative in (False, True):
        plain = reconcile(base, sums, variance, [0], nonnegative, errors=errors)
        scaled = reconcile(
            base * scale, sums, variance * scale**2, [0], nonnegative, errors=errors * scale
        )
        assert scaled / scale == pytest.approx(plain, rel=1e-11, abs=1e-12)
    found = reconcile(np.array([10, 12, -5]) * scale, TOTAL, [1, 1, 1], nonnegative=True)
    assert found / scale == pytest.approx([11, 11, 0])


def test_sums_are_those_of_the_leaves_to_floating_accuracy() -> None:
    base, sums, variance = drawn(8)
    found = reconcile(base * 1e9, sparse.csr_array(sums), variance)
    assert np.abs(sums @ found[4:] - found[:4]).max() <= 1e-15 * np.abs(found).max()


def test_the_order_of_leaves_and_a_split_leaf_change_no_sum() -> None:
    base, sums, variance = drawn(9)
    found = reconcile(base, sums, variance)
    order = np.r_[0:4, 4 + np.random.default_rng(1).permutation(7)]
    turned = reconcile(base[order], sums[:, order[4:] - 4], variance[order])
    assert turned == pytest.approx(found[order])
    halves = np.vstack([base[:-1], base[-1] / 2, base[-1] / 2])
    sizes = np.r_[variance[:-1], variance[-1] / 2, variance[-1] / 2]
    split = reconcile(halves, np.hstack([sums, sums[:, -1:]]), sizes)
    assert split[:4] == pytest.approx(found[:4])


@pytest.mark.parametrize("locked", [[0], [True, False, False]])
def test_a_locked_total_stays_and_the_leaves_move(locked: list[int]) -> None:
    found = reconcile([110, 60, 40], TOTAL, [1, 1, 1], locked)
    assert found.tolist() == [110, pytest.approx(65), pytest.approx(45)]


def test_from_zero_on_fewer_locks_may_contradict_each_other_and_only_they_are_named() -> None:
    with pytest.raises(ImpossibleLocks, match="contradict each other: 0, 1, 2;"):
        reconcile([3, 5, 2], TOTAL, [1, 1, 1], [0, 1, 2])
    with pytest.raises(ImpossibleLocks, match="need a leaf below zero: 0, 1;"):
        reconcile([3, 5, 2], TOTAL, [1, 1, 1], [0, 1, 2], nonnegative=True)
    with pytest.raises(ImpossibleLocks, match="contradict each other: 0, 1, 2;"):
        reconcile([8, 5, 2], TOTAL, [1, 1, 1], [0, 1, 2], nonnegative=True)


def test_a_node_without_variance_is_held_and_a_locked_leaf_keeps_its_value() -> None:
    assert reconcile([110, 60, 40], TOTAL, [0, 1, 1])[0] == 110
    found = reconcile([110, 60.1, 40], TOTAL, [1, 1, 1], [1])
    assert found[1] == 60.1
    assert found[2] == pytest.approx(44.95)


def test_locks_with_all_leaves_from_zero_on() -> None:
    found = reconcile([10, 12, -5], TOTAL, [1, 1, 1], [0], nonnegative=True)
    assert found == pytest.approx([10, 10, 0])
    sums = [[1, 1, 1], [1, 1, 0]]
    found = reconcile([9, 0, 5, -2, 4], sums, [1] * 5, [0, 1], nonnegative=True)
    assert found == pytest.approx([9, 0, 0, 0, 9])


def test_locks_that_contradict_each_other_are_named_and_none_that_is_not_needed() -> None:
    base = pd.Series([10, 7, 3, 4, 1, 5], index=["all", "north", "south", "n1", "n2", "s1"])
    sums = [[1, 1, 1], [1, 1, 0], [0, 0, 1]]
    with pytest.raises(ImpossibleLocks, match="contradict each other: north, n1, n2") as met:
        reconcile(base, sums, np.ones(6), [1, 3, 4, 5])
    assert met.value.nodes == ("north", "n1", "n2")
    with pytest.raises(ImpossibleLocks, match="all, north, s1"):
        reconcile(base, sums, np.ones(6), [0, 1, 3, 5])


def test_locks_that_agree_may_say_the_same_twice() -> None:
    found = reconcile([10, 7, 3, 4, 3, 5], [[1, 1, 1], [1, 1, 0], [0, 0, 1]], [1] * 6, [0, 1, 2])
    assert found == pytest.approx([10, 7, 3, 4, 3, 3])


def test_locks_that_need_a_leaf_below_zero_are_named() -> None:
    with pytest.raises(ImpossibleLocks, match="need a leaf below zero: 0, 1;"):
        reconcile([10, 12, 3, 4], [[1, 1, 1]], [1] * 4, [0, 1, 3], nonnegative=True)
    with pytest.raises(ImpossibleLocks, match="need a leaf below zero: 2;"):
        reconcile([10, 12, -5], TOTAL, [1] * 3, [2], nonnegative=True)
    assert reconcile([10, 12, -5], TOTAL, [1] * 3, [2]).tolist() == [8.5, 13.5, -5]


def test_many_aggregates_that_hardly_meet_are_solved_sparsely_to_the_same_result() -> None:
    n = 2_500
    pairs = sparse.kron(sparse.eye_array(n), np.ones((1, 2)))
    sums = sparse.vstack([np.ones((1, 2 * n)), pairs]).tocsr()
    rng = np.random.default_rng(2)
    base = rng.uniform(0, 2, 3 * n + 1)
    base[0] = 2 * n
    found = reconcile(base, sums, np.ones(3 * n + 1))
    residual = base - found
    normal = every_sparse(sums).T @ residual
    assert np.abs(normal).max() < 1e-9


def every_sparse(sums: sparse.csr_array) -> sparse.csr_array:
    return sparse.vstack([sums, sparse.eye_array(sums.shape[1])]).tocsr()


def test_a_frame_comes_back_as_a_frame_and_one_leaf_alone_as_it_is() -> None:
    base = pd.DataFrame({"2026-11": [110.0, 60, 40]}, index=["all", "a", "b"])
    found = reconcile(base, TOTAL, [1, 1, 1], ["all"])
    assert found.loc["a", "2026-11"] == pytest.approx(65)
    with pytest.raises(ValueError, match=r"locked has no such node: \['c'\]"):
        reconcile(base, TOTAL, [1, 1, 1], ["all", "c"])
    assert reconcile([5.0], np.zeros((0, 1)), [1.0]).tolist() == [5.0]


def test_a_product_that_is_all_zero_stays_at_zero() -> None:
    sums = [[1, 1, 1], [1, 1, 0]]
    found = reconcile([9, 0, 0, 0, 6], sums, [1, 0, 0, 0, 1], nonnegative=True)
    assert found == pytest.approx([7.5, 0, 0, 0, 7.5])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"base": [110, np.nan, 40]}, "base is missing or infinite at node 1"),
        ({"base": [1, 2]}, "base has 2 nodes; the aggregation has 1 aggregates and 2 leaves"),
        ({"variance": [1, 1]}, r"variance has shape \(2,\); expected is \(3,\)"),
        ({"variance": [1, -1, 1]}, "variance is missing, infinite or negative at node 1"),
        ({"locked": [3]}, r"locked has no such node: \[3\]; expected are"),
        ({"locked": [True]}, r"locked has shape \(1,\); a mask of \(3,\)"),
        ({"errors": np.ones((5, 2))}, r"errors have shape \(5, 2\); expected is \(times, 3\)"),
        ({"aggregation": [[1, np.inf]]}, "aggregation has a missing or infinite coefficient"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(changed: dict, message: str) -> None:
    right = {"base": [110, 60, 40], "aggregation": TOTAL, "variance": [1, 1, 1]}
    with pytest.raises(ValueError, match=message):
        reconcile(**(right | changed))


def test_the_greatest_values_agree_too_and_masked_ones_are_missing() -> None:
    found = reconcile([1.5e308, 9e307, 9e307], TOTAL, [1, 1, 1])
    assert found == pytest.approx([1.6e308, 8e307, 8e307])
    masked = np.ma.array([10.0, 4.0, 5.0], mask=[False, True, False])
    with pytest.raises(ValueError, match="missing or infinite at node 1"):
        reconcile(masked, TOTAL, [1, 1, 1])
