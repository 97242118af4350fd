"""Who is proposed to move up or down, and why; and the list of all customers of the month.

One bad month is no reason to move anybody: a proposal needs the same direction for as many months
running as asked for, or the classes' own limits (which have their grey zone). Where the two
contradict each other a person has to look.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.customers.cards.figures import growth_figures
from salesnb.customers.cards.ground import CARDED, Ground
from salesnb.customers.cards.rubric import GOOD, GRADED, THEIRS, WEAK

LEAST_GRADED = 4  # of the five criteria that are the customer's doing
LEAST_WEAK = 2
RANK = {"A": 1, "B": 2, "C": 3}


def propose(
    ground: Ground,
    found: Mapping[str, pd.DataFrame],
    earlier: Mapping[str, pd.DataFrame],
    *,
    months_running: int,
) -> dict[str, pd.DataFrame]:
    """Return `customer_cards`: a row per customer with grades, direction and proposal.

    `found` are the frames of information, strategy and review; `earlier` the `customer_cards` of
    months before, by month. direction: up (at least `LEAST_GRADED` of the customer's criteria
    graded, all but one good, none weak), down (as many graded, at least `LEAST_WEAK` weak, and more
    weak than good), else none. months_same: months running with that direction, this one included.
    proposal: up, down, look, keep; reason: review, class, both, against (they contradict), first
    (the direction is younger than `months_running`), best or least (it is A, or C, already), none.
    """
    cards = _begun(ground, found)
    cards = cards.join(_counted(cards))
    cards["direction"] = _directions(cards)
    cards["months_same"] = _running(ground, cards["direction"], earlier)
    cards = cards.join(_proposed(cards, months_running))
    ahead = pd.Timestamp((ground.month + 1).last)
    is_moved = cards["proposal"].isin(["up", "down", "look"])
    cards["is_due"] = (cards["next_review_on"] <= ahead) | is_moved
    cards.loc[is_moved, "next_review_on"] = ahead
    cards["is_carded"] = cards["state"] == CARDED
    return {"customer_cards": cards.rename_axis("customer_id").reset_index()}


def _begun(ground: Ground, found: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what information, strategy and review know of every customer."""
    information = found["information"].set_index("customer_id")
    strategy = found["strategy"].set_index("customer_id")
    grades = found["all_grades"].set_index("customer_id")
    parts = [
        ground.holders.set_index("customer_id"),
        information[["rep_id", "segment", "region_id", "completeness", "days_old", "is_stale"]],
        strategy[["customer_class", "proposed_class", "objective", "objective_amount"]],
        strategy[["next_review_on", "our_share", "gap_amount", "target"]],
        grades,
        growth_figures(ground)["figure"].rename("growth").reindex(ground.customers),
    ]
    return pd.concat(parts, axis=1)


def _counted(cards: pd.DataFrame) -> pd.DataFrame:
    """Return how many of the customer's own criteria are graded, good, weak."""
    own = cards[[f"{one}_grade" for one in THEIRS]]
    counts = {"n_graded": own.isin(GRADED), "n_good": own == GOOD, "n_weak": own == WEAK}
    return pd.DataFrame({name: one.sum(axis=1).astype("float64") for name, one in counts.items()})


def _directions(cards: pd.DataFrame) -> pd.Series:
    enough = cards["n_graded"] >= LEAST_GRADED
    is_up = enough & (cards["n_weak"] == 0) & (cards["n_good"] >= cards["n_graded"] - 1)
    is_down = enough & (cards["n_weak"] >= LEAST_WEAK) & (cards["n_weak"] > cards["n_good"])
    return pd.Series(np.select([is_up, is_down], ["up", "down"], "none"), index=cards.index)


def _running(ground: Ground, now: pd.Series, earlier: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return the months running in which a customer had the direction that it has now."""
    running = pd.Series(1.0, index=now.index)
    goes_on = pd.Series(True, index=now.index)
    for n in range(1, len(earlier) + 1):
        cards = earlier.get(str(ground.month - n))
        if cards is None:
            break
        before = cards.set_index("customer_id")["direction"].reindex(now.index)
        goes_on &= (before == now).fillna(False).astype(bool)
        running += goes_on
    return running


def _proposed(cards: pd.DataFrame, months_running: int) -> pd.DataFrame:
    """Return the proposal, and what it rests on."""
    own, proposed = cards["customer_class"], cards["proposed_class"]
    rise = own.map(RANK).sub(proposed.map(RANK)).fillna(0.0)
    by_class = pd.Series(np.sign(rise), index=cards.index)
    turn = cards["direction"].map({"up": 1.0, "down": -1.0, "none": 0.0})
    is_end = ((turn > 0) & (own == "A")) | ((turn < 0) & (own == "C"))
    is_old = cards["months_same"] >= months_running
    by_review = turn.where(is_old & ~is_end, 0.0)
    both = by_review + by_class
    cases = {
        "against": (by_class * turn) < 0,
        "both": (by_class != 0) & (by_review == by_class),
        "class": by_class != 0,
        "review": by_review != 0,
        "best": (turn > 0) & is_end,
        "least": (turn < 0) & is_end,
        "first": turn != 0,
    }
    reason = np.select([one.to_numpy() for one in cases.values()], list(cases), "none")
    moves = np.select([both > 0, both < 0], ["up", "down"], "keep")
    moves = np.where(reason == "against", "look", moves)
    return pd.DataFrame({"proposal": moves, "reason": reason}, index=cards.index)
