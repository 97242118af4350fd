"""Logistic regression whose weights are drawn to nought, each by its own prior.

The penalised likelihood is maximised by Newton's method (ridge; le Cessie and van Houwelingen,
Applied Statistics 1992). Without evidence a weight stays at nought and the constant at the share
that came true, so that a rule fitted to five cases says little more than that share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Array = NDArray[np.float64]
STEPS, CLOSE = 60, 1e-10
FIRMEST = 1e-6  # penalty of the constant: it is practically free


@dataclass(frozen=True)
class Fitted:
    """The constant and the weights of columns; `covariance` is of both, constant first."""

    constant: float
    weights: Array
    covariance: Array

    def chance(self, columns: Array) -> Array:
        """Return the chance of each row (n,)."""
        return np.asarray(expit(self.constant + columns @ self.weights), dtype=float)


def fit(
    columns: Array, came_true: Array, penalty: Array, *, prior: float = 0.5, prior_rows: float = 2.0
) -> Fitted:
    """Return the weights of columns (n, k) for outcomes (n,) of 0 or 1.

    `penalty` (k,) is one over the variance of each weight's prior, times how many rows say the same
    (a deal seen in three months says one thing, not three). `prior_rows` rows of share `prior`
    stand beside those seen, so that the constant is finite where all came out alike. Raises
    ValueError where shapes do not fit.
    """
    n, k = columns.shape
    if came_true.shape != (n,) or penalty.shape != (k,):
        raise ValueError(f"{columns.shape} columns, {came_true.shape} outcomes, {penalty.shape}")
    x = np.column_stack([np.ones(n), columns])
    firm = np.concatenate([[FIRMEST], penalty])
    share = (came_true.sum() + prior * prior_rows) / (n + prior_rows)
    beta = np.zeros(k + 1)
    beta[0] = np.log(share / (1 - share))
    beta, hessian = _climb(x, came_true, firm, beta, prior_rows * np.array([prior, 1 - prior]))
    covariance = np.asarray(np.linalg.inv(hessian), dtype=float)
    return Fitted(float(beta[0]), beta[1:], covariance)


def _climb(x: Array, hits: Array, firm: Array, beta: Array, pseudo: Array) -> tuple[Array, Array]:
    """Return the weights of the highest penalised likelihood, and its curvature there."""
    reached = _likelihood(x, hits, firm, beta, pseudo)
    for _ in range(STEPS):
        slope, hessian = _slopes(x, hits, firm, beta, pseudo)
        step = np.linalg.solve(hessian, slope)
        size = 1.0
        while (now := _likelihood(x, hits, firm, beta + size * step, pseudo)) < reached - 1e-12:
            size /= 2
            if size < 1e-6:
                return beta, hessian
        beta, gain = beta + size * step, now - reached
        reached = now
        if gain < CLOSE * (1 + abs(reached)):
            break
    return beta, _slopes(x, hits, firm, beta, pseudo)[1]


def _slopes(x: Array, hits: Array, firm: Array, beta: Array, pseudo: Array) -> tuple[Array, Array]:
    p = expit(x @ beta)
    slope = x.T @ (hits - p) - firm * beta
    hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(firm)
    own = expit(beta[0])
    slope[0] += pseudo[0] - pseudo.sum() * own
    hessian[0, 0] += pseudo.sum() * own * (1 - own)
    return slope, hessian


def _likelihood(x: Array, hits: Array, firm: Array, beta: Array, pseudo: Array) -> float:
    logit = x @ beta
    seen = float((hits * logit - np.logaddexp(0, logit)).sum())
    beside = pseudo[0] * beta[0] - pseudo.sum() * np.logaddexp(0, beta[0])
    return seen + float(beside) - float((firm * beta**2).sum()) / 2
