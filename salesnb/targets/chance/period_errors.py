"""Earlier errors of such periods as a plan has, and which nodes move together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salesnb.methods.error_shapes import shares_of_level
from salesnb.targets.chance.past import Past
from salesnb.targets.chance.plan_nodes import LEVELS, Plan

Array = NDArray[np.float64]
LONGEST = 12  # steps of which earlier errors are known
MOST_LATER = 1.5  # times which errors grow for months beyond
FEWEST_ERRORS = 12  # pooled, from which on they are said to grow


def shares_and_sizes(past: Past, at: NDArray[np.intp]) -> tuple[Array, Array]:
    """Return errors (times, cells) as shares of level, and each cell's usual size, by its place."""
    if not len(past.origins):
        return np.full((1, len(at)), np.nan), np.zeros(len(at))
    ended = np.isfinite(past.actual).any(axis=1)
    errors = shares_of_level(past.actual[ended], past.forecast[ended], past.usual[ended])
    none = np.full((len(errors), 1), np.nan)
    newest = np.full(len(past.nodes), 0.0)
    for row in past.usual:
        newest = np.where(np.isfinite(row), row, newest)
    return np.hstack([errors, none])[:, at], np.append(newest, 0.0)[at]


def errors_of_period(plan: Plan, dimension: str, period: Mapping[Any, Any]) -> tuple[Past, float]:
    """Return the earlier errors of such a period, and how much larger they are that much later.

    Errors are known up to `LONGEST` months ahead. A period that ends later takes those of as many
    months that end there; by how much errors grow from shorter to longer leads is measured.
    """
    first, last = plan.steps(str(period["open_from"]), str(period["last"]))
    beyond = max(last - LONGEST, 0)
    first, last = max(first - beyond, 1), min(last, LONGEST)
    past = plan.errors.past(dimension, first, last)
    return past, _growth(plan, dimension, min(beyond, LONGEST // 2)) if beyond else 1.0


def _growth(plan: Plan, dimension: str, beyond: int) -> float:
    """Return how much larger errors are `beyond` months later, of sums as long as can be known."""
    early, late = (
        plan.errors.past(dimension, first, first + LONGEST - beyond - 1)
        for first in (1, 1 + beyond)
    )
    sizes = []
    for one in (early, late):
        shares = shares_of_level(one.actual, one.forecast, one.usual)
        known = shares[np.isfinite(shares)]
        sizes.append(float(np.sqrt((known**2).mean())) if len(known) >= FEWEST_ERRORS else np.nan)
    ratio = sizes[1] / sizes[0] if sizes[0] else np.nan
    return float(np.clip(ratio, 1.0, MOST_LATER)) if np.isfinite(ratio) else 1.0


def moving_groups(plan: Plan, dimension: str, names: list[str]) -> dict[str, list[str]]:
    """Return the groups whose members move together: areas of regions, regions of reps."""
    if dimension == "region":
        lowest = [level for level in LEVELS if level in plan.areas][-1:]
        return {level: [plan.areas[level].get(name, "") for name in names] for level in lowest}
    if dimension == "rep":
        return {"region": [plan.region_of.get(name, "") for name in names]}
    return {}
