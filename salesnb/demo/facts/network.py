"""Who knows whom, and who speaks for us."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.prospects import leads, ties
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.truth import Truth

DAY = "timedelta64[D]"
EDGES = "from_id to_id relation from_kind to_kind"


def contact_edges(world: World) -> pd.DataFrame:
    """Return ties: people work at customers, reps know them, they know each other, firms belong.

    Firms belong to associations; people and customers speak for us to leads and customers.
    Influence is that of the first on the second, 0 to 1.
    """
    truth = world.truth
    rng = stream(truth.seed, "contact_edges")
    people, at = ties.people(truth)
    ids = world.customers["customer_id"].to_numpy()
    rows = [(p, ids[f], "works_at", "person", "customer") for p, f in zip(people, at, strict=True)]
    rows += _acquaintances(rng, people, world.owner_on(truth.months[-1])[at])
    rows += _memberships(rng, world, ties.firms_with_people(truth))
    known = _dated(rng, truth, pd.DataFrame(rows, columns=EDGES.split()))
    spoken = _speaking(truth, ids)
    spoken["has_consent"] = rng.random(len(spoken)) < truth.conduct.consent_share
    both = pd.concat([known, spoken], ignore_index=True)
    return both.sort_values(["from_id", "to_id", "relation"], ignore_index=True)


def _speaking(truth: Truth, ids: np.ndarray) -> pd.DataFrame:
    """Return who speaks for us to which lead or customer, as known by the export."""
    on_leads, on_firms = ties.on_leads(truth), ties.on_customers(truth)
    lead_ids = leads.drawn(truth)["lead_id"].to_numpy()
    parts = [
        on_leads.assign(to_id=lead_ids[on_leads["lead"]], to_kind="lead"),
        on_firms.assign(to_id=ids[on_firms["customer"]], to_kind="customer"),
    ]
    columns = [*EDGES.split(), "influence", "known_since"]
    table = pd.concat(parts, ignore_index=True).assign(relation=ties.RELATION)[columns]
    return table.astype({"known_since": "datetime64[s]"})


def _acquaintances(
    rng: np.random.Generator, people: list[str], reps: np.ndarray
) -> list[tuple[str, str, str, str, str]]:
    """Return who knows whom: four reps in five their contacts, and pairs of people by chance.

    `reps` has the rep who looks after each person's firm, '' where nobody does.
    """
    rows = [
        (rep, person, "knows", "rep", "person")
        for person, rep in zip(people, reps, strict=True)
        if rep and rng.random() < 0.8
    ]
    pairs = {tuple(sorted(rng.choice(len(people), 2, replace=False))) for _ in people}
    return rows + [(people[a], people[b], "knows", "person", "person") for a, b in sorted(pairs)]


def _memberships(rng: np.random.Generator, world: World, firms: np.ndarray) -> list[tuple]:
    """Return which firms belong to which association: those of their own area, and the national."""
    area = {row[0]: row[3] for row in names.REGIONS}
    ids, home = world.customers["customer_id"].to_numpy(), world.customers["region_id"].to_numpy()
    clubs = [(one[0], one[4]) for one in names.ORGANISATIONS if one[3] == "association"]
    return [
        (ids[f], club, "member_of", "customer", "association")
        for f in firms
        for club, where in clubs
        if where in ("CN", area[home[f]]) and rng.random() < 0.4
    ]


def _dated(rng: np.random.Generator, truth: Truth, table: pd.DataFrame) -> pd.DataFrame:
    """Return ties with influence, consent and the day since when they are known."""
    n = len(table)
    start, end = np.datetime64(truth.months[0].first), np.datetime64(truth.exported_on)
    since = start + rng.integers(0, (end - start).astype(int) + 1, n).astype(DAY)
    table["influence"] = rng.beta(2, 3, n).round(2)
    table["has_consent"] = rng.random(n) < truth.conduct.consent_share
    table["known_since"] = since.astype("datetime64[s]")
    return table
