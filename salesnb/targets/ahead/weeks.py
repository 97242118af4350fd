"""The next thirteen weeks: what the months bring, spread over working days."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from scipy.special import ndtri

from salesnb.calendars import WorkCalendar
from salesnb.months import Month
from salesnb.targets.ahead.outlook import Measure, Outlook
from salesnb.targets.ranges import AT_HIGH, AT_LOW, CONFIDENCE, HIGH
from salesnb.targets.weeks import weeks_after

PAST_WEEKS = 52
FEWEST_WEEKS = 12  # of the past that show how unevenly weeks share a month
UNKNOWN = 0.25  # spread of a week, as a share, where they do not
WEEKS = ["measure", "week", "first_day", "last_day", "working_days", "expected", "low", "high"]
WEEKS += ["n_weeks", "confidence"]


def by_week(outlook: Outlook, days: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the frame `weeks`: sales of the thirteen weeks that begin next (`targets.weeks`).

    A month's expectation is spread evenly over its working days. The range adds that of the month
    to how unevenly the last year's weeks shared their months; `n_weeks` is how many showed it.
    `days` are sales_days (day, net_amount).
    """
    one = outlook.measures.get("sales")
    if one is None:
        return {"weeks": pd.DataFrame(columns=WEEKS)}
    calendar = outlook.calendar
    uneven, n_seen = _unevenness(one, days, calendar)
    per_day = _per_day(one, calendar)
    rows = []
    for week, (first, last) in enumerate(weeks_after(outlook.month, calendar.is_working), start=1):
        working = [day for day in _days(first, last) if calendar.is_working(day)]
        known = [per_day[month] for month in map(_month, working) if month in per_day]
        if len(known) < len(working):
            break  # the months ahead end within this week
        expected, low, high = np.array(known).reshape(-1, 3).sum(axis=0)
        half = float(ndtri(HIGH)) * uneven * expected
        row = {"week": week, "first_day": str(first), "last_day": str(last)}
        row |= {"working_days": len(working), "expected": expected}
        row |= {"low": max(expected - np.hypot(expected - low, half), 0.0)}
        rows.append({**row, "high": expected + np.hypot(high - expected, half)})
    found = pd.DataFrame(rows).assign(measure="sales", n_weeks=n_seen, confidence=CONFIDENCE)
    return {"weeks": found.reindex(columns=WEEKS)}


def _per_day(one: Measure, calendar: WorkCalendar) -> dict[str, tuple[float, float, float]]:
    """Return what a working day of each month ahead brings: expected, low, high."""
    ends = one.quantiles()[0]
    found = {}
    for i, month in enumerate(one.ahead):
        days = max(calendar.working_days(Month.parse(month)), 1)
        found[month] = (one.expected[0, i] / days, ends[i, AT_LOW] / days, ends[i, AT_HIGH] / days)
    return found


def _unevenness(one: Measure, days: pd.DataFrame, calendar: WorkCalendar) -> tuple[float, int]:
    """Return the spread of weeks around their share of the month, and how many weeks showed it."""
    sold = dict(zip(one.series.months, one.values[0], strict=True))
    last = Month.parse(one.series.months[-1]).last
    by_day = days.groupby(days["day"].dt.date)["net_amount"].sum()
    monday, ratios = last - dt.timedelta(days=last.weekday() + 7), []
    for week in range(PAST_WEEKS):
        first = monday - dt.timedelta(weeks=week)
        every = _days(first, first + dt.timedelta(days=6))
        if any(np.isnan(sold.get(_month(day), np.nan)) for day in every):
            break
        working = [day for day in every if calendar.is_working(day)]
        even = sum(
            sold[_month(day)] / max(calendar.working_days(Month.of(day)), 1) for day in working
        )
        came = float(by_day.reindex(every).sum())
        if even > 0:
            ratios.append(came / even - 1)
    n = len(ratios)
    return (float(np.sqrt(np.mean(np.square(ratios)))) if n >= FEWEST_WEEKS else UNKNOWN), n


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]


def _month(day: dt.date) -> str:
    return str(Month.of(day))
