"""How far forecasts of earlier months were off, as arrays, from the artefact that keeps them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.months import Month

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Past:
    """What was expected of a period from earlier months, and what came: a row per month, in turn.

    `actual`, `forecast` and `usual` (n_origins, n_nodes) are sums over the period's months, missing
    where the period has not ended, or the node had too short a history. `nodes` (dimension, node)
    names the columns, `origins` the rows: the last month known, oldest first, none left out.
    `length` is how many months the period has, `lag` how many months after its origin it ends:
    what `own_past.past_statements` takes under these names.
    """

    nodes: pd.DataFrame
    origins: list[str]
    actual: Array
    forecast: Array
    usual: Array
    length: int
    lag: int

    def take(self, keep: NDArray[np.bool_]) -> Past:
        """Return the nodes that `keep` marks (n_nodes)."""
        return replace(
            self,
            nodes=self.nodes[keep].reset_index(drop=True),
            actual=self.actual[:, keep],
            forecast=self.forecast[:, keep],
            usual=self.usual[:, keep],
        )

    def known(self) -> Past:
        """Return the nodes known at every origin whose period has ended: none began later."""
        ended = np.isfinite(self.actual).any(axis=1)
        is_whole = np.asarray(np.isfinite(self.actual[ended]).all(axis=0))
        return self.take(is_whole)


def past_errors(
    frame: pd.DataFrame,
    *,
    measure: str = "sales",
    dimension: str | None = None,
    first: int = 1,
    last: int = 12,
) -> Past:
    """Return earlier forecasts of the months `first` to `last` after their origins, summed.

    `frame` is the artefact `forecast_errors`: measure, dimension, node, origin, step, expected,
    actual, usual (the mean size of a month of the year before the origin). `dimension` keeps its
    nodes alone; nodes come in the order of dimension and name. Empty arrays where there are no
    rows. Raises ValueError for steps that are none.
    """
    if not 1 <= first <= last:
        raise ValueError(f"steps run from first to last, from 1 on; found {first} to {last}")
    rows = frame[(frame["measure"] == measure) & frame["step"].between(first, last)]
    rows = rows if dimension is None else rows[rows["dimension"] == dimension]
    length = last - first + 1
    keys = pd.MultiIndex.from_frame(rows[["dimension", "node"]].astype(str))
    nodes = keys.unique().sort_values()
    origins = _in_turn(rows["origin"].astype(str))
    origin = pd.Index(origins).get_indexer(pd.Index(rows["origin"].astype(str)))
    at = (origin, nodes.get_indexer(keys), rows["step"].to_numpy(int) - first)
    cubes = np.full((3, len(origins), len(nodes), length), np.nan)
    for cube, name in zip(cubes, ("actual", "expected", "usual"), strict=True):
        cube[at] = rows[name]
    actual, forecast, usual = cubes.sum(axis=3)
    return Past(nodes.to_frame(index=False), origins, actual, forecast, usual, length, last)


def _in_turn(origins: pd.Series) -> list[str]:
    """Return every month from the first origin to the last."""
    if origins.empty:
        return []
    first, last = Month.parse(origins.min()), Month.parse(origins.max())
    return [str(month) for month in first.until(last)]
