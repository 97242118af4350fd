"""Which months are whole: between the first and the last line, as lines go in this company."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.months import Month

LOOK_BACK = 24  # months that show up to which day a month's lines usually go
LEAST_SEEN = 4  # months from which on the neighbour of the first one need not be asked
STRANGER = 2  # working days without lines that are nothing unusual where no month was seen yet


def whole_months(days: pd.DataFrame, *, month: Month, calendar: WorkCalendar) -> list[str]:
    """Return the months from the first whole one to the last, at most to `month`.

    The first months are left out as long as their lines begin later, or end earlier, than those of
    the months after them; the last as long as they have no line, or their lines end earlier than
    those of the months before. What lies between is whole, with lines or without.
    """
    edges = at_the_edges(days, last=month, calendar=calendar)
    there = edges.index.tolist()
    while there and _begins_late(edges, there):
        there = there[1:]
    while there and int(edges["after"][there[-1]]) > usual_edge(edges["after"], there[:-1]):
        there = there[:-1]
    if not there:
        return []
    return [str(m) for m in Month.parse(there[0]).until(Month.parse(there[-1]))]


def with_lines(days: pd.DataFrame, *, month: Month) -> tuple[int, str]:
    """Return how many months up to `month` have lines, whole or not, and the day of the newest.

    The day is written YYYY-MM-DD, '' where there is none.
    """
    known = days.loc[days["day"] <= pd.Timestamp(month.last), "day"]
    if known.empty:
        return 0, ""
    return int(known.dt.strftime("%Y-%m").nunique()), str(known.max().date())


def _begins_late(edges: pd.DataFrame, there: list[str]) -> bool:
    """Return whether the first month's lines begin later, or end earlier, than in later months.

    The month next to it may be a stranger too, and is not asked where there are others.
    """
    others = there[2:] if len(there) > LEAST_SEEN else there[1:]
    own = edges.loc[there[0]]
    ends = ("before", "after")
    return any(own[end] > usual_edge(edges[end], others[:LOOK_BACK]) for end in ends)


def usual_edge(edge: pd.Series, months: list[str]) -> int:
    """Return the most working days without lines at this end of the months that have any."""
    seen = edge[edge.index.isin(months[-LOOK_BACK:])]
    return int(seen.max()) if len(seen) else STRANGER


def at_the_edges(days: pd.DataFrame, *, last: Month, calendar: WorkCalendar) -> pd.DataFrame:
    """Return the working days before the first and after the last line of each month with lines."""
    known = days.loc[days["day"] <= pd.Timestamp(last.last), "day"]
    ends = known.groupby(known.dt.strftime("%Y-%m")).agg(["min", "max"])
    before = [_between(day.date().replace(day=1), day, calendar) for day in ends["min"]]
    after = [_after(day.date(), calendar) for day in ends["max"]]
    return pd.DataFrame({"before": before, "after": after}, index=ends.index, dtype="int64")


def _between(first: dt.date, day: pd.Timestamp, calendar: WorkCalendar) -> int:
    """Return the working days from `first` up to the day before `day`."""
    return sum(calendar.is_working(d.date()) for d in pd.date_range(first, day, inclusive="left"))


def _after(day: object, calendar: WorkCalendar) -> int:
    """Return the working days of the month of `day` that lie after it."""
    rest = pd.date_range(pd.Timestamp(str(day)), periods=32, inclusive="right")
    month = pd.Timestamp(str(day)).month
    return sum(calendar.is_working(d.date()) for d in rest if d.month == month)
