"""How likely each open deal is won, and when it closes, from what is known on the day.

What a deal is and what was done in it (its merit) is learnt from all closed deals, as they stood
the day before they closed. What its stage and age add is learnt from all month ends at which past
deals were open (landmarks; van Houwelingen, Scandinavian Journal of Statistics 2007): whether a
deal closes in the u-th month after, and whether one that closes then is won. Together they are
competing risks by month; deals still open count for the months in which they were.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.deals import seen as seen_on
from salesnb.deals.design import VARIANCES, Design, design_of
from salesnb.deals.history import DealHistory, Facts, month_ends
from salesnb.methods import penalised_logistic
from salesnb.methods.penalised_logistic import Array, Fitted

AHEAD = 24  # months in which an open deal may still close
STEPS = (2, 3, 5, 8)  # months ahead from which the hazard has a level of its own
AGES = (0.5, 1, 2, 3, 4, 6, 9, 12)  # months of age from which it has
MEMORY = 96  # months of landmarks and closed deals that are learnt from
FEWEST = 15  # closed deals from which anything but the plain share is learnt
PARTS = 6
USUAL_CLOSING = 0.25  # of open deals in a month, before any is seen


@dataclass(frozen=True)
class Learnt:
    """Rows that a rule is learnt from: open deals at month ends, closed ones the day before."""

    landmarks: pd.DataFrame
    closings: pd.DataFrame
    history: DealHistory


@dataclass(frozen=True)
class Odds:
    """The fitted rule of a day; with few closed deals it says little more than the plain share."""

    design: Design
    merit: Fitted
    close: Fitted
    win: Fitted
    plain_win: Fitted
    n_deals: int
    n_won: int

    @property
    def share(self) -> float:
        """The share of closed deals that was won, two deals at one half beside them."""
        return (self.n_won + 1.0) / (self.n_deals + 2.0)

    def ahead(self, rows: pd.DataFrame, *, months: int = AHEAD) -> tuple[Array, Array]:
        """Return the chances that each deal is won, and lost, in each month ahead (n, months)."""
        plain = self.design.columns(rows)
        merit = merits(self.design, self.merit, plain)
        age, behind = (rows[one].to_numpy(float) for one in ("age", "behind"))
        left = np.ones(len(rows))
        won, lost = np.zeros((len(rows), months)), np.zeros((len(rows), months))
        for step in range(months):
            u = np.full(len(rows), step + 1.0)
            closes = left * self.close.chance(_timed(plain, age, u))
            stepped = _stepped(self.design, plain, merit, u, behind)
            wins = self.win.chance(stepped) / 2
            wins += self.plain_win.chance(np.column_stack([plain, stepped[:, -2:]])) / 2
            won[:, step], lost[:, step] = closes * wins, closes * (1 - wins)
            left = left - closes
        return won, lost


def merits(design: Design, merit: Fitted, plain: Array) -> Array:
    """Return the log odds that come of what each deal is and of what was done in it (n,)."""
    own = design.of_merit
    return np.asarray(plain[:, own] @ merit.weights[: int(own.sum())])


def _timed(plain: Array, age: Array, u: Array) -> Array:
    """Return columns with levels of the month ahead and of the age that the deal has by then."""
    ahead = u[:, None] >= np.array(STEPS)
    then = (age + u - 1)[:, None] >= np.array(AGES)
    return np.column_stack([plain, ahead.astype(float), then.astype(float)])


def _stepped(design: Design, plain: Array, merit: Array, u: Array, behind: Array) -> Array:
    """Return merit, stage and age, the month ahead, and how far it is still to go for how long."""
    ahead = np.log(u)
    return np.column_stack([merit, plain[:, ~design.of_merit], ahead, ahead * behind])


def learn_from(history: DealHistory, facts: Facts) -> Learnt:
    """Return what was known of all deals of `MEMORY` months at month ends, and at their close."""
    deals, until = history.deals, history.end
    since = until - pd.DateOffset(months=MEMORY)
    first = max(deals["created_on"].min(), since) if len(deals) else until
    days = month_ends(first, until)
    open_ones = seen_on.look(history, facts, history.open_on(days[days <= until]))
    over = deals[(deals["outcome"] != "").to_numpy() & (deals["ended_on"] > since).to_numpy()]
    before = seen_on.days_before(over, 1)
    rows = pd.DataFrame({"opportunity_id": over.index.to_numpy(object), "day": before})
    closed = seen_on.look(history, facts, rows)
    return Learnt(open_ones, closed.assign(won=(over["outcome"] == "won").to_numpy(float)), history)


def fit(learnt: Learnt) -> Odds:
    """Return the rule learnt from what became of deals by the end of the history."""
    history, closings = learnt.history, learnt.closings
    kept = learnt.landmarks[learnt.landmarks["day"] < history.end].reset_index(drop=True)
    both = pd.concat([kept, closings], ignore_index=True)
    design = design_of(both if len(closings) >= FEWEST else both.head(0))
    share = float(closings["won"].mean()) if len(closings) else 0.5
    merit = _fit_merit(design, closings, share)
    deals = history.deals.reindex(kept["opportunity_id"])
    ended = deals["ended_on"].to_numpy("datetime64[s]")
    row, u, closes = _periods(kept["day"].to_numpy("datetime64[s]"), ended, history.end)
    plain, age = design.columns(kept), kept["age"].to_numpy(float)
    kinds = design.kinds + ["step"] * (len(STEPS) + len(AGES))
    timed = _timed(plain[row], age[row], u)
    close = _fit(timed, closes, kinds, same=_same(kept, row), prior=USUAL_CLOSING)
    over = np.flatnonzero(closes > 0)
    who = row[over]
    own_merit = _merits_of_others(design, closings, kept, plain, share)
    behind = kept["behind"].to_numpy(float)
    stepped = _stepped(design, plain[who], own_merit[who], u[over], behind[who])
    won = (deals["outcome"].to_numpy(object)[who] == "won").astype(float)
    others = [kind for kind, own in zip(design.kinds, design.of_merit, strict=True) if not own]
    win = _fit(stepped, won, ["merit", *others, "step", "step"], same=_same(kept, who), prior=share)
    plainly = np.column_stack([plain[who], stepped[:, -2:]])
    kinds = [*design.kinds, "step", "step"]
    plain_win = _fit(plainly, won, kinds, same=_same(kept, who), prior=share)
    return Odds(design, merit, close, win, plain_win, len(closings), int(closings["won"].sum()))


def _fit_merit(design: Design, closings: pd.DataFrame, share: float) -> Fitted:
    """Return the weights of merits, age at the close beside them; the age comes last."""
    plain = design.columns(closings)
    own = design.of_merit
    aged = np.isin(design.names, ["age", "age_late"])
    kinds = np.array(design.kinds, dtype=object)
    named = [*kinds[own], *kinds[aged]]
    columns = np.column_stack([plain[:, own], plain[:, aged]])
    return _fit(columns, closings["won"].to_numpy(float), named, same=1.0, prior=share)


def _merits_of_others(
    design: Design, closings: pd.DataFrame, kept: pd.DataFrame, plain: Array, share: float
) -> Array:
    """Return the merit of each landmark by the weights of other deals than those of its part.

    So that what merit is worth is not learnt from the deals that gave the weights (stacking).
    """
    ids = pd.Index(pd.unique(pd.concat([closings, kept])["opportunity_id"]).astype(object))
    parts = (ids.get_indexer(pd.Index(rows["opportunity_id"])) % PARTS for rows in (closings, kept))
    of_closing, of_landmark = parts
    found = np.zeros(len(kept))
    for part in range(PARTS):
        others = _fit_merit(design, closings[of_closing != part], share)
        own = of_landmark == part
        found[own] = merits(design, others, plain[own])
    return found


def _fit(
    columns: Array, came_true: Array, kinds: list[str], *, same: float, prior: float
) -> Fitted:
    penalty = np.array([same / VARIANCES[kind] for kind in kinds])
    share = min(max(prior, 0.02), 0.98)
    return penalised_logistic.fit(columns, came_true, penalty, prior=share)


def _same(rows: pd.DataFrame, places: np.ndarray) -> float:
    """Return how many rows there are of one deal, on average."""
    n = rows["opportunity_id"].iloc[places].nunique()
    return max(len(places) / n, 1.0) if n else 1.0


def _periods(
    days: np.ndarray, ended: np.ndarray, end: pd.Timestamp
) -> tuple[np.ndarray, Array, Array]:
    """Return for each landmark the months after it in which the deal was open until they ended.

    Places of landmarks, the month ahead (from 1), and whether the deal closed in it.
    """
    of = np.asarray(days, "datetime64[M]").astype("int64")
    last = np.datetime64(end, "M").astype("int64")
    is_over = ~np.isnat(ended)
    closing = np.where(is_over, np.asarray(ended, "datetime64[M]").astype("int64"), last)
    n = np.clip(closing - of, 0, AHEAD)
    row = np.repeat(np.arange(len(days)), n)
    u = np.arange(len(row)) - np.repeat(np.cumsum(n) - n, n) + 1.0
    closes = (is_over & (closing - of <= AHEAD))[row] & (u == n[row])
    return row, u, closes.astype(float)
