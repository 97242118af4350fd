"""When money for marketing is spent: campaigns and pauses of some months, region by region."""

from __future__ import annotations

import numpy as np

from salesnb.demo.truths.truth import Truth


def pulses(
    rng: np.random.Generator, truth: Truth, channel: str, shape: tuple[int, int]
) -> np.ndarray:
    """Return the spend of a channel over its usual one: regions in rows, months in columns.

    A region is in a campaign or in a pause; both last as long as stated on average. A channel
    without a stated length changes every month.
    """
    stated = truth.campaigns
    length = dict(stated.months).get(channel, 2.0)
    ends, begins = 1 / length, stated.share / (1 - stated.share) / length
    is_on = np.empty(shape, bool)
    is_on[:, 0] = rng.random(shape[0]) < stated.share
    draw = rng.random(shape)
    for month in range(1, shape[1]):
        before = is_on[:, month - 1]
        is_on[:, month] = np.where(before, draw[:, month] >= ends, draw[:, month] < begins)
    level = np.where(is_on, stated.campaign_level, stated.pause_level)
    return level * rng.lognormal(0, stated.noise_sd, shape)
