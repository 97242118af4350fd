"""Working days and the Spring Festival: what a month offers for selling.

Public holidays, and the working weekends that China announces in exchange, come from the
`holidays` library. A year whose adjustments are not published yet uses the statutory days and
is listed in `unpublished_years`; a company adds its own days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pandas as pd

from salesnb.months import Month

# The festival slows business before, during and after: (name, first day, last day) around it.
FESTIVAL_WINDOWS = (("before", -14, -1), ("during", 0, 6), ("after", 7, 20))
FESTIVAL_COUNTRIES = frozenset({"CN", "HK", "MO", "TW", "SG", "MY", "VN"})


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of some years, as known when it was built."""

    country: str
    first_year: int
    last_year: int
    off_days: frozenset[dt.date]  # weekdays on which nobody works
    on_days: frozenset[dt.date]  # weekend days on which people work
    unpublished_years: tuple[int, ...]

    @property
    def has_festival(self) -> bool:
        """Return whether business in the country follows the Spring Festival."""
        return self.country in FESTIVAL_COUNTRIES

    def is_working(self, day: dt.date) -> bool:
        """Return whether people work on `day`; KeyError outside the calendar's years."""
        if not self.first_year <= day.year <= self.last_year:
            raise KeyError(f"{day} lies outside the calendar {self.first_year}-{self.last_year}")
        return day in self.on_days or (day.weekday() < 5 and day not in self.off_days)

    def working_days(self, month: Month) -> int:
        """Return the number of working days of a month."""
        days = (month.first + dt.timedelta(days=i) for i in range(month.n_days))
        return sum(self.is_working(day) for day in days)

    def frame(self) -> pd.DataFrame:
        """Return one row per day: day, is_working."""
        days = pd.date_range(f"{self.first_year}-01-01", f"{self.last_year}-12-31")
        working = [self.is_working(day.date()) for day in days]
        return pd.DataFrame({"day": days.strftime("%Y-%m-%d"), "is_working": working})


def build(
    *,
    country: str = "CN",
    first_year: int,
    last_year: int,
    extra_holidays: Iterable[dt.date] = (),
    extra_workdays: Iterable[dt.date] = (),
) -> WorkCalendar:
    """Return the working days of `country` from `first_year` to `last_year`, both included.

    A country that the library does not know has weekends only (and `unpublished_years` lists all).
    """
    years = range(first_year, last_year + 1)
    off, on, unpublished = _public_days(country, tuple(years))
    extra_off, extra_on = set(extra_holidays), set(extra_workdays)
    return WorkCalendar(
        country,
        first_year,
        last_year,
        frozenset((off | extra_off) - extra_on),
        frozenset((on | extra_on) - extra_off),
        unpublished,
    )


@cache
def spring_festival(year: int) -> dt.date:
    """Return the first day of the Chinese lunar year that begins in `year` (1901 to 2099)."""
    from holidays.calendars.chinese import _ChineseLunisolar

    found, _ = _ChineseLunisolar().lunar_new_year_date(year)
    if found is None:
        raise KeyError(f"no Spring Festival known for {year}")
    return found


def festival_exposure(month: Month) -> dict[str, float]:
    """Return, per window around the festival, the share of its days that lie in `month`.

    The shares of one festival add up to 1 over the months that its window touches.
    """
    exposure = {name: 0.0 for name, _, _ in FESTIVAL_WINDOWS}
    for year in (month.year, month.year + 1):
        start = spring_festival(year)
        for name, first, last in FESTIVAL_WINDOWS:
            days = [start + dt.timedelta(days=i) for i in range(first, last + 1)]
            exposure[name] += sum(Month.of(day) == month for day in days) / len(days)
    return exposure


@cache
def _public_days(
    country: str, years: tuple[int, ...]
) -> tuple[set[dt.date], set[dt.date], tuple[int, ...]]:
    """Return public days off, working weekend days, and the years without announced adjustments."""
    import holidays

    try:
        known = holidays.country_holidays(country, years=years)
    except NotImplementedError:
        return set(), set(), years
    substituted = set(getattr(known, "weekend_workdays", ()) or ())
    off = {day for day in known if day.weekday() < 5}
    on = {day for day in substituted if day.year in years}
    unpublished = tuple(y for y in years if country == "CN" and not any(d.year == y for d in on))
    return off, on, unpublished
