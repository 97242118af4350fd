"""Marketing spend by channel, region and month, and how it builds up to leads."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.prospects import campaigns
from salesnb.demo.truths.truth import Truth


@lru_cache(maxsize=8)
def buyers(truth: Truth) -> pd.DataFrame:
    """Return the customers as `masters` has them; not to be changed."""
    return masters.customers(truth)


def scales(truth: Truth) -> np.ndarray:
    """Return the size of each city: its customers over the usual number of them."""
    count = buyers(truth)["region_id"].value_counts()
    per_region = count.reindex(masters.leaf_regions()).fillna(0).to_numpy()
    return per_region / truth.prospects.usual_customers


def spend(truth: Truth) -> pd.DataFrame:
    """Return marketing spend per channel, region and month; it comes in campaigns.

    Work with associations is one long spell in each region. Regions without customers get none.
    """
    rng = stream(truth.seed, "spend")
    months = [m.first.isoformat() for m in truth.months]
    regions, size, n = masters.leaf_regions(), scales(truth)[:, None], truth.n_months
    parts = []
    for channel, *_, monthly, _, _, _ in truth.response.channels:
        shape = (len(regions), n)
        if channel == truth.prospects.association:
            pulse = np.array([_spell(rng, n) for _ in regions])
            pulse *= rng.lognormal(0, truth.campaigns.noise_sd, shape)
        else:
            pulse = campaigns.pulses(rng, truth, channel, shape)
        amount = (monthly * size * pulse).round(2)
        named = {"region_id": np.repeat(regions, n), "marketing_channel_id": channel}
        part = {"period_start": np.tile(months, len(regions)), "amount": amount.ravel(), **named}
        parts.append(pd.DataFrame(part))
    table = pd.concat(parts, ignore_index=True).assign(budget_line="marketing")
    return table[table["amount"] > 0].reset_index(drop=True)


def _spell(rng: np.random.Generator, n_months: int) -> np.ndarray:
    """Return 1.6 in one spell of a third to two thirds of the months, little outside of it."""
    start = rng.integers(0, n_months // 2)
    length = rng.integers(n_months // 3, 2 * n_months // 3)
    month = np.arange(n_months)
    return np.where((month >= start) & (month < start + length), 1.6, 0.1)


def saturations(truth: Truth, spent: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return by channel how far its stock works, 0 to 1: region rows, month columns.

    Spend carries over geometrically and saturates: stock / (stock + half), where the
    half-saturation is that of a region of the usual size times the size of the region.
    """
    channels = [one[0] for one in truth.response.channels]
    return {one: works(truth, one, amounts(truth, spent, one)) for one in channels}


def works(truth: Truth, channel: str, spent: np.ndarray) -> np.ndarray:
    """Return how far a channel's stock works after spend: region rows, month columns."""
    carry, half = next(one[4:6] for one in truth.response.channels if one[0] == channel)
    stock = np.zeros_like(spent)
    for i in range(spent.shape[1]):
        stock[:, i] = spent[:, i] + (carry * stock[:, i - 1] if i else 0)
    return stock / (stock + half * np.maximum(scales(truth), 1e-9)[:, None])


def amounts(truth: Truth, spent: pd.DataFrame, channel: str) -> np.ndarray:
    """Return what was spent on a channel: region rows, month columns."""
    own = spent[spent["marketing_channel_id"] == channel]
    wide = own.pivot(index="region_id", columns="period_start", values="amount")
    months = [m.first.isoformat() for m in truth.months]
    return wide.reindex(index=masters.leaf_regions(), columns=months).fillna(0).to_numpy(float)


def expected_leads(truth: Truth, spent: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return expected leads per channel (and ''): region rows, month columns."""
    size = scales(truth)[:, None]
    works = saturations(truth, spent)
    found = {"": np.repeat(truth.response.lead_base * size, truth.n_months, axis=1)}
    for channel, *_, most in truth.response.channels:
        found[channel] = most * size * works[channel]
    return found
