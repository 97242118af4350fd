"""All that 04_prospects computes, in the order of the page: one function per section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.months import Month
from salesnb.prospects.directory.entries import directory, review
from salesnb.prospects.directory.resolve import Resolved, resolve
from salesnb.prospects.places import alike, where
from salesnb.prospects.places.emerging import emerging_types, monthly_types
from salesnb.prospects.screening import calls, tested
from salesnb.prospects.screening.known import Known, known_before, outcomes
from salesnb.prospects.sources.funnel import funnel
from salesnb.prospects.sources.journeys import journeys
from salesnb.prospects.sources.worth import (
    MONTH_DAYS,
    Worth,
    became_customer,
    sales_since,
    worth_of,
)
from salesnb.prospects.sources.yields import CLAIMED, reach, source_yields

Frames = Mapping[str, pd.DataFrame]
Found = dict[str, pd.DataFrame]
HORIZON = 12


@dataclass(frozen=True)
class Ground:
    """What all sections stand on: leads with their days, the firms behind all traces, worth."""

    facts: Frames
    month: Month
    leads: pd.DataFrame
    firms: Resolved
    entries: pd.DataFrame
    worth: Worth


@dataclass(frozen=True)
class Ranked:
    """Leads as known before their call, what decided them, and the ranking held against it."""

    known: Known
    judged_by: str
    decided: pd.DataFrame
    held_out: pd.DataFrame
    listed: pd.DataFrame
    firms: pd.DataFrame


def ground_of(facts: Frames, *, month: Month, horizon: int = HORIZON) -> Ground:
    """Return what the page stands on; `facts` are the frames that 04_prospects loads and uses.

    `horizon` is how many months of sales after a lead count as what it brought.
    """
    leads = journeys(facts, month=month)
    firms = resolve({**facts, "leads": leads})
    entries = directory(firms, leads, month=month)
    worth = worth_of(leads, facts["sales_cube"], month=month, horizon=horizon)
    leads = leads.assign(sales_amount=sales_since(leads, facts["sales_cube"]))
    return Ground(facts, month, leads, firms, entries, worth)


def rank_calls(ground: Ground) -> Ranked:
    """Return the ranking of leads, tested and as it stands now."""
    known = known_before(ground.leads)
    judged_by, decided = outcomes(ground.leads, month=ground.month)
    over = set(ground.leads["lead_id"].iloc[decided["row"]])
    firms = calls.of_leads(ground.firms.records, ground.entries, over)
    listed = calls.call_list(known, decided, firms, month=ground.month, worth=ground.worth)
    held = tested.held_out(known, decided, month=ground.month)
    return Ranked(known, judged_by, decided, held, listed, firms)


def show_directory(ground: Ground, ranked: Ranked) -> Found:
    """Return the directory, its states, and the pairs that a person must settle."""
    return {
        "directory": states(ground.entries),
        "review": review(ground.firms, ground.entries),
        "prospects": prospects(ground.entries, ranked),
    }


def show_sources(ground: Ground) -> Found:
    """Return what each source yields, and the way of leads step by step."""
    month, horizon = ground.month, ground.worth.horizon
    traces = ground.firms.records
    return {
        "sources": source_yields(ground.leads, traces, month=month, worth=ground.worth),
        "funnel": funnel(ground.leads, month=month, horizon=horizon),
    }


def show_calls(ranked: Ranked) -> Found:
    """Return the list of calls, and how the ranking held against later leads."""
    return {"lift": tested.lift(ranked.held_out), "calls": ranked.listed}


def show_places(ground: Ground, ranked: Ranked) -> Found:
    """Return where prospects are, who is like those won, and which types of users there are."""
    market = ground.facts.get("market_potential", pd.DataFrame())
    by_cell = where.cells(ground.entries, market, ranked.listed)
    by_month = monthly_types(ground.leads, month=ground.month)
    became = _became(ground)
    return {
        "regions": where.regions(by_cell),
        "gaps": where.gaps(by_cell),
        "alike": alike.alike(ground.leads, ground.entries, ground.firms.records, became),
        "types": _with_amounts(emerging_types(by_month), ground),
        "type_months": by_month,
    }


def _with_amounts(types: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return segments with what their leads of the last half year are expected to bring.

    Within the horizon, at the share of all leads that become customers and what those buy.
    """
    came = became_customer(ground.leads, month=ground.month)
    share = came.at(ground.worth.horizon * MONTH_DAYS)[0]
    return types.assign(recent_amount=types["n_recent"] * share * ground.worth.amount)


def _became(ground: Ground) -> pd.DataFrame:
    return alike.became(ground.leads, month=ground.month, horizon=ground.worth.horizon)


def show_basis(ground: Ground, ranked: Ranked) -> Found:
    """Return what the page rests on, in one row."""
    said = _counts(ground) | _worth(ground.worth) | _ranking(ranked)
    said |= reach(ground.firms.records, ground.facts["lead_sources"])
    said |= alike.tested_likeness(ground.leads, _became(ground), month=ground.month)
    amounts = review(ground.firms, ground.entries)["potential_amount"]
    said |= {"n_review": len(amounts), "review_amount": float(amounts.sum())}
    return {"basis": pd.DataFrame([said | {"scope": "total", "claimed_share": CLAIMED}])}


def study_prospects(facts: Frames, *, month: Month, horizon: int = HORIZON) -> Found:
    """Return all frames of 04_prospects by name; `facts` are the frames that it loads and uses."""
    ground = ground_of(facts, month=month, horizon=horizon)
    ranked = rank_calls(ground)
    found = show_basis(ground, ranked) | show_directory(ground, ranked) | show_sources(ground)
    return found | show_calls(ranked) | show_places(ground, ranked)


def _counts(ground: Ground) -> dict[str, object]:
    """Return how many traces, firms and open prospects there are, and what the latter lack."""
    records, entries = ground.firms.records, ground.entries
    own = entries[entries["state"].isin(where.OPEN)]
    return {
        "n_listings": int((records["kind"] == "listing").sum()),
        "n_leads": len(ground.leads),
        "n_traces": len(records),
        "n_named": int((records[["zh", "en", "phone"]] != "").any(axis=1).sum()),
        "n_entries": len(entries),
        "n_doubles": len(records) - len(entries),
        "n_open": len(own),
        "n_stale": int(own["is_stale"].sum()),
        "n_no_phone": int((own["phone_text"] == "").sum()),
        "n_given": int((own["consent"] == "given").sum()),
        "n_refused": int((own["consent"] == "refused").sum()),
        "n_waiting": int(ground.leads["stage"].isin(where.WAIT).sum()),
    }


def _worth(worth: Worth) -> dict[str, object]:
    return {
        "worth_basis": worth.basis,
        "horizon": worth.horizon,
        "customer_amount": worth.amount,
        "customer_low": worth.low,
        "customer_high": worth.high,
        "n_new_customers": worth.n_customers,
        "margin_share": worth.margin_share,
    }


def _ranking(ranked: Ranked) -> dict[str, object]:
    """Return how leads are judged, how the ranking held, and what is expected of the next calls."""
    listed = ranked.listed
    following = listed[listed["is_next"].astype(bool)]
    return {
        "judged_by": ranked.judged_by,
        "n_late": len(ranked.known.late),
        "can_tell": ranked.known.can_tell,
        "n_next": len(following),
        "next_amount": float(following["amount"].sum()) if len(following) else np.nan,
        **tested.measured(ranked.held_out),
    }


def states(entries: pd.DataFrame) -> pd.DataFrame:
    """Return the directory by state: n, n_joined (of several traces), phones, stale, complete."""
    table = entries.assign(
        n=1,
        n_joined=entries["n_traces"] > 1,
        n_phone=entries["phone_text"] != "",
        n_stale=entries["is_stale"],
        n_given=entries["consent"] == "given",
        n_refused=entries["consent"] == "refused",
    )
    names = ["n", "n_joined", "n_phone", "n_stale", "n_given", "n_refused"]
    sums = table.groupby("state")[names].sum().astype("int64")
    sums["complete_share"] = table.groupby("state")["complete_share"].mean()
    return sums.reset_index()


def prospects(entries: pd.DataFrame, ranked: Ranked) -> pd.DataFrame:
    """Return the directory as other workbooks read it: one row per firm, with its chance.

    chance, amount and place are those of its lead that waits for a call, missing for the others.
    """
    own = ranked.listed.merge(ranked.firms[["lead_id", "firm"]], on="lead_id", how="left")
    own = own.sort_values("place", kind="stable").drop_duplicates("firm")
    columns = ["firm", "place", "chance", "amount"]
    found = own[columns].astype(dict.fromkeys(columns, float))
    table = entries.astype({"firm": float}).merge(found, on="firm", how="left")
    return table.rename(columns={"phone_text": "phone"}).drop(columns=["firm", "address"])
