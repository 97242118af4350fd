"""How long spending goes on bringing leads: its half-life, from counts by region and month.

Leads of a channel are counted by region r and month t. Their mean is

    size(r) * season(t) * exp(drift * t) * level * g(r) * (anyway + a / (a + half)),

where `a` is effective spending per unit of size (geometric carry-over, `methods.adstock`), `half`
where it is half used up, `anyway` what comes without any, g(r) a gamma factor of the region with
mean 1. What worked in a region before the first known month is a share of the usual spending,
lognormal about a common one: campaigns that are over by then still work, and nobody recorded them.
Given g counts are Poisson; g is integrated out in closed form and the start over three points
(Gauss and Hermite), and the likelihood is divided by the overdispersion of the counts where they
vary more (quasi-likelihood).

Seven parameters are left. Their posterior is sampled by importance (Owen, Monte Carlo theory,
chapter 9): draws from a t distribution at the mode, then at the weighted draws, with weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln, logsumexp, softmax

from salesnb.methods.adstock import carry_over

Floats = NDArray[np.float64]
HALF_LIFE, HALF, START, ANYWAY, DRIFT, LEVEL, SPREAD = range(7)
N_DRAWS, N_KEPT, DEGREES = 800, 400, 6.0
START_SPREAD = 1.2  # standard deviation of the log of a region's start about the common one
_NODES = START_SPREAD * np.sqrt(3.0) * np.array([-1.0, 0.0, 1.0])
_LOG_WEIGHTS = np.log(np.array([1.0, 4.0, 1.0]) / 6)
_STEP = 1e-4
_CHUNK = 200
_MOST_LOG = 6.0  # parameters are kept within so many prior standard deviations


@dataclass(frozen=True)
class Counts:
    """What a channel's leads are fitted on; arrays of regions (R,), months (T,), or both (R, T).

    `spend`: money, `leads`: counts, `size`: of the region, `season`: factor of the month, `known`:
    whether leads of the month are known at all.
    """

    spend: Floats
    leads: Floats
    size: Floats
    season: Floats
    known: NDArray[np.bool_]

    @property
    def unit(self) -> float:
        """The usual monthly spending per unit of size, of cells in which something was spent."""
        per_size = (self.spend / self.size[:, None])[self.spend > 0]
        return float(per_size.mean()) if per_size.size else 1.0

    @property
    def scaled(self) -> Floats:
        """Spending per unit of size, its usual amount being one."""
        return self.spend / (self.size[:, None] * self.unit)


@dataclass(frozen=True)
class Prior:
    """What is held of a half-life before the data: its middle, in `months`, and 95 % of it."""

    months: float
    low: float
    high: float

    @property
    def log_sd(self) -> float:
        """The standard deviation of its log."""
        return max(float(np.log(self.high / self.low)) / (2 * 1.959964), 0.05)


@dataclass(frozen=True)
class Brand:
    """Draws (S, 7) of the posterior: log half-life, log half, log start, log anyway, drift, ...

    `factors` and `starts` (S, R) are draws of the regions' own factors, and of what worked there
    before the first month (per unit of size); `overdispersion` is that of the counts
    (1: Poisson), `effective` how many independent draws the weights amount to.
    """

    draws: Floats
    factors: Floats
    starts: Floats
    overdispersion: float
    effective: float

    @property
    def half_lives(self) -> Floats:
        """Months after which half of an effect is left, a value per draw."""
        return np.exp(self.draws[:, HALF_LIFE])

    @property
    def decays(self) -> Floats:
        """What is left of an effect after a month, a value per draw."""
        return np.exp(-np.log(2) / self.half_lives)


def find_brand(counts: Counts, prior: Prior, *, seed: int = 0) -> Brand:
    """Return the posterior of a channel's carry-over; the same inputs give the same draws.

    Raises ValueError where nothing was spent or no lead is known.
    """
    if not (counts.spend > 0).any() or not counts.leads[:, counts.known].any():
        raise ValueError("a half-life needs spending and leads")
    one = _Posterior(counts, prior)
    mode = one.mode(one.prior_mean)
    one.overdispersion = one.dispersion(mode)
    mode = one.mode(mode)
    draws, weights = _sample(one, mode, np.random.default_rng(seed))
    rng = np.random.default_rng(seed + 1)
    places = _resampled(weights, N_KEPT, rng)
    kept = draws[places]
    effective = float(1 / (weights**2).sum())
    factors, starts = one.of_regions(kept, rng)
    return Brand(kept, factors, starts, one.overdispersion, effective)


class _Posterior:
    """The log posterior density of many parameter vectors at once."""

    def __init__(self, counts: Counts, prior: Prior) -> None:
        self.counts, self.overdispersion = counts, 1.0
        self.spend = counts.scaled
        self.leads = np.where(counts.known, counts.leads, 0.0)
        self.total = self.leads.sum(axis=1)
        self.base = counts.size[:, None] * counts.season * counts.known
        self.years = (np.arange(self.spend.shape[1]) - (self.spend.shape[1] - 1)) / 12
        rate = self.total.sum() / self.base.sum()
        middle = [np.log(prior.months), 0.0, np.log(0.2), np.log(0.03), 0.0]
        self.prior_mean = np.array([*middle, np.log(2 * rate), np.log(0.3)])
        self.prior_sd = np.array([prior.log_sd, 1.2, 1.5, 1.2, 0.1, 1.5, 0.7])

    def density(self, draws: Floats) -> Floats:
        """Return the log density up to a constant, (S,)."""
        off = (draws - self.prior_mean) / self.prior_sd
        worth = self.likelihood(draws) / self.overdispersion - 0.5 * (off**2).sum(axis=1)
        return np.where((np.abs(off) < _MOST_LOG).all(axis=1), worth, -1e12 - (off**2).sum(axis=1))

    def likelihood(self, draws: Floats) -> Floats:
        """Return the log likelihood, regions' own factors and starts integrated out, (S,)."""
        if len(draws) > _CHUNK:  # what is worked out for many draws at once must fit into memory
            parts = np.array_split(draws, -(-len(draws) // _CHUNK))
            return np.concatenate([self.likelihood(part) for part in parts])
        k = np.exp(-2 * draws[:, SPREAD])
        own = log_likelihood(self.means(draws), self.leads, k[:, None])
        return logsumexp(own + _LOG_WEIGHTS[:, None], axis=1).sum(axis=1)

    def means(self, draws: Floats) -> Floats:
        """Return expected leads of an average region, (S, nodes, R, T); 0 where none are known."""
        draws = np.clip(draws, *(self.prior_mean + side * 10 * self.prior_sd for side in (-1, 1)))
        decay = np.exp(-np.log(2) / np.exp(draws[:, HALF_LIFE]))
        since = decay[:, None] ** np.arange(1, self.spend.shape[1] + 1)
        stock = stocks(self.spend, decay, np.zeros((len(draws), len(self.spend))))
        stock = stock[:, None] + self.starts(draws)[..., None] * since[:, None, None]
        half, anyway = (np.exp(draws[:, one])[:, None, None, None] for one in (HALF, ANYWAY))
        rise = np.exp(draws[:, LEVEL, None] + draws[:, DRIFT, None] * self.years)
        return (stock / (stock + half) + anyway) * (rise[:, None, None] * self.base)

    def starts(self, draws: Floats) -> Floats:
        """Return what worked before the first month, (S, nodes, R), at each node."""
        common = draws[:, START, None] + _NODES
        return np.repeat(np.exp(common)[:, :, None], len(self.total), axis=2)

    def mode(self, start: Floats) -> Floats:
        """Return the parameters of the highest density."""
        return _best(self.density, start)

    def dispersion(self, mode: Floats) -> float:
        """Return how much more than by chance the counts vary about their means; at least 1."""
        k, mean = np.exp(-2 * mode[SPREAD]), self.means(mode[None])[0]
        mean = mean * ((k + self.total) / (k + mean.sum(axis=2)))[..., None]
        mean = (mean * self._nodes(mode[None])[0][..., None]).sum(axis=0)
        is_told = mean > 0
        excess = ((self.leads - mean)[is_told] ** 2 / mean[is_told]).sum()
        return max(1.0, float(excess / max(is_told.sum() - len(self.total) - len(mode), 1)))

    def _nodes(self, draws: Floats) -> Floats:
        """Return the share of each node of the starts, (S, nodes, R), given the leads."""
        k = np.exp(-2 * draws[:, SPREAD])
        own = log_likelihood(self.means(draws), self.leads, k[:, None]) / self.overdispersion
        return softmax(own + _LOG_WEIGHTS[:, None], axis=1)

    def of_regions(self, draws: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Return draws (S, R) of regions' own factors and starts, given the other parameters."""
        upto = self._nodes(draws).cumsum(axis=1)
        node = (rng.random((len(draws), 1, len(self.total))) > upto[:, :-1]).sum(axis=1)
        k = np.exp(-2 * draws[:, SPREAD])[:, None]
        expected = np.take_along_axis(self.means(draws).sum(axis=3), node[:, None], axis=1)[:, 0]
        start = np.take_along_axis(self.starts(draws), node[:, None], axis=1)[:, 0]
        shape = k + self.total / self.overdispersion
        return rng.gamma(shape) / (k + expected / self.overdispersion), start


def _best(worth: Callable[[Floats], Floats], start: Floats) -> Floats:
    """Return where a function of many points (S, d) at once is highest, from `start` on."""

    def worse(one: Floats) -> tuple[float, Floats]:
        there = worth(one + _steps(len(one)))
        return -float(there[0]), -(there[1::2] - there[2::2]) / (2 * _STEP)

    return np.asarray(minimize(worse, start, jac=True, method="BFGS").x)


def log_likelihood(mean: Floats, leads: Floats, k: Floats) -> Floats:
    """Return the log likelihood (..., R) of leads (R, T) with means (..., R, T), up to a constant.

    Regions' own factors are integrated out: gamma with mean 1 and shape `k` (...), so that each
    region's leads are negative multinomial.
    """
    row, column = np.nonzero(leads)
    weight = np.zeros((len(row), len(leads)))
    weight[np.arange(len(row)), row] = leads[row, column]
    total = leads.sum(axis=1)
    with np.errstate(divide="ignore"):
        logs = np.log(mean[..., row, column]) @ weight
    k, expected = k[..., None], mean.sum(axis=-1)
    logs += gammaln(k + total) - gammaln(k) - total * np.log(k)
    return logs - (k + total) * np.log1p(expected / k)


def stocks(spend: Floats, decay: Floats, start: Floats) -> Floats:
    """Return effective spending (S, R, T) of `spend` (R, T), from `start` (S, R) on."""
    every = np.broadcast_to(spend, (len(decay), *spend.shape[-2:]))
    moved = carry_over(np.moveaxis(every, 1, 2), decay[:, None], start)
    return np.moveaxis(moved, 2, 1)


def _steps(n: int) -> Floats:
    """Return no step, then a step up and down along each axis."""
    steps = np.zeros((2 * n + 1, n))
    steps[1::2], steps[2::2] = _STEP * np.eye(n), -_STEP * np.eye(n)
    return steps


def _sample(one: _Posterior, mode: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return draws and their weights: from the mode's curvature first, then from the draws."""
    spread = _covariance(one, mode)
    centre = mode
    for _ in range(2):
        draws, density = _t_draws(rng, centre, spread, N_DRAWS)
        odds = one.density(draws) - density
        weights = np.exp(odds - odds.max())
        weights /= weights.sum()
        centre = weights @ draws
        spread = np.cov(draws.T, aweights=weights + 1e-3 / len(weights))
    return draws, weights


def _covariance(one: _Posterior, mode: Floats) -> Floats:
    """Return the inverse curvature at the mode, no wider than the prior along any axis."""
    n, step = len(mode), 0.02 * one.prior_sd
    up = np.eye(n) * step
    pairs = [mode + s * up[i] + t * up[j] for i in range(n) for j in range(n) for s, t in _CORNERS]
    there = one.density(np.array(pairs)).reshape(n, n, 4) @ np.array([1.0, -1.0, -1.0, 1.0])
    curved = -there / (4 * np.outer(step, step))
    own, axes = np.linalg.eigh(curved * np.outer(one.prior_sd, one.prior_sd))
    scaled = axes @ np.diag(1 / np.maximum(own, 1.0)) @ axes.T
    return scaled * np.outer(one.prior_sd, one.prior_sd)


_CORNERS = ((1, 1), (1, -1), (-1, 1), (-1, -1))


def _t_draws(
    rng: np.random.Generator, centre: Floats, spread: Floats, n: int
) -> tuple[Floats, Floats]:
    """Return draws (n, d) of a multivariate t distribution and their log density."""
    d = len(centre)
    root = np.linalg.cholesky(1.2 * spread + 1e-9 * np.diag(np.diag(spread)))
    plain = rng.standard_normal((n, d)) / np.sqrt(rng.chisquare(DEGREES, n) / DEGREES)[:, None]
    density = -0.5 * (DEGREES + d) * np.log1p((plain**2).sum(axis=1) / DEGREES)
    return centre + plain @ root.T, density


def _resampled(weights: Floats, n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return the places of `n` draws of equal weight (systematic resampling)."""
    at = (rng.random() + np.arange(n)) / n
    return np.minimum(np.searchsorted(np.cumsum(weights), at), len(weights) - 1)
