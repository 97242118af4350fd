"""The closed form of reconciliation in the space of the aggregates: `n_aggregates` equations.

With y the base, A the aggregation and W the errors' covariance, diagonal (`of_aggregates`,
`of_leaves`) plus F'F of a few `factors`, the leaves are y_b + W_b (A' z + F' f) where z solves
M z = gap, M = W_a + A W_b A', gap = y_a - A y_b. Factors f are unknowns of their own: given them
the rest is diagonal, so that they cost one small system more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse
from scipy.sparse.linalg import splu

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Solver = Callable[[Array], Array]
QUICK: dict[str, Any] = {"lower": True, "overwrite_a": True, "check_finite": False}
LEAST_SHRUNK = 1e-4  # of the correlations: without any, few errors would make a singular system
MOST_DENSE = 2_000  # aggregates up to which a dense factorisation is taken at once
FILLED = 0.05  # of the entries of a larger system from which on it is taken as dense, too


@dataclass(frozen=True)
class System:
    """Aggregation and covariance; `factors` (n_factors, n_nodes) have variance one."""

    aggregation: sparse.csr_array
    of_aggregates: Array
    of_leaves: Array
    factors: Array | None = None

    @property
    def n_aggregates(self) -> int:
        return int(self.aggregation.shape[0])

    @cached_property
    def matrix(self) -> sparse.csr_array | Array:
        """M with all leaves free: dense, unless it is large and nearly empty."""
        every = np.ones(len(self.of_leaves), dtype=bool)
        whole = sparse.csr_array(self._of(every) + sparse.diags_array(self.of_aggregates))
        is_dense = len(self.of_aggregates) <= MOST_DENSE or whole.nnz > FILLED * whole.shape[0] ** 2
        return whole.toarray() if is_dense else whole

    def without(self, left_out: Mask) -> System:
        """Return the system without some aggregates."""
        if not left_out.any():
            return self
        n = self.n_aggregates
        kept = np.flatnonzero(~left_out[:n])
        factors = self.factors
        if factors is not None:
            factors = np.delete(factors, np.flatnonzero(left_out), axis=1)
        own = self.of_aggregates[kept]
        return replace(self, aggregation=self.aggregation[kept], of_aggregates=own, factors=factors)

    def solve(self, base: Array, at_zero: Mask | None = None) -> tuple[Array, Array]:
        """Return the leaves of a base (n_nodes, h), those `at_zero` being zero, and their pull.

        The pull is where each leaf would stand if it alone were let go.
        """
        n = self.n_aggregates
        free = np.ones(len(base) - n, dtype=bool) if at_zero is None else ~at_zero
        above, below = base[:n], base[n:]
        solver = self._solver(free)
        gap = above - self.aggregation @ (below * free[:, None])
        if self.factors is not None:
            factors = self._factors(solver, gap, below, free)
            above = above + self.factors[:, :n].T @ factors
            below = below + self.factors[:, n:].T @ factors
            gap = above - self.aggregation @ (below * free[:, None])
        pull = below + self.of_leaves[:, None] * (self.aggregation.T @ solver(gap))
        return np.where(free[:, None], pull, 0.0), pull

    def _factors(self, solver: Solver, gap: Array, below: Array, free: Mask) -> Array:
        """Return what the factors must have been (n_factors, h), given the gaps and the zeros."""
        assert self.factors is not None
        n = self.n_aggregates
        own, parts = self.factors[:, :n], self.factors[:, n:]
        per_factor = own.T - self.aggregation @ (parts * free).T
        solved = solver(per_factor)
        weight = parts[:, ~free] / self.of_leaves[~free]
        normal = np.eye(len(own)) + per_factor.T @ solved + weight @ parts[:, ~free].T
        known = solved.T @ gap + weight @ below[~free]
        return np.asarray(-linalg.solve(normal, known, assume_a="pos"), dtype=float)

    def _solver(self, free: Mask) -> Solver:
        """Return what solves M z = gap for gaps (n_aggregates, any)."""
        if not self.n_aggregates:
            return lambda gap: gap
        if isinstance(self.matrix, sparse.csr_array):
            matrix = sparse.csc_array(self._of(free) + sparse.diags_array(self.of_aggregates))
            return splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0).solve
        try:
            pinned = _spread(self.aggregation[:, ~free], self.of_leaves[~free]).toarray()
            factor = linalg.cho_factor(self.matrix - pinned, **QUICK)
        except linalg.LinAlgError:  # nothing but rounding was left of a row
            matrix = self._of(free).toarray() + np.diag(self.of_aggregates)
            factor = linalg.cho_factor(matrix, **QUICK)
        return lambda gap: linalg.cho_solve(factor, gap, check_finite=False)

    def _of(self, free: Mask) -> sparse.csr_array:
        return _spread(self.aggregation[:, free], self.of_leaves[free])


def _spread(aggregation: sparse.csr_array, variance: Array) -> sparse.csr_array:
    scaled = aggregation @ sparse.diags_array(np.sqrt(variance))
    return sparse.csr_array(scaled @ scaled.T)


def correlated(errors: Array, variance: Array) -> tuple[Array, Array]:
    """Return the nodes' own variances and the factors that past errors (n_times, n_nodes) show.

    Together they have `variance` on the diagonal and the errors' correlations beside it, shrunk
    toward none. A node without errors, or with the same one always, has no correlation.
    """
    scores = standardised(errors)
    kept = 1 - shrinkage(scores)
    shared = kept * np.einsum("tn,tn->n", scores, scores) / (len(scores) - 1)
    factors = scores * np.sqrt(kept / (len(scores) - 1) * variance)
    return variance * (1 - shared), factors


def standardised(errors: Array) -> Array:
    """Return errors less their mean over their standard deviation, a column each; 0 where none."""
    known = np.isfinite(errors)
    counts = np.maximum(known.sum(axis=0), 1)
    less = np.where(known, errors, 0.0)
    scores = np.where(known, less - less.sum(axis=0) / counts, 0.0)
    most = np.abs(less).max(axis=0, initial=0.0)
    sd = np.sqrt((scores**2).sum(axis=0) / np.maximum(counts - 1, 1))
    varies = (sd > 1e-12 * most) & (counts > 1)
    return np.asarray(scores * varies / np.where(varies, sd, 1.0), dtype=float)


def shrinkage(scores: Array) -> float:
    """Return by which part correlations of standardised errors are to be shrunk toward zero.

    Sums over all pairs come from sums over times, so that no pair is ever looked at.
    """
    n_times = len(scores)
    squares = scores**2
    products = float((np.linalg.norm(scores @ scores.T)) ** 2)
    between = products - float((squares.sum(axis=0) ** 2).sum())
    fourth = float((squares.sum(axis=1) ** 2).sum() - (squares**2).sum())
    noise = n_times / (n_times - 1) * (fourth - between / n_times)
    return float(np.clip(noise / between if between > 0 else 1.0, LEAST_SHRUNK, 1.0))
