"""All frames of 02_sales from the month's facts, in one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.measures import growth, ratio
from salesnb.methods.seasonality import Decomposition
from salesnb.months import Month
from salesnb.sales import (
    bridge,
    capacity,
    cohorts,
    customers,
    data_end,
    members,
    overdue,
    plan,
    position,
    trend,
)
from salesnb.sales.windows import Windows
from salesnb.settings import BusinessRules

AHEAD = 6
SHOWN_NODES = (
    12  # of a dimension in the bridge by node; with the rows that close it a table holds them
)
DIMENSIONS = {"region": "region_id", "product_group": "product_group", "rep": "rep_id"}
PARTS = {
    "sales_method": "sales_method_id",
    "region": "region_id",
    "product_group": "product_group",
}
Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class _Month:
    """The report month with what its analyses need to know of it."""

    month: Month
    calendar: WorkCalendar
    rules: BusinessRules

    @property
    def year(self) -> Windows:
        return Windows(self.month, 12)


def standing(
    facts: Mapping[str, pd.DataFrame],
    *,
    month: Month,
    calendar: WorkCalendar,
    rules: BusinessRules,
    year_start: int = 1,
) -> Frames:
    """Return the frames that say where the firm stands, by result name.

    `facts` are the snapshot frames sales_cube, sales_days, order_cube, collections_cube,
    open_instalments, products, customers, regions, sales_methods, reps, absences, visits and
    issued_targets; empty ones leave their part out. The firm's year begins in calendar month
    `year_start`.
    """
    here = _Month(month, calendar, rules)
    sales = _with_groups(facts["sales_cube"], facts["products"])
    by_month = position.monthly(sales, facts["order_cube"], facts["collections_cube"], month=month)
    figures = position.headlines(by_month, month=month, year_start=year_start)
    steps = bridge.bridge(sales, windows=here.year, by=DIMENSIONS)
    return {
        "monthly": by_month,
        "headlines": figures,
        "overview": position.overview(figures),
        "ratios": position.ratios(figures),
        "plan": plan.against_targets(
            facts["issued_targets"], by_month, month=month, year_start=year_start
        ),
        **_expectation(facts, sales, by_month, here=here),
        "bridge": steps,
        "bridge_nodes": bridge.bridge_nodes(steps, dimensions=tuple(DIMENSIONS), most=SHOWN_NODES),
        **_customers(facts, sales, here=here),
        **_limits(facts, by_month, here=here),
    }


def _expectation(
    facts: Mapping[str, pd.DataFrame], sales: pd.DataFrame, by_month: pd.DataFrame, *, here: _Month
) -> Frames:
    """Return trend and verdict, and whether the month is whole enough for one."""
    days, festival = here.calendar.working_days, here.calendar.has_festival
    parts = trend.trend(by_month, working_days=days, ahead=AHEAD, with_festival=festival)
    verdict = trend.verdict(by_month, working_days=days, with_festival=festival)
    end = data_end.data_end(facts["sales_days"], month=here.month, calendar=here.calendar)
    end["per_day"] = ratio(verdict["actual"], end["days_in"])
    end["expected_per_day"] = ratio(verdict["expected"], end["working_days"])
    end["day_deviation"] = growth(end["per_day"], end["expected_per_day"])
    return {
        "trend": trend.trend_frame(parts),
        "effects": trend.effects_frame(parts),
        "season": trend.season_frame(parts),
        "verdict": verdict,
        "regions": _regions(sales, parts, here),
        "data_end": end,
        "silent_parts": _with_names(
            data_end.silent_parts(sales, month=here.month, by=PARTS), facts
        ),
    }


def _regions(sales: pd.DataFrame, company: Decomposition | None, here: _Month) -> pd.DataFrame:
    days = here.calendar.working_days
    return members.member_months(
        sales, company, column="region_id", month=here.month, working_days=days
    )


def _customers(facts: Mapping[str, pd.DataFrame], sales: pd.DataFrame, *, here: _Month) -> Frames:
    """Return who sales rest on, who came and went, and who is overdue by its own rhythm."""
    year, top, names = here.year, here.rules.top_customers, facts["customers"]
    moved = customers.movement(sales, windows=year)
    judged = _judged(facts, here)
    return {
        "concentration": customers.concentration(sales, windows=year, top=top),
        "top_customers": _named(customers.top_customers(sales, windows=year, top=top), names),
        "movement": moved,
        "retention": customers.retention(moved),
        "like_for_like": _alike(sales, here),
        "cohorts": cohorts.cohorts(sales, windows=year),
        "rhythm": overdue.rhythm_states(judged),
        "overdue": _named(overdue.overdue_customers(judged), names),
    }  # fmt: skip


def _judged(facts: Mapping[str, pd.DataFrame], here: _Month) -> pd.DataFrame:
    """Return each customer's rhythm of orders (of sales where no orders come in)."""
    end = data_end.data_end(facts["sales_days"], month=here.month, calendar=here.calendar)
    last_whole = here.month - int(end["is_partial"].iloc[0])
    purchases = facts["order_cube"] if len(facts["order_cube"]) else facts["sales_cube"]
    memory = here.rules.customer_memory_months
    return overdue.rhythm(purchases, last_whole=last_whole, memory_months=memory)


def _limits(facts: Mapping[str, pd.DataFrame], by_month: pd.DataFrame, *, here: _Month) -> Frames:
    """Return the reps' hours and what customers owe."""
    hours = capacity.rep_hours(
        facts["reps"],
        facts["absences"],
        facts["visits"],
        month=here.month,
        working_days=here.calendar.working_days(here.month),
        hours_per_visit=here.rules.hours_per_visit,
    )
    hours = hours if len(facts["visits"]) else hours.iloc[:0]
    owed, months = facts["open_instalments"], here.rules.dso_months
    return {
        "hours": hours,
        "ageing": capacity.ageing(owed, edges=here.rules.overdue_days),
        "limits": capacity.limits(owed, facts["customers"], by_month, hours, dso_months=months),
    }


def _alike(sales: pd.DataFrame, here: _Month) -> pd.DataFrame:
    spans = (here.year.now, here.year.before)
    days = [sum(here.calendar.working_days(Month.parse(m)) for m in span) for span in spans]
    return customers.like_for_like(sales, windows=here.year, days_now=days[0], days_before=days[1])


def _with_names(silent: pd.DataFrame, facts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return silent parts with name and name_zh; a product group is its own name."""
    made = silent.assign(name=silent["node"], name_zh="").astype(
        {"name": "object", "name_zh": "object"}
    )
    for table, key in (("sales_methods", "sales_method_id"), ("regions", "region_id")):
        known = facts[table].drop_duplicates(key).set_index(key)
        here = made["node"].isin(known.index.astype("str")) & (made["dimension"] != "product_group")
        for column in ("name", "name_zh"):
            words = dict(
                zip(known.index.astype("str"), known[column].astype("object"), strict=True)
            )
            made.loc[here, column] = made.loc[here, "node"].map(words)
    return made.fillna({"name": "", "name_zh": ""})


def _with_groups(sales: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """Return sales with the product group of each product; `(unassigned)` where none is known."""
    group = dict(zip(products["product_id"].astype("str"), products["product_group"].astype("object"), strict=True))  # fmt: skip
    named = sales["product_id"].astype("str").map(group)
    return sales.assign(product_group=named.where(named.notna(), "(unassigned)"))


def _named(chosen: pd.DataFrame, buyers: pd.DataFrame) -> pd.DataFrame:
    """Return customers with name and name_zh; '' where a customer has none."""
    made = chosen.copy()
    key = buyers["customer_id"].astype("str")
    for place, column in enumerate(("name", "name_zh"), start=2):
        names = dict(zip(key, buyers[column].astype("object"), strict=True))
        made.insert(place, column, made["customer_id"].map(names).fillna(""))
    return made
