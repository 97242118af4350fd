"""Carry-over of spending: weights that sum to 1, fading month by month."""

from __future__ import annotations

import numpy as np
import pytest

from salesnb.methods.adstock import carry_over


def test_one_payment_fades_by_the_decay_each_month() -> None:
    spend = np.zeros((6, 2))
    spend[1] = 100.0
    found = carry_over(spend, [0.5, 0.0])
    np.testing.assert_allclose(found[:, 0], [0, 50, 25, 12.5, 6.25, 3.125])
    np.testing.assert_allclose(found[:, 1], [0, 100, 0, 0, 0, 0])


def test_all_that_is_spent_works_in_the_end() -> None:
    spend = np.zeros((400, 1))
    spend[:3] = [[5.0], [7.0], [1.0]]
    np.testing.assert_allclose(carry_over(spend, 0.9).sum(), 13.0)


def test_steady_spending_is_its_own_effective_spending() -> None:
    found = carry_over(np.full((12, 3), 40.0), [0.0, 0.4, 0.95], start=[40.0, 40.0, 40.0])
    np.testing.assert_allclose(found, 40.0)


def test_closed_form_with_a_start_over_regions_and_channels() -> None:
    rng = np.random.default_rng(4)
    spend, decay = rng.exponential(size=(7, 9, 3)), np.array([0.2, 0.5, 0.8])
    start = rng.exponential(size=(7, 3))
    found = carry_over(spend, decay, start)
    ages = np.arange(9)
    weights = (1 - decay) * decay ** ages[:, None]
    for month in range(9):
        past = (weights[: month + 1][::-1] * spend[:, : month + 1]).sum(axis=1)
        np.testing.assert_allclose(found[:, month], past + decay ** (month + 1) * start)


def test_history_in_front_is_the_same_as_a_start() -> None:
    spend = np.random.default_rng(5).exponential(size=(10, 2))
    whole = carry_over(spend, 0.6)
    np.testing.assert_allclose(carry_over(spend[4:], 0.6, start=whole[3]), whole[4:])


def test_decays_by_region_and_draws_are_broadcast() -> None:
    spend = np.ones((5, 4, 2))
    decay = np.linspace(0, 0.9, 10).reshape(5, 2)
    np.testing.assert_allclose(carry_over(spend, decay)[:, 0], 1 - decay)
    assert carry_over(np.empty((5, 0, 2)), decay).shape == (5, 0, 2)


@pytest.mark.parametrize("decay", [-0.1, 1.0, float("nan")])
def test_a_decay_outside_0_to_1_is_refused(decay: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        carry_over(np.ones((3, 1)), decay)
