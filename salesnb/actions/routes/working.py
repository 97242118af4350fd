"""On which days a rep travels, from when to when: holidays, leave, home and half days."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from salesnb.actions.routes.hours import weekdays
from salesnb.calendars import WorkCalendar
from salesnb.months import Month

USUAL_HOURS = 8.0
DAYS = ["rep_id", "visit_date", "part", "starts_at", "ends_at"]
AWAY = ["rep_id", "visit_date", "why"]
HALF = 0.5


def month_days(calendar: WorkCalendar, month: Month) -> list[dt.date]:
    """Return the working days of a month, working weekends included."""
    days = (month.first + dt.timedelta(days=i) for i in range(month.n_days))
    return [day for day in days if calendar.is_working(day)]


def days_off(calendar: WorkCalendar, month: Month) -> tuple[int, int, int]:
    """Return a month's working days, weekdays on which nobody works, weekend days worked."""
    working = month_days(calendar, month)
    weekend = sum(day.weekday() in calendar.weekend for day in working)
    days = [month.first + dt.timedelta(days=i) for i in range(month.n_days)]
    weekdays_of = sum(day.weekday() not in calendar.weekend for day in days)
    return len(working), weekdays_of - (len(working) - weekend), weekend


def rep_days(
    reps: pd.DataFrame,
    absences: pd.DataFrame,
    calendar: WorkCalendar,
    month: Month,
    *,
    begins: float,
) -> pd.DataFrame:
    """Return a row per rep and day on which the rep travels: `DAYS`.

    `begins`: minutes after midnight at which days begin. A half day is the first half; half a day
    of leave is taken off, too. Who has not begun, or has left, does not travel.
    """
    days = month_days(calendar, month)
    away = _away(absences, month)
    rows = []
    for rep in reps.itertuples(index=False):
        hours = USUAL_HOURS if pd.isna(rep.day_hours) or not rep.day_hours else rep.day_hours
        home, half = weekdays(_text(rep.home_days)), weekdays(_text(rep.half_days))
        for day in days:
            if not _employed(rep, day) or day.weekday() in home:
                continue
            part = HALF if day.weekday() in half else 1.0
            part -= away.get((str(rep.rep_id), day), 0.0)
            if part > 0.05:
                start = dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=begins)
                end = start + dt.timedelta(hours=float(hours) * part)
                rows.append((str(rep.rep_id), pd.Timestamp(day), part, start, end))
    return pd.DataFrame(rows, columns=DAYS).astype(
        {"visit_date": "datetime64[ns]", "starts_at": "datetime64[ns]", "ends_at": "datetime64[ns]"}
    )


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _employed(rep: object, day: dt.date) -> bool:
    hired, left = getattr(rep, "hired_on", None), getattr(rep, "left_on", None)
    begun = pd.isna(hired) or pd.Timestamp(hired).date() <= day
    return bool(begun and (pd.isna(left) or day <= pd.Timestamp(left).date()))


def _away(absences: pd.DataFrame, month: Month) -> dict[tuple[str, dt.date], float]:
    """Return how much of which days reps are known to be away."""
    days = pd.to_datetime(absences["absent_on"])
    rows = absences[days.dt.strftime("%Y-%m").eq(str(month))]
    parts = rows["day_part"].astype(float).fillna(1.0).clip(0, 1)
    dates = pd.to_datetime(rows["absent_on"]).dt.date
    found: dict[tuple[str, dt.date], float] = {}
    for rep, day, part in zip(rows["rep_id"].astype(str), dates, parts, strict=True):
        found[rep, day] = found.get((rep, day), 0.0) + part
    return found
