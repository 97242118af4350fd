"""What is known of a lead before the first call, and what its call, or time, has decided.

A column counts as known before the call only if it is filled as often on leads that still wait for
their call as on those that were called: what callers fill in would foretell nothing but itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.months import Month
from salesnb.prospects.sources.journeys import DAYS, has_validity

GROUPS = ("lead_source_id", "marketing_channel_id", "segment", "region_id")
FILLED = ("phone", "address")
LEAST_WAITING = 10  # leads waiting, to tell by them what is filled before the call
LEAST_GAP, SURE = 0.25, 3.0  # of the filled share, and standard errors, that tell a late column


@dataclass(frozen=True)
class Known:
    """Leads with their features: `groups` and `numbers` that may be used, `late` that may not."""

    frame: pd.DataFrame
    groups: tuple[str, ...]
    numbers: tuple[str, ...]
    late: tuple[str, ...]
    can_tell: bool  # enough leads wait to tell late columns


def known_before(leads: pd.DataFrame) -> Known:
    """Return leads (of `journeys`) with the features by which they may be ranked."""
    frame = leads.copy()
    for column in FILLED:
        frame[f"has_{column}"] = np.where(frame[column] != "", "yes", "no")
    amount = frame["potential_amount"].where(frame["potential_amount"] > 0)
    frame["log_potential"] = np.log(amount)
    frame["has_potential"] = np.where(amount.notna(), "yes", "no")
    waits = frame["stage"].isin(["new", "open"]).to_numpy()
    can_tell = int(waits.sum()) >= LEAST_WAITING and bool((~waits).any())
    filled = {one: (frame[one] != "").to_numpy() for one in (*GROUPS, *FILLED)}
    filled["potential_amount"] = amount.notna().to_numpy()
    late = tuple(one for one, own in filled.items() if can_tell and _is_late(own, waits))
    groups = [one for one in GROUPS if one not in late and filled[one].any()]
    groups += [f"has_{one}" for one in FILLED if one not in late]
    numbers = []
    if "potential_amount" not in late:
        groups.append("has_potential")
        numbers.append("log_potential")
    return Known(frame, tuple(groups), tuple(numbers), late, can_tell)


def _is_late(filled: NDArray[np.bool_], waits: NDArray[np.bool_]) -> bool:
    """Return whether a column is filled clearly less often on leads that wait."""
    now, later = filled[waits], filled[~waits]
    both = filled.mean()
    error = np.sqrt(both * (1 - both) * (1 / len(now) + 1 / len(later)))
    gap = later.mean() - now.mean()
    return bool(gap > LEAST_GAP and gap > SURE * error)


def outcomes(leads: pd.DataFrame, *, month: Month) -> tuple[str, pd.DataFrame]:
    """Return what calls are judged by, and the leads that are decided: row, on (day), is_good.

    By `valid` where leads are told valid and invalid; else by `won`: whether a deal was won within
    `DAYS` of the lead, for leads that are older; else `none`.
    """
    if has_validity(leads):
        own = leads[leads["is_valid"].notna()]
        on = own["decided_on"].fillna(own["created_on"])
        return "valid", _decided(own, on, own["is_valid"].astype(bool))
    if not leads["is_won"].any():
        return "none", _decided(
            leads.iloc[:0], leads["created_on"].iloc[:0], leads["is_won"].iloc[:0]
        )
    over = leads["created_on"] + pd.Timedelta(days=DAYS)
    own = leads[over <= pd.Timestamp(month.last)]
    in_time = own["is_won"] & (own["closed_on"] <= over[own.index])
    return "won", _decided(own, over[own.index], in_time)


def _decided(own: pd.DataFrame, on: pd.Series, is_good: pd.Series) -> pd.DataFrame:
    found = {"row": own.index.to_numpy(), "on": on.to_numpy(), "is_good": is_good.to_numpy(bool)}
    return pd.DataFrame(found).sort_values(["on", "row"], kind="stable", ignore_index=True)
