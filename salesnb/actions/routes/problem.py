"""The periodic routing problem: places, days, who travels, and on which days a customer may come.

Nothing of a company stands here: minutes, places and days by their position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
UNLIMITED = 1e9  # minutes and demand from which on there is no limit
Plan = list[list[int]]  # a slot's customers in their order, a list per slot


@dataclass(frozen=True)
class Problem:
    """Customers, slots (a traveller on a day) and the day patterns that a customer may have.

    `travel` (n, n) from place to place, `service` and `demand` (n,) by place: the customers among
    `customers`, the others are where travellers start and end. A slot is traveller v on day d,
    `d * n_travellers + v`: its `base` (a place), the `longest` minutes from leaving to coming back
    and the `most` demand it can take; `exists` says whether that traveller works on that day.
    `patterns[c]` (k, n_days) says on which days visits of customer c would be, `penalty[c]` (k,)
    what a pattern costs beside travel. `opens` and `closes` (n, n_days) are when a place can be
    entered and must be left, counted as `starts` (of slots) is; None where it does not matter.
    """

    travel: Floats
    service: Floats
    demand: Floats
    customers: Ints
    n_days: int
    n_travellers: int
    base: Ints
    longest: Floats
    most: Floats
    exists: Flags
    patterns: Sequence[Floats]
    penalty: Sequence[Floats]
    starts: Floats
    opens: Floats | None = None
    closes: Floats | None = None
    days_of: Sequence[Sequence[Ints]] = field(init=False)
    has_windows: bool = field(init=False)
    is_limited_in_demand: bool = field(init=False)
    is_limited_in_time: bool = field(init=False)
    is_always_there: bool = field(init=False)
    has_penalties: bool = field(init=False)

    def __post_init__(self) -> None:
        known = {
            "days_of": [[np.flatnonzero(row) for row in rows] for rows in self.patterns],
            "has_windows": self.opens is not None,
            "is_limited_in_demand": bool((self.most < UNLIMITED).any()),
            "is_limited_in_time": bool((self.longest < UNLIMITED).any()),
            "is_always_there": bool(self.exists.all()),
            "has_penalties": any(bool(one.any()) for one in self.penalty),
        }
        for name, value in known.items():
            object.__setattr__(self, name, value)

    @property
    def n_slots(self) -> int:
        """How many slots there are: days times travellers."""
        return self.n_days * self.n_travellers

    def day(self, slot: int) -> int:
        """Return the day of a slot."""
        return slot // self.n_travellers

    def length(self, slot: int, stops: Sequence[int]) -> float:
        """Return the travel of a slot's round from its base and back, 0 without stops."""
        if not stops:
            return 0.0
        place = [int(self.base[slot]), *stops, int(self.base[slot])]
        return float(self.travel[place[:-1], place[1:]].sum())

    def cost(self, plan: Plan) -> float:
        """Return the travel of all rounds of a plan."""
        return sum(self.length(slot, stops) for slot, stops in enumerate(plan))


def near(problem: Problem) -> Ints:
    """Return the customers by nearness to each place, (n, n_customers), itself first."""
    travel = problem.travel[:, problem.customers] + problem.travel[problem.customers].T
    order = np.argsort(travel, axis=1, kind="stable")
    return problem.customers[order]


def usual_step(problem: Problem) -> float:
    """Return the mean travel to the three nearest customers: the unit of the search."""
    travel = problem.travel[np.ix_(problem.customers, problem.customers)]
    if len(travel) < 2:
        return float(problem.travel.max() or 1.0)
    nearest = np.sort(travel, axis=1)[:, 1:4]
    return float(nearest.mean() or travel.mean() or 1.0)
