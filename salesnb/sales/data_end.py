"""Is the month whole? Up to which working day its lines go, and which parts of it are silent."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.measures import ratio
from salesnb.months import Month
from salesnb.sales.windows import Windows

LOOK_BACK = 24  # months that show up to which day a month's lines usually go
STRANGER = 2  # working days without lines that are nothing unusual where no month was seen yet


def data_end(days: pd.DataFrame, *, month: Month, calendar: WorkCalendar) -> pd.DataFrame:
    """Return one row: do the month's lines go on to its end, as they do in this company?

    `days` has one row per day with lines (day). Columns: scope, newest_on, working_days,
    days_in (working days up to the newest line), days_after (working days after it), usual_after
    (the most there were after the newest line of any of the last `LOOK_BACK` months, else
    `STRANGER`), n_seen (months looked at), is_partial (days_after exceeds usual_after). A month
    without any line, or a frame without days, is not called partial.
    """
    newest = days["day"].dt.date
    by_month = newest.groupby(newest.map(lambda day: str(Month.of(day)))).max()
    seen = [
        _after(by_month[str(m)], calendar)
        for m in (month - LOOK_BACK).until(month - 1)
        if str(m) in by_month
    ]
    usual = max(seen, default=STRANGER)
    there = by_month.get(str(month))
    after = 0 if there is None else _after(there, calendar)
    whole = calendar.working_days(month)
    found = {
        "newest_on": "" if there is None else there.isoformat(),
        "working_days": whole,
        "days_in": whole - after,
        "days_after": after,
        "usual_after": usual,
        "n_seen": len(seen),
        "is_partial": after > usual,
    }
    return pd.DataFrame([{"scope": "total", **found}])


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
    by_month = year.groupby([column, "month"])["net_amount"].sum()
    n_sold = (by_month > 0).groupby(column).sum()
    amount = by_month.groupby(column).sum()
    is_silent = (n_sold == 12) & ~n_sold.index.isin(now[column].unique())
    return amount[is_silent].rename("year_amount").rename_axis("node").reset_index()
