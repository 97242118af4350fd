"""Plans made of a relaxed solution: mixtures resolved, brought within the rows, then climbed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from salesnb.budgets.stocks.climbing import climb
from salesnb.budgets.stocks.problem import Problem
from salesnb.budgets.stocks.relaxed import Relaxed
from salesnb.methods.margins import Floats

FEW = 100  # cells times months up to which more starts are looked at
N_DRAWN, N_CLIMBED = 40, 5  # mixtures resolved by chance; the best of them that are climbed
N_CLIMBED_FEW, N_KICKS_FEW = 8, 10
MIXED_SHARE = 1e-6
ROUGH = 0.05  # reach at which a climb ends until it is the best one


def nearest(problem: Problem, wanted: Floats) -> Floats | None:
    """Return the plan that the rows allow with the least change of money, None where none is."""
    from scipy.optimize import linprog

    wanted = np.clip(wanted, problem.low, problem.high)
    flat, rows = wanted.ravel(), problem.rows
    reached = rows @ flat
    above, below = np.isfinite(problem.most), problem.least > 0
    both = sparse.hstack([rows, -rows], format="csr")
    result = linprog(
        np.ones(2 * flat.size),
        A_ub=sparse.vstack([both[np.flatnonzero(above)], -both[np.flatnonzero(below)]]),
        b_ub=np.concatenate([(problem.most - reached)[above], (reached - problem.least)[below]]),
        bounds=np.column_stack(
            [
                np.zeros(2 * flat.size),
                np.concatenate([problem.high.ravel() - flat, flat - problem.low.ravel()]),
            ]
        ),
        method="highs-ds",
    )
    if result.status != 0:
        return None
    moved = flat + result.x[: flat.size] - result.x[flat.size :]
    return np.clip(moved.reshape(wanted.shape), problem.low, problem.high)


def search(problem: Problem, relaxed: Relaxed, known: list[Floats], gap: float) -> Floats:
    """Return the best plan found: from known plans, the mean of mixtures and these resolved.

    Ends where the bound is reached to within `gap`. The same problem gives the same plan.
    """
    enough = relaxed.bound - gap * abs(relaxed.bound)
    best, most = relaxed.spend, problem.response(relaxed.spend)
    if most >= enough:
        return best
    for start in _starts(problem, relaxed, known):
        plan = climb(problem, start, last=ROUGH)
        reached = problem.response(plan)
        if reached > most:
            best, most = plan, reached
            if most >= enough - ROUGH * gap * abs(most):
                break
    best = climb(problem, best, first=2 * ROUGH)
    if problem.low.size <= FEW and problem.response(best) < enough:
        best = climb(problem, _kicked(problem, relaxed, best, enough), first=2 * ROUGH)
    return best


def _starts(problem: Problem, relaxed: Relaxed, known: list[Floats]) -> Iterator[Floats]:
    """Yield the plans to climb from."""
    yield relaxed.spend
    drawn = [] if not relaxed.mixed.any() else _resolved(problem, relaxed)
    ranked = sorted(drawn, key=lambda plan: -problem.response(plan))
    few = problem.low.size <= FEW
    yield from ranked[: N_CLIMBED_FEW if few else N_CLIMBED]
    yield from known


def _resolved(problem: Problem, relaxed: Relaxed) -> list[Floats]:
    """Return plans with one column of each mixed cell, by chance of its shares, within the rows."""
    columns, shares = relaxed.columns, relaxed.shares
    rng = np.random.default_rng(len(columns.cell))
    used = np.flatnonzero(shares > MIXED_SHARE)
    seen: dict[tuple[int, ...], Floats] = {}
    for draw in range(N_DRAWN):
        key = shares[used] if draw == 0 else shares[used] * rng.exponential(size=len(used))
        order = used[np.lexsort((-key, columns.cell[used]))]
        first = order[np.unique(columns.cell[order], return_index=True)[1]]
        if tuple(first) in seen:
            continue
        wanted = relaxed.spend.copy()
        wanted[relaxed.mixed] = columns.spend[first]
        plan = nearest(problem, wanted)
        if plan is not None:
            seen[tuple(first)] = plan
    return list(seen.values())


def _kicked(problem: Problem, relaxed: Relaxed, best: Floats, enough: float) -> Floats:
    """Return the best plan after other columns were put into it, one cell at a time."""
    columns = relaxed.columns
    if not len(columns.cell):
        return best
    cells, rng = np.flatnonzero(relaxed.mixed), np.random.default_rng(len(columns.cell))
    most = problem.response(best)
    for column in rng.permutation(len(columns.cell))[:N_KICKS_FEW]:
        wanted = best.copy()
        wanted[cells[columns.cell[column]]] = columns.spend[column]
        start = nearest(problem, wanted)
        plan = best if start is None else climb(problem, start, last=ROUGH)
        if problem.response(plan) > most:
            best, most = plan, problem.response(plan)
        if most >= enough:
            break
    return best
