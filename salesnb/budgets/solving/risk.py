"""Plans that weigh the worst draws: a value near the best, and a bound that holds for any plan.

The value of a plan is (1 - weight) * mean + weight * mean of its worst `tail` of draws. That is
the least of all means whose weights on a draw lie within limits (Rockafellar and Uryasev 2000), so
the best plan of any such weighted mean bounds it, for S-shaped curves too. Cuts at plans (linear
programs) find weights for which the bound is close.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from salesnb.budgets.solving.branching import search
from salesnb.budgets.solving.drawn import Drawn
from salesnb.budgets.solving.pieces import Limits
from salesnb.budgets.solving.program import Wanted, solve_pieces
from salesnb.methods.saturation import Curves, Floats

ROUNDS = 12  # times that weights are tried
CUTS = 10  # between two of them
STEEPEST = 1e6  # slope of a cut in the units of the search; curves may be infinitely steep at 0


@dataclass(frozen=True)
class Risk:
    """How much the worst draws weigh, and which share of all draws they are."""

    weight: float
    tail: float

    def weights(self, sums: Floats) -> Floats:
        """Return the weights of draws (S,) whose mean is the value of a plan with these sums."""
        n = len(sums)
        most = 1 / (self.tail * n)
        worst = np.zeros(n)
        worst[np.argsort(sums, kind="stable")] = np.diff(np.minimum(np.arange(n + 1) * most, 1.0))
        return (1 - self.weight) / n + self.weight * worst


@dataclass(frozen=True)
class Cautious:
    """The best plan found (n,), its value, and the bound on that of any plan."""

    spend: Floats
    value: float
    bound: float


def cautious(
    curves: Curves,
    bounds: tuple[Floats, Floats],
    total: float,
    *,
    risk: Risk,
    gap: float,
    beside: Floats | None = None,
) -> Cautious:
    """Return the plan of one total whose value is best, by draws (S, n) of curves.

    `beside` (S,) is what other cells bring in each draw.
    """
    more = np.zeros(len(curves.half)) if beside is None else beside
    found, drawn = _Cuts(curves, (*bounds, more), total, risk), Drawn.of(curves, bounds[1])
    weights = np.full(len(curves.half), 1 / len(curves.half))
    bound = np.inf
    for _ in range(ROUNDS):
        spend, most = _best_mean(drawn, bounds, total, weights)
        bound = min(bound, most + float(weights @ more))
        found.add(spend)
        for _ in range(CUTS):
            if bound - found.value <= gap * abs(found.value):
                return Cautious(found.spend, found.value, bound)
            nearby, weights = found.propose()
            found.add(nearby)
    return Cautious(found.spend, found.value, bound)


def _best_mean(
    drawn: Drawn, bounds: tuple[Floats, Floats], total: float, weights: Floats
) -> tuple[Floats, float]:
    """Return the best plan of a weighted mean of draws, and a bound on what any plan reaches."""
    mean = drawn.mean(weights)
    if (mean.bends <= 1).all():
        best = search(mean, bounds, total, floor=0.0, gap=1e-6)
        return best.spend, best.bound + float(mean.error.sum())
    none = np.zeros(len(bounds[0]))
    limits = Limits(*bounds, none, none, none)
    found = solve_pieces(mean, Wanted(limits, total, [], gap=2e-5))
    return found.spend, found.bound + float(mean.error.sum())


class _Cuts:
    """Plans looked at, with a linear upper bound of the value at each (if draws are concave)."""

    def __init__(
        self, curves: Curves, bounds: tuple[Floats, Floats, Floats], total: float, risk: Risk
    ) -> None:
        self.curves, self.total, self.risk = curves, total, risk
        self.bounds, self.beside = bounds[:2], bounds[2]
        self.value, self.spend = -np.inf, bounds[0]
        self.level: list[float] = []
        self.tilt: list[Floats] = []
        self.weights: list[Floats] = []

    def add(self, spend: Floats) -> None:
        """Look at a plan; keep it if it is the best."""
        sums = self.curves.value(spend).sum(axis=1) + self.beside
        weights = self.risk.weights(sums)
        value = float(weights @ sums)
        tilt = weights @ np.minimum(self.curves.slope(spend), STEEPEST)
        self.level.append(value - float(tilt @ spend))
        self.tilt.append(tilt)
        self.weights.append(weights)
        if value > self.value:
            self.value, self.spend = value, spend

    def propose(self) -> tuple[Floats, Floats]:
        """Return a plan between the best one and that of the cuts; and the weights of the cuts."""
        n = len(self.spend)
        table = np.vstack(
            [np.append(np.ones(n), 0.0), *(np.append(-one, 1.0) for one in self.tilt)]
        )
        sides = np.array([self.total, *self.level])
        ends = [*zip(*self.bounds, strict=True), (None, None)]
        found = linprog(np.append(np.zeros(n), -1.0), A_ub=table, b_ub=sides, bounds=ends)
        if found.x is None:
            return self.spend, self.weights[-1]
        parts = np.maximum(-found.ineqlin.marginals[1:], 0.0)
        weights = parts @ np.array(self.weights) / max(parts.sum(), 1e-12)
        return (self.spend + found.x[:n]) / 2, weights / weights.sum()
