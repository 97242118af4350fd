"""Bets that move together: closed forms, the figures that were promised, what cohorts tell."""

import numpy as np
import pytest
from scipy.special import ndtri

from salesnb.methods import common_factor
from salesnb.methods.common_factor import independent_bets, shared_by_cohorts, total


def test_few_independent_bets_are_counted_out():
    found = total([0.5, 0.5, 0.25], [1.0, 1.0, 2.0], 0.0)
    assert found.mean == pytest.approx(1.5)
    assert found.reached(1.0) == pytest.approx(1 - 0.5 * 0.5 * 0.75)
    assert found.reached(2.0) == pytest.approx(0.25 + 0.75 * 0.25)
    assert found.reached(4.0) == pytest.approx(0.0625)
    assert found.safe(0.8) == pytest.approx(1.0)


def test_the_promised_figures_of_a_thousand_deals():
    """p = .3, log-normal amounts (sigma .8): .92 when independent, .57 at a correlation of .1."""
    rng = np.random.default_rng(1)
    expected = 300 * np.exp(0.8**2 / 2)
    reached = {}
    for correlation in (0.0, 0.1):
        deals = [rng.lognormal(0, 0.8, 1000) for _ in range(40 if correlation else 400)]
        totals = [total(np.full(1000, 0.3), one, correlation) for one in deals]
        reached[correlation] = [
            float(np.mean([one.reached(level * expected) for one in totals])) for level in (0.9, 1)
        ]
    assert reached[0.0][0] == pytest.approx(0.92, abs=0.015)
    assert reached[0.1][0] == pytest.approx(0.57, abs=0.015)
    assert reached[0.0][1] == pytest.approx(0.5, abs=0.03)
    assert reached[0.1][1] == pytest.approx(0.47, abs=0.03)


def test_the_mean_is_missed_half_of_the_time_however_many_and_the_safe_total_lies_below():
    rng = np.random.default_rng(2)
    shares = []
    for n in (100, 1000, 5000):
        amounts = rng.lognormal(0, 0.8, n)
        found = total(np.full(n, 0.3), amounts, 0.1)
        shares.append(found.safe(0.8) / found.mean)
        assert 0.4 < found.reached(found.mean) < 0.55
    assert shares[0] < shares[1] < 0.7 and shares[2] - shares[1] < 0.02


def test_equal_independent_bets_are_as_many_as_there_are():
    found = total(np.full(50, 0.3), np.ones(50), 0.0)
    assert independent_bets(0.3, found.mean, found.spread) == pytest.approx(50, rel=0.01)
    together = total(np.full(50, 0.3), np.ones(50), 0.3)
    assert independent_bets(0.3, together.mean, together.spread) < 10
    assert np.isnan(independent_bets(0.3, 0.0, 1.0))


def test_many_and_few_bets_are_computed_alike():
    rng = np.random.default_rng(3)
    p, amounts = rng.beta(2, 4, 250), rng.lognormal(0, 0.5, 250)
    exact = total(p, amounts, 0.1)
    common_few = common_factor.FEW
    try:
        common_factor.FEW = 10
        smooth = total(p, amounts, 0.1)
    finally:
        common_factor.FEW = common_few
    assert smooth.mean == pytest.approx(exact.mean, rel=0.005)
    assert smooth.safe(0.8) == pytest.approx(exact.safe(0.8), rel=0.02)


@pytest.mark.parametrize("planted", [0.0, 0.1, 0.3])
def test_the_correlation_is_found_in_long_panels(planted):
    found = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        p = np.tile(rng.beta(2, 4, 25), 60)
        z = np.repeat(rng.normal(size=60), 25)
        latent = np.sqrt(planted) * z + np.sqrt(1 - planted) * rng.normal(size=len(z))
        found.append(shared_by_cohorts(latent < ndtri(p), p, np.repeat(np.arange(60), 25)).value)
    assert np.abs(np.array(found) - planted).mean() <= 0.05


def test_without_cohorts_the_usual_belief_stands_and_says_so():
    found = shared_by_cohorts([1, 0], [0.5, 0.5], [1, 2])
    assert found.n_cohorts == 0 and 0 < found.low < found.value < found.high


def test_nothing_is_brought_by_nothing():
    assert total([], [], 0.1).mean == 0.0
    with pytest.raises(ValueError):
        total([0.5], [-1.0], 0.1)
