"""Where a monthly or yearly series goes if nothing changes, with intervals earned on its own past.

The point forecast is the mean of two simple ones, which is more accurate than either (Makridakis
and Hibon, International Journal of Forecasting 2000; Clemen, same journal 1989): Theta
(Assimakopoulos and Nikolopoulos 2000: half the slope of the whole series on top of exponential
smoothing) and damped Holt (Gardner and McKenzie, Management Science 1985). Both run on logs of the
series with its calendar taken out (`seasonality`), so that it stays above zero.

Intervals are as wide as the errors that the same rule made when it was run from earlier months of
the same series. Where the history is too short for that, they follow from the noise of its growth,
and `rung` says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from salesnb.methods.seasonality import decompose
from salesnb.months import Month

Array = NDArray[np.float64]
ALPHAS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
BETAS = (0.0, 0.05, 0.1, 0.2)
DAMPINGS = (0.8, 0.9, 0.98)
FEWEST_ORIGINS = 6  # fewer earlier runs than this do not make an interval
MOST_ORIGINS = 24  # earlier runs that are made at most, from the latest months
FIRST_ORIGIN = 24  # months that an earlier run must have had
MONTHS_IN_YEAR = 12
CONFIDENCE = 0.95
LEAST_KEPT = 0.5  # of a month's relative error in the sum of months
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
    """Return the logs expected of a series without season (`values` above zero), mean of two rules.

    One value is carried on; two go on with half their growth.
    """
    y = np.log(np.asarray(values, dtype=float))
    if len(y) < 3:
        return _drift(y, ahead)
    return (_theta(y, ahead) + _damped_holt(y, ahead)) / 2


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
    first = max(FIRST_ORIGIN, len(y) - MOST_ORIGINS)
    errors = _errors([(n, run.logs(n, ahead)) for n in range(first, len(y))], np.log(y))
    growth_sd = _growth_sd(run.adjusted(len(y)))
    found = _with_interval(run.logs(len(y), ahead), errors, growth_sd, len(y))
    return found if found.rung == "back_tested" else _no_narrower(found, run.width(len(y), ahead))


def forecast_periods(values: Array, *, ahead: int = 1) -> Forecast:
    """Return the forecast of a series without season, e.g. of yearly sizes or monthly shares.

    Raises ValueError for values that are not above zero, or none at all.
    """
    y = np.asarray(values, dtype=float)
    if not len(y) or (y <= 0).any():
        raise ValueError("a forecast in logs needs values above zero")
    first = max(FIRST_ORIGIN, len(y) - MOST_ORIGINS)
    runs = [(n, project(y[:n], ahead=ahead)) for n in range(first, len(y))]
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

    def _parts(self, n: int, ahead: int) -> pd.DataFrame:
        """Return the parts of the first `n` months and `ahead` more (a decomposition's frame)."""
        return decompose(
            self.months[:n],
            self.values[:n],
            working_days=self.working_days,
            ahead=ahead,
            with_festival=self.with_festival,
        ).frame

    def adjusted(self, n: int) -> Array:
        """Return the first `n` values with their calendar taken out."""
        return self._parts(n, 0)["adjusted"].to_numpy(float)

    def width(self, n: int, ahead: int) -> Array:
        """Return the log of high over low that the parts of the series allow the months ahead."""
        ends = self._parts(n, ahead)[["low", "high"]].to_numpy(float)[n:]
        return np.asarray(np.log(ends[:, 1] / ends[:, 0]), dtype=float)

    def logs(self, n: int, ahead: int) -> Array:
        """Return the logs expected of the months after the first `n`."""
        parts = self._parts(n, ahead)
        adjusted = parts["adjusted"].to_numpy(float)[:n]
        return project(adjusted, ahead=ahead) + np.log(parts["factor"].to_numpy(float)[n:])


def _drift(y: Array, ahead: int) -> Array:
    """Return the last value going on with the mean growth seen (half of it, of a single one)."""
    slope = (y[-1] - y[0]) / max(len(y) - 1, 2) if len(y) > 1 else 0.0
    return np.asarray(y[-1] + slope * np.arange(1, ahead + 1), dtype=float)


def _theta(y: Array, ahead: int) -> Array:
    """Return Theta's forecast: simple exponential smoothing plus half the slope of all of it."""
    time = np.arange(len(y), dtype=float)
    slope = float(np.polyfit(time, y, 1)[0])
    alphas = np.array(ALPHAS)
    level, sums = np.full(len(alphas), y[0]), np.zeros(len(alphas))
    for value in y[1:]:
        sums += (value - level - slope / 2) ** 2
        level = level + slope / 2 + alphas * (value - level - slope / 2)
    last = level[int(np.argmin(sums))]
    return np.asarray(last + slope / 2 * np.arange(1, ahead + 1), dtype=float)


def _damped_holt(y: Array, ahead: int) -> Array:
    """Return damped Holt's forecast, its three constants the best of a grid on the past."""
    grid = np.array([(a, b, d) for a in ALPHAS for b in BETAS for d in DAMPINGS])
    alpha, beta, damping = grid.T
    level = np.full(len(grid), y[0])
    start = float(np.median(np.diff(y[:MONTHS_IN_YEAR])))
    trend, sums = np.full(len(grid), start), np.zeros(len(grid))
    for value in y[1:]:
        error = value - level - damping * trend
        sums += error**2
        level = level + damping * trend + alpha * error
        trend = damping * trend + alpha * beta * error
    best = int(np.argmin(sums))
    carried = np.cumsum(damping[best] ** np.arange(1, ahead + 1))
    return np.asarray(level[best] + trend[best] * carried, dtype=float)


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
