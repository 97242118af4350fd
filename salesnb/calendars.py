"""Working days and the Spring Festival: what a month offers for selling.

Public holidays, and the working weekends that China announces in exchange, come from the
`holidays` library. A year whose adjustments are not published yet uses the statutory days and
is listed in `unpublished_years`; a company adds its own days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import pandas as pd

from salesnb.months import Month

# The festival slows business before, during and after: (name, first day, last day) around it.
FESTIVAL_WINDOWS = (("before", -14, -1), ("during", 0, 6), ("after", 7, 20))
FESTIVAL_YEARS = (1901, 2099)
SATURDAY_AND_SUNDAY = frozenset({5, 6})
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
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY  # 0 is Monday

    @property
    def has_festival(self) -> bool:
        """Return whether business in the country follows the Spring Festival."""
        return self.country in FESTIVAL_COUNTRIES

    def is_working(self, day: dt.date) -> bool:
        """Return whether people work on `day`.

        Outside the calendar's years that is said by the country's own days alone.
        """
        off, on = self.off_days, self.on_days
        if not self.first_year <= day.year <= self.last_year:
            public = _public_days(self.country, (day.year,), self.weekend)
            off, on = public.off, public.on
        return day in on or (day.weekday() not in self.weekend and day not in off)

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
    weekend: Iterable[int] | None = None,
) -> WorkCalendar:
    """Return the working days of `country` from `first_year` to `last_year`, both included.

    `weekend` (0 is Monday) is the company's own, else the country's. A country that the library
    does not know has Saturdays and Sundays only (and `unpublished_years` lists all).
    """
    years = tuple(range(first_year, last_year + 1))
    public = _public_days(country, years, None if weekend is None else frozenset(weekend))
    extra_off, extra_on = set(extra_holidays), set(extra_workdays)
    return WorkCalendar(
        country,
        first_year,
        last_year,
        frozenset((public.off | extra_off) - extra_on),
        frozenset((public.on | extra_on) - extra_off),
        public.unpublished,
        public.weekend,
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

    The shares of one festival add up to 1 over the months that its window touches. They are 0
    outside the years of which the festival is known (1901 to 2099).
    """
    return dict(_exposure(month))


@cache
def _exposure(month: Month) -> dict[str, float]:
    exposure = {name: 0.0 for name, _, _ in FESTIVAL_WINDOWS}
    for year in (month.year, month.year + 1):
        if not FESTIVAL_YEARS[0] <= year <= FESTIVAL_YEARS[1]:
            continue
        start = spring_festival(year)
        for name, first, last in FESTIVAL_WINDOWS:
            days = [start + dt.timedelta(days=i) for i in range(first, last + 1)]
            exposure[name] += sum(Month.of(day) == month for day in days) / len(days)
    return exposure


@dataclass(frozen=True)
class _Public:
    """A country's weekend, its days off within the week, its working weekend days."""

    weekend: frozenset[int]
    off: frozenset[dt.date]
    on: frozenset[dt.date]
    unpublished: tuple[int, ...]  # years without announced adjustments


@cache
def _public_days(country: str, years: tuple[int, ...], stated: frozenset[int] | None) -> _Public:
    """Return what the country's calendar says of some years, with the stated weekend if any."""
    import holidays

    try:
        known = holidays.country_holidays(country, years=years)
    except NotImplementedError:
        weekend = SATURDAY_AND_SUNDAY if stated is None else stated
        return _Public(weekend, frozenset(), frozenset(), years)
    weekend = frozenset(known.weekend) if stated is None else stated
    substituted = set(getattr(known, "weekend_workdays", ()) or ())
    on = {day for day in substituted if day.year in years}
    off = {day for day in known if day.weekday() not in weekend}
    unpublished = tuple(y for y in years if country == "CN" and not any(d.year == y for d in on))
    if stated is None:  # some countries have moved their weekend
        moved = [
            one for one in _days_of(years) if known.is_weekend(one) != (one.weekday() in weekend)
        ]
        off |= {day for day in moved if day.weekday() not in weekend}
        on |= {day for day in moved if day.weekday() in weekend and day not in known}
    return _Public(weekend, frozenset(off), frozenset(on), unpublished)


def _days_of(years: Iterable[int]) -> Iterator[dt.date]:
    for year in years:
        first = dt.date(year, 1, 1).toordinal()
        yield from map(dt.date.fromordinal, range(first, dt.date(year, 12, 31).toordinal() + 1))
