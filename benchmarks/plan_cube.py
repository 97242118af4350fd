"""The plan cube: random cubes with and without contradictions, and what large ones cost.

`python -m benchmarks.plan_cube [large] [beside] [cubes] [how many]`; SALESNB_IPFN names a Python of
an environment of its own with ipfn, to be timed beside.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence

import numpy as np

from salesnb.errors import ConflictError, UsageError
from salesnb.methods.margins import Floats, Ints, Margin
from salesnb.methods.raking import rake
from salesnb.methods.whole import whole_numbers
from salesnb.targets.cube.fitting import fit_plan
from tests.targets.cubes import CLASHES, is_irreducible, misses, random_cube

N_CUBES = 1_000
CHECKED = 40  # controls of a contradiction up to which each is left out in turn
IPFN = """
import time, numpy as np
from ipfn import ipfn
rng = np.random.default_rng(1)
shape = (40, 30, 25, 8)
seed = np.exp(rng.normal(0, 1.5, shape))
true = seed * np.exp(rng.normal(0, .3, shape))
pairs = [[0, 3], [1, 3], [2, 3]]
sums = [true.sum(axis=tuple(i for i in range(4) if i not in pair)) for pair in pairs]
begin = time.process_time()
found = ipfn.ipfn(seed.copy(), sums, pairs, convergence_rate=1e-10, max_iteration=400).iteration()
spent = time.process_time() - begin
miss = max(np.abs(found.sum(axis=tuple(i for i in range(4) if i not in p)) / s - 1).max()
           for p, s in zip(pairs, sums))
print(f"  ipfn, {seed.size} cells x 3 two-way margins: {spent:.2f} s, relative miss {miss:.1e}")
"""


def cubes(n: int = N_CUBES) -> None:
    """Fit random cubes, three in ten of them with a planted contradiction."""
    counts: Counter[str] = Counter()
    spent: list[float] = []
    for seed in range(n):
        if seed % 100 == 99:
            _print(seed, counts, spent)
        clash = CLASHES[seed // 10 % len(CLASHES)] if seed % 10 < 3 else ""
        cube = random_cube(seed, clash=clash)
        begin = time.process_time()
        try:
            plan = fit_plan(cube.reference, cube.controls, parents=cube.parents)
        except ConflictError as error:
            spent.append(time.process_time() - begin)
            counts["refused" if clash else f"REFUSED THOUGH POSSIBLE (seed {seed})"] += 1
            if len(error.controls) > CHECKED:
                counts["sets too long to be checked"] += 1
            else:
                good = is_irreducible(cube, error.controls)
                counts["sets irreducible" if good else f"SETS NOT IRREDUCIBLE (seed {seed})"] += 1
            continue
        except UsageError:
            counts["refused" if clash == "unknown" else f"USAGE (seed {seed})"] += 1
            continue
        spent.append(time.process_time() - begin)
        largest, missed = misses(cube, plan)
        if clash:
            counts[f"FITTED THOUGH IMPOSSIBLE (seed {seed})"] += 1
        elif missed:
            counts[f"not exact: {missed} controls by at most {largest} (seed {seed})"] += 1
        else:
            counts["exact"] += 1
    _print(n, counts, spent)


def _print(n: int, counts: Counter[str], spent: Sequence[float]) -> None:
    print(f"{n} cubes: " + "; ".join(f"{name} {count}" for name, count in counts.items()))
    times = np.array(spent)
    print(f"  CPU s per cube: median {np.median(times):.2f}, most {times.max():.2f}", flush=True)


def large() -> None:
    """Time large cubes, fit and rounding apart."""
    rng = np.random.default_rng(1)
    shape = (12, 11, 9, 8, 6, 5, 4)
    crossed = list(np.unravel_index(np.arange(int(np.prod(shape))), shape))
    _timed("crossed cube x 7 one-way", rng, crossed)
    _timed("... every third sum 0", rng, crossed, zeros=3)
    _timed("... a tenth of the cells empty", rng, crossed, empty=0.1)
    leaves = _company(rng, 83_334)
    months = [np.repeat(one, 12) for one in leaves] + [np.tile(np.arange(12), 83_334)]
    _timed("company x 7 one-way", rng, months)
    leaves = _company(rng, 100_000)
    month = np.tile(np.arange(12), 100_000)
    two_way = [np.repeat(one, 12) * 12 + month for one in leaves[:5]]
    _timed("company x 5 two-way", rng, two_way)
    _timed("... every third sum 0", rng, two_way, zeros=3)
    _timed("... bounds of 25 %, 5 % locked", rng, two_way, locked=0.05)
    apart = [rng.integers(0, n, 100_000) for n in (200, 30, 2000, 60, 7)]
    two_way = [np.repeat(one, 12) * 12 + month for one in apart]
    _timed("unrelated members x 5 two-way", rng, two_way)


def _company(rng: np.random.Generator, n: int) -> list[Ints]:
    """Return members of n leaves: customers have one region, two reps, one settlement method."""
    customer = rng.integers(0, 2000, n)
    region, method = rng.integers(0, 30, 2000), rng.integers(0, 7, 2000)
    rep = region[customer] * 2 + rng.integers(0, 2, n)
    return [
        rng.integers(0, 200, n),
        customer,
        region[customer],
        rep,
        method[customer],
        rng.integers(0, 5, n),
    ]


def _timed(
    name: str,
    rng: np.random.Generator,
    groups: Sequence[Ints],
    *,
    zeros: int = 0,
    empty: float = 0.0,
    locked: float = 0.0,
) -> None:
    seed, low, high, true = _drawn(rng, groups, zeros, empty, locked)
    margins = []
    for group in groups:
        sums = np.bincount(group, true)
        margins.append(Margin(np.asarray(group), sums, sums))
    begin = time.process_time()
    raked = rake(seed, margins, low if locked else None, high if locked else None)
    fitted = time.process_time()
    high = np.where(seed > 0, high, low)
    whole = whole_numbers(raked.values, margins, low, high)
    rounded = time.process_time()
    left = sum(int((one != 0).sum()) for one in whole.misses)
    moved = np.abs(whole.values - raked.values).max()
    print(
        f"  {name}, {len(seed)} cells: fit {fitted - begin:.2f} s ({raked.n_sweeps} sweeps,"
        f" {'met' if raked.is_met else 'NOT MET'}), rounding {rounded - fitted:.2f} s,"
        f" {left} of {sum(one.n_groups for one in margins)} sums miss, by at most"
        f" {whole.largest:g}; a cell moves by at most {moved:.0f}",
        flush=True,
    )


def _drawn(
    rng: np.random.Generator, groups: Sequence[Ints], zeros: int, empty: float, locked: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return seed, bounds and a table that gives the sums, in minor units."""
    n = len(groups[0])
    seed = np.rint(np.exp(rng.normal(0, 1.5, n)) * 1e5) + 10
    if empty:
        seed[rng.random(n) < empty] = 0.0
    low, high = np.zeros(n), np.full(n, np.inf)
    true = np.rint(seed * np.exp(rng.normal(0, 0.3, n)))
    if zeros:
        true[groups[1] % zeros == 0] = 0.0
    if locked:
        is_locked = rng.random(n) < locked
        low = np.where(is_locked, seed, np.ceil(seed * 0.75))
        high = np.where(is_locked, seed, np.floor(seed * 1.25))
        true = np.clip(true, low, high)
    return seed, low, high, true


def beside() -> None:
    """Time the same raking with ipfn, where an environment with it is named."""
    rng = np.random.default_rng(1)
    shape = (40, 30, 25, 8)
    places = np.unravel_index(np.arange(int(np.prod(shape))), shape)
    groups = [places[d] * shape[3] + places[3] for d in range(3)]
    _timed("three two-way margins", rng, groups)
    python = os.environ.get("SALESNB_IPFN", "")
    if python:
        subprocess.run([python, "-c", IPFN], check=True)
    else:
        print("  ipfn: not measured (SALESNB_IPFN names no Python that has it)")


def main(parts: Sequence[str]) -> None:
    n = next((int(one) for one in parts if one.isdigit()), N_CUBES)
    for name, part in (("large", large), ("beside", beside), ("cubes", lambda: cubes(n))):
        if not parts or name in parts:
            part()


if __name__ == "__main__":
    main(sys.argv[1:])
