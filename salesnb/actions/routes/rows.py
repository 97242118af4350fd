"""The state of the search: a plan as padded rows of arcs, so that insertions are priced at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from salesnb.actions.routes.problem import Floats, Ints, Plan, Problem
from salesnb.actions.routes.timetable import timetable

NEVER = 1e9  # what an arc that is not there, or a slot that does not exist, costs


class Rows:
    """A plan that changes: its slots' stops, and the arcs of all of them in arrays.

    Row s of `tails`, `heads` and `lengths` has the arcs of slot s, padded; `load` and `time` are
    the slot's demand and minutes, `length` its travel, `late` what it exceeds opening hours by.
    """

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.stops = [list(stops) for stops in plan]
        self.load = np.zeros(problem.n_slots)
        self.time = np.zeros(problem.n_slots)
        self.length = np.zeros(problem.n_slots)
        self.late = np.zeros(problem.n_slots)
        self._from = np.ascontiguousarray(problem.travel)
        self._to = np.ascontiguousarray(problem.travel.T)
        self._widen(max((len(stops) for stops in plan), default=0) + 3)

    def _widen(self, width: int) -> None:
        shape = (self.problem.n_slots, width)
        self.tails = np.zeros(shape, dtype=np.int64)
        self.heads = np.zeros(shape, dtype=np.int64)
        self.lengths = np.full(shape, -NEVER)
        self.write(range(self.problem.n_slots))

    def write(self, slots: Iterable[int]) -> None:
        """Bring the arrays of some slots up to date with their stops."""
        problem = self.problem
        for slot in slots:
            stops = self.stops[slot]
            n, base = len(stops), problem.base[slot]
            if n + 1 > self.tails.shape[1]:
                return self._widen(n + 4)
            self.tails[slot, 0], self.heads[slot, n] = base, base
            self.tails[slot, 1 : n + 1] = stops
            self.heads[slot, :n] = stops
            row = self._from[self.tails[slot, : n + 1], self.heads[slot, : n + 1]]
            self.lengths[slot, : n + 1] = row
            self.lengths[slot, n + 1 :] = -NEVER
            self.length[slot] = row.sum()
            self.load[slot] = problem.demand[stops].sum() if n else 0.0
            self.time[slot] = self.length[slot] + (problem.service[stops].sum() if n else 0.0)
            if problem.has_windows:
                self._clock(slot)
        return None

    def insert(self, slot: int, position: int, customer: int) -> None:
        """Put a customer into a slot's round, before the stop at `position`."""
        stops, n = self.stops[slot], len(self.stops[slot])
        stops.insert(position, customer)
        if n + 2 > self.tails.shape[1]:
            return self._widen(n + 5)
        tails, heads, lengths = self.tails[slot], self.heads[slot], self.lengths[slot]
        before, after = tails.item(position), heads.item(position)
        for row in (tails, heads, lengths):
            row[position + 1 : n + 2] = row[position : n + 1]
        tails[position + 1] = heads[position] = customer
        there, on = self._from.item(before, customer), self._from.item(customer, after)
        more = there + on - lengths.item(position)
        lengths[position], lengths[position + 1] = there, on
        return self._count(slot, customer, more, 1.0)

    def remove(self, slot: int, customer: int) -> None:
        """Take a customer out of a slot's round."""
        stops, n = self.stops[slot], len(self.stops[slot])
        position = stops.index(customer)
        del stops[position]
        tails, heads, lengths = self.tails[slot], self.heads[slot], self.lengths[slot]
        before, after = tails.item(position), heads.item(position + 1)
        short = self._from.item(before, after)
        less = short - lengths.item(position) - lengths.item(position + 1)
        heads[position:n] = heads[position + 1 : n + 1]
        tails[position + 1 : n] = tails[position + 2 : n + 1]
        lengths[position + 1 : n] = lengths[position + 2 : n + 1]
        lengths[position], lengths[n] = short, -NEVER
        return self._count(slot, customer, less, -1.0)

    def _count(self, slot: int, customer: int, more: float, sign: float) -> None:
        problem = self.problem
        self.length[slot] += more
        self.load[slot] += sign * problem.demand.item(customer)
        self.time[slot] += more + sign * problem.service.item(customer)
        if problem.has_windows:
            self._clock(slot)

    def _clock(self, slot: int) -> None:
        clock = timetable(self.problem, slot, self.stops[slot])
        self.late[slot] = clock.late
        self.time[slot] = clock.back - float(self.problem.starts[slot])

    def kept(self) -> tuple[Floats, Floats, Floats, Floats, Ints, Ints, Floats]:
        """Return a copy of all arrays, to come back to."""
        return (
            self.load.copy(),
            self.time.copy(),
            self.length.copy(),
            self.late.copy(),
            self.tails.copy(),
            self.heads.copy(),
            self.lengths.copy(),
        )

    def restore(self, stops: dict[int, list[int]], kept: tuple[Floats, ...]) -> None:
        """Go back to what `kept` returned; `stops` are those of the slots that changed since."""
        for slot, old in stops.items():
            self.stops[slot] = old
        self.load, self.time, self.length, self.late = kept[:4]
        self.tails, self.heads, self.lengths = kept[4:]  # type: ignore[assignment]

    def excess(self) -> tuple[float, float]:
        """Return the demand and the minutes beyond what slots allow, opening hours included."""
        over = np.maximum(self.load - self.problem.most, 0.0).sum()
        long = np.maximum(self.time - self.problem.longest, 0.0).sum() + self.late.sum()
        return float(over), float(long)

    def insertions(
        self, customers: Sequence[int], slots: Sequence[int] | None, weights: tuple[float, float]
    ) -> tuple[Floats, Ints]:
        """Return the cheapest insertion of each customer into each slot, and its position.

        Both are (n_slots, n_customers); `weights` price demand and minutes beyond what is allowed.
        """
        tails, heads, lengths = self.tails, self.heads, self.lengths
        if slots is not None:
            tails, heads, lengths = tails[slots], heads[slots], lengths[slots]
        cost = self._to[customers][:, tails]
        cost += self._from[customers][:, heads]
        cost -= lengths
        best, position = cost.min(axis=2), cost.argmin(axis=2)
        self._priced(best, customers, slots, weights)
        return best, position

    def _priced(
        self,
        best: Floats,
        customers: Sequence[int],
        slots: Sequence[int] | None,
        weights: tuple[float, float],
    ) -> None:
        """Add to the cost of insertions what they exceed limits by, and where nobody travels."""
        problem, rows = self.problem, slice(None) if slots is None else slots
        more = problem.service[customers][:, None] + best
        if problem.is_limited_in_demand:
            load = self.load[rows] - problem.most[rows]
            over = np.maximum(load + problem.demand[customers][:, None], 0.0)
            best += weights[0] * (over - np.maximum(load, 0.0))
        if problem.is_limited_in_time:
            time = self.time[rows] - problem.longest[rows]
            best += weights[1] * (np.maximum(time + more, 0.0) - np.maximum(time, 0.0))
        if not problem.is_always_there:
            best[:, ~problem.exists[rows]] = NEVER
