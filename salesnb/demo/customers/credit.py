"""Who looks after whom: dated shares of reps in customers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.truths.memory import once
from salesnb.demo.truths.truth import Truth

CREDIT = "customer_id rep_id valid_from valid_to credit_share role familiarity"


@once
def customer_reps(truth: Truth) -> pd.DataFrame:
    """Return dated credit: mostly one owner, a fifth split two ways, leavers handed over.

    A customer that moved to another region was looked after there before.
    """
    rng = stream(truth.seed, "customer_reps")
    people = masters.reps(truth)
    teams = teams_of(people)
    left = people.dropna(subset="left_on").set_index("rep_id")["left_on"].to_dict()
    first = truth.months[0].first.isoformat()
    buyers = masters.customers(truth)
    there = people.loc[people["left_on"].isna(), "rep_id"].tolist()
    rows = []
    for customer, region in zip(buyers["customer_id"], buyers["region_id"], strict=True):
        shares = _shares(rng, truth, teams[region])
        owner = shares[0][0]
        gone = next((left[rep] for rep, _, _ in shares if rep in left), None)
        is_moved = not gone and owner == truth.team.moved_rep
        if is_moved and rng.random() < truth.team.moved_share:
            gone = truth.team.moved_on
        familiarity = int(rng.integers(1, 6))
        rows += [(customer, rep, first, gone, *credit, familiarity) for rep, *credit in shares]
        if gone:
            staying = [rep for rep in teams[region] if rep != owner and rep in there] or there
            successor = staying[int(rng.integers(len(staying)))]
            rows.append((customer, successor, gone, None, 1.0, "owner", 1))
    stayed = {r: [rep for rep in team if rep in there] or there for r, team in teams.items()}
    credit = pd.DataFrame(_as_before_moves(truth, rows, stayed), columns=CREDIT.split())
    order = ["customer_id", "valid_from"]
    return credit.sort_values(order, kind="stable", ignore_index=True)


def teams_of(people: pd.DataFrame) -> dict[str, list[str]]:
    """Return the reps of each city; where there are none those of its area, or else all."""
    teams = {}
    area = {row[0]: row[3] for row in names.REGIONS}
    for region in masters.leaf_regions():
        own = people["region_id"] == region
        near = people["region_id"].map(area) == area[region]
        found = next(here for here in (own, near, own | True) if here.any())
        teams[region] = people.loc[found, "rep_id"].tolist()
    return teams


def _as_before_moves(
    truth: Truth, rows: list[tuple[Any, ...]], teams: dict[str, list[str]]
) -> list[tuple[Any, ...]]:
    """Return credit in which those that moved to a region were looked after in another before."""
    rng = stream(truth.seed, "customer_reps before moves")
    changes = masters.customer_changes(truth)
    moves = changes.loc[changes["field"] == "region_id", ["customer_id", "old_value", "changed_on"]]
    first = truth.months[0].first.isoformat()
    own: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        own.setdefault(row[0], []).append(row)
    for customer, old, day in moves.itertuples(index=False):
        later = [row for row in own[customer] if (row[3] or "9999") > day]
        rep = teams[old][int(rng.integers(len(teams[old])))]
        own[customer] = [(*row[:2], day, *row[3:]) for row in later]
        own[customer].append((customer, rep, first, day, 1.0, "owner", 3))
    return [row for held in own.values() for row in held]


def _shares(
    rng: np.random.Generator, truth: Truth, team: list[str]
) -> list[tuple[str, float, str]]:
    """Return who of a region's team is credited for a customer: rep, share, role; owner first."""
    owner = team[int(rng.integers(len(team)))]
    deputy = team[(team.index(owner) + 1) % len(team)]
    share = truth.team.owner_share
    if rng.random() < truth.team.split_share and deputy != owner:
        return [(owner, share, "owner"), (deputy, round(1 - share, 6), "deputy")]
    return [(owner, 1.0, "owner")]
