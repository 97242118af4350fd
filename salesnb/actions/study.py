"""All that 12_actions computes: a function per section, in the order of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from salesnb.actions.assigned import month_plan, owners
from salesnb.actions.assigned.quotas import quotas_of
from salesnb.actions.ground import Ground, looked_up
from salesnb.actions.hours import planned, weeks
from salesnb.actions.hours.followed import follow
from salesnb.actions.hours.response import Response, respond
from salesnb.actions.hours.ways import Ways, ways_of
from salesnb.actions.hours.work import MEASURE, VISIT, other_work
from salesnb.members import NOBODY, TOTAL

Frames = dict[str, pd.DataFrame]
NEEDS = """rep_id customer_id customer_class visits visit_minutes value must_visit basis now asked
    n_carried is_short hours net per_hour"""
ACTIONS = """action_id turn kind measure rep_id deputy_id customer_id subject week due_on hours
    margin net per_hour amount status place"""
OPEN, CARRIED = "open", "carried"
BASES = ("stated", "judged", "capped", "pooled", "measured")  # the least known first


@dataclass(frozen=True)
class Planned:
    """The best use of hours, and what it rests on."""

    response: Response
    ways: Ways
    offered: planned.Offer
    plan: planned.Plan
    left: pd.Series


class Issued(Protocol):
    """A plan that was issued before."""

    @property
    def frame(self) -> pd.DataFrame: ...


def assign_targets(ground: Ground, issued: Issued | None) -> Frames:
    """Return `assignments`, `links` and `cells` (who answers for which of the month's targets),
    `month_plan` and `rep_plan` (what it asks of each rep).

    `issued`: the plan as last issued, None without one.
    """
    quotas = quotas_of(ground, None if issued is None else issued.frame)
    monthly = month_plan.plan_month(ground, quotas)
    assigned = owners.assign(ground, quotas, monthly)
    whole = assigned.assign(scope=TOTAL).groupby("scope")
    cells = whole["is_fallback"].agg(["size", "sum"]).set_axis(["n_cells", "n_fallbacks"], axis=1)
    cells["n_unknown"] = (assigned["owner_by"].eq(owners.ROLE)).sum()
    cells["basis"] = quotas.basis
    return {
        "assignments": assigned,
        "links": owners.count_links(assigned),
        "cells": cells.reset_index(),
        "month_plan": monthly,
        "rep_plan": month_plan.sum_reps(ground, quotas, monthly),
    }


def plan_hours(
    ground: Ground,
    judged: pd.DataFrame,
    effects: Issued | None,
    before: Issued | None,
) -> tuple[Planned, Frames]:
    """Return the best use of hours, and the frames that show it.

    `judged`: plan/judgements.toml; `effects`: action_effects, `before`: action_plan, both as issued
    a month before.
    """
    table, left = follow(ground, None if before is None else before.frame)
    response = respond(ground, judged, None if effects is None else effects.frame)
    way = ways_of(ground)
    offered = planned.offer(ground, response, way, other_work(ground))
    chosen = planned.plan(offered)
    compared, by_rep = planned.compare(ground, offered, chosen, ground.rules.visits_per_month)
    found = Planned(response, way, offered, chosen, left)
    needs, hours = _needs(ground, found), _hours(ground, found, by_rep)
    rested = _rested(ground, found, hours)
    least = compared.set_index("way")["behind_low"]
    has_now = bool(needs["now"].sum() > 0)
    rested["gap_low"] = float(least[planned.NOW]) if has_now else np.nan
    rested = rested.assign(**_side_by_side(compared), n_customers=len(needs))
    rested["n_none"] = int((needs["visits"] == 0).sum())
    if not has_now:  # nothing is known of what is done now
        rested[["now", "gap", "visits_now", "hours_now", "gain_now"]] = np.nan
        compared = compared[compared["way"] != planned.NOW]
        hours[["now", "gap", "gap_share"]] = np.nan
        needs["now"] = np.nan
    classes = _by_class(needs)
    if needs.empty:
        compared = compared.iloc[:0]
    return found, {
        "visit_needs": needs,
        "class_visits": classes,
        "ways_compared": compared,
        "hours_of_reps": hours,
        "followed": table,
        "rested": rested,
    }


def _needs(ground: Ground, found: Planned) -> pd.DataFrame:
    """Return a row per customer of a rep at work: how many visits, and why."""
    rows, visits = found.offered.customers, found.plan.visits
    value = planned.gained(found.offered, visits.astype(float))
    cost = looked_up(rows["rep_id"], ground.reps.set_index("rep_id")["hour_cost"])
    hours = visits * rows["hours"]
    left = looked_up(VISIT + ":" + rows["customer_id"], found.left).astype(int)
    stay = rows["visit_hours"].fillna(rows["visit_hours"].median())
    minutes = (stay * 60).fillna(ground.rules.hours_per_visit * 60)
    asked = looked_up(rows["customer_class"], pd.Series(ground.rules.visits_per_month))
    table = rows[["rep_id", "customer_id", "customer_class", "basis"]].assign(
        visits=visits,
        visit_minutes=minutes.round().astype(int),
        value=value.round(2),
        must_visit=rows["customer_class"] == planned.SERVED,
        now=planned.visits_now(ground, rows),
        asked=asked,
        n_carried=np.minimum(left, np.minimum(visits, 1)),
        is_short=found.plan.short.astype(bool),
        hours=hours.round(2),
        net=(value - hours * cost).round(2),
        per_hour=(value / hours.where(hours > 0)).round(2),
    )
    return table[NEEDS.split()]


def _hours(ground: Ground, found: Planned, by_rep: pd.DataFrame) -> pd.DataFrame:
    """Return a row per rep: hours there are and are planned, what visits bring now and at best."""
    rows, other = found.offered.customers, found.offered.other
    visits = (found.plan.visits * rows["hours"]).groupby(rows["rep_id"]).sum()
    taken = other[found.plan.taken.to_numpy(bool)]
    table = ground.reps[["rep_id", "region_id", "hours", "n_assumed"]].copy()
    table["visit_hours"] = looked_up(table["rep_id"], visits).round(2)
    for kind in ("collect", "deal", "prospect"):
        hours = taken[taken["kind"] == kind].groupby("rep_id")["hours"].sum()
        table[f"{kind}_hours"] = looked_up(table["rep_id"], hours).round(2)
    parts = [f"{one}_hours" for one in ("visit", "collect", "deal", "prospect")]
    table["planned_hours"] = table[parts].sum(axis=1).round(2)
    table["used_share"] = table["planned_hours"] / table["hours"].where(table["hours"] > 0)
    table["n_visits"] = looked_up(table["rep_id"], _sum(rows, found.plan.visits)).astype(int)
    own = table.merge(by_rep, on="rep_id", how="left")
    return own.assign(gap_share=own["gap"] / own["best"].where(own["best"] > 0))


def _sum(rows: pd.DataFrame, values: np.ndarray) -> pd.Series:
    return pd.Series(values, index=rows.index).groupby(rows["rep_id"]).sum()


def _rested(ground: Ground, found: Planned, hours: pd.DataFrame) -> pd.DataFrame:
    """Return what the worth of visits rests on, hours in all, and what is left out: one row."""
    bases = [one for one in BASES if one in set(found.response.basis.values())]
    there, chosen = hours["hours"].sum(), hours["planned_hours"].sum()
    best, now = hours["best"].sum(min_count=1), hours["now"].sum(min_count=1)
    table = {
        "usual": found.response.usual,
        "basis": bases[0] if bases else "",
        "money": found.offered.basis,
        "way_hours": found.ways.firm,
        "way_basis": found.ways.basis,
        "n_ways": found.ways.n_gaps,
        "hours": there,
        "planned": chosen,
        "used_share": chosen / there if there > 0 else np.nan,
        "n_reps": len(hours),
        "n_assumed": int(hours["n_assumed"].sum()),
        "n_without_rep": int((ground.customers["rep_id"] == "").sum()),
        "n_short": int(found.plan.short.sum()),
        "now": now,
        "best": best,
        "gap": best - now,
    }
    return pd.DataFrame([{"scope": TOTAL, **table}])


def _side_by_side(compared: pd.DataFrame) -> dict[str, float]:
    """Return visits, hours and gain of the best use and of now, and the best's low end."""
    rows = compared.set_index("way")
    pairs = {"best": planned.BEST, "now": planned.NOW}
    found = {
        f"{column}_{name}": float(rows[column][way])
        for name, way in pairs.items()
        for column in ("visits", "hours", "gain")
    }
    return {**found, "best_low": float(rows["least"][planned.BEST])}


def _by_class(needs: pd.DataFrame) -> pd.DataFrame:
    """Return the visits by class: how many now, at best, and who gets more or fewer."""
    change = needs["visits"] - needs["now"]
    rows = needs.assign(
        n_customers=1,
        n_more=(change >= 1).astype(int),
        n_less=(change <= -1).astype(int),
        n_none=(needs["visits"] == 0).astype(int),
    )
    counts = ["n_customers", "visits", "n_more", "n_less", "n_none"]
    grouped = rows.groupby("customer_class")[[*counts, "now", "value"]]
    sums = grouped.sum(min_count=1).reset_index()
    each, now = (sums[one] / sums["n_customers"] for one in ("visits", "now"))
    return sums.assign(each=each, now_each=now).drop(columns="now")


def lay_weeks(ground: Ground, found: Planned) -> Frames:
    """Return `action_plan` (one row per piece of work and turn), `weeks`, `firm_weeks`, `kinds`."""
    actions = _actions(ground, found)
    laid = weeks.lay_out(ground, actions)
    table = laid.assign(
        status=np.where(laid["turn"] <= laid["n_carried"], CARRIED, OPEN),
        measure=laid["kind"].map(MEASURE),
    )[ACTIONS.split()]
    by_rep = weeks.sum_weeks(ground, laid)
    return {
        "action_plan": table,
        "weeks": by_rep,
        "firm_weeks": _firm(by_rep),
        "kinds": _kinds(ground, found, table),
    }


def _firm(by_rep: pd.DataFrame) -> pd.DataFrame:
    """Return the weeks of all reps together, and how many have more work than hours."""
    rows = by_rep.assign(n_over=(by_rep["room"] < 0).astype(int))
    return rows.drop(columns="rep_id").groupby("week").sum().reset_index()


def _actions(ground: Ground, found: Planned) -> pd.DataFrame:
    """Return the work chosen, a row each, in order of what it brings an hour."""
    rows, visits = found.offered.customers, found.plan.visits
    value = planned.gained(found.offered, visits.astype(float))
    chosen = rows[visits > 0]
    own = pd.DataFrame(
        {
            "action_id": VISIT + ":" + chosen["customer_id"],
            "kind": VISIT,
            "rep_id": chosen["rep_id"],
            "customer_id": chosen["customer_id"],
            "subject": chosen["customer_id"],
            "times": visits[visits > 0],
            "hours": chosen["hours"],
            "margin": (value / np.maximum(visits, 1))[visits > 0],
            "due_on": pd.NaT,
        }
    )
    taken = found.offered.other[found.plan.taken.to_numpy(bool)]
    both = pd.concat([own, taken.drop(columns="is_due")], ignore_index=True)
    both["due_on"] = pd.to_datetime(both["due_on"])
    cost = looked_up(both["rep_id"], ground.reps.set_index("rep_id")["hour_cost"])
    both["net"] = (both["margin"] - both["hours"] * cost).round(2)
    both["per_hour"] = (both["margin"] / both["hours"]).round(2)
    both["n_carried"] = looked_up(both["action_id"], found.left).clip(upper=1)
    both["deputy_id"] = _deputies(ground, both)
    order = both.sort_values(["per_hour", "amount"], ascending=False, kind="stable").index
    both.loc[order, "place"] = np.arange(1, len(both) + 1)
    return both.astype({"place": int, "n_carried": int, "margin": float})


def _deputies(ground: Ground, actions: pd.DataFrame) -> pd.Series:
    """Return who stands in for each piece of work: of its customer, else of its rep."""
    answering = owners.Answering(ground)
    pairs = {
        (d, n): answering.pair(d, n)[1].rep
        for d, column in (("customer", "customer_id"), ("rep", "rep_id"))
        for n in set(actions[column]) - set(NOBODY)
    }
    keys = zip(actions["customer_id"].fillna(""), actions["rep_id"], strict=True)
    found = []
    for customer, rep in keys:
        own = pairs.get(("customer", customer), "")
        found.append(own if own and own != rep else pairs.get(("rep", rep), ""))
    return pd.Series(found, index=actions.index, dtype="str")


def _kinds(ground: Ground, found: Planned, table: pd.DataFrame) -> pd.DataFrame:
    """Return by kind of work what is planned, and what was weighed and left."""
    sums = table.groupby("kind").agg(
        n_actions=("action_id", "size"),
        hours=("hours", "sum"),
        margin=("margin", lambda one: one.sum(min_count=1)),
    )
    sums["per_hour"] = sums["margin"] / sums["hours"]
    other = found.offered.other[~found.plan.taken.to_numpy(bool)]
    left = other.groupby("kind").size()
    rows = sums.reindex(list(MEASURE)).dropna(subset="n_actions").reset_index()
    rows["n_left"] = looked_up(rows["kind"], left).astype(int)
    return rows.astype({"n_actions": int})
