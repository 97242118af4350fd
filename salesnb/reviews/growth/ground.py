"""What all sections of 14_growth stand on: the facts, the whole months, and their calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.methods.whole_months import whole_months
from salesnb.months import Month
from salesnb.reviews.growth.series import Board, Calendar, Frames, calendar_of, wide


@dataclass(frozen=True)
class Ground:
    """The facts of a month; `window` months are compared with the same ones a year before."""

    facts: Frames
    month: Month
    window: int
    calendar: WorkCalendar

    @cached_property
    def whole(self) -> list[str]:
        """The whole months of sales, at most to the report month."""
        return self.whole_months(self.facts["sales_days"]["day"])

    @property
    def last(self) -> str:
        """The last whole month, or the report month where there is none."""
        return self.whole[-1] if self.whole else str(self.month)

    @cached_property
    def sales(self) -> pd.Series:
        """Sales of the whole months."""
        cube = self.facts["sales_cube"]
        return cube.groupby("month")["net_amount"].sum().reindex(self.whole).fillna(0.0)

    @cached_property
    def of_sales(self) -> Calendar:
        """What season, festival and working days make of the whole months of sales."""
        return self.calendar_of(self.sales)

    @cached_property
    def gone(self) -> frozenset[str]:
        """The reps who left by the end of the month."""
        reps = self.facts["reps"]
        if reps.empty:
            return frozenset()
        is_gone = reps["left_on"].notna() & (reps["left_on"] <= pd.Timestamp(self.month.last))
        return frozenset(reps.loc[is_gone, "rep_id"].astype("str"))

    def whole_months(self, days: pd.Series) -> list[str]:
        """Return the whole months of what happened on `days`, at most to the report month."""
        frame = days.to_frame("day")
        return whole_months(frame, month=self.month, calendar=self.calendar)

    def calendar_of(self, total: pd.Series) -> Calendar:
        """Return the factors of a series of months."""
        return calendar_of(total, self.calendar)

    def board(
        self, name: str, lines: pd.DataFrame, by: Mapping[str, str], *, value: str = "net_amount"
    ) -> Board:
        """Return a board of lines of sales, from the first whole month in which it has any."""
        begins = str(lines["month"].astype("str").min())
        months = [one for one in self.whole if one >= begins]
        values = wide(lines, value, by, months)
        return Board(name, values, self.of_sales.last(len(months)))
