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
from salesnb.methods.whole_months import whole_months
from salesnb.months import Month
from salesnb.sales import (
    bridge,
    capacity,
    cohorts,
    customers,
    data_end,
    landing,
    members,
    overdue,
    rollups,
    variances,
)
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


def hold_against_plan(
    facts: Mapping[str, pd.DataFrame],
    by_month: pd.DataFrame,
    *,
    month: Month,
    calendar: WorkCalendar,
    year_start: int = 1,
) -> Frames:
    """Return sales against plan and last year: variances, standing, shortfalls, rollups, landing.

    `facts` are sales_cube, sales_days, issued_targets, customers, regions and reps, `by_month` is
    the frame `monthly`. The firm's year begins in calendar month `year_start`.
    """
    held = variances.variances(facts, month=month, year_start=year_start)
    end = data_end.data_end(facts["sales_days"], month=month, calendar=calendar)
    landed = landing.landing(
        by_month,
        facts["issued_targets"],
        month=month,
        calendar=calendar,
        is_partial=bool(end["is_partial"].iloc[0]),
        whole=whole_months(facts["sales_days"], month=month, calendar=calendar),
        year_start=year_start,
    )
    return {
        "variances": held,
        "standing": variances.standing(held),
        "shortfalls": variances.shortfalls(held),
        "rollups": rollups.rollups(facts, month=month, year_start=year_start),
        "landing": landed,
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

    Frames: trend, effects, season, verdict, regions, judged_regions, data_end, silent_parts.
    `facts` are sales_cube and sales_days, `by_month` is the frame `monthly`, `basis` says what
    counts as sales (invoice or order). Months that are not whole at the beginning and the end, and
    those after the last line, are left out of trend, season and what is expected.
    """
    basis, days, festival = basis or "invoice", calendar.working_days, calendar.has_festival
    end = data_end.data_end(facts["sales_days"], month=month, calendar=calendar)
    whole = whole_months(facts["sales_days"], month=month, calendar=calendar)
    kept = trends.judged_months(by_month, whole)
    has_lines = bool(end["newest_on"].iloc[0])
    ahead = AHEAD if has_lines else 0
    parts = trends.trend(kept, working_days=days, ahead=ahead, with_festival=festival)
    orders = None
    if basis != "order":
        ordered = trends.orders_alone(kept)
        orders = trends.trend(ordered, working_days=days, ahead=0, with_festival=festival)
    verdict = trends.verdict(
        by_month, whole=whole, has_lines=has_lines, working_days=days, with_festival=festival
    ).assign(basis=basis, **trends.a_year_ago(by_month, parts, month=month))
    regions = _regions(facts["sales_cube"], parts, whole, month=month, calendar=calendar)
    return {
        "trend": trends.trend_frame(parts),
        "effects": trends.effects_frame(parts, orders, basis=basis),
        "season": trends.season_frame(parts),
        "verdict": verdict,
        "regions": regions,
        "judged_regions": members.judged_parts(regions),
        "data_end": _per_day(end, verdict),
        "silent_parts": data_end.silent_parts(facts["sales_cube"], month=month, by=PARTS),
    }


def _regions(
    sales: pd.DataFrame,
    parts: Decomposition | None,
    whole: list[str],
    *,
    month: Month,
    calendar: WorkCalendar,
) -> pd.DataFrame:
    """Return each region's month; none where the month is not whole, or of a single region."""
    regions = members.member_months(
        sales,
        parts if str(month) in whole else None,
        column="region_id",
        month=month,
        working_days=calendar.working_days,
        first=whole[0] if whole else "",
    )
    return regions if len(regions) > 1 else regions.iloc[:0]


def _per_day(end: pd.DataFrame, verdict: pd.DataFrame) -> pd.DataFrame:
    """Return the end of the data with sales per working day, and what was to be expected of it."""
    now = ratio(verdict["actual"], end["days_in"])
    expected = ratio(verdict["expected"], end["working_days"])
    return end.assign(per_day=now, expected_per_day=expected, day_deviation=growth(now, expected))


def explain_change(
    facts: Mapping[str, pd.DataFrame], silent: pd.DataFrame, *, month: Month
) -> Frames:
    """Return how the sales of the year before became this year's: bridge, bridge_nodes, fallers.

    `silent` is the frame `overdue`: who of it has stopped stands apart from those who buy less.
    """
    year = Windows(month, 12)
    stopped = silent.loc[silent["state"] == "stopped", "customer_id"].tolist()
    sales = facts["sales_cube"]
    steps = bridge.bridge(sales, windows=year, by=DIMENSIONS, stopped=stopped)
    nodes = bridge.bridge_nodes(steps, dimensions=tuple(DIMENSIONS), most=SHOWN_NODES)
    fallers = customers.fallers(sales, windows=year, stopped=stopped)
    return {"bridge": steps, "bridge_nodes": nodes, "fallers": fallers}


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
    """Return who is silent for longer than its own rhythm of buying allows: rhythm and overdue.

    Purchases are lines of what counts as sales: of invoices, or of orders where there are no
    invoices. Months after the last whole one are not counted: there the export may be silent.
    Customers without a purchase in `memory_months` are forgotten.
    """
    whole = whole_months(facts["sales_days"], month=month, calendar=calendar)
    last_whole = Month.parse(whole[-1]) if whole else month
    judged = overdue.rhythm(facts["sales_cube"], last_whole=last_whole, memory_months=memory_months)
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
    """Return what limits sales, the reps' hours and what customers owe: hours, limits.

    `facts` are reps, absences, visits, receivables and open_instalments, `by_month` is the frame
    `monthly`.
    """
    hours = capacity.rep_hours(
        facts["reps"],
        facts["absences"],
        facts["visits"],
        month=month,
        working_days=calendar.working_days(month),
        hours_per_visit=rules.hours_per_visit,
    )
    limits = capacity.limits(
        facts["open_instalments"],
        by_month,
        hours,
        dso_months=rules.dso_months,
        is_known=len(facts["receivables"]) > 0,
    )
    return {"hours": hours, "limits": limits}
