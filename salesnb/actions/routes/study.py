"""All that 12b_routes computes: the plan once, then a function per section of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Protocol

import numpy as np
import pandas as pd

from salesnb.actions.routes.given import given, unread_hours
from salesnb.actions.routes.loads import rep_routes, rep_weeks
from salesnb.actions.routes.month import slot_of
from salesnb.actions.routes.needs import needs_by_rule, owners
from salesnb.actions.routes.plan import MonthPlan, plan_month, totals
from salesnb.actions.routes.search import Budget
from salesnb.actions.routes.travel import Speeds
from salesnb.calendars import WorkCalendar
from salesnb.members import TOTAL
from salesnb.months import Month
from salesnb.settings import BusinessRules

Frames = dict[str, pd.DataFrame]
_KEPT = """scope before_month n_before n_both n_stays n_moved stays_share
    n_weekday weekday_share n_new n_gone"""
_STAYS = _KEPT.split()
HOT = 2.0  # a rep's month is small: colder than large instances
HOUR = 60.0
NEEDED = "visit_needs"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Issued(Protocol):
    """A plan as it was issued."""

    @property
    def frame(self) -> pd.DataFrame: ...


def plan_visits(
    facts: Mapping[str, pd.DataFrame],
    used: Mapping[str, pd.DataFrame],
    month: Month,
    *,
    calendar: WorkCalendar,
    rules: BusinessRules,
    before: Issued | None = None,
    moves: int = 0,
) -> MonthPlan:
    """Return the plan of the month after `month`: visits by rep, day and time.

    `used`: `visit_needs` where 12_actions made them, else the rule of company.toml says how often.
    `before`: the plan as issued a month before, whose days visits keep where little is lost.
    `moves`: of the search for each rep, 0 for those of company.toml.
    """
    ahead = month + 1
    needs = used.get(NEEDED)
    if needs is None or needs.empty:
        owned = owners(facts["customer_reps"], ahead)
        usual = HOUR * rules.hours_per_visit
        tables = (facts["sales_cube"], facts["customers"], owned)
        needs = needs_by_rule(*tables, rules, ahead, usual_minutes=usual)
    hours, minutes = map(int, rules.day_begins.split(":"))
    usual_speeds = (rules.usual_city_speed, rules.usual_road_speed)
    asked = given(
        facts,
        _able(needs, facts),
        ahead,
        calendar,
        speeds=Speeds(*usual_speeds, rules.city_km, rules.detour_factor),
        begins=HOUR * hours + minutes,
        kept=None if before is None else before.frame,
    )
    return plan_month(asked, Budget(moves or rules.route_moves, hot=HOT))


def _able(needs: pd.DataFrame, facts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the needs of reps that the company knows."""
    known = set(facts["reps"]["rep_id"].astype(str))
    return needs[needs["rep_id"].isin(known) & needs["visits"].gt(0)].reset_index(drop=True)


def show_plan(plan: MonthPlan, used: Mapping[str, pd.DataFrame]) -> Frames:
    """Return `visit_plan` (a row per visit) and `routed` (one row: all of it in sums)."""
    visits = plan.visits.copy()
    places = plan.given.customers.drop_duplicates("customer_id").set_index("customer_id")
    for column in ("latitude", "longitude"):
        visits[column] = visits["customer_id"].map(places[column]).astype(float)
    visits["weekday"] = visits["visit_date"].dt.day_of_week.map(dict(enumerate(WEEKDAYS)))
    for column in ("starts_at", "ends_at"):
        visits[column] = visits[column].dt.strftime("%Y-%m-%d %H:%M")
    basis = "needs" if len(used.get(NEEDED, ())) else "rule"
    return {"visit_plan": visits, "routed": pd.DataFrame([_sums(plan, basis)])}


def _sums(plan: MonthPlan, basis: str) -> dict[str, object]:
    """Return all of the plan in one row."""
    needs, left, sums = plan.given.needs, plan.left, totals(plan)
    sectors = float(plan.sectors["sector_minutes"].sum()) / HOUR
    must = needs.loc[needs["must_visit"].astype(bool), "visits"].sum()
    must_left = left.loc[left["must_visit"].astype(bool), "visits"].sum()
    travel = sums["travel"] / HOUR
    return {
        "scope": TOTAL,
        "planned_month": str(plan.given.month),
        "basis": basis,
        "n_reps": plan.visits["rep_id"].nunique(),
        "n_customers": plan.visits["customer_id"].nunique(),
        "n_due": int(needs["visits"].sum()),
        "n_visits": len(plan.visits),
        "n_left": int(left["visits"].sum()),
        "n_must": int(must),
        "n_must_planned": int(must - must_left),
        "must_share": float((must - must_left) / must) if must else np.nan,
        "travel_hours": travel,
        "visit_hours": sums["visits"] / HOUR,
        "waiting_hours": sums["waiting"] / HOUR,
        "day_hours": sums["days"] / HOUR,
        "free_hours": (sums["days"] - sums["travel"] - sums["visits"] - sums["waiting"]) / HOUR,
        "sector_hours": sectors,
        "saved_hours": sectors - travel,
        "saved_share": (sectors - travel) / sectors if sectors else np.nan,
        **dict(zip(("n_working", "n_holidays", "n_swapped"), plan.given.off, strict=True)),
        "n_broken": len(plan.violations),
        "n_unread": len(unread_hours(plan.given)),
        "stated_share": _stated(plan),
    }


def _stated(plan: MonthPlan) -> float:
    """Return which share of the pairs of places has a stated travel time."""
    pairs = np.array([len(one.asked.stops) * (len(one.asked.stops) + 1) for one in plan.planned])
    stated = np.array([one.asked.stated_share for one in plan.planned])
    return float((pairs * stated).sum() / pairs.sum()) if pairs.sum() else np.nan


def show_hours(plan: MonthPlan) -> Frames:
    """Return `rep_routes` (a row per rep) and `rep_weeks` (per rep and week): hours and visits."""
    return {"rep_routes": rep_routes(plan), "rep_weeks": rep_weeks(plan)}


def show_left(plan: MonthPlan) -> Frames:
    """Return `unplaced`: visits that are not in the plan and why, `unplaced_why` counts them."""
    left = plan.left.copy()
    counts = left.groupby("why", sort=False).agg(
        n_customers=("customer_id", "nunique"), visits=("visits", "sum"), value=("value", "sum")
    )
    return {"unplaced": left, "unplaced_why": counts.reset_index()}


def show_kept(plan: MonthPlan, before: Issued | None) -> Frames:
    """Return `stays` (one row, none without an earlier plan) and `moved`: visits on other days."""
    columns = ["rep_id", "customer_id", "before_slot", "before_weekday", "slot_now", "weekday"]
    if before is None or before.frame.empty or plan.visits.empty:
        return {"stays": pd.DataFrame(columns=_STAYS), "moved": pd.DataFrame(columns=columns)}
    old, new = _slots(before.frame), _slots(plan.visits)
    both = old.index.intersection(new.index)
    stays = {pair: len(old[pair] & new[pair]) for pair in both}
    able = {pair: min(len(old[pair]), len(new[pair])) for pair in both}
    n_able, n_stays = sum(able.values()), sum(stays.values())
    weekdays = sum(sum((_weekdays(old[p]) & _weekdays(new[p])).values()) for p in both)
    row = {
        "scope": TOTAL,
        "before_month": str(plan.given.month - 1),
        "n_before": int(old.map(len).sum()),
        "n_both": n_able,
        "n_stays": n_stays,
        "n_moved": n_able - n_stays,
        "stays_share": n_stays / n_able if n_able else np.nan,
        "n_weekday": weekdays,
        "weekday_share": weekdays / n_able if n_able else np.nan,
        "n_new": int(new.map(len).sum()) - n_able,
        "n_gone": int(old.map(len).sum()) - n_able,
    }
    moved = [
        (*pair, *first, *then)
        for pair in both
        if stays[pair] < able[pair]
        for first, then in zip(
            sorted(old[pair] - new[pair]), sorted(new[pair] - old[pair]), strict=False
        )
    ]
    table = pd.DataFrame(moved, columns=columns)
    for column in ("before_weekday", "weekday"):
        table[column] = table[column].map(dict(enumerate(WEEKDAYS)))
    return {"stays": pd.DataFrame([row], columns=_STAYS), "moved": table}


def _weekdays(slots: set[tuple[int, int]]) -> Counter[int]:
    return Counter(weekday for _, weekday in slots)


def _slots(visits: pd.DataFrame) -> pd.Series:
    """Return by rep and customer on which days (which of its weekday, weekday) visits lie."""
    days = pd.to_datetime(visits["visit_date"]).dt.date.map(slot_of)
    return days.groupby([visits["rep_id"].astype(str), visits["customer_id"].astype(str)]).agg(set)
