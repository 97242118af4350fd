"""The only clock of salesnb: calendar months.

Nothing below the command line reads "now"; every function that needs a date is handed a
`Month` (or dates derived from one).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from salesnb.errors import UsageError

YEAR = 12  # months of one
_PATTERN = re.compile(r"((?:1[7-9]|2[01])\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, ordered, written `YYYY-MM`. `Month.parse("2026-10") + 1` is 2026-11."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Return the month written `YYYY-MM`, of 1700 to 2199; else raise `UsageError`."""
        match = _PATTERN.fullmatch(str(text))
        if match is None:
            raise UsageError(f"month = {text!r}: not a month", fix="write it as 2026-10")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: dt.date) -> Month:
        """Return the month that `day` lies in."""
        return cls(day.year, day.month)

    @property
    def ordinal(self) -> int:
        """Months since year 0: differences of ordinals count months."""
        return self.year * YEAR + self.number - 1

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, self.number, 1)

    @property
    def last(self) -> dt.date:
        return (self + 1).first - dt.timedelta(days=1)

    @property
    def n_days(self) -> int:
        return (self.last - self.first).days + 1

    def __add__(self, n_months: int) -> Month:
        year, index = divmod(self.ordinal + n_months, YEAR)
        return Month(year, index + 1)

    def __sub__(self, n_months: int) -> Month:
        return self + -n_months

    def of_year(self, start: int) -> int:
        """Return which month of a year that begins in calendar month `start` this is, from 1."""
        return (self.number - start) % YEAR + 1

    def until(self, last: Month) -> list[Month]:
        """Return the months from this one to `last`, both included; [] when `last` is earlier."""
        return [self + i for i in range(last.ordinal - self.ordinal + 1)]

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
