"""Routes within a day by PyVRP, started from the rounds at hand."""

from __future__ import annotations

import numpy as np
import pyvrp
from pyvrp.search import OPERATORS, LocalSearch

from salesnb.actions.routes.problem import Plan, Problem

SCALE = 1000  # PyVRP counts in whole numbers
NEAR = 12  # neighbours of a stop between which rounds are changed
PENALTY = 100_000  # whole numbers per unit of demand beyond what a round takes, and per minute


def whole(minutes: float) -> int:
    """Return minutes in PyVRP's whole numbers; what is without limit is its largest."""
    return round(minutes * SCALE) if np.isfinite(minutes) and minutes < 1e9 else 2**60


class Days:
    """What PyVRP needs to know of a problem, once; `better` betters single days.

    A day with the same customers in the same rounds is looked at once.
    """

    def __init__(self, problem: Problem, seed: int) -> None:
        self._problem = problem
        self._travel = np.rint(problem.travel * SCALE).astype(np.int64)
        self._locations = [pyvrp.Location(0, 0)] * len(problem.travel)
        self._demand = np.ceil(problem.demand * SCALE).astype(np.int64)
        self._service = np.rint(problem.service * SCALE).astype(np.int64)
        self._seed = seed
        self._stops: list[pyvrp.Activity] = []
        self._seen: dict[tuple[int, tuple[tuple[int, ...], ...]], Plan] = {}

    def better(self, day: int, rounds: Plan) -> Plan:
        """Return the rounds of a day's slots, at least as good as `rounds`."""
        key = (day, tuple(map(tuple, rounds)))
        if key not in self._seen:
            if len(self._seen) > 50_000:
                self._seen.clear()
            self._seen[key] = self._searched(day, rounds)
        return [list(stops) for stops in self._seen[key]]

    def _searched(self, day: int, rounds: Plan) -> Plan:
        places = [stop for stops in rounds for stop in stops]
        if len(places) < 2:
            return rounds
        first = day * self._problem.n_travellers
        slots = [s for s in range(first, first + len(rounds)) if self._problem.exists[s]]
        bases = sorted({int(self._problem.base[slot]) for slot in slots})
        data = self._data(day, slots, bases, places)
        search = LocalSearch(
            data, pyvrp.RandomNumberGenerator(self._seed), self._near(data, len(bases))
        )
        for operator in OPERATORS:
            if operator.supports(data):
                search.add_operator(operator(data))
        position = {place: i for i, place in enumerate(places)}
        start = [
            pyvrp.Route(data, [position[stop] for stop in rounds[slot - first]], slots.index(slot))
            for slot in slots
            if rounds[slot - first]
        ]
        price = pyvrp.CostEvaluator([PENALTY // SCALE], PENALTY // SCALE, 0)
        found = search(pyvrp.Solution(data, start), price, exhaustive=True)
        return self._read(found, slots, first, places, len(rounds))

    def _data(
        self, day: int, slots: list[int], bases: list[int], places: list[int]
    ) -> pyvrp.ProblemData:
        order = [*bases, *places]
        matrix = self._travel[np.ix_(order, order)]
        clients = [
            pyvrp.Client(
                len(bases) + i,
                delivery=[int(self._demand[place])],
                service_duration=int(self._service[place]),
                **self._window(place, day),
            )
            for i, place in enumerate(places)
        ]
        vehicles = [self._vehicle(slot, bases) for slot in slots]
        depots = [pyvrp.Depot(i) for i in range(len(bases))]
        locations = [self._locations[place] for place in order]
        return pyvrp.ProblemData(locations, clients, depots, vehicles, [matrix], [matrix])

    def _near(self, data: pyvrp.ProblemData, n_bases: int) -> dict[pyvrp.Activity, list]:
        """Return the nearest stops of each stop, as PyVRP names them."""
        matrix = data.distance_matrix(0)[n_bases:, n_bases:]
        apart = matrix + matrix.T
        np.fill_diagonal(apart, 2**60)
        order = np.argsort(apart, axis=1, kind="stable")[:, : min(NEAR, len(apart) - 1)]
        stops = self._stops
        while len(stops) < len(apart):
            stops.append(pyvrp.Activity(pyvrp.ActivityType.CLIENT, len(stops)))
        return {stops[i]: [stops[j] for j in row] for i, row in enumerate(order.tolist())}

    def _window(self, place: int, day: int) -> dict[str, int]:
        problem = self._problem
        if problem.opens is None or problem.closes is None:
            return {}
        early = whole(float(problem.opens[place, day]))
        late = whole(float(problem.closes[place, day] - problem.service[place]))
        return {"tw_early": early, "tw_late": max(early, late)}

    def _vehicle(self, slot: int, bases: list[int]) -> pyvrp.VehicleType:
        problem, depot = self._problem, bases.index(int(self._problem.base[slot]))
        longest, start = whole(float(problem.longest[slot])), whole(float(problem.starts[slot]))
        windows = {"tw_early": start, "tw_late": start + longest} if problem.has_windows else {}
        return pyvrp.VehicleType(
            capacity=[whole(float(problem.most[slot]))],
            start_depot=depot,
            end_depot=depot,
            shift_duration=longest,
            **windows,
        )

    def _read(
        self, found: pyvrp.Solution, slots: list[int], first: int, places: list[int], n: int
    ) -> Plan:
        rounds: Plan = [[] for _ in range(n)]
        for route in found.routes():
            stops = [places[one.idx] for one in route if one.is_client()]
            rounds[slots[route.vehicle_type()] - first] = stops
        return rounds
