"""Days filled where not all visits fit: what must be visited first, then what is worth most."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from salesnb.actions.routes.month import Asked, RepMonth, Stop, ask, choices
from salesnb.actions.routes.search import Budget, Found, Search

STRICT = 1e3  # price of a minute beyond what a day has: none is wanted
MOST_TRIED = 12  # day patterns that are tried for a visit
MOST_OUT = 6  # visits that make room for one that must be
SQUEEZED = Budget(moves=60, hot=0.3)  # moves that make room for what must be visited


@dataclass(frozen=True)
class Filled:
    """What fits: the stops with the visits that they get, and a legal plan of them."""

    stops: list[Stop]
    asked: Asked
    found: Found


def fill(rep: RepMonth, stops: list[Stop], seed: int, start: Filled | None = None) -> Filled:
    """Return as many visits as fit: first what must be, then what is worth most for an hour.

    With `start`, a plan in which only part of `stops` has its visits, the others are added.
    """
    days = _Days(rep, stops, seed, start)
    for i in _order(rep, stops):
        days.place(i)
    return days.filled()


def _order(rep: RepMonth, stops: list[Stop]) -> list[int]:
    """Return what must be visited first, the farthest first; then by value of an hour."""

    def key(i: int) -> tuple[bool, float, str]:
        stop = stops[i]
        far = np.hypot(stop.latitude - rep.latitude, stop.longitude - rep.longitude)
        first = far * stop.visits if stop.must else _worth(stop)
        return (not stop.must, -first, stop.customer)

    return sorted(range(len(stops)), key=key)


def _worth(stop: Stop) -> float:
    """Return what a minute of a visit secures."""
    return stop.value / stop.visits / stop.minutes


class _Days:
    """A rep's days being filled; place i + 1 is stop i, whether it is visited or not."""

    def __init__(self, rep: RepMonth, stops: list[Stop], seed: int, start: Filled | None) -> None:
        self.rep, self.stops, self.seed = rep, stops, seed
        self.problem = ask(rep, stops).problem
        self.visits = dict.fromkeys(range(len(stops)), 0)
        plan, pattern = self._begun(start)
        self._go_to(Found(plan, pattern, 0.0))

    def _begun(self, start: Filled | None) -> tuple[list[list[int]], dict[int, int]]:
        """Return the plan of a start with the places of this problem."""
        if start is None:
            return [[] for _ in range(self.problem.n_slots)], {}
        place = {stop.customer: i for i, stop in enumerate(self.stops)}
        new = {i + 1: place[stop.customer] + 1 for i, stop in enumerate(start.stops)}
        for stop in start.stops:
            i = place[stop.customer]
            self.visits[i] = stop.visits
            self._choose(i, stop.visits)
        plan = [[new[at] for at in stops] for stops in start.found.plan]
        return plan, {new[at]: pattern for at, pattern in start.found.pattern.items()}

    def _go_to(self, found: Found) -> None:
        there = np.array([i + 1 for i, visits in self.visits.items() if visits], dtype=np.int64)
        self.problem = replace(self.problem, customers=there)
        self.search = Search(self.problem, found.plan, found.pattern, self.seed)
        self.search.weights = (STRICT, STRICT)

    def _choose(self, i: int, visits: int) -> bool:
        """Let a stop have patterns of so many visits; return whether there are any."""
        patterns, penalty = choices(self.rep, replace(self.stops[i], visits=visits))
        every, costs = list(self.problem.patterns), list(self.problem.penalty)
        every[i + 1], costs[i + 1] = patterns, penalty
        self.problem = replace(self.problem, patterns=every, penalty=costs)
        return len(patterns) > 0

    def place(self, i: int) -> None:
        """Give a stop as many visits as fit beside those that are there."""
        before, asked = self.visits[i], self.stops[i].visits
        if before == asked:
            return
        visits_before, pattern = dict(self.visits), dict(self.search.pattern)
        rounds = [list(stops) for stops in self.search.rows.stops]
        if before:
            self.search.take_out([i + 1])
        for visits in range(asked, before, -1):
            if self._fits(i, visits):
                self.visits[i] = visits
                return
        if before:  # back to where it was
            self.visits = visits_before
            self._choose(i, before)
            self._go_to(Found(rounds, pattern, 0.0))

    def _fits(self, i: int, visits: int) -> bool:
        """Return whether so many visits of a stop fit; what must be makes room for itself."""
        if not self._choose(i, visits):
            return False
        if self._tried(i):
            return True
        if not self.stops[i].must or not any(self.visits.values()):
            return False
        self.visits[i] = 0
        self._go_to(Found(self.search.rows.stops, self._patterns(), 0.0))
        self.search.run(SQUEEZED)
        if self.search.best is None:
            return False
        self._go_to(self.search.best)
        return self._tried(i) or self._instead(i)

    def _instead(self, i: int) -> bool:
        """Return whether a visit fits in place of others that need not be, least worth first."""
        others = [k for k, n in self.visits.items() if n and not self.stops[k].must]
        others.sort(key=lambda k: _worth(self.stops[k]))
        rounds = [list(stops) for stops in self.search.rows.stops]
        pattern, visits = dict(self.search.pattern), dict(self.visits)
        for k in others[:MOST_OUT]:
            self.search.take_out([k + 1])
            self.visits[k] = 0
            if self._tried(i):
                return True
        self.visits = visits
        self._go_to(Found(rounds, pattern, 0.0))
        return False

    def _patterns(self) -> dict[int, int]:
        there = {i + 1 for i, visits in self.visits.items() if visits}
        return {at: pattern for at, pattern in self.search.pattern.items() if at in there}

    def _tried(self, i: int) -> bool:
        """Return whether one of a stop's cheapest patterns keeps all limits; it is then taken."""
        search, problem, at = self.search, self.problem, i + 1
        search.problem = problem
        best, position = search.rows.insertions([at], None, search.weights)
        score = problem.patterns[at] @ best[0] + problem.penalty[at]
        for pick in np.argsort(score, kind="stable")[:MOST_TRIED].tolist():
            slots = problem.days_of[at][pick].tolist()
            for slot in slots:
                search.rows.insert(slot, int(position[0, slot]), at)
            if sum(search.rows.excess()) <= 1e-6:
                search.pattern[at], search.slots_of[at] = pick, slots
                return True
            for slot in slots:
                search.rows.remove(slot, at)
        return False

    def filled(self) -> Filled:
        """Return the stops with the visits that they got, and their plan as one of its own."""
        there = [i for i, visits in self.visits.items() if visits]
        stops = [replace(self.stops[i], visits=self.visits[i]) for i in there]
        stops = [
            replace(stop, value=self.stops[i].value * stop.visits / self.stops[i].visits)
            for i, stop in zip(there, stops, strict=True)
        ]
        new = {i + 1: k + 1 for k, i in enumerate(there)}
        plan = [[new[at] for at in stops_of] for stops_of in self.search.rows.stops]
        pattern = {new[at]: p for at, p in self._patterns().items()}
        return Filled(stops, ask(self.rep, stops), Found(plan, pattern, 0.0))
