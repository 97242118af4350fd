"""A rep's month planned: what cannot be reached, what does not fit, and the plan of the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from salesnb.actions.routes.checker import broken_rules
from salesnb.actions.routes.cutting import cut
from salesnb.actions.routes.filling import Filled, fill
from salesnb.actions.routes.month import Asked, RepMonth, Stop, ask, open_days, patterns_of
from salesnb.actions.routes.search import Budget, Found
from salesnb.actions.routes.sectors import sector_plan
from salesnb.actions.routes.solve import begun, rounds_of, solve
from salesnb.actions.routes.timetable import Timetable, timetable

STRICTER = (1.0, 10.0, 100.0)  # times the first price of a minute beyond what a day has
ROUNDS = 3  # times that days are shortened and filled again
TRIED = Budget(moves=60, hot=0.5)  # a plan that exceeds the hours must become legal in these
WHY_NO_PLACE, WHY_FAR, WHY_CLOSED = "no_place", "too_far", "closed"
WHY_DAYS, WHY_HOURS, WHY_NO_DAYS = "few_days", "hours", "no_days"


@dataclass(frozen=True)
class Left:
    """Visits of a customer that are not in the plan, and why."""

    stop: Stop
    visits: int
    why: str


@dataclass(frozen=True)
class Planned:
    """A rep's month: rounds by day with their clock, what was left out, how it was searched."""

    rep: RepMonth
    asked: Asked
    found: Found
    left: list[Left]

    def clocks(self) -> list[Timetable]:
        """Return the clock of each day."""
        rounds = enumerate(self.found.plan)
        return [timetable(self.asked.problem, slot, stops) for slot, stops in rounds]


def plan_rep(rep: RepMonth, stops: list[Stop], budget: Budget) -> Planned:
    """Return the plan of a rep's month; what must be visited is left out last."""
    able, left = _reachable(rep, stops)
    asked = ask(rep, able)
    fits = _first(asked, rep.seed)[0] if able else None
    if fits is not None or not able:
        found = solve(asked.problem, budget, seed=rep.seed, start=fits)
        found = _no_worse(rep, asked, _legal(found), budget)
        return Planned(rep, asked, found, left)
    able = [replace(stop, is_free=True) for stop in able]
    asked = ask(rep, able)
    fits = _first(asked, rep.seed)[0]
    if fits is not None:
        some = _improved(rep, Filled(able, asked, fits), budget)
    else:
        some = _most_valuable(rep, able, budget)
    return Planned(rep, some.asked, some.found, [*left, *_missing(able, some.stops)])


def _most_valuable(rep: RepMonth, stops: list[Stop], budget: Budget) -> Filled:
    """Return the plan in which most of what must be, then most value, is visited.

    Days are filled one visit after another, and visits left out of all of them; either is shortened
    and filled again, as shorter ways make room.
    """
    begun_with = [fill(rep, stops, rep.seed), cut(rep, stops, rep.seed, _first)]
    tried = []
    for some in filter(None, begun_with):
        for _ in range(ROUNDS):
            some = _improved(rep, some, replace(budget, moves=max(1, budget.moves // ROUNDS)))
            more = fill(rep, stops, rep.seed, some)
            if more.stops == some.stops:
                break
            some = more
        tried.append(some)
    return _improved(rep, max(tried, key=_served), budget)


def _served(filled: Filled) -> tuple[int, float]:
    """Return how many visits that must be are in a plan, and what all of them are worth."""
    must = sum(stop.visits for stop in filled.stops if stop.must)
    return must, sum(stop.value for stop in filled.stops)


def _improved(rep: RepMonth, filled: Filled, budget: Budget) -> Filled:
    """Return the same visits with shorter ways."""
    found = solve(filled.asked.problem, budget, seed=rep.seed, start=filled.found)
    return replace(filled, found=_legal(found))


def _legal(found: Found | None) -> Found:
    if found is None:
        raise AssertionError("a legal start must not be lost")
    return found


def _missing(asked: list[Stop], placed: list[Stop]) -> list[Left]:
    """Return the visits that found no hours."""
    there = {stop.customer: stop.visits for stop in placed}
    lacks = [(stop, stop.visits - there.get(stop.customer, 0)) for stop in asked]
    return [Left(stop, visits, WHY_HOURS) for stop, visits in lacks if visits]


def _no_worse(rep: RepMonth, asked: Asked, found: Found, budget: Budget) -> Found:
    """Return the plan, or a better one from a sector for each weekday where that is shorter."""
    problem = asked.problem
    if problem.has_penalties or not asked.stops:
        return found
    usual = sector_plan(rep, asked)
    if usual.cost >= found.cost or broken_rules(problem, usual.plan):
        return found
    return solve(problem, budget, seed=rep.seed, start=usual) or found


def _reachable(rep: RepMonth, stops: list[Stop]) -> tuple[list[Stop], list[Left]]:
    """Return what can be planned, with as many visits as there are days for, and what cannot."""
    able, left = [], []
    for stop in stops:
        why = _never(rep, stop)
        fewer = stop
        while not why and fewer.visits and not patterns_of(rep, fewer):
            fewer = replace(fewer, visits=fewer.visits - 1)
        if why or fewer.visits < stop.visits:
            left.append(Left(stop, stop.visits - (0 if why else fewer.visits), why or WHY_DAYS))
        if not why and fewer.visits:
            able.append(fewer)
    return able, left


def _never(rep: RepMonth, stop: Stop) -> str:
    """Return why a customer can be visited on no day, '' where it can."""
    if not rep.days:
        return WHY_NO_DAYS
    if not (stop.latitude == stop.latitude and stop.longitude == stop.longitude):
        return WHY_NO_PLACE
    if any(open_days(rep, stop)):
        return ""
    return WHY_FAR if not any(open_days(rep, replace(stop, hours=None))) else WHY_CLOSED


def _first(asked: Asked, seed: int) -> tuple[Found | None, float]:
    """Return a legal plan to begin with, last month's days or anew; else the minutes too many."""
    problem = asked.problem
    if problem.has_penalties:
        kept = {c: int(problem.penalty[c].argmin()) for c in problem.customers.tolist()}
        search = begun(problem, seed, rounds_of(problem, kept))
        if search.best is not None:
            return search.best, 0.0
    for strict in STRICTER:
        search = begun(problem, seed, strict=strict)
        if search.best is not None:
            return search.best, 0.0
    search.run(TRIED)
    return search.best, search.rows.excess()[1]
