"""Organisations, and every touch with leads, in deals and with them; ties of competitors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo import masters, names
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth

DAY = "timedelta64[D]"
MONTHS = 24
KINDS = ("call", "visit", "message", "meeting", "sample", "offer")
KIND_SHARES = (0.34, 0.22, 0.18, 0.12, 0.06, 0.08)
USUAL_HOURS = dict(zip(KINDS, (0.3, 2.0, 0.2, 1.5, 0.5, 3.0), strict=True))
COLUMNS = "touch_id touched_on kind lead_id opportunity_id organisation_id rep_id hours"
CONCERN = 0.15  # share of ties with authorities' people and competitors that raise a concern


def organisations(truth: Truth) -> pd.DataFrame:
    """Return the register of authorities and associations."""
    rng = stream(truth.seed, "organisations")
    columns = ["organisation_id", "name", "name_zh", "kind", "area", "region_id"]
    table = pd.DataFrame(names.ORGANISATIONS, columns=columns).drop(columns="area")
    phone = [f"0{rng.integers(10, 90)}-{rng.integers(10**7, 10**8)}" for _ in range(len(table))]
    members = pd.Series(rng.integers(80, 600, len(table)), table.index).astype("Int64")
    is_club = table["kind"] == "association"
    return table.assign(phone=phone, n_members=members.where(is_club))


def touches(truth: Truth, leads: pd.DataFrame, deals: pd.DataFrame) -> pd.DataFrame:
    """Return the touches of two years: of leads from their first call, of deals until they close.

    Organisations are seen about once a quarter.
    """
    rng = stream(truth.seed, "touches")
    start = pd.Timestamp(truth.months[-MONTHS].first)
    parts = [
        _of_leads(rng, truth, leads[leads["called_on"] >= start]),
        _of_deals(rng, truth, deals[deals["created_on"] >= start]),
        _of_organisations(rng, truth),
    ]
    table = pd.concat(parts, ignore_index=True)
    usual = table["kind"].map(USUAL_HOURS).to_numpy()
    table["hours"] = np.round(usual * rng.lognormal(0, 0.4, len(table)), 2)
    keys = ["touched_on", "lead_id", "opportunity_id", "organisation_id", "kind"]
    table = table.sort_values(keys, kind="stable", ignore_index=True)
    table["touch_id"] = [f"TC{i + 1:06d}" for i in range(len(table))]
    return table[COLUMNS.split()]


def _of_leads(rng: np.random.Generator, truth: Truth, leads: pd.DataFrame) -> pd.DataFrame:
    """Return the first call of each lead, and further touches of valid ones in the month after."""
    end = np.datetime64(truth.exported_on)
    staff = masters.reps(truth).query("left_on.isna()").groupby("region_id")["rep_id"].agg(list)
    places = zip(leads["region_id"], rng.integers(0, 1000, len(leads)), strict=True)
    rep = [staff[region][int(k) % len(staff[region])] for region, k in places]
    first = leads[["lead_id"]].assign(touched_on=leads["called_on"], kind="call", rep_id=rep)
    again = np.repeat(np.arange(len(leads)), rng.poisson(1.1, len(leads)) * leads["is_valid"])
    later = first.iloc[again].copy()
    days = rng.integers(1, 30, len(later)).astype(DAY)
    later["touched_on"] = later["touched_on"].to_numpy() + days
    later["kind"] = rng.choice(KINDS, len(later), p=KIND_SHARES)
    return pd.concat([first, later[later["touched_on"] <= end]])


def _of_deals(rng: np.random.Generator, truth: Truth, deals: pd.DataFrame) -> pd.DataFrame:
    """Return one to eight touches of each deal, before its close or the export."""
    until = deals["closed_on"].fillna(pd.Timestamp(truth.exported_on))
    length = (until - deals["created_on"]).dt.days.to_numpy()
    n = 1 + np.minimum(rng.poisson(2.6, len(deals)), 7)
    at = np.repeat(np.arange(len(deals)), n)
    own = deals[["opportunity_id", "rep_id"]].iloc[at].reset_index(drop=True)
    days = np.floor(rng.random(len(at)) * np.maximum(length[at], 1)).astype("int64")
    own["touched_on"] = deals["created_on"].to_numpy()[at] + days.astype(DAY)
    own["kind"] = rng.choice(KINDS, len(at), p=KIND_SHARES)
    return own


def _of_organisations(rng: np.random.Generator, truth: Truth) -> pd.DataFrame:
    """Return visits of and meetings with organisations by reps of their region."""
    staff = masters.reps(truth).query("left_on.isna()").groupby("region_id")["rep_id"].first()
    rows = []
    for month in truth.months[-MONTHS:]:
        for organisation, *_, region in names.ORGANISATIONS:
            if rng.random() < 0.35:
                day = np.datetime64(month.first) + rng.integers(0, 28, 1).astype(DAY)[0]
                rows.append((organisation, day, rng.choice(["visit", "meeting"]), staff[region]))
    return pd.DataFrame(rows, columns=["organisation_id", "touched_on", "kind", "rep_id"])


def with_competitors(truth: Truth, edges: pd.DataFrame) -> pd.DataFrame:
    """Return the ties as they are, those of competitors after them, with compliance concerns.

    Competitors supply customers, are members of associations, and know people we know.
    """
    rng = stream(truth.seed, "contact_edges competitors")
    firms = edges.loc[edges["to_kind"] == "customer", "to_id"].unique()
    people = edges.loc[edges["relation"] == "works_at", "from_id"].unique()
    clubs = [one[0] for one in names.ORGANISATIONS if one[3] == "association"]
    rows = []
    for rival, *_ in names.COMPETITORS:
        rows += [(rival, one, "supplies", "customer") for one in rng.choice(firms, 25, False)]
        rows += [(rival, one, "knows", "person") for one in rng.choice(people, 12, False)]
        rows += [(rival, one, "member_of", "association") for one in rng.choice(clubs, 2, False)]
    table = pd.DataFrame(rows, columns=["from_id", "to_id", "relation", "to_kind"])
    table = table.sort_values(["from_id", "to_id", "relation"], ignore_index=True)
    n = len(table)
    start, end = np.datetime64(truth.months[-36].first), np.datetime64(truth.months[-1].last)
    table["known_since"] = start + rng.integers(0, (end - start).astype(int), n).astype(DAY)
    table = table.assign(from_kind="competitor", influence=rng.beta(2, 3, n).round(2))
    both = pd.concat([edges, table], ignore_index=True)
    is_risky = (both["from_kind"] == "competitor") & (both["to_kind"] == "person")
    is_risky |= both["from_kind"] == "rep"
    both["has_concern"] = is_risky & (rng.random(len(both)) < CONCERN)
    return both
