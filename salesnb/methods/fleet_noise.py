"""What kind of noise the series of a fleet have: learnt from all of them, then from each.

How much noise persists, and how far a series has a season of its own, are a small grid; its shares
in the fleet are estimated from all series together (empirical Bayes by EM, with a prior worth a
few series for small fleets), and each series weighs the grid by them and by its own likelihood.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from salesnb.methods.break_scan import Fit, Noise, scan_of

Array = NDArray[np.float64]
_PERSISTENCE = {0.0: 0.5, 0.2: 0.25, 0.4: 0.15, 0.6: 0.1}  # with their prior shares
_SEASON = {0.0: 0.5, 0.4: 0.25, 0.8: 0.15, 1.6: 0.1}
_PRIOR_SERIES = 10.0  # how many series the prior is worth
_OWN = 0.6  # power of a series' own likelihood
_ROUNDS = 30
NOISES = tuple(itertools.starmap(Noise, itertools.product(_PERSISTENCE, _SEASON)))
_PRIOR = np.outer(list(_PERSISTENCE.values()), list(_SEASON.values())).ravel()
STRONG = np.array([noise.season == max(_SEASON) for noise in NOISES])


def fits_of(
    months: tuple[str, ...], values: Array, beyond: Array, *, noises: Sequence[Noise] = NOISES
) -> list[Fit]:
    """Return the fits of series (months x series; see `Scan.fit`) under each of `noises`."""
    return [scan_of(months, noise).fit(values, beyond) for noise in noises]


def weights_of(fits: Sequence[Sequence[Fit]], own_season: NDArray[np.bool_]) -> Array:
    """Return the weight of each of `NOISES` for each series (noises x series).

    `fits` are those of each group of series. The fleet's shares come from the series as if few had
    changed, a series' own likelihood counts half, its best change taken out, so that a step is not
    taken for persistence. Series of `own_season` have a strong one: their season was estimated
    from themselves, so that what is left of it says nothing.
    """
    steady = np.hstack([np.array([fit.steady_likelihood for fit in one]) for one in fits])
    moved = np.hstack([np.array([fit.moved_likelihood for fit in one]) for one in fits])
    shares = _fleet_shares(steady[:, ~own_season])
    allowed = np.where(own_season, STRONG[:, None], True)
    likely = np.where(allowed, _OWN * moved + np.log(shares)[:, None], -np.inf)
    return np.asarray(softmax(likely, axis=0))


def _fleet_shares(log_likelihoods: Array) -> Array:
    """Return the share of each of `NOISES` in the fleet."""
    likely, shares = softmax(log_likelihoods, axis=0), _PRIOR
    for _ in range(_ROUNDS):
        each = likely * shares[:, None]
        each = each / np.maximum(each.sum(axis=0), 1e-300)
        shares = (_PRIOR_SERIES * _PRIOR + each.sum(axis=1)) / (_PRIOR_SERIES + likely.shape[1])
    return np.asarray(shares)


def mean_chance(fits: Sequence[Fit], weights: Array) -> Array:
    """Return the chance level of each series, averaged over what its noise may be like."""
    return np.asarray((weights * np.array([fit.chance for fit in fits])).sum(axis=0))
