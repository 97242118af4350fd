"""The best use of a rep's hours: how often to visit whom, and which other work to do, exactly.

A multiple-choice knapsack (how many visits each customer gets) beside a knapsack (work that is done
or left), under one limit of hours; solved as a mixed-integer program by HiGHS.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Work:
    """What a rep could do in a month.

    `gains` (n, m + 1): what 0 to m visits of each customer bring, their cost taken off; `hours`
    (n,): of a visit; `least` (n,): visits that each customer gets in any case. `worth` (k,) and
    `takes` (k,): what other work brings, its cost taken off, and its hours.
    """

    gains: Floats
    hours: Floats
    least: Ints
    worth: Floats
    takes: Floats

    def value(self, visits: Ints, taken: Flags) -> float:
        """Return what a choice brings."""
        chosen = self.gains[np.arange(len(visits)), visits]
        return float(chosen.sum() + self.worth[taken].sum())

    def used(self, visits: Ints, taken: Flags) -> float:
        """Return the hours that a choice takes."""
        return float(self.hours @ visits + self.takes[taken].sum())


@dataclass(frozen=True)
class Choice:
    """`visits` (n,) of each customer, and which other work is `taken` (k,); `short` (n,): customers
    whose least visits do not fit into the hours.
    """

    visits: Ints
    taken: Flags
    short: Flags


def choose(work: Work, limit: float) -> Choice:
    """Return the choice that brings most within `limit` hours.

    Where the least visits alone take more hours than there are, those that bring least for their
    hours lose their claim first, and `short` names them.
    """
    kept, short = _claims(work, limit)
    visits, taken = _free(work, kept)
    if work.used(visits, taken) > limit + 1e-9:
        visits, taken = _solve(work, kept, limit)
    return Choice(visits, taken, short)


def _claims(work: Work, limit: float) -> tuple[Ints, Flags]:
    """Return the least visits that fit into the hours, and whose do not."""
    wanted = np.flatnonzero(work.least > 0)
    brought = work.gains[wanted, work.least[wanted]]
    takes = work.hours[wanted] * work.least[wanted]
    order = np.argsort(-brought / np.maximum(takes, 1e-9), kind="stable")
    left, kept = limit, work.least.copy()
    short = np.zeros(len(work.least), dtype=bool)
    for place, hours in zip(wanted[order], takes[order], strict=True):
        if hours <= left + 1e-9:
            left -= hours
        else:
            kept[place], short[place] = 0, True
    return kept, short


def _free(work: Work, least: Ints) -> tuple[Ints, Flags]:
    """Return what would be best if hours were not short; the fewest visits where several are."""
    allowed = np.arange(work.gains.shape[1]) >= least[:, None]
    gains = np.where(allowed, work.gains, -np.inf)
    visits = gains.argmax(axis=1) if len(gains) else np.zeros(0, dtype=np.int64)
    return visits.astype(np.int64), work.worth > 0


def _solve(work: Work, least: Ints, limit: float) -> tuple[Ints, Flags]:
    """Solve the program; more visits than are best without a limit are left out."""
    best = _free(work, least)[0]
    number = np.arange(work.gains.shape[1])
    offered = (number >= least[:, None]) & (number <= best[:, None])
    row, visits = np.nonzero(offered)
    other = np.flatnonzero(work.worth > 0)
    n, m = len(row), len(row) + len(other)
    one_each = sparse.csr_array((np.ones(n), (row, np.arange(n))), shape=(len(least), m))
    takes = np.concatenate([visits * work.hours[row], work.takes[other]])
    rules = [
        LinearConstraint(one_each, 1, 1),
        LinearConstraint(sparse.csr_array(takes[None, :]), -np.inf, limit),
    ]
    found = milp(
        -np.concatenate([work.gains[row, visits], work.worth[other]]),
        integrality=np.ones(m),
        bounds=Bounds(0, 1),
        constraints=rules,
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise RuntimeError(found.message)
    is_in = found.x > 0.5
    chosen = np.zeros(len(least), dtype=np.int64)
    chosen[row[is_in[:n]]] = visits[is_in[:n]]
    taken = np.zeros(len(work.worth), dtype=bool)
    taken[other[is_in[n:]]] = True
    return chosen, taken
