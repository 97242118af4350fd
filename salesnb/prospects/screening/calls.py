"""Whom to call next: leads that wait, by their chance and what a good one is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.months import Month
from salesnb.prospects.screening.known import Known
from salesnb.prospects.screening.logistic import fit
from salesnb.prospects.screening.tested import LEAST_GOOD, TOP
from salesnb.prospects.sources.worth import MONTH_DAYS, Worth, became_customer

WAIT = ("new", "called", "open")
COLUMNS = [
    *("place", "lead_id", "lead_source_id", "region_id", "segment", "created_on", "wait_days"),
    *("potential_amount", "chance", "amount", "todo", "is_next"),
]


def call_list(
    known: Known, decided: pd.DataFrame, entries: pd.DataFrame, *, month: Month, worth: Worth
) -> pd.DataFrame:
    """Return leads that wait for a call, the most promising first; empty where none can be ranked.

    chance is that of turning out valid (or won, as `decided` says), amount what that is worth
    within the horizon. todo: `call`, `find_number` (no telephone), `consent` (refused so far),
    `customer` (a customer of ours already), `seen` (the firm has another lead that is decided).
    is_next marks the best fifth of those that can be called, at least one.
    """
    waiting = known.frame[known.frame["stage"].isin(WAIT)].drop(
        index=decided["row"].to_list(), errors="ignore"
    )
    n_good = int(decided["is_good"].sum())
    if waiting.empty or min(n_good, len(decided) - n_good) < LEAST_GOOD:
        return pd.DataFrame(columns=COLUMNS)
    rule = fit(known.frame.loc[decided["row"]], decided["is_good"], known.groups, known.numbers)
    table = waiting.assign(chance=rule.chances(waiting))
    table["wait_days"] = (pd.Timestamp(month.last) - table["created_on"]).dt.days
    table["amount"] = table["chance"] * per_good(known.frame, decided, month=month, worth=worth)
    table["todo"] = _todo(table, entries)
    table["rank"] = (table["todo"] != "call").astype(int)
    table = table.sort_values(["rank", "chance", "lead_id"], ascending=[True, False, True])
    n_next = int(np.ceil(TOP * (table["todo"] == "call").sum()))
    place = np.arange(1, len(table) + 1)
    return table.assign(place=place, is_next=place <= n_next)[COLUMNS].reset_index(drop=True)


def per_good(leads: pd.DataFrame, decided: pd.DataFrame, *, month: Month, worth: Worth) -> float:
    """Return what a lead that turned out good is worth within the horizon, all sources alike."""
    good = leads.loc[decided.loc[decided["is_good"], "row"]]
    share = became_customer(good, month=month).at(worth.horizon * MONTH_DAYS)[0]
    return share * worth.per_customer


def _todo(table: pd.DataFrame, entries: pd.DataFrame) -> np.ndarray:
    """Return what each lead needs; `entries` are the leads' firms: lead_id, state, consent, ..."""
    own = entries.set_index("lead_id").reindex(table["lead_id"])
    cases = {
        "customer": own["state"].to_numpy(object) == "customer",
        "seen": own["is_decided"].fillna(False).to_numpy(bool),
        "consent": own["consent"].to_numpy(object) == "refused",
        "find_number": (table["phone"] == "").to_numpy(),
    }
    return np.select(list(cases.values()), list(cases), "call")


def of_leads(traces: pd.DataFrame, entries: pd.DataFrame, decided_ids: set[str]) -> pd.DataFrame:
    """Return the firm of each lead: lead_id, state, consent, is_decided (another lead is)."""
    own = traces.loc[traces["kind"] == "lead", ["id", "firm"]].rename(columns={"id": "lead_id"})
    is_over = own["lead_id"].isin(decided_ids)
    others = is_over.groupby(own["firm"]).transform("sum") - is_over
    found = own.assign(is_decided=others > 0)
    return found.merge(entries[["firm", "state", "consent"]], on="firm", how="left")
