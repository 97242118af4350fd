"""Hours of a visit, with the way to it: as visits stated them, else as company.toml says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.actions.ground import Ground
from salesnb.actions.hours.response import held_in

LONGEST_GAP = 4.0  # hours between two visits of a day: a longer gap is no way
FEWEST = 30  # gaps: fewer of a rep's own do not tell the rep's usual way
SEEN, STATED = "seen", "stated"


@dataclass(frozen=True)
class Ways:
    """`hours`: usual hours between two visits of a day, by rep; `firm`: that of all; `basis`: seen,
    or stated (hours_per_visit less the usual visit) where no visit has times; `n_gaps` seen.
    """

    hours: pd.Series
    firm: float
    basis: str
    n_gaps: int

    def of(self, reps: pd.Series) -> pd.Series:
        """Return the hours of a way for each rep."""
        return reps.map(self.hours).astype(float).fillna(self.firm)


def ways_of(ground: Ground) -> Ways:
    """Return the hours between visits in the last twelve months, by rep where it has enough."""
    held = held_in(ground.facts["visits"], ground.year)
    nobody = pd.Series(dtype=float)
    timed = held[held["started_at"].notna() & held["ended_at"].notna()]
    timed = timed.sort_values(["rep_id", "started_at"], kind="stable")
    before = timed.groupby(["rep_id", "visit_date"])["ended_at"].shift()
    gap = (timed["started_at"] - before).dt.total_seconds() / 3600
    rows = timed.assign(gap=gap)[(gap >= 0) & (gap <= LONGEST_GAP)]
    if rows.empty:
        usual = float(ground.customers["visit_hours"].median())
        own = ground.rules.hours_per_visit - (0.0 if np.isnan(usual) else usual)
        return Ways(nobody, max(own, 0.0), STATED, 0)
    by_rep = rows.groupby("rep_id")["gap"].agg(["median", "size"])
    enough = by_rep.loc[by_rep["size"] >= FEWEST, "median"]
    return Ways(enough, float(rows["gap"].median()), SEEN, len(rows))


def visit_hours(ground: Ground, ways: Ways) -> pd.Series:
    """Return the hours of a visit to each of `ground.customers`, the way to it included."""
    rows = ground.customers
    usual = float(rows["visit_hours"].median())
    stay = rows["visit_hours"].fillna(usual) if not np.isnan(usual) else rows["visit_hours"]
    own = (stay + ways.of(rows["rep_id"])).fillna(ground.rules.hours_per_visit)
    return own.round(2)
