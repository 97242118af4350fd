"""Draws from the posterior: importance resampling around the modes, then moves that mix them.

The moves are those of differential evolution (ter Braak, 2006): each draw goes along the
difference of two others of the other half, and goes where the posterior lets it (Metropolis).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from salesnb.methods.response.modes import FIXED, apart
from salesnb.methods.response.posterior import Posterior

Array = NDArray[np.float64]
PROPOSED = 3  # per draw asked for
FREEDOM = 6.0  # of the proposal's t distribution
WIDER = 1.2  # than the curvature at the mode says
SWEEPS = 12
WHOLE_EVERY = 7  # sweeps: one goes whole differences, from one mode to another
USUAL = 2.38  # over the root of twice the number of parameters: the part of a difference gone
REACH = (0.4, 1.2)  # times the usual part
JITTER = 1e-4  # of a prior's standard deviation
FEWEST = 40  # draws that can be mixed


def draw_posterior(
    posterior: Posterior,
    modes: tuple[Array, Array, Array],
    *,
    draws: int,
    rng: np.random.Generator,
) -> Array:
    """Return draws (S, D) of the parameters; `modes` are those of `find_modes`."""
    n = max(draws, FEWEST)
    theta, logs = _resampled(posterior, modes, n, rng)
    halves = np.arange(n // 2), np.arange(n // 2, n)
    for sweep in range(SWEEPS):
        is_whole = sweep % WHOLE_EVERY == WHOLE_EVERY - 1
        for own, other in (halves, halves[::-1]):
            tried = _moved(theta[own], theta[other], posterior.prior[1], is_whole, rng)
            found = posterior.logs(tried)
            goes = np.log(rng.uniform(size=len(own))) < found - logs[own]
            theta[own[goes]], logs[own[goes]] = tried[goes], found[goes]
    return theta[:draws]


def _moved(at: Array, others: Array, sd: Array, is_whole: bool, rng: np.random.Generator) -> Array:
    """Return where draws (n, D) are tried: along differences of others, whole ones or a part.

    `sd` are those of the priors (D,).
    """
    n, size = at.shape
    first = rng.choice(len(others), n)
    second = (first + rng.integers(1, len(others), n)) % len(others)
    usual = USUAL / np.sqrt(2 * (sd > FIXED).sum())
    reach = 1.0 if is_whole else usual * rng.uniform(*REACH, (n, 1))
    jitter = JITTER * sd * rng.normal(size=(n, size))
    return np.asarray(at + reach * (others[first] - others[second]) + jitter)


def _resampled(
    posterior: Posterior, modes: tuple[Array, Array, Array], n: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return n draws and their log posteriors, resampled by importance from around the modes."""
    middles, heights, curves = apart(modes)
    roots = np.linalg.cholesky(curves / WIDER**2)
    volume = np.log(np.einsum("mdd->md", roots)).sum(axis=1)
    share = heights - volume
    share = np.exp(share - logsumexp(share))
    of = rng.choice(len(middles), PROPOSED * n, p=share)
    d = middles.shape[1]
    normal = rng.normal(size=(len(of), d))
    stretch = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, len(of)))
    away = np.linalg.solve(np.swapaxes(roots, 1, 2)[of], normal[..., None])[..., 0]
    tried = middles[of] + stretch[:, None] * away
    densities = []
    for middle, root, weight, log_root in zip(middles, roots, share, volume, strict=True):
        distance = (((tried - middle) @ root) ** 2).sum(axis=1)
        t = log_root - 0.5 * (FREEDOM + d) * np.log1p(distance / FREEDOM)
        densities.append(t + np.log(max(weight, 1e-300)))
    logs = posterior.logs(tried)
    weight = logs - logsumexp(np.array(densities), axis=0)
    cut = np.sort(weight)[-max(3, len(weight) // 50)]
    weight = np.exp(np.minimum(weight, cut) - cut)
    ends = np.cumsum(weight / weight.sum())
    taken = np.searchsorted(ends, (np.arange(n) + rng.uniform()) / n).clip(0, len(tried) - 1)
    taken = rng.permutation(taken)
    return tried[taken], logs[taken]
