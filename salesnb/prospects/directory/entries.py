"""The classified directory: one row per firm, how complete and fresh it is, what it stands on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.months import Month
from salesnb.prospects.directory.evidence import EVIDENCE
from salesnb.prospects.directory.resolve import Resolved

KNOWN = ("phone_text", "address", "region_id", "segment", "potential_amount")
STALE_MONTHS = 12  # without a trace, after which an entry is stale
FIRST = {"customer": 0, "lead": 1, "listing": 2}  # which trace gives an entry its number
SAID = {-1: "unknown", 0: "differs", 1: "same"}
SAID_OF_NAMES = {-1: "unknown", 0: "differs", 1: "near", 2: "same"}
SIDES = ["kind_a", "id_a", "kind_b", "id_b"]
REVIEWED = [*SIDES, "chance", "verdict", *EVIDENCE, "potential_amount"]


def directory(found: Resolved, leads: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return one row per firm: kind and prospect_id (its leading trace), region, segment, state.

    Also n_traces, n_listings, n_leads, n_sources, reason (what holds its traces together),
    phone_text, potential_amount (of its newest lead), complete_share (of `KNOWN`), seen_on,
    is_stale, consent (the newest that is known), and `firm`. Who stands among the customers as a
    prospect and has no lead is `noted`.
    """
    rows = found.records.assign(order=found.records["kind"].map(FIRST))
    rows = rows.sort_values(["firm", "order", "on", "id"], kind="stable", na_position="last")
    by = rows.groupby("firm", sort=True)
    table = by[["kind", "id"]].first().rename(columns={"id": "prospect_id"})
    for column in ("region_id", "segment", "phone_text", "address"):
        table[column] = _first_known(rows, column).reindex(table.index).fillna("").astype("str")
    table["potential_amount"] = _newest(rows, "potential_amount").reindex(table.index)
    table["n_traces"] = by.size()
    for kind, name in (("listing", "n_listings"), ("lead", "n_leads")):
        table[name] = (rows["kind"] == kind).groupby(rows["firm"]).sum()
    sources = rows[rows["lead_source_id"] != ""].groupby("firm")["lead_source_id"].nunique()
    table["n_sources"] = sources.reindex(table.index).fillna(0).astype("int64")
    seen = rows["on"].where(rows["kind"] != "customer")
    table["seen_on"] = seen.groupby(rows["firm"]).max()
    table["is_stale"] = table["seen_on"] < pd.Timestamp((month - STALE_MONTHS).last)
    known = [table[one].notna() if one == "potential_amount" else table[one] != "" for one in KNOWN]
    table["complete_share"] = np.mean(known, axis=0)
    table["consent"] = _consent(rows).reindex(table.index).fillna("unknown")
    table["reason"] = _reasons(rows).reindex(table.index)
    table["state"] = _states(rows, leads).reindex(table.index)
    return table.reset_index()


def _first_known(rows: pd.DataFrame, column: str) -> pd.Series:
    """Return the value of the leading trace that has one, by firm."""
    own = rows[rows[column] != ""]
    return own.groupby("firm")[column].first()


def _newest(rows: pd.DataFrame, column: str) -> pd.Series:
    own = rows[rows[column].notna()].sort_values("on", kind="stable")
    return own.groupby("firm")[column].last()


def _consent(rows: pd.DataFrame) -> pd.Series:
    """Return the newest consent that is known, by firm."""
    own = rows[rows["has_consent"].notna()].sort_values("on", kind="stable")
    newest = own.groupby("firm")["has_consent"].last()
    return newest.astype(bool).map({True: "given", False: "refused"})


def _reasons(rows: pd.DataFrame) -> pd.Series:
    """Return by firm what holds its traces together: the strongest that two of them share."""
    size = rows.groupby("firm").size()
    said = pd.Series("name", index=size.index).where(size > 1, "single")
    is_known = (rows["number"] != "").to_numpy()
    shared = {"address": rows["number"].where(is_known, ""), "phone": rows["phone"]}
    for name, values in shared.items():
        own = rows[(values != "").to_numpy()]
        pairs = own.groupby(["firm", values[own.index]]).size()
        firms = pairs.index.get_level_values(0)[pairs > 1]
        said[said.index.isin(firms)] = name
    named = rows.loc[(rows["kind"] == "lead") & (rows["customer_id"] != ""), "firm"]
    said[said.index.isin(named) & (said != "phone")] = "number"
    return said


def _states(rows: pd.DataFrame, leads: pd.DataFrame) -> pd.Series:
    """Return how far each firm is: customer, stage of its newest lead, noted or listed."""
    stage = dict(zip(leads["lead_id"], leads["stage"], strict=True))
    own = rows[rows["kind"] == "lead"].sort_values("on", kind="stable")
    last = own.groupby("firm")["id"].last().map(stage)
    kinds = rows.groupby("firm")["kind"].first()
    is_ours = ((rows["kind"] == "customer") & ~rows["is_noted"]).groupby(rows["firm"]).any()
    rest = np.where(kinds == "customer", "noted", "listed")
    said = last.reindex(kinds.index).fillna(pd.Series(rest, index=kinds.index))
    return said.where(~is_ours, "customer")


def review(found: Resolved, entries: pd.DataFrame, *, sure: float = 0.9) -> pd.DataFrame:
    """Return the pairs of traces that may or may not be one firm, the unsurest first.

    Columns: kind_a, id_a, kind_b, id_b, chance, verdict (`joined` or `apart`), a column per
    evidence (`SAID`), and potential_amount of the firms in question. A pair is unsure where neither
    being one firm nor being two has a chance of `sure`.
    """
    pairs, rows = found.compared, found.records
    is_open = (pairs["chance"] > 1 - sure) & (pairs["chance"] < sure) & ~pairs["is_ruled_out"]
    own = pairs[is_open].copy()
    own["unsure"] = (own["chance"] - 0.5).abs()
    own = own.sort_values(["unsure", "a", "b"], kind="stable").reset_index(drop=True)
    for side in ("a", "b"):
        traces = rows.iloc[own[side].to_numpy()]
        own[f"kind_{side}"] = traces["kind"].to_numpy()
        own[f"id_{side}"] = traces["id"].to_numpy()
    for name in EVIDENCE:
        own[name] = own[name].map(SAID_OF_NAMES if name == "name" else SAID)
    own["verdict"] = np.where(own["is_joined"], "joined", "apart")
    potential = dict(zip(entries["firm"], entries["potential_amount"].fillna(0.0), strict=True))
    firms = [rows["firm"].to_numpy()[own[side].to_numpy()] for side in ("a", "b")]
    both = [sum(potential.get(one, 0.0) for one in {x, y}) for x, y in zip(*firms, strict=True)]
    return own.assign(potential_amount=both)[REVIEWED]
