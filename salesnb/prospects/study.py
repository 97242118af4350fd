"""All that 04_prospects computes, in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.months import Month
from salesnb.prospects.directory.entries import directory, review
from salesnb.prospects.directory.resolve import Resolved, resolve
from salesnb.prospects.places import alike, where
from salesnb.prospects.places.emerging import emerging_types, monthly_types
from salesnb.prospects.screening import calls, tested
from salesnb.prospects.screening.known import known_before, outcomes
from salesnb.prospects.sources.funnel import funnel
from salesnb.prospects.sources.journeys import journeys
from salesnb.prospects.sources.worth import Worth, worth_of
from salesnb.prospects.sources.yields import reach, source_yields

Frames = Mapping[str, pd.DataFrame]
HORIZON = 12


def study_prospects(
    facts: Frames, *, month: Month, horizon: int = HORIZON
) -> dict[str, pd.DataFrame]:
    """Return the frames of 04_prospects by name; `facts` are the frames that it loads and uses.

    `horizon` is how many months of sales after a lead count as what it brought.
    `market_potential` is taken where it is there.
    """
    leads = journeys(facts, month=month)
    found = resolve(facts)
    entries = directory(found, leads, month=month)
    worth = worth_of(leads, facts["sales_cube"], month=month, horizon=horizon)
    yields = source_yields(leads, entries, found.records, month=month, worth=worth)
    pairs = review(found, entries)
    known = known_before(leads)
    judged_by, decided = outcomes(leads, month=month)
    held = tested.held_out(known, decided, month=month)
    firms = calls.of_leads(found.records, entries, set(leads["lead_id"].iloc[decided["row"]]))
    listed = calls.call_list(known, decided, firms, month=month, worth=worth)
    became = alike.became(leads, month=month, horizon=horizon)
    by_cell = where.cells(entries, facts.get("market_potential", pd.DataFrame()), listed)
    by_month = monthly_types(leads, month=month)
    said = _basis(leads, found, entries, worth) | reach(found.records, facts["lead_sources"])
    said |= tested.measured(held) | _of_known(known, judged_by)
    said |= alike.tested_likeness(leads, became, month=month)
    return {
        "basis": pd.DataFrame([said]),
        "directory": states(entries),
        "review": pairs,
        "prospects": prospects(entries, listed, firms),
        "sources": yields,
        "funnel": funnel(leads, month=month, horizon=horizon),
        "lift": tested.lift(held),
        "calls": listed,
        "regions": where.regions(by_cell),
        "gaps": where.gaps(by_cell),
        "alike": alike.alike(leads, entries, found.records, became),
        "types": emerging_types(by_month),
        "type_months": by_month,
    }


def _basis(
    leads: pd.DataFrame, found: Resolved, entries: pd.DataFrame, worth: Worth
) -> dict[str, object]:
    """Return what the page rests on."""
    is_open = entries["state"].isin(where.OPEN)
    consent = entries.loc[is_open, "consent"]
    return {
        "scope": "total",
        "n_listings": int((found.records["kind"] == "listing").sum()),
        "n_leads": len(leads),
        "n_traces": len(found.records),
        "n_entries": len(entries),
        "n_open": int(is_open.sum()),
        "n_doubles": len(found.records) - len(entries),
        "n_stale": int((is_open & entries["is_stale"]).sum()),
        "n_no_phone": int((is_open & (entries["phone_text"] == "")).sum()),
        "n_given": int((consent == "given").sum()),
        "n_refused": int((consent == "refused").sum()),
        "n_waiting": int(leads["stage"].isin(where.WAIT).sum()),
        "worth_basis": worth.basis,
        "horizon": worth.horizon,
        "customer_amount": worth.amount,
        "customer_low": worth.low,
        "customer_high": worth.high,
        "n_new_customers": worth.n_customers,
        "margin_share": worth.margin_share,
    }


def _of_known(known: object, judged_by: str) -> dict[str, object]:
    late = getattr(known, "late", ())
    return {
        "judged_by": judged_by,
        "n_late": len(late),
        "can_tell": bool(getattr(known, "can_tell", False)),
    }


def states(entries: pd.DataFrame) -> pd.DataFrame:
    """Return the directory by state: n, n_joined (of several traces), phones, stale, complete."""
    table = entries.assign(
        n=1,
        is_joined=entries["n_traces"] > 1,
        has_phone=entries["phone_text"] != "",
        given=entries["consent"] == "given",
        refused=entries["consent"] == "refused",
    )
    names = {"n": "n", "is_joined": "n_joined", "has_phone": "n_phone", "is_stale": "n_stale"}
    names |= {"given": "n_given", "refused": "n_refused"}
    sums = table.groupby("state")[list(names)].sum().astype("int64").rename(columns=names)
    sums["complete_share"] = table.groupby("state")["complete_share"].mean()
    return sums.reset_index()


def prospects(entries: pd.DataFrame, listed: pd.DataFrame, firms: pd.DataFrame) -> pd.DataFrame:
    """Return the directory as other workbooks read it: one row per firm, with its chance.

    chance, amount and place are those of its lead that waits for a call, missing for the others.
    """
    own = listed.merge(firms[["lead_id", "firm"]], on="lead_id", how="left")
    own = own.sort_values("place", kind="stable").drop_duplicates("firm")
    columns = ["firm", "place", "chance", "amount"]
    found = own[columns] if len(own) else pd.DataFrame(columns=columns)
    table = entries.merge(found.astype(dict.fromkeys(columns, float)), on="firm", how="left")
    return table.assign(place=table["place"].astype(float).replace({0.0: np.nan}))
