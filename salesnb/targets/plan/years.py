"""The year that is planned: its months, which of them are closed, and those before it begins."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from salesnb.months import Month

LEAD = 3  # months after the report month that lie in the year planned where none is stated


@dataclass(frozen=True)
class PlanYear:
    """The fiscal year that is planned, its months as YYYY-MM.

    `months` are its twelve, `closed` those not after the report month, `open` the others; `before`
    are the same months a year earlier, `between` those after the report month and before the year.
    `is_stated`: the year stands in controls.toml.
    """

    label: str
    months: list[str]
    closed: list[str]
    open: list[str]
    before: list[str]
    between: list[str]
    is_stated: bool
    known: Month  # the report month
    start: int = 1  # the calendar month in which fiscal years begin


def plan_year(stated: pd.DataFrame, *, month: Month, year_start: int) -> PlanYear:
    """Return the year that is planned in `month`.

    `stated` has a row with `year` where controls.toml states one; else it is the fiscal year of the
    month three months after the report month. A fiscal year has the number of the calendar year in
    which it begins, in calendar month `year_start`.
    """
    years = stated["year"].dropna() if "year" in stated else pd.Series(dtype="Int64")
    later = month + LEAD
    begins = later - (later.of_year(year_start) - 1)
    first = Month(int(years.iloc[0]), year_start) if len(years) else begins
    months = first.until(first + 11)
    return PlanYear(
        label=str(first.year),
        months=[str(one) for one in months],
        closed=[str(one) for one in months if one <= month],
        open=[str(one) for one in months if one > month],
        before=[str(one - 12) for one in months],
        between=[str(one) for one in (month + 1).until(first - 1)],
        is_stated=bool(len(years)),
        known=month,
        start=year_start,
    )
