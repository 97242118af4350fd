"""Which year is planned: said here, and nowhere else."""

from __future__ import annotations

import pandas as pd

from salesnb.months import Month

LEAD = 3  # months after the report month that lie in the year planned where none is stated


def first_planned(stated: pd.DataFrame, *, month: Month, year_start: int) -> Month:
    """Return the first month of the year that is planned in `month`.

    `stated` has a row with `year` where controls.toml states one; else it is the fiscal year of the
    month three months after the report month. A fiscal year has the number of the calendar year in
    which it begins, in calendar month `year_start`.
    """
    years = stated["year"].dropna() if "year" in stated else pd.Series(dtype="Int64")
    if len(years):
        return Month(int(years.iloc[0]), year_start)
    later = month + LEAD
    return later - (later.of_year(year_start) - 1)
