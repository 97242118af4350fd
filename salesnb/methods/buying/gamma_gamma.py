"""Gamma-gamma: what a purchase of a customer will be worth, from how many it made and their mean.

Fader and Hardie, "The gamma-gamma model of monetary value" (2013): amounts of a customer scatter
about its own mean, and these means about that of all, both gamma. Few purchases are drawn to the
mean of all. It takes amounts that do not depend on how often a customer buys.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, gammaln

from salesnb.methods.buying.likelihood import largest_likelihood

Array = NDArray[np.float64]
START = np.log([2.0, 3.0, 1.0])


@dataclass(frozen=True)
class GammaGamma:
    """The fitted model: shape p of a purchase, shape q and scale v of customers."""

    p: float
    q: float
    v: float
    log_likelihood: float

    @property
    def mean(self) -> float:
        """What a purchase is worth on average, over all customers; infinite where q is 1 or less.

        p v / (q - 1).
        """
        return self.p * self.v / (self.q - 1) if self.q > 1 else float("inf")

    def expected(self, n: ArrayLike, mean_amount: ArrayLike) -> Array:
        """Return what a purchase of each customer is worth; without one, the mean of all."""
        n, own = (np.asarray(one, dtype=float) for one in (n, mean_amount))
        seen = np.where(n > 0, np.nan_to_num(own), 0.0)
        weight = self.p * n + self.q - 1
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(weight > 0, self.p * (self.v + n * seen) / weight, self.mean)


def fit_gamma_gamma(n: ArrayLike, mean_amount: ArrayLike) -> GammaGamma:
    """Return the model of largest likelihood.

    `n` purchases of each customer and their mean amount; customers without one, or whose mean is
    not above zero, say nothing and are left out. Raises ValueError where fewer than two are left.
    """
    counts, own = (np.asarray(one, dtype=float).ravel() for one in (n, mean_amount))
    kept = (counts > 0) & np.isfinite(own) & (own > 0)
    counts, own = counts[kept], own[kept]
    if len(own) < 2:
        raise ValueError("amounts of two customers at least are needed")
    scale = float(own.mean())
    logs = largest_likelihood(lambda at: _loss(at, counts, own / scale), START)
    p, q, v = np.exp(logs)
    level = -_loss(logs, counts, own / scale)[0] * len(own) - len(own) * np.log(scale)
    return GammaGamma(float(p), float(q), float(v * scale), float(level))


def _loss(logs: Array, n: Array, own: Array) -> tuple[float, Array]:
    """Return the mean negative log likelihood, and its slope by the logs of p, q and v."""
    p, q, v = np.exp(logs)
    shape, whole = p * n, v + n * own
    value = gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(v)
    value += (shape - 1) * np.log(own) + shape * np.log(n) - (shape + q) * np.log(whole)
    slope_p = n * (digamma(shape + q) - digamma(shape) + np.log(own) + np.log(n) - np.log(whole))
    slope_q = digamma(shape + q) - digamma(q) + np.log(v) - np.log(whole)
    slope_v = q / v - (shape + q) / whole
    slopes = np.array([one.mean() for one in (slope_p, slope_q, slope_v)])
    return -float(value.mean()), -slopes * np.exp(logs)
