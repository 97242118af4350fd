"""How orders deviate from what is expected: regions and customers, each month."""

from __future__ import annotations

import numpy as np

from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.truths.truth import Truth


def swing_factors(truth: Truth) -> np.ndarray:
    """Return the factor, mean 1, of each customer (rows) and month (columns).

    What is common to all customers stands in `demand.month_factors`.
    """
    stated = truth.swings
    home = masters.customers(truth)["region_id"].map(
        {region: i for i, region in enumerate(masters.leaf_regions())}
    )
    shape = (truth.n_customers, truth.n_months)
    own = stated.own_sd * stream(truth.seed, "customer noise").normal(size=shape)
    variance = stated.own_sd**2 + stated.region_sd**2
    return np.exp(region_noise(truth)[home.to_numpy()] + own - variance / 2)


def region_noise(truth: Truth) -> np.ndarray:
    """Return the log deviation of each region (rows) in each month (columns)."""
    stated = truth.swings
    shape = (len(masters.leaf_regions()), truth.n_months)
    noise = stream(truth.seed, "region noise").normal(size=shape)
    keep = stated.region_persistence
    for month in range(1, truth.n_months):
        noise[:, month] = keep * noise[:, month - 1] + np.sqrt(1 - keep**2) * noise[:, month]
    return stated.region_sd * noise
