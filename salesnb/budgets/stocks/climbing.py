"""A plan made better step by step: curves near it as pieces, its own constraints kept exactly.

Within a trust region the curves are replaced by the concave hull of a few of their points; the
linear program of these is solved, and its plan taken where the true curves agree that it is better.
Otherwise the region shrinks. Wide regions see over the foot of an S-shaped curve.
"""

from __future__ import annotations

import numpy as np

from salesnb.budgets.stocks.problem import Problem
from salesnb.budgets.stocks.program import Pieces, no_columns, solve
from salesnb.methods.margins import Floats

OFFSETS = np.array([-1.0, -0.6, -0.3, -0.1, 0.0, 0.1, 0.3, 0.6, 1.0])
FIRST, LAST = 0.8, 2e-3  # reach of the region, in parts of what is effective (or half of a curve)
SMALLER = 0.35
LEAST_GAIN = 1e-8
MOST_STEPS = 40


def climb(problem: Problem, spend: Floats, *, first: float = FIRST, last: float = LAST) -> Floats:
    """Return a plan at least as good as `spend` (n, T), which the rows allow."""
    reach, best = first, problem.response(spend)
    for _ in range(MOST_STEPS):
        if reach < last:
            break
        new = _step(problem, spend, reach)
        reached = best if new is None else problem.response(new)
        if new is not None and reached > best:
            spend = new
        if reached <= best * (1 + 10 * LEAST_GAIN + 0.02 * reach**2):
            reach *= SMALLER
        best = max(best, reached)
    return spend


def _step(problem: Problem, spend: Floats, reach: float) -> Floats | None:
    """Return the best plan of the hulls within reach of a plan."""
    stock = problem.effective(spend)
    low, high = problem.reach()
    width = reach * np.maximum(stock, 0.5 * problem.curves.half[:, None])
    points = stock[..., None] + width[..., None] * OFFSETS
    points = np.sort(np.clip(points, low[..., None], high[..., None]), axis=2)
    pieces = Pieces(points, hull(points, problem.value(points)))
    every = np.ones(len(spend), dtype=bool)
    solved = solve(problem, every, pieces, no_columns(spend.shape[1]))
    return None if solved is None else solved.spend


def hull(points: Floats, values: Floats) -> Floats:
    """Return the least concave values (..., k) above some values at rising points."""
    k = points.shape[-1]
    found = values.copy()
    for left in range(k - 2):
        for right in range(left + 2, k):
            inside = slice(left + 1, right)
            length = points[..., right] - points[..., left]
            slope = np.zeros_like(length)
            rise = values[..., right] - values[..., left]
            np.divide(rise, length, out=slope, where=length > 0)
            along = points[..., inside] - points[..., left, None]
            chord = values[..., left, None] + along * slope[..., None]
            found[..., inside] = np.maximum(found[..., inside], chord)
    return found
