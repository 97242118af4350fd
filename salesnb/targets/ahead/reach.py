"""How far the forecast reaches: beyond what a page shows, to the end of the year planned."""

from __future__ import annotations

import pandas as pd

from salesnb.months import Month
from salesnb.targets.weeks import WEEK_MONTHS

MOST_MONTHS = 24  # ahead: of those after nothing is said
LEAD = 3  # months after the report month that lie in the year planned where none is stated
YEAR = 12


def months_to_plan(stated: pd.DataFrame, *, month: Month, year_start: int = 1) -> int:
    """Return how many months after `month` the year planned ends, at most `MOST_MONTHS`.

    It is no less than the months that the next thirteen weeks touch.
    `stated` has a row with `year` where controls.toml names the year that is planned; else it is
    the fiscal year of the month three months after the report month. A fiscal year has the number
    of the calendar year in which it begins, in calendar month `year_start`.
    """
    years = stated["year"].dropna() if "year" in stated else pd.Series(dtype=float)
    later = month + LEAD
    first = later - (later.of_year(year_start) - 1)
    first = Month(int(years.iloc[0]), year_start) if len(years) else first
    return min(max((first + (YEAR - 1)).ordinal - month.ordinal, WEEK_MONTHS), MOST_MONTHS)
