"""How much a month of each member moves by chance: what a rate of growth is held against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
PRIOR = 6.0  # months of the usual noise of a member's size that stand beside its own
LEAST = 5  # members from which on the noise of a size is fitted
INFORMATION = 2 / 3  # of a difference of neighbouring months, against a month around its mean
TINY = 1e-9


def monthly_noise(adjusted: Array) -> Array:
    """Return the variance of one month of each member, in squared units of its values (n,).

    `adjusted` (n, T) are months without season, festival and working days, the newest last. The
    noise is read off differences of neighbouring months, which a slow change of level hardly
    touches (von Neumann, Annals of Mathematical Statistics 1941), and drawn toward what members of
    its size usually have, as `methods.shrinkage` does with the spread of groups.
    """
    size = np.maximum(adjusted.mean(axis=1), 0.0)
    if adjusted.shape[1] < 2:
        return np.full(len(size), np.nan)
    own = (np.diff(adjusted, axis=1) ** 2).mean(axis=1) / 2
    known = (adjusted.shape[1] - 1) * INFORMATION
    found = (known * own + PRIOR * _usual(own, size)) / (known + PRIOR)
    return np.asarray(np.maximum(found, TINY))


def _usual(own: Array, size: Array) -> Array:
    """Return the noise that members of each size have: a power of the size, fitted to all."""
    told = (own > 0) & (size > 0)
    if not told.any():
        return own
    power = 2.0
    if told.sum() >= LEAST and np.ptp(np.log(size[told])) > 0:
        power = float(np.clip(np.polyfit(np.log(size[told]), np.log(own[told]), 1)[0], 0.0, 2.0))
    shape = np.maximum(size, size[told].min()) ** power
    return np.asarray(shape * own[told].sum() / shape[told].sum())
