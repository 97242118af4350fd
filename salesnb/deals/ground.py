"""What all sections of 11_deals stand on: deals as of the month's end, and their chances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.deals import odds
from salesnb.deals.history import DealHistory, Facts, rebuild
from salesnb.methods.penalised_logistic import Array
from salesnb.months import Month

YEAR = 12
OPTIONAL = {
    "touches": "touched_on kind opportunity_id rep_id hours",
    "leads": "lead_id lead_source_id",
    "contact_edges": "from_kind to_id relation influence known_since",
    "reps": "rep_id cost_per_hour",
    "sales_cube": "month net_amount costed_amount cost_amount",
    "issued_targets": "measure period_start period_end target_value",
}


@dataclass(frozen=True)
class Ground:
    """Deals known at the end of `month`, what the rule was learnt from, and the open ones.

    `open`: a row per open deal with what is known of it at the month's end (`seen.look`), by its
    place in `won` and `lost`: the chances to be won and lost in each month ahead.
    """

    facts: Facts
    month: Month
    history: DealHistory
    learnt: odds.Learnt
    rule: odds.Odds
    open: pd.DataFrame
    won: Array
    lost: Array

    @property
    def end(self) -> pd.Timestamp:
        """The last day of the month."""
        return self.history.end

    @property
    def closed(self) -> pd.DataFrame:
        """The deals closed in the twelve months up to the month's end."""
        deals = self.history.deals
        since = pd.Timestamp((self.month - (YEAR - 1)).first)
        return deals[(deals["outcome"] != "").to_numpy() & (deals["ended_on"] >= since).to_numpy()]

    @property
    def win_chance(self) -> Array:
        """Return the chance that each open deal is won within two years; later counts as never."""
        return np.asarray(self.won.sum(axis=1))

    @property
    def close_chance(self) -> Array:
        """Return the chance that each open deal closes within two years, won or lost."""
        return np.asarray((self.won + self.lost).sum(axis=1))

    @property
    def months_left(self) -> Array:
        """Return the months that each open deal is expected to stay open."""
        left = 1 - np.cumsum(self.won + self.lost, axis=1)
        return np.asarray(1 + left[:, :-1].sum(axis=1)) if left.size else np.zeros(len(self.open))


def ground_of(facts: Facts, *, month: Month) -> Ground:
    """Return the ground of a month from the frames that 11_deals loads.

    Raises UsageError where frames or columns are missing.
    """
    held = {**{name: pd.DataFrame(columns=cols.split()) for name, cols in OPTIONAL.items()}}
    held |= {name: frame for name, frame in facts.items() if len(frame) or name not in OPTIONAL}
    history = rebuild(held, pd.Timestamp(month.last))
    learnt = odds.learn_from(history, held)
    rule = odds.fit(learnt)
    now = learnt.landmarks
    rows = now[now["day"] == history.end].reset_index(drop=True)
    won, lost = rule.ahead(rows)
    return Ground(held, month, history, learnt, rule, rows, won, lost)
