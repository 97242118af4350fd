"""The linear program of spending by month: curves as pieces, or whole plans of cells as columns.

A cell is either spread (its months are decided, its curves are the pieces between points, steepest
first) or mixed of plans that stand ready (columns whose shares sum to 1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from salesnb.budgets.stocks.problem import Mask, Problem
from salesnb.methods.margins import Floats, Ints


@dataclass(frozen=True)
class Pieces:
    """Points of what is effective, rising, and the response there: (n, T, k + 1) each."""

    points: Floats
    values: Floats

    @property
    def lengths(self) -> Floats:
        return np.diff(self.points, axis=2)

    @property
    def slopes(self) -> Floats:
        lengths = self.lengths
        flat = np.zeros_like(lengths)
        return np.divide(np.diff(self.values, axis=2), lengths, out=flat, where=lengths > 0)


@dataclass(frozen=True)
class Columns:
    """Ready plans: whose they are (position among the mixed cells), spending (k, T), response."""

    cell: Ints
    spend: Floats
    value: Floats

    def joined(self, other: Columns) -> Columns:
        """Return both, one after the other."""
        names = ("cell", "spend", "value")
        return Columns(*(np.concatenate([getattr(self, n), getattr(other, n)]) for n in names))


@dataclass(frozen=True)
class Solved:
    """A solution and its prices: of rows (R,), of stocks (n spread, T), of mixed cells."""

    spend: Floats
    shares: Floats
    value: float
    rows: Floats
    stocks: Floats
    cells: Floats


def no_columns(months: int) -> Columns:
    """Return no plans at all."""
    return Columns(np.empty(0, dtype=np.int64), np.empty((0, months)), np.empty(0))


def rows_of_cells(problem: Problem, cells: Mask) -> sparse.csr_array:
    """Return the columns of the rows that belong to some cells (a mask)."""
    return problem.rows[:, np.flatnonzero(np.repeat(cells, problem.shape[1]))]


def solve(problem: Problem, spread: Mask, pieces: Pieces, columns: Columns) -> Solved | None:
    """Return the best mix of plans and spending of the spread cells, None where there is none."""
    from scipy.optimize import linprog

    own = problem.part(spread)
    stocks, start = _stock_rows(own, pieces)
    mixed = int((~spread).sum())
    per_cell = _one_each(columns.cell, mixed)
    rows = [_spread_rows(problem, spread, pieces), _column_rows(problem, ~spread, columns)]
    coupling, room, sign, of = _one_sided(problem, sparse.hstack(rows, format="csr"))
    gains = [np.zeros(own.low.size), pieces.slopes.ravel(), columns.value]
    upper = [own.high.ravel(), pieces.lengths.ravel(), np.full(len(columns.value), np.inf)]
    lower = np.concatenate([own.low.ravel(), np.zeros(pieces.lengths.size + len(columns.value))])
    result = linprog(
        -np.concatenate(gains),
        A_ub=coupling,
        b_ub=room,
        A_eq=sparse.block_diag([stocks, per_cell], format="csr"),
        b_eq=np.concatenate([start, np.ones(mixed)]),
        bounds=np.column_stack([lower, np.concatenate(upper)]),
        method="highs-ds",
    )
    if result.status != 0:
        return None
    first = own.low.size
    prices = np.zeros(len(problem.least))
    np.add.at(prices, of, -result.ineqlin.marginals * sign)
    equal = -result.eqlin.marginals
    return Solved(
        np.clip(result.x[:first].reshape(own.low.shape), own.low, own.high),
        result.x[first + pieces.lengths.size :],
        float(-result.fun + pieces.values[..., 0].sum()),
        prices,
        equal[: own.low.size].reshape(own.low.shape),
        equal[own.low.size :],
    )


def _stock_rows(own: Problem, pieces: Pieces) -> tuple[sparse.csr_array, Floats]:
    """Return what ties spending to what is effective, with what is given beforehand.

    Per cell and month: stock - decay * stock before - (1 - decay) * spending = 0.
    """
    n, months = own.low.shape
    k = pieces.lengths.shape[2]
    size = n * months
    same = sparse.eye_array(size, format="csr")
    before = sparse.diags_array(np.ones(max(months - 1, 0)), offsets=-1, shape=(months, months))
    step = same - sparse.kron(sparse.diags_array(own.decay), before)
    segments = sparse.kron(step, np.ones((1, k)), format="csr") if k else step[:, :0]
    spent = sparse.diags_array(-np.repeat(1 - own.decay, months))
    least = pieces.points[..., 0]
    earlier = np.column_stack([own.stock, least[:, :-1]])
    start = own.decay[:, None] * earlier - least
    return sparse.hstack([spent, segments], format="csr"), start.ravel()


def _one_each(cell: Ints, n: int) -> sparse.csr_array:
    """Return the rows that add up the shares of each cell's plans."""
    return sparse.csr_array((np.ones(len(cell)), (cell, np.arange(len(cell)))), (n, len(cell)))


def _spread_rows(problem: Problem, spread: Mask, pieces: Pieces) -> sparse.csr_array:
    """Return the rows of spending by spread cells; pieces themselves count in none."""
    rows = rows_of_cells(problem, spread)
    return sparse.hstack([rows, sparse.csr_array((rows.shape[0], pieces.lengths.size))])


def _column_rows(problem: Problem, mixed: Mask, columns: Columns) -> sparse.csr_array:
    """Return what each plan counts in each row."""
    months, k = problem.shape[1], len(columns.cell)
    place = columns.cell[:, None] * months + np.arange(months)
    at = (place.ravel(), np.repeat(np.arange(k), months))
    spend = sparse.csr_array((columns.spend.ravel(), at), (int(mixed.sum()) * months, k))
    return rows_of_cells(problem, mixed) @ spend


def _one_sided(
    problem: Problem, rows: sparse.csr_array
) -> tuple[sparse.csr_array, Floats, Floats, Ints]:
    """Return rows as `at most`, with their room, their sign and which row each is of."""
    above, below = np.flatnonzero(np.isfinite(problem.most)), np.flatnonzero(problem.least > 0)
    coupling = sparse.vstack([rows[above], -rows[below]], format="csr")
    room = np.concatenate([problem.most[above], -problem.least[below]])
    sign = np.concatenate([np.ones(len(above)), -np.ones(len(below))])
    return coupling, room, sign, np.concatenate([above, below])
