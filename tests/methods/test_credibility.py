"""Rates drawn toward their group: closed forms, and how they hold over drawn groups."""

from __future__ import annotations

import numpy as np
import pytest

from salesnb.methods.credibility import shrink


def test_rates_that_are_known_well_stay_and_those_that_are_not_go_to_the_group() -> None:
    rates = np.array([0.1, -0.2, 0.3, 0.0, -0.1, 0.2, 5.0])
    noise = np.array([1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 100.0])
    found = shrink(rates, noise)
    assert found.estimate[:6] == pytest.approx(rates[:6], abs=1e-3)
    assert abs(found.estimate[6] - found.centre) < 0.2
    assert found.weight[6] < 0.05 < 0.95 < found.weight[:6].min()


def test_members_that_differ_by_chance_alone_are_called_alike() -> None:
    rng = np.random.default_rng(3)
    rates = 0.05 + rng.normal(0, 0.3, 200)
    found = shrink(rates, np.full(200, 0.09))
    assert np.ptp(found.estimate) < 0.5 * np.ptp(rates)
    assert found.centre == pytest.approx(0.05, abs=0.07)


def test_the_unit_of_rates_changes_nothing_else() -> None:
    rng = np.random.default_rng(4)
    rates, noise = rng.normal(0, 1, 30), rng.uniform(0.1, 2, 30)
    one, other = shrink(rates, noise), shrink(100 * rates, 1e4 * noise)
    assert other.estimate == pytest.approx(100 * one.estimate)
    assert other.weight == pytest.approx(one.weight)


def test_an_order_of_members_changes_nothing() -> None:
    rng = np.random.default_rng(5)
    rates, noise = rng.normal(0, 1, 20), rng.uniform(0.1, 2, 20)
    turned = rng.permutation(20)
    assert shrink(rates[turned], noise[turned]).estimate == pytest.approx(
        shrink(rates, noise).estimate[turned]
    )


def test_missing_rates_stay_missing_and_one_alone_keeps_its_own() -> None:
    found = shrink(np.array([np.nan, 0.2]), np.array([np.nan, 0.01]))
    assert np.isnan(found.estimate[0]) and found.estimate[1] == 0.2
    assert found.low[1] == pytest.approx(0.2 - 1.96 * 0.1, abs=1e-3)
    nothing = shrink(np.array([np.nan]), np.array([np.nan]))
    assert np.isnan(nothing.centre) and np.isnan(nothing.estimate).all()


def test_ranges_hold_the_true_rates_and_errors_are_lower_over_drawn_groups() -> None:
    """60 drawn groups of 25 members; where all are alike the ranges are wider than they need be."""
    rng = np.random.default_rng(11)
    covered, gains = [], []
    for _ in range(60):
        between = rng.choice([0.0, 0.05, 0.2, 0.6])
        noise = rng.uniform(0.01, 0.6, 25)
        true = rng.normal(0.1, between, 25)
        seen = true + rng.normal(0, np.sqrt(noise))
        found = shrink(seen, noise)
        covered.append(((found.low <= true) & (true <= found.high)).mean())
        gains.append(((seen - true) ** 2).sum() - ((found.estimate - true) ** 2).sum())
    error = np.std(covered) / np.sqrt(len(covered))
    assert 0.95 - 3 * error < np.mean(covered) < 0.995
    assert np.mean(np.array(gains) > 0) > 0.9


@pytest.mark.parametrize(
    ("rates", "noise"), [([0.1, 0.2], [0.1]), ([0.1, 0.2], [0.1, 0.0]), ([0.1], [np.nan])]
)
def test_what_does_not_fit_is_refused(rates: list[float], noise: list[float]) -> None:
    with pytest.raises(ValueError, match="variance"):
        shrink(rates, noise)
