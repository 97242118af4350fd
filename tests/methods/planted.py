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


def daily_shape(month: Month) -> float:
    """Return the log effect of a festival whose shape is not the model's: it changes day by day.

    Stocking rises to the 12th day before the festival and fades; business is down by 60 % in the
    week of the festival and comes back by a tenth each day.
    """
    off = (month.first - calendars.spring_festival(month.year)).days
    day = off + np.arange(month.n_days)
    stocking = 0.25 * np.exp(-(((day + 12) / 5) ** 2))
    rest = np.where((day >= -2) & (day < 7), -0.6, np.where(day >= 7, -0.6 * 0.9 ** (day - 6.0), 0))
    return float(np.log(np.mean(np.exp(stocking + rest))))


def planted(
    seed: int, *, n: int = 60, ahead: int = 12, noise: float = 0.03, is_other_shape: bool = False
) -> Planted:
    """Return a series that ends with a December; each seed begins in another year."""
    rng = np.random.default_rng(seed)
    end = Month(2020 + seed % 6, 12)
    months = (end - (n - 1)).until(end + ahead)
    exposure = np.array([list(calendars.festival_exposure(m).values()) for m in months])
    days = np.log(np.array([CALENDAR.working_days(m) for m in months]) / 21)
    season = SEASON[np.array([m.number for m in months]) - 1]
    festival = np.array([daily_shape(m) for m in months]) if is_other_shape else exposure @ FESTIVAL
    calendar = season + festival + ELASTICITY * days
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


def members(
    seed: int, *, n: int, count: int = 6, departs: float = 0.05, noise: float = 0.08
) -> tuple[Planted, list[Planted]]:
    """Return a company of five years and its members, of which only the last `n` months exist.

    Each member's season departs from the company's by `departs` (sd, in logs).
    """
    company = planted(seed)
    rng = np.random.default_rng([seed, 1])
    twelfth = np.array([Month.parse(m).number for m in company.months]) - 1
    drawn = []
    for _ in range(count):
        own = rng.normal(0, departs, 12)
        own -= own.mean()
        calendar = company.calendar + own[twelfth]
        level = rng.normal(10, 1) + rng.normal(0.05, 0.05) / 12 * np.arange(len(calendar))
        values = np.exp(level + calendar + rng.normal(0, noise, len(calendar)))
        start = company.n - n
        drawn.append(Planted(company.months[start:], values[start:], calendar[start:], n))
    return company, drawn


def season_of(series: Planted) -> np.ndarray:
    """Return the planted seasonal effects of a series, their mean taken out."""
    exposure = np.array(
        [list(calendars.festival_exposure(Month.parse(m)).values()) for m in series.months]
    )
    days = np.log([CALENDAR.working_days(Month.parse(m)) / 21 for m in series.months])
    left = series.calendar - exposure @ FESTIVAL - ELASTICITY * days
    by_number = {Month.parse(m).number: one for m, one in zip(series.months, left, strict=True)}
    season = np.array([by_number[number] for number in range(1, 13)])
    return season - season.mean()
