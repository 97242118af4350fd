"""Periods that people plan for: a fiscal year, a quarter of it, a month."""

from __future__ import annotations

import re
from dataclasses import dataclass

from salesnb.errors import UsageError
from salesnb.months import Month

_WRITTEN = re.compile(r"((?:1[7-9]|2[01])\d\d)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True)
class Period:
    """Whole months from `first` to `last`, both included."""

    first: Month
    last: Month

    @classmethod
    def parse(cls, text: str, *, year_start: int = 1) -> Period:
        """Return the period that `2027`, `2027-Q1` or `2027-03` means; else raise `UsageError`.

        `year_start` is the calendar month in which the fiscal year begins. A fiscal year has the
        number of the calendar year in which it begins; a month is always a calendar month.
        """
        found = _WRITTEN.fullmatch(str(text))
        if found is None:
            raise UsageError(
                f"period = {text!r}: not a period", fix="write it as 2027, 2027-Q1 or 2027-03"
            )
        if found[3]:
            month = Month.parse(text)
            return cls(month, month)
        start = Month.parse(f"{found[1]}-{year_start:02d}")
        if found[2]:
            start += 3 * (int(found[2]) - 1)
            return cls(start, start + 2)
        return cls(start, start + 11)

    @property
    def months(self) -> list[Month]:
        return self.first.until(self.last)
