"""Years, periods and weeks of a company that counts in whole weeks (4-4-5 and its like)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from salesnb.months import Month
from salesnb.settings import WEEKDAYS, BusinessRules

WEEK = dt.timedelta(weeks=1)
NEAR = 3  # days: the weekday is at most so far from the day that it is nearest to
QUARTERS = 4


@dataclass(frozen=True)
class Weeks:
    """How weeks are counted: the weekday on which they begin, and the weeks of three periods.

    `starts` is 0 for Monday, `pattern` empty where periods are the calendar's months, `year_start`
    the calendar month in which the fiscal year begins.
    """

    starts: int = 0
    pattern: tuple[int, ...] = ()
    year_start: int = 1

    @classmethod
    def of(cls, rules: BusinessRules, *, year_start: int = 1) -> Weeks:
        """Return how a company's settings say that weeks are counted."""
        pattern = tuple(int(part) for part in rules.week_pattern.split("-") if part)
        return cls(WEEKDAYS.index(rules.week_starts), pattern, year_start)

    def begins(self, day: dt.date) -> dt.date:
        """Return the first day of the week that `day` lies in."""
        return day - dt.timedelta(days=(day.weekday() - self.starts) % 7)

    def year_begins(self, year: int) -> dt.date:
        """Return the first day of a fiscal year of whole weeks: nearest to its first month's."""
        first = Month(year, self.year_start).first
        return self.begins(first + dt.timedelta(days=NEAR))

    def week_of(self, day: dt.date) -> str:
        """Return the fiscal year and the week of it that `day` lies in, as `2027-W05`."""
        year = self._year_of(day)
        return f"{year}-W{(day - self.year_begins(year)) // WEEK + 1:02d}"

    def period_of(self, day: dt.date) -> str:
        """Return the fiscal year and the period of it that `day` lies in, as `2027-P02`.

        A 53rd week belongs to the last period. Raises `ValueError` where there is no pattern.
        """
        if not self.pattern:
            raise ValueError("no pattern of weeks is stated")
        year = self._year_of(day)
        week = (day - self.year_begins(year)) // WEEK
        ends = list(accumulate(self.pattern * QUARTERS))
        return f"{year}-P{bisect_right(ends[:-1], week) + 1:02d}"

    def _year_of(self, day: dt.date) -> int:
        """Return the fiscal year of whole weeks that `day` lies in."""
        year = day.year + 1
        while self.year_begins(year) > day:
            year -= 1
        return year
