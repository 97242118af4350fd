"""Trend, season, Spring Festival and working days of a monthly series, with intervals.

The log of a series (or the series itself, where it has zeros or negatives) is a sum of parts with
Gaussian priors: a smooth trend (integrated random walk), twelve seasonal effects shrunk to zero,
three effects of the moving festival (before, during, after), the elasticity to working days, and
noise. All posteriors are closed-form (best linear unbiased prediction; Robinson, Statistical
Science 1991); the two scales that matter are chosen by marginal likelihood on a small grid.
"""

from __future__ import annotations

from collections.abc import Callable
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
_TREND_SCALES = (0.0, 0.02, 0.06, 0.2)  # monthly change of slope, in units of the noise sd
_SEASON_SCALES = (0.5, 1.5, 4.0)  # seasonal sd, in units of the noise sd
SHORT, MEDIUM = 12, 24


@dataclass(frozen=True)
class Decomposition:
    """The parts of a series.

    `frame`: month, actual, adjusted (season, festival and working days taken out), trend,
    factor (what the calendar does to the month), expected, low, high (95 % for one new month),
    for all months given and `ahead` more. `effects`: name, effect, low, high of each calendar
    effect. `rung` says which history it stands on: short, medium or full.
    """

    frame: pd.DataFrame
    effects: pd.DataFrame
    rung: str
    is_additive: bool


def decompose(
    months: list[str],
    values: Array,
    *,
    working_days: Callable[[Month], int],
    ahead: int = 0,
    with_festival: bool = True,
) -> Decomposition:
    """Return the parts of a monthly series without gaps (`months` rising, YYYY-MM).

    Under 12 months no season is estimated, from 12 to 24 it is held close to zero. Raises
    ValueError for fewer than three months.
    """
    observed = np.asarray(values, dtype=float)
    n = len(observed)
    if n < 3:
        raise ValueError("a series needs at least three months")
    is_additive = bool((observed <= 0).any())
    scale = max(float(np.mean(np.abs(observed))), 1e-12)
    y = observed / scale if is_additive else np.log(observed)
    every = [Month.parse(m) for m in months]
    every += [every[-1] + i for i in range(1, ahead + 1)]
    rung = "short" if n < SHORT else "medium" if n <= MEDIUM else "full"
    parts = _best_parts(every, y, working_days, rung, with_festival)
    posterior = _Posterior(parts, y)
    frame = _frame(every, observed, posterior, is_additive, scale)
    return Decomposition(frame, posterior.effects(is_additive), rung, is_additive)


@dataclass(frozen=True)
class _Parts:
    """Prior covariance of each part over all months, in units of the noise variance."""

    trend: Array
    season: Array
    regressors: Array  # columns: festival windows, log working days
    prior_mean: Array
    prior_var: Array

    @property
    def calendar(self) -> Array:
        return self.season + (self.regressors * self.prior_var) @ self.regressors.T

    @property
    def total(self) -> Array:
        return self.trend + self.calendar


def _best_parts(
    every: list[Month], y: Array, working_days: Callable[[Month], int], rung: str, festival: bool
) -> _Parts:
    """Return the parts whose scales make the series most likely."""
    seasons = {"short": (0.0,), "medium": (0.5,), "full": _SEASON_SCALES}[rung]
    noise = _first_noise(y)
    best: tuple[float, _Parts] | None = None
    for trend in _TREND_SCALES:
        for season in seasons:
            parts = _parts(every, working_days, trend, season, noise, festival)
            score = _log_likelihood(parts, y)
            if best is None or score > best[0]:
                best = (score, parts)
    return best[1]  # type: ignore[index]


def _first_noise(y: Array) -> float:
    """Return a rough noise sd, to bring the priors of fixed effects to its units."""
    spread = float(np.median(np.abs(np.diff(y)))) / 0.6745 / np.sqrt(2)
    return float(np.clip(spread, 0.01, 0.5))


def _parts(
    every: list[Month],
    working_days: Callable[[Month], int],
    trend: float,
    season: float,
    noise: float,
    festival: bool,
) -> _Parts:
    n = len(every)
    time = np.arange(n, dtype=float)
    low, high = np.minimum.outer(time, time), np.maximum.outer(time, time)
    walk = trend**2 * (low**2 * (3 * high - low) / 6)
    straight = (LEVEL_SD / noise) ** 2 + (SLOPE_SD / noise) ** 2 * np.outer(time, time)
    number = np.array([m.number for m in every])
    same = (number[:, None] == number[None, :]).astype(float) - 1 / 12
    exposure = np.array([list(festival_exposure(m).values()) for m in every])
    exposure = exposure if festival else np.zeros_like(exposure)
    days = np.log(np.array([working_days(m) for m in every]) / 21.0)
    sds = np.array([*[FESTIVAL_SD] * len(FESTIVAL_WINDOWS), ELASTICITY[1]]) / noise
    mean = np.array([*[0.0] * len(FESTIVAL_WINDOWS), ELASTICITY[0]])
    return _Parts(
        walk + straight, season**2 * same, np.column_stack([exposure, days]), mean, sds**2
    )


def _log_likelihood(parts: _Parts, y: Array) -> float:
    n = len(y)
    cov = parts.total[:n, :n] + np.eye(n)
    factor = cho_factor(cov, lower=True)
    rest = y - parts.regressors[:n] @ parts.prior_mean
    quadratic = float(rest @ cho_solve(factor, rest))
    return -0.5 * n * np.log(quadratic / n) - float(np.log(np.diag(factor[0])).sum())


class _Posterior:
    """Posterior means and variances of the parts, given the observed months."""

    def __init__(self, parts: _Parts, y: Array) -> None:
        self.parts, self.n = parts, len(y)
        self.factor = cho_factor(parts.total[: self.n, : self.n] + np.eye(self.n), lower=True)
        rest = y - parts.regressors[: self.n] @ parts.prior_mean
        self.weights = cho_solve(self.factor, rest)
        self.noise_var = max(float(rest @ self.weights) / self.n, 1e-12)

    def mean(self, cov: Array) -> Array:
        return cov[:, : self.n] @ self.weights

    def total_var(self) -> Array:
        cross = self.parts.total[:, : self.n]
        explained = np.einsum("ij,ji->i", cross, cho_solve(self.factor, cross.T))
        return self.noise_var * np.maximum(np.diag(self.parts.total) - explained, 0)

    def effects(self, is_additive: bool) -> pd.DataFrame:
        """Return festival and working-day effects with 95 % intervals (logs, or shares of the mean)."""
        cross = (self.parts.regressors[: self.n] * self.parts.prior_var).T
        mean = self.parts.prior_mean + cross @ self.weights
        inner = cross @ cho_solve(self.factor, cross.T)
        sd = np.sqrt(self.noise_var * np.maximum(self.parts.prior_var - np.diag(inner), 0))
        names = [f"festival_{name}" for name, _, _ in FESTIVAL_WINDOWS] + ["working_days"]
        return pd.DataFrame(
            {"effect": names, "estimate": mean, "low": mean - 1.96 * sd, "high": mean + 1.96 * sd}
        )


def _frame(
    every: list[Month], observed: Array, posterior: _Posterior, is_additive: bool, scale: float
) -> pd.DataFrame:
    parts = posterior.parts
    trend = posterior.mean(parts.trend)
    calendar = posterior.mean(parts.calendar) + parts.regressors @ parts.prior_mean
    sd = np.sqrt(posterior.total_var() + posterior.noise_var)
    centre = trend + calendar
    back = (lambda v: v * scale) if is_additive else np.exp
    actual = np.full(len(every), np.nan)
    actual[: len(observed)] = observed
    adjusted = actual - calendar * scale if is_additive else actual / np.exp(calendar)
    factor = calendar if is_additive else np.exp(calendar)
    return pd.DataFrame({
        "month": [str(m) for m in every], "actual": actual, "adjusted": adjusted, "trend": back(trend),
        "factor": factor, "expected": back(centre), "low": back(centre - 1.96 * sd), "high": back(centre + 1.96 * sd),
    })  # fmt: skip
