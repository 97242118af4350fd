"""Ruin and recreate with simulated annealing over day patterns, rounds and their order at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salesnb.actions.routes.checker import broken_rules
from salesnb.actions.routes.days import Days
from salesnb.actions.routes.problem import Plan, Problem, near, usual_step
from salesnb.actions.routes.rows import NEVER, Rows
from salesnb.actions.routes.ruin import chosen

MOST_WEIGHT = 50.0  # times the first price of a unit beyond what a slot takes
ADAPTS = 25  # moves between two adaptations of that price


@dataclass(frozen=True)
class Budget:
    """How long and how is searched: `moves`, temperatures in usual steps, what is taken out.

    After `first_share` of the moves, `rounds` times: all days at once (`iterations` of PyVRP), then
    moves from the best plan, `warm`.
    """

    moves: int
    hot: float = 4.0
    cold: float = 0.07
    string_share: float = 0.5
    longest_string: int = 12
    gate: float = 0.002  # a plan dearer by no more than that share is worth a look at its days
    most_out: int = 15
    noise: float = 0.03
    rounds: int = 0
    first_share: float = 0.6
    warm: float = 0.5
    iterations: int = 3000


@dataclass(frozen=True)
class Found:
    """A plan that the checker accepts, the pattern of each customer, and what it costs."""

    plan: Plan
    pattern: dict[int, int]
    cost: float


class Search:
    """One search: state, prices of what exceeds limits, and the best legal plan so far."""

    def __init__(self, problem: Problem, plan: Plan, pattern: dict[int, int], seed: int) -> None:
        self.problem = problem
        self.rng = np.random.default_rng(seed)
        self.rows = Rows(problem, plan)
        self.pattern = dict(pattern)
        self.step = usual_step(problem)
        self.nearest = near(problem)
        self.days = Days(problem, seed)
        demand = problem.demand[problem.customers]
        usual = float(demand.mean()) if len(demand) else 0.0
        self._first = (self.step / (usual or 1.0), 1.0)
        self.weights = self._first
        self.slots_of: dict[int, list[int]] = {}
        self._index(range(problem.n_slots))
        self.best: Found | None = None

    def _index(self, slots: range) -> None:
        for slot in slots:
            for stop in self.rows.stops[slot]:
                self.slots_of.setdefault(stop, []).append(slot)

    def score(self) -> float:
        """Return the present cost: travel, what patterns cost, what exceeds limits."""
        over, long = self.rows.excess()
        extra = 0.0
        if self.problem.has_penalties:
            extra = sum(float(self.problem.penalty[c][p]) for c, p in self.pattern.items())
        return (
            float(self.rows.length.sum()) + extra + self.weights[0] * over + self.weights[1] * long
        )

    def insert_all(self, customers: list[int], noise: float = 0.0) -> set[int]:
        """Insert customers in order, each by the cheapest pattern; return the changed slots."""
        problem, rows, m = self.problem, self.rows, self.problem.n_travellers
        best, position = rows.insertions(customers, None, self.weights)
        changed: set[int] = set()
        for i, customer in enumerate(customers):
            by_day = best[i] if m == 1 else best[i].reshape(problem.n_days, m).min(axis=1)
            score = problem.patterns[customer] @ by_day + problem.penalty[customer]
            if noise:
                score = score * (1.0 + noise * self.rng.random(len(score)))
            pick = int(score.argmin())
            slots = []
            for day in problem.days_of[customer][pick].tolist():
                slot = day * m + (int(best[i, day * m : day * m + m].argmin()) if m > 1 else 0)
                rows.insert(slot, position.item(i, slot), customer)
                slots.append(slot)
            self.pattern[customer] = pick
            self.slots_of[customer] = slots
            changed.update(slots)
            rest = customers[i + 1 :]
            if rest:
                new, where = rows.insertions(rest, slots, self.weights)
                best[i + 1 :, slots], position[i + 1 :, slots] = new, where
        return changed

    def take_out(self, customers: list[int]) -> set[int]:
        """Take customers out of all their slots; the changed slots."""
        changed: set[int] = set()
        for customer in customers:
            for slot in self.slots_of.pop(customer):
                self.rows.remove(slot, customer)
                changed.add(slot)
        return changed

    def order(self, customers: list[int]) -> list[int]:
        """Return the order in which customers are put back: at random, hard or far ones first."""
        rng, problem = self.rng, self.problem
        way = int(rng.integers(4))
        at = np.array(customers)
        if way == 0:
            key = -(problem.demand[at] + problem.service[at]) * self._visits(customers)
        elif way == 1:
            key = -problem.travel[int(problem.base[0]), at]
        else:
            key = rng.random(len(at))
        return [int(one) for one in at[np.argsort(key, kind="stable")]]

    def _visits(self, customers: list[int]) -> np.ndarray:
        return np.array([len(self.problem.days_of[c][0]) for c in customers], dtype=float)

    def polish(self, slots: set[int]) -> None:
        """Better the days of some slots by PyVRP."""
        m = self.problem.n_travellers
        for day in sorted({slot // m for slot in slots}):
            places = range(day * m, day * m + m)
            before = [self.rows.stops[slot] for slot in places]
            after = self.days.better(day, before)
            moved = [slot for slot in places if after[slot - day * m] != before[slot - day * m]]
            for slot in moved:
                for stop in self.rows.stops[slot]:
                    self.slots_of[stop] = [one for one in self.slots_of[stop] if one != slot]
            for slot in moved:
                self.rows.stops[slot] = after[slot - day * m]
                for stop in self.rows.stops[slot]:
                    self.slots_of[stop] = [*self.slots_of[stop], slot]
            self.rows.write(moved)

    def keep_best(self) -> None:
        """Keep the present plan where it exceeds no limit and costs least so far."""
        over, long = self.rows.excess()
        cost = self.score()
        if over > 1e-6 or long > 1e-6 or (self.best and cost > self.best.cost - 1e-9):
            return
        if not broken_rules(self.problem, self.rows.stops):
            plan = [list(stops) for stops in self.rows.stops]
            self.best = Found(plan, dict(self.pattern), cost)

    def run(self, budget: Budget) -> None:
        """Search for `budget.moves` moves, from the present plan."""
        current, legal = self.score(), 0
        for move in range(budget.moves):
            cooling = (budget.cold / budget.hot) ** (move / max(budget.moves - 1, 1))
            current = self._move(current, budget.hot * cooling * self.step, budget)
            over, long = self.rows.excess()
            legal += over <= 1e-6 and long <= 1e-6
            if move % ADAPTS == ADAPTS - 1:
                self._adapt(legal / ADAPTS)
                legal, current = 0, self.score()

    def go_to(self, found: Found) -> None:
        """Make a plan that was found the present one, and the best so far."""
        self.rows = Rows(self.problem, found.plan)
        self.pattern = dict(found.pattern)
        self.slots_of = {}
        self._index(range(self.problem.n_slots))
        self.best = found

    def _adapt(self, share: float) -> None:
        """Price what exceeds limits so that two in five plans exceed none."""
        factor = 1.15 if share < 0.3 else 0.87 if share > 0.6 else 1.0
        least, most = 0.1, MOST_WEIGHT
        self.weights = tuple(  # type: ignore[assignment]
            float(np.clip(now * factor, least * first, most * first))
            for now, first in zip(self.weights, self._first, strict=True)
        )

    def _move(self, current: float, heat: float, budget: Budget) -> float:
        """Take some customers out, put them back, keep the plan or go back; its cost."""
        rows = self.rows
        out = chosen(
            rows.stops,
            self.slots_of,
            self.nearest,
            self.rng,
            string_share=budget.string_share,
            longest=budget.longest_string,
            most=budget.most_out,
        )
        all_stops = [list(one) for one in rows.stops]
        slots_of, pattern = dict(self.slots_of), dict(self.pattern)
        kept = rows.kept()
        changed = self.take_out(out)
        changed |= self.insert_all(self.order(out), budget.noise)
        score = self.score()
        if score < current * (1 + budget.gate):
            self.polish(changed)
            score = self.score()
        if score < current - heat * np.log(max(self.rng.random(), 1e-300)):
            if score < (self.best.cost if self.best else NEVER) + 1e-9:
                self.keep_best()
            return score
        rows.restore(dict(enumerate(all_stops)), kept)
        self.slots_of, self.pattern = slots_of, pattern
        return current
