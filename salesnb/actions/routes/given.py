"""What a month's plan is made of, and what of it is known: hours of customers, days of reps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from salesnb.actions.routes.month import hours_of
from salesnb.actions.routes.travel import Speeds, stated_times
from salesnb.actions.routes.working import days_off, rep_days
from salesnb.calendars import WorkCalendar
from salesnb.months import Month


@dataclass(frozen=True)
class Given:
    """What a plan is made of: tables by name, needs, days of reps, the plan before, the rules.

    `kept`: the plan that was issued for the month before, None without one.
    """

    month: Month
    needs: pd.DataFrame
    reps: pd.DataFrame
    customers: pd.DataFrame
    days: pd.DataFrame
    stated: Mapping[tuple[str, str], float]
    kept: pd.DataFrame | None
    speeds: Speeds
    begins: float
    off: tuple[int, int, int] = (0, 0, 0)  # working days, weekdays off, weekend days worked


def given(
    facts: Mapping[str, pd.DataFrame],
    needs: pd.DataFrame,
    month: Month,
    calendar: WorkCalendar,
    *,
    speeds: Speeds,
    begins: float,
    kept: pd.DataFrame | None = None,
) -> Given:
    """Return what a plan of `month` is made of; `facts` are tables by their names."""
    reps = facts["reps"].astype({"rep_id": str})
    days = rep_days(reps, facts["absences"], calendar, month, begins=begins)
    stated = stated_times(facts["travel_times"])
    customers = facts["customers"].astype({"customer_id": str})
    off = days_off(calendar, month)
    return Given(month, needs, reps, customers, days, stated, kept, speeds, begins, off)


def spans(asked: Given) -> pd.DataFrame:
    """Return a row per customer and day of the month on which it is open; none where not stated."""
    due = asked.customers[asked.customers["customer_id"].isin(asked.needs["customer_id"])]
    week = [
        (text, *span)
        for text in due["opening_hours"].dropna().unique()
        for span in hours_of(text)[0] or ()
    ]
    hours = pd.DataFrame(week, columns=["opening_hours", "weekday", "opens", "closes"])
    days = pd.DataFrame({"visit_date": pd.to_datetime(sorted(asked.days["visit_date"].unique()))})
    days["weekday"] = days["visit_date"].dt.day_of_week
    hours = hours.astype({"weekday": int, "opens": float, "closes": float})
    table = due[["customer_id", "opening_hours"]].merge(hours, on="opening_hours")
    table = table.merge(days, on="weekday")
    for column, clock in (("opens_at", "opens"), ("closes_at", "closes")):
        table[column] = table["visit_date"] + pd.to_timedelta(table[clock], unit="min")
    return table[["customer_id", "visit_date", "opens_at", "closes_at"]]


def unread_hours(asked: Given) -> list[str]:
    """Return the customers to be visited whose opening hours stand there but cannot be read."""
    due = asked.customers[asked.customers["customer_id"].isin(asked.needs["customer_id"])]
    return [
        str(customer)
        for customer, text in zip(due["customer_id"], due["opening_hours"], strict=True)
        if hours_of(text)[1]
    ]
