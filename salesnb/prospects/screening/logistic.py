"""Chances from groups and numbers: logistic regression whose weights are drawn toward nought.

Each member of a group (a source, a region) has a weight of its own; weights are drawn toward the
common level as if they came from a normal spread (ridge; Hoerl and Kennard 1970), so that a member
seen twice says little. Fitted by Newton's method, which needs no library and no random start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

Array = NDArray[np.float64]
GROUP_SD, NUMBER_SD = 1.0, 1.5  # of weights, before anything is known; numbers in standard units
ROUNDS, CLOSE = 30, 1e-8


@dataclass(frozen=True)
class Design:
    """How a frame becomes columns: members of each group, middle and spread of each number."""

    members: dict[str, list[str]]
    scales: dict[str, tuple[float, float]]

    def of(self, frame: pd.DataFrame) -> Array:
        """Return constant, members (0 or 1) and numbers; a number that is missing counts as usual.

        A member that was not known to the design has no column: it stands at the common level.
        """
        columns = [np.ones(len(frame))]
        for name, known in self.members.items():
            values = frame[name].to_numpy(object)
            columns += [(values == one).astype(float) for one in known]
        for name, (middle, spread) in self.scales.items():
            value = frame[name].to_numpy(float)
            columns.append(np.where(np.isnan(value), 0.0, (value - middle) / spread))
        return np.column_stack(columns)


@dataclass(frozen=True)
class Fitted:
    """A fitted rule: `chances` of any frame that has the columns."""

    design: Design
    weights: Array

    def chances(self, frame: pd.DataFrame) -> Array:
        """Return the chance of each row."""
        return np.asarray(expit(self.design.of(frame) @ self.weights), dtype=float)


def fit(
    frame: pd.DataFrame, is_good: ArrayLike, groups: Sequence[str], numbers: Sequence[str]
) -> Fitted:
    """Return the rule that chances of `is_good` follow, by columns of groups and of numbers.

    Columns of one value throughout are left out. Any frame with at least one row can be fitted;
    without a single good one all chances are small, not nought.
    """
    members = {one: sorted(map(str, frame[one].unique())) for one in groups}
    members = {name: own for name, own in members.items() if len(own) > 1}
    scales = {one: _scale(frame[one].to_numpy(float)) for one in numbers}
    design = Design(members, {k: v for k, v in scales.items() if v[1] > 0})
    x, y = design.of(frame), np.asarray(is_good, dtype=float)
    n_members = sum(map(len, design.members.values()))
    sd = np.repeat([GROUP_SD, NUMBER_SD], [n_members, x.shape[1] - 1 - n_members])
    penalty = np.concatenate([[1e-6], 1 / sd**2])
    weights = np.zeros(x.shape[1])
    weights[0] = np.log((y.sum() + 0.5) / (len(y) - y.sum() + 0.5))
    return Fitted(design, _newton(x, y, penalty, weights))


def _scale(values: Array) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    return (float(known.mean()), float(known.std())) if len(known) > 1 else (0.0, 0.0)


def _newton(x: Array, y: Array, penalty: Array, weights: Array) -> Array:
    """Return the weights at which the penalised likelihood is largest; steps never lessen it."""
    best = _likelihood(x, y, penalty, weights)
    for _ in range(ROUNDS):
        p = expit(x @ weights)
        slope = x.T @ (y - p) - penalty * weights
        curved = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curved, slope)
        now = _likelihood(x, y, penalty, weights + step)
        while now < best and np.abs(step).max() > CLOSE:
            step = step / 2
            now = _likelihood(x, y, penalty, weights + step)
        weights = weights + step
        if now - best < CLOSE:
            break
        best = now
    return weights


def _likelihood(x: Array, y: Array, penalty: Array, weights: Array) -> float:
    odds = x @ weights
    return float(y @ odds - np.logaddexp(0, odds).sum() - 0.5 * penalty @ weights**2)
