"""Visits left out one by one, the least valuable first, until the rest has a legal plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from salesnb.actions.routes.filling import Filled
from salesnb.actions.routes.month import Asked, RepMonth, Stop, ask, patterns_of
from salesnb.actions.routes.search import Found

First = Callable[[Asked, int], tuple[Found | None, float]]
MOST_TRIED = 12  # times that a legal plan is looked for


def cut(rep: RepMonth, stops: list[Stop], seed: int, first: First) -> Filled | None:
    """Return the stops with fewer visits and a legal plan of them; None where none is found.

    `first` returns a legal plan of a problem, or by how many minutes its days are exceeded.
    """
    asked = sum(stop.visits * stop.minutes for stop in stops)
    there = sum(minutes for _, _, minutes in rep.days)
    stops = _without(rep, stops, asked - there)
    for _ in range(MOST_TRIED):
        if not stops:
            return None
        problem = ask(rep, stops)
        found, excess = first(problem, seed)
        if found is not None:
            return Filled(stops, problem, found)
        stops = _without(rep, stops, max(excess / 2, 1.0))
    return None


def _without(rep: RepMonth, stops: list[Stop], minutes: float) -> list[Stop]:
    """Return the stops without the least valuable visits, until so many minutes are left out."""
    while stops and minutes > 0:
        least = min(range(len(stops)), key=lambda i: _worth(stops[i]))
        fewer = _fewer(rep, stops[least])
        minutes -= (stops[least].visits - (fewer.visits if fewer else 0)) * stops[least].minutes
        stops = [*stops[:least], *([fewer] if fewer else []), *stops[least + 1 :]]
    return stops


def _worth(stop: Stop) -> tuple[bool, float, str]:
    return (stop.must, stop.value / stop.visits / stop.minutes, stop.customer)


def _fewer(rep: RepMonth, stop: Stop) -> Stop | None:
    """Return a stop with a visit less, its value in proportion; None without any left."""
    for visits in range(stop.visits - 1, 0, -1):
        fewer = replace(stop, visits=visits, value=stop.value * visits / stop.visits)
        if patterns_of(rep, fewer):
            return fewer
    return None
