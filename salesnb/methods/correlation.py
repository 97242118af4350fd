"""How strongly the errors of cells move together, from their past errors.

A cell's standardised error is taken as a share of one factor that all have in common, a share of a
factor of each group that it belongs to (its region, its product group), and chance of its own. So
two cells correlate by `common`, plus the shares of the groups that both are in. Treating errors as
independent makes the range of a total several times too narrow; single pairs cannot be estimated
from a few years, a few averages can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
USUAL = 0.15  # common correlation of monthly sales' errors in public sets: .09 to .52, mostly low
PRIOR_TIMES = 4.0  # times that the usual value counts for beside those seen
MOST = 0.95  # of a cell's variance that factors explain
FEWEST_TIMES = 3
FEWEST_PAIRS = 1


@dataclass(frozen=True)
class Correlation:
    """The share of variance that all cells have in common, and of groups by their dimension.

    `groups` has for each dimension the share and each cell's group (codes from 0). `n_times` is
    how many independent times it was seen; 0 where it is only the usual value, infinite where it
    is known.
    """

    common: float
    groups: Mapping[str, tuple[float, NDArray[np.intp]]] = field(default_factory=dict)
    n_times: float = 0.0

    @property
    def own(self) -> float:
        """The share of a cell's variance that is chance of its own."""
        return 1.0 - self.common - sum(share for share, _ in self.groups.values())

    def variances_of_sums(self, sizes: Array, members: Array | None = None) -> Array:
        """Return the variance of each sum of cells with standard deviations `sizes` (n_cells,).

        `members` (n_sums, n_cells) says what each sum is of them; without it, one sum of all.
        """
        parts = np.ones((1, len(sizes))) if members is None else members
        each = parts * sizes
        variance = self.own * _squares(each) + self.common * np.asarray(each.sum(axis=1)) ** 2
        for share, codes in self.groups.values():
            by_group = each @ one_hot(codes)
            variance = variance + share * _squares(by_group)
        return np.asarray(variance, dtype=float)


def one_hot(codes: NDArray[np.intp]) -> Array:
    """Return which cell is in which group (n_cells, n_groups)."""
    return np.eye(int(codes.max(initial=-1)) + 1)[codes]


def correlation(
    errors: ArrayLike,
    groups: Mapping[str, ArrayLike] | None = None,
    *,
    n_independent: float | None = None,
    usual: float = USUAL,
) -> Correlation:
    """Return the correlation that errors (n_times, n_cells) show; NaN where there was none.

    `groups` has for each dimension one label per cell. Averages over pairs of cells are fitted by
    least squares, none below zero, and shrunk: the common share toward the usual one, those of
    groups toward none, as if `PRIOR_TIMES` further times had been seen. Overlapping times say less
    than their number: `n_independent` is what they come to. Cells without errors, or
    that never err, say nothing. Raises ValueError where shapes do not fit.
    """
    past = np.asarray(errors, dtype=float)
    if past.ndim != 2:
        raise ValueError(f"errors have shape {past.shape}; (times, cells) is expected")
    codes = {name: _codes(labels, past.shape[1], name) for name, labels in (groups or {}).items()}
    scores = standardised(past)
    seen = float(np.isfinite(past).any(axis=1).sum())
    times = min(seen, seen if n_independent is None else n_independent)
    found = _fitted(scores, list(codes.values())) if seen >= FEWEST_TIMES else None
    if found is None:
        return Correlation(usual, {name: (0.0, code) for name, code in codes.items()})
    weight = times / (times + PRIOR_TIMES)
    shares = weight * found
    shares[0] += (1 - weight) * usual
    shares *= min(1.0, MOST / shares.sum()) if shares.sum() else 1.0
    named = zip(codes.items(), shares[1:], strict=True)
    return Correlation(float(shares[0]), {n: (float(s), c) for (n, c), s in named}, times)


def standardised(errors: Array) -> Array:
    """Return errors over their usual size (root mean square), NaN where there was none.

    Their mean is not taken out: forecasts are to have no bias, and one that all cells have in
    common makes their sum as uncertain as a factor does. Cells that never err are NaN, too.
    """
    known = np.isfinite(errors)
    most = np.where(known, np.abs(errors), 0.0).max(axis=0, initial=0.0)
    scaled = np.where(known, errors, np.nan) / np.where(most > 0, most, np.nan)
    mean = np.nansum(scaled**2, axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.asarray(scaled / np.sqrt(np.where(mean > 0, mean, np.nan)), dtype=float)


def _fitted(scores: Array, codes: list[NDArray[np.intp]]) -> Array | None:
    """Return the common share and those of groups, or nothing where no two cells were seen.

    The correlation of a pair is fitted as common share + shares of the groups that both are in;
    sums over pairs come from sums over cells, so that no pair is ever looked at.
    """
    from scipy.optimize import nnls

    known = np.isfinite(scores)
    values = np.where(known, scores, 0.0)
    n = scores.shape[1]
    by = [np.zeros(n, dtype=np.intp), *codes]
    pairs, products = np.zeros((len(by), len(by))), np.zeros(len(by))
    own = (known.sum(), (values**2).sum())
    for i, one in enumerate(by):
        products[i] = _sum_of_squares(values, one) - own[1]
        for j, other in enumerate(by):
            both = one * (int(other.max()) + 1) + other
            pairs[i, j] = _sum_of_squares(known.astype(float), both) - own[0]
    if pairs[0, 0] < FEWEST_PAIRS:
        return None
    shares, _ = nnls(pairs / pairs[0, 0], products / pairs[0, 0])
    return np.asarray(shares, dtype=float)


def _sum_of_squares(values: Array, codes: NDArray[np.intp]) -> float:
    """Return the sum of squares of the sums over the cells of each group, at each time."""
    labels, compact = np.unique(codes, return_inverse=True)
    if len(labels) == 1:
        return float((values.sum(axis=1) ** 2).sum())
    order = np.argsort(compact, kind="stable")
    starts = np.searchsorted(compact[order], np.arange(len(labels)))
    return float((np.add.reduceat(values[:, order], starts, axis=1) ** 2).sum())


def _codes(labels: ArrayLike, n: int, name: str) -> NDArray[np.intp]:
    found = pd.factorize(np.asarray(labels))[0]
    if found.shape != (n,):
        raise ValueError(f"groups {name} have shape {found.shape}; expected is ({n},)")
    return found


def _squares(each: Array) -> Array:
    squared = each.multiply(each) if hasattr(each, "multiply") else each**2
    return np.asarray(squared.sum(axis=1), dtype=float).ravel()
