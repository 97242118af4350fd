"""What no plan can reach: bounds from prices, whatever the prices are.

Rows of sums are priced; what is left falls apart into cells. A spread cell falls apart into months
once its stock is priced as well; a mixed one is bounded by `pricing`.
"""

from __future__ import annotations

import numpy as np

from salesnb.budgets.stocks.problem import Problem
from salesnb.methods.margins import Floats

N_HALVINGS = 45
NEAR = 1e-7  # part of its range within which spending counts as at its bound


def of_rows(problem: Problem, prices: Floats) -> float:
    """Return what the limits of all sums are worth at prices (R,)."""
    most = np.where(prices > 0, problem.most, 0.0)
    least = np.where(prices < 0, problem.least, 0.0)
    return float((prices * (most + least)).sum())


def price_of_spend(problem: Problem, prices: Floats) -> Floats:
    """Return what a unit of money costs each cell and month (n, T) at prices of rows."""
    return (problem.rows.T @ prices).reshape(problem.low.shape)


def allowed(problem: Problem, prices: Floats) -> Floats:
    """Return prices without those of limits that do not exist."""
    no_most = (prices > 0) & ~np.isfinite(problem.most)
    no_least = (prices < 0) & (problem.least <= 0)
    return np.where(no_most | no_least, 0.0, prices)


def settled(own: Problem, stocks: Floats, costs: Floats, spend: Floats) -> Floats:
    """Return prices of stocks (n, T) freed of a solver's tolerance where spending is inside."""
    fair, room = costs / (1 - own.decay[:, None]), NEAR * (own.high - own.low)
    capped = np.where(spend < own.high - room, np.minimum(stocks, fair), stocks)
    return np.where(spend > own.low + room, np.maximum(capped, fair), capped)


def of_spread(own: Problem, stocks: Floats, costs: Floats) -> Floats:
    """Return per spread cell (n,) at most what it brings beyond `costs` of its spending.

    Concave curves; `stocks` (n, T) are any prices of what is effective (Lagrangian duality).
    """
    later = np.hstack([stocks[:, 1:], np.zeros((len(stocks), 1))])
    kept = _most_beyond(own, stocks - own.decay[:, None] * later)
    gain = (1 - own.decay[:, None]) * stocks - costs
    spent = np.maximum(gain * own.low, gain * own.high)
    first = own.decay * own.stock * stocks[:, 0]
    return np.asarray(kept.sum(axis=1) + spent.sum(axis=1) + first)


def _most_beyond(own: Problem, price: Floats) -> Floats:
    """Return at most the response beyond the price of what is effective, by cell and month.

    The best point is searched by halving; the tangent there bounds all others, so that the answer
    holds however near the point is.
    """
    low, high = own.reach()
    under, over = low.copy(), high.copy()
    for _ in range(N_HALVINGS):
        middle = (under + over) / 2
        rises = own.slope(middle[..., None])[..., 0] > price
        under, over = np.where(rises, middle, under), np.where(rises, over, middle)
    over = np.maximum(over, 0.0)
    slope = own.slope(over[..., None])[..., 0] - price
    value = own.value(over[..., None])[..., 0] - price * over
    return value + np.maximum(slope * (high - over), 0) + np.maximum(-slope * (over - low), 0)
