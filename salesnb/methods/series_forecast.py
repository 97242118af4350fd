"""Where one monthly or yearly series goes if nothing changes, with intervals earned on its past.

The point forecast is that of `forecasting.forecast_many`; festival and working days are taken out
before and put back after. Intervals are as wide as the errors that the same rule made when it was
run from earlier months of the same series. Where the history is too short for that, they follow
from the noise of its growth, and `rung` says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from salesnb.methods.calendar_effects import calendar_factors
from salesnb.methods.forecasting import forecast_many
from salesnb.methods.seasonality import MEDIUM, Decomposition, decompose
from salesnb.months import Month

Array = NDArray[np.float64]
FEWEST_ORIGINS = 6  # fewer earlier runs than this do not make an interval
MOST_ORIGINS = 24  # earlier runs that are made at most, from the latest months
FIRST_ORIGIN = 24  # months that an earlier run must have had
MONTHS_IN_YEAR = 12
CONFIDENCE = 0.95
LEAST_KEPT = 0.5  # of a month's relative error in the sum of months
LEAST_OF_SEEN = 0.1  # of the lowest value seen: a log needs more than zero
UNKNOWN_GROWTH_SD = 0.10  # of a year, where two points at most were ever seen


@dataclass(frozen=True)
class Forecast:
    """A forecast: `frame` has step (1, 2, ...), expected, low, high; `errors` those it rests on.

    `rung`: `back_tested` (errors of earlier runs), `from_growth` (noise of the growth seen) or
    `guess` (two points at most: a stated width). `n` is the number of values that it stands on,
    `n_origins` that of earlier runs. `errors`: origin, step, error (log of actual over forecast).
    """

    frame: pd.DataFrame
    errors: pd.DataFrame
    rung: str
    n: int

    @property
    def n_origins(self) -> int:
        """How many earlier runs the intervals rest on."""
        return int(self.errors["origin"].nunique())


def project(values: Array, *, ahead: int) -> Array:
    """Return the logs expected of a series (`values` above zero) by `forecast_many`."""
    return _logs(np.asarray(values, dtype=float)[None, :], ahead)[0]


def forecast_months(
    months: list[str],
    values: Array,
    *,
    working_days: Callable[[Month], int],
    ahead: int = 12,
    with_festival: bool = True,
) -> Forecast:
    """Return the forecast of a monthly series without gaps, its calendar put back.

    Raises ValueError for values that are not above zero, or fewer than three months.
    """
    y = np.asarray(values, dtype=float)
    if len(y) < 3 or (y <= 0).any():
        raise ValueError("a forecast in logs needs three months at least, all above zero")
    run = _Run(months, y, working_days, with_festival)
    origins = range(max(FIRST_ORIGIN, len(y) - MOST_ORIGINS), len(y))
    runs = list(zip(origins, run.earlier(origins, ahead), strict=True))
    growth_sd = _growth_sd(run.parts(len(y)).frame["adjusted"].to_numpy(float))
    found = _with_interval(run.logs(ahead), _errors(runs, np.log(y)), growth_sd, len(y))
    return found if found.rung == "back_tested" else _no_narrower(found, run.width(ahead))


def forecast_periods(values: Array, *, ahead: int = 1) -> Forecast:
    """Return the forecast of a series without season, e.g. of yearly sizes or monthly shares.

    Raises ValueError for values that are not above zero, or none at all.
    """
    y = np.asarray(values, dtype=float)
    if not len(y) or (y <= 0).any():
        raise ValueError("a forecast in logs needs values above zero")
    first = max(FIRST_ORIGIN, len(y) - MOST_ORIGINS)
    origins = range(first, len(y))
    runs = list(zip(origins, _logs(_prefixes(y, origins), ahead), strict=True))
    logs = project(y, ahead=ahead) if len(y) >= FIRST_ORIGIN else _drift(np.log(y), ahead)
    return _with_interval(logs, _errors(runs, np.log(y)), _growth_sd(y), len(y))


def summed(forecast: Forecast) -> Forecast:
    """Return the sum of all steps as a forecast with one row.

    Errors of single months cancel in part: by as much as those of earlier runs did. Without
    earlier runs they are taken not to.
    """
    expected, low, high = forecast.frame[["expected", "low", "high"]].sum()
    whole = forecast.errors.pivot(index="origin", columns="step", values="error").dropna()
    kept = 1.0
    if forecast.rung == "back_tested" and len(whole) and whole.shape[1] == len(forecast.frame):
        kept = float(np.sqrt((whole.mean(axis=1) ** 2).mean() / (whole**2).to_numpy().mean()))
    low, high = (expected * (end / expected) ** max(kept, LEAST_KEPT) for end in (low, high))
    frame = pd.DataFrame([{"step": 1, "expected": expected, "low": low, "high": high}])
    return replace(forecast, frame=frame)


def quotient(part: Forecast, whole: Forecast) -> pd.DataFrame:
    """Return low, expected and high of the first step of one forecast over that of another.

    Their errors are taken as independent; where both move together, the interval is too wide.
    """
    first = [one.frame.iloc[0] for one in (part, whole)]
    expected = first[0]["expected"] / first[1]["expected"]
    half = np.sqrt(sum(np.log(one["high"] / one["low"]) ** 2 for one in first)) / 2
    row = {"low": expected * np.exp(-half), "expected": expected, "high": expected * np.exp(half)}
    return pd.DataFrame([row])


@dataclass(frozen=True)
class _Run:
    """A monthly series that can be forecast from any of its months."""

    months: list[str]
    values: Array
    working_days: Callable[[Month], int]
    with_festival: bool

    def parts(self, n: int, ahead: int = 0) -> Decomposition:
        """Return the parts of the first `n` months and `ahead` more."""
        return decompose(
            self.months[:n],
            self.values[:n],
            working_days=self.working_days,
            ahead=ahead,
            with_festival=self.with_festival,
        )

    def width(self, ahead: int) -> Array:
        """Return the log of high over low that the parts of the series allow the months ahead."""
        n = len(self.values)
        ends = self.parts(n, ahead).frame[["low", "high"]].to_numpy(float)[n:]
        return np.asarray(np.log(ends[:, 1] / ends[:, 0]), dtype=float)

    def logs(self, ahead: int) -> Array:
        """Return the logs expected of the months after the last."""
        n = len(self.values)
        calendar = self._calendar(n, ahead)
        return project(self.values / calendar[:n], ahead=ahead) + np.log(calendar[n:])

    def earlier(self, origins: range, ahead: int) -> Array:
        """Return the logs that were expected after the first 24, 25, ... values, a row for each.

        Festival and working days as they could be estimated then: anew once a year.
        """
        expected = np.empty((len(origins), ahead))
        for known in origins[::MONTHS_IN_YEAR]:
            calendar = self._calendar(known, MONTHS_IN_YEAR + ahead)
            years = range(known, min(known + MONTHS_IN_YEAR, origins.stop))
            rows = _prefixes(self.values / calendar[: len(self.values)], years)
            back = np.log(np.array([calendar[n : n + ahead] for n in years]))
            expected[known - origins.start :][: len(years)] = _logs(rows, ahead) + back
        return expected

    def _calendar(self, n: int, ahead: int) -> Array:
        """Return the calendar's factors of all months, as the first `n` tell them, and of more.

        Up to two years of history the season is in them: one year is too little for that of
        `forecast_many`.
        """
        first, every = Month.parse(self.months[0]), max(n, len(self.values)) + ahead
        if n <= MEDIUM:
            parts = self.parts(n, every - n)
            return parts.frame["factor"].to_numpy(float)
        return calendar_factors(
            first.until(first + (every - 1)),
            self.parts(n),
            working_days=self.working_days,
            with_festival=self.with_festival,
        )


def _logs(rows: Array, ahead: int) -> Array:
    """Return the logs expected of rows of positive values; what falls to zero ends at a tenth."""
    least = np.nanmin(rows, axis=1, keepdims=True) * LEAST_OF_SEEN
    return np.asarray(np.log(np.maximum(forecast_many(rows, ahead), least)))


def _prefixes(y: Array, lengths: range) -> Array:
    """Return a row per length: the first so many values, at the end of their row."""
    rows = np.full((len(lengths), max(lengths, default=1)), np.nan)
    for row, n in zip(rows, lengths, strict=True):
        row[len(row) - n :] = y[:n]
    return rows


def _drift(y: Array, ahead: int) -> Array:
    """Return the last value going on with the mean growth seen (half of it, of a single one)."""
    slope = (y[-1] - y[0]) / max(len(y) - 1, 2) if len(y) > 1 else 0.0
    return np.asarray(y[-1] + slope * np.arange(1, ahead + 1), dtype=float)


def _errors(runs: list[tuple[int, Array]], y: Array) -> pd.DataFrame:
    """Return the errors of earlier runs, one row per origin (values known) and step."""
    rows = [
        (n, step + 1, y[n + step] - logs[step])
        for n, logs in runs
        for step in range(min(len(logs), len(y) - n))
    ]
    return pd.DataFrame(rows, columns=["origin", "step", "error"])


def _with_interval(logs: Array, errors: pd.DataFrame, growth_sd: float, n: int) -> Forecast:
    """Return the forecast with the best interval that its history of `n` values allows.

    `logs` has one expected log per step; see `Forecast` for the three kinds of interval.
    """
    steps = np.arange(1, len(logs) + 1, dtype=float)
    if errors["origin"].nunique() >= FEWEST_ORIGINS:
        rung, half = "back_tested", _half_of_errors(errors, steps)
    elif n > 2:
        rung = "from_growth"
        spread = growth_sd * np.sqrt(steps + steps**2 / (n - 1))
        half = spread * stdtrit(n - 2, (1 + CONFIDENCE) / 2)
    else:
        rung, half = "guess", 2 * UNKNOWN_GROWTH_SD * np.sqrt(steps + steps**2)
    frame = pd.DataFrame({"step": steps.astype(int), "expected": np.exp(logs)})
    frame = frame.assign(low=np.exp(logs - half), high=np.exp(logs + half))
    return Forecast(frame, errors, rung, n)


def _no_narrower(forecast: Forecast, width: Array) -> Forecast:
    """Return a forecast whose intervals are at least as wide (in logs) as stated."""
    frame = forecast.frame
    expected = frame["expected"].to_numpy(float)
    half = np.maximum(np.log((frame["high"] / frame["low"]).to_numpy(float)), width) / 2
    wider = frame.assign(low=expected * np.exp(-half), high=expected * np.exp(half))
    return replace(forecast, frame=wider)


def _half_of_errors(errors: pd.DataFrame, steps: Array) -> Array:
    """Return half the width per step: the errors' size, growing with the step as they show.

    Steps share what they show: the squared error is fitted as a + b x step + c x step^2, none
    below zero. Errors of overlapping runs are few independent ones, which Student's t is for.
    """
    from scipy.optimize import nnls

    squared = errors.groupby("step")["error"].agg(lambda e: float((e**2).mean()))
    counts = errors.groupby("step")["error"].count().to_numpy(float)
    seen = squared.index.to_numpy(float)
    weight = np.sqrt(counts)
    design = np.column_stack([np.ones_like(seen), seen, seen**2])
    scale = max(float(squared.max()), 1e-12)
    fitted, _ = nnls(design * weight[:, None], squared.to_numpy(float) / scale * weight)
    variance = scale * np.column_stack([np.ones_like(steps), steps, steps**2]) @ fitted
    span = errors["origin"].max() - errors["origin"].min() + 1
    independent = np.clip(2 * span / steps, 3, None)
    return np.asarray(np.sqrt(variance) * stdtrit(independent, (1 + CONFIDENCE) / 2), dtype=float)


def _growth_sd(y: Array) -> float:
    """Return the noise of the growth from value to value; a stated one where it cannot be seen."""
    changes = np.diff(np.log(y))
    return float(np.std(changes, ddof=1)) if len(changes) > 1 else UNKNOWN_GROWTH_SD
