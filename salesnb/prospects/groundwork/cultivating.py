"""Whom to cultivate: a small set that moves the most business, with a bound on what is missed.

Whoever is cultivated moves each target with a chance P: directly, or over one other. What a set S
is worth is sum_j w_j (1 - prod_{i in S} (1 - P_ij)), where w is the business at stake. More members
never take anything away and each adds less than it would have to a smaller set (the function is
monotone and submodular), so that taking the best next one is worth at least 1 - 1/e of the best set
of that size (Nemhauser, Wolsey and Fisher 1978). The bound that holds for the case at hand is
mostly much tighter: no set is worth more than this one plus what the best others would still add to
it (Leskovec et al. 2007).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from salesnb.prospects.groundwork.network import Floats, Network

MOST_PAIRS = 5_000_000  # of ties that follow each other; beyond it only direct ties count
WORST = 1 - np.exp(-1)


@dataclass(frozen=True)
class Chosen:
    """The places chosen, best first, what each added, and the most that any set could be worth."""

    places: NDArray[np.int64]
    added: Floats
    bound: float

    @property
    def worth(self) -> float:
        """What the set is worth."""
        return float(self.added.sum())

    @property
    def share_of_best(self) -> float:
        """The share of the best set's worth that is certain to be reached."""
        return max(float(WORST), self.worth / self.bound) if self.bound > 0 else 1.0


def two_steps(net: Network, counts: NDArray[np.bool_] | None = None) -> sparse.csr_array:
    """Return -log(1 - P): P is the chance of moving somebody directly or over one other.

    `counts` says which ties may be used. A way back to oneself is no reach.
    """
    used = net.chances > 0 if counts is None else (net.chances > 0) & counts
    tail, head, chance = net.tail[used], net.head[used], net.chances[used]
    first, then = _joined(tail, head, net.size) if joins(net) <= MOST_PAIRS else _NONE
    onward = chance[first] * chance[then]
    rows, columns = np.r_[tail, tail[first]], np.r_[head, head[then]]
    moved = -np.log1p(-np.r_[chance, onward])
    away = rows != columns
    place = (rows[away], columns[away])
    return sparse.csr_array((moved[away], place), shape=(net.size, net.size))


_NONE = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


def joins(net: Network) -> int:
    """Return how many pairs of ties follow each other."""
    out = np.bincount(net.tail, minlength=net.size)
    return int(out[net.head].sum())


def _joined(
    tail: NDArray[np.int64], head: NDArray[np.int64], n: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all pairs of ties of which the second begins where the first ends, by their places."""
    order = np.argsort(tail, kind="stable")
    start = np.searchsorted(tail[order], np.arange(n + 1))
    many = (start[1:] - start[:-1])[head]
    first = np.repeat(np.arange(len(tail)), many)
    within = np.arange(len(first)) - np.repeat(np.cumsum(many) - many, many)
    return first, order[start[head[first]] + within]


def cultivate(
    moves: sparse.csr_array, worth: Floats, allowed: NDArray[np.bool_], most: int
) -> Chosen:
    """Return at most `most` of the allowed nodes by greedy choice; fewer where no more adds.

    `moves` as `two_steps` has it, `worth` (n,) the business at stake at each node.
    """
    places = np.flatnonzero(allowed)
    rows = sparse.csr_array(moves[places])
    gone = -np.expm1(-rows.data)
    left = worth.astype(float)
    chosen: list[int] = []
    added: list[float] = []
    bound, free = float(worth.sum()), np.ones(len(places), dtype=bool)
    for _ in range(most + 1):
        gain = _gains(rows, gone, left) * free
        bound = min(bound, sum(added) + float(np.sort(gain)[::-1][:most].sum()))
        best = int(np.argmax(gain)) if len(gain) else 0
        if len(chosen) == most or not len(gain) or gain[best] <= 1e-9:
            break
        free[best] = False
        chosen.append(int(places[best]))
        added.append(float(gain[best]))
        row = slice(rows.indptr[best], rows.indptr[best + 1])
        left[rows.indices[row]] *= np.exp(-rows.data[row])
    return Chosen(np.array(chosen, dtype=np.int64), np.array(added), bound)


def _gains(rows: sparse.csr_array, gone: Floats, left: Floats) -> Floats:
    """Return what each candidate would add to what is left."""
    upto = np.r_[0.0, np.cumsum(gone * left[rows.indices])]
    return upto[rows.indptr[1:]] - upto[rows.indptr[:-1]]
