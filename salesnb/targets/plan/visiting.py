"""How many visits does the plan take, rep by rep, and are there the hours for them?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.members import TOTAL, UNASSIGNED
from salesnb.methods.revenue_bands import revenue_bands
from salesnb.months import YEAR, Month
from salesnb.settings import BusinessRules
from salesnb.targets.chance.challenge import visit_hours
from salesnb.targets.plan.grid import grid_of, whole_over_time
from salesnb.targets.plan.years import PlanYear

NOT_HELD = ("planned", "cancelled")
COLUMNS = {
    "visits": ("rep_id n_customers visits hours_needed hours used_share past_visits sales state"),
    "visit_months": "rep_id month visits hours_needed",
    "visit_classes": "visit_class n_customers sales visits_per_month visits",
}


def plan_visits(
    cells: pd.DataFrame,
    facts: Mapping[str, pd.DataFrame],
    year: PlanYear,
    rules: BusinessRules,
    *,
    month: Month,
    calendar: WorkCalendar,
) -> dict[str, pd.DataFrame]:
    """Return the visits that the plan takes: by rep, by rep and month, and by class.

    A customer is visited as often as its class says (`rules.visits_per_month`), by the rep who has
    most of its target. Classes are those of `customer_classes` where it is there, else bands of
    the sales planned (`rules.class_shares`). A visit takes `rules.hours_per_visit`, its way
    included; the hours that there are are the selling hours that `reps` states. Months get visits
    by their working days. past_visits (held in the last twelve months) are missing where no
    visit is recorded. Without reps, or customers in the plan, no frame has a row.
    """
    customers = _customers(cells, facts, year, rules)
    if not len(customers) or not len(facts["reps"]):
        return {name: pd.DataFrame(columns=one.split()) for name, one in COLUMNS.items()}
    often = rules.visits_per_month
    hours = rules.hours_per_visit
    reps = _reps(facts["reps"], year)
    known = customers[customers["rep_id"].isin(reps["rep_id"])].assign(visit_hours=hours)
    needed = visit_hours(known, reps, often)
    months = _by_month(needed, year, calendar, hours)
    sums = months.groupby("rep_id")[["visits", "hours_needed"]].sum()
    table = needed.drop(columns=["visits", "hours_needed", "used_share"]).merge(
        sums.reset_index(), on="rep_id", how="left"
    )
    table = table.fillna({"visits": 0.0, "hours_needed": 0.0})
    table["hours"] = table["hours"] * len(year.open)
    table["sales"] = table["rep_id"].map(known.groupby("rep_id")["sales"].sum()).fillna(0.0)
    held = table["rep_id"].map(_held(facts["visits"], month)).astype(float).fillna(0.0)
    table["past_visits"] = held if len(facts["visits"]) else np.nan
    table = table[(table["visits"] > 0) | (table["past_visits"] > 0)]
    return {
        "visits": _with_total(table)[COLUMNS["visits"].split()],
        "visit_months": months[COLUMNS["visit_months"].split()],
        "visit_classes": _classes(customers, often, len(year.open)),
    }


def _with_total(table: pd.DataFrame) -> pd.DataFrame:
    """Return the reps and their sum, each with the share of the hours used and a state.

    The hours of all are known where those of every rep are.
    """
    amounts = ["n_customers", "visits", "hours_needed", "past_visits", "sales"]
    sums = table[amounts].sum(min_count=1)
    whole = {**sums, "hours": table["hours"].sum(skipna=False), "rep_id": TOTAL}
    found = pd.concat([table, pd.DataFrame([whole])], ignore_index=True)
    found["used_share"] = found["hours_needed"] / found["hours"].where(found["hours"] > 0)
    state = np.where(found["used_share"] > 1, "short", "enough")
    return found.assign(state=np.where(found["used_share"].isna(), "cannot_tell", state))


def _customers(
    cells: pd.DataFrame, facts: Mapping[str, pd.DataFrame], year: PlanYear, rules: BusinessRules
) -> pd.DataFrame:
    """Return customer_id, rep_id, sales (of the open months), visit_class."""
    grid = grid_of(cells, year.open)
    rows = grid.rows[["customer_id", "rep_id"]].assign(sales=grid.values.sum(axis=1))
    both = rows.groupby(["customer_id", "rep_id"], observed=True)["sales"].sum().reset_index()
    both = both[both["sales"] > 0].astype({"customer_id": "str", "rep_id": "str"})
    known = set(facts["customers"]["customer_id"].astype("str"))
    both = both[both["customer_id"].isin(known) & (both["rep_id"] != UNASSIGNED)]
    order = both.sort_values(["customer_id", "sales"], kind="stable")
    owner = order.drop_duplicates("customer_id", keep="last").reset_index(drop=True)
    sums = both.groupby("customer_id")["sales"].sum()
    owner["sales"] = owner["customer_id"].map(sums).astype(float)
    bands = revenue_bands(owner["sales"], rules.class_shares)
    classes = facts.get("customer_classes", pd.DataFrame())
    if len(classes) and {"customer_id", "customer_class"} <= set(classes):
        stated = classes.set_index("customer_id")["customer_class"]
        bands = owner["customer_id"].map(stated).fillna(bands)
    return owner.assign(visit_class=bands)


def _reps(reps: pd.DataFrame, year: PlanYear) -> pd.DataFrame:
    """Return the reps who are at work when the open months begin, with their hours of a month."""
    first = pd.Timestamp(f"{year.open[0]}-01")
    gone = reps["left_on"].notna() & (pd.to_datetime(reps["left_on"]) <= first)
    there = reps[~gone].astype({"rep_id": "str"})
    hours = there.get("hours_per_month", np.nan)
    return there.assign(hours=hours)[["rep_id", "hours"]]


def _by_month(
    needed: pd.DataFrame, year: PlanYear, calendar: WorkCalendar, hours: float
) -> pd.DataFrame:
    """Return whole visits by rep and month, in proportion to working days."""
    working = np.array([calendar.working_days(Month.parse(one)) for one in year.open], dtype=float)
    share = working / max(working.sum(), 1.0)
    exact = needed["visits"].to_numpy(float)[:, None] * len(year.open) * share
    whole = whole_over_time(exact, np.arange(len(needed)))
    found = needed.loc[needed.index.repeat(len(year.open)), ["rep_id"]].reset_index(drop=True)
    found["month"] = year.open * len(needed)
    found["visits"] = whole.reshape(-1)
    found = found[found["visits"] > 0].reset_index(drop=True)
    return found.assign(hours_needed=found["visits"] * hours)


def _held(visits: pd.DataFrame, month: Month) -> pd.Series:
    """Return how many visits each rep held in the last twelve months."""
    if not len(visits):
        return pd.Series(dtype=float)
    first, last = pd.Timestamp((month - (YEAR - 1)).first), pd.Timestamp(month.last)
    held = visits[~visits["status"].astype("str").isin(NOT_HELD)]
    held = held[(held["visit_date"] >= first) & (held["visit_date"] <= last)]
    return held.groupby(held["rep_id"].astype("str")).size().astype(float)


def _classes(customers: pd.DataFrame, often: Mapping[str, float], months: int) -> pd.DataFrame:
    """Return how many customers each class has, their sales, and the visits that they take."""
    by = customers.groupby("visit_class")
    table = pd.DataFrame({"n_customers": by.size(), "sales": by["sales"].sum()})
    table["visits_per_month"] = table.index.map(often).astype(float)
    table["visits"] = table["n_customers"] * table["visits_per_month"] * months
    return table.reset_index()[COLUMNS["visit_classes"].split()]
