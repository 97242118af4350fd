"""The posterior is that of the linear mixed model, and finite wherever a search may come."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from salesnb.methods.response.lifts import Lifts
from salesnb.methods.response.panel import Columns, read_panel
from salesnb.methods.response.posterior import Posterior, linear_part
from salesnb.methods.response.shapes import carried, shapes_of
from tests.methods.response.panels import CHANNELS, planted

FLAT_SD = 1e3  # of effects whose prior is flat, in the brute-force model


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    table = planted(11, n_regions=3, n_months=30).table
    panel = read_panel(table, Columns("region_id", "month", "amount", CHANNELS, None, ()))
    noises = np.array([0.9, 1.0, 1.2])
    linear = linear_part(panel, noises=noises, chance=0.5, with_festival=False)
    return Posterior(panel, shapes_of(CHANNELS, "hill", None), linear, 0.3, Lifts())


def by_force(posterior: Posterior, theta: np.ndarray) -> float:
    """Return the log posterior with the whole covariance of all months and regions written out."""
    panel, noise = posterior.panel, float(np.exp(theta[-1]))
    known = panel.known
    n_regions, n = known.shape
    noises = np.array([0.9, 1.0, 1.2])
    worked = posterior.works(theta[None])[0]
    number = np.array([month.number for month in panel.months])
    steps = np.arange(n) - n / 2
    flat = [(number == one).astype(float) for one in range(2, 13)]
    covariance = np.zeros((n_regions * n, n_regions * n))
    for column in flat:
        whole = np.tile(column, n_regions)
        covariance += (FLAT_SD * noise) ** 2 * np.outer(whole, whole)
    for i in range(n_regions):
        own = slice(i * n, (i + 1) * n)
        for column in (np.ones(n), steps / n):
            covariance[own, own] += (FLAT_SD * noise) ** 2 * np.outer(column, column)
        covariance[own, own] += posterior.pool**2 * worked[i] @ worked[i].T
        covariance[own, own] += np.eye(n) * (noise * noises[i]) ** 2
    months = np.tile(np.eye(n), (n_regions, n_regions))
    covariance += (0.5 * noise) ** 2 * months
    seen = known.ravel()
    rest = (np.nan_to_num(panel.relative) - worked.sum(axis=2)).ravel()[seen]
    mean, sd = posterior.prior
    likely = multivariate_normal(cov=covariance[np.ix_(seen, seen)]).logpdf(rest)
    n_flat = len(flat) + 2 * n_regions
    return float(likely + n_flat * np.log(noise) - 0.5 * (((theta - mean) / sd) ** 2).sum())


def test_it_is_the_mixed_model_written_out(posterior: Posterior) -> None:
    mean, sd = posterior.prior
    rng = np.random.default_rng(1)
    thetas = mean + 0.5 * sd * rng.normal(size=(4, len(mean)))
    found = posterior.logs(thetas)
    expected = np.array([by_force(posterior, theta) for theta in thetas])
    assert found - found[0] == pytest.approx(expected - expected[0], abs=0.05, rel=1e-3)


@pytest.mark.filterwarnings("error")
def test_far_parameters_are_unlikely_and_never_infinite(posterior: Posterior) -> None:
    mean, sd = posterior.prior
    rng = np.random.default_rng(2)
    near = posterior.logs(mean[None])[0]
    far = posterior.logs(mean + 40 * sd * rng.normal(size=(200, len(mean))))
    assert not np.isnan(far).any()
    assert (far < near).all()


def test_a_constant_spend_carries_over_as_itself() -> None:
    levels = np.full((2, 20, 3), 1.7)
    assert carried(levels, np.array([[0.0, 0.5, 0.95]])) == pytest.approx(1.7)
