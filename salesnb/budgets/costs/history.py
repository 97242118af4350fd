"""What was spent in the last twelve months: by marketing channel and region, by kind and rep."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from salesnb.budgets.costs.ground import Frames, Ground, frame_of, months_of
from salesnb.months import YEAR

WHAT = ["marketing_channel_id", "expense_type"]
WHERE = ["region_id", "rep_id"]
SPENT = [*WHAT, *WHERE, "home_id", "month", "amount", "quantity"]


@dataclass(frozen=True)
class Spent:
    """`rows`: `SPENT`, a row per cell and month of the last twelve; quantity missing where unknown.
    `home_id` is the region in which the rep is at home.

    `n_months`: how many of the twelve each table covers, by its name.
    """

    rows: pd.DataFrame
    n_months: dict[str, int]


def spending(facts: Frames, ground: Ground) -> Spent:
    """Return the spending of the last twelve months from the tables `spend` and `expenses`.

    A table that begins later covers fewer months; a month without a row in a table that covers it
    is one without spending.
    """
    parts = [
        _rows(facts, "spend", "marketing_channel_id region_id", ground),
        _rows(facts, "expenses", "expense_type rep_id", ground),
    ]
    covered = {
        name: _covered(part, facts, name, ground)
        for name, part in zip(("spend", "expenses"), parts, strict=True)
    }
    known = [part for part in parts if len(part)] or parts[:1]
    rows = pd.concat(known, ignore_index=True).reindex(columns=SPENT)
    reps = frame_of(facts, "reps", "rep_id region_id")
    rows["home_id"] = rows["rep_id"].map(reps.set_index("rep_id")["region_id"].to_dict())
    texts = [*WHAT, *WHERE, "home_id", "month"]
    rows[texts] = rows[texts].astype("object").fillna("").astype("str")
    return Spent(rows.astype({"amount": float, "quantity": float}), covered)


def _rows(facts: Frames, name: str, keys: str, ground: Ground) -> pd.DataFrame:
    table = frame_of(facts, name, f"{keys} period_start amount driver_quantity")
    table = table.assign(month=months_of(table["period_start"]).astype("str"))
    own = table[table["month"].isin(ground.before)].astype({"amount": float})
    own = own.rename(columns={"driver_quantity": "quantity"}).drop(columns="period_start")
    return own.reset_index(drop=True)


def _covered(part: pd.DataFrame, facts: Frames, name: str, ground: Ground) -> int:
    """Return how many of the last twelve months the table covers: from its first month on."""
    if not len(part):
        return 0
    first = str(months_of(facts[name]["period_start"]).min())
    return min(sum(one >= first for one in ground.before), YEAR)
