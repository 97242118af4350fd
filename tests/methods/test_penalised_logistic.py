"""Logistic regression drawn to nought: its closed forms."""

import numpy as np
import pytest
from scipy.special import expit, logit

from salesnb.methods.penalised_logistic import fit


def test_without_columns_the_constant_is_the_share_with_two_rows_beside():
    found = fit(np.zeros((8, 0)), np.array([1.0] * 2 + [0.0] * 6), np.zeros(0), prior=0.5)
    assert expit(found.constant) == pytest.approx(3 / 10)


def test_all_won_stays_finite():
    found = fit(np.zeros((5, 1)), np.ones(5), np.ones(1), prior=0.3)
    assert expit(found.constant) == pytest.approx((5 + 0.6) / 7)
    assert found.weights == pytest.approx([0.0])


def test_a_two_by_two_table_gives_its_log_odds_ratio():
    x = np.repeat([0.0, 1.0], [1000, 1000])[:, None]
    y = np.concatenate([np.repeat([1.0, 0.0], [300, 700]), np.repeat([1.0, 0.0], [600, 400])])
    found = fit(x, y, np.full(1, 1e-9))
    assert found.weights[0] == pytest.approx(logit(0.6) - logit(0.3), rel=0.01)
    error = np.sqrt(1 / 300 + 1 / 700 + 1 / 600 + 1 / 400)
    assert np.sqrt(found.covariance[1, 1]) == pytest.approx(error, rel=0.01)


def test_a_firm_prior_keeps_the_weight_near_nought():
    x = np.repeat([0.0, 1.0], 10)[:, None]
    y = np.repeat([0.0, 1.0], 10)
    weak, firm = (fit(x, y, np.full(1, size)).weights[0] for size in (0.5, 50.0))
    assert 0 < firm < 0.2 < weak


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError):
        fit(np.zeros((3, 2)), np.zeros(3), np.zeros(1))
