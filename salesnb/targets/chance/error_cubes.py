"""Earlier forecasts' errors of many nodes, read once: sums of any steps are slices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.months import Month
from salesnb.targets.chance.past import Past

Array = NDArray[np.float64]
VALUES = ("actual", "expected", "usual")


@dataclass(frozen=True)
class ErrorCubes:
    """What was expected and what came, by dimension: arrays (3, n_origins, n_nodes, n_steps).

    The three are actual, expected and usual; NaN where a month has not ended or was not forecast.
    """

    origins: list[str]
    nodes: Mapping[str, list[str]]
    cubes: Mapping[str, Array]

    @property
    def longest(self) -> int:
        """How many months ahead errors are known."""
        return max((cube.shape[3] for cube in self.cubes.values()), default=0)

    def past(self, dimension: str, first: int, last: int) -> Past:
        """Return sums over the steps `first` to `last`; no nodes where the dimension has none."""
        names = self.nodes.get(dimension, [])
        nodes = pd.DataFrame({"dimension": dimension, "node": names})
        if not names:
            none = np.empty((0, 0))
            return Past(nodes, [], none, none, none, last - first + 1, last)
        actual, expected, usual = self.cubes[dimension][:, :, :, first - 1 : last].sum(axis=3)
        return Past(nodes, self.origins, actual, expected, usual, last - first + 1, last)


def read_errors(frame: pd.DataFrame, *, measure: str = "sales") -> ErrorCubes:
    """Return the errors of a measure from the artefact `forecast_errors`."""
    rows = frame[frame["measure"] == measure]
    if rows.empty:
        return ErrorCubes([], {}, {})
    codes, found = pd.factorize(rows["origin"].astype(str), sort=True)
    months = Month.parse(found[0]).until(Month.parse(found[-1]))
    first = Month.parse(found[0]).ordinal
    turn = np.array([Month.parse(one).ordinal - first for one in found])[codes]
    step = rows["step"].to_numpy(int) - 1
    nodes, cubes = {}, {}
    values = [rows[name].to_numpy(float) for name in VALUES]
    dimension, node = rows["dimension"].to_numpy(str), rows["node"].astype(str)
    for name in np.unique(dimension):
        own = dimension == name
        place, members = pd.factorize(node[own], sort=True)
        cube = np.full((len(VALUES), len(months), len(members), step.max() + 1), np.nan)
        for i, value in enumerate(values):
            cube[i, turn[own], place, step[own]] = value[own]
        nodes[str(name)], cubes[str(name)] = list(members), cube
    return ErrorCubes([str(one) for one in months], nodes, cubes)
