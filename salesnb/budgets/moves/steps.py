"""Which moves of money lead from last year's shares to the best plan, and what each one gains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.budgets.moves.panel import CHANNEL, REGION
from salesnb.budgets.moves.proposal import Proposal
from salesnb.methods.response.deciding import INTERVAL

SMALL = 0.001  # of the money: smaller remainders are not moves of their own
COLUMNS = [
    *("place", "from_region", "from_channel", "to_region", "to_channel"),
    *("amount", "gain", "low", "high", "probability"),
]


@dataclass
class _Side:
    """Cells that give or take, the best first, with what is left to move of each."""

    at: list[int]
    left: np.ndarray

    @property
    def next(self) -> int:
        return next((one for one in self.at if self.left[one] > 0), -1)


def list_moves(proposal: Proposal) -> pd.DataFrame:
    """Return the moves that lead from last year's shares to the best plan, most gain first.

    Money goes from where it brings least to where it brings most, cell by cell; along the way each
    cell only falls or only rises, so that the gains of all moves add up to that of the plan. `gain`
    is a year's, shrunk, with its range of four in five; `probability` that it is above 0.
    """
    pairs = _pairs(proposal)
    gains, at = [], proposal.same.copy()
    for giver, taker, amount in pairs:
        before = proposal.value(at)
        at[giver] -= amount
        at[taker] += amount
        gains.append(proposal.value(at) - before)
    rows = [_said(proposal, *one) for one in zip(pairs, gains, strict=True)]
    found = pd.DataFrame(rows, columns=COLUMNS[1:])
    found = found.sort_values("gain", ascending=False, kind="stable").reset_index(drop=True)
    found.insert(0, "place", np.arange(1, len(found) + 1))
    return found


def _pairs(proposal: Proposal) -> list[tuple[int, int, float]]:
    """Return giver, taker and amount of each move."""
    change = proposal.best - proposal.same
    step = SMALL * proposal.same.sum()
    per_unit = _per_unit(proposal, change)
    givers = _Side([*np.argsort(per_unit, kind="stable")], np.maximum(-change, 0.0))
    takers = _Side([*np.argsort(-per_unit, kind="stable")], np.maximum(change, 0.0))
    pairs = []
    while (giver := givers.next) >= 0 and (taker := takers.next) >= 0:
        amount = float(min(givers.left[giver], takers.left[taker]))
        givers.left[giver] -= amount
        takers.left[taker] -= amount
        if amount > step:
            pairs.append((int(giver), int(taker), amount))
    return pairs


def _per_unit(proposal: Proposal, change: np.ndarray) -> np.ndarray:
    """Return what each cell's change brings or costs, per unit moved, on average over the draws."""
    best, same = (proposal.by_cell(one).mean(axis=0) for one in (proposal.best, proposal.same))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num((best - same) / change)


def _said(proposal: Proposal, pair: tuple[int, int, float], gains: np.ndarray) -> list[object]:
    """Return a move's row; its gain is shrunk as that of the whole plan."""
    giver, taker, amount = pair
    rows, mean = proposal.cells.rows, float(gains.mean())
    low, high = (end - (1 - proposal.shrink) * mean for end in ends(gains))
    places = [rows[name].iloc[at] for at in (giver, taker) for name in (REGION, CHANNEL)]
    return [*places, amount, proposal.shrink * mean, low, high, proposal.likely(gains)]


def ends(draws: np.ndarray) -> tuple[float, float]:
    """Return the range of four in five draws."""
    low, high = np.quantile(draws, INTERVAL)
    return float(low), float(high)
