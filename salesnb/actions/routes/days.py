"""Routes within a day by PyVRP, started from the rounds at hand."""

from __future__ import annotations

from typing import Any

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
        self._travel: Any = np.rint(problem.travel * SCALE).astype(np.int64)
        self._apart = self._travel + self._travel.T
        np.fill_diagonal(self._apart, 2**60)
        self._locations = [pyvrp.Location(0, 0)] * len(problem.travel)
        self._bases = sorted(set(problem.base.tolist()))
        self._depots = [pyvrp.Depot(base) for base in self._bases]
        self._vehicles = [self._vehicle(slot) for slot in range(problem.n_slots)]
        self._clients: dict[tuple[int, int], pyvrp.Client] = {}
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
        data = self._data(day, slots, places)
        search = LocalSearch(data, pyvrp.RandomNumberGenerator(self._seed), self._near(places))
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

    def _data(self, day: int, slots: list[int], places: list[int]) -> pyvrp.ProblemData:
        clients = [self._client(place, day) for place in places]
        vehicles = [self._vehicles[slot] for slot in slots]
        ways = [self._travel]
        return pyvrp.ProblemData(self._locations, clients, self._depots, vehicles, ways, ways)

    def _client(self, place: int, day: int) -> pyvrp.Client:
        """Return a place as PyVRP's client on a day; days differ by opening hours alone."""
        key = (place, day if self._problem.has_windows else 0)
        if key not in self._clients:
            self._clients[key] = pyvrp.Client(
                place,
                delivery=[int(np.ceil(self._problem.demand[place] * SCALE))],
                service_duration=whole(float(self._problem.service[place])),
                **self._window(place, day),
            )
        return self._clients[key]

    def _near(self, places: list[int]) -> dict[pyvrp.Activity, list]:
        """Return the nearest stops of each stop, as PyVRP names them."""
        apart = self._apart[np.ix_(places, places)]
        order = np.argsort(apart, axis=1, kind="stable")[:, : min(NEAR, len(apart) - 1)]
        stops = self._stops
        while len(stops) < len(apart):
            stops.append(pyvrp.Activity(pyvrp.ActivityType.CLIENT, len(stops)))
        return {stops[i]: [stops[j] for j in row] for i, row in enumerate(order.tolist())}

    def _window(self, place: int, day: int) -> Any:
        problem = self._problem
        if problem.opens is None or problem.closes is None:
            return {}
        early = whole(float(problem.opens[place, day]))
        late = whole(float(problem.closes[place, day] - problem.service[place]))
        return {"tw_early": early, "tw_late": max(early, late)}

    def _vehicle(self, slot: int) -> pyvrp.VehicleType:
        problem, depot = self._problem, self._bases.index(int(self._problem.base[slot]))
        longest, start = whole(float(problem.longest[slot])), whole(float(problem.starts[slot]))
        windows: Any = (
            {"tw_early": start, "tw_late": start + longest} if problem.has_windows else {}
        )
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
