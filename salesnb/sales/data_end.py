"""Is the month whole? Up to which working day its lines go, and which parts of it are silent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.measures import ratio
from salesnb.months import Month
from salesnb.sales.windows import Windows

LOOK_BACK = 24  # months that show up to which day a month's lines usually go
LEAST_SEEN = 4  # months from which on the neighbour of the first one need not be asked
STRANGER = 2  # working days without lines that are nothing unusual where no month was seen yet


def data_end(days: pd.DataFrame, *, month: Month, calendar: WorkCalendar) -> pd.DataFrame:
    """Return one row: do the month's lines go on to its end, as they do in this company?

    `days` has one row per day with lines (day). Columns: scope, newest_on, working_days,
    days_in (working days up to the newest line), days_after (working days after it), usual_after
    (the most there were after the newest line of any of the last `LOOK_BACK` months, else
    `STRANGER`), n_seen (months looked at), is_partial (days_after exceeds usual_after), and of all
    lines up to the month: oldest_on, last_on, and first_whole and last_whole, the span of whole
    months. A month without any line, or a frame without days, is not called partial.
    """
    after = _at_the_edges(days, last=month, calendar=calendar)["after"]
    usual = _usual(after, [str(m) for m in (month - LOOK_BACK).until(month - 1)])
    is_there = str(month) in after.index
    late = int(after[str(month)]) if is_there else 0
    whole, span = calendar.working_days(month), whole_months(days, month=month, calendar=calendar)
    known = days.loc[days["day"] <= pd.Timestamp(month.last), "day"]
    found = {
        "newest_on": str(known.max().date()) if is_there else "",
        "working_days": whole,
        "days_in": whole - late,
        "days_after": late,
        "usual_after": usual,
        "n_seen": int((after.index >= str(month - LOOK_BACK)).sum()) - is_there,
        "is_partial": late > usual,
        "oldest_on": str(known.min().date()) if len(known) else "",
        "last_on": str(known.max().date()) if len(known) else "",
        "first_whole": span[0] if span else "",
        "last_whole": span[-1] if span else "",
    }
    return pd.DataFrame([{"scope": "total", **found}])


def whole_months(days: pd.DataFrame, *, month: Month, calendar: WorkCalendar) -> list[str]:
    """Return the months from the first whole one to the last, at most to `month`.

    The first months are left out as long as their lines begin later, or end earlier, than those of
    the months after them; the last as long as they have no line, or their lines end earlier than
    those of the months before. What lies between is whole, with lines or without.
    """
    edges = _at_the_edges(days, last=month, calendar=calendar)
    there = edges.index.tolist()
    while there and _begins_late(edges, there):
        there = there[1:]
    while there and int(edges["after"][there[-1]]) > _usual(edges["after"], there[:-1]):
        there = there[:-1]
    if not there:
        return []
    return [str(m) for m in Month.parse(there[0]).until(Month.parse(there[-1]))]


def _begins_late(edges: pd.DataFrame, there: list[str]) -> bool:
    """Return whether the first month's lines begin later, or end earlier, than in later months.

    The month next to it may be a stranger too, and is not asked where there are others.
    """
    others = there[2:] if len(there) > LEAST_SEEN else there[1:]
    own = edges.loc[there[0]]
    ends = ("before", "after")
    return any(own[end] > _usual(edges[end], others[:LOOK_BACK]) for end in ends)


def _usual(edge: pd.Series, months: list[str]) -> int:
    """Return the most working days without lines at this end of the months that have any."""
    seen = edge[edge.index.isin(months[-LOOK_BACK:])]
    return int(seen.max()) if len(seen) else STRANGER


def _at_the_edges(days: pd.DataFrame, *, last: Month, calendar: WorkCalendar) -> pd.DataFrame:
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


def silent_parts(sales: pd.DataFrame, *, month: Month, by: Mapping[str, str]) -> pd.DataFrame:
    """Return the parts that sold in each of the twelve months before, and nothing in `month`.

    One row per dimension and node: dimension, node, year_amount (their sales of those twelve
    months), year_share (of all sales of those months). A part that falls silent from one month to
    the next is lost, or its export is.
    """
    earlier = Windows(month - 1, 12)
    now, year = sales[sales["month"] == str(month)], sales[sales["month"].isin(earlier.now)]
    total = year["net_amount"].sum()
    nothing = pd.DataFrame(columns=["dimension", "node", "year_amount"])
    parts = [_silent(now, year, column).assign(dimension=name) for name, column in by.items()]
    silent = pd.concat([nothing, *parts], ignore_index=True) if total > 0 else nothing
    silent = silent.astype({"year_amount": "float64"})
    silent["year_share"] = ratio(silent["year_amount"], total)
    return silent


def _silent(now: pd.DataFrame, year: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return node and year_amount of what sold in all twelve months and in none of `now`'s rows."""
    by_month = year.groupby([column, "month"])[["net_amount", "n_purchases"]].sum()
    n_sold = (by_month["n_purchases"] > 0).groupby(column).sum()
    amount = by_month["net_amount"].groupby(column).sum()
    is_silent = (n_sold == 12) & ~n_sold.index.isin(now[column].unique())
    return amount[is_silent].rename("year_amount").rename_axis("node").reset_index()
