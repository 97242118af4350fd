"""What visits have reached before: the measure of whether a target is within reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.actions.effects.panel import AIMS, Array, Panel

FEWEST = 20  # past visits with an aim, or months after a visit
LEAST = 0.1  # reached as often: within reach
ASKED = 0.7  # quantile of what came in months with a visit before them: three in ten reached more
USUAL = 12  # months that say what is usual
REACHED = "objective n n_exact n_measured n_met reached reach"
YES, NO, UNTOLD = "yes", "no", "cannot_tell"


@dataclass(frozen=True)
class Reach:
    """Shares of aims met by objective, and sales after a visit over the usual ones by class."""

    shares: pd.DataFrame
    rises: dict[str, Array]

    def share(self, objective: str) -> float:
        """Return how often such an aim was met; missing where too few were measured."""
        own = self.shares.loc[self.shares["objective"] == objective, "reached"]
        return float(own.iloc[0]) if len(own) else float("nan")

    def count(self, objective: str) -> int:
        """Return how many such aims were measured."""
        own = self.shares.loc[self.shares["objective"] == objective, "n_measured"]
        return int(own.iloc[0]) if len(own) else 0

    def overall(self) -> float:
        """Return how often any aim was met; one where none was measured."""
        n, met = self.shares["n_measured"].sum(), self.shares["n_met"].sum()
        return float(met / n) if n else 1.0

    def asked(self, customer_class: str) -> tuple[float, float, int]:
        """Return the rise over usual sales to ask for, how often as much came, and of how many."""
        known = self.rises.get(customer_class, np.zeros(0))
        if len(known) < FEWEST:
            return float("nan"), float("nan"), len(known)
        return float(np.quantile(known, ASKED)), 1 - ASKED, len(known)

    def as_often(self, customer_class: str, rise: float) -> float:
        """Return how often sales after a visit to the class rose as much over the usual ones."""
        known = self.rises.get(customer_class, np.zeros(0))
        return float((known >= rise).mean()) if len(known) else float("nan")


def reach_of(aims: pd.DataFrame, panel: Panel | None, classed: pd.Series) -> Reach:
    """Return what past visits reached. `aims` as `measured` gives them."""
    return Reach(shares(aims), _rises(panel, classed) if panel is not None else {})


def shares(aims: pd.DataFrame) -> pd.DataFrame:
    """Return aims so far by objective (`REACHED`), in the order of `AIMS`.

    n_exact: with a target stated; reached: met of measured; reach: whether such aims are within
    reach (`yes` where one in ten was met, `no` where fewer, `cannot_tell` below `FEWEST` measured).
    """
    rows = []
    for name in AIMS:
        own = aims[aims["objective"] == name]
        if own.empty:
            continue
        n = int(own["met"].notna().sum())
        met = int(own["met"].sum())
        share = met / n if n >= FEWEST else float("nan")
        reach = UNTOLD if n < FEWEST else YES if share >= LEAST else NO
        exact = int(own["target"].notna().sum())
        rows.append((name, len(own), exact, n, met, share, reach))
    return pd.DataFrame(rows, columns=REACHED.split())


def _rises(panel: Panel, classed: pd.Series) -> dict[str, Array]:
    """Return sales of months after a visit over what is usual, of customers of each class.

    Usual: the mean of the twelve months before (at least half a year of them).
    """
    own = classed.reindex(panel.customers).fillna("").to_numpy(object)
    found: dict[str, list[Array]] = {}
    for at in range(USUAL // 2, len(panel.months)):
        usual = panel.amounts[:, max(at - USUAL, 0) : at].mean(axis=1)
        came = (panel.visits[:, at - 1] + panel.visits[:, at] > 0) & (usual > 0)
        ratio = panel.amounts[:, at] / np.where(usual > 0, usual, 1.0)
        for name in set(own[came]) - {""}:
            found.setdefault(name, []).append(ratio[came & (own == name)])
    return {name: np.concatenate(parts) for name, parts in found.items()}
