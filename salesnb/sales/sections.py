"""Where the firm stands: the sections of 02_sales, each one call on the month's facts.

`facts` are the month's frames by name, as `Workbook.frames` gives them: sales with their product
group. An empty frame leaves its part out. Each function returns frames by result name.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.measures import growth, ratio
from salesnb.methods.seasonality import Decomposition
from salesnb.months import Month
from salesnb.sales import bridge, capacity, cohorts, customers, data_end, members, overdue
from salesnb.sales import plan as plans
from salesnb.sales import position as positions
from salesnb.sales import trend as trends
from salesnb.sales.windows import Windows
from salesnb.settings import BusinessRules

AHEAD = 6  # months that the trend is carried on
SHOWN_NODES = 12  # of a dimension: with the rows that close the bridge a table holds them
DIMENSIONS = {"region": "region_id", "product_group": "product_group", "rep": "rep_id"}
PARTS = {
    "sales_method": "sales_method_id",
    "region": "region_id",
    "product_group": "product_group",
}
Frames = dict[str, pd.DataFrame]


def add_up_figures(
    facts: Mapping[str, pd.DataFrame], *, month: Month, year_start: int = 1
) -> Frames:
    """Return sales, margin, orders and cash: monthly, headlines, overview, ratios and plan.

    `facts` are sales_cube, order_cube, collections_cube and issued_targets. The firm's year begins
    in calendar month `year_start`.
    """
    cubes = (facts[name] for name in ("sales_cube", "order_cube", "collections_cube"))
    by_month = positions.monthly(*cubes, month=month)
    figures = positions.headlines(by_month, month=month, year_start=year_start)
    targets = facts["issued_targets"]
    return {
        "monthly": by_month,
        "headlines": figures,
        "overview": positions.overview(figures),
        "ratios": positions.ratios(figures),
        "plan": plans.against_targets(targets, by_month, month=month, year_start=year_start),
    }


def judge_month(
    facts: Mapping[str, pd.DataFrame],
    by_month: pd.DataFrame,
    *,
    month: Month,
    calendar: WorkCalendar,
    basis: str,
) -> Frames:
    """Return the month against its trend and calendar, and whether it is whole enough for that.

    Frames: trend, effects, season, verdict, regions, data_end, silent_parts. `facts` are
    sales_cube and sales_days, `by_month` is the frame `monthly`, `basis` says what counts as sales
    (invoice or order).
    """
    sales, days, festival = facts["sales_cube"], calendar.working_days, calendar.has_festival
    parts = trends.trend(by_month, working_days=days, ahead=AHEAD, with_festival=festival)
    verdict = trends.verdict(by_month, working_days=days, with_festival=festival)
    end = data_end.data_end(facts["sales_days"], month=month, calendar=calendar)
    return {
        "trend": trends.trend_frame(parts),
        "effects": trends.effects_frame(parts),
        "season": trends.season_frame(parts),
        "verdict": verdict.assign(basis=basis or "invoice"),
        "regions": _regions(sales, parts, month=month, calendar=calendar),
        "data_end": _per_day(end, verdict),
        "silent_parts": data_end.silent_parts(sales, month=month, by=PARTS),
    }


def _regions(
    sales: pd.DataFrame, parts: Decomposition | None, *, month: Month, calendar: WorkCalendar
) -> pd.DataFrame:
    return members.member_months(
        sales, parts, column="region_id", month=month, working_days=calendar.working_days
    )


def _per_day(end: pd.DataFrame, verdict: pd.DataFrame) -> pd.DataFrame:
    """Return the end of the data with sales per working day, and what was to be expected of it."""
    now = ratio(verdict["actual"], end["days_in"])
    expected = ratio(verdict["expected"], end["working_days"])
    return end.assign(per_day=now, expected_per_day=expected, day_deviation=growth(now, expected))


def explain_change(facts: Mapping[str, pd.DataFrame], *, month: Month) -> Frames:
    """Return how the sales of the year before became this year's: bridge and bridge_nodes."""
    steps = bridge.bridge(facts["sales_cube"], windows=Windows(month, 12), by=DIMENSIONS)
    nodes = bridge.bridge_nodes(steps, dimensions=tuple(DIMENSIONS), most=SHOWN_NODES)
    return {"bridge": steps, "bridge_nodes": nodes}


def compare_alike(
    facts: Mapping[str, pd.DataFrame], *, month: Month, calendar: WorkCalendar
) -> Frames:
    """Return growth of what the same customers bought of the same products: like_for_like."""
    year = Windows(month, 12)
    now, before = (
        sum(calendar.working_days(Month.parse(m)) for m in span) for span in (year.now, year.before)
    )
    sales = facts["sales_cube"]
    alike = customers.like_for_like(sales, windows=year, days_now=now, days_before=before)
    return {"like_for_like": alike}


def weigh_customers(facts: Mapping[str, pd.DataFrame], *, month: Month, top: int) -> Frames:
    """Return who sales rest on, and who came and went, counting the `top` largest as large.

    Frames: concentration, top_customers, movement, retention, cohorts.
    """
    sales, year = facts["sales_cube"], Windows(month, 12)
    moved = customers.movement(sales, windows=year)
    return {
        "concentration": customers.concentration(sales, windows=year, top=top),
        "top_customers": customers.top_customers(sales, windows=year, top=top),
        "movement": moved,
        "retention": customers.retention(moved),
        "cohorts": cohorts.cohorts(sales, windows=year),
    }


def find_silent(
    facts: Mapping[str, pd.DataFrame], *, month: Month, calendar: WorkCalendar, memory_months: int
) -> Frames:
    """Return who is silent for longer than its own rhythm of orders allows: rhythm and overdue.

    Sales stand for orders where none come in; a month whose data end early is not counted.
    Customers without a purchase in `memory_months` are forgotten.
    """
    end = data_end.data_end(facts["sales_days"], month=month, calendar=calendar)
    last_whole = month - int(end["is_partial"].iloc[0])
    purchases = facts["order_cube"] if len(facts["order_cube"]) else facts["sales_cube"]
    judged = overdue.rhythm(purchases, last_whole=last_whole, memory_months=memory_months)
    return {
        "rhythm": overdue.rhythm_states(judged),
        "overdue": overdue.overdue_customers(judged),
    }


def measure_limits(
    facts: Mapping[str, pd.DataFrame],
    by_month: pd.DataFrame,
    *,
    month: Month,
    calendar: WorkCalendar,
    rules: BusinessRules,
) -> Frames:
    """Return what limits sales, the reps' hours and what customers owe: hours, ageing, limits.

    `facts` are reps, absences, visits, receivables, open_instalments, receipt_matches and
    customers, `by_month` is the frame `monthly`.
    """
    hours = capacity.rep_hours(
        facts["reps"],
        facts["absences"],
        facts["visits"],
        month=month,
        working_days=calendar.working_days(month),
        hours_per_visit=rules.hours_per_visit,
    )
    owed, buyers = facts["open_instalments"], facts["customers"]
    limits = capacity.limits(
        owed,
        buyers,
        by_month,
        hours,
        dso_months=rules.dso_months,
        is_known=len(facts["receivables"]) > 0,
    )
    return {
        "hours": hours,
        "ageing": capacity.ageing(owed, edges=rules.overdue_days),
        "limits": limits.assign(**capacity.matched(facts["receipt_matches"])),
    }
