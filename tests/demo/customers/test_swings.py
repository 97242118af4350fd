"""Monthly deviations of customers are correlated as stated, within and between regions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import Truth
from salesnb.demo.sales.demand import expected_orders
from salesnb.demo.sales.orders import World, order_lines
from salesnb.demo.sales.swings import region_noise
from salesnb.demo.truths.customer_truth import Swings
from tests.demo.drawn import SEEDS, agrees, company, counts

STATED = Swings()
STILL = replace(STATED, customer_sd=0.0)


def covariances(world: World, orders: pd.DataFrame) -> tuple[float, float, float]:
    """Return, of the log deviations: variance, covariance within and between regions.

    Counts of orders are Poisson given the deviations: what chance adds to the variance is the
    mean, and to the covariance of two customers nothing.
    """
    usual = expected_orders(replace(world.truth, swings=STILL))
    off, home = counts(world, orders) - usual, world.customers["region_id"].to_numpy()
    n_orders = off + usual

    def pairs(values: np.ndarray) -> tuple[float, float]:
        """Return sums of products over all pairs within a region, and over all others."""
        here = np.array([values[home == r].sum(axis=0) for r in np.unique(home)])
        within = (here**2).sum() - (values**2).sum()
        return within, (values.sum(axis=0) ** 2).sum() - (here**2).sum()

    own = ((off**2).sum() - n_orders.sum()) / (usual**2).sum()
    near, far = (x / y for x, y in zip(pairs(off), pairs(usual), strict=True))
    return float(np.log1p(own)), float(np.log1p(near)), float(np.log1p(far))


def estimated(seeds: Iterable[int], truth: Truth) -> np.ndarray:
    """Return a row of covariances per seed."""
    worlds = (World(replace(truth, seed=seed), 1.0) for seed in seeds)
    return np.array([covariances(world, order_lines(world)) for world in worlds])


def test_deviations_are_correlated_as_stated() -> None:
    found = np.array([covariances(*company(seed)) for seed in SEEDS])
    variance = STATED.customer_sd**2
    assert agrees(found[:, 0], variance)
    assert agrees(found[:, 1], variance * STATED.same_region_correlation)
    assert agrees(found[:, 2], variance * STATED.other_region_correlation)
    assert found[:, 1].mean() > found[:, 2].mean() > 0


def test_a_company_without_swings_shows_none() -> None:
    variance, near, far = estimated(range(1, 3), replace(Truth(), swings=STILL)).mean(axis=0)
    assert abs(variance) < 0.4 * STATED.customer_sd**2
    assert max(abs(near), abs(far)) < 0.05 * STATED.customer_sd**2


def test_a_region_s_part_persists_as_stated() -> None:
    noise = np.concatenate([region_noise(Truth(seed=seed)) for seed in range(1, 21)])
    assert noise.std() == pytest.approx(STATED.region_sd, rel=0.03)
    again = np.corrcoef(noise[:, :-1].ravel(), noise[:, 1:].ravel())[0, 1]
    assert again == pytest.approx(STATED.region_persistence, abs=0.03)


@pytest.mark.long
def test_correlations_over_twenty_companies() -> None:
    found = estimated(range(100, 120), Truth()).mean(axis=0)
    assert found[1] / found[0] == pytest.approx(STATED.same_region_correlation, abs=0.05)
    assert found[2] / found[0] == pytest.approx(STATED.other_region_correlation, abs=0.05)
