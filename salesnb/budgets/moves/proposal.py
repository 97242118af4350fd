"""What to spend where: last year's shares of the money, the best plan, and what moving to it gains.

All amounts are of the year, as cells and their curves are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from salesnb.budgets.allocation import Allocation, allocate
from salesnb.budgets.given import NEAR
from salesnb.budgets.moves.cells import Cells
from salesnb.budgets.moves.decided import same_shares
from salesnb.methods.response.deciding import SURE, Decision, decide
from salesnb.months import YEAR

HORIZON = 24  # months from the year's begin in which what its spend brings counts
GAP = 1e-4


@dataclass(frozen=True)
class Proposal:
    """A plan of a year's money beside last year's shares of it, each (n,).

    `decision`: what moving to the best plan gains over last year's shares, shrunk as a
    plan that was chosen for its gain looks better than it is, and whether to. `is_judged`: curves
    are people's judgement, of which nothing says how sure it is.
    """

    cells: Cells
    total: float
    same: np.ndarray
    best: np.ndarray
    decision: Decision
    solved: Allocation
    confidence: float = SURE
    is_judged: bool = False

    @property
    def verdict(self) -> str:
        """`act`, `stay`, `cannot_tell`, `judged` (test it first), `fixed` (no cell may move)."""
        if not self.cells.is_free.any():
            return "fixed"
        return "judged" if self.is_judged else self.decision.verdict

    @property
    def spend(self) -> np.ndarray:
        """What is proposed: the best plan, or last year's shares where it is not sure."""
        return self.best if self.verdict == "act" else self.same

    @cached_property
    def gains(self) -> np.ndarray:
        """What the best plan brings over last year's shares in each draw (S,)."""
        return self.value(self.best) - self.value(self.same)

    @property
    def probability(self) -> float:
        """How likely the best plan gains; missing where curves are people's judgement."""
        return self.likely(self.gains)

    def likely(self, gains: np.ndarray) -> float:
        """Return how likely a gain is above nought by its draws: few of them are never sure."""
        n = len(gains)
        return np.nan if self.is_judged else float(((gains > 0).sum() + 0.5) / (n + 1))

    @property
    def shrink(self) -> float:
        """By how much a gain on average over the draws is to be trusted."""
        mean = float(self.gains.mean())
        return self.decision.gain / mean if mean else 0.0

    def value(self, spend: np.ndarray) -> np.ndarray:
        """Return what spending (n,) brings in each draw (S,)."""
        return self.by_cell(spend).sum(axis=-1)

    def by_cell(self, spend: np.ndarray) -> np.ndarray:
        """Return what spending (n,) brings in each draw and cell (S, n)."""
        return self.cells.draws.value(spend)


def counted_until(cells: Cells, horizon: float) -> Cells:
    """Return cells whose curves count only what comes in within `horizon` months of the year.

    A unit spent in month t of the year (1 to 12) has brought 1 - decay ** (horizon - t + 1) of what
    it brings in all: carry-over is geometric, and its weights sum to 1.
    """
    left = np.asarray(horizon, dtype=float) - np.arange(1, YEAR + 1)[:, None] + 1
    decay = cells.rows["decay"].to_numpy(float)
    part = (1 - decay ** np.maximum(left, 0.0)).mean(axis=0)
    return replace(
        cells,
        rows=cells.rows.assign(scale=cells.rows["scale"] * part),
        draws=replace(cells.draws, scale=cells.draws.scale * part),
    )


def propose(cells: Cells, total: float, *, confidence: float, digits: int = 2) -> Proposal:
    """Return the plan of `total` that brings most on average over the draws.

    Cells that are locked, or whose channel the data do not tell, keep last year's share. Raises
    `ConflictError` where decided floors exceed the total.
    """
    same = _whole(cells, same_shares(cells.rows, cells.groups, total), digits)
    fixed = ~cells.is_free
    lower = np.minimum(cells.rows["lower"].to_numpy(float), same)
    upper = np.maximum(cells.rows["upper"].to_numpy(float), same)
    rows = cells.rows.assign(
        present=same, lower=np.where(fixed, same, lower), upper=np.where(fixed, same, upper)
    )
    groups = _groups(cells, same)
    solved = allocate(rows, total, draws=cells.draws, groups=groups, gap=GAP, digits=digits)
    best = solved.plan["spend"].to_numpy(float)
    decision = decide(cells.draws, same, best, sure=confidence)
    is_judged = len(cells.draws.half) == 1
    return Proposal(cells, total, same, best, decision, solved, confidence, is_judged)


def _groups(cells: Cells, same: np.ndarray) -> pd.DataFrame:
    """Return the bounds of channels, none of which last year's shares break."""
    spent = pd.Series(same).groupby(cells.rows["group"], sort=False).sum()
    own = spent.reindex(cells.groups["group"]).to_numpy(float)
    return cells.groups.assign(
        lowest=np.minimum(cells.groups["lowest"], own),
        highest=np.maximum(cells.groups["highest"], own),
    )


def _whole(cells: Cells, amounts: np.ndarray, digits: int) -> np.ndarray:
    """Return amounts in whole minor units that add up to the rounded total.

    Rounded cumulatively, channel by channel; channels of a whole amount come first and keep it.
    """
    minor = amounts * 10**digits
    channels = list(cells.rows.groupby("group", sort=False).indices.values())
    sums = [float(minor[at].sum()) for at in channels]
    is_part = [abs(one - round(one)) > NEAR for one in sums]
    order = np.concatenate([channels[i] for i in np.argsort(is_part, kind="stable")])
    found = np.zeros_like(minor)
    found[order] = np.diff(np.rint(np.cumsum(minor[order])), prepend=0.0)
    return found / 10**digits
