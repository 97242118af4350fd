"""A rep's month planned: what cannot be reached, what does not fit, and the plan of the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from salesnb.actions.routes.checker import broken_rules
from salesnb.actions.routes.month import Asked, RepMonth, Stop, ask, open_days, patterns_of
from salesnb.actions.routes.search import Budget, Found
from salesnb.actions.routes.sectors import sector_plan
from salesnb.actions.routes.solve import begun, rounds_of, solve
from salesnb.actions.routes.timetable import Timetable, timetable

STRICTER = (1.0, 10.0, 100.0)  # times the first price of a minute beyond what a day has
MOST_FAILED = 4  # visits left out that are tried in vain before no more are
TRY_MOVES = 60  # moves in which a plan that exceeds the hours must become legal
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
    stops, left = _reachable(rep, stops)
    stops, out = _within_hours(rep, stops)
    left += out
    fits: Found | None = None
    while stops:
        asked = ask(rep, stops)
        fits, excess = _first(asked, rep.seed)
        if fits is not None:
            break
        stops, out = _without(rep, stops, excess / 2)
        left += out
    asked = ask(rep, stops)
    found = solve(asked.problem, budget, seed=rep.seed, start=fits)
    if found is None:
        raise AssertionError("a legal start must not be lost")
    planned = _back_in(Planned(rep, asked, _no_worse(rep, asked, found, budget), left))
    return replace(planned, left=_together(planned.left))


def _no_worse(rep: RepMonth, asked: Asked, found: Found, budget: Budget) -> Found:
    """Return the plan, or a better one from a sector for each weekday where that is shorter."""
    problem = asked.problem
    if problem.has_penalties or not asked.stops:
        return found
    usual = sector_plan(rep, asked)
    if usual.cost >= found.cost or broken_rules(problem, usual.plan):
        return found
    return solve(problem, budget, seed=rep.seed, start=usual) or found


def _within_hours(rep: RepMonth, stops: list[Stop]) -> tuple[list[Stop], list[Left]]:
    """Return stops whose visits alone, without any way, are no longer than the rep's days."""
    asked = sum(stop.visits * stop.minutes for stop in stops)
    there = sum(minutes for _, _, minutes in rep.days)
    return _without(rep, stops, asked - there) if asked > there else (stops, [])


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
    search.run(Budget(TRY_MOVES, hot=0.5))
    return search.best, search.rows.excess()[1]


def _without(rep: RepMonth, stops: list[Stop], minutes: float) -> tuple[list[Stop], list[Left]]:
    """Return the stops without the least valuable visits, until so many minutes are left out."""
    left: list[Left] = []
    while stops and (not left or minutes > 0):
        stops, out = _without_least(rep, stops)
        left.append(out)
        minutes -= out.visits * out.stop.minutes
    return stops, left


def _without_least(rep: RepMonth, stops: list[Stop]) -> tuple[list[Stop], Left]:
    """Return the stops with one visit less: of those that need not be, the least worth an hour."""

    def worth(i: int) -> tuple[bool, float, str]:
        stop = stops[i]
        return (stop.must, stop.value / stop.visits / stop.minutes, stop.customer)

    least = min(range(len(stops)), key=worth)
    fewer = _fewer(rep, stops[least])
    rest = [*stops[:least], *([fewer] if fewer else []), *stops[least + 1 :]]
    out = stops[least].visits - (fewer.visits if fewer else 0)
    return rest, Left(stops[least], out, WHY_HOURS)


def _fewer(rep: RepMonth, stop: Stop) -> Stop | None:
    """Return a stop with a visit less, its value in proportion; None without any left."""
    for visits in range(stop.visits - 1, 0, -1):
        fewer = replace(stop, visits=visits, value=stop.value * visits / stop.visits)
        if patterns_of(rep, fewer):
            return fewer
    return None


def _back_in(planned: Planned) -> Planned:
    """Try to put back what did not fit, the last left out first, now that ways are shorter."""
    failed = 0
    for out in [one for one in reversed(planned.left) if one.why == WHY_HOURS]:
        more = _with(planned.asked.stops, out)
        if more is None:
            continue
        again = ask(planned.rep, more)
        better = _again(again, planned.asked, planned.found, planned.rep.seed)
        failed += better is None
        if better is not None:
            left = [one for one in planned.left if one is not out]
            planned = Planned(planned.rep, again, better, left)
        if failed >= MOST_FAILED:
            break
    return planned


def _with(stops: list[Stop], out: Left) -> list[Stop] | None:
    """Return stops with the visits that were left out; None where earlier ones must come first."""
    at = next((i for i, s in enumerate(stops) if s.customer == out.stop.customer), None)
    there = 0 if at is None else stops[at].visits
    if there + out.visits != out.stop.visits:
        return None
    if at is None:
        return sorted([*stops, out.stop], key=lambda one: one.customer)
    return [*stops[:at], out.stop, *stops[at + 1 :]]


def _again(again: Asked, asked: Asked, found: Found, seed: int) -> Found | None:
    """Return a legal plan with a stop more, from the plan without it; None where none is found."""
    kept: dict[int, int] = {}
    known = {stop.customer: i + 1 for i, stop in enumerate(asked.stops)}
    for i, stop in enumerate(again.stops):
        before = known.get(stop.customer)
        if before is None or stop.visits != asked.stops[before - 1].visits:
            continue
        kept[i + 1] = found.pattern[before]
    search = begun(again.problem, seed, rounds_of(again.problem, kept))
    if search.best is None:
        search.run(Budget(TRY_MOVES, hot=0.5))
    return search.best


def _together(left: list[Left]) -> list[Left]:
    """Return what was left out, a row per customer and reason."""
    found: dict[tuple[str, str], Left] = {}
    for one in left:
        key = (one.stop.customer, one.why)
        before = found.get(key)
        found[key] = (
            Left(one.stop, one.visits, one.why)
            if before is None
            else replace(before, visits=before.visits + one.visits)
        )
    return list(found.values())
