"""All days of a plan at once by PyVRP: who comes once may change the day, who comes often stays.

Day d is the block of time that begins at `d * block`: a visit of a customer who comes often has the
window of its day, one of a customer who comes once on any day has none, and one who may come on
some days only is a group of clients of which one is served.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyvrp

from salesnb.actions.routes.checker import broken_rules
from salesnb.actions.routes.days import SCALE, whole
from salesnb.actions.routes.problem import UNLIMITED, Problem
from salesnb.actions.routes.search import Found

ANY_DAY = -1


@dataclass(frozen=True)
class _Visit:
    """A client of the model: place, day (`ANY_DAY`), and its group of alternatives (-1: none)."""

    place: int
    day: int
    group: int


def over_days(problem: Problem, found: Found, iterations: int, seed: int) -> Found | None:
    """Return a plan with shorter ways, days of single visits changed; None where there is none.

    Not for problems with opening hours or with penalties of patterns.
    """
    if problem.has_windows or problem.has_penalties or not iterations:
        return None
    visits = list(_visits(problem, found))
    data = _data(problem, visits)
    start = pyvrp.Solution(data, list(_routes(data, problem, found, visits)))
    stop = pyvrp.stop.MaxIterations(iterations)
    best = pyvrp.solve(data, stop, seed=seed, collect_stats=False, initial_solution=start).best
    plan: list[list[int]] = [[] for _ in range(problem.n_slots)]
    for route in best.routes():
        plan[_slots(problem)[route.vehicle_type()]] = [
            visits[one.idx].place for one in route if one.is_client()
        ]
    cost = problem.cost(plan)
    if cost >= found.cost - 1e-9 or broken_rules(problem, plan):
        return None
    return Found(plan, _patterns(problem, plan), cost)


def _slots(problem: Problem) -> list[int]:
    return np.flatnonzero(problem.exists).tolist()


def _visits(problem: Problem, found: Found) -> Iterator[_Visit]:
    """Return the visits of the model: of a plan's days, and the alternatives of single ones."""
    days = _days_of(problem, found.plan)
    n_groups = 0
    for place in problem.customers.tolist():
        rows = problem.patterns[place]
        able = np.flatnonzero(rows.sum(axis=0)).tolist() if (rows.sum(axis=1) == 1).all() else []
        if len(able) == problem.n_days:
            yield _Visit(place, ANY_DAY, -1)
        elif len(able) > 1:
            yield from (_Visit(place, day, n_groups) for day in able)
            n_groups += 1
        else:
            yield from (_Visit(place, day, -1) for day in days[place])


def _days_of(problem: Problem, plan: list[list[int]]) -> dict[int, list[int]]:
    days: dict[int, list[int]] = {}
    for slot, stops in enumerate(plan):
        for stop in stops:
            days.setdefault(stop, []).append(problem.day(slot))
    return days


def _data(problem: Problem, visits: list[_Visit]) -> pyvrp.ProblemData:
    limit = float(min(problem.longest.max(), UNLIMITED))
    every = float(problem.service.sum() + 2 * problem.travel.max() * len(problem.travel))
    length = whole(min(limit, every))
    groups: dict[int, list[int]] = {}
    for i, visit in enumerate(visits):
        if visit.group >= 0:
            groups.setdefault(visit.group, []).append(i)
    bases = sorted(set(problem.base.tolist()))
    travel: Any = np.rint(problem.travel * SCALE).astype(np.int64)
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0)] * len(travel),
        [_client(problem, visit, length) for visit in visits],
        [pyvrp.Depot(base) for base in bases],
        [_vehicle(problem, slot, bases, length) for slot in _slots(problem)],
        [travel],
        [travel],
        [pyvrp.ClientGroup(members) for _, members in sorted(groups.items())],
    )


def _window(day: int, length: int) -> dict[str, Any]:
    return (
        {} if day == ANY_DAY else {"tw_early": 2 * length * day, "tw_late": length * (2 * day + 1)}
    )


def _client(problem: Problem, visit: _Visit, length: int) -> pyvrp.Client:
    grouped: dict[str, Any] = {"required": False, "group": visit.group} if visit.group >= 0 else {}
    return pyvrp.Client(
        visit.place,
        delivery=[int(np.ceil(problem.demand[visit.place] * SCALE))],
        service_duration=whole(float(problem.service[visit.place])),
        **_window(visit.day, length),
        **grouped,
    )


def _vehicle(problem: Problem, slot: int, bases: list[int], length: int) -> pyvrp.VehicleType:
    depot = bases.index(int(problem.base[slot]))
    return pyvrp.VehicleType(
        capacity=[whole(float(problem.most[slot]))],
        start_depot=depot,
        end_depot=depot,
        shift_duration=min(whole(float(problem.longest[slot])), length),
        **_window(problem.day(slot), length),
    )


def _routes(
    data: pyvrp.ProblemData, problem: Problem, found: Found, visits: list[_Visit]
) -> Iterator[pyvrp.Route]:
    """Return the rounds of a plan as routes of the model."""
    place = {(visit.place, visit.day): i for i, visit in enumerate(visits)}
    for kind, slot in enumerate(_slots(problem)):
        day = problem.day(slot)
        stops = [
            place.get((stop, day), place.get((stop, ANY_DAY), -1)) for stop in found.plan[slot]
        ]
        if stops:
            yield pyvrp.Route(data, stops, kind)


def _patterns(problem: Problem, plan: list[list[int]]) -> dict[int, int]:
    """Return the pattern of each customer of a legal plan."""
    found = {}
    for place, days in _days_of(problem, plan).items():
        row = np.zeros(problem.n_days)
        row[days] = 1.0
        found[place] = int(np.flatnonzero((problem.patterns[place] == row).all(axis=1))[0])
    return found
