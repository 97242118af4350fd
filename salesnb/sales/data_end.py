"""Is the month whole? Up to which working day its lines go, and which parts of it are silent."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.measures import ratio
from salesnb.methods.whole_months import LOOK_BACK, at_the_edges, usual_edge, whole_months
from salesnb.months import Month
from salesnb.sales.windows import Windows


def data_end(days: pd.DataFrame, *, month: Month, calendar: WorkCalendar) -> pd.DataFrame:
    """Return one row: do the month's lines go on to its end, as they do in this company?

    `days` has one row per day with lines (day). Columns: scope, newest_on, working_days,
    days_in (working days up to the newest line), days_after (working days after it), usual_after
    (the most there were after the newest line of any of the last `LOOK_BACK` months, else
    `STRANGER`), n_seen (months looked at), is_partial (days_after exceeds usual_after), and of all
    lines up to the month: oldest_on, last_on, and first_whole and last_whole, the span of whole
    months. A month without any line, or a frame without days, is not called partial.
    """
    after = at_the_edges(days, last=month, calendar=calendar)["after"]
    usual = usual_edge(after, [str(m) for m in (month - LOOK_BACK).until(month - 1)])
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
