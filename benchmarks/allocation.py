"""Allocation against one local search (SLSQP) from the equal split and from many starts.

Cases: Hill curves whose half and scale are lognormal; concave (shape 1), S (1.5 to 4), or half of
each; a total of a quarter or three quarters of all halves. Ratio: response over the bound that
`allocate` proves. CPU seconds of one thread.
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from salesnb.budgets.allocation import allocate
from salesnb.budgets.risk import allocate_risk
from salesnb.methods.saturation import Curves, Floats

MONEY = 1e5  # units of money in a half
STARTS = {5: 20, 20: 20, 100: 3}
SEEDS = 8


def cells_of(n: int, family: str, rng: np.random.Generator) -> pd.DataFrame:
    """Return cells of a family of curves."""
    is_straight = rng.random(n) < {"concave": 1.0, "S": 0.0, "mixed": 0.5}[family]
    shape = np.where(is_straight, 1.0, rng.uniform(1.5, 4, n))
    half, scale = rng.lognormal(0, 0.6, (2, n)) * MONEY
    return pd.DataFrame({"kind": "hill", "scale": scale, "half": half, "shape": shape})


def curves_of(cells: pd.DataFrame) -> Curves:
    columns = (cells[name].to_numpy() for name in ("scale", "half", "shape"))
    return Curves(cells["kind"].to_numpy(str), *columns)


def local(cells: pd.DataFrame, total: float, start: Floats) -> float:
    """Return what SLSQP reaches from a start, in units that suit it."""
    curves, unit = curves_of(cells), total / len(cells)
    worth = float(curves.value(np.full(len(cells), unit)).sum())
    found = minimize(
        lambda x: -curves.value(np.maximum(x, 0) * unit).sum() / worth,
        start / unit,
        jac=lambda x: -curves.slope(np.maximum(x, 0) * unit) * unit / worth,
        bounds=[(0, total / unit)] * len(cells),
        constraints={"type": "eq", "fun": lambda x: x.sum() - total / unit},
        method="SLSQP",
        options={"ftol": 1e-9, "maxiter": 300},
    )
    spend = np.maximum(found.x, 0)
    return float(curves.value(spend / spend.sum() * total).sum())


def compare(n: int, family: str) -> str:
    """Return a row of the table: least and median ratio, and CPU seconds, of each method."""
    ours, one, many, gaps, seconds = [], [], [], [], []
    for seed in range(SEEDS if n < 100 else SEEDS // 2):
        rng = np.random.default_rng(seed)
        cells = cells_of(n, family, rng)
        total = round(float((0.25 if seed % 2 else 0.75) * cells["half"].sum()), 2)
        start = time.process_time()
        found = allocate(cells, total)
        first = time.process_time()
        equal = local(cells, total, np.full(n, total / n))
        second = time.process_time()
        starts = [rng.dirichlet(np.ones(n)) * total for _ in range(STARTS[n])]
        best = max([equal, *(local(cells, total, each) for each in starts)])
        seconds.append((first - start, second - first, time.process_time() - second))
        gaps.append(found.gap)
        ours.append(found.response / found.bound)
        one.append(equal / found.bound)
        many.append(best / found.bound)
    spent = np.median(seconds, axis=0)
    cells_ = [f"{min(each):.3f} / {np.median(each):.3f}" for each in (one, many)]
    slowest = max(each[0] for each in seconds)
    return (
        f"| {n} {family} | {min(ours):.7f} | {max(gaps):.0e} | {spent[0]:.3f} ({slowest:.3f}) "
        f"| {cells_[0]} | {spent[1]:.3f} | {cells_[1]} | {spent[2]:.2f} |"
    )


def large() -> None:
    for n in (1000, 5000):
        for family in ("concave", "S", "mixed"):
            cells = cells_of(n, family, np.random.default_rng(n))
            start = time.process_time()
            found = allocate(cells, round(float(cells["half"].sum() / 2), 2))
            print(f"| {n} {family} | {found.gap:.0e} | {time.process_time() - start:.2f} |")


def lumpy() -> None:
    """Four groups with least and most, units and least amounts on a quarter of the cells each."""
    for n in (20, 60, 100):
        gaps, seconds = [], []
        for seed in range(6):
            rng = np.random.default_rng(seed)
            cells = cells_of(n, "mixed", rng).assign(group=[str(one % 4) for one in range(n)])
            total = round(float(cells["half"].sum() / 2), 2)
            place = np.arange(n) % 4
            unit = np.round(total / n * rng.uniform(0.3, 1, n))
            least = total / n * rng.uniform(0.5, 1.5, n)
            cells = cells.assign(unit=np.where(place == 0, unit, np.nan))
            cells = cells.assign(least_if_active=np.where(place == 1, least, np.nan))
            ends = {"lowest": 0.15 * total, "highest": 0.4 * total}
            groups = pd.DataFrame({"group": list("0123"), **ends})
            start = time.process_time()
            gaps.append(allocate(cells, total, groups=groups).gap)
            seconds.append(time.process_time() - start)
        print(f"| {n} | {max(gaps):.0e} | {np.median(seconds):.2f} ({max(seconds):.2f}) |")


def risky() -> None:
    for n, n_draws, family in ((5, 200, "concave"), (20, 1000, "concave"), (20, 1000, "S")):
        gaps, seconds = [], []
        for seed in range(4):
            rng = np.random.default_rng(seed)
            cells = cells_of(n, family, rng)
            plain, size = curves_of(cells), (n_draws, n)
            scale = plain.scale * rng.lognormal(0, 0.4, size)
            half = plain.half * rng.lognormal(0, 0.3, size)
            draws = Curves(plain.kind, scale, half, np.broadcast_to(plain.shape, size))
            start = time.process_time()
            gaps.append(allocate_risk(cells, round(plain.half.sum() / 2, 2), draws).gap)
            seconds.append(time.process_time() - start)
        spent = f"{np.median(seconds):.2f} ({max(seconds):.2f})"
        print(f"| {n} {family}, {n_draws} | {max(gaps):.0e} | {spent} |")


def main() -> None:
    print("| cells | least ratio | gap | CPU s (most) | SLSQP equal | CPU s | starts | CPU s |")
    print("|---|---|---|---|---|---|---|---|")
    for n in STARTS:
        for family in ("concave", "S", "mixed"):
            print(compare(n, family), flush=True)
    print("\nlarge: cells, gap, CPU s")
    large()
    print("\ngroups, units, least amounts: cells, largest gap, CPU s (most)")
    lumpy()
    print("\nmean and the worst tenth of draws: cells and draws, largest gap, CPU s (most)")
    risky()


if __name__ == "__main__":
    main()
