"""The plan of a month for all reps, as tables: visits by day and time, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from salesnb.actions.routes import checker
from salesnb.actions.routes.given import Given, spans
from salesnb.actions.routes.month import RepMonth, Stop, hours_of, slot_of
from salesnb.actions.routes.planning import Planned, plan_rep
from salesnb.actions.routes.records import records
from salesnb.actions.routes.search import Budget
from salesnb.actions.routes.sectors import sector_travel
from salesnb.actions.routes.travel import Speeds

_PLAN = """visit_key rep_id customer_id customer_class slot visit_date sequence starts_at ends_at
    visit_minutes travel_minutes waiting_minutes value"""
_LEFT = "rep_id customer_id customer_class why visits value must_visit"
_HOME = "rep_id visit_date leaves_at back_at home_minutes day_minutes"
PLAN, LEFT, HOME = _PLAN.split(), _LEFT.split(), _HOME.split()


@dataclass(frozen=True)
class MonthPlan:
    """Plans of all reps, and their tables: visits, what was left out, the way home of each day."""

    given: Given
    planned: list[Planned]
    visits: pd.DataFrame
    left: pd.DataFrame
    home: pd.DataFrame
    violations: pd.DataFrame
    sectors: pd.DataFrame


def plan_month(asked: Given, budget: Budget) -> MonthPlan:
    """Return the plan of a month for every rep who has customers to visit."""
    stops = _stops(asked)
    planned = [plan_rep(rep, stops[rep.rep], budget) for rep in _months(asked, stops)]
    visits, left, home = _visits(planned, asked), _left(planned, asked), _home(planned)
    return MonthPlan(
        asked,
        planned,
        visits,
        left,
        home,
        check(planned, visits, asked),
        pd.DataFrame(
            [(one.rep.rep, sector_travel(one.rep, one.asked)) for one in planned],
            columns=["rep_id", "sector_minutes"],
        ),
    )


def _stops(asked: Given) -> dict[str, list[Stop]]:
    """Return the customers that each rep is to visit, in the order of their identifiers."""
    kept = _kept(asked.kept)
    places = asked.customers.drop_duplicates("customer_id").set_index("customer_id")
    found: dict[str, list[Stop]] = {}
    for row in records(asked.needs.sort_values(["rep_id", "customer_id"])):
        if row.visits < 1:
            continue
        place = places.loc[row.customer_id] if row.customer_id in places.index else None
        stop = Stop(
            customer=row.customer_id,
            latitude=_number(place, "latitude"),
            longitude=_number(place, "longitude"),
            visits=int(row.visits),
            minutes=float(row.visit_minutes),
            value=float(row.value),
            must=bool(row.must_visit),
            kind=str(row.customer_class),
            hours=hours_of(None if place is None else place["opening_hours"])[0],
            kept=kept.get((row.rep_id, row.customer_id), frozenset()),
        )
        found.setdefault(row.rep_id, []).append(stop)
    return found


def _number(place: pd.Series | None, column: str) -> float:
    return float("nan") if place is None or pd.isna(place[column]) else float(place[column])


def _kept(plan: pd.DataFrame | None) -> dict[tuple[str, str], frozenset[tuple[int, int]]]:
    """Return on which days of the month (which weekday, which of them) visits were planned."""
    if plan is None or plan.empty:
        return {}
    days = pd.to_datetime(plan["visit_date"]).dt.date
    found: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for rep, customer, day in zip(plan["rep_id"], plan["customer_id"], days, strict=True):
        found.setdefault((str(rep), str(customer)), set()).add(slot_of(day))
    return {pair: frozenset(slots) for pair, slots in found.items()}


def _months(asked: Given, stops: Iterable[str]) -> list[RepMonth]:
    """Return the months of the reps that have customers, by identifier."""
    by_rep = dict(iter(asked.days.groupby("rep_id", sort=False)))
    known = asked.reps.drop_duplicates("rep_id").set_index("rep_id")
    return [
        _rep_month(asked, rep, known.loc[rep] if rep in known.index else None, by_rep.get(rep))
        for rep in sorted(stops)
    ]


def _rep_month(asked: Given, rep: str, row: Any, days: pd.DataFrame | None) -> RepMonth:
    usual = asked.speeds
    city, road = _number(row, "city_speed"), _number(row, "road_speed")
    speeds = Speeds(
        city if city > 0 else usual.city,
        road if road > 0 else usual.road,
        usual.city_km,
        usual.detour,
    )
    slots: list[Any] = []
    for one in records(days):
        length = (one.ends_at - one.starts_at).total_seconds() / 60
        slots.append((one.visit_date.date(), asked.begins, length))
    latitude, longitude = _number(row, "base_latitude"), _number(row, "base_longitude")
    if not (latitude == latitude and longitude == longitude):
        slots = []  # without a base there is no way to any customer
    return RepMonth(
        rep, latitude, longitude, speeds, tuple(slots), asked.month.n_days, asked.stated
    )


def _visits(planned: list[Planned], asked: Given) -> pd.DataFrame:
    """Return a row per planned visit: `PLAN`."""
    rows = [row for one in planned for row in _rep_visits(one)]
    table = pd.DataFrame(rows, columns=[name for name in PLAN if name not in ("visit_key", "slot")])
    table = _typed(table).sort_values(["rep_id", "visit_date", "sequence"], ignore_index=True)
    table["slot"] = table.groupby(["rep_id", "customer_id"]).cumcount() + 1
    month = str(asked.month)
    table["visit_key"] = [
        f"{month}/{rep}/{customer}/{slot}"
        for rep, customer, slot in zip(
            table["rep_id"], table["customer_id"], table["slot"], strict=True
        )
    ]
    return table[PLAN]


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose columns have their types even without rows."""
    kinds: dict[str, Any] = {
        "_date": "datetime64[ns]",
        "_at": "datetime64[ns]",
        "_minutes": float,
        "_id": object,
    }
    kinds |= {"value": float, "visits": int, "sequence": int, "must_visit": bool}
    types: Any = {
        name: kind for name in table for end, kind in kinds.items() if str(name).endswith(end)
    }
    return table.astype(types)


def _rep_visits(one: Planned) -> Iterable[tuple[object, ...]]:
    problem, stops = one.asked.problem, one.asked.stops
    for slot, (rounds, clock) in enumerate(zip(one.found.plan, one.clocks(), strict=True)):
        day = pd.Timestamp(one.rep.days[slot][0])
        place, left = 0, clock.leaves
        for i, at in enumerate(rounds):
            stop = stops[at - 1]
            way = float(problem.travel[place, at])
            arrives, leaves = clock.arrivals[i], clock.departures[i]
            yield (
                *(one.rep.rep, stop.customer, stop.kind, day, i + 1),
                *(day + _minutes(arrives), day + _minutes(leaves)),
                *(stop.minutes, way, max(0.0, arrives - left - way), stop.value / stop.visits),
            )
            place, left = at, leaves


def _minutes(minutes: float) -> pd.Timedelta:
    return pd.Timedelta(minutes=round(minutes))


def _home(planned: list[Planned]) -> pd.DataFrame:
    """Return a row per rep and day on which it travels: `HOME`, days without visits included."""
    rows: list[tuple[object, ...]] = []
    for one in planned:
        problem = one.asked.problem
        for slot, clock in enumerate(one.clocks()):
            day, _, length = one.rep.days[slot]
            rounds = one.found.plan[slot]
            back = float(problem.travel[rounds[-1], 0]) if rounds else 0.0
            date = pd.Timestamp(day)
            times = (date + _minutes(clock.leaves), date + _minutes(clock.back))
            rows.append((one.rep.rep, date, *times, back, length))
    return _typed(pd.DataFrame(rows, columns=HOME))


def _left(planned: list[Planned], asked: Given) -> pd.DataFrame:
    """Return a row per customer and reason for which visits are not in the plan: `LEFT`."""
    rows = [
        (
            one.rep.rep,
            s.customer,
            s.kind,
            out.why,
            out.visits,
            s.value * out.visits / s.visits,
            s.must,
        )
        for one in planned
        for out in one.left
        for s in [out.stop]
    ]
    return _typed(pd.DataFrame(rows, columns=LEFT))


def check(planned: list[Planned], visits: pd.DataFrame, asked: Given) -> pd.DataFrame:
    """Return what the independent checker finds in the plan's visits."""
    placed = pd.DataFrame(
        [(p.rep.rep, s.customer, s.visits, s.minutes) for p in planned for s in p.asked.stops],
        columns=["rep_id", "customer_id", "visits", "visit_minutes"],
    )
    ways: dict[tuple[str, str], float] = {}
    for one in planned:
        names = [one.rep.rep, *(stop.customer for stop in one.asked.stops)]
        travel = one.asked.problem.travel
        ways |= {(a, b): travel[i, j] for i, a in enumerate(names) for j, b in enumerate(names)}
    return checker.check_plan(visits, placed, asked.days, spans(asked), ways)


def totals(plan: MonthPlan) -> dict[str, float]:
    """Return minutes of the whole plan: travel (ways home included), visits, waiting, days."""
    return {
        "travel": float(plan.visits["travel_minutes"].sum() + plan.home["home_minutes"].sum()),
        "visits": float(plan.visits["visit_minutes"].sum()),
        "waiting": float(np.nansum(plan.visits["waiting_minutes"])),
        "days": float(plan.home["day_minutes"].sum()),
    }
