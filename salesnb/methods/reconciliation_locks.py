"""Which locked nodes contradict each other, named so that letting go of any one is enough."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import linalg, sparse

from salesnb.errors import SalesnbError
from salesnb.methods.reconciliation_system import Array, Mask

TOLERANCE = 1e-9  # of the amounts behind a lock: what floating sums may differ by
DEPENDENT = 1e-10  # of a lock's own square: what is left of it beside the others


class ImpossibleLocks(SalesnbError, ValueError):
    """Locked nodes cannot all keep their values; `nodes` names a set of which each is needed."""

    def __init__(self, nodes: Sequence[str], what: str) -> None:
        self.nodes = tuple(nodes)
        listed = ", ".join(nodes)
        super().__init__(f"locked nodes {what}: {listed}", fix="unlock or change one of them")


def redundant_locks(
    base: Array, aggregation: sparse.csr_array, held: Mask, names: Sequence[str]
) -> Mask:
    """Return which locked aggregates follow from the other locks (n_nodes,).

    Raises ImpossibleLocks where one follows from others with another value than its own. The set
    is irreducible: all but one of it are independent, and that one depends on each of them.
    """
    n = aggregation.shape[0]
    spare = np.zeros(len(base), dtype=bool)
    locked = np.flatnonzero(held[:n])
    if not len(locked):
        return spare
    rows, fixed = aggregation[locked], held[n:]
    open_rows = rows[:, ~fixed]
    independent, dependent = _split(open_rows)
    spare[locked[dependent]] = True
    known = rows[:, fixed] @ base[n:][fixed]
    left = base[locked] - known
    behind = np.abs(base[locked]) + np.abs(rows[:, fixed]) @ np.abs(base[n:][fixed])
    weight = _weights(open_rows, independent, dependent)
    differs = np.abs(left[dependent] - weight @ left[independent])
    allowed = TOLERANCE * (behind[dependent] + np.abs(weight) @ behind[independent])
    wrong = np.flatnonzero((differs > allowed).any(axis=1))
    if len(wrong):
        one = wrong[0]
        others = np.array(independent)[np.abs(weight[one]) > TOLERANCE].astype(int)
        chosen = np.zeros(len(locked))
        chosen[dependent[one]], chosen[independent] = 1.0, -weight[one]
        over = np.abs(rows[:, fixed].T @ chosen) > TOLERANCE
        places = [*locked[np.sort([dependent[one], *others])], *n + np.flatnonzero(fixed)[over]]
        raise ImpossibleLocks([names[int(place)] for place in places], "contradict each other")
    return spare


def _split(rows: sparse.csr_array) -> tuple[list[int], list[int]]:
    """Return rows that are linearly independent, and the others (pivoted Cholesky)."""
    gram = (rows @ rows.T).toarray()
    size = np.sqrt(np.diag(gram))
    scaled = gram / np.where(size > 0, size, 1.0) / np.where(size > 0, size, 1.0)[:, None]
    _, pivots, rank, _ = linalg.lapack.dpstrf(scaled, tol=DEPENDENT, lower=1)
    if not size.any():
        rank = 0
    return sorted(pivots[:rank] - 1), sorted(pivots[rank:] - 1)


def _weights(rows: sparse.csr_array, independent: list[int], dependent: list[int]) -> Array:
    """Return what each dependent row is of the independent ones."""
    if not independent or not dependent:
        return np.zeros((len(dependent), len(independent)))
    base = rows[independent]
    gram, mixed = (base @ base.T).toarray(), (base @ rows[dependent].T).toarray()
    return np.asarray(linalg.solve(gram, mixed, assume_a="pos").T, dtype=float)


def refuse_negative(
    base: Array, aggregation: sparse.csr_array, held: Mask, names: Sequence[str]
) -> None:
    """Raise ImpossibleLocks where no leaves from zero on give the locked nodes (base: (n_nodes,)).

    Linear programming says whether there are any; of the locks that stand against it each is
    tried without, and left out where the others are impossible without it.
    """
    n_leaves = aggregation.shape[1]
    locked = np.flatnonzero(held)
    every = sparse.vstack([aggregation, sparse.eye_array(n_leaves)]).tocsr()
    rows, values = every[locked], base[locked]
    least, against = _least_slack(rows, values)
    if least <= TOLERANCE * max(np.abs(values).sum(), 1.0):
        return
    needed = list(against)
    for one in against:
        rest = [other for other in needed if other != one]
        if rest and _least_slack(rows[rest], values[rest])[0] > TOLERANCE:
            needed = rest
    only = np.zeros(len(held), dtype=bool)
    only[locked[needed]] = True
    redundant_locks(base[:, None], aggregation, only, names)  # says so where no leaf could do it
    raise ImpossibleLocks(
        [names[int(place)] for place in np.flatnonzero(only)], "need a leaf below zero"
    )


def _least_slack(rows: sparse.csr_array, values: Array) -> tuple[float, list[int]]:
    """Return by how much leaves from zero on must miss the values, and which of them say so."""
    from scipy.optimize import linprog

    n, m = rows.shape
    slack = sparse.eye_array(n)
    cost = np.concatenate([np.zeros(m), np.ones(2 * n)])
    found = linprog(cost, A_eq=sparse.hstack([rows, slack, -slack]), b_eq=values, method="highs")
    return float(found.fun), [int(i) for i in np.flatnonzero(np.abs(found.eqlin.marginals) > 1e-9)]
