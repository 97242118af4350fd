"""Breaks of one kind or another in many series of the same months, each with its chance level.

A series is a constant and noise; the alternatives are a step at any month and a ramp from any
month. Its noise persists from month to month (lag-one correlation) and repeats a part of itself
every year (a season, and a moving festival, of the series' own). Generalised least squares with
that covariance; the statistic is the largest |correlation| between what the constant leaves and an
alternative. What is asked first, has it turned lately, gets most of the alarms allowed (`SHARES`:
weighted Bonferroni; Genovese, Roeder and Wasserman, Biometrika 2006).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from salesnb.calendars import festival_exposure
from salesnb.methods.sphere_path import Path
from salesnb.months import Month

Array = NDArray[np.float64]
Places = NDArray[np.int64]
LEAST_BEFORE = 6  # months of the constant before any change
LEAST_RAMP = 4  # months that a new slope must have
RECENT = 6  # months: a step within them is a recent one
SHARES = {"outlier": 0.05, "recent": 0.6, "old": 0.125, "trend": 0.125}  # of the alarms allowed
KINDS = ("outlier", "level", "level", "trend")  # in the order of SHARES
THREE = 2  # the place, among the alternatives, of the step of the last three months
FESTIVAL = 2.0  # sd of a series' own festival effect, in sds of its own season
_TINY = 1e-300


@dataclass(frozen=True)
class Noise:
    """What the noise of a series is like.

    `persistence` is its lag-one correlation, `season` the sd of a season of its own, in noise sds.
    """

    persistence: float = 0.0
    season: float = 0.0


class Scan:
    """All alternatives of series of `months`, under one kind of noise.

    The alternatives are steps, that of the last month first, then ramps; `places` is the first
    month after each change, `groups` the four groups of `SHARES`.
    """

    def __init__(self, months: tuple[str, ...], noise: Noise) -> None:
        n = len(months)
        self.dimension = n - 1
        columns, self.places, n_steps = _alternatives(n)
        ends = [0, 1, min(RECENT, n_steps), n_steps, columns.shape[1]]
        self.groups = [slice(*pair) for pair in pairwise(ends)]
        root = np.linalg.cholesky(_covariance(months, noise))
        self.whitening = np.linalg.inv(root)
        constant = self.whitening.sum(axis=1)
        length = float(np.linalg.norm(constant))
        self.base = (constant / length)[:, None]
        self.to_level = constant @ self.whitening / length**2
        self.log_roots = float(np.log(np.diag(root)).sum() + np.log(length))
        self.columns = columns
        left = self.without_base(self.whitening @ columns)
        self.lengths = np.linalg.norm(left, axis=0)
        self.units = left / self.lengths

    def without_base(self, whitened: Array) -> Array:
        """Return what is left of whitened columns without the constant."""
        return np.asarray(whitened - self.base @ (self.base.T @ whitened))

    @cached_property
    def paths(self) -> list[Path]:
        """The alternatives of each group in a row."""
        return [Path(self.units[:, group], self.dimension) for group in self.groups]

    @cached_property
    def edge(self) -> float:
        """What the best alternative leaves at most, of the squares, in one of twenty by chance."""
        shares = zip(self.paths, SHARES.values(), strict=True)
        return min(path.left_at(0.05 * share) for path, share in shares)

    def fit(self, values: Array) -> Fit:
        """Return the best alternative of each column of `values` (months x series)."""
        return Fit(self, np.asarray(values, dtype=float))


class Fit:
    """The best alternative of each series.

    `group` and `best` are its group and its place among the alternatives; `left` the share that it
    leaves of what the constant leaves (in squares); `chance` how often noise alone does as well
    anywhere. All are arrays by series.
    """

    def __init__(self, scan: Scan, values: Array) -> None:
        self.scan, self.values = scan, values
        self.residuals = scan.without_base(scan.whitening @ values)
        self.squares = (self.residuals**2).sum(axis=0)
        self._scores = scan.units.T @ self.residuals
        size = np.abs(self._scores)
        places = np.array([size[g].argmax(axis=0) + g.start for g in scan.groups])
        lefts = np.array([self._left(at) for at in places])
        shares = zip(scan.paths, lefts, SHARES.values(), strict=True)
        chances = np.array([path.chance(left) / share for path, left, share in shares])
        self.group = chances.argmin(axis=0)
        picked = (self.group, np.arange(values.shape[1]))
        self.best: Places = places[picked]
        self.left, self.chance = lefts[picked], np.minimum(chances[picked], 1.0)

    def _left(self, at: Places) -> Array:
        """Return the share of the squares that alternative `at` of each series leaves."""
        score = np.take_along_axis(self._scores, at[None], axis=0)[0]
        rest = self.residuals - self.scan.units[:, at] * score
        with_any = self.squares > _TINY
        return np.where(with_any, (rest**2).sum(axis=0) / np.maximum(self.squares, _TINY), 1.0)

    @property
    def log_likelihood(self) -> Array:
        """Return the log likelihood of the noise, the other parts being integrated out.

        The best alternative counts as far as it does better than one of twenty by chance.
        """
        gain = np.maximum(np.log(self.scan.edge) - np.log(np.maximum(self.left, _TINY)), 0.0)
        fit = gain - np.log(np.maximum(self.squares, _TINY))
        return np.asarray(self.scan.dimension / 2 * fit - self.scan.log_roots)

    def noise(self, at: Places) -> Array:
        """Return the sd of the noise of each series, alternative `at` taken out."""
        return np.sqrt(self._left(at) * self.squares / (self.scan.dimension - 1))

    def size(self, at: Places) -> Array:
        """Return the size of alternative `at` of each series: its step, or its slope a month."""
        score = np.take_along_axis(self._scores, at[None], axis=0)[0]
        return np.asarray(score / self.scan.lengths[at])

    def level(self, at: Places) -> Array:
        """Return the level of each series before alternative `at`."""
        before = self.values - self.scan.columns[:, at] * self.size(at)
        return np.asarray(self.scan.to_level @ before)

    def rest(self, at: Places) -> Array:
        """Return whitened residuals (months x series), alternative `at` of each taken out."""
        score = np.take_along_axis(self._scores, at[None], axis=0)[0]
        return np.asarray(self.residuals - self.scan.units[:, at] * score)


def _alternatives(n: int) -> tuple[Array, Places, int]:
    """Return the columns of steps and ramps, the first month after each, and how many are steps."""
    time = np.arange(n)
    steps = np.arange(n - 1, LEAST_BEFORE - 1, -1)
    ramps = np.arange(n - LEAST_RAMP, -1, -1)
    after = time[:, None] >= steps
    rising = np.maximum(time[:, None] - ramps + 1.0, 0.0)
    return np.column_stack([after, rising]), np.concatenate([steps, ramps]), len(steps)


def _covariance(months: tuple[str, ...], noise: Noise) -> Array:
    """Return the covariance of the months, in units of the variance of the noise."""
    time = np.arange(len(months))
    covariance = noise.persistence ** np.abs(time[:, None] - time[None, :])
    parsed = [Month.parse(one) for one in months]
    number = np.array([one.number for one in parsed])
    exposure = np.array([list(festival_exposure(one).values()) for one in parsed])
    own = (number[:, None] == number[None, :]) + FESTIVAL**2 * exposure @ exposure.T
    return np.asarray(covariance + noise.season**2 * own)


@lru_cache(maxsize=1024)
def scan_of(months: tuple[str, ...], noise: Noise) -> Scan:
    """Return the scan of series of these months, made once."""
    return Scan(months, noise)
