"""Who of our people knows which customer: the A customers, their substitutes, the own B."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.contracts.needed import require_columns
from salesnb.customers.research import looking_up
from salesnb.members import UNASSIGNED
from salesnb.months import Month

Facts = Mapping[str, pd.DataFrame]
NEEDS = {
    "customer_reps": "customer_id rep_id valid_from valid_to role familiarity",
    "visits": "rep_id customer_id visit_date status",
    "reps": "rep_id left_on",
}
NOT_HELD = ("planned", "cancelled")
FEW_VISITS = 3  # held in twelve months: who was there so often knows the customer
KNOWS = 0.5  # of the highest familiarity that anybody states
HELD_MONTHS = 6  # where nobody states familiarity: who looked after it so long knows it
A, SUBSTITUTE, OWN_B = "a", "substitute", "b"
PAIRS = "customer_id rep_id part familiarity n_visits is_owner is_known"


def find_familiarity(
    facts: Facts, base: pd.DataFrame, bench: pd.DataFrame, *, month: Month, known_by: int = 2
) -> dict[str, pd.DataFrame]:
    """Return who knows the A customers, their substitutes and the own B customers.

    Somebody who is still with us knows a customer by a stated familiarity of at least half the
    highest on the scale, or by `FEW_VISITS` visits held in twelve months; where nobody states
    familiarity, also by looking after it for `HELD_MONTHS`.

    Frames: familiarity (customer_id, rep_id, part, familiarity, n_visits, is_owner, is_known: the
    pairs of which anything is known), known (a row per A customer and substitute: part, amount,
    n_known_by, only_id, owner_id, is_single), reps_known (a row per rep: n_a, n_a_known, n_only,
    amount_only, ...), known_totals (one row, with the bus factor) and bus (who is lost in which
    order until half of the amount of the A customers is known by nobody) and known_by (n_known_by
    and is_single_known of every customer, indexed by customer_id).
    """
    require_columns(facts, NEEDS)
    asked = _asked(base, bench)
    everyone = _pairs(facts, month)
    pairs = everyone[everyone["customer_id"].isin(asked.index)]
    pairs = pairs.assign(part=looking_up.texts(pairs["customer_id"], asked["part"]))
    pairs = pairs[(pairs["part"] != OWN_B) | pairs["is_owner"]]
    known = _by_customer(asked, pairs, known_by)
    bus = _bus(known, pairs)
    return {
        "familiarity": pairs[PAIRS.split()].reset_index(drop=True),
        "known": known,
        "reps_known": _by_rep(pairs, known),
        "bus": bus,
        "known_totals": _totals(known, bus, pairs, known_by),
        "known_by": _known_by(everyone, base, known_by),
    }


def _asked(base: pd.DataFrame, bench: pd.DataFrame) -> pd.DataFrame:
    """Return who should be known, with the part that it plays: A, substitute or B."""
    part = looking_up.texts(base["customer_class"], {"A": A, "B": OWN_B})
    behind = base.index.isin(set(bench["substitute_id"])) & (part != A)
    part = part.mask(behind, SUBSTITUTE)
    return base.assign(part=part)[(part != "") & base["is_active"]]


def _pairs(facts: Facts, month: Month) -> pd.DataFrame:
    """Return rep and customer, with familiarity, visits of twelve months, whether rep owns it."""
    last = pd.Timestamp(month.last)
    reps = facts["reps"]
    gone = set(reps.loc[reps["left_on"].notna() & (reps["left_on"] <= last), "rep_id"])
    pairs = pd.concat([_stated(facts["customer_reps"], last), _visited(facts["visits"], month)])
    sums = pairs.groupby(["customer_id", "rep_id"], as_index=False).agg(
        {"familiarity": "max", "n_visits": "sum", "is_owner": "max", "months": "max"}
    )
    there = sums[~sums["rep_id"].isin({*gone, "", UNASSIGNED}) & (sums["customer_id"] != "")]
    return there.assign(is_known=_knows(there), is_owner=there["is_owner"] > 0)


def _stated(credit: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """Return whoever looks after a customer, or did, with familiarity and months held."""
    begun = credit[~(credit["valid_from"] > last)]
    ends = begun["valid_to"].where(begun["valid_to"] <= last, last)
    held = (ends - begun["valid_from"]).dt.days / 30.4
    now = ~(begun["valid_to"] <= last)
    return pd.DataFrame(
        {
            "customer_id": begun["customer_id"],
            "rep_id": begun["rep_id"],
            "familiarity": begun["familiarity"].astype(float),
            "n_visits": 0,
            "is_owner": (now & (begun["role"] != "deputy")).astype(int),
            "months": held.fillna(np.inf),
        }
    )


def _visited(visits: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the visits held in twelve months by rep and customer."""
    first, last = pd.Timestamp((month - 11).first), pd.Timestamp(month.last)
    held = visits[~visits["status"].isin(NOT_HELD) & visits["visit_date"].between(first, last)]
    counted = held.groupby(["customer_id", "rep_id"]).size().rename("n_visits").reset_index()
    return counted.assign(familiarity=np.nan, is_owner=0, months=0.0)


def _knows(pairs: pd.DataFrame) -> pd.Series:
    highest = pairs["familiarity"].max()
    often = pairs["n_visits"] >= FEW_VISITS
    if not highest > 0:
        return often | (pairs["months"] >= HELD_MONTHS)
    return often | (pairs["familiarity"] >= KNOWS * highest)


def _known_by(pairs: pd.DataFrame, base: pd.DataFrame, known_by: int) -> pd.DataFrame:
    if pairs.empty:
        return pd.DataFrame({"n_known_by": np.nan, "is_single_known": False}, index=base.index)
    n = pairs[pairs["is_known"]].groupby("customer_id").size().reindex(base.index).fillna(0)
    return pd.DataFrame({"n_known_by": n.astype(float), "is_single_known": n < known_by})


def _by_customer(asked: pd.DataFrame, pairs: pd.DataFrame, known_by: int) -> pd.DataFrame:
    """Return a row per A customer and substitute: how many know it, and who alone does."""
    listed = asked[asked["part"] != OWN_B]
    knowing = pairs[pairs["is_known"]].sort_values("rep_id")
    grouped = knowing.groupby("customer_id")["rep_id"]
    owners = pairs[pairs["is_owner"]].groupby("customer_id")["rep_id"].first()
    n = grouped.size().reindex(listed.index).fillna(0).astype(float)
    found = pd.DataFrame(
        {
            "customer_id": listed.index,
            "part": listed["part"].to_numpy(object),
            "amount": listed["amount"].to_numpy(float),
            "n_known_by": n.to_numpy(),
            "only_id": grouped.first().reindex(listed.index).where(n == 1).fillna("").to_numpy(),
            "owner_id": owners.reindex(listed.index).fillna(UNASSIGNED).to_numpy(object),
            "is_single": (n < known_by).to_numpy(),
        }
    )
    return found.sort_values(["part", "amount"], ascending=[True, False], ignore_index=True)


def _by_rep(pairs: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return a row per rep: own customers of each part and how many it knows, and knows alone."""
    table = pd.DataFrame(index=pd.Index(sorted(pairs["rep_id"].unique()), name="rep_id"))
    for part in (A, SUBSTITUTE, OWN_B):
        own = pairs[(pairs["part"] == part) & pairs["is_owner"]]
        table[f"n_{part}"] = own.groupby("rep_id").size()
        table[f"n_{part}_known"] = own[own["is_known"]].groupby("rep_id").size()
    knowing = pairs[pairs["is_known"] & (pairs["part"] == A)]
    table["n_others"] = knowing[~knowing["is_owner"]].groupby("rep_id").size()
    alone = known[(known["part"] == A) & (known["only_id"] != "")].groupby("only_id")
    table["n_only"] = alone.size()
    table["amount_only"] = alone["amount"].sum()
    return table.fillna(0.0).reset_index()


def _bus(known: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return who would be missed most, one after the other, until half the amount is orphaned.

    Greedy: each time the one whose leaving leaves the largest further amount of A customers with
    nobody who knows them; what nobody knows today counts from the start.
    """
    leads = known[known["part"] == A].set_index("customer_id")["amount"]
    knowing = pairs[pairs["is_known"] & pairs["customer_id"].isin(leads.index)]
    who = {id: set(own) for id, own in knowing.groupby("customer_id")["rep_id"]}
    whole = float(leads.sum())
    rows: list[tuple[int, str, float, float]] = []
    lost = float(sum(amount for id, amount in leads.items() if id not in who))
    while who and lost < whole / 2:
        alone: dict[str, float] = {}
        for id, reps in who.items():
            weight = float(leads[id])
            for rep in reps:  # who is one of few counts a little, so that pairs are taken apart
                alone[rep] = alone.get(rep, 0.0) + (weight if len(reps) == 1 else 1e-6 * weight)
        first = min(alone, key=lambda rep: (-alone[rep], rep))
        who = {id: reps - {first} for id, reps in who.items()}
        gone = sum(float(leads[id]) for id, reps in who.items() if not reps)
        who, lost = {id: reps for id, reps in who.items() if reps}, lost + gone
        rows.append((len(rows) + 1, first, gone, lost / whole if whole else np.nan))
    return pd.DataFrame(rows, columns=["place", "rep_id", "amount", "share_lost"])


def _totals(
    known: pd.DataFrame, bus: pd.DataFrame, pairs: pd.DataFrame, known_by: int
) -> pd.DataFrame:
    leads, behind = known[known["part"] == A], known[known["part"] == SUBSTITUTE]
    stated = bool(pairs["familiarity"].notna().any())
    return pd.DataFrame(
        [
            {
                "scope": "total",
                "known_by": known_by,
                "basis": "stated" if stated else "visits" if len(pairs) else "none",
                "n_a": len(leads),
                "n_a_single": int(leads["is_single"].sum()),
                "n_a_unknown": int((leads["n_known_by"] == 0).sum()),
                "amount_a": float(leads["amount"].sum()),
                "amount_single": float(leads.loc[leads["is_single"], "amount"].sum()),
                "share_single": _over(leads.loc[leads["is_single"], "amount"], leads["amount"]),
                "n_substitutes": len(behind),
                "n_substitutes_single": int(behind["is_single"].sum()),
                "bus_factor": float(len(bus)) if len(bus) else np.nan,
            }
        ]
    )


def _over(part: pd.Series, whole: pd.Series) -> float:
    return float(part.sum() / whole.sum()) if whole.sum() > 0 else float("nan")
