"""What people decided of marketing money: lines of plan/budget.toml by channel, and the total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.budgets.costs.ground import frame_of
from salesnb.budgets.moves.panel import CHANNEL, REGION, Panel

Decided = Mapping[str, pd.DataFrame]
LARGEST, HALVINGS = 2.0**40, 100  # of the factor; how closely it is found
LINE = f"line_id {CHANNEL} {REGION} amount floor cap is_locked reason"


@dataclass(frozen=True)
class Money:
    """How much there is to allocate in the year, and who said so.

    `source`: `parameter`, `budget` (its lines of marketing channels) or `last_year`.
    """

    total: float
    source: str


def marketing_lines(decided: Decided, *, year: str) -> pd.DataFrame:
    """Return the budget lines of marketing channels, if the budget is one of that year.

    Columns: `LINE`; `floor` and `cap` are those of the year, a locked line has its amount in both.
    """
    lines = frame_of(decided, "lines", LINE)
    stated = decided["budget"]
    is_of_year = len(stated) > 0 and str(stated["year"].iloc[0]) == year
    own = lines[lines[CHANNEL] != ""] if is_of_year else lines.iloc[:0]
    own = own.assign(
        is_locked=own["is_locked"].astype("boolean").fillna(False).astype(bool),
        **{one: pd.to_numeric(own[one]).astype(float) for one in ("amount", "floor", "cap")},
    )
    fixed = own["is_locked"] & own["amount"].notna()
    return own.assign(
        floor=own["floor"].where(~fixed, own["amount"]),
        cap=own["cap"].where(~fixed, own["amount"]),
    ).reset_index(drop=True)


def money_of(panel: Panel, *, total: float, budgeted: float) -> Money:
    """Return the total of the year: the parameter, what is budgeted, or last year's spend.

    `budgeted` is what the budget has for marketing, missing where there is none.
    """
    if total > 0:
        return Money(total, "parameter")
    if budgeted > 0:
        return Money(budgeted, "budget")
    return Money(float(panel.last_year().to_numpy().sum()), "last_year")


def same_shares(cells: pd.DataFrame, groups: pd.DataFrame, total: float) -> np.ndarray:
    """Return last year's spend raised or cut alike until it makes `total`, within all bounds.

    First the channels, then the cells of each: amounts by the order of `cells` (`present, lower,
    upper, group`), `groups` has `group, lowest, highest`. As near to `total` as bounds let it.
    """
    spent = cells.groupby("group", sort=False)["present"].sum()
    bounds = groups.set_index("group").reindex(spent.index)
    by = cells.groupby("group", sort=False)[["lower", "upper"]].sum()
    low = np.maximum(bounds["lowest"].fillna(0.0).to_numpy(float), by["lower"].to_numpy(float))
    high = np.minimum(bounds["highest"].fillna(np.inf).to_numpy(float), by["upper"].to_numpy(float))
    whole = raised(spent.to_numpy(float), low, high, total)
    found = np.zeros(len(cells))
    for group, amount in zip(spent.index, whole, strict=True):
        own = (cells["group"] == group).to_numpy()
        base, least, most = cells.loc[own, ["present", "lower", "upper"]].to_numpy(float).T
        found[own] = raised(base, least, most, amount)
    return found


def raised(base: np.ndarray, low: np.ndarray, high: np.ndarray, total: float) -> np.ndarray:
    """Return `base` times one factor, cut to its bounds, so that it sums to `total`.

    What has no base takes none of the factor, so that a total beyond all reach stays unspent.
    """
    least, most = 0.0, 1.0
    while _cut(base, low, high, most).sum() < total and most < LARGEST:
        most *= 2
    for _ in range(HALVINGS):
        middle = (least + most) / 2
        least, most = (
            (middle, most) if _cut(base, low, high, middle).sum() < total else (least, middle)
        )
    return _cut(base, low, high, most)


def _cut(base: np.ndarray, low: np.ndarray, high: np.ndarray, factor: float) -> np.ndarray:
    return np.clip(base * factor, low, np.maximum(low, high))
