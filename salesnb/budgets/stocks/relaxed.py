"""The relaxed problem: mixtures of plans of a cell are allowed, so that it falls apart into cells.

Concave cells are spread over the months in the linear program itself, S-shaped ones are mixed of
plans that `pricing` proposes at the program's prices (column generation; Dantzig and Wolfe,
Operations Research 1960). Every round's prices give a bound on what any plan can reach.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salesnb.budgets.stocks import bounds, concave
from salesnb.budgets.stocks.pricing import Pricing
from salesnb.budgets.stocks.problem import Mask, Problem
from salesnb.budgets.stocks.program import Columns, Solved, no_columns, solve
from salesnb.methods.margins import Floats

MOST_ROUNDS = 60
MOST_REFINED = 12  # rounds that set points anew; from then on only columns are new
NARROWER = 0.15  # at least this part of the fine points' width is kept from round to round
MOVED = 2.0  # times what moved since the last round: their width
SIZE, FINE_SIZE = 400, 2_000  # points of the grid of stocks while columns are sought, and at last
BEHIND = 0.6  # weight of the best prices so far beside the last ones (Wentges 1997)
STALLED, PATIENCE = 0.01, 3  # part by which rounds bring bound and mixture nearer; idle ones
LEVELS = np.geomspace(0.02, 4.0, 10)  # of the mean slope: prices of the first columns


@dataclass(frozen=True)
class Relaxed:
    """The relaxed solution: a bound, prices of rows, and mixtures to make plans of.

    `spend` (n, T) is the mean plan; `columns` and `shares` are of the mixed cells (positions in
    `mixed`).
    """

    bound: float
    prices: Floats
    spend: Floats
    mixed: Mask
    columns: Columns
    shares: Floats


class Relaxation:
    """The rounds of one problem: pieces of the spread cells, columns of the mixed ones."""

    def __init__(self, problem: Problem, start: Floats, gap: float) -> None:
        self.problem, self.gap = problem, gap
        self.spread = problem.is_concave()
        self.own, self.rest = problem.part(self.spread), problem.part(~self.spread)
        self.pricing = Pricing(self.rest, SIZE) if len(self.rest.low) else None
        self.columns = self._columns(start[~self.spread])
        self.pieces = concave.whole_range(self.own)
        self.width = self.last = np.empty(0)
        self.refined = 0
        self.bound, self.prices = np.inf, np.zeros(len(problem.least))
        self.stocks = np.zeros(self.own.low.shape)

    def run(self) -> Relaxed:
        """Return the last round's solution with the least bound of all rounds."""
        self._first_columns()
        solved = self._solve()
        apart, stalled = np.inf, 0
        for _ in range(MOST_ROUNDS):
            if not self._improve(solved):
                break
            solved = self._solve()
            left = self.bound - solved.value
            stalled = stalled + 1 if left > (1 - STALLED) * apart else 0
            if left <= self.gap / 10 * abs(self.bound) or stalled == PATIENCE:
                break
            apart = min(apart, left)
        self._sharpen()
        return Relaxed(
            self.bound, self.prices, self._mean(solved), ~self.spread, self.columns, solved.shares
        )

    def _solve(self) -> Solved:
        solved = solve(self.problem, self.spread, self.pieces, self.columns)
        if solved is None:  # the start is among the columns: only a solver's tolerance is left
            raise ArithmeticError("the linear program of a possible plan found none")
        return solved

    def _improve(self, solved: Solved) -> bool:
        """Look at the prices of a round; return whether anything new came of it."""
        prices = bounds.allowed(self.problem, solved.rows)
        costs = bounds.price_of_spend(self.problem, prices)
        own_costs = costs[self.spread]
        stocks = bounds.settled(self.own, solved.stocks, own_costs, solved.spend)
        new = self._priced(prices, stocks, solved)
        if self.pricing is not None and np.isfinite(self.bound):
            mean = BEHIND * self.prices + (1 - BEHIND) * prices
            new |= self._priced(mean, BEHIND * self.stocks + (1 - BEHIND) * stocks, solved)
        return self._refine(solved) or new

    def _refine(self, solved: Solved) -> bool:
        """Set points around what is effective now, nearer from round to round."""
        if not self.own.low.size or self.refined == MOST_REFINED:
            return False
        self.refined += 1
        wide = concave.step_at(self.own, solved.spend)
        stock = self.own.effective(solved.spend)
        if self.width.size:
            moved = MOVED * np.abs(stock - self.last)
            wide = np.minimum(wide, np.maximum(self.width * NARROWER, moved))
        self.width, self.last = wide, stock
        self.pieces = concave.around(self.own, solved.spend, self.width)
        return True

    def _priced(self, prices: Floats, stocks: Floats, solved: Solved) -> bool:
        """Note the bound of prices and the columns that they propose; return whether any is new."""
        costs = bounds.price_of_spend(self.problem, prices)
        bound = bounds.of_rows(self.problem, prices)
        bound += float(bounds.of_spread(self.own, stocks, costs[self.spread]).sum())
        new = False
        if self.pricing is not None:
            upper, spend = self.pricing.best(costs[~self.spread])
            bound += float(upper.sum())
            new = self._propose(spend, solved)
        if bound < self.bound:
            self.bound, self.prices, self.stocks = bound, prices, stocks
        return new

    def _propose(self, spend: Floats, solved: Solved) -> bool:
        """Add the plans that are worth more than the mixtures at the program's own prices."""
        found = self._columns(spend)
        costs = bounds.price_of_spend(self.problem, solved.rows)[~self.spread]
        gain = found.value - (costs * spend).sum(axis=1) - solved.cells
        kept = gain > 1e-9 * (1 + np.abs(solved.cells))
        names = ("cell", "spend", "value")
        self.columns = self.columns.joined(Columns(*(getattr(found, n)[kept] for n in names)))
        return bool(kept.any())

    def _columns(self, spend: Floats) -> Columns:
        """Return plans (n, T) of all mixed cells as columns."""
        if not len(spend):
            return no_columns(self.problem.shape[1])
        value = self.rest.by_month(spend).sum(axis=1)
        return Columns(np.arange(len(spend)), spend, value)

    def _first_columns(self) -> None:
        """Add the plans at a ladder of prices, the same for all cells and months."""
        if self.pricing is None:
            return
        curves = self.rest.curves
        usual = float(np.median(curves.value(curves.half) / curves.half))
        for level in LEVELS * usual:
            spend = self.pricing.best(np.full(self.rest.low.shape, level))[1]
            self.columns = self.columns.joined(self._columns(spend))

    def _sharpen(self) -> None:
        """Work the best bound out again with a finer grid."""
        if self.pricing is None:
            return
        costs = bounds.price_of_spend(self.problem, self.prices)
        bound = bounds.of_rows(self.problem, self.prices)
        bound += float(bounds.of_spread(self.own, self.stocks, costs[self.spread]).sum())
        fine = Pricing(self.rest, FINE_SIZE).best(costs[~self.spread])[0]
        self.bound = min(self.bound, bound + float(fine.sum()))

    def _mean(self, solved: Solved) -> Floats:
        """Return the mean plan of the mixtures."""
        spend = np.empty(self.problem.shape)
        spend[self.spread] = solved.spend
        mixed = np.zeros(self.rest.low.shape)
        np.add.at(mixed, self.columns.cell, solved.shares[:, None] * self.columns.spend)
        spend[~self.spread] = mixed
        return spend


def relax(problem: Problem, start: Floats, *, gap: float) -> Relaxed:
    """Return bound, prices and mixtures; `start` (n, T) is any plan that the rows allow."""
    return Relaxation(problem, start, gap).run()
