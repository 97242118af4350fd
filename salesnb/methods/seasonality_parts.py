"""The Gaussian parts of a monthly series: prior covariances, likelihood, posterior.

Used by `seasonality`; prior variances are in units of the noise variance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from salesnb.calendars import FESTIVAL_WINDOWS, festival_exposure
from salesnb.months import Month

Array = NDArray[np.float64]
FESTIVAL_SD = 0.30  # prior sd of each festival effect, in logs
ELASTICITY = (0.5, 0.30)  # prior mean and sd of the elasticity to working days
LEVEL_SD, SLOPE_SD = 10.0, 0.03
_UNSEEN = 1e6  # noise variance of a month that says nothing
Z95 = 1.96
EFFECTS = (*(f"festival_{name}" for name, _, _ in FESTIVAL_WINDOWS), "working_days")


@dataclass(frozen=True)
class CalendarPrior:
    """What is known of season and calendar before a series is seen: means and sds, in logs."""

    season: Array  # 12 effects
    season_sd: Array
    effects: Array  # in the order of EFFECTS
    effects_sd: Array

    @classmethod
    def unknown(cls) -> CalendarPrior:
        """Return the prior of a series that stands alone: no season, a festival of either sign."""
        n = len(FESTIVAL_WINDOWS)
        return cls(
            np.zeros(12),
            np.zeros(12),
            np.array([*[0.0] * n, ELASTICITY[0]]),
            np.array([*[FESTIVAL_SD] * n, ELASTICITY[1]]),
        )

    @classmethod
    def learnt(cls, season: pd.DataFrame, effects: pd.DataFrame) -> CalendarPrior:
        """Return the prior that the estimates of a longer series are for its members.

        An effect that is not among them is none for the members either.
        """
        known = effects.set_index("effect").reindex(
            index=EFFECTS, columns=["estimate", "low", "high"]
        )
        return cls(*_moments(season), *_moments(known.fillna(0.0)))


def _moments(estimates: pd.DataFrame) -> tuple[Array, Array]:
    """Return means and sds of estimates whose low and high hold with 95 %."""
    width = (estimates["high"] - estimates["low"]).to_numpy(float)
    return estimates["estimate"].to_numpy(float), width / (2 * Z95)


@dataclass(frozen=True)
class Design:
    """What the calendar says of each month, and the prior that goes with it."""

    twelfths: Array  # months x 12: which month of the year
    regressors: Array  # months x EFFECTS
    prior: CalendarPrior
    unseen: NDArray[np.bool_]  # months that say nothing

    @property
    def noises(self) -> Array:
        """Variance of each month's noise, in units of the noise variance."""
        return np.where(self.unseen, _UNSEEN, 1.0)

    @property
    def mean(self) -> Array:
        """What the calendar lets one expect before the series is seen."""
        return self.regressors @ self.prior.effects + self.twelfths @ self.prior.season


def design(
    every: Sequence[Month],
    *,
    working_days: Callable[[Month], int],
    prior: CalendarPrior,
    unseen: NDArray[np.bool_],
    with_festival: bool = True,
) -> Design:
    """Return the design of some months, of which those `unseen` say nothing of the parts."""
    number = np.array([m.number for m in every])
    twelfths = (number[:, None] == np.arange(1, 13)[None, :]).astype(float)
    exposure = np.array([list(festival_exposure(m).values()) for m in every])
    exposure = exposure if with_festival else np.zeros_like(exposure)
    days = np.log(np.array([working_days(m) for m in every]) / 21.0)
    return Design(twelfths, np.column_stack([exposure, days]), prior, unseen)


@dataclass(frozen=True)
class Parts:
    """Prior covariance of each part over all months, in units of the noise variance."""

    design: Design
    trend: Array
    season_cov: Array  # 12 x 12
    noise: float  # sd, in logs

    @property
    def calendar(self) -> Array:
        """Covariance of season, festival and working days together."""
        twelfths = self.design.twelfths
        return twelfths @ self.season_cov @ twelfths.T + self.regressor_cov

    @property
    def effects_var(self) -> Array:
        return np.asarray((self.design.prior.effects_sd / self.noise) ** 2)

    @property
    def regressor_cov(self) -> Array:
        return (self.design.regressors * self.effects_var) @ self.design.regressors.T

    @property
    def total(self) -> Array:
        return self.trend + self.calendar

    def log_likelihood(self, y: Array) -> float:
        """Return the log likelihood of a series, but for a constant."""
        n = len(y)
        factor = cho_factor(self.total[:n, :n] + np.diag(self.design.noises[:n]), lower=True)
        rest = y - self.design.mean[:n]
        quadratic = float(rest @ cho_solve(factor, rest))
        n_seen = n - int(self.design.unseen[:n].sum())
        fit = -n_seen * np.log(self.noise) - 0.5 * quadratic / self.noise**2
        return float(fit - np.log(np.diag(factor[0])).sum())


def parts(plan: Design, *, trend: float, season: float, noise: float) -> Parts:
    """Return the parts whose trend bends by `trend` a month and whose season departs by `season`.

    Both are sds in units of `noise`, the noise sd; the season departs from the mean of its prior.
    """
    n = len(plan.twelfths)
    time = np.arange(n, dtype=float)
    low, high = np.minimum.outer(time, time), np.maximum.outer(time, time)
    walk = trend**2 * (low**2 * (3 * high - low) / 6)
    straight = (LEVEL_SD / noise) ** 2 + (SLOPE_SD / noise) ** 2 * np.outer(time, time)
    departs = season**2 * (np.eye(12) - 1 / 12)
    return Parts(
        plan, walk + straight, departs + np.diag((plan.prior.season_sd / noise) ** 2), noise
    )


def first_noise(y: Array) -> float:
    """Return a rough noise sd, most often too large: around it the right one is sought."""
    spread = float(np.median(np.abs(np.diff(y)))) / 0.6745 / np.sqrt(2)
    return float(np.clip(spread, 0.01, 0.5))


@dataclass(frozen=True)
class Moments:
    """Posterior mean and variance of some quantities."""

    mean: Array
    var: Array

    @property
    def interval(self) -> pd.DataFrame:
        """Estimate, low and high (95 %)."""
        half = Z95 * np.sqrt(self.var)
        return pd.DataFrame(
            {"estimate": self.mean, "low": self.mean - half, "high": self.mean + half}
        )


def mixed(weights: Array, moments: Sequence[Moments]) -> Moments:
    """Return the moments of a mixture: the variance within, and that of the means between."""
    means = np.array([one.mean for one in moments])
    mean = weights @ means
    within = weights @ np.array([one.var for one in moments])
    return Moments(mean, within + weights @ (means - mean) ** 2)


class Posterior:
    """Posterior moments of the parts, given the observed months and one choice of scales."""

    def __init__(self, prior: Parts, y: Array) -> None:
        self.parts, self.design, self.n = prior, prior.design, len(y)
        noises = np.diag(self.design.noises[: self.n])
        self.factor = cho_factor(prior.total[: self.n, : self.n] + noises, lower=True)
        rest = y - self.design.mean[: self.n]
        self.weights = cho_solve(self.factor, rest)
        self.noise_var = prior.noise**2

    @property
    def trend(self) -> Moments:
        return self._moments(0.0, self.parts.trend, self.parts.trend[:, : self.n])

    def trend_change(self, first: int, last: int) -> Moments:
        """What the trend moved by between two months (their places)."""
        cov = self.parts.trend
        var = cov[last, last] + cov[first, first] - 2 * cov[first, last]
        cross = (cov[last] - cov[first])[None, : self.n]
        return self._moments(0.0, np.array([[var]]), cross)

    @property
    def calendar(self) -> Moments:
        """What the calendar does to each month."""
        cov = self.parts.calendar
        return self._moments(self.design.mean, cov, cov[:, : self.n])

    @property
    def new_month(self) -> Moments:
        """One new value of each month: its parts and the noise."""
        cov = self.parts.total
        mean_and_var = self._moments(self.design.mean, cov, cov[:, : self.n])
        return Moments(mean_and_var.mean, mean_and_var.var + self.noise_var)

    def new_sum(self, weights: Array) -> Moments:
        """The weighted sum of one new value of each of the last months, as many as weights."""
        first = len(self.parts.total) - len(weights)
        cov = self.parts.total[first:, first:] + np.eye(len(weights))
        cross = weights @ self.parts.total[first:, : self.n]
        mean = float(weights @ self.design.mean[first:])
        return self._moments(mean, np.array([[weights @ cov @ weights]]), cross[None, :])

    @property
    def effects(self) -> Moments:
        """The festival and working-day effects, in the order of EFFECTS."""
        prior_var = np.diag(self.parts.effects_var)
        cross = prior_var @ self.design.regressors[: self.n].T
        return self._moments(self.design.prior.effects, prior_var, cross)

    @property
    def season(self) -> Moments:
        """The twelve seasonal effects."""
        cov = self.parts.season_cov
        return self._moments(self.design.prior.season, cov, cov @ self.design.twelfths[: self.n].T)

    def _moments(self, prior_mean: Array | float, cov: Array, cross: Array) -> Moments:
        """Return moments by the prior mean, its covariance, and that with the observed."""
        explained = np.einsum("ij,ji->i", cross, cho_solve(self.factor, cross.T))
        left = np.maximum(np.diag(cov) - explained, 0)
        return Moments(prior_mean + cross @ self.weights, self.noise_var * left)
