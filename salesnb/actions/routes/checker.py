"""Whether a plan keeps every rule: told from what was asked, by nothing that the search uses.

Two checks: of rounds against a problem as it was stated, and of a month's visits against days,
opening hours and needs. Both count anew, stop by stop.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
import pandas as pd

SLACK = 1e-6  # minutes and units that rounding may cost
CLOCK_SLACK = 1.0  # minutes by which whole minutes of a calendar may differ
VIOLATIONS = ["rep_id", "customer_id", "visit_date", "rule", "by"]


class Stated(Protocol):
    """A problem as it was stated (`problem.Problem` says what each means)."""

    travel: np.ndarray
    service: np.ndarray
    demand: np.ndarray
    customers: np.ndarray
    n_days: int
    n_travellers: int
    base: np.ndarray
    longest: np.ndarray
    most: np.ndarray
    exists: np.ndarray
    patterns: Sequence[np.ndarray]
    starts: np.ndarray
    opens: np.ndarray | None
    closes: np.ndarray | None


def broken_rules(problem: Stated, rounds: Sequence[Sequence[int]]) -> list[str]:
    """Return what rounds (a list of places per slot) break, in words; none where all holds."""
    broken = _frequencies(problem, rounds)
    for slot, stops in enumerate(rounds):
        if stops:
            broken += _round(problem, slot, stops)
    return broken


def _frequencies(problem: Stated, rounds: Sequence[Sequence[int]]) -> list[str]:
    days: dict[int, list[int]] = {}
    for slot, stops in enumerate(rounds):
        for stop in stops:
            days.setdefault(stop, []).append(slot // problem.n_travellers)
    broken = []
    for customer in problem.customers.tolist():
        seen = np.zeros(problem.n_days)
        for day in days.pop(customer, []):
            seen[day] += 1
        if not any(np.array_equal(seen, one) for one in problem.patterns[customer]):
            broken.append(f"place {customer}: days {np.flatnonzero(seen).tolist()}")
    return [*broken, *(f"place {place}: not asked for" for place in days)]


def _round(problem: Stated, slot: int, stops: Sequence[int]) -> list[str]:
    if not problem.exists[slot]:
        return [f"slot {slot}: nobody travels"]
    day, place, base = (
        slot // problem.n_travellers,
        int(problem.base[slot]),
        int(problem.base[slot]),
    )
    clock = start = float(problem.starts[slot])
    if problem.opens is not None:
        clock = max(clock, problem.opens[stops[0], day] - problem.travel[base, stops[0]])
    left, carried, broken = clock, 0.0, []
    for stop in stops:
        clock += problem.travel[place, stop]
        if problem.opens is not None:
            clock = max(clock, problem.opens[stop, day])
        clock += problem.service[stop]
        carried += problem.demand[stop]
        if problem.closes is not None and clock > problem.closes[stop, day] + SLACK:
            broken.append(f"slot {slot}: place {stop} left after it closes")
        place = stop
    clock += problem.travel[place, base]
    from_when = start if problem.opens is not None else left
    if clock - from_when > problem.longest[slot] + SLACK:
        broken.append(f"slot {slot}: {clock - from_when:.2f} minutes")
    if carried > problem.most[slot] + SLACK:
        broken.append(f"slot {slot}: demand {carried:g}")
    return broken


def check_plan(
    plan: pd.DataFrame,
    needs: pd.DataFrame,
    days: pd.DataFrame,
    spans: pd.DataFrame,
    minutes: Mapping[tuple[str, str], float],
) -> pd.DataFrame:
    """Return what a month's visits break: `rep_id, customer_id, visit_date, rule, by`.

    `plan`: `rep_id, customer_id, visit_date, sequence, starts_at, ends_at`. `needs`: `rep_id,
    customer_id, visits, visit_minutes` as placed. `days`: a row per rep and day on which the rep
    works, `starts_at, ends_at`. `spans`: a row per customer and day on which it is open,
    `opens_at, closes_at`; a customer without any row is open always. `minutes`: travel between
    two places, the rep's base under its identifier.

    Rules: `frequency`, `spacing`, `no_working_day`, `opening_hours`, `day_length`, `travel` (less
    time between two visits than the way takes), `visit_length`, `unasked`.
    """
    plan = plan.sort_values(["rep_id", "visit_date", "sequence"], kind="stable")
    found = [*_counts(plan, needs, days), *_spans(plan, spans), *_days(plan, days, minutes)]
    asked = {(r, c): m for r, c, m in needs[["rep_id", "customer_id", "visit_minutes"]].to_numpy()}
    for row in plan.itertuples(index=False):
        length = asked.get((row.rep_id, row.customer_id))
        stays = (row.ends_at - row.starts_at).total_seconds() / 60
        if length is not None and stays < length - CLOCK_SLACK:
            found.append(
                (row.rep_id, row.customer_id, row.visit_date, "visit_length", length - stays)
            )
    return pd.DataFrame(found, columns=VIOLATIONS)


def _counts(plan: pd.DataFrame, needs: pd.DataFrame, days: pd.DataFrame) -> list[tuple]:
    """Return pairs visited not as often as asked, and visits too close or too far apart."""
    found: list[tuple] = []
    visits = plan.groupby(["rep_id", "customer_id"])["visit_date"].agg(list).to_dict()
    works = days.groupby("rep_id")["visit_date"].agg(sorted).to_dict()
    for rep, customer, often in needs[["rep_id", "customer_id", "visits"]].to_numpy():
        dates = sorted(visits.pop((rep, customer), []))
        if len(dates) != often:
            found.append((rep, customer, pd.NaT, "frequency", float(len(dates) - often)))
        if len(dates) < 2:
            continue
        length = dates[0].days_in_month
        least = max(1, int(length // len(dates)) // 2)
        most = math.ceil(2 * len(works[rep]) / len(dates)) + 1
        for one, other in pairwise(dates):
            between = sum(one < day <= other for day in works[rep])
            if (other - one).days < least or between > most:
                found.append((rep, customer, other, "spacing", float((other - one).days)))
    found += [(*pair, dates[0], "unasked", float(len(dates))) for pair, dates in visits.items()]
    return found


def _spans(plan: pd.DataFrame, spans: pd.DataFrame) -> list[tuple]:
    """Return visits outside the hours of a customer."""
    known = set(spans["customer_id"])
    opened: dict[tuple, list[tuple]] = {}
    for row in spans.itertuples(index=False):
        opened.setdefault((row.customer_id, row.visit_date), []).append(
            (row.opens_at, row.closes_at)
        )
    slack, found = pd.Timedelta(minutes=CLOCK_SLACK), []
    for row in plan.itertuples(index=False):
        if row.customer_id not in known:
            continue
        hours = opened.get((row.customer_id, row.visit_date), [])
        fits = any(
            row.starts_at >= opens - slack and row.ends_at <= closes + slack
            for opens, closes in hours
        )
        if not fits:
            found.append((row.rep_id, row.customer_id, row.visit_date, "opening_hours", 0.0))
    return found


def _days(
    plan: pd.DataFrame, days: pd.DataFrame, minutes: Mapping[tuple[str, str], float]
) -> list[tuple]:
    """Return days without work or beyond their hours, and ways taken faster than known."""
    works = {
        (r.rep_id, r.visit_date): (r.starts_at, r.ends_at) for r in days.itertuples(index=False)
    }
    found: list[tuple] = []
    for (rep, day), visits in plan.groupby(["rep_id", "visit_date"], sort=False):
        if (rep, day) not in works:
            found.append((rep, "", day, "no_working_day", float(len(visits))))
            continue
        clock, ends = works[rep, day]
        place = rep
        for row in visits.itertuples(index=False):
            arrives = clock + pd.Timedelta(minutes=minutes[place, row.customer_id])
            short = (arrives - row.starts_at).total_seconds() / 60
            if short > CLOCK_SLACK:
                found.append((rep, row.customer_id, day, "travel", short))
            clock, place = row.ends_at, row.customer_id
        home = clock + pd.Timedelta(minutes=minutes[place, rep])
        late = (home - ends).total_seconds() / 60
        if late > CLOCK_SLACK:
            found.append((rep, "", day, "day_length", late))
    return [(rep, customer, day, rule, by) for rep, customer, day, rule, by in found]


def tally(violations: pd.DataFrame) -> dict[str, int]:
    """Return how many violations there are of each rule."""
    return dict(Counter(violations["rule"]))
