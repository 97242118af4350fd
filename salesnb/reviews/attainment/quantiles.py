"""Reading issued quantiles: the amount at a share, and the chance to reach an amount."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

NODE = ["dimension", "node"]
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Quantiles:
    """What was forecast of nodes: `nodes` (dimension, node, expected), a row of `amounts` for each.

    `shares` are those of the columns of `amounts`, ascending; the amounts of a row never fall.
    """

    nodes: pd.DataFrame
    shares: Array
    amounts: Array

    @classmethod
    def of(cls, rows: pd.DataFrame) -> Quantiles:
        """Return the quantiles of `forecast_of`; a node without all of them is left out."""
        own = rows.drop_duplicates([*NODE, "quantile"])
        wide = own.pivot(index=NODE, columns="quantile", values="amount").dropna()
        expected = own.drop_duplicates(NODE).set_index(NODE)["expected"].reindex(wide.index)
        amounts = np.maximum.accumulate(wide.to_numpy(float), axis=1)
        nodes = expected.rename("expected").reset_index()
        return cls(nodes, wide.columns.to_numpy(float), amounts)

    def at(self, share: float) -> Array:
        """Return the amount at a share, between those issued by straight lines.

        Missing beyond the outermost that were issued.
        """
        near = round(share, 9)
        if not len(self.shares) or not self.shares[0] <= near <= self.shares[-1]:
            return np.full(len(self.nodes), np.nan)
        place = min(int(np.searchsorted(self.shares, near, "right")) - 1, len(self.shares) - 2)
        left, right = self.shares[place], self.shares[place + 1]
        part = (near - left) / (right - left)
        return self.amounts[:, place] * (1 - part) + self.amounts[:, place + 1] * part

    def chance_of(self, targets: Array) -> Array:
        """Return the chance that each node reaches its target; at the ends the outermost one."""
        below = (self.amounts <= targets[:, None]).sum(axis=1)
        place = np.clip(below - 1, 0, len(self.shares) - 2)
        row = np.arange(len(targets))
        left, right = self.amounts[row, place], self.amounts[row, place + 1]
        width = np.where(right > left, right - left, 1.0)
        part = np.clip((targets - left) / width, 0.0, 1.0)
        return 1 - (self.shares[place] * (1 - part) + self.shares[place + 1] * part)
