"""The joint distribution of the nodes of a dimension in the open months of each period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.methods.correlation import USUAL
from salesnb.methods.error_shapes import levels
from salesnb.targets.chance.attainability import Joint, Sums, joint, sums
from salesnb.targets.chance.period_errors import (
    errors_of_period,
    moving_groups,
    shares_and_sizes,
)
from salesnb.targets.chance.plan_nodes import KINDS, Plan

Array = NDArray[np.float64]
Period = Mapping[Any, Any]  # a row of `Plan.periods`
FEWEST_TIMES = 6  # earlier forecasts of as many months, from which on a range is stated


@dataclass(frozen=True)
class Cells:
    """The joint distribution of the nodes of one dimension in the open months of a period.

    `n_times`: from how many earlier months such a period has ended.
    """

    nodes: list[str]
    joint: Joint
    target: Array  # what the plan still asks for in the open months, in the order of `nodes`
    n_times: int = 0

    def sum(self, members: Array | None = None) -> Sums:
        return sums(self.joint, members)

    def whole(self, expected: float) -> Sums:
        """Return the distribution of the total: the sum of all nodes, around what it has ahead.

        `expected` is the total's own forecast of the open months: forecasts of nodes that add up
        to less or more are scaled to it.
        """
        mean = self.joint.mean
        factor = expected / mean.sum() if expected > 0 and mean.sum() > 0 else 1.0
        return sums(replace(self.joint, mean=mean * factor))


def in_turn(plan: Plan, kinds: Iterable[str] = KINDS) -> list[dict[Any, Any]]:
    """Return the periods of some kinds: months, quarters, the year."""
    wanted = list(kinds)
    rows = [row for row in plan.periods.to_dict("records") if row["kind"] in wanted]
    return sorted(rows, key=lambda row: KINDS.index(row["kind"]))


def cells_ahead(
    plan: Plan, dimensions: Iterable[str], periods: Iterable[tuple[Period, pd.DataFrame]]
) -> dict[tuple[str, str], Cells]:
    """Return the cells by dimension and period, of periods (each with its `open_sums`) in turn.

    How strongly nodes move together in single months is what is usual for longer periods, of
    which fewer are known. A dimension of which no node is forecast in a period is left out, and one
    of which fewer than `FEWEST_TIMES` earlier forecasts can be held against what came.
    """
    cells: dict[tuple[str, str], Cells] = {}
    usual = dict.fromkeys(dimensions, USUAL)
    for period, found in periods:
        for one in usual if period["n_open"] else ():
            own = _cells(plan, one, period, found, usual[one])
            if own is not None and own.n_times >= FEWEST_TIMES:
                cells[one, str(period["period"])] = own
                if period["kind"] == "month":
                    usual[one] = own.joint.correlation.common
    return cells


def _cells(
    plan: Plan, dimension: str, period: Period, found: pd.DataFrame, usual: float
) -> Cells | None:
    """Return the joint distribution of a dimension's nodes; none where no node is forecast."""
    own = found[(found["dimension"] == dimension) & found["expected"].notna()]
    if own.empty:
        return None
    past, later = errors_of_period(plan, dimension, period)
    names = own["node"].tolist()
    place = {str(name): i for i, name in enumerate(past.nodes["node"])}
    at = np.array([place.get(name, -1) for name in names])
    errors, size = shares_and_sizes(past, at)
    mean = own["expected"].to_numpy(float)
    joined = joint(
        mean,
        errors,
        levels(mean, size),
        groups=moving_groups(plan, dimension, names),
        n_independent=max(len(errors) / int(period["n_open"]), 1.0),
        usual=usual,
    )
    asked = (own["target"] - own["so_far"]).to_numpy(float)
    n_times = int(np.isfinite(past.actual).any(axis=1).sum()) if past.actual.size else 0
    return Cells(names, replace(joined, sd=joined.sd * later), asked, n_times)
