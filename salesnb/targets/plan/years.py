"""The year that is planned: its months, which of them are closed, and those before it begins."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.months import YEAR, Month
from salesnb.targets.planned_year import first_planned

MOST_LATER = 24  # months after the report month at which the year planned may begin


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

    `stated` is as of `first_planned`. Raises `UsageError` for a year that begins so late that
    nothing can be expected of it.
    """
    first = first_planned(stated, month=month, year_start=year_start)
    if first > month + MOST_LATER:
        raise UsageError(
            t(
                "plan/controls.toml, [plan]: the year {year} begins more than {n} months after"
                " {month}, too late to expect anything of it",
                year=first.year,
                n=MOST_LATER,
                month=month,
            ),
            fix=t("state a year that begins until {last}", last=month + MOST_LATER),
        )
    months = first.until(first + (YEAR - 1))
    return PlanYear(
        label=str(first.year),
        months=[str(one) for one in months],
        closed=[str(one) for one in months if one <= month],
        open=[str(one) for one in months if one > month],
        before=[str(one - YEAR) for one in months],
        between=[str(one) for one in (month + 1).until(first - 1)],
        is_stated=bool(len(stated.get("year", pd.Series(dtype=float)).dropna())),
        known=month,
        start=year_start,
    )
