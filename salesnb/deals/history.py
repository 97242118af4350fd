"""Deals as they stood on any day, rebuilt from the dated changes.

A field's value on a day is that of its last change up to it; before its first change the old value
of that, also where it came after the end of the history (nothing else is read of what came later);
without any, the value that the table has. A deal is open on a day when it had been created and
neither `closed_on` nor a change of its stage says that it was over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from salesnb.contracts.needed import require_columns

Facts = Mapping[str, pd.DataFrame]
NEEDS = {
    "opportunities": """opportunity_id customer_id lead_id rep_id region_id product_group created_on
        expected_close_on closed_on stage amount margin_amount lever competitor_id sales_method_id
        next_step next_step_on""",
    "opportunity_changes": "opportunity_id changed_at changed_on field old_value new_value",
}
OPEN_STAGES = ("prospecting", "qualified", "proposal", "negotiation")
CLOSED = ("won", "lost")
UNKNOWN = ""  # the stage of a day of which nothing is dated
DATED = ("stage", "amount", "expected_close_on", "rep_id")


@dataclass(frozen=True)
class DealHistory:
    """All deals known at the end of a day, `end`, and their dated changes up to it.

    `deals`: a row per deal by opportunity_id; beside the table's columns `ended_on` (day on which
    it closed, NaT while open on `end`) and `outcome` (won, lost or ''). Deals that are closed
    without any day are in `undated`, not in `deals`: nobody can say when they were open. Fields
    that were changed later say what they did on `end`; `amount_now` is what the table says.
    """

    deals: pd.DataFrame
    changes: pd.DataFrame
    undated: pd.DataFrame
    end: pd.Timestamp

    @cached_property
    def has_stages(self) -> bool:
        """Whether any change of a stage is dated, so that stages of past days are known."""
        moved = self.changes[self.changes["field"] == "stage"]
        return bool((~moved["new_value"].isin(CLOSED)).any())

    def is_dated(self, field: str) -> bool:
        """Whether any change of a field is dated; else what it says may have been written later."""
        return field in self._by_field

    def values_on(self, field: str, ids: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Return what a field said of deals on days, as text ('' where nothing is known).

        `ids` are opportunity ids, `days` datetimes of the same length.
        """
        own = self._by_field.get(field)
        now = _as_text(self.deals[field]).reindex(ids).fillna("").to_numpy(object)
        if own is None:
            return now
        asked = pd.DataFrame(
            {"opportunity_id": pd.Series(ids, dtype="str"), "day": _days(days)}
        ).assign(place=np.arange(len(ids)))
        asked = asked.sort_values("day", kind="stable")
        by = "opportunity_id"
        last = pd.merge_asof(asked, own[["day", by, "new_value"]], on="day", by=by)
        first = pd.merge_asof(
            asked,
            own[["day", by, "old_value"]],
            on="day",
            by=by,
            direction="forward",
            allow_exact_matches=False,
        )
        new = last.set_index("place")["new_value"].reindex(range(len(ids)))
        old = first.set_index("place")["old_value"].reindex(range(len(ids)))
        said = new.where(new.notna(), old)
        return np.where(said.notna(), said.fillna("").to_numpy(object), now)

    @cached_property
    def _by_field(self) -> dict[str, pd.DataFrame]:
        renamed = self.changes.rename(columns={"changed_on": "day"})
        renamed = renamed.assign(day=_days(renamed["day"])).sort_values("day", kind="stable")
        return {str(name): own for name, own in renamed.groupby("field")}

    def open_on(self, days: pd.DatetimeIndex) -> pd.DataFrame:
        """Return a row per deal open at the end of each day: opportunity_id, day."""
        made = self.deals["created_on"].to_numpy()[:, None] <= days.to_numpy()[None, :]
        ended = self.deals["ended_on"].to_numpy()[:, None]
        there = made & (np.isnat(ended) | (ended > days.to_numpy()[None, :]))
        deal, day = np.nonzero(there)
        ids = self.deals.index.to_numpy(object)[deal]
        return pd.DataFrame({"opportunity_id": ids, "day": days.to_numpy()[day]})


def rebuild(facts: Facts, end: pd.Timestamp) -> DealHistory:
    """Return the deals as known at the end of a day; what came later only says how it stood.

    Raises UsageError where frames or columns are missing.
    """
    require_columns(facts, NEEDS)
    deals, changes = facts["opportunities"], facts["opportunity_changes"]
    deals = deals[(deals["created_on"] <= end).to_numpy()].set_index("opportunity_id")
    changes = changes[changes["opportunity_id"].isin(deals.index) & changes["field"].isin(DATED)]
    order = ["changed_on", "changed_at", "opportunity_id"]
    changes = changes.sort_values(order, kind="stable", ignore_index=True)
    is_later = (changes["changed_on"] > end).to_numpy()
    later, changes = changes[is_later], changes[~is_later]
    deals = _as_it_stood(_ended(deals, changes, end), later)
    undated = (deals["is_undated"] & deals["stage"].isin(CLOSED)).to_numpy(bool)
    deals = deals.drop(columns="is_undated")
    return DealHistory(deals[~undated], changes, deals[undated], end)


def _as_it_stood(deals: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Return deals with each dated field as it was before the first of these later changes."""
    deals = deals.assign(amount_now=deals["amount"])
    for name, own in later.drop_duplicates(["opportunity_id", "field"]).groupby("field"):
        said = own.set_index("opportunity_id")["old_value"]
        said = said.where(said.notna() & (said != ""))
        now = deals[str(name)]
        if now.dtype.kind == "M":
            said = pd.to_datetime(said, errors="coerce").astype(now.dtype)
        elif now.dtype.kind == "f":
            said = pd.to_numeric(said, errors="coerce").astype(now.dtype)
        else:
            said = said.fillna("").astype(now.dtype)
        then = now.copy()
        then.loc[said.index] = said
        deals[str(name)] = then
    return deals


def _ended(deals: pd.DataFrame, changes: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Return deals with the day on which they ended, how, and whether that day is missing.

    A deal that closes after `end` is open, whatever the table says by now. Where there is no day,
    the last change of its stage gives it.
    """
    last = changes[changes["field"] == "stage"].drop_duplicates("opportunity_id", keep="last")
    last = last.set_index("opportunity_id")
    said = last["new_value"].reindex(deals.index).fillna("").astype("str")
    moved_on = last["changed_on"].reindex(deals.index)
    closed_on = deals["closed_on"]
    is_over = deals["stage"].isin(CLOSED) & (closed_on <= end)
    by_change = said.isin(CLOSED) & closed_on.isna()
    ended_on = closed_on.where(is_over, moved_on.where(by_change))
    undated = deals["stage"].isin(CLOSED) & closed_on.isna() & ~by_change & (said == "")
    outcome = deals["stage"].where(is_over, said.where(by_change, "")).astype("str")
    return deals.assign(ended_on=ended_on, outcome=outcome, is_undated=undated)


def _days(values: object) -> np.ndarray:
    return np.asarray(values).astype("datetime64[s]")


def _as_text(values: pd.Series) -> pd.Series:
    if values.dtype.kind == "M":
        return values.dt.strftime("%Y-%m-%d").fillna("")
    return values.astype("object").where(values.notna(), "").astype("str")


def month_ends(first: pd.Timestamp, last: pd.Timestamp) -> pd.DatetimeIndex:
    """Return the last day of each month from the one of `first` to that of `last`."""
    return pd.date_range(first + pd.offsets.MonthEnd(0), last + pd.offsets.MonthEnd(0), freq="ME")
