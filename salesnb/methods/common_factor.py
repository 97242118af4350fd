"""Yes-or-no bets that move together: their correlation from the past, and what they bring in all.

Each bet comes off when a latent normal variable lies low enough; those of one cohort share part of
it, `correlation` (the one-factor model of loans; Vasicek, Risk 2002). Misses and windfalls offset
one another only as far as they are independent: the spread that is shared does not shrink with
the number of bets, so a total promised at its mean is missed half of the time, however many.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logsumexp, ndtr, ndtri

Array = NDArray[np.float64]
NODES = 201  # of the shared factor, equally likely
FEW_NODES = 61  # where each is costly
GRID = np.round(np.arange(0.0, 0.605, 0.01), 2)  # correlations looked at
USUAL = 0.5  # mean of what is believed of a correlation before any cohort is seen
FEWEST_COHORTS = 4
CELLS = 1024  # into which a total of few bets is cut
FEW = 300  # bets of which the distribution is worked out cell by cell
EDGE = 1e-6


@dataclass(frozen=True)
class Shared:
    """How far bets of one cohort move together: mean and 90 % range of what past cohorts allow.

    `weights` is the belief over `GRID`. `n_cohorts` is 0 where none could be seen and the usual
    belief stands alone.
    """

    value: float
    low: float
    high: float
    n_cohorts: int
    weights: Array


def factor(n: int = NODES) -> Array:
    """Return `n` equally likely values of the shared factor."""
    return np.asarray(ndtri((np.arange(n) + 0.5) / n), dtype=float)


def given_factor(chances: Array, correlation: float, z: Array) -> Array:
    """Return the chances of bets (n,) given values of the shared factor (k,): (k, n)."""
    latent = ndtri(np.clip(chances, EDGE, 1 - EDGE))
    moved = latent[None, :] + np.sqrt(correlation) * z[:, None]
    return np.asarray(ndtr(moved / np.sqrt(1 - correlation)), dtype=float)


def shared_by_cohorts(came_true: ArrayLike, chances: ArrayLike, cohorts: ArrayLike) -> Shared:
    """Return how far bets of one cohort moved together beyond their own `chances`.

    The likelihood of all cohorts over `GRID`, times a belief that low correlations are likelier
    (exponential of mean `USUAL`). Raises ValueError where the lengths differ.
    """
    hits, p = np.asarray(came_true, dtype=float), np.asarray(chances, dtype=float)
    labels, place = np.unique(np.asarray(cohorts), return_inverse=True)
    if not hits.shape == p.shape == place.shape:
        raise ValueError(f"lengths differ: {hits.shape}, {p.shape}, {place.shape}")
    log = -GRID / USUAL
    several = int((np.bincount(place, minlength=len(labels)) > 1).sum())
    if several >= FEWEST_COHORTS:
        log = log + np.array([_likelihood(hits, p, place, rho) for rho in GRID])
    weights = np.exp(log - logsumexp(log))
    sums = np.cumsum(weights)
    low, high = (float(GRID[np.searchsorted(sums, q)]) for q in (0.05, 0.95))
    seen = several if several >= FEWEST_COHORTS else 0
    return Shared(float(weights @ GRID), low, high, seen, weights)


def _likelihood(hits: Array, p: Array, place: NDArray[np.intp], correlation: float) -> float:
    """Return the log likelihood of all cohorts, the factor of each averaged over its values."""
    given = given_factor(p, correlation, factor(FEW_NODES))
    each = np.where(hits > 0, np.log(given + 1e-300), np.log1p(-np.minimum(given, 1 - 1e-15)))
    order = np.argsort(place, kind="stable")
    starts = np.flatnonzero(np.diff(place[order], prepend=-1))
    by_cohort = np.add.reduceat(each[:, order], starts, axis=1)
    return float((logsumexp(by_cohort, axis=0) - np.log(len(by_cohort))).sum())


@dataclass(frozen=True)
class Total:
    """The distribution of what bets bring in all: `amounts` ascending, and the chance of each."""

    amounts: Array
    chances: Array

    @property
    def mean(self) -> float:
        """What is brought on average."""
        return float(self.amounts @ self.chances)

    @property
    def spread(self) -> float:
        """The standard deviation."""
        return max(float(self.amounts**2 @ self.chances) - self.mean**2, 0.0) ** 0.5

    def reached(self, amount: float) -> float:
        """Return the chance that at least `amount` is brought."""
        return float(self.chances[self.amounts >= amount - 1e-9 * max(abs(amount), 1.0)].sum())

    def safe(self, confidence: float) -> float:
        """Return the most that is brought with a chance of `confidence` at least."""
        from_above = np.cumsum(self.chances[::-1])[::-1]
        kept = self.amounts[from_above >= confidence - 1e-9]
        return float(kept[-1]) if len(kept) else 0.0


def total(chances: ArrayLike, amounts: ArrayLike, correlation: float) -> Total:
    """Return the distribution of the sum of `amounts` of those bets that come off.

    Up to `FEW` bets cell by cell (amounts rounded to 1/`CELLS` of their sum), more of them as
    normal given the factor. Raises ValueError where lengths differ or an amount is negative.
    """
    p, each = (np.asarray(one, dtype=float) for one in (chances, amounts))
    if p.shape != each.shape or (each < 0).any():
        raise ValueError("a chance and an amount of nought or more are expected of each bet")
    whole = float(each.sum())
    if whole <= 0:
        return Total(np.zeros(1), np.ones(1))
    is_few = len(p) <= FEW
    z = factor(FEW_NODES if is_few else NODES) if correlation > 0 else np.zeros(1)
    given = given_factor(p, correlation, z)
    cells = np.linspace(0.0, whole, CELLS + 1)
    return Total(cells, _by_cells(given, each / whole) if is_few else _smooth(given, each, cells))


def _smooth(given: Array, each: Array, cells: Array) -> Array:
    """Return the chance of each cell, the sum being normal given the factor."""
    mean, spread = given @ each, np.sqrt((given * (1 - given)) @ each**2)
    edges = np.concatenate([[-np.inf], (cells[1:] + cells[:-1]) / 2, [np.inf]])
    below = ndtr((edges[None, :] - mean[:, None]) / np.maximum(spread, 1e-12)[:, None])
    return np.asarray(np.diff(below.mean(axis=0)), dtype=float)


def _by_cells(given: Array, shares: Array) -> Array:
    """Return the chance of each cell, by the product of the bets' characteristic functions.

    A bet whose share falls between two cells is spread over both, so that the mean stays.
    """
    at = shares * CELLS
    low = np.floor(at).astype(int)
    part = at - low
    turn = np.exp(-2j * np.pi * np.arange(CELLS + 2) / (2 * CELLS + 2))
    step = np.arange(CELLS + 2)
    product = np.ones((len(given), CELLS + 2), dtype=complex)
    wave = np.exp(-2j * np.pi * step[:, None] * low[None, :] / (2 * CELLS + 2))
    wave = wave * ((1 - part)[None, :] + part[None, :] * turn[:, None])
    for k in range(len(shares)):
        product *= 1 + given[:, k : k + 1] * (wave[:, k][None, :] - 1)
    found = np.fft.irfft(product.mean(axis=0), n=2 * CELLS + 2)[: CELLS + 1]
    found = np.maximum(found, 0.0)
    return np.asarray(found / found.sum(), dtype=float)


def independent_bets(mean_chance: float, mean: float, spread: float) -> float:
    """Return how many equal bets, each by chance of its own, would be as uncertain in all.

    (1 - p) / p over the squared relative spread; missing where nothing is expected.
    """
    if not (0 < mean_chance < 1 and mean > 0 and spread > 0):
        return float("nan")
    return (1 - mean_chance) / mean_chance / (spread / mean) ** 2
