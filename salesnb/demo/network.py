"""Who knows whom, and what authorities, associations and tenders need."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo import masters, names
from salesnb.demo.orders import World
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth
from salesnb.months import Month

DAY = "timedelta64[D]"
N_FIRMS = 140  # of the largest customers have named contacts
EDGES = "from_id to_id relation from_kind to_kind"
NEEDS = "organisation kind region_id product_group noted_on decides_on amount description"


def contact_edges(world: World) -> pd.DataFrame:
    """Return ties: people work at customers, reps know them, they know each other, firms belong.

    Firms belong to associations. Influence is that of the first on the second, 0 to 1.
    """
    truth = world.truth
    rng = stream(truth.seed, "contact_edges")
    size = masters.customer_sizes(truth)
    firms = np.sort(np.argsort(-size, kind="stable")[:N_FIRMS])
    at = np.repeat(firms, rng.integers(1, 4, len(firms)))
    people = [f"PE{i + 1:04d}" for i in range(len(at))]
    ids = world.customers["customer_id"].to_numpy()
    rows = [(p, ids[f], "works_at", "person", "customer") for p, f in zip(people, at, strict=True)]
    rows += _acquaintances(rng, people, world.owner_on(truth.months[-1])[at])
    rows += _memberships(rng, world, firms)
    return _dated(rng, truth, pd.DataFrame(rows, columns=EDGES.split()))


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
    """Return ties in order, with influence, consent and the day since when they are known."""
    n = len(table)
    start, end = np.datetime64(truth.months[0].first), np.datetime64(truth.exported_on)
    since = start + rng.integers(0, (end - start).astype(int) + 1, n).astype(DAY)
    table["influence"] = rng.beta(2, 3, n).round(2)
    table["has_consent"] = rng.random(n) < truth.conduct.consent_share
    table["known_since"] = since
    return table.sort_values(["from_id", "to_id", "relation"], ignore_index=True)


def needs(truth: Truth) -> pd.DataFrame:
    """Return needs noted over three years: tenders of authorities, wishes of associations."""
    rng = stream(truth.seed, "needs")
    rows = []
    for month in truth.months[-36:]:
        for _ in range(rng.poisson(3.2)):
            rows.append(_need(rng, month))
    table = pd.DataFrame(rows, columns=NEEDS.split())
    table = table.sort_values(["noted_on", "organisation"], kind="stable", ignore_index=True)
    table.insert(0, "need_id", [f"N{i + 1:04d}" for i in range(len(table))])
    return table


def _need(rng: np.random.Generator, month: Month) -> tuple:
    """Return one need of a random organisation, noted in a month, decided 30 to 180 days later."""
    who = names.ORGANISATIONS[int(rng.integers(len(names.ORGANISATIONS)))]
    place = int(rng.integers(len(names.PRODUCT_GROUPS)))
    group, group_zh, *_ = names.PRODUCT_GROUPS[place]
    kind = "tender" if who[3] == "authority" and rng.random() < 0.6 else who[3]
    noted = np.datetime64(month.first) + rng.integers(0, month.n_days).astype(DAY)
    amount = round(float(rng.lognormal(12.2 if kind == "tender" else 11.0, 0.7)), -3)
    text, text_zh = names.NEEDS[kind]
    said = f"{text.format(group=group.lower())} {text_zh.format(group=group_zh)}"
    decided = noted + rng.integers(30, 181).astype(DAY)
    return f"{who[1]} {who[2]}", kind, who[5], group, noted, decided, amount, said
