"""Chances from groups and numbers: a frame as columns for `methods.penalised_logistic`.

Each member of a group (a source, a region) has a weight of its own; weights are drawn toward the
common level as if they came from a normal spread, so that a member seen twice says little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from salesnb.methods import penalised_logistic

Array = NDArray[np.float64]
GROUP_SD, NUMBER_SD = 1.0, 1.5  # of weights, before anything is known; numbers in standard units
BESIDE = 1.0  # rows, half of them good, beside those seen: chances are never nought or one


@dataclass(frozen=True)
class Design:
    """How a frame becomes columns: members of each group, middle and spread of each number."""

    members: dict[str, list[str]]
    scales: dict[str, tuple[float, float]]

    def of(self, frame: pd.DataFrame) -> Array:
        """Return members (0 or 1) and numbers; a number that is missing counts as usual.

        A member that was not known to the design has no column: it stands at the common level.
        """
        columns = [np.empty((len(frame), 0))]
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
    rule: penalised_logistic.Fitted

    def chances(self, frame: pd.DataFrame) -> Array:
        """Return the chance of each row."""
        return self.rule.chance(self.design.of(frame))


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
    columns = design.of(frame)
    n_members = sum(map(len, design.members.values()))
    spread = np.repeat([GROUP_SD, NUMBER_SD], [n_members, columns.shape[1] - n_members])
    outcomes = np.asarray(is_good, dtype=float)
    rule = penalised_logistic.fit(columns, outcomes, 1 / spread**2, prior_rows=BESIDE)
    return Fitted(design, rule)


def _scale(values: Array) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    return (float(known.mean()), float(known.std())) if len(known) > 1 else (0.0, 0.0)
