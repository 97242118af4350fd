"""Do leads follow the spending at all? Asked by spending that is put to the wrong places.

Spending and leads that both move slowly always seem to belong together, whatever a model says of
it. So the leads of each region are held against the spending of another one, drawn at random (or,
where regions spend alike or are few, against spending of other months, turned round in a circle),
many times; spending counts only where its own place explains the leads better than nearly all of
these (a permutation test). Each time the best of a grid of half-lives and halves is taken.
"""

from __future__ import annotations

import numpy as np

from salesnb.methods.adstock import carry_over
from salesnb.prospects.groundwork.brand import Counts, Floats, log_likelihood

N_PLACED = 99  # times that spending is put elsewhere
LEAST_REGIONS = 5  # of which the spending can be put to another one
APART = 0.1  # least share of spending's variation by which regions differ in the same months
LEAST_SHIFT = 3  # months
_LIVES = np.geomspace(0.4, 48.0, 12)
_HALVES = np.array([0.2, 1.0, 5.0])
_ANYWAY, _SPREAD = 0.03, 0.3


def chance_of(counts: Counts, *, seed: int = 0) -> float:
    """Return the chance of so good a fit where leads do not follow the spending, 0.01 to 1."""
    rng = np.random.default_rng(seed)
    works = _works(counts.scaled)
    own = _best(works, counts)
    by_region = _differs(counts.scaled)
    n = works.shape[-1]
    if not by_region and n < 4 * LEAST_SHIFT:
        return 1.0
    better = 0
    for _ in range(N_PLACED):
        if by_region:
            placed = works[:, rng.permutation(works.shape[1])]
        else:
            placed = np.roll(works, rng.integers(LEAST_SHIFT, n - LEAST_SHIFT + 1), axis=-1)
        better += _best(placed, counts) >= own - 1e-9
    return (1 + better) / (1 + N_PLACED)


def _works(spend: Floats) -> Floats:
    """Return how far spending works, (grid, R, T), for each half-life and half."""
    decay = 0.5 ** (1 / _LIVES)
    every = np.broadcast_to(spend.T, (len(decay), *spend.T.shape))
    stock = np.moveaxis(carry_over(every, decay[:, None]), 1, 2)
    found = [stock / (stock + half) + _ANYWAY for half in _HALVES]
    return np.concatenate(found)


def _differs(spend: Floats) -> bool:
    """Return whether regions spend at times of their own, and are enough to be put elsewhere."""
    within = spend - spend.mean(axis=1, keepdims=True)
    apart = within - within.mean(axis=0)
    whole = float((within**2).sum())
    return len(spend) >= LEAST_REGIONS and whole > 0 and float((apart**2).sum()) > APART * whole


def _best(works: Floats, counts: Counts) -> float:
    """Return the best log likelihood over the grid, each with the level that the leads have."""
    leads = np.where(counts.known, counts.leads, 0.0)
    mean = works * (counts.size[:, None] * counts.season * counts.known)
    mean = mean * (leads.sum() / np.maximum(mean.sum(axis=(1, 2)), 1e-12))[:, None, None]
    k = np.full(len(mean), _SPREAD**-2.0)
    return float(log_likelihood(mean, leads, k).sum(axis=1).max())
