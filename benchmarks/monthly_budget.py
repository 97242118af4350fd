"""Money by month with carry-over: how far plans are from the best, beside a local search.

`python -m benchmarks.monthly_budget [family ...] [how many]`: gap and CPU of `allocate_months`, and
what one SLSQP run from the equal split reaches on the same problem (and, for few cells, the best of
20 random starts), as shares of the bound and of the best plan known.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, minimize

from salesnb.budgets.monthly import allocate_months
from salesnb.budgets.stocks.asked import Question, read
from salesnb.budgets.stocks.climbing import climb
from salesnb.budgets.stocks.problem import Problem
from salesnb.budgets.stocks.scaled import scaled
from salesnb.budgets.stocks.searching import nearest
from salesnb.methods.margins import Floats
from tests.budgets.monthly.plans import FAMILIES, cells, limits, total_of

SIZES = (5, 20)
N_SEEDS = 6
SHARES = (0.25, 0.75)
N_STARTS = 20


def one(family: str, n: int, seed: int, share: float) -> dict[str, float]:
    """Return gap, CPU and the ratios of one drawn company."""
    frame = cells(seed, n, family)
    total = total_of(frame, share)
    given = limits(frame, total)
    begin = time.process_time()
    plan = allocate_months(frame, total, **given)
    spent = time.process_time() - begin
    problem, unit = _problem(frame, total, given)
    begin = time.process_time()
    reached = _slsqp(problem, problem.low + 1.0)
    beside = time.process_time() - begin
    best = max(plan.response, reached * unit, *_starts(problem, n, seed, unit))
    return {
        "gap": plan.gap,
        "cpu": spent,
        "of_best": plan.response / best,
        "slsqp": reached * unit / best,
        "slsqp_cpu": beside,
    }


def _problem(frame: pd.DataFrame, total: float, given: dict) -> tuple[Problem, float]:
    months = [str(month) for month in range(given["months"])]
    asked = {**given, "months": months}
    found = scaled(
        read(Question(frame, total, cell_months=None, weight=None, tail=6, digits=2, **asked))
    )
    return found.problem, found.response


def _slsqp(problem: Problem, start: Floats) -> float:
    """Return what one run reaches, in units of mean spending and of the whole response."""
    begun = nearest(problem, start)
    assert begun is not None
    shape = problem.shape
    ready = (
        lambda x: -problem.response(np.maximum(x, 0.0).reshape(shape)),
        lambda x: -problem.marginal(np.maximum(x, 0.0).reshape(shape)).ravel(),
    )
    found = minimize(
        ready[0],
        begun.ravel(),
        jac=ready[1],
        bounds=Bounds(problem.low.ravel(), problem.high.ravel()),
        constraints=[LinearConstraint(problem.rows.toarray(), problem.least, problem.most)],
        method="SLSQP",
        options={"maxiter": 100, "ftol": 1e-9},
    )
    kept = nearest(problem, found.x.reshape(shape))
    return 0.0 if kept is None else problem.response(kept)


def _starts(problem: Problem, n: int, seed: int, unit: float) -> list[float]:
    """Return what climbing from random starts reaches, for few cells."""
    if n > SIZES[0]:
        return []
    rng, found = np.random.default_rng(seed), []
    for _ in range(N_STARTS):
        wanted = rng.exponential(size=problem.shape) * (rng.random(problem.shape) < 0.5)
        start = nearest(problem, wanted / wanted.mean())
        assert start is not None
        found.append(problem.response(climb(problem, start)) * unit)
    return found


def main(given: Sequence[str]) -> None:
    n_seeds = next((int(word) for word in given if word.isdigit()), N_SEEDS)
    for family in [word for word in given if word in FAMILIES] or FAMILIES:
        for n in SIZES:
            rows = [one(family, n, seed, share) for seed in range(n_seeds) for share in SHARES]
            _print(f"{family}, {n} x 12", pd.DataFrame(rows))


def _print(name: str, table: pd.DataFrame) -> None:
    gap, cpu, other = table["gap"], table["cpu"], table["slsqp"]
    print(
        f"{name} ({len(table)} companies): gap median {gap.median():.1e}, most {gap.max():.1e};"
        f" CPU s median {cpu.median():.2f}, most {cpu.max():.2f};"
        f" of the best known at least {table['of_best'].min():.5f};"
        f" SLSQP {other.min():.4f} to {other.max():.4f} of it, median {other.median():.4f},"
        f" CPU s {table['slsqp_cpu'].median():.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
