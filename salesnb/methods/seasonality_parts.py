"""The Gaussian parts of a monthly series: prior covariances, likelihood, posterior.

Used by `seasonality`; prior variances are in units of the noise variance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

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
_DEPARTS = np.eye(12) - 1 / 12  # covariance of twelve effects that add up to nothing
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

    @cached_property
    def mean(self) -> Array:
        """What the calendar lets one expect before the series is seen."""
        return self.regressors @ self.prior.effects + self.twelfths @ self.prior.season

    @cached_property
    def bend(self) -> Array:
        """Covariance of a trend whose slope moves by 1 a month: an integrated random walk."""
        time = np.arange(len(self.twelfths), dtype=float)
        low, high = np.minimum.outer(time, time), np.maximum.outer(time, time)
        return np.asarray(low**2 * (3 * high - low) / 6)

    @cached_property
    def straight(self) -> Array:
        """Covariance of level and slope, in logs."""
        time = np.arange(len(self.twelfths), dtype=float)
        return LEVEL_SD**2 + SLOPE_SD**2 * np.outer(time, time)

    @cached_property
    def regressors_cov(self) -> Array:
        """Covariance of festival and working days, in logs."""
        return np.asarray((self.regressors * self.prior.effects_sd**2) @ self.regressors.T)

    @cached_property
    def departure(self) -> Array:
        """Covariance of a season whose twelve effects depart by 1 from the mean of their prior."""
        return self.twelfths @ _DEPARTS @ self.twelfths.T

    @cached_property
    def steady(self) -> Array:
        """Covariance, in logs, of all that no scale but the noise changes."""
        season = (self.twelfths * self.prior.season_sd**2) @ self.twelfths.T
        return np.asarray(self.straight + season + self.regressors_cov)


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
class Scales:
    """How much the trend bends a month and the season departs, as sds in units of the noise sd."""

    trend: float
    season: float
    noise: float  # sd, in logs


def log_likelihoods(plan: Design, y: Array, every: Sequence[Scales]) -> Array:
    """Return the log likelihood of a series under each choice of scales, but for a constant.

    All choices at once: their covariances are stacked (choices x months x months).
    """
    n = len(y)
    scales = np.array([(one.trend, one.season, one.noise) for one in every])
    noise = scales[:, 2]
    trend, season, unit = (scales**2).T[:, :, None, None]
    cov = trend * plan.bend[:n, :n] + season * plan.departure[:n, :n] + plan.steady[:n, :n] / unit
    factors = np.linalg.cholesky(cov + np.diag(plan.noises[:n]))
    rest = np.linalg.solve(factors, (y - plan.mean[:n])[:, None])[..., 0]
    n_seen = n - int(plan.unseen[:n].sum())
    fit = -n_seen * np.log(noise) - 0.5 * (rest**2).sum(axis=1) / noise**2
    log_roots = np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
    return np.asarray(fit - log_roots, dtype=float)


@dataclass(frozen=True)
class Parts:
    """Prior covariance of each part over all months, in units of the noise variance."""

    design: Design
    scales: Scales

    @property
    def noise(self) -> float:
        return self.scales.noise

    @cached_property
    def trend(self) -> Array:
        return self.scales.trend**2 * self.design.bend + self.design.straight / self.noise**2

    @cached_property
    def season_cov(self) -> Array:
        """Covariance of the twelve seasonal effects."""
        stated = np.diag((self.design.prior.season_sd / self.noise) ** 2)
        return self.scales.season**2 * _DEPARTS + stated

    @cached_property
    def calendar(self) -> Array:
        """Covariance of season, festival and working days together."""
        twelfths = self.design.twelfths
        season = twelfths @ self.season_cov @ twelfths.T
        return np.asarray(season + self.design.regressors_cov / self.noise**2)

    @property
    def effects_var(self) -> Array:
        return np.asarray((self.design.prior.effects_sd / self.noise) ** 2)

    @cached_property
    def total(self) -> Array:
        return self.trend + self.calendar


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
