"""Stage by stage: what is in each, what became of deals that entered it, and how long they stay."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import beta

from salesnb.deals.ground import Ground
from salesnb.deals.history import OPEN_STAGES, DealHistory

FEWEST = 10  # closed deals from which a share is judged
SHARE = 0.9  # of the ranges
WINDOW = 730  # days of which stays in stages are looked at
STAGES = """stage n_deals amount weighted n_passed moved_on moved_low moved_high n_left usual_days
    slow_days n_slow n_back"""


def show_stages(ground: Ground) -> pd.DataFrame:
    """Return a row per stage: what is in it, what became of deals that entered it, how long.

    moved_on: share of those that left it in two years for a later stage or a win, with its range,
    which counts months in which more or fewer did than chance makes;
    usual_days is the median stay with stays that still last counted in (product limit), slow_days
    the day by which three in four have left; n_slow are open deals beyond it; n_back moves from it
    to an earlier stage. No rows where no stage is dated.
    """
    if not ground.history.has_stages:
        return pd.DataFrame(columns=STAGES.split())
    stays = stays_of(ground.history)
    rows = ground.open.assign(weighted=ground.open["amount"] * ground.win_chance)
    found = []
    for stage in OPEN_STAGES:
        own, here = stays[stays["stage"] == stage], rows[rows["stage"] == stage]
        left = own[own["is_over"]]
        n, ahead = len(left), int(left["is_ahead"].sum())
        usual, slow = (_stay(own, share) for share in (0.5, 0.25))
        now = own[~own["is_over"]]["days"]
        row = {
            "stage": stage,
            "n_deals": len(here),
            "amount": float(here["amount"].sum()),
            "weighted": float(here["weighted"].sum()),
            "n_passed": int((here["expected_close_on"] < ground.end).sum()),
            "n_left": n,
            "usual_days": usual,
            "slow_days": slow,
            "n_slow": int((now > slow).sum()),
            "n_back": int(own["is_back"].sum()),
        }
        of_month = alike(left["is_ahead"], left["ended"])
        found.append(row | share_of("moved", ahead, n, "moved_on", alike=of_month))
    table = pd.DataFrame(found, columns=STAGES.split())
    return table[(table["n_deals"] > 0) | (table["n_left"] > 0)].reset_index(drop=True)


def share_of(name: str, hits: int, n: int, value: str, *, alike: float) -> dict[str, float]:
    """Return a share with its range, missing of too few; so many deals count as one as `alike`."""
    if n < FEWEST:
        return {value: np.nan, f"{name}_low": np.nan, f"{name}_high": np.nan}
    counts = (hits / alike + 0.5, (n - hits) / alike + 0.5)
    low, high = beta.ppf([(1 - SHARE) / 2, (1 + SHARE) / 2], *counts)
    return {value: hits / n, f"{name}_low": float(low), f"{name}_high": float(high)}


def alike(hits: pd.Series, days: pd.Series) -> float:
    """Return how many deals count as one, as those of a month share its luck; 1 at least.

    The variance of the months' numbers of hits over that of chance alone.
    """
    n, share = len(hits), float(hits.mean()) if len(hits) else 0.0
    months = pd.to_datetime(days).dt.to_period("M").to_numpy()
    apart = (hits.astype(float) - share).groupby(months).sum()
    if len(apart) < 2 or not 0 < share < 1:
        return 1.0
    spread = float((apart**2).sum()) * len(apart) / (len(apart) - 1)
    return max(spread / (n * share * (1 - share)), 1.0)


def stays_of(history: DealHistory, *, days: int = WINDOW) -> pd.DataFrame:
    """Return every stay of so many days in a stage: stage, days, is_over, is_ahead, is_back."""
    moves = history.changes[history.changes["field"] == "stage"]
    moves = moves[["opportunity_id", "changed_on", "old_value", "new_value"]]
    first = moves.drop_duplicates("opportunity_id")
    ids = history.deals.index
    stage = first.set_index("opportunity_id")["old_value"].reindex(ids)
    begun = pd.DataFrame(
        {
            "opportunity_id": ids.to_numpy(object),
            "changed_on": history.deals["created_on"].to_numpy(),
            "new_value": stage.where(stage.notna(), history.deals["stage"]).to_numpy(object),
        }
    )
    both = pd.concat([begun.assign(order=0), moves.assign(order=1)], ignore_index=True)
    both = both.sort_values(["opportunity_id", "changed_on", "order"], kind="stable")
    by_deal = both.groupby("opportunity_id")
    until, then = by_deal["changed_on"].shift(-1), by_deal["new_value"].shift(-1)
    place = {name: k for k, name in enumerate((*OPEN_STAGES, "won"))}
    here, there = both["new_value"].map(place), then.map(place)
    over = history.deals["ended_on"].reindex(both["opportunity_id"]).to_numpy()
    ended = until.to_numpy()
    ended = np.where(np.isnat(ended), over, ended)
    last = np.where(np.isnat(ended), history.end.to_datetime64(), ended)
    stays = pd.DataFrame(
        {
            "stage": both["new_value"].to_numpy(object),
            "days": (last - both["changed_on"].to_numpy()).astype("timedelta64[D]").astype(float),
            "is_over": ~np.isnat(ended),
            "is_ahead": (there > here).to_numpy(bool),
            "is_back": (there < here).to_numpy(bool),
            "ended": last,
        }
    )
    since = np.datetime64(history.end) - np.timedelta64(days, "D")
    return stays[stays["stage"].isin(OPEN_STAGES) & (stays["ended"] >= since)]


def _stay(stays: pd.DataFrame, share: float) -> float:
    """Return the day by which no more than `share` are still there; missing if never so few."""
    if len(stays) < FEWEST:
        return np.nan
    days = np.sort(stays["days"].unique())
    own, over = stays["days"].to_numpy(float), stays["is_over"].to_numpy(bool)
    at_risk = (own[None, :] >= days[:, None]).sum(axis=1)
    left = ((own[None, :] == days[:, None]) & over[None, :]).sum(axis=1)
    kept = np.cumprod(1 - left / np.maximum(at_risk, 1))
    there = np.flatnonzero(kept <= share)
    return float(days[there[0]]) if len(there) else np.nan
