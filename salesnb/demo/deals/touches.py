"""Organisations, and every touch with leads, in deals and with them; ties of competitors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.base.workdays import DAY, on_workday
from salesnb.demo.deals.courses import KINDS, members, staff
from salesnb.demo.deals.deal_tables import owners_on
from salesnb.demo.deals.deals import all_deals, leads
from salesnb.demo.truths.truth import Truth

MONTHS = 36
KIND_SHARES = (0.34, 0.22, 0.18, 0.12, 0.06, 0.08)  # of touches with leads after the first call
USUAL_HOURS = dict(zip(KINDS, (0.3, 2.0, 0.2, 1.5, 0.5, 3.0), strict=True))
COLUMNS = "touch_id touched_on kind lead_id opportunity_id organisation_id rep_id hours"
CONCERN = 0.15  # share of ties with authorities' people and competitors that raise a concern
OF_RIVAL = (("supplies", "customer", 25), ("knows", "person", 12), ("member_of", "association", 2))


def organisations(truth: Truth) -> pd.DataFrame:
    """Return the register of authorities and associations."""
    rng = stream(truth.seed, "organisations")
    columns = ["organisation_id", "name", "name_zh", "kind", "area", "region_id"]
    table = pd.DataFrame(names.ORGANISATIONS, columns=columns).drop(columns="area")
    phone = [f"0{rng.integers(10, 90)}-{rng.integers(10**7, 10**8)}" for _ in range(len(table))]
    members = pd.Series(rng.integers(80, 600, len(table)), table.index).astype("Int64")
    is_club = table["kind"] == "association"
    return table.assign(phone=phone, n_members=members.where(is_club))


def touches(truth: Truth) -> pd.DataFrame:
    """Return the touches of three years: of leads from their first call, of deals until they close.

    Organisations are seen about once a quarter.
    """
    rng = stream(truth.seed, "touches")
    start = pd.Timestamp(truth.months[-min(MONTHS, truth.n_months)].first)
    parts = [_of_leads(rng, truth, start), _of_deals(truth, start), _of_organisations(rng, truth)]
    table = pd.concat(parts, ignore_index=True)
    usual = table["kind"].map(USUAL_HOURS).to_numpy()
    table["hours"] = np.round(usual * rng.lognormal(0, 0.4, len(table)), 2)
    keys = ["touched_on", "lead_id", "opportunity_id", "organisation_id", "kind"]
    table = table.sort_values(keys, kind="stable", ignore_index=True)
    table["touch_id"] = [f"TC{i + 1:06d}" for i in range(len(table))]
    return table[COLUMNS.split()]


def _of_leads(rng: np.random.Generator, truth: Truth, start: pd.Timestamp) -> pd.DataFrame:
    """Return the first call of each lead, and further touches of valid ones in the month after."""
    found = leads(truth)
    found = found[found["called_on"] >= start]
    rep = members(staff(truth), found["region_id"], rng.integers(0, 10_000, len(found)))
    first = found[["lead_id"]].assign(touched_on=found["called_on"], kind="call", rep_id=rep)
    is_valid = found["is_valid"].eq(True).to_numpy()
    again = np.repeat(np.arange(len(found)), rng.poisson(1.1, len(found)) * is_valid)
    later = first.iloc[again].copy()
    day = later["touched_on"].to_numpy().astype("datetime64[D]")
    day = on_workday(day + rng.integers(1, 30, len(later)).astype(DAY))
    later["touched_on"] = day.astype("datetime64[s]")
    later["kind"] = rng.choice(KINDS, len(later), p=KIND_SHARES)
    return pd.concat([first, later[day <= np.datetime64(truth.exported_on)]])


def _of_deals(truth: Truth, start: pd.Timestamp) -> pd.DataFrame:
    """Return the touches in deals begun since `start`, up to the export."""
    course = all_deals(truth)
    begun = course.deals["created_on"].to_numpy()[course.touches["deal"]]
    is_known = (begun >= start) & (course.touches["day"] <= pd.Timestamp(truth.exported_on))
    own = course.touches[is_known]
    deal = own["deal"].to_numpy()
    return pd.DataFrame(
        {
            "opportunity_id": course.deals["opportunity_id"].to_numpy()[deal],
            "touched_on": own["day"].to_numpy(),
            "kind": np.array(KINDS)[own["kind"]],
            "rep_id": owners_on(truth, deal, own["day"]),
        }
    )


def _of_organisations(rng: np.random.Generator, truth: Truth) -> pd.DataFrame:
    """Return visits of and meetings with organisations by reps of their region."""
    teams = staff(truth)
    rows = []
    for month in truth.months[-MONTHS:]:
        days = on_workday(np.datetime64(month.first) + rng.integers(0, 26, 10).astype(DAY))
        seen = rng.random(len(names.ORGANISATIONS)) < 0.35
        kinds = rng.choice(["visit", "meeting"], len(seen))
        for place in np.flatnonzero(seen):
            organisation, *_, region = names.ORGANISATIONS[place]
            day = days[place % len(days)].astype("datetime64[s]")
            rows.append((organisation, day, kinds[place], teams[region][0]))
    return pd.DataFrame(rows, columns=["organisation_id", "touched_on", "kind", "rep_id"])


def with_competitors(truth: Truth, edges: pd.DataFrame) -> pd.DataFrame:
    """Return the ties as they are, those of competitors after them, with compliance concerns.

    Competitors supply customers, are members of associations, and know people we know.
    """
    rng = stream(truth.seed, "contact_edges competitors")
    is_work = edges["relation"] == "works_at"
    firms, people = (edges.loc[is_work, one].unique().tolist() for one in ("to_id", "from_id"))
    clubs = [one[0] for one in names.ORGANISATIONS if one[3] == "association"]
    rows = []
    known: dict[str, list] = {"customer": firms, "person": people, "association": clubs}
    for rival, *_ in names.COMPETITORS:
        for relation, kind, most in OF_RIVAL:
            n = min(most, (len(known[kind]) + 1) // 2)
            rows += [(rival, one, relation, kind) for one in rng.choice(known[kind], n, False)]
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
