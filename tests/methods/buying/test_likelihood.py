"""A fit is the same to the last digit whatever a processor does to the last bits of a sum."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from salesnb.methods.buying.gamma_gamma import fit_gamma_gamma
from salesnb.methods.buying.likelihood import LIMIT, largest_likelihood

Array = NDArray[np.float64]


def bowl(logs: Array) -> tuple[float, Array]:
    """Return a smooth loss with its least value at 0.3 and -1.7, long in one direction."""
    away = logs - np.array([0.3, -1.7])
    value = np.log(np.cosh(away[0])) + 1e-4 * away[1] ** 2 + 1.5
    return float(value), np.array([np.tanh(away[0]), 2e-4 * away[1]])


@pytest.mark.parametrize("seed", range(5))
def test_noise_in_the_last_bits_of_loss_and_slope_changes_no_digit(seed: int) -> None:
    rng = np.random.default_rng(seed)

    def noisy(logs: Array) -> tuple[float, Array]:
        value, slope = bowl(logs)
        bits = 1 + 2e-16 * rng.integers(-2, 3, size=3)
        return value * bits[0], slope * bits[1:]

    assert largest_likelihood(noisy, np.array([2.0, 2.0])).tolist() == [0.3, -1.7]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_customers_changes_no_digit_of_a_fit(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(4, 400) + 1
    means = rng.gamma(3.0 * counts) / (3.0 * counts) / rng.gamma(4.0, size=400) * 1000
    mixed = rng.permutation(400)
    one, other = fit_gamma_gamma(counts, means), fit_gamma_gamma(counts[mixed], means[mixed])
    assert (one.p, one.q) == (other.p, other.q)
    assert one.v == pytest.approx(other.v, rel=1e-12)  # its unit is the mean of the amounts


def test_a_loss_without_a_least_value_ends_at_the_limit() -> None:
    logs = largest_likelihood(lambda at: (-float(at[0]), np.array([-1.0])), np.zeros(1))
    assert logs.tolist() == [LIMIT]
