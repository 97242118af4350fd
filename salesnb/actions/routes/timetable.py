"""When a traveller arrives, waits and leaves on a round: the clock of a slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from salesnb.actions.routes.problem import Problem


@dataclass(frozen=True)
class Timetable:
    """A round's clock: `arrivals`, `departures`, when it `leaves` its base and is `back`."""

    arrivals: list[float]
    departures: list[float]
    leaves: float
    back: float
    late: float  # minutes by which stops are left after they close


def timetable(problem: Problem, slot: int, stops: Sequence[int]) -> Timetable:
    """Return when the stops of a slot are reached and left.

    The traveller leaves base at the slot's start, or later where the first stop opens later; on
    the way waiting counts as time of the day.
    """
    start = problem.starts.item(slot)
    if not stops:
        return Timetable([], [], start, start, 0.0)
    day, base, travel = problem.day(slot), problem.base.item(slot), problem.travel.item
    opens, closes, service = problem.opens, problem.closes, problem.service.item
    clock = start
    if opens is not None:
        clock = max(start, opens.item(stops[0], day) - travel(base, stops[0]))
    leaves, place, late = clock, base, 0.0
    arrivals, departures = [], []
    for stop in stops:
        clock += travel(place, stop)
        if opens is not None:
            clock = max(clock, opens.item(stop, day))
        arrivals.append(clock)
        clock += service(stop)
        if closes is not None:
            late += max(0.0, clock - closes.item(stop, day))
        departures.append(clock)
        place = stop
    return Timetable(arrivals, departures, leaves, clock + travel(place, base), late)
