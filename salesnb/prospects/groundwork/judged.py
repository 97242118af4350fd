"""What people hold of a channel's half-life before the data are asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.prospects.groundwork.brand import Prior
from salesnb.prospects.groundwork.panel import CHANNEL

TOPIC = "half_life"  # of judgements in plan/judgements.toml and the table judgements, in months
DEFAULT = Prior(4.0, 0.4, 40.0)  # held of a channel of which nobody judged anything
WIDTH = 5.0  # a judged value without bounds holds within a fifth and five times of it


@dataclass(frozen=True)
class Judged:
    """A judgement of a half-life: who, when; without an author it is the stated default."""

    prior: Prior
    author: str = ""
    judged_on: pd.Timestamp | None = None


def judgement_of(judgements: pd.DataFrame, channel: str) -> Judged:
    """Return what was judged last of a channel's half-life, or the stated default.

    `judgements` are entries of plan/judgements.toml; bounds hold in 95 %.
    """
    if judgements.empty or CHANNEL not in judgements:
        return Judged(DEFAULT)
    own = judgements[(judgements["topic"].astype(str) == TOPIC).to_numpy()]
    own = own[(own[CHANNEL].astype(str) == channel) & (own["value"].astype(float) > 0)]
    if own.empty:
        return Judged(DEFAULT)
    last = own.assign(day=pd.to_datetime(own["judged_on"])).sort_values("day").iloc[-1]
    value = float(last["value"])
    low, high = (float(last[one]) if pd.notna(last[one]) else np.nan for one in ("low", "high"))
    low = low if low > 0 else value / WIDTH
    prior = Prior(value, low, high if high > low else max(value * WIDTH, 2 * low))
    return Judged(prior, str(last["author"]), last["day"])
