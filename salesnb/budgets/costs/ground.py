"""The year that a budget is for, and what holds for all of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.calendars import WorkCalendar
from salesnb.months import YEAR, Month
from salesnb.settings import BusinessRules, Settings

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Frames = Mapping[str, pd.DataFrame]
LEAD = 3  # months after the report month that lie in the year budgeted where nobody states one
NOT_CARRIED = "(not carried)"
_NUMBERS = """
    amount floor cap stated is_locked quantity driver_quantity unit_cost sales margin collections
    net_amount costed_amount cost_amount expected opening closing invoiced credited n_orders
    n_people monthly_amount hours_per_month cost_per_hour nominal_days tenor_days
    threshold_amount rebate_share
"""
NUMBERS = frozenset(_NUMBERS.split())


@dataclass(frozen=True)
class Ground:
    """The year that is budgeted, its months as YYYY-MM, and the company's rules.

    `closed` are its months up to the report month, `open` the others, `before` the twelve months
    up to the report month. `state` of plan/budget.toml: `in_force`, `other_year` or `none`.
    """

    label: str
    months: list[str]
    closed: list[str]
    open: list[str]
    before: list[str]
    state: str
    month: Month
    rules: BusinessRules
    calendar: WorkCalendar
    digits: int = 2

    @property
    def unit(self) -> float:
        """Minor units of a currency unit."""
        return float(10**self.digits)

    def minor(self, amount: float) -> int:
        """Return an amount in whole minor units."""
        return int(np.rint(amount * self.unit))

    def last_year(self, month: str) -> str:
        """Return the month of the last twelve that has the same calendar month."""
        return next(one for one in self.before if one[5:] == month[5:])


def ground_of(
    facts: Frames, decided: Frames, *, month: Month, settings: Settings, calendar: WorkCalendar
) -> Ground:
    """Return the year of the budget: that of the targets, else of plan/budget.toml, else the next.

    The next is the fiscal year of the month three months after the report month. `facts` may have
    `targets`, `decided` has the sections of budget.toml.
    """
    start = settings.company.fiscal_year_start
    planned = facts.get("targets", pd.DataFrame())
    stated = decided.get("budget", pd.DataFrame())
    later = month + LEAD
    first = later - (later.of_year(start) - 1)
    if len(planned):
        first = Month.parse(str(min(planned["month"].astype("str"))))
    elif len(stated):
        first = Month(int(stated["year"].iloc[0]), start)
    months = first.until(first + (YEAR - 1))
    is_own = len(stated) > 0 and int(stated["year"].iloc[0]) == first.year
    return Ground(
        label=str(first.year),
        months=[str(one) for one in months],
        closed=[str(one) for one in months if one <= month],
        open=[str(one) for one in months if one > month],
        before=[str(one) for one in (month - (YEAR - 1)).until(month)],
        state="in_force" if is_own else "other_year" if len(stated) else "none",
        month=month,
        rules=settings.rules,
        calendar=calendar,
        digits=settings.company.currency_digits,
    )


def frame_of(facts: Frames, name: str, columns: str) -> pd.DataFrame:
    """Return these columns of a frame, keys as text; no rows without it.

    A column that is not there is missing where it is one of `NUMBERS`, else an empty text.
    """
    there = facts.get(name, pd.DataFrame())
    found = {}
    for column in columns.split():
        values = there.get(column, pd.Series(np.nan, index=there.index, dtype=float))
        kind = str(values.dtype)
        if column in NUMBERS:
            found[column] = values
        elif kind in {"category", "object", "string", "float64"}:
            texts = values.astype("object")
            found[column] = texts.where(texts.notna(), "").astype("str")
        else:
            found[column] = values.fillna("") if kind == "str" else values
    return pd.DataFrame(found, index=there.index)


def months_of(days: pd.Series) -> pd.Series:
    """Return the months (YYYY-MM) of days."""
    return pd.to_datetime(days).dt.strftime("%Y-%m")


def within(region: str, regions: pd.DataFrame) -> set[str]:
    """Return a region and all that lie in it, by the tree of regions."""
    found = {region}
    while True:
        more = set(regions.loc[regions["parent_id"].isin(found), "region_id"]) - found
        if not more:
            return found
        found |= more
