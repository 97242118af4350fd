"""A month for several reps as tables, and a checker that sees whatever is broken in it."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.actions.routes.given import given, unread_hours
from salesnb.actions.routes.needs import needs_by_rule, owners
from salesnb.actions.routes.plan import MonthPlan, check, plan_month, totals
from salesnb.actions.routes.search import Budget
from salesnb.actions.routes.travel import Speeds
from salesnb.calendars import build
from salesnb.months import Month
from salesnb.visit_rules import VisitRules

NOVEMBER = Month.parse("2026-11")
HOURS = "Mon-Fri 08:30-17:30"


def facts() -> dict[str, pd.DataFrame]:
    """Return two reps with four customers each, one of them with hours that nobody can read."""
    reps = pd.DataFrame({"rep_id": ["R1", "R2"], "base_latitude": [31.2, 30.2]})
    reps = reps.assign(base_longitude=[121.5, 120.2], day_hours=8.0, home_days=["Fri", None])
    reps = reps.assign(half_days=["Tue", None], city_speed=30.0, road_speed=[60.0, None])
    reps = reps.assign(hired_on=pd.NaT, left_on=pd.NaT)
    names = [f"C{i}" for i in range(8)]
    customers = pd.DataFrame(
        {"customer_id": names, "opening_hours": [HOURS, "mornings", *[HOURS] * 6]}
    )
    customers["latitude"] = [31.2 + 0.02 * i for i in range(4)] + [30.2 + 0.1 * i for i in range(4)]
    customers["longitude"] = [121.5] * 4 + [120.3] * 4
    customers["visit_minutes"] = [30, 45, 60, 30, 30, 30, 30, None]
    away = pd.DataFrame({"rep_id": ["R1"], "absent_on": ["2026-11-02"], "day_part": [1.0]})
    ways = pd.DataFrame({"from_id": ["R1"], "to_id": ["C0"], "minutes": [11.0]})
    looked_after = pd.DataFrame({"customer_id": names, "rep_id": ["R1"] * 4 + ["R2"] * 4})
    looked_after = looked_after.assign(valid_from="2020-01-01", valid_to=None, role="owner")
    looked_after["credit_share"] = 1.0
    return {
        "reps": reps,
        "customers": customers,
        "absences": away,
        "travel_times": ways,
        "customer_reps": looked_after,
        "sales_cube": pd.DataFrame(
            {
                "month": "2026-10",
                "customer_id": names,
                "net_amount": [float(9 - i) for i in range(8)],
            }
        ),
    }


def planned(kept: pd.DataFrame | None = None) -> MonthPlan:
    """Return the plan of November for both reps, by the written rule."""
    tables = facts()
    owned = owners(tables["customer_reps"], NOVEMBER)
    needs = needs_by_rule(
        tables["sales_cube"], tables["customers"], owned, VisitRules(), NOVEMBER, usual_minutes=40.0
    )
    calendar = build(first_year=2026, last_year=2026)
    asked = given(tables, needs, NOVEMBER, calendar, speeds=Speeds(), begins=480.0, kept=kept)
    return plan_month(asked, Budget(60, hot=2.0))


@pytest.fixture(scope="module")
def plan() -> MonthPlan:
    return planned()


def test_every_visit_has_its_day_times_and_key(plan: MonthPlan) -> None:
    visits = plan.visits
    assert visits["visit_key"].is_unique and plan.violations.empty and plan.left.empty
    assert visits.loc[0, "visit_key"] == f"2026-11/R1/{visits.loc[0, 'customer_id']}/1"
    asked = plan.given.needs.set_index("customer_id")["visits"]
    assert visits["customer_id"].value_counts().to_dict() == asked.to_dict()
    assert asked[["C0", "C1", "C2", "C3"]].tolist() == [2, 2, 2, 2]  # seventy per cent of sales
    first = visits[visits["customer_id"].eq("C0")]
    assert (first["travel_minutes"] == 11.0).any() or len(first) == 2
    assert not visits[visits["rep_id"].eq("R1")]["visit_date"].dt.day_of_week.eq(4).any()
    assert unread_hours(plan.given) == ["C1"]
    assert totals(plan)["visits"] == visits["visit_minutes"].sum()


def test_the_plan_of_next_month_keeps_the_days(plan: MonthPlan) -> None:
    again = planned(plan.visits)
    both = plan.visits.merge(again.visits, on=["rep_id", "customer_id", "visit_date"])
    assert len(both) >= 0.85 * len(plan.visits)


BROKEN = {
    "frequency": lambda v: v.iloc[1:],
    "opening_hours": lambda v: v.assign(
        starts_at=v["starts_at"] + pd.Timedelta(hours=9),
        ends_at=v["ends_at"] + pd.Timedelta(hours=9),
    ),
    "no_working_day": lambda v: v.assign(visit_date=pd.Timestamp("2026-11-01")),
    "day_length": lambda v: v.assign(ends_at=v["ends_at"] + pd.Timedelta(hours=8)),
    "travel": lambda v: v.assign(starts_at=v["visit_date"] + pd.Timedelta(hours=8)),
    "visit_length": lambda v: v.assign(ends_at=v["starts_at"] + pd.Timedelta(minutes=5)),
    "unasked": lambda v: v.assign(customer_id=v["customer_id"].replace("C1", "R1")),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_the_checker_sees_what_is_broken(plan: MonthPlan, rule: str) -> None:
    found = check(plan.planned, BROKEN[rule](plan.visits), plan.given)
    assert rule in set(found["rule"])


def test_the_checker_sees_visits_too_close(plan: MonthPlan) -> None:
    visits = plan.visits.copy()
    pair = visits.index[visits["customer_id"].eq("C4")]
    day = visits.loc[pair[0], "visit_date"] + pd.Timedelta(days=1)
    visits.loc[pair[1], "visit_date"] = day
    assert "spacing" in set(check(plan.planned, visits, plan.given)["rule"])


def test_a_week_of_public_holidays_has_no_visits() -> None:
    tables = facts()
    tables["absences"] = tables["absences"].head(0)
    needs = needs_by_rule(
        tables["sales_cube"],
        tables["customers"],
        owners(tables["customer_reps"], NOVEMBER),
        VisitRules(),
        NOVEMBER,
        usual_minutes=40.0,
    )
    october = Month.parse("2026-10")
    calendar = build(first_year=2026, last_year=2026)
    asked = given(tables, needs, october, calendar, speeds=Speeds(), begins=480.0)
    found = plan_month(asked, Budget(20))
    assert found.violations.empty and found.visits["visit_date"].dt.day.min() > 7
