"""The sections of 05b_research, each one call on the month's facts and what was found before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.customers.research import bench, changed, choice, keeps, known, questions
from salesnb.customers.research.base import customers_now, mix, with_merged
from salesnb.customers.research.share import our_shares
from salesnb.customers.research.there import find_rivals, main_rivals
from salesnb.customers.research.worth import summed, value_in_use
from salesnb.months import Month
from salesnb.settings import BusinessRules

Frames = dict[str, pd.DataFrame]
TEXTS = ["main_rival", "rival_advantage", "lever", "play", "play_zh", "advice"]
KEPT_OUT = ("is_active", "kept", "buys_error", "seen_on", "play_hours", "area")
EASY = 2 / 3  # an index above this: the customer could do without us


@dataclass(frozen=True)
class Ground:
    """What all sections stand on: facts with merged customers as one, and the customers."""

    facts: Frames
    month: Month
    rules: BusinessRules
    judged: pd.DataFrame
    base: pd.DataFrame
    mix: pd.DataFrame


@dataclass(frozen=True)
class Sheets:
    """The research sheets: `whole` has a row per customer, `frames` what they are made of."""

    whole: pd.DataFrame
    frames: Frames


def ground_of(
    facts: Mapping[str, pd.DataFrame],
    judgements: pd.DataFrame,
    *,
    month: Month,
    rules: BusinessRules,
) -> Ground:
    """Return the ground: `facts` of the workbook and what it uses, entries of judgements.toml."""
    own = with_merged(facts)
    base = customers_now(own, month=month, rules=rules)
    return Ground(own, month, rules, judgements, base, mix(own["sales_cube"], month))


def research(
    ground: Ground,
    values: pd.DataFrame,
    plays: pd.DataFrame,
    *,
    stale_days: int = 365,
    hours_growth: float = 0.0,
) -> Sheets:
    """Return what is known of every customer, and what to do about it.

    `values` and `plays` are the entries of value_in_use.toml and plays.toml. Frames: rivals_there,
    rivals_by, values (value in use by product group and kind), totals (one row).
    """
    facts, base, month = ground.facts, ground.base, ground.month
    shares = our_shares(facts, base, ground.judged, month=month, stale_days=stale_days)
    there = find_rivals(facts, base, ground.mix, month=month)
    rivals = main_rivals(there["rivals_there"]).reindex(base.index)
    held = {"shares": shares, "rivals": rivals, "mix": ground.mix}
    parts = keeps.replaceability(facts, base, held, ground.judged, month=month)
    stated = value_in_use(values, facts["sales_cube"], base, month=month)
    chances = choice.win_chances(facts, base, month=month)
    levers = choice.choose_levers(facts, base, plays, month=month)
    usual = ground.rules.hours_per_visit
    effort = choice.efforts(
        facts,
        base,
        shares["gap_amount"],
        levers["play_hours"],
        month=month,
        usual_hours=usual,
    )
    kept = questions.kept_without_effort(ground.judged, base)
    advised, hours = choice.advise(
        base, shares, chances, effort, kept=kept["kept"], hours_growth=hours_growth
    )
    whole = pd.concat([base, shares, parts, rivals, chances, levers, kept, advised], axis=1)
    whole["value_in_use"] = summed(stated, base)
    whole["effort_hours"], whole["more_hours"] = effort.hours, effort.more
    whole[TEXTS] = whole[TEXTS].fillna("").astype("str")
    whole["n_rivals"] = whole["n_rivals"].fillna(0)
    totals = pd.concat([_totals(whole), hours], axis=1)
    return Sheets(whole, {**there, "values": stated, "totals": totals})


def _totals(whole: pd.DataFrame) -> pd.DataFrame:
    """Return one row: how many customers are judged, and what the advice adds up to."""
    buying = whole[whole["amount"] > 0]
    counts = {f"n_{one}": int((whole["advice"] == one).sum()) for one in choice.ADVICE}
    pursued, dropped = (whole[whole["advice"] == one] for one in ("pursue", "drop"))
    easy = buying[buying["replaceability_low"] > EASY]
    return pd.DataFrame(
        [
            {
                "scope": "total",
                "n_customers": int((~whole["is_prospect"]).sum()),
                "n_prospects": int(whole["is_prospect"].sum()),
                "n_share_known": int(buying["our_share"].notna().sum()),
                "n_buying": len(buying),
                "n_index": int(whole["replaceability"].notna().sum()),
                "easy": EASY,
                "n_easy": len(easy),
                "amount_easy": float(easy["amount"].sum()),
                "n_rivals_seen": int((buying["n_rivals"] > 0).sum()),
                "n_valued": int(whole["value_in_use"].notna().sum()),
                "value_in_use": float(whole["value_in_use"].sum()),
                **counts,
                "n_unjudged": int((whole["advice"] == "").sum()),
                "worth": float(pursued["worth"].sum()),
                "amount_drop": float(dropped["amount"].sum()),
                "regret": float(whole["regret"].sum()),
            }
        ]
    )


def stand_behind(ground: Ground, sheets: Sheets, *, substitutes: int = 3) -> Frames:
    """Return bench, cover and bench_totals: who could replace each A customer."""
    whole = sheets.whole
    headroom = whole["gap_amount"].where(whole["amount"] > 0, whole["potential"])
    chances = bench.Chances(headroom.astype(float), whole["win_chance"].astype(float))
    return bench.find_bench(ground.base, ground.mix, chances, substitutes=substitutes)


def what_changed(ground: Ground, listed: pd.DataFrame | None) -> Frames:
    """Return changes, volumes and change_totals: what the month changed on customers."""
    return changed.what_changed(listed, ground.facts["sales_cube"], ground.base, month=ground.month)


def bring_together(ground: Ground, sheets: Sheets, behind: Frames, *, known_by: int = 2) -> Frames:
    """Return who knows whom, what nobody knows, and `customer_research`: a row per customer."""
    facts, month = ground.facts, ground.month
    found = known.find_familiarity(
        facts, ground.base, behind["bench"], month=month, known_by=known_by
    )
    owners = questions.owners_of(facts["customer_reps"], month=month)
    whole = sheets.whole.join(found.pop("known_by"))
    asked = questions.open_questions(whole, found["known"], owners)
    for column in ("our_share", "worth", "gap_amount"):
        whole[column] = whole[column].astype(float).replace([np.inf, -np.inf], np.nan)
    rows = whole.drop(columns=[one for one in KEPT_OUT if one in whole])
    return {**found, **asked, "customer_research": rows.rename_axis("customer_id").reset_index()}
