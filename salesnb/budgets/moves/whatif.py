"""What the money would do under another total, other floors or a nearer horizon; nothing saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from salesnb.budgets.moves.cells import Cells
from salesnb.budgets.moves.proposal import HORIZON, Proposal, counted_until, propose
from salesnb.budgets.moves.shown import what_binds
from salesnb.months import YEAR

SPAN = 0.2  # of the total, to either side
FLOORS = (0.0, 1.0, 1.2)  # times the floors that are decided
HORIZONS = (float(YEAR), float(HORIZON), 3.0 * YEAR)  # months
CASES = ("low", "base", "high")
ANSWER = ("total", "floors", "horizon", "brings", "after", "gain", "probability", "one_more")
FACTORS = (0.8, 0.9, 1.0, 1.1, 1.2)  # of the total: of the frontier
ROUNDED = 1e-9  # of a total: sums of floors may differ by so much
Range = tuple[float, float, float]


@dataclass(frozen=True)
class Trials:
    """Cells whose money can be tried: `cells` count all that spending ever brings."""

    cells: Cells
    total: float
    confidence: float
    digits: int = 2
    _solved: dict[tuple[float, float, float], Proposal] = field(default_factory=dict, repr=False)

    @property
    def ranges(self) -> Mapping[str, Range]:
        """A low, the decided and a high value of what may be tried: for sliders."""
        total, least = self.total, least_of(self.cells)
        low, high = round(total * (1 - SPAN), self.digits), round(total * (1 + SPAN), self.digits)
        return {
            "total": (min(max(low, float(np.ceil(least))), total), total, high),
            "floors": FLOORS,
            "horizon": HORIZONS,
        }

    def solved(self, *, total: float, floors: float = 1.0, horizon: float = HORIZON) -> Proposal:
        """Return the plan under other inputs: floors as a factor of those decided."""
        asked = (total, floors, horizon)
        if asked not in self._solved:
            cells = counted_until(self.cells.floored(floors), horizon)
            options = {"confidence": self.confidence}
            self._solved[asked] = propose(cells, total, digits=self.digits, **options)
        return self._solved[asked]

    def is_short(self, total: float, floors: float = 1.0) -> bool:
        """Return whether the floors alone come to more than a total."""
        return least_of(self.cells.floored(floors)) > total * (1 + ROUNDED)

    def answer(self, total: float, floors: float = 1.0, horizon: float = HORIZON) -> pd.DataFrame:
        """Return one row (`ANSWER`, `is_short`): what the best plan brings, and leaves after costs.

        `is_short`: the floors alone come to more than the total; then nothing else is told.
        """
        row: dict[str, object] = {"total": total, "floors": floors, "horizon": horizon}
        row["is_short"] = self.is_short(total, floors)
        if not row["is_short"]:
            one = self.solved(total=total, floors=floors, horizon=horizon)
            brings = float(one.value(one.best).mean())
            price = float(what_binds(one)["one_more"].iloc[0])
            row |= {"brings": brings, "after": brings - total, "one_more": price}
            row |= {"gain": one.decision.gain, "probability": one.probability}
        return pd.DataFrame([row]).reindex(columns=[*ANSWER, "is_short"])

    def cases(self) -> pd.DataFrame:
        """Return the frame `money_trials`: the answer for a low and a high value of each input."""
        base = {name: values[1] for name, values in self.ranges.items()}
        rows = [self.answer(**base).assign(what="as_decided", case="base")]
        for name, values in self.ranges.items():
            for case, value in zip(CASES, values, strict=True):
                if value != base[name]:
                    rows.append(self.answer(**{**base, name: value}).assign(what=name, case=case))
        return pd.concat(rows, ignore_index=True)

    def frontier(self) -> pd.DataFrame:
        """Return what the best plan of each total brings, and what one more unit of it would.

        Totals below what floors ask are left out. Columns: factor, total, brings, low, high, after,
        one_more, is_present.
        """
        every = [(f, round(self.total * f, self.digits)) for f in FACTORS]
        totals = [one for one in every if not self.is_short(one[1])]
        rows = [self.answer(total).assign(factor=factor) for factor, total in totals]
        found = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()
        columns = ["factor", "total", "brings", "after", "one_more"]
        return found.reindex(columns=columns).assign(
            is_present=lambda own: np.isclose(own["factor"].astype(float), 1.0)
        )


def least_of(cells: Cells) -> float:
    """Return what floors and the least of every cell come to in a year."""
    by = cells.rows.groupby("group", sort=False)["lower"].sum()
    low = cells.groups.set_index("group")["lowest"].reindex(by.index)
    return float(np.maximum(by, low).sum())
