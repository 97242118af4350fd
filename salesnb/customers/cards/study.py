"""All frames of the cards of a month, from the facts and from what other workbooks assessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import pandas as pd

from salesnb.customers.cards.ground import CARDED, Ground
from salesnb.customers.cards.information import describe
from salesnb.customers.cards.month import count_month
from salesnb.customers.cards.proposals import propose
from salesnb.customers.cards.review import grade_months
from salesnb.customers.cards.steps import actions, risks
from salesnb.customers.cards.strategy import set_out

__all__ = ["agree", "count_month", "describe", "grade_months", "plan_before", "propose", "shown"]


class Issued(Protocol):
    """A plan that was issued before: a row per cell of the plan, as `targets` has them."""

    @property
    def frame(self) -> pd.DataFrame: ...


def plan_before(issued: Issued | None) -> dict[str, pd.DataFrame]:
    """Return the plan as issued before as the fact `targets_before`; nothing without one."""
    if issued is None:
        return {}
    columns = ["customer_id", "month", "sales"]
    return {"targets_before": issued.frame[columns].astype(dict.fromkeys(columns[:2], "str"))}


def agree(ground: Ground, known: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return `strategy`, `agreements`, `actions` and `risks`, as their modules say."""
    found = set_out(ground, known)
    strategy = found["strategy"]
    return {
        **found,
        "actions": actions(ground, strategy, known),
        "risks": risks(ground, strategy),
    }


def shown(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the frames that the page declares: what stands in `customer_cards` is not kept twice.

    `information` keeps the customers that have a card.
    """
    cards = frames["customer_cards"]
    carded = cards.loc[cards["state"] == CARDED, "customer_id"]
    kept = {name: frame for name, frame in frames.items() if name != "all_grades"}
    known = frames["information"]
    return {**kept, "information": known[known["customer_id"].isin(carded)]}
