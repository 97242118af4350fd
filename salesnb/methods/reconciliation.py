"""Forecasts of parts and of their sums made to agree, with each changed as little as it is sure.

Every node has a forecast of its own; the sums of the leaves' forecasts differ from those of the
aggregates. The reconciled values are the coherent ones nearest to them, distances measured by the
nodes' error variances (minimum trace: Wickramasuriya, Athanasopoulos and Hyndman, JASA 2019), which
may be joined by correlations from past errors, shrunk (Schäfer and Strimmer, Statistical
Applications in Genetics and Molecular Biology 2005). It is worked out in the space of the
aggregates, so that a company of many leaves costs little.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from salesnb.methods.reconciliation_bounds import solve_nonnegative
from salesnb.methods.reconciliation_locks import (
    ImpossibleLocks,
    redundant_locks,
    refuse_negative,
)
from salesnb.methods.reconciliation_system import Array, Mask, System, correlated

Base = TypeVar("Base", NDArray[np.float64], pd.DataFrame)
FEWEST_ERRORS = 3  # rows of errors that say anything of a correlation


def reconcile(
    base: ArrayLike | pd.DataFrame,
    aggregation: Any,
    variance: ArrayLike,
    locked: ArrayLike | None = None,
    nonnegative: bool = False,
    *,
    errors: ArrayLike | None = None,
) -> Any:
    """Return the coherent values nearest to `base`, in its shape (a DataFrame for a DataFrame).

    `base` (n_nodes, h) or (n_nodes,): one row per node, first the aggregates in the order of the
    rows of `aggregation`, then the leaves in the order of its columns; a column per period, each
    reconciled for itself. A DataFrame's index names the nodes in messages.
    `aggregation` (n_aggregates, n_leaves), sparse or dense: what each aggregate is of the leaves.
    `variance` (n_nodes,): the size of each node's squared error, in one unit for all; only ratios
    matter. Ones give ordinary least squares. A node of variance 0 is held like a locked one.
    `locked`: nodes that keep their value of `base` exactly: a mask (n_nodes,), positions, or names.
    `nonnegative`: no leaf below zero, exactly the nearest such values, not clipped ones.
    `errors` (n_times, n_nodes), optional: past errors, NaN where there were none; their shrunk
    correlations join the variances (MinT with shrinkage). Fewer than three rows say nothing.

    Each aggregate returned is the sum of the leaves returned, to floating accuracy; a coherent
    `base` comes back as it is; another unit of money changes nothing else.
    Raises ImpossibleLocks (a ValueError, with the names in `nodes`) where locked nodes contradict
    each other, or, with `nonnegative`, zero; ValueError where shapes do not fit, a value is missing
    or infinite, a variance is negative, or a lock is no node.
    """
    values, names = _values(base)
    sums = _matrix(aggregation, len(values))
    sizes = _variances(variance, names)
    held = _held(locked, names) | (sizes == 0)
    past = _past(errors, len(values))
    power = np.frexp(np.abs(values).max(axis=0, initial=0.0))[1]
    scale = np.exp2(np.minimum(power, np.finfo(float).maxexp - 1))  # divides exactly
    leaves = _leaves(values / scale, _system(sums, sizes, held, past), held, names, nonnegative)
    found = np.vstack([sums @ leaves, leaves]) * scale
    found[held] = values[held]
    return _shaped(found, base)


def _leaves(
    base: Array, system: System, held: Mask, names: Sequence[str], nonnegative: bool
) -> Array:
    """Return the reconciled leaves of a base of which no value reaches two."""
    spare = _spare(base, system, held, names, nonnegative)
    leaves, _ = system.without(spare).solve(np.delete(base, np.flatnonzero(spare), axis=0))
    if nonnegative:
        wrong = (leaves < 0).any(axis=0) | (base[held] < 0).any(axis=0)
        if wrong.any():
            leaves[:, wrong] = solve_nonnegative(base[:, wrong], system, held, names)
        leaves = np.maximum(leaves, 0.0)
    return leaves


def _spare(
    base: Array, system: System, held: Mask, names: Sequence[str], nonnegative: bool
) -> Mask:
    """Return the locks that follow from others; raise where locks contradict each other.

    From zero on fewer of them may do so already: then those are named.
    """
    try:
        return redundant_locks(base, system.aggregation, held, names)
    except ImpossibleLocks:
        if nonnegative:
            for column in base.T:
                refuse_negative(column, system.aggregation, held, names)
        raise


def _system(sums: sparse.csr_array, sizes: Array, held: Mask, past: Array | None) -> System:
    """Return the weights of all nodes; those held have no error, of any kind."""
    variance = np.where(held, 0.0, sizes / max(sizes.max(initial=0.0), np.finfo(float).tiny))
    own, factors = variance, None
    if past is not None:
        own, factors = correlated(past, variance)
    n = sums.shape[0]
    return System(sums, own[:n], own[n:], factors)


def _values(base: Any) -> tuple[Array, Sequence[str]]:
    """Return the base as a matrix and the names of its nodes; raise where a value is missing."""
    given: Any = np.ma.filled(np.ma.asarray(base, dtype=float), np.nan)
    values = np.asarray(given, dtype=float)
    values = values[:, None] if values.ndim == 1 else values
    if values.ndim != 2 or not len(values):
        raise ValueError(f"base has shape {values.shape}; (nodes, periods) is expected")
    index = base.index if isinstance(base, pd.DataFrame | pd.Series) else range(len(values))
    names = [str(name) for name in index]
    _refuse(~np.isfinite(values).all(axis=1), names, "base is missing or infinite")
    return values, names


def _variances(variance: ArrayLike, names: Sequence[str]) -> Array:
    sizes = np.asarray(variance, dtype=float)
    if sizes.shape != (len(names),):
        expected = f"({len(names)},), one value per node"
        raise ValueError(f"variance has shape {sizes.shape}; expected is {expected}")
    _refuse(~np.isfinite(sizes) | (sizes < 0), names, "variance is missing, infinite or negative")
    return sizes


def _matrix(aggregation: Any, n_nodes: int) -> sparse.csr_array:
    """Return the aggregation as a sparse array; raise where its shape is not that of the nodes."""
    dense_or_sparse = aggregation if sparse.issparse(aggregation) else np.atleast_2d(aggregation)
    sums = sparse.csr_array(dense_or_sparse).astype(float)
    if sum(sums.shape) != n_nodes:
        expected = f"{sums.shape[0]} aggregates and {sums.shape[1]} leaves"
        raise ValueError(f"base has {n_nodes} nodes; the aggregation has {expected}")
    if not np.isfinite(sums.data).all():
        raise ValueError("the aggregation has a missing or infinite coefficient")
    return sums


def _held(locked: ArrayLike | None, names: Sequence[str]) -> Mask:
    """Return which nodes are locked."""
    given, n = np.asarray([] if locked is None else locked), len(names)
    if given.dtype == bool:
        if given.shape != (n,):
            raise ValueError(f"locked has shape {given.shape}; a mask of ({n},) is expected")
        return given.copy()
    if given.dtype.kind in "UO":
        places = pd.Index(names).get_indexer(pd.Index([str(name) for name in given]))
        places = places.astype(float)
    else:
        places = given.astype(float)
    wrong = (places != np.floor(places)) | (places < 0) | (places >= n)
    if wrong.any():
        known = f"names of the base or positions from 0 to {n - 1}"
        raise ValueError(f"locked has no such node: {given[wrong].tolist()}; expected are {known}")
    held = np.zeros(n, dtype=bool)
    held[places.astype(int)] = True
    return held


def _past(errors: ArrayLike | None, n: int) -> Array | None:
    """Return the errors, or nothing where there are too few of them."""
    if errors is None:
        return None
    past = np.asarray(errors, dtype=float)
    if past.ndim != 2 or past.shape[1] != n:
        raise ValueError(f"errors have shape {past.shape}; expected is (times, {n})")
    if np.isinf(past).any():
        raise ValueError("errors have an infinite value; where there was none, NaN is expected")
    return past if len(past) >= FEWEST_ERRORS else None


def _refuse(is_wrong: Iterable[bool], names: Sequence[str], what: str) -> None:
    wrong = [name for name, one in zip(names, is_wrong, strict=True) if one]
    if wrong:
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise ValueError(f"{what} at node {', '.join(wrong[:5])}{more}")


def _shaped(found: Array, base: Any) -> Any:
    """Return the result in the shape and type of the base."""
    if isinstance(base, pd.DataFrame):
        return pd.DataFrame(found, index=base.index, columns=base.columns)
    if isinstance(base, pd.Series):
        return pd.Series(found[:, 0], index=base.index, name=base.name)
    return found[:, 0] if np.ndim(base) == 1 else found
