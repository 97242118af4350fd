"""What one more unit of money brings by channel, and whether the data tell it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.budgets.moves.panel import CHANNEL, Panel
from salesnb.budgets.moves.proposal import Proposal
from salesnb.budgets.moves.responses import Responses
from salesnb.budgets.moves.steps import ends

LEAST = 1e-6  # of a channel's spend a month: the slope at nought may be infinite
TOLD = {
    "reason": "reason",
    "decay": "decay",
    "decay_low": "decay_low",
    "decay_high": "decay_high",
    "effect_ratio": "prior_share",
    "data_per_parameter": "points_per_parameter",
    "season_share": "season_share",
    "zero_share": "zero_share",
}


def returns_of(found: Responses, proposal: Proposal, panel: Panel) -> pd.DataFrame:
    """Return the frame `channel_returns`: a row per channel, counted as the panel says.

    `marginal`: what one more unit brings at last year's spend, spread over regions as that was;
    `brings`: what each unit so far brought. Both are medians of the draws, with the range of four
    in five. Figures of `TOLD` say how far the data tell the channel.
    """
    cells, draws = proposal.cells.rows, proposal.cells.draws
    present = cells["present"].to_numpy(float)
    spend = np.maximum(present, LEAST * present.mean())
    slopes, values = draws.slope(spend), draws.value(spend)
    rows = []
    for channel, at in cells.groupby(CHANNEL, sort=False).indices.items():
        share = spend[at] / spend[at].sum()
        row = {CHANNEL: channel, "present": float(panel.last_year()[str(channel)].sum())}
        row |= _ranged("marginal", (slopes[:, at] * share).sum(axis=1))
        row |= _ranged("brings", values[:, at].sum(axis=1) / spend[at].sum())
        rows.append(row | {"state": _state(cells["state"].iloc[at])})
    known = found.channels.reindex(columns=[*TOLD]).rename(columns=TOLD)
    return pd.DataFrame(rows).join(known, on=CHANNEL)


def _ranged(name: str, draws: np.ndarray) -> dict[str, float]:
    low, high = ends(draws) if len(draws) > 1 else (np.nan, np.nan)
    return {name: float(np.median(draws)), f"{name}_low": low, f"{name}_high": high}


def _state(states: pd.Series) -> str:
    """Return the state of a channel: of its first cell that was ever spent on."""
    used = states[states != "idle"]
    return str(used.iloc[0]) if len(used) else "idle"
