"""Trend, season, Spring Festival and working days of a monthly series, with intervals.

The log of a series (or the series itself, where it has zeros or negatives) is a sum of parts with
Gaussian priors: a smooth trend (integrated random walk), twelve seasonal effects shrunk to zero,
three effects of the moving festival (before, during, after), the elasticity to working days, and
noise. All posteriors are closed-form (best linear unbiased prediction; Robinson, Statistical
Science 1991); the three scales that matter, how much the trend bends, how strong the season is
and how large the noise, are averaged over a small grid, each weighted by the marginal likelihood
(Hoeting et al., Bayesian model averaging, Statistical Science 1999).

Short series of the same company are pooled: their season and calendar effects are shrunk toward
the company's, by as much as all of them together say they are alike (empirical Bayes).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logsumexp, softmax

from salesnb.methods.seasonality_parts import (
    EFFECTS,
    Array,
    CalendarPrior,
    Design,
    Parts,
    Posterior,
    Scales,
    design,
    first_noise,
    log_likelihoods,
    mixed,
)
from salesnb.months import Month

_TREND_SCALES = (0.0, 0.02, 0.06, 0.2)  # monthly change of slope, in units of the noise sd
_SEASON_SCALES = {"short": (0.0,), "medium": (0.5, 1.5), "full": (0.5, 1.5, 4.0)}  # in noise sds
_MEMBER_SCALES = (0.25, 0.5, 1.0, 2.0)  # a member's departure from the company's season
_COARSE = np.geomspace(0.06, 2.0, 9)  # noise sds tried first, in units of a rough one
_N_NOISES = 7
_NEGLIGIBLE = 1e-3  # scales with less weight are left out
SHORT, MEDIUM, YEAR = 12, 24, 12
_COLLAPSED = 0.25  # of the months around it: below, a single month is no part of the rhythm


@dataclass(frozen=True)
class Decomposition:
    """The parts of a series.

    `frame`: month, actual, adjusted (season, festival and working days taken out), trend,
    factor (what the calendar does to the month), expected, low, high (95 % for one new month),
    for all months given and `ahead` more. `effects`: effect, estimate, low, high of each calendar
    effect; `season`: number (of the month), estimate, low, high of each seasonal effect; both in
    logs, or in shares of the mean where `is_additive`. `growth`: one row with estimate, low, high
    of the trend's growth over the last twelve months (a share, not below -1; missing with less
    than thirteen months). `ahead`: one row with estimate, low, high of the sum of the months ahead
    (95 %; missing without any). `rung` says which history it stands on: short, medium, full, or
    pooled.
    """

    frame: pd.DataFrame
    effects: pd.DataFrame
    season: pd.DataFrame
    growth: pd.DataFrame
    ahead: pd.DataFrame
    rung: str
    is_additive: bool


@dataclass(frozen=True)
class _Series:
    """A series ready to be taken apart: its months, and its values as shares of their mean or logs.

    `every` has the months ahead too; `y` are the values that the parts add up to, `scale` what one
    of their units is in those of `observed`. Months that `unseen` names say nothing of the parts.
    """

    every: list[Month]
    observed: Array
    y: Array
    scale: float
    is_additive: bool
    unseen: NDArray[np.bool_]

    @classmethod
    def of(cls, months: list[str], values: Array, ahead: int) -> _Series:
        """Return a series ready to be taken apart.

        It is additive where a value is not above zero, other than a single month that collapsed
        (a credit note above the month): that one is unseen.
        """
        observed = np.asarray(values, dtype=float)
        if len(observed) < 3:
            raise ValueError("a series needs at least three months")
        every = [Month.parse(m) for m in months]
        unseen = _collapsed(observed, np.array([m.number for m in every]))
        known = observed[~unseen]
        is_additive = bool((known <= 0).any())
        size = np.mean(np.abs(known)) if is_additive else np.exp(np.mean(np.log(known)))
        scale = max(float(size), 1e-12)
        filled = np.where(unseen, scale, observed) / scale
        y = filled if is_additive else np.log(filled)
        every += [every[-1] + i for i in range(1, ahead + 1)]
        unseen = np.concatenate([unseen, np.zeros(ahead, dtype=bool)])
        return cls(every, observed, y, scale, is_additive, unseen)


def _collapsed(observed: Array, numbers: Array) -> NDArray[np.bool_]:
    """Return which months fell, each alone, below `_COLLAPSED` of the year around them.

    None where two of them are neighbours or of the same name: then low months are a season, or
    the end of one.
    """
    around = pd.Series(observed).rolling(13, center=True, min_periods=7).median().to_numpy()
    low = (observed < _COLLAPSED * around) & (around > 0)
    of_one_name = len(np.unique(numbers[low])) < low.sum()
    is_single = not (low[1:] & low[:-1]).any() and not of_one_name
    return low if is_single else np.zeros(len(observed), dtype=bool)


def decompose(
    months: list[str],
    values: Array,
    *,
    working_days: Callable[[Month], int],
    ahead: int = 0,
    with_festival: bool = True,
) -> Decomposition:
    """Return the parts of a monthly series without gaps (`months` rising, YYYY-MM).

    Under 12 months no season is estimated, from 12 to 24 it is held near zero. Raises
    ValueError for fewer than three months.
    """
    series = _Series.of(months, values, ahead)
    n = len(series.y)
    rung = "short" if n < SHORT else "medium" if n <= MEDIUM else "full"
    plan = design(
        series.every,
        working_days=working_days,
        prior=CalendarPrior.unknown(),
        with_festival=with_festival,
        unseen=series.unseen,
    )
    trial = _Trial.of(plan, series.y, _SEASON_SCALES[rung])
    return _taken_apart(series, trial, trial.season_weights, rung)


def decompose_members(
    months: list[str],
    members: Mapping[str, Array],
    *,
    company: Decomposition,
    working_days: Callable[[Month], int],
    ahead: int = 0,
) -> dict[str, Decomposition]:
    """Return the parts of short series of one company, their season shrunk toward `company`'s.

    `members` are series over the same `months` (three at least); `company` is their sum, or a
    longer series of the same kind. How far members' seasons depart is one scale for all, weighted
    by the likelihood of all of them; the uncertainty of the company's own effects is
    counted in. Raises ValueError for fewer than three months.
    """
    prior = CalendarPrior.learnt(company.season, company.effects)
    series = {name: _Series.of(months, values, ahead) for name, values in members.items()}
    trials = {}
    for name, one in series.items():
        plan = design(one.every, working_days=working_days, prior=prior, unseen=one.unseen)
        trials[name] = _Trial.of(plan, one.y, _MEMBER_SCALES)
    together = _weights(np.sum([trial.by_season for trial in trials.values()], axis=0))
    return {
        name: _taken_apart(one, trials[name], together, "pooled") for name, one in series.items()
    }


@dataclass(frozen=True)
class _Trial:
    """A series under each choice of scales: log likelihood by season, trend and noise."""

    plan: Design
    scales: list[Scales]
    likelihood: Array

    @classmethod
    def of(cls, plan: Design, y: Array, seasons: Sequence[float]) -> _Trial:
        """Return the series under noises around the most likely one, found on a coarse grid."""
        coarse = cls._over(plan, y, seasons, first_noise(y) * _COARSE)
        by_noise = softmax(logsumexp(coarse.likelihood, axis=(0, 1)))
        centre = first_noise(y) * np.exp(by_noise @ np.log(_COARSE))
        free = max(len(y) - 16, len(y) / 4, 2)  # months left to the noise by all other parts
        width = 2.5 / np.sqrt(2 * free)  # 2.5 sds of the log of an sd
        return cls._over(plan, y, seasons, centre * np.exp(width * np.linspace(-1, 1, _N_NOISES)))

    @classmethod
    def _over(cls, plan: Design, y: Array, seasons: Sequence[float], noises: Array) -> _Trial:
        """Return the series under each season scale, trend scale and noise."""
        grid = [
            Scales(trend, season, float(noise))
            for season in seasons
            for trend in _TREND_SCALES
            for noise in noises
        ]
        shape = (len(seasons), len(_TREND_SCALES), len(noises))
        return cls(plan, grid, log_likelihoods(plan, y, grid).reshape(shape))

    @property
    def by_season(self) -> Array:
        """Return the log likelihood of each season scale, over all trends and noises."""
        return np.asarray(logsumexp(self.likelihood, axis=(1, 2)), dtype=float)

    @property
    def season_weights(self) -> Array:
        return _weights(self.by_season)


def _weights(log_likelihood: Array) -> Array:
    """Return weights that add up to 1, in proportion to the likelihoods."""
    return np.asarray(softmax(log_likelihood), dtype=float)


def _taken_apart(series: _Series, trial: _Trial, season_weights: Array, rung: str) -> Decomposition:
    """Return the parts averaged over the scales: `season_weights`, and each other's likelihood."""
    weights = (season_weights[:, None, None] * softmax(trial.likelihood, axis=(1, 2))).ravel()
    kept = [i for i in np.argsort(-weights, kind="stable") if weights[i] > _NEGLIGIBLE]
    share = weights[kept] / weights[kept].sum()
    posteriors = [Posterior(Parts(trial.plan, trial.scales[i]), series.y) for i in kept]
    effects = mixed(share, [one.effects for one in posteriors]).interval
    season = mixed(share, [one.season for one in posteriors]).interval
    return Decomposition(
        _frame(series, share, posteriors),
        pd.DataFrame({"effect": EFFECTS}).join(effects),
        pd.DataFrame({"number": range(1, 13)}).join(season),
        _growth(series, share, posteriors),
        _ahead(series, share, posteriors),
        rung,
        series.is_additive,
    )


def _growth(series: _Series, share: Array, posteriors: Sequence[Posterior]) -> pd.DataFrame:
    """Return what the trend grew by in the last twelve months, as a share, with its interval."""
    n = len(series.y)
    if n <= YEAR:
        return pd.DataFrame(np.full((1, 3), np.nan), columns=["estimate", "low", "high"])
    changes = [one.trend_change(n - 1 - YEAR, n - 1) for one in posteriors]
    change = mixed(share, changes).interval
    if not series.is_additive:
        return change.apply(np.expm1)
    level = mixed(share, [one.trend for one in posteriors]).mean[n - 1 - YEAR]
    return (change / level).clip(lower=-1.0) if level > 0 else change * np.nan


def _ahead(series: _Series, share: Array, posteriors: Sequence[Posterior]) -> pd.DataFrame:
    """Return the sum of the months ahead with its interval, in the units of the series.

    In logs, the sum moves by the share-weighted mean of what its months move by.
    """
    n = len(series.observed)
    each = mixed(share, [one.new_month for one in posteriors]).mean[n:]
    if not len(each):
        return pd.DataFrame(np.full((1, 3), np.nan), columns=["estimate", "low", "high"])
    if series.is_additive:
        total = mixed(share, [one.new_sum(np.ones(len(each))) for one in posteriors])
        return total.interval * series.scale
    size = np.exp(each).sum()
    weights = np.exp(each) / size
    moved = mixed(share, [one.new_sum(weights) for one in posteriors])
    around = (moved.interval - float(moved.mean[0])).apply(np.exp)
    return around * size * series.scale


def _frame(series: _Series, share: Array, posteriors: Sequence[Posterior]) -> pd.DataFrame:
    """Return the frame of a `Decomposition`, in the units of the series."""
    trend = mixed(share, [one.trend for one in posteriors]).mean
    calendar = mixed(share, [one.calendar for one in posteriors]).mean
    expected = mixed(share, [one.new_month for one in posteriors]).interval
    logs = expected.rename(columns={"estimate": "expected"}).assign(trend=trend)
    actual = np.full(len(series.every), np.nan)
    actual[: len(series.observed)] = series.observed
    frame = pd.DataFrame({"month": [str(m) for m in series.every], "actual": actual})
    if series.is_additive:
        frame["adjusted"], frame["factor"] = actual - calendar * series.scale, calendar
    else:
        frame["adjusted"], frame["factor"] = actual / np.exp(calendar), np.exp(calendar)
    for column in ("trend", "expected", "low", "high"):
        values = logs[column] if series.is_additive else np.exp(logs[column])
        frame[column] = values * series.scale
    columns = ["month", "actual", "adjusted", "trend", "factor", "expected", "low", "high"]
    return frame[columns]
