"""The members of each growth board, month by month, and the calendar that they have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.calendars import WorkCalendar
from salesnb.members import TOTAL
from salesnb.methods.calendar_effects import LEAST_FACTOR, calendar_factors
from salesnb.methods.seasonality import decompose
from salesnb.months import YEAR, Month

Array = NDArray[np.float64]
Frames = Mapping[str, pd.DataFrame]
MEMBER = ["dimension", "node"]


@dataclass(frozen=True)
class Calendar:
    """Factors of a board's months: `moved` by festival and working days, `season` by all of it."""

    moved: Array
    season: Array

    def last(self, n: int) -> Calendar:
        """Return the factors of the last `n` months."""
        begin = len(self.moved) - n
        return Calendar(self.moved[begin:], self.season[begin:])


@dataclass(frozen=True)
class Board:
    """One board: `values` has a row per month and a column per member (dimension, node).

    The member (total, total) is the whole; `calendar` is what all members have in common.
    """

    name: str
    values: pd.DataFrame
    calendar: Calendar

    @property
    def months(self) -> list[str]:
        return [str(month) for month in self.values.index]

    @property
    def members(self) -> pd.DataFrame:
        return self.values.columns.to_frame(index=False)

    def array(self) -> Array:
        """Return the values (members, months)."""
        return self.values.to_numpy(float).T

    def of(self, dimension: str) -> NDArray[np.bool_]:
        """Return which members are of a dimension."""
        return np.asarray(self.values.columns.get_level_values(0) == dimension)


def wide(lines: pd.DataFrame, value: str, by: Mapping[str, str], months: list[str]) -> pd.DataFrame:
    """Return months x members with the sums of `value`; 0 where a member had nothing.

    `by` names the column of each dimension.
    """
    kept = lines[lines["month"].isin(months)]
    parts = {TOTAL: kept.groupby("month")[value].sum().to_frame(TOTAL)}
    for dimension, column in by.items():
        parts[dimension] = kept.groupby(["month", column])[value].sum().unstack()
    joined = pd.concat(parts, axis=1, names=MEMBER)
    return joined.reindex(months).fillna(0.0).astype(float)


def calendar_of(total: pd.Series, calendar: WorkCalendar) -> Calendar:
    """Return the factors of the months of a series; ones where it is shorter than a year."""
    months, values = [str(one) for one in total.index], total.to_numpy(float)
    if len(months) < YEAR or not values.any():
        return Calendar(np.ones(len(months)), np.ones(len(months)))
    festival = calendar.has_festival
    days = cache(lambda month: max(calendar.working_days(month), 1))
    parts = decompose(months, values, working_days=days, with_festival=festival)
    every = [Month.parse(one) for one in months]
    moved = calendar_factors(every, parts, working_days=days, with_festival=festival)
    factor = parts.frame["factor"].to_numpy(float)
    whole = 1 + factor if parts.is_additive else factor
    return Calendar(moved, np.maximum(whole, LEAST_FACTOR))
