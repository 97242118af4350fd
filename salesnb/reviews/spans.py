"""The spans that a review looks at: the month, the quarter that it ends, the year so far."""

from __future__ import annotations

from dataclasses import dataclass

from salesnb.months import YEAR, Month

QUARTER = 3  # months


@dataclass(frozen=True)
class Span:
    """A named span of months, oldest first, written YYYY-MM."""

    name: str
    months: tuple[str, ...]

    @property
    def first(self) -> str:
        return self.months[0]

    @property
    def last(self) -> str:
        return self.months[-1]


def review_spans(month: Month, year_start: int = 1) -> list[Span]:
    """Return month, quarter (in its last month only) and year_to_date from `year_start` on."""
    place = month.of_year(year_start)
    lengths = {"month": 1, "quarter": 0 if place % QUARTER else QUARTER, "year_to_date": place}
    return [
        Span(name, tuple(str(one) for one in (month - (n - 1)).until(month)))
        for name, n in lengths.items()
        if n
    ]


def year_of(month: Month, year_start: int = 1) -> list[str]:
    """Return the twelve months of the company's year that `month` lies in."""
    first = month - (month.of_year(year_start) - 1)
    return [str(one) for one in first.until(first + (YEAR - 1))]
