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
LEAST_RAMP = 6  # months that a new slope must have
NEW, RECENT = 3, 6  # months: a step within them is a new one, a recent one
SHARES = {"outlier": 0.03, "new": 0.45, "recent": 0.2, "old": 0.12, "trend": 0.12}  # of alarms
KINDS = ("outlier", "level", "level", "level", "trend")  # in the order of SHARES
THREE = 2  # the place, among the alternatives, of the step of the last three months
FESTIVAL = 2.0  # sd of a series' own festival effect, in sds of its own season
_TINY = 1e-300
_ROUNDING = 1e-20  # squares below this share of the values' are those of rounding


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
    month after each change, `groups` the groups of `SHARES`.
    """

    def __init__(self, months: tuple[str, ...], noise: Noise) -> None:
        n = len(months)
        self.dimension = n - 1
        columns, self.places, n_steps = _alternatives(n)
        ends = [0, 1, NEW, RECENT, n_steps, columns.shape[1]]
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

    def fit(self, values: Array, beyond: Array) -> Fit:
        """Return the best alternative of each column of `values` (months x series).

        `beyond` is how far the last month of each really lay beyond its value.
        """
        return Fit(self, np.asarray(values, dtype=float), np.asarray(beyond, dtype=float))


class Fit:
    """The best alternative of each series.

    `group` and `best` are its group and its place among the alternatives; `left` the share that it
    leaves of what the constant leaves (in squares); `chance` how often noise alone does as well
    anywhere. All are arrays by series. The last month counts in full only where it stands alone.
    """

    def __init__(self, scan: Scan, values: Array, beyond: Array) -> None:
        self.scan, self.values, self.beyond = scan, values, beyond
        whitened = scan.whitening @ values
        left = scan.without_base(whitened)
        is_flat = (left**2).sum(axis=0) <= _ROUNDING * (whitened**2).sum(axis=0)
        self.residuals = np.where(is_flat, 0.0, left)
        self.squares = (self.residuals**2).sum(axis=0)
        self._scores = scan.units.T @ self.residuals
        size = np.abs(self._scores)
        places = np.array([size[g].argmax(axis=0) + g.start for g in scan.groups])
        lefts = np.array([self._left(at) for at in places])
        shares = zip(scan.paths, lefts, SHARES.values(), strict=True)
        chances = np.array([path.chance(left) / share for path, left, share in shares])
        self.chance = np.minimum(chances.min(axis=0), 1.0)
        turned = lefts[1:].argmin(axis=0) + 1  # of turns, the likeliest whatever its group
        self.group = np.where(chances.argmin(axis=0) == 0, 0, turned)
        picked = (self.group, np.arange(values.shape[1]))
        self.best: Places = places[picked]
        self.left = lefts[picked]

    def _score(self, at: Places) -> Array:
        return np.asarray(np.take_along_axis(self._scores, at[None], axis=0)[0])

    def _left(self, at: Places) -> Array:
        """Return the share of the squares that alternative `at` of each series leaves."""
        score, rest = self._score(at), (self.rest(at) ** 2).sum(axis=0)
        alone = np.where(at == 0, self.scan.lengths[0] * self.beyond, 0.0)
        squares = rest + (score + alone) ** 2
        return np.where(squares > _TINY, rest / np.maximum(squares, _TINY), 1.0)

    def rest(self, at: Places) -> Array:
        """Return whitened residuals (months x series), alternative `at` of each taken out."""
        return np.asarray(self.residuals - self.scan.units[:, at] * self._score(at))

    def noise(self, at: Places) -> Array:
        """Return the sd of the noise of each series, alternative `at` taken out."""
        return np.sqrt((self.rest(at) ** 2).sum(axis=0) / (self.scan.dimension - 1))

    def size(self, at: Places) -> Array:
        """Return the size of alternative `at` of each series: its step, or its slope a month."""
        alone = np.where(at == 0, self.beyond, 0.0)
        return np.asarray(self._score(at) / self.scan.lengths[at] + alone)

    def level(self, at: Places) -> Array:
        """Return the level of each series before alternative `at`."""
        before = self.values - self.scan.columns[:, at] * self._score(at) / self.scan.lengths[at]
        return np.asarray(self.scan.to_level @ before)

    @property
    def steady_likelihood(self) -> Array:
        """Return the log likelihood of the noise, the level being integrated out.

        The best alternative counts as far as it does better than one of twenty by chance.
        """
        gain = np.maximum(np.log(self.scan.edge) - np.log(np.maximum(self.left, _TINY)), 0.0)
        return self._likelihood(gain)

    @property
    def moved_likelihood(self) -> Array:
        """Return the log likelihood of the noise, level and best alternative taken out."""
        return self._likelihood(-np.log(np.maximum(self.left, _TINY)))

    def _likelihood(self, gain: Array) -> Array:
        fit = gain - np.log(np.maximum(self.squares, _TINY))
        return np.asarray(self.scan.dimension / 2 * fit - self.scan.log_roots)


def _alternatives(n: int) -> tuple[Array, Places, int]:
    """Return the columns of steps and ramps, the first month after each, and how many are steps.

    The last ramp is a straight line through all months.
    """
    time = np.arange(n)
    steps = np.arange(n - 1, LEAST_BEFORE - 1, -1)
    ramps = np.append(np.arange(n - LEAST_RAMP, LEAST_BEFORE - 1, -1), 0)
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
