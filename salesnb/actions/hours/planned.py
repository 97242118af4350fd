"""The month's best use of hours: visits of each customer and other work, rep by rep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.actions.ground import Ground, looked_up
from salesnb.actions.hours.choosing import Floats, Ints, Work, choose
from salesnb.actions.hours.response import MOST, STATED, Response, held_in
from salesnb.actions.hours.ways import Ways, visit_hours

SERVED = "A"  # customers of this class are visited in any case
CALLS_MOST = 0.25  # of a rep's hours: more is not spent on calls for money, the most owing first
RECENT = 3  # months that tell how a rep spends hours now
FAMILIAR = {"A": 4, "B": 2, "C": 1}  # visits a month by the familiar rule
BEST, NOW, OWN, FAMILIAR_RULE = "best", "now", "own", "familiar"


@dataclass(frozen=True)
class Offer:
    """What can be done: `customers` with hours, monthly margin and gains; `other` work; `reps`."""

    reps: pd.DataFrame
    customers: pd.DataFrame
    gains: Floats  # (n, MOST + 1): money that so many visits of a month secure, before cost
    low: Floats  # (n,): part of these gains that is left at the low end of what is known
    other: pd.DataFrame
    basis: str  # margin, or sales where no cost is known


@dataclass(frozen=True)
class Plan:
    """What is chosen: `visits` (n,), `taken` (k,), and `short` (n,), customers of class A that the
    hours do not reach.
    """

    visits: Ints
    taken: pd.Series
    short: Ints


def offer(ground: Ground, response: Response, ways: Ways, other: pd.DataFrame) -> Offer:
    """Return what the reps at work could do in the month, and what it brings.

    No visit is weighed where none was held in a year and nobody judged what visits bring.
    """
    told = bool(held_in(ground.facts["visits"], ground.year).size)
    told = told or STATED not in set(response.basis.values())
    rows = ground.customers[(ground.customers["rep_id"] != "") & told]
    rows = rows.assign(hours=visit_hours(ground, ways).reindex(rows.index))
    gains = rows["monthly"].to_numpy(float)[:, None] * response.of(rows["customer_class"])
    rows = rows.assign(basis=rows["customer_class"].map(response.basis))
    basis = "margin" if ground.is_margin else "sales"
    low = np.asarray(rows["customer_class"].map(response.low), dtype=np.float64)
    rows, other = rows.reset_index(drop=True), _within(other, ground)
    return Offer(ground.reps, rows, gains, low, other, basis)


def _within(other: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return other work; calls for money beyond their part of a rep's hours are not due."""
    hours = other["rep_id"].map(ground.reps.set_index("rep_id")["hours"]).astype(float)
    calls = other["hours"].where(other["is_due"], 0.0).groupby(other["rep_id"]).cumsum()
    return other.assign(is_due=other["is_due"] & (calls <= CALLS_MOST * hours + 1e-9))


def plan(offered: Offer) -> Plan:
    """Return the choice that brings most, rep by rep, after what is due in any case."""
    rows, other = offered.customers, offered.other
    visits, short = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    taken = other["is_due"].copy()
    places, works = _by_rep(rows), _by_rep(other[~other["is_due"]])
    due = other[other["is_due"]].groupby("rep_id")["hours"].sum()
    reps = offered.reps[["rep_id", "hours", "hour_cost"]].astype({"rep_id": object})
    for rep, hours, cost in reps.to_numpy(object):
        own, free = places.get(rep, []), works.get(rep, [])
        limit = max(float(hours) - float(due.get(rep, 0.0)), 0.0)
        chosen = choose(_work(offered, own, free, float(cost)), limit)
        visits[own], short[own] = chosen.visits, chosen.short
        taken.loc[free] = chosen.taken
    return Plan(visits, taken, short)


def _by_rep(rows: pd.DataFrame) -> dict[str, list[int]]:
    return {str(rep): list(part.index) for rep, part in rows.groupby("rep_id")}


def _work(offered: Offer, own: list[int], free: list[int], hour_cost: float) -> Work:
    rows, other = offered.customers.loc[own], offered.other.loc[free]
    hours, takes = rows["hours"].to_numpy(float), other["hours"].to_numpy(float)
    cost = hours[:, None] * np.arange(MOST + 1) * hour_cost
    worth = other["margin"].fillna(0.0).to_numpy(float)
    least = np.asarray(rows["customer_class"] == SERVED, dtype=np.int64)
    return Work(offered.gains[own] - cost, hours, least, worth - takes * hour_cost, takes)


def visits_now(ground: Ground, rows: pd.DataFrame) -> pd.Series:
    """Return the visits a month that each customer got in the last months (`RECENT`)."""
    months = [str(one) for one in (ground.month - (RECENT - 1)).until(ground.month)]
    held = held_in(ground.facts["visits"], months)
    n = held.groupby(held["customer_id"].astype("str")).size() / RECENT
    return looked_up(rows["customer_id"], n)


def by_rule(offered: Offer, asked: dict[str, float]) -> Floats:
    """Return the visits that a rule by class comes to: the largest customers first, while a rep's
    hours last.
    """
    rows = offered.customers
    wanted = looked_up(rows["customer_class"], pd.Series(asked))
    order = rows.assign(wanted=wanted).sort_values("sold", ascending=False, kind="stable")
    takes = (order["wanted"] * order["hours"]).groupby(order["rep_id"]).cumsum()
    limit = order["rep_id"].map(offered.reps.set_index("rep_id")["hours"]).astype(float)
    return order["wanted"].where(takes <= limit + 1e-9, 0.0).reindex(rows.index).to_numpy(float)


def gained(offered: Offer, visits: Floats) -> Floats:
    """Return what numbers of visits (n,) secure of each customer's month; between whole numbers in
    a straight line, beyond the most that is weighed nothing more.
    """
    most = np.clip(visits, 0, MOST)
    low = np.floor(most).astype(int)
    high = np.minimum(low + 1, MOST)
    place = np.arange(len(low))
    part = most - low
    found = offered.gains[place, low] * (1 - part) + offered.gains[place, high] * part
    return np.asarray(found)


def compare(
    ground: Ground, offered: Offer, chosen: Plan, asked: dict[str, float]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ways to spend hours on visits side by side: in all, and by rep.

    In all, a row per way (best, now, own rule, familiar rule): visits, hours, gain (what visits
    secure in the month), cost of their hours, net, least (net at the low end of what visits
    secure), behind and behind_low (below the best, and at that low end). By rep: net of now and of
    best, and their difference.
    """
    rows = offered.customers
    ways = {
        BEST: chosen.visits.astype(float),
        NOW: visits_now(ground, rows).to_numpy(float),
        OWN: by_rule(offered, asked),
        FAMILIAR_RULE: by_rule(offered, {name: float(n) for name, n in FAMILIAR.items()}),
    }
    cost = looked_up(rows["rep_id"], offered.reps.set_index("rep_id")["hour_cost"])
    found, nets = [], {}
    for name, visits in ways.items():
        hours = visits * rows["hours"].to_numpy(float)
        gain = gained(offered, visits)
        nets[name] = gain - hours * cost.to_numpy(float)
        least = float((gain * offered.low).sum() - (gain - nets[name]).sum())
        found.append((name, visits.sum(), hours.sum(), gain.sum(), nets[name].sum(), least))
    table = pd.DataFrame(found, columns=["way", "visits", "hours", "gain", "net", "least"])
    table["cost"] = table["gain"] - table["net"]
    best = float(table["net"].iloc[0])
    table["behind"] = best - table["net"]
    table["behind_share"] = table["behind"] / best if best > 0 else np.nan
    table["behind_low"] = table["least"].iloc[0] - table["least"]
    people = pd.DataFrame({"rep_id": rows["rep_id"], "now": nets[NOW], "best": nets[BEST]})
    by_rep = people.groupby("rep_id").sum().reset_index()
    return table, by_rep.assign(gap=by_rep["best"] - by_rep["now"])
