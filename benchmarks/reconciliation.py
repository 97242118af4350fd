"""Reconciliation: cost, exactness and units of money, beside hierarchicalforecast where it is.

`PEER_PYTHON=... python -m benchmarks reconciliation` takes the peer from another environment.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from scipy import sparse

ROOT = Path(__file__).resolve().parent.parent
SIZES = (18, 12, 10, 8, 5)  # members of five dimensions: 1,130 aggregates, all pairs among them
MONTHS = 12
N_ERRORS = 36
SEED = 1


@dataclass(frozen=True)
class Cube:
    """Leaves of five dimensions, their sums over one and two of them, and incoherent forecasts."""

    n_leaves: int
    noise: float = 0.2

    @cached_property
    def sums(self) -> sparse.csr_array:
        rng = np.random.default_rng(SEED)
        codes = [rng.integers(0, size, self.n_leaves) for size in SIZES]
        pairs = [codes[i] * SIZES[j] + codes[j] for i in range(5) for j in range(i)]
        parts = [np.zeros(self.n_leaves, int), *codes, *pairs]
        rows = [np.unique(part, return_inverse=True)[1] for part in parts]
        first = np.cumsum([0, *(row.max() + 1 for row in rows)])
        at = np.concatenate([row + start for row, start in zip(rows, first[:-1], strict=True)])
        where = (at, np.tile(np.arange(self.n_leaves), len(rows)))
        return sparse.csr_array((np.ones(len(at)), where), shape=(first[-1], self.n_leaves))

    @cached_property
    def size(self) -> np.ndarray:
        return np.random.default_rng(SEED).lognormal(10, 1.5, self.n_leaves)

    @cached_property
    def base(self) -> np.ndarray:
        rng = np.random.default_rng(SEED + 1)
        leaves = self.size[:, None] * rng.normal(1, self.noise, (self.n_leaves, MONTHS))
        base = np.vstack([self.sums @ leaves, leaves])
        return base * rng.normal(1, 0.05, base.shape)

    @cached_property
    def errors(self) -> np.ndarray:
        rng = np.random.default_rng(SEED + 2)
        drawn = rng.normal(size=(N_ERRORS, self.n_leaves)) + rng.normal(size=(N_ERRORS, 1))
        leaves = 0.2 * self.size * drawn
        return np.hstack([(self.sums @ leaves.T).T, leaves])

    @cached_property
    def variance(self) -> np.ndarray:
        return self.errors.var(axis=0, ddof=1)


def cost(call: Callable[[], object]) -> float:
    """Return the CPU seconds of a call in this process."""
    start = time.process_time()
    call()
    return time.process_time() - start


def peak() -> float:
    """Return the peak memory of this process so far, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def ours(n_leaves: int, noise: float, *, is_joined: bool, nonnegative: bool) -> str:
    """Return CPU and memory of one reconciliation, to be run in a process of its own."""
    from salesnb.methods.reconciliation import reconcile

    cube = Cube(n_leaves, noise)
    errors = cube.errors if is_joined else None
    inputs = (cube.base, cube.sums, cube.variance)
    before, found = peak(), []
    spent = cost(lambda: found.append(reconcile(*inputs, None, nonnegative, errors=errors)))
    leaves = found[0][cube.sums.shape[0] :]
    apart = np.abs(cube.sums @ leaves - found[0][: cube.sums.shape[0]]).max() / np.abs(found).max()
    below = (cube.base[cube.sums.shape[0] :] < 0).mean()
    return (
        f"{spent:.2f} CPU s, peak {peak():.2f} GB ({before:.2f} before); "
        f"sums apart by {apart:.0e}; "
        f"leaves below zero {below:.1%} before, {(leaves < 0).mean():.1%} after"
    )


def theirs(n_leaves: int, *, nonnegative: bool) -> str:
    """Return what hierarchicalforecast needs for the same, and how far its result is from ours."""
    from hierarchicalforecast.methods import MinTrace, MinTraceSparse

    from salesnb.methods.reconciliation import reconcile

    cube = Cube(n_leaves, 0.7 if nonnegative else 0.2)
    every = sparse.vstack([cube.sums, sparse.eye_array(n_leaves)]).tocsr()
    if nonnegative:
        method, weight = MinTraceSparse("wls_struct", nonnegative=True), None
        weight = np.asarray(abs(every).sum(axis=1)).ravel()
        given, errors = {"S": sparse.csr_matrix(every)}, None
    else:
        method, weight = MinTrace("mint_shrink"), cube.variance
        residuals, errors = cube.errors.T, cube.errors
        given = {"S": every.toarray(), "y_insample": residuals, "y_hat_insample": 0 * residuals}
    found: list = []
    spent = cost(lambda: found.append(method.fit_predict(y_hat=cube.base, **given)))
    own = reconcile(cube.base, cube.sums, weight, None, nonnegative, errors=errors)
    apart = np.abs(found[0]["mean"] - own).max() / np.abs(own).max()
    return f"{spent:.2f} CPU s, peak {peak():.2f} GB; farthest from ours {apart:.0e} of the largest"


def money() -> str:
    """Return how far results in other units of money differ from each other."""
    from salesnb.methods.reconciliation import reconcile

    cube = Cube(500, 0.7)
    found = [
        reconcile(cube.base * s, cube.sums, cube.variance * s * s, [0], True) / s
        for s in (1.0, 1e-3, 1e3, 1e6, 1e9, 1e12)
    ]
    apart = max(np.abs(one - found[0]).max() for one in found) / np.abs(found[0]).max()
    return f"units of money from 1e-3 to 1e12: results differ by {apart:.0e} of the largest value"


def possible(every: np.ndarray, base: np.ndarray, nodes: list[int], low: float | None) -> bool:
    """Return whether leaves from `low` on can give the nodes the values of the base."""
    from scipy.optimize import linprog

    nothing = np.zeros(every.shape[1])
    if not nodes:
        return True
    return linprog(nothing, A_eq=every[nodes], b_eq=base[nodes], bounds=(low, None)).status == 0


def judged(rng: np.random.Generator, low: float | None) -> str:
    """Return whether one drawn set of locks is met, refused, or either of both wrongly."""
    from salesnb.methods.reconciliation import reconcile
    from salesnb.methods.reconciliation_locks import ImpossibleLocks

    n, m = int(rng.integers(1, 6)), int(rng.integers(2, 8))
    sums = (rng.random((n, m)) < 0.5).astype(float)
    base, every = rng.integers(-2, 9, n + m).astype(float), np.vstack([sums, np.eye(m)])
    locked = np.flatnonzero(rng.random(n + m) < 0.35).tolist()
    weight = rng.uniform(0.1, 5, n + m)
    try:
        found = reconcile(base, sums, weight, locked, low is not None)
    except ImpossibleLocks as met:
        named = [int(node) for node in met.nodes]
        rests = [[other for other in named if other != one] for one in named]
        needed = all(possible(every, base, rest, low) for rest in rests)
        return "refused" if needed and not possible(every, base, named, low) else "wrong"
    right = possible(every, base, locked, low) and (found[locked] == base[locked]).all()
    return "met" if right else "wrong"


def locks() -> str:
    """Return how many of drawn sets of locks are met exactly, and how many refused, rightly."""
    rng = np.random.default_rng(SEED)
    found = Counter(judged(rng, (None, 0.0)[trial % 2]) for trial in range(400))
    return f"drawn sets of locks: {dict(found)} (refused: each node named is needed for it)"


def alone(program: str, *arguments: str) -> str:
    """Run one figure in a process of its own, with the Python named."""
    command = [program, "-W", "ignore", "-m", "benchmarks.reconciliation", *arguments]
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | threads, capture_output=True, text=True, check=False
    )
    last = (done.stderr.strip().splitlines() or ["no message"])[-1]
    return done.stdout.strip() if not done.returncode else f"failed: {last[:150]}"


def one(what: str, *arguments: str) -> str:
    """Return the figure asked for by the command line."""
    n = int(arguments[0]) if arguments else 0
    figures: dict[str, Callable[[], str]] = {
        "diagonal": lambda: ours(n, 0.2, is_joined=False, nonnegative=False),
        "shrink": lambda: ours(n, 0.2, is_joined=True, nonnegative=False),
        "nonnegative": lambda: ours(n, 0.7, is_joined=False, nonnegative=True),
        "nonnegative-shrink": lambda: ours(n, 0.7, is_joined=True, nonnegative=True),
        "theirs-shrink": lambda: theirs(n, nonnegative=False),
        "theirs-nonnegative": lambda: theirs(n, nonnegative=True),
    }
    return figures[what]()


def beside(program: str) -> None:
    """Print hierarchicalforecast's figures, from the Python that has it."""
    check = [program, "-c", "import hierarchicalforecast as h; print(h.__version__)"]
    try:
        version = subprocess.run(check, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        print("hierarchicalforecast: absent; PEER_PYTHON may name a Python that has it")
        return
    for what, n in (("theirs-shrink", 1_000), ("theirs-nonnegative", 1_000)):
        found = alone(program, what, str(n))
        print(f"hierarchicalforecast {version}, {what[7:]}, {n:,} leaves: {found}", flush=True)


def main() -> None:
    print(f"{Cube(60_000).sums.shape[0]:,} aggregates, {MONTHS} months")
    for what, n in (
        ("diagonal", 60_000),
        ("shrink", 60_000),
        ("nonnegative", 10_000),
        ("nonnegative-shrink", 10_000),
        ("shrink", 1_000),
    ):
        print(f"ours, {what}, {n:,} leaves: {alone(sys.executable, what, str(n))}", flush=True)
    print(money())
    print(locks(), flush=True)
    beside(os.environ.get("PEER_PYTHON", sys.executable))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if len(sys.argv) > 2:
        print(one(*sys.argv[1:]))
    else:
        main()
