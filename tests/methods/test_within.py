"""Regressions within units: known answers by other ways."""

import numpy as np
import pytest

from salesnb.methods import within


def test_counts_find_what_they_were_made_of_exactly():
    rng = np.random.default_rng(1)
    unit = np.repeat(np.arange(30), 8)
    x = rng.integers(0, 3, (240, 2)).astype(float)
    y = np.exp(rng.normal(0, 1, 30))[unit] * np.exp(x @ [0.3, -0.2])
    found = within.counts(y, x, unit)
    assert found.effect == pytest.approx([0.3, -0.2], abs=1e-7)
    assert found.n_clusters == 30
    assert np.sqrt(np.diag(found.covariance)).max() < 1e-6


def test_counts_leave_out_units_without_any_and_columns_that_do_not_vary():
    unit = np.repeat(np.arange(3), 4)
    x = np.column_stack([unit, np.tile([0, 1, 0, 1], 3)]).astype(float)
    y = np.array([2, 4, 2, 4, 0, 0, 0, 0, 3, 6, 3, 6], float)
    found = within.counts(y, x, unit)
    assert found.effect == pytest.approx([0.0, np.log(2)])
    assert found.n_clusters == 2
    assert within.counts(y * 0, x, unit) is None
    assert within.counts(y, x[:, :1], unit) is None


def test_doubling_the_counts_changes_no_effect():
    rng = np.random.default_rng(2)
    unit, x = np.repeat(np.arange(50), 6), rng.normal(size=(300, 1))
    y = rng.poisson(np.exp(0.4 * x[:, 0])).astype(float)
    one, two = within.counts(y, x, unit), within.counts(2 * y, x, unit)
    assert two.effect == pytest.approx(one.effect)
    assert two.covariance == pytest.approx(one.covariance)


def test_levels_are_those_of_a_regression_with_a_column_per_unit():
    rng = np.random.default_rng(3)
    first, second = rng.integers(0, 6, 200), rng.integers(0, 5, 200)
    x = rng.normal(size=(200, 2)) + first[:, None]
    y = x @ [1.0, -2.0] + first * 3.0 - second + rng.normal(size=200)
    full = np.column_stack([x, np.eye(6)[first], np.eye(5)[second]])
    expected = np.linalg.lstsq(full, y, rcond=None)[0][:2]
    found = within.levels(y, x, [first, second], first)
    assert found.effect == pytest.approx(expected, abs=1e-6)


def test_errors_allow_for_what_a_cluster_shares():
    rng = np.random.default_rng(4)
    cluster = np.repeat(np.arange(40), 25)
    x = rng.normal(size=40)[cluster][:, None] + 0.01 * rng.normal(size=(1000, 1))
    y = rng.normal(size=40)[cluster] + 0.1 * rng.normal(size=1000)
    one = within.levels(y, x, [np.zeros(1000, int)], cluster)
    alone = within.levels(y, x, [np.zeros(1000, int)], np.arange(1000))
    assert one.covariance[0, 0] > 10 * alone.covariance[0, 0]


def test_nothing_is_told_of_no_rows():
    none = np.zeros(0)
    assert within.counts(none, np.zeros((0, 1)), np.zeros(0, int)) is None
    assert within.levels(none, np.zeros((0, 1)), [np.zeros(0, int)], np.zeros(0, int)) is None
