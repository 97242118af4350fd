"""Monthly series with a planted trend, season, Spring Festival and working-day effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salesnb import calendars
from salesnb.months import Month

CALENDAR = calendars.build(first_year=2015, last_year=2028)
SEASON = np.log([0.99, 0.97, 1.08, 1.05, 1.01, 1.02, 0.96, 0.95, 1.04, 1.0, 1.01, 0.92])
FESTIVAL = np.array([0.10, -0.30, -0.12])
ELASTICITY = 0.6


@dataclass(frozen=True)
class Planted:
    """A series; `months` and `values` go on `ahead` months beyond the `n` that are shown."""

    months: list[str]
    values: np.ndarray
    calendar: np.ndarray  # log effect of season, festival and working days
    n: int

    @property
    def known(self) -> tuple[list[str], np.ndarray]:
        return self.months[: self.n], self.values[: self.n]


def planted(seed: int, *, n: int = 60, ahead: int = 12, noise: float = 0.03) -> Planted:
    """Return a series that ends with a December; each seed begins in another year."""
    rng = np.random.default_rng(seed)
    end = Month(2020 + seed % 6, 12)
    months = (end - (n - 1)).until(end + ahead)
    exposure = np.array([list(calendars.festival_exposure(m).values()) for m in months])
    days = np.log(np.array([CALENDAR.working_days(m) for m in months]) / 21)
    season = SEASON[np.array([m.number for m in months]) - 1]
    calendar = season + exposure @ FESTIVAL + ELASTICITY * days
    trend = 13 + 0.06 / 12 * np.arange(len(months))
    values = np.exp(trend + calendar + rng.normal(0, noise, len(months)))
    return Planted([str(m) for m in months], values, calendar, n)


def fixed_indices(series: Planted) -> np.ndarray:
    """Return what fixed monthly indices forecast: last year's level, its growth, mean ratios."""
    _, known = series.known
    years = known.reshape(-1, 12)
    ratios = (years / years.mean(axis=1, keepdims=True)).mean(axis=0)
    growth = (years[-1].mean() / years[0].mean()) ** (1 / (len(years) - 1))
    return years[-1].mean() * growth * ratios


def wape(actual: np.ndarray, forecast: np.ndarray) -> float:
    """Return the weighted absolute percentage error."""
    return float(np.abs(actual - forecast).sum() / np.abs(actual).sum())
