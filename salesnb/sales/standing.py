"""All frames of 02_sales from the month's facts, in one call."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.months import Month
from salesnb.sales import bridge, capacity, customers, position, trend
from salesnb.sales.windows import Windows
from salesnb.settings import BusinessRules

AHEAD = 6
DIMENSIONS = {"region": "region_id", "product_group": "product_group", "rep": "rep_id"}


def standing(
    facts: Mapping[str, pd.DataFrame], *, month: Month, calendar: WorkCalendar, rules: BusinessRules
) -> dict[str, pd.DataFrame]:
    """Return the frames that say where the firm stands, by result name.

    `facts` are the snapshot frames sales_cube, order_cube, collections_cube, open_instalments,
    products, customers, reps, absences and visits; empty ones leave their part out.
    """
    year = Windows(month, 12)
    sales = _with_groups(facts["sales_cube"], facts["products"])
    by_month = position.monthly(sales, facts["order_cube"], facts["collections_cube"], month=month)
    parts = trend.trend(by_month, working_days=calendar.working_days, ahead=AHEAD)
    steps = bridge.bridge(sales, windows=year, by=DIMENSIONS)
    moved = customers.movement(sales, windows=year)
    return {
        "monthly": by_month,
        "headlines": position.headlines(by_month, month=month),
        "trend": trend.trend_frame(parts),
        "effects": trend.effects_frame(parts),
        "verdict": trend.verdict(by_month, working_days=calendar.working_days),
        "bridge": steps,
        "bridge_nodes": bridge.bridge_nodes(steps, dimensions=tuple(DIMENSIONS)),
        "concentration": customers.concentration(sales, windows=year, top=rules.top_customers),
        "top_customers": _named(customers.top_customers(sales, windows=year, top=rules.top_customers), facts["customers"]),
        "movement": moved,
        "retention": customers.retention(moved),
        "like_for_like": _alike(sales, year, calendar),
        **_limits(facts, by_month, month=month, calendar=calendar, rules=rules),
    }  # fmt: skip


def _limits(
    facts: Mapping[str, pd.DataFrame],
    by_month: pd.DataFrame,
    *,
    month: Month,
    calendar: WorkCalendar,
    rules: BusinessRules,
) -> dict[str, pd.DataFrame]:
    hours = capacity.rep_hours(
        facts["reps"],
        facts["absences"],
        facts["visits"],
        month=month,
        working_days=calendar.working_days(month),
        hours_per_visit=rules.hours_per_visit,
    )
    hours = hours if len(facts["visits"]) else hours.iloc[:0]
    owed = facts["open_instalments"]
    return {
        "hours": hours,
        "ageing": capacity.ageing(owed, edges=rules.overdue_days),
        "limits": capacity.limits(owed, facts["customers"], by_month, hours, dso_months=rules.dso_months),
    }  # fmt: skip


def _alike(sales: pd.DataFrame, year: Windows, calendar: WorkCalendar) -> pd.DataFrame:
    days = [sum(calendar.working_days(Month.parse(m)) for m in months) for months in (year.now, year.before)]  # fmt: skip
    return customers.like_for_like(sales, windows=year, days_now=days[0], days_before=days[1])


def _with_groups(sales: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """Return sales with the product group of each product; `(unassigned)` where none is known."""
    group = dict(zip(products["product_id"].astype("str"), products["product_group"].astype("object"), strict=True))  # fmt: skip
    named = sales["product_id"].astype("str").map(group)
    return sales.assign(product_group=named.where(named.notna(), "(unassigned)"))


def _named(largest: pd.DataFrame, buyers: pd.DataFrame) -> pd.DataFrame:
    names = dict(zip(buyers["customer_id"].astype("str"), buyers["name"].astype("object"), strict=True))  # fmt: skip
    largest = largest.copy()
    largest.insert(2, "name", largest["customer_id"].map(names).fillna(""))
    return largest
