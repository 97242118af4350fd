"""What moves with what within the same units: regressions that leave out what units always are.

Two of them: of counts or amounts (Poisson, a level of its own for each unit) and of plain numbers
(levels of units of one or several kinds taken out). Errors allow for whatever the rows of a cluster
share. Effects of rows that are never different from the rest of their unit are not told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
ROUNDS = 30
TOLERANCE = 1e-8
SWEEPS = 60  # of taking out levels in turn


@dataclass(frozen=True)
class Estimate:
    """Effects of the columns, their covariance, and how many clusters and rows tell them."""

    effect: Array
    covariance: Array
    n_clusters: int
    n_rows: int

    def combined(self, weights: Array) -> tuple[float, float]:
        """Return a weighted sum of effects and its standard error."""
        value = float(weights @ self.effect)
        return value, max(float(weights @ self.covariance @ weights), 0.0) ** 0.5


def counts(y: Array, x: Array, unit: Array) -> Estimate | None:
    """Return log effects of the columns of `x` on `y` >= 0, each unit with a level of its own.

    Maximum likelihood of Poisson counts with the levels concentrated out; valid for any `y` whose
    mean is multiplicative, because errors are taken from the sums of each unit. Units without any
    count, and columns that do not vary within units, tell nothing. None where nothing is told.
    """
    n_units = _n_of(unit)
    total = np.bincount(unit, y, n_units)
    keep = total[unit] > 0
    y, x, unit = y[keep], x[keep], unit[keep]
    own, beta = _varying(x, unit, n_units), np.zeros(x.shape[1])
    if not own.any() or len(y) <= x.shape[1]:
        return None
    x = x[:, own]
    found = np.zeros(x.shape[1])
    for _ in range(ROUNDS):
        fit = _fitted(x @ found, total, unit)
        clean = _centred(x, fit, unit, n_units)
        inner = clean.T @ (clean * fit[:, None])
        step = np.linalg.lstsq(inner, clean.T @ (y - fit), rcond=None)[0]
        found = found + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < TOLERANCE:
            break
    fit = _fitted(x @ found, total, unit)
    clean = _centred(x, fit, unit, n_units)
    inner = clean.T @ (clean * fit[:, None])
    spread = _sandwich(inner, clean * (y - fit)[:, None], unit, n_units)
    beta[own] = found
    return Estimate(beta, _placed(spread, own), len(np.unique(unit)), len(y))


def levels(y: Array, x: Array, kinds: list[Array], cluster: Array) -> Estimate | None:
    """Return effects of the columns of `x` on `y`, with the levels of all `kinds` taken out.

    `kinds`: codes of the units of each row, from 0, a column per kind. Least squares after the
    means of all kinds have been taken out in turn; errors are widened by the levels taken out. None
    where nothing varies within them.
    """
    both = _swept(np.column_stack([y, x]).astype(float), kinds)
    target, clean = both[:, 0], both[:, 1:]
    own = clean.std(axis=0) > 1e-9 if len(clean) else np.zeros(x.shape[1], bool)
    if not own.any():
        return None
    clean = clean[:, own]
    inner = clean.T @ clean
    found = np.linalg.lstsq(inner, clean.T @ target, rcond=None)[0]
    n_clusters = _n_of(cluster)
    spread = _sandwich(inner, clean * (target - clean @ found)[:, None], cluster, n_clusters)
    taken = sum(len(np.unique(codes)) for codes in kinds) + own.sum()
    spread = spread * len(y) / max(len(y) - taken, 1)
    effect = np.zeros(x.shape[1])
    effect[own] = found
    return Estimate(effect, _placed(spread, own), len(np.unique(cluster)), len(y))


def _n_of(codes: Array) -> int:
    """Return one more than the largest code."""
    return int(codes.max(initial=-1)) + 1


def _fitted(eta: Array, total: Array, unit: Array) -> Array:
    """Return expected counts whose sum is that of each unit."""
    raised = np.exp(np.clip(eta, -30, 30))
    return np.asarray(
        raised * (total / np.maximum(np.bincount(unit, raised, len(total)), 1e-300))[unit]
    )


def _centred(x: Array, weight: Array, unit: Array, n_units: int) -> Array:
    """Return the columns less their weighted means within units."""
    mass = np.maximum(np.bincount(unit, weight, n_units), 1e-300)
    means = [np.bincount(unit, weight * column, n_units) / mass for column in x.T]
    return np.asarray(x - np.column_stack(means)[unit])


def _varying(x: Array, unit: Array, n_units: int) -> Array:
    """Return which columns differ within any unit, and not as a sum of those before."""
    clean = _centred(x, np.ones(len(x)), unit, n_units)
    if not len(clean):
        return np.zeros(x.shape[1], bool)
    return np.asarray(clean.std(axis=0) > 1e-9)


def _swept(both: Array, kinds: list[Array]) -> Array:
    """Return the columns less the means of all kinds of units, taken out in turn."""
    for _ in range(SWEEPS if len(kinds) > 1 else 1):
        before = both
        for codes in kinds:
            both = _centred(both, np.ones(len(both)), codes, _n_of(codes))
        if np.abs(both - before).max(initial=0.0) < 1e-7:
            break
    return both


def _sandwich(inner: Array, scores: Array, cluster: Array, n_clusters: int) -> Array:
    """Return the covariance of effects: clusters may share anything."""
    sums = np.column_stack([np.bincount(cluster, column, n_clusters) for column in scores.T])
    there = len(np.unique(cluster))
    bread = np.linalg.pinv(inner)
    return np.asarray(bread @ (sums.T @ sums) @ bread * there / max(there - 1, 1))


def _placed(spread: Array, own: Array) -> Array:
    full = np.zeros((len(own), len(own)))
    full[np.ix_(own, own)] = spread
    return full
