"""A plan for one problem: a start, the search, and what the checker says of the end."""

from __future__ import annotations

from dataclasses import replace

from salesnb.actions.routes.horizon import over_days
from salesnb.actions.routes.problem import Problem
from salesnb.actions.routes.search import Budget, Found, Search

USUAL = Budget(moves=600)


def solve(
    problem: Problem, budget: Budget = USUAL, *, seed: int = 0, start: Found | None = None
) -> Found | None:
    """Return the best plan that the checker accepts; None where no legal one was found.

    `start`: a plan to begin with; it need not be legal. The search ends after `budget.moves`
    moves and never by the clock: the same problem, budget and seed give the same plan.
    """
    if not len(problem.customers):
        return Found([[] for _ in range(problem.n_slots)], {}, 0.0)
    search = begun(problem, seed, start)
    if not budget.rounds:
        search.run(budget)
        return search.best
    first = int(budget.moves * budget.first_share)
    search.run(replace(budget, moves=first))
    own = replace(budget, moves=(budget.moves - first) // budget.rounds, hot=budget.warm)
    for turn in range(budget.rounds):
        _over_days(search, budget, seed + turn)
        search.run(own)
    _over_days(search, budget, seed + budget.rounds)
    return search.best


def _over_days(search: Search, budget: Budget, seed: int) -> None:
    """Better all days at once, and go on from the best plan."""
    if search.best is None:
        return
    better = over_days(search.problem, search.best, budget.iterations, seed)
    search.go_to(better or search.best)


def begun(
    problem: Problem, seed: int, start: Found | None = None, *, strict: float = 1.0
) -> Search:
    """Return a search at its start: the plan given, or customers inserted, the hardest first.

    `strict`: times the usual price of exceeding what a slot allows.
    """
    if start is not None:
        search = Search(problem, start.plan, start.pattern, seed)
    else:
        search = Search(problem, [[] for _ in range(problem.n_slots)], {}, seed)
        search.weights = (search.weights[0] * strict, search.weights[1] * strict)
        search.insert_all(_hardest_first(problem))
        search.polish(set(range(problem.n_slots)))
    search.keep_best()
    return search


def _hardest_first(problem: Problem) -> list[int]:
    """Return customers with few patterns and many visits first."""
    effort = problem.service + problem.travel[int(problem.base[0])]

    def key(customer: int) -> tuple[float, float, int]:
        visits = len(problem.days_of[customer][0])
        return (len(problem.patterns[customer]) / visits, -float(effort[customer]), customer)

    return sorted(problem.customers.tolist(), key=key)


def rounds_of(problem: Problem, picked: dict[int, int]) -> Found:
    """Return a start in which each customer has a given pattern: days kept, rounds made anew."""
    one = replace(
        problem,
        patterns=[
            rows[picked[c] : picked[c] + 1] if c in picked else rows
            for c, rows in enumerate(problem.patterns)
        ],
        penalty=[
            cost[picked[c] : picked[c] + 1] if c in picked else cost
            for c, cost in enumerate(problem.penalty)
        ],
    )
    search = Search(one, [[] for _ in range(problem.n_slots)], {}, 0)
    search.insert_all(_hardest_first(one))
    search.polish(set(range(problem.n_slots)))
    pattern = {c: picked.get(c, p) for c, p in search.pattern.items()}
    return Found(search.rows.stops, pattern, search.score())
