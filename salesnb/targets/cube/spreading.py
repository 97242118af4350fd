"""A month's targets over its days and weeks, by working days, to the minor unit."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.methods.apportion import split_along
from salesnb.months import Month


def by_day(targets: pd.DataFrame, calendar: WorkCalendar, *, digits: int = 2) -> pd.DataFrame:
    """Return a row per target and working day: the columns of the targets with `day`.

    `targets` has `month` and `target` beside its dimensions. The days of a month add up to its
    target exactly; each day's part is within a minor unit of the even share, and so is the sum of
    any first days. A month without working days is spread over all its days.
    """
    unit = 10**digits
    months = targets["month"].astype("str")
    parts = []
    for month in sorted(set(months)):
        own = targets[months == month]
        days = _working_days(Month.parse(month), calendar)
        minor = np.rint(own["target"].to_numpy(dtype=float) * unit).astype(np.int64)
        split = split_along(minor, np.ones(len(days), dtype=np.int64))
        rows = own.loc[own.index.repeat(len(days))].drop(columns="target")
        parts.append(rows.assign(day=days * len(own), target=split.ravel() / unit))
    return (
        pd.concat(parts, ignore_index=True) if parts else targets.assign(day=pd.Series(dtype="str"))
    )


def by_week(
    targets: pd.DataFrame, calendar: WorkCalendar, *, digits: int = 2, starts: int = 0
) -> pd.DataFrame:
    """Return a row per target, month and week: `week` is the week's first day, as YYYY-MM-DD.

    Weeks begin on the weekday `starts`, 0 for Monday. A week over the end of a month has a row in
    both months, so that months and weeks add up to the same.
    """
    days = by_day(targets, calendar, digits=digits)
    dates = pd.to_datetime(days["day"])
    first = dates - pd.to_timedelta((dates.dt.day_of_week - starts) % 7, unit="D")
    weekly = days.assign(week=first.dt.strftime("%Y-%m-%d")).drop(columns="day")
    keys = [name for name in weekly.columns if name != "target"]
    found = weekly.groupby(keys, observed=True, sort=False, dropna=False)["target"].sum()
    return found.round(digits).reset_index()


def _working_days(month: Month, calendar: WorkCalendar) -> list[str]:
    """Return the working days of a month, all its days where it has none."""
    days = [month.first + dt.timedelta(days=n) for n in range(month.n_days)]
    working = [day for day in days if calendar.is_working(day)]
    return [day.isoformat() for day in working or days]
