"""What a plan asks of each rep: hours of travel, of visits, and what is free, by month and week."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.actions.routes.plan import MonthPlan

HOUR = 60.0


def rep_routes(plan: MonthPlan) -> pd.DataFrame:
    """Return a row per rep with customers to visit: visits, hours, and the usual plan's travel."""
    table = _sums(plan, ["rep_id"]).reset_index()
    customers = plan.visits.groupby("rep_id")["customer_id"].nunique()
    table["n_customers"] = table["rep_id"].map(customers).fillna(0).astype(int)
    left = plan.left.groupby("rep_id")["visits"].sum()
    table["n_left"] = table["rep_id"].map(left).fillna(0).astype(int)
    sectors = plan.sectors.set_index("rep_id")["sector_minutes"] / HOUR
    table["sector_hours"] = table["rep_id"].map(sectors)
    table["saved_hours"] = table["sector_hours"] - table["travel_hours"]
    bases = plan.given.reps.drop_duplicates("rep_id").set_index("rep_id")
    for column in ("base_latitude", "base_longitude"):
        table[column] = table["rep_id"].map(bases[column]).astype(float)
    return table


def rep_weeks(plan: MonthPlan) -> pd.DataFrame:
    """Return a row per rep and week (by its Monday): visits and hours."""
    return _sums(plan, ["rep_id", "week"]).reset_index()


def _sums(plan: MonthPlan, by: list[str]) -> pd.DataFrame:
    """Return visits, days and hours by some keys, of all days on which reps work."""
    visits, days = _with_week(plan.visits), _with_week(plan.home)
    of_visits = visits.groupby(by).agg(
        n_visits=("customer_id", "size"),
        visit_hours=("visit_minutes", "sum"),
        way=("travel_minutes", "sum"),
        waiting_hours=("waiting_minutes", "sum"),
    )
    busy = visits.drop_duplicates(["rep_id", "visit_date"]).groupby(by).size()
    found = days.groupby(by).agg(
        n_days=("visit_date", "size"),
        home=("home_minutes", "sum"),
        day_hours=("day_minutes", "sum"),
    )
    found = found.join(of_visits).join(busy.rename("n_days_out")).fillna(0.0)
    found["travel_hours"] = (found["way"] + found["home"]) / HOUR
    for column in ("visit_hours", "waiting_hours", "day_hours"):
        found[column] = found[column] / HOUR
    spent = found["travel_hours"] + found["visit_hours"] + found["waiting_hours"]
    found["free_hours"] = found["day_hours"] - spent
    found["travel_share"] = (found["travel_hours"] / spent.replace(0.0, np.nan)).astype(float)
    for column in ("n_visits", "n_days_out", "n_days"):
        found[column] = found[column].astype(int)
    return found.drop(columns=["way", "home"])


def _with_week(table: pd.DataFrame) -> pd.DataFrame:
    day = pd.to_datetime(table["visit_date"])
    return table.assign(week=day - pd.to_timedelta(day.dt.day_of_week, unit="D"))
