"""The best use of a rep's hours: how often to visit whom, and which other work to do, exactly.

A multiple-choice knapsack (how many visits each customer gets) beside a knapsack (work that is done
or left), under one limit of hours; solved as a mixed-integer program by HiGHS.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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


@dataclass(frozen=True)
class Options:
    """What can be chosen, one of each group: `group`, what it brings (`gain`) and `takes`, flat.

    The groups are numbered from 0, and their options stand together.
    """

    group: Ints
    gain: Floats
    takes: Floats

    def only(self, kept: Flags) -> Options:
        """Return the options that are kept."""
        return Options(self.group[kept], self.gain[kept], self.takes[kept])


def _solve(work: Work, least: Ints, limit: float) -> tuple[Ints, Flags]:
    """Solve the program; more visits than are best without a limit are left out."""
    best = _free(work, least)[0]
    number = np.arange(work.gains.shape[1])
    row, visits = np.nonzero((number >= least[:, None]) & (number <= best[:, None]))
    other = np.flatnonzero(work.worth > 0)
    left, nought = len(least) + np.repeat(np.arange(len(other)), 2), np.zeros(len(other))
    options = Options(
        np.concatenate([row, left]),
        np.concatenate(
            [work.gains[row, visits], np.column_stack([nought, work.worth[other]]).ravel()]
        ),
        np.concatenate(
            [visits * work.hours[row], np.column_stack([nought, work.takes[other]]).ravel()]
        ),
    )
    is_in = _best_of(options, limit)
    chosen = np.zeros(len(least), dtype=np.int64)
    own = is_in[: len(row)]
    chosen[row[own]] = visits[own]
    taken = np.zeros(len(work.worth), dtype=bool)
    taken[other[is_in[len(row) + 1 :: 2]]] = True
    return chosen, taken


def _best_of(options: Options, limit: float) -> Flags:
    """Return which options are in the best choice within the limit: one of each group."""
    kept = _in_question(options, limit)
    few = options.only(kept)
    with _quiet():
        found = _solved(few, limit)
    if found is None:
        raise RuntimeError("no choice fits into the hours")
    is_in = np.zeros(len(kept), dtype=bool)
    is_in[np.flatnonzero(kept)[found > 0.5]] = True
    return is_in


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the solver itself writes to the standard output, its notes on progress, off it."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _solved(few: Options, limit: float) -> Floats | None:
    """Return for each option whether it is chosen (1 or 0), None where no choice fits."""
    groups = sparse.csr_array((np.ones(len(few.group)), (few.group, np.arange(len(few.group)))))
    found = milp(
        -few.gain,
        integrality=np.ones(len(few.gain)),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(groups, 1, 1),
            LinearConstraint(sparse.csr_array(few.takes[None, :]), -np.inf, limit),
        ],
        options={"mip_rel_gap": 0.0},
    )
    return None if found.x is None else np.asarray(found.x)


def _in_question(options: Options, limit: float) -> Flags:
    """Return the options that the best choice may hold; the others are proven not to be in it.

    With a price on hours, the sum of each group's best option bounds every choice from above
    (Lagrange); an option whose own bound is below what some choice reaches cannot be in the best.
    """
    starts = np.flatnonzero(np.diff(options.group, prepend=-1))
    low, high = 0.0, float((options.gain / np.maximum(options.takes, 1e-9)).max())
    for _ in range(60):
        price = (low + high) / 2
        used = float(options.takes[_at_price(options, starts, price)[0]].sum())
        low, high = (price, high) if used > limit else (low, price)
    first, worth, best = _at_price(options, starts, high)
    reached = _filled(options, first, limit)
    bound = float(best.sum()) + high * limit
    return np.asarray(bound - (best[options.group] - worth) >= reached - 1e-9 * abs(reached))


def _filled(options: Options, first: Ints, limit: float) -> float:
    """Return what a choice brings once the hours that it leaves are used, one change at a time."""
    chosen, left = first.copy(), limit - float(options.takes[first].sum())
    while True:
        current = chosen[options.group]
        more = options.gain - options.gain[current]
        fits = options.takes - options.takes[current] <= left
        place = int(np.where(fits, more, -np.inf).argmax())
        if more[place] <= 0:
            return float(options.gain[chosen].sum())
        left -= float(options.takes[place] - options.takes[current[place]])
        chosen[options.group[place]] = place


def _at_price(options: Options, starts: Ints, price: float) -> tuple[Ints, Floats, Floats]:
    """Return the best option of each group at a price of hours, what each option is worth then, and
    the best worth of each group.
    """
    worth = options.gain - price * options.takes
    best = np.maximum.reduceat(worth, starts)
    at = np.flatnonzero(worth >= best[options.group])
    return at[np.unique(options.group[at], return_index=True)[1]], worth, best
