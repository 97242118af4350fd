"""Routes against the best known: periodic instances, months of a rep, the demo company's reps.

`python -m benchmarks routes [NAME ...]`: the academic instances and the three months of reps that
`../shared/data/visit_routes` has (`SALESNB_DATA` names another folder), each with a budget of moves
that takes about 30 CPU seconds (the second five: 60), two seeds. The checker that accepts a plan
shares nothing with the search; the cost is counted again from its rounds. `demo` plans the shipped
demo company's reps for November 2026 by the written rule (classes by purchase potential, since no
snapshot is read), with the usual moves and ten times as many.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from salesnb.actions.routes.checker import broken_rules
from salesnb.actions.routes.given import Given, given
from salesnb.actions.routes.needs import needs_by_rule, owners
from salesnb.actions.routes.plan import plan_month, totals
from salesnb.actions.routes.problem import Problem
from salesnb.actions.routes.search import Budget
from salesnb.actions.routes.solve import solve
from salesnb.actions.routes.study import HOT
from salesnb.actions.routes.travel import Speeds
from salesnb.calendars import build
from salesnb.months import Month
from salesnb.settings import BusinessRules

FOLDER = Path(os.environ.get("SALESNB_DATA", "../shared/data")) / "visit_routes"
DEMO = Path("data/demo/tables")
NEVER = 1e12
EIGHT = {  # moves in about 30 CPU seconds
    "p02": 26_000,
    "p05": 16_000,
    "p08": 12_000,
    "p10": 18_000,
    "p12": 15_000,
    "p14": 10_000,
    "pr01": 14_000,
    "pr02": 13_000,
}
FIVE = {"p01": 40_000, "p03": 40_000, "p04": 25_000, "p06": 20_000, "p09": 25_000}
MONTHS = {"s01": 8_000, "s02": 34_000, "s03": 12_000}
GOALS = {"s01": 1515.0, "s02": 2450.0, "s03": 6700.0}
SEEDS = (0, 1)


def read_instance(path: Path) -> Problem:
    """Return an instance of Cordeau's format as a problem; a round's travel is its cost."""
    rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
    m, n_days = int(rows[0][1]), int(rows[0][3])
    limits = np.array(rows[1 : 1 + n_days], dtype=float)
    limits[limits == 0] = NEVER
    places = rows[1 + n_days :]
    table = np.array([row[1:6] for row in places], dtype=float)
    patterns = [_patterns(row[6:], n_days) if int(row[5]) else [] for row in places]
    matrices = [np.array(one, dtype=float).reshape(-1, n_days) for one in patterns]
    apart = table[:, None, :2] - table[None, :, :2]
    return Problem(
        travel=np.hypot(apart[..., 0], apart[..., 1]),
        service=table[:, 2],
        demand=table[:, 3],
        customers=np.array([i for i, one in enumerate(matrices) if len(one)]),
        n_days=n_days,
        n_travellers=m,
        base=np.zeros(n_days * m, dtype=np.int64),
        longest=np.repeat(limits[:, 0], m),
        most=np.repeat(limits[:, 1], m),
        exists=np.ones(n_days * m, dtype=bool),
        patterns=matrices,
        penalty=[np.zeros(len(one)) for one in matrices],
        starts=np.zeros(n_days * m),
    )


def _patterns(row: list[str], n_days: int) -> list[list[int]]:
    """Return the day patterns of a row: day 1 is the highest bit of a code."""
    codes = [int(code) for code in row[1 : 1 + int(row[0])]]
    return [[code >> (n_days - 1 - day) & 1 for day in range(n_days)] for code in codes]


def best_known() -> dict[str, float]:
    """Return the best known cost of each academic instance."""
    lines = (FOLDER / "best_known.csv").read_text().split()[1:]
    return {name: float(cost) for name, cost in (line.split(",") for line in lines)}


def budget(name: str, moves: int) -> Budget:
    """Return the budget of an instance: days of one rep are short, so less is taken out at once."""
    if name in ("s01", "s02"):
        small = {"string_share": 0.3, "most_out": 10, "longest_string": 8}
        return Budget(moves, hot=3.0, cold=0.05, **small)
    return Budget(moves, rounds=3)


def measure(name: str, moves: int, seed: int) -> tuple[float, float]:
    """Return the cost of the plan found and the CPU seconds; a broken rule ends the benchmark."""
    problem = read_instance(FOLDER / name)
    started = time.process_time()
    found = solve(problem, budget(name, moves), seed=seed)
    took = time.process_time() - started
    if found is None:
        return float("nan"), took
    broken = broken_rules(problem, found.plan)
    if broken:
        raise SystemExit(f"{name}: {broken}")
    return problem.cost(found.plan), took


def demo_month() -> Given:
    """Return what the demo company's November 2026 is planned from."""
    tables = {path.name.split(".")[0]: path for path in sorted(DEMO.iterdir())}
    names = ("reps", "customers", "customer_reps", "absences", "travel_times")
    facts = {name: _table(tables[name]) for name in names}
    month = Month.parse("2026-11")
    customers = facts["customers"]
    sales = customers[["customer_id"]].assign(month="2026-10")
    sales["net_amount"] = customers["purchase_potential"].fillna(0.0)
    owned = owners(facts["customer_reps"], month)
    rules = BusinessRules()
    needs = needs_by_rule(sales, customers, owned, rules, month, usual_minutes=45.0)
    calendar = build(first_year=2026, last_year=2026)
    return given(facts, needs, month, calendar, speeds=Speeds(), begins=480.0)


def _table(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)


def demo() -> None:
    """Print what the usual moves and ten times as many find for the demo company's reps."""
    asked, travel = demo_month(), []
    for moves in (BusinessRules().route_moves, 10 * BusinessRules().route_moves):
        started = time.process_time()
        plan = plan_month(asked, Budget(moves, hot=HOT))
        took, minutes = time.process_time() - started, totals(plan)["travel"]
        travel.append(minutes)
        sectors = plan.sectors["sector_minutes"].sum()
        print(
            f"demo, {moves} moves: {len(plan.visits)} visits, {minutes:.0f} min on the way"
            f" ({minutes / sectors - 1:+.1%} of sectors), {len(plan.violations)} violations,"
            f" {took:.1f} CPU s",
            flush=True,
        )
    print(f"demo: {travel[0] / travel[1] - 1:+.2%} of what ten times the moves give")


def main(wanted: list[str]) -> None:
    known = best_known()
    gaps: list[float] = []
    for name, moves in {**EIGHT, **FIVE, **MONTHS}.items():
        if wanted and name not in wanted:
            continue
        for seed in SEEDS:
            cost, took = measure(name, moves, seed)
            reference = known.get(name, GOALS.get(name, np.nan))
            gap = cost / reference - 1
            gaps += [gap] if name in EIGHT else []
            print(f"{name} seed {seed}: {cost:9.2f}  {gap:+.2%}  {took:5.1f} CPU s", flush=True)
    if not wanted or "demo" in wanted:
        demo()
    if gaps:
        print(f"mean gap of the eight: {np.mean(gaps):.2%} (largest {np.max(gaps):.2%})")


if __name__ == "__main__":
    main(sys.argv[1:])
