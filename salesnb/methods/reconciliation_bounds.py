"""The nearest coherent values of which no leaf is below zero, exactly (block principal pivoting).

Leaves that come out below zero are held there, those held that pull upward are let go, all at once,
until neither is left (Kim and Park, SIAM Journal on Scientific Computing 2011); where that stops
making progress, one leaf at a time, which always ends (Murty 1974).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from salesnb.methods.reconciliation_locks import ImpossibleLocks, refuse_negative
from salesnb.methods.reconciliation_system import Array, Mask, System

ZERO = 1e-13  # of the largest value of a period: what counts as zero
PATIENCE = 3  # rounds of pivots that may pass without progress
MOST_ROUNDS = 5_000
STIFFNESS = 1e-8  # of a locked aggregate's variance by its leaves: the variance it gets for a while
MOST_CORRECTIONS = 60


def solve_nonnegative(base: Array, system: System, held: Mask, names: Sequence[str]) -> Array:
    """Return the leaves (n_leaves, h) of a base (n_nodes, h) of values up to about one.

    Raises ImpossibleLocks where the locked nodes need a leaf below zero.
    """
    n = system.n_aggregates
    locked = np.flatnonzero(held[:n])
    if held.any():
        for column in base.T:
            refuse_negative(column, system.aggregation, held, names)
    if not len(locked):
        return np.column_stack([_pivoted(column, system, held[n:])[0] for column in base.T])
    found = [_with_locks(column, system, held, names) for column in base.T]
    return np.column_stack(found)


def _with_locks(base: Array, system: System, held: Mask, names: Sequence[str]) -> Array:
    """Return the leaves of one period where aggregates are locked (method of multipliers).

    A locked aggregate gets a small variance, so that any set of leaves may be held at zero; by
    what it then misses its value is put forward the next time, until it misses nothing.
    """
    n = system.n_aggregates
    locked = np.flatnonzero(held[:n])
    own = system.of_aggregates.copy()
    of_leaves = system.aggregation[locked].power(2) @ system.of_leaves
    own[locked] = STIFFNESS * np.where(of_leaves > 0, of_leaves, 1.0)
    soft, aimed = replace(system, of_aggregates=own), base.copy()
    at_zero: Mask | None = None
    for _ in range(MOST_CORRECTIONS):
        leaves, at_zero = _pivoted(aimed, soft, held[n:], at_zero)
        missed = base[locked] - (system.aggregation @ leaves)[locked]
        if np.abs(missed).max() <= ZERO * max(1.0, np.abs(base).max()):
            return leaves
        aimed[locked] += missed
    wrong = locked[np.abs(missed) > ZERO]
    raise ImpossibleLocks([names[int(place)] for place in wrong], "cannot be met from zero on")


def _pivoted(
    base: Array, system: System, fixed: Mask, start: Mask | None = None
) -> tuple[Array, Mask]:
    """Return the leaves of one period, and which of them are held at zero."""
    at_zero = np.zeros(len(fixed), dtype=bool) if start is None else start.copy()
    fewest, patience = len(fixed) + 1, PATIENCE
    for _ in range(MOST_ROUNDS):
        leaves, pull = (one[:, 0] for one in system.solve(base[:, None], at_zero))
        wrong = np.where(at_zero, pull > ZERO, leaves < -ZERO) & ~fixed
        n_wrong = int(wrong.sum())
        if not n_wrong:
            return np.maximum(leaves, np.where(fixed, leaves, 0.0)), at_zero
        if n_wrong < fewest:
            fewest, patience = n_wrong, PATIENCE
        else:
            patience -= 1
        if patience < 0:
            wrong[: np.flatnonzero(wrong)[-1]] = False
        at_zero ^= wrong
    raise RuntimeError("no coherent values from zero on were found")
