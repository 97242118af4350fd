"""Fleets of monthly series with planted truth: amounts, counts, outliers, a moving festival."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb import calendars
from salesnb.months import Month
from tests.methods.planted import CALENDAR, ELASTICITY, FESTIVAL, SEASON

Array = np.ndarray
KINDS = ("level", "trend", "variance")
COMMON = 0.1  # of the noise's variance that all series share
OUTLIERS = 0.03  # months of a series with outliers that are such


@dataclass(frozen=True)
class Nature:
    """What the series of a fleet are like beside their changes.

    `persistence` is the lag-one correlation of the noise, `season` the sd of a series' own season
    in noise sds (its festival departs alike), `growth` the sd of a year's growth.
    """

    persistence: float = 0.0
    persistent: float = 1.0  # share of the series whose noise persists
    season: float = 0.0
    changed: float = 0.05
    same_step: bool = False  # all that changed made a step of 3 sds three months ago
    dips: float = 0.0  # of the series, that have one bad month


@dataclass(frozen=True)
class Fleet:
    """`raw`: months x series; `truth`: series, kind (none, level, trend, variance), age, size.

    Size of a step in noise sds, of a trend its whole rise in them, of the spread its factor. `dip`
    is how many months ago a series had its single bad month (0: the last; -1: none). `last_outlier`
    marks series whose last month is an outlier.
    """

    raw: pd.DataFrame
    truth: pd.DataFrame


def fleet(seed: int, *, n: int, count: int = 300, nature: Nature = Nature()) -> Fleet:
    """Return a fleet whose last month differs from seed to seed, 2 in 20 series with a bad month.

    Three in five are amounts, one in five counts, one in five amounts with outliers.
    """
    rng = np.random.default_rng([seed, n])
    end = Month(2024, 1) + seed % 24
    months = (end - (n - 1)).until(end)
    truth = _truth(rng, n, count, nature)
    steady, outliers = _noise(rng, months, truth, nature)
    sd = truth["sd"].to_numpy()
    moved = steady * sd + _changes(truth, n) * sd
    dips = truth["dip"].to_numpy()
    at = np.flatnonzero(dips >= 0)
    moved[n - 1 - dips[at], at] = -2.5 * sd[at]
    moved += outliers * sd
    values = np.exp(np.log(truth["mean"].to_numpy()) + moved) * _calendar(months)[:, None]
    is_count = truth["nature"].eq("count").to_numpy()
    values[:, is_count] = _counts(rng, truth[is_count], n, months, dips[is_count])
    truth["last_outlier"] = outliers[-1] != 0
    raw = pd.DataFrame(values, index=[str(m) for m in months], columns=truth["series"])
    return Fleet(raw, truth)


def _truth(rng: np.random.Generator, n: int, count: int, nature: Nature) -> pd.DataFrame:
    changed = np.arange(count) < round(nature.changed * count)
    kind = np.where(changed, rng.choice(KINDS, count, p=[0.5, 0.3, 0.2]), "none")
    age = np.where(kind == "level", rng.integers(2, n // 2, count), rng.integers(6, n // 2, count))
    size = np.where(kind == "variance", rng.uniform(2, 4, count), rng.uniform(2, 4, count))
    size = np.where(kind == "variance", size, size * rng.choice([-1, 1], count))
    if nature.same_step:
        kind = np.where(changed, "level", "none")
        age, size = np.full(count, 3), 3.0 * rng.choice([-1, 1], count)
    what = rng.choice(["amount", "count", "outliers"], count, p=[0.6, 0.2, 0.2])
    mean = np.where(what == "count", rng.uniform(4, 60, count), rng.lognormal(10, 1, count))
    dip = np.where(changed | (rng.random(count) >= nature.dips), -1, rng.integers(0, 2, count))
    return pd.DataFrame(
        {
            "series": [f"S{i:03}" for i in range(count)],
            "nature": what,
            "kind": kind,
            "age": np.where(changed, age, 0),
            "size": np.where(changed, size, 0.0),
            "mean": mean,
            "sd": rng.uniform(0.05, 0.25, count),
            "dip": dip,
        }
    )


def _noise(
    rng: np.random.Generator, months: list[Month], truth: pd.DataFrame, nature: Nature
) -> tuple[Array, Array]:
    """Return noise in sds (months x series) with its changes of spread, and outliers."""
    n, count = len(months), len(truth)
    drawn = np.sqrt(COMMON) * rng.normal(size=(n, 1))
    drawn = drawn + np.sqrt(1 - COMMON) * rng.normal(size=(n, count))
    kept = np.where(rng.random(count) < nature.persistent, nature.persistence, 0.0)
    for i in range(1, n):
        drawn[i] = kept * drawn[i - 1] + np.sqrt(1 - kept**2) * drawn[i]
    is_late = np.arange(n)[:, None] >= n - truth["age"].to_numpy()
    wider = (truth["kind"] == "variance").to_numpy() & is_late
    drawn = drawn * np.where(wider, truth["size"].to_numpy(), 1.0)
    number = np.array([m.number for m in months])
    own = rng.normal(0, nature.season, (12, count))[number - 1]
    exposure = np.array([list(calendars.festival_exposure(m).values()) for m in months])
    own = own + exposure @ rng.normal(0, 2 * nature.season, (exposure.shape[1], count))
    hit = (rng.random((n, count)) < OUTLIERS) & truth["nature"].eq("outliers").to_numpy()
    size = rng.uniform(4, 7, (n, count)) * rng.choice([-1, 1], (n, count))
    return drawn + own, np.where(hit, size, 0.0)


def _changes(truth: pd.DataFrame, n: int) -> Array:
    """Return steps and trends in noise sds (months x series)."""
    age, size = truth["age"].to_numpy(), truth["size"].to_numpy()
    passed = np.maximum(np.arange(n)[:, None] - (n - age) + 1.0, 0.0)
    step = np.where(passed > 0, size, 0.0)
    ramp = size * passed / np.maximum(age, 1)
    kind = truth["kind"].to_numpy()
    return np.where(kind == "level", step, np.where(kind == "trend", ramp, 0.0))


def _calendar(months: list[Month]) -> Array:
    """Return what season, festival and working days multiply each month by."""
    exposure = np.array([list(calendars.festival_exposure(m).values()) for m in months])
    days = np.log(np.array([CALENDAR.working_days(m) for m in months]) / 21)
    season = SEASON[np.array([m.number for m in months]) - 1]
    return np.asarray(np.exp(season + exposure @ FESTIVAL + ELASTICITY * days))


def _counts(
    rng: np.random.Generator, truth: pd.DataFrame, n: int, months: list[Month], dips: Array
) -> Array:
    """Return counts: by chance around a mean whose root moves by half an sd per noise sd."""
    roots = np.sqrt(truth["mean"].to_numpy()) + _changes(truth, n) / 2
    mean = np.maximum(roots, 0.0) ** 2
    is_late = np.arange(n)[:, None] >= n - truth["age"].to_numpy()
    wider = (truth["kind"] == "variance").to_numpy() & is_late
    more = np.sqrt(np.maximum(truth["size"].to_numpy() ** 2 - 1, 0) / truth["mean"].to_numpy())
    mean = mean * np.where(
        wider, rng.gamma(1 / more.clip(0.05) ** 2, more.clip(0.05) ** 2, mean.shape), 1
    )
    values = rng.poisson(mean * _calendar(months)[:, None]).astype(float)
    at = np.flatnonzero(dips >= 0)
    low = np.maximum(np.sqrt(truth["mean"].to_numpy()[at]) - 1.25, 0.0) ** 2
    values[n - 1 - dips[at], at] = np.round(low * _calendar(months)[n - 1 - dips[at]])
    return values


def is_false(table: pd.DataFrame) -> Array:
    """Return which rows (truth with verdicts) are named though nothing changed.

    An outlier that is one, in the last month, is no false one.
    """
    named = ~table["verdict"].isin(["common_cause", "too_short"])
    is_outlier = table["last_outlier"] & table["verdict"].eq("outlier")
    return np.asarray(named & table["kind"].eq("none") & ~is_outlier)


def xmr_alarms(values: Array, *, n_new: int) -> tuple[Array, Array]:
    """Return which series alarm in the last `n_new` months: by any of four rules, by limits alone.

    Centre and sd (mean moving range / 1.128) come from the months before; the rules are a month
    beyond 3 sds, seven on one side, two of three beyond 2 sds on one side, six rising or falling.
    """
    base = values[:-n_new]
    sd = np.abs(np.diff(base, axis=0)).mean(axis=0) / 1.128
    z = (values - base.mean(axis=0)) / np.maximum(sd, 1e-12)
    new = np.arange(len(z)) >= len(z) - n_new
    beyond = (np.abs(z) > 3)[new].any(axis=0)
    found = beyond.copy()
    rising = np.diff(z, axis=0) > 0
    for sign in (-1, 1):
        side = _sums(sign * z > 0, 7) == 7
        two = _sums(sign * z > 2, 3) >= 2
        run = _sums(rising if sign > 0 else ~rising, 5) == 5
        found |= side[-n_new:].any(axis=0) | two[-n_new:].any(axis=0) | run[-n_new:].any(axis=0)
    return found, beyond


def _sums(flags: Array, width: int) -> Array:
    """Return how many flags are set in each window, by its last row."""
    sums = np.cumsum(np.pad(flags.astype(int), ((width, 0), (0, 0))), axis=0)
    return sums[width:] - sums[:-width]
