"""BG/NBD: how many purchases a customer will make, from how many it made and when the last one.

Fader, Hardie and Lee, "Counting your customers" the easy way, Marketing Science 24 (2005): while a
customer buys, purchases come at random at its own rate (gamma: r, alpha); after each it leaves for
good with its own chance (beta: a, b). The chance that it is still there (`p_alive`) is one for
whoever bought once, so it must not rank who is slipping away: `chance_of_order` does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, expit, gammaln, hyp2f1

from salesnb.methods.buying.likelihood import LIMIT, largest_likelihood

Array = NDArray[np.float64]
NAMES = ("r", "alpha", "a", "b")
START = np.log([1.0, 1.0, 1.0, 2.0])


@dataclass(frozen=True)
class BgNbd:
    """The fitted model; time is counted in the unit of the fit."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    n_customers: float
    has_converged: bool

    def p_alive(self, x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> Array:
        """Return the chance that each customer has not left for good; 1 for one purchase alone."""
        x, t_x, age = _arrays(x, t_x, age)
        return expit(-self._log_odds_left(x, t_x, age))

    def chance_of_order(
        self, x: ArrayLike, t_x: ArrayLike, age: ArrayLike, *, ahead: float
    ) -> Array:
        """Return the chance of at least one purchase within the next `ahead` units of time."""
        x, t_x, age = _arrays(x, t_x, age)
        none = (self.r + x) * (np.log(self.alpha + age) - np.log(self.alpha + age + ahead))
        return self.p_alive(x, t_x, age) * -np.expm1(none)

    def expected(self, x: ArrayLike, t_x: ArrayLike, age: ArrayLike, *, ahead: float) -> Array:
        """Return how many purchases are expected of each within the next `ahead` units of time."""
        x, t_x, age = _arrays(x, t_x, age)
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        a = a + 1e-7 if abs(a - 1) < 1e-7 else a  # the limit there is finite
        shape = alpha + age + ahead
        tail = hyp2f1(r + x, b + x, a + b + x - 1, ahead / shape)
        power = np.exp((r + x) * (np.log(alpha + age) - np.log(shape)))
        return (a + b + x - 1) / (a - 1) * (1 - power * tail) * self.p_alive(x, t_x, age)

    def _log_odds_left(self, x: Array, t_x: Array, age: Array) -> Array:
        later = np.log(self.a) - np.log(np.maximum(self.b + x - 1, 1e-300))
        later = later + (self.r + x) * (np.log(self.alpha + age) - np.log(self.alpha + t_x))
        return np.where(x > 0, later, -np.inf)


def fit_bgnbd(x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> BgNbd:
    """Return the model of largest likelihood.

    `x` repeat purchases, `t_x` time of the last one since the first, `age` time observed since the
    first (`summaries.purchase_summary`). Rows that are alike are counted once, so that a million
    customers take seconds. Raises ValueError for rows that cannot be: missing, negative, a last
    purchase after the end; and where nobody bought twice.
    """
    rows, n = _compressed(*_checked(x, t_x, age))
    scale = float(np.average(rows[:, 2], weights=n)) or 1.0
    parts = _Parts.of(rows / [1.0, scale, scale], n)
    logs = largest_likelihood(parts.loss, START)
    r, alpha, a, b = np.exp(logs).tolist()
    purchases = float(n @ rows[:, 0])
    level = float(-parts.loss(logs)[0] * n.sum() - purchases * np.log(scale))
    inside = bool(np.abs(logs).max() < LIMIT)
    return BgNbd(r, alpha * scale, a, b, level, float(n.sum()), inside)


def log_likelihood(model: BgNbd, x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> float:
    """Return the log likelihood of purchases at the parameters of a model."""
    rows, n = _compressed(*_checked(x, t_x, age))
    parts = _Parts.of(rows, n)
    at = np.log([getattr(model, name) for name in NAMES])
    return -parts.loss(at)[0] * float(n.sum())


@dataclass(frozen=True)
class _Parts:
    """Different rows and how often each; functions of x alone are worked out once per x."""

    counts: Array  # the different numbers of repeat purchases
    place: NDArray[np.intp]  # of each row among them
    t_x: Array
    age: Array
    n: Array

    @classmethod
    def of(cls, rows: Array, n: Array) -> _Parts:
        counts, place = np.unique(rows[:, 0], return_inverse=True)
        return cls(counts, place, rows[:, 1], rows[:, 2], n)

    def loss(self, logs: Array) -> tuple[float, Array]:
        """Return the mean negative log likelihood, and its slope by the logs of parameters."""
        r, alpha, a, b = np.exp(logs)
        x = self.counts
        bought = (x > 0)[self.place]
        level, of_r, of_a, of_b = self._by_count(r, a, b)
        shape = (r + x)[self.place]
        log_age, log_last = np.log(alpha + self.age), np.log(alpha + self.t_x)
        left = np.log(a) - np.log(np.maximum(b + x - 1, 1e-300))[self.place]
        left = np.where(bought, left + shape * (log_age - log_last), -np.inf)
        gone = expit(left)  # the chance of having left
        value = level[self.place] + r * np.log(alpha) - shape * log_age + np.logaddexp(0, left)
        slope_r = of_r[self.place] + np.log(alpha) - log_age + gone * (log_age - log_last)
        slope_alpha = r / alpha - shape / (alpha + self.age)
        slope_alpha += gone * shape * (1 / (alpha + self.age) - 1 / (alpha + self.t_x))
        slope_a = of_a[self.place] + gone / a
        slope_b = of_b[self.place] - gone / np.maximum(b + x - 1, 1e-300)[self.place]
        slopes = (slope_r, slope_alpha, slope_a, slope_b)
        weight = self.n / self.n.sum()
        return -float(weight @ value), -np.array([weight @ one for one in slopes]) * np.exp(logs)

    def _by_count(self, r: float, a: float, b: float) -> tuple[Array, Array, Array, Array]:
        """Return the part of each x that knows no time, and its slopes by r, a and b."""
        x = self.counts
        level = gammaln(r + x) - gammaln(r) + gammaln(a + b) - gammaln(a + b + x)
        level += gammaln(b + x) - gammaln(b)
        both = digamma(a + b) - digamma(a + b + x)
        return level, digamma(r + x) - digamma(r), both, both + digamma(b + x) - digamma(b)


def _arrays(*values: ArrayLike) -> tuple[Array, ...]:
    return tuple(np.asarray(one, dtype=float) for one in values)


def _checked(x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> tuple[Array, Array, Array]:
    columns = np.broadcast_arrays(*_arrays(x, t_x, age))
    repeat, last, whole = (one.ravel() for one in columns)
    if not all(np.isfinite(one).all() for one in columns):
        raise ValueError("purchases, last purchase and time observed: a value is missing")
    if (repeat < 0).any() or (last < 0).any() or (last > whole + 1e-9).any():
        raise ValueError("a last purchase lies between the first one and the end of what is seen")
    if ((repeat > 0) != (last > 0)).any():
        raise ValueError("who bought again has a last purchase after the first, and nobody else")
    if not (repeat > 0).any():
        raise ValueError("nobody bought twice: how often customers return cannot be told")
    return repeat, last, whole


def _compressed(x: Array, t_x: Array, age: Array) -> tuple[Array, Array]:
    """Return the different rows (n, 3) and how many customers each stands for."""
    codes = [pd.factorize(one, sort=True) for one in (x, t_x, age)]
    key = np.zeros(len(x), dtype=np.int64)
    for code, values in codes:
        key = key * len(values) + code
    kept, n = np.unique(key, return_counts=True)
    columns: list[Array] = []
    for _, values in reversed(codes):
        kept, place = np.divmod(kept, len(values))
        columns.insert(0, np.asarray(values)[place])
    return np.column_stack(columns), n.astype(float)
