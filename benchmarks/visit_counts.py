"""How often to visit whom: the time of the exact choice, and what simpler rules lose against it.

Customers have S-shaped and concave responses to 0 to 8 visits a month; the hours are 74 % of what
the familiar rule (4 visits for A, 2 for B, 1 for C) would take.
"""

from __future__ import annotations

import os
import time

import numpy as np

from salesnb.actions.hours.choosing import Floats, Ints, Work, choose

N_SEEDS = int(os.environ.get("N_SEEDS", "10"))
VISITS = np.arange(9)
SHARE = 0.74  # of the hours that the familiar rule would take
FAMILIAR = np.array([4, 2, 1])
NOTHING = np.zeros(0)


def drawn(n: int, seed: int) -> tuple[Work, Ints, float]:
    """Return customers with responses, the visits of the familiar rule, and the hours."""
    rng = np.random.default_rng(seed)
    monthly = rng.lognormal(7, 1.3, n)
    concave = 1 - np.exp(-VISITS * rng.uniform(0.3, 1.2, n)[:, None])
    bend = rng.uniform(1.5, 4, n)[:, None] ** 3
    curves = np.where(rng.random(n)[:, None] < 0.5, concave, VISITS**3 / (VISITS**3 + bend))
    hours = rng.choice([0.5, 0.75, 1.0, 1.5], n) + rng.uniform(0.2, 0.8, n)
    place = np.argsort(np.argsort(-monthly))
    asked = FAMILIAR[np.digitize(place / n, [0.2, 0.5])]
    work = Work(monthly[:, None] * curves, hours, np.zeros(n, np.int64), NOTHING, NOTHING)
    return work, asked, SHARE * float(hours @ asked)


def by_rule(work: Work, asked: Ints, limit: float) -> float:
    """Return what the familiar rule brings, served by turnover while the hours last."""
    order = np.argsort(-work.gains[:, -1], kind="stable")
    fits = np.cumsum((asked * work.hours)[order]) <= limit
    visits = np.zeros(len(asked), np.int64)
    visits[order[fits]] = asked[order[fits]]
    return work.value(visits, np.zeros(0, bool))


def greedy(work: Work, limit: float) -> float:
    """Return what adding the visit that brings most an hour comes to, one after the other."""
    visits, left = np.zeros(len(work.hours), np.int64), limit
    rows = np.arange(len(visits))
    while True:
        more = np.minimum(visits + 1, len(VISITS) - 1)
        gain: Floats = (work.gains[rows, more] - work.gains[rows, visits]) / work.hours
        gain[(work.hours > left) | (more == visits)] = -1.0
        best = int(gain.argmax())
        if gain[best] <= 0:
            return work.value(visits, np.zeros(0, bool))
        visits[best] += 1
        left -= work.hours[best]


def run() -> None:
    """Print the CPU seconds of the exact choice, and what rules lose against it."""
    print(f"{N_SEEDS} drawn sets of customers each; loss: share of what the exact choice brings")
    print(f"{'customers':>10} {'CPU s':>8} {'most':>8} {'rule loses':>12} {'greedy loses':>14}")
    for n in (100, 300, 1000):
        times, rule, one_by_one = [], [], []
        for seed in range(N_SEEDS):
            work, asked, limit = drawn(n, seed)
            begin = time.process_time()
            chosen = choose(work, limit)
            times.append(time.process_time() - begin)
            best = work.value(chosen.visits, chosen.taken)
            rule.append(1 - by_rule(work, asked, limit) / best)
            one_by_one.append(1 - greedy(work, limit) / best)
        shown = f"{np.mean(rule):12.4f} {np.mean(one_by_one):14.4f}"
        print(f"{n:>10} {np.mean(times):8.2f} {max(times):8.2f} {shown}")


if __name__ == "__main__":
    run()
