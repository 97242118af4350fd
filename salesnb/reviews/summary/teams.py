"""The month and the year so far of each manager: what the reps below came to, over all levels."""

from __future__ import annotations

import pandas as pd

from salesnb.measures.attainment import attainment
from salesnb.members import TOTAL, UNASSIGNED
from salesnb.reviews.summary.command import commands, managers_of
from salesnb.reviews.summary.people import NO_REPS

KEY = ["manager_id", "span"]
AMOUNTS = ["actual", "held", "target", "gap", "cash", "cash_held", "cash_target", "cash_gap"]
COUNTS = ["visits", "visits_held", "visits_target", "new_customers", "new_held", "new_target"]
CASES = {
    "n_met": ("verdict", "met"),
    "n_within": ("verdict", "missed_within_noise"),
    "n_missed": ("verdict", "missed"),
    "n_open": ("verdict", "cannot_tell"),
    "n_cash_missed": ("cash_verdict", "missed"),
    "n_below": ("standing", "below"),
}
SUMS = [*AMOUNTS, *COUNTS, "n_reps", "n_asked", *CASES, "missing"]
TEAMS = [
    *KEY,
    "since",
    "reports_to",
    "is_top",
    "n_direct",
    "n_teams",
    *SUMS,
    "attainment",
    "cash_attainment",
]
DEEPER = ["manager_id", "rep_id", "span", "under_id"]
DEEPER += ["held", "target", "gap", "attainment", "seen_miss"]


def teams(rows: pd.DataFrame, reps: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the sums of each manager's team (`TEAMS`): a row per manager_id and span.

    `rows` as `people.rep_months`. A team is the manager and everybody below, whatever the number of
    levels; who has nobody below has none. reports_to: the next manager above, blank at the top
    (is_top). Further rows: (unassigned) for those who are in no team, and total; the teams at the
    top and (unassigned) add up to the total. n_reps counts those with a row, the manager too,
    n_direct those right below, n_teams the teams of these; n_asked has a target of sales, of these
    n_met, n_within (missed it within chance), n_missed (beyond chance), n_open (cannot be told).
    missing: what those who missed it beyond chance lack. n_cash_missed: of collections; n_below:
    points below the firm. Sums of what nobody has are missing, and counts of what nobody is judged
    by.
    """
    above = managers_of(NO_REPS if reps is None else reps)
    everybody = commands(above)
    named = rows[rows["rep_id"] != UNASSIGNED]
    below = everybody[everybody["rep_id"].isin(named["rep_id"])]
    managers = sorted(below["manager_id"].unique())
    own = pd.DataFrame({"manager_id": managers, "rep_id": managers}, dtype="str")
    places = pd.concat([below[["manager_id", "rep_id"]], own, _others(rows, below, managers)])
    members = places.merge(_counted(rows), on="rep_id")
    found = members.groupby([*KEY, "since"])[SUMS].sum(min_count=1).reset_index()
    is_direct = (everybody["depth"] == 1) & everybody["rep_id"].isin([*named["rep_id"], *managers])
    direct = everybody[is_direct]
    for name, own in (("n_direct", direct), ("n_teams", direct[direct["rep_id"].isin(managers)])):
        counts = found["manager_id"].map(own.groupby("manager_id").size())
        found[name] = counts.fillna(0.0).astype("float64")
    found["reports_to"] = found["manager_id"].map(above).astype("str").fillna("")
    found["is_top"] = found["manager_id"].isin(managers) & (found["reports_to"] == "")
    found["attainment"] = attainment(found["held"], found["target"])
    found["cash_attainment"] = attainment(found["cash_held"], found["cash_target"])
    return found[TEAMS].reset_index(drop=True)


def _others(rows: pd.DataFrame, below: pd.DataFrame, managers: list[str]) -> pd.DataFrame:
    """Return who belongs to the total, and who is in no team."""
    everybody = pd.Series(rows["rep_id"].unique(), dtype="str")
    alone = everybody[~everybody.isin([*below["rep_id"], *managers])]
    total = pd.DataFrame({"manager_id": TOTAL, "rep_id": everybody}, dtype="str")
    return pd.concat([total, pd.DataFrame({"manager_id": UNASSIGNED, "rep_id": alone})])


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of reps with what is counted of each: 1 or 0, money beyond chance."""
    is_named = (rows["rep_id"] != UNASSIGNED).astype("float64")
    cases = {name: _is(rows[column], value) * is_named for name, (column, value) in CASES.items()}
    missing = (-rows["gap"]).where((rows["verdict"] == "missed") & (is_named > 0), 0.0)
    judged = [cases[one] for one in ("n_met", "n_within", "n_missed", "n_open")]
    rows = rows.drop(columns="manager_id")
    return rows.assign(n_reps=is_named, n_asked=sum(judged), missing=missing, **cases)


def _is(codes: pd.Series, value: str) -> pd.Series:
    """Return 1 where a code has a value, else 0; missing where nobody has a code."""
    found = codes.eq(value).astype("float64")
    return found if codes.ne("").any() else found * float("nan")


def deeper_misses(rows: pd.DataFrame, reps: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return reps who missed their target of sales beyond chance, for managers of managers.

    Columns `DEEPER`: a row per manager and rep who is two or more levels below, and span; under_id:
    the manager whose rep it is. `rows` as `people.rep_months`.
    """
    above = managers_of(NO_REPS if reps is None else reps)
    below = commands(above)
    below = below.loc[below["depth"] > 1, ["manager_id", "rep_id"]].astype("str")
    missed = rows.loc[rows["verdict"] == "missed"].drop(columns="manager_id")
    missed = missed.assign(under_id=missed["rep_id"].map(above).astype("str"))
    return below.merge(missed, on="rep_id")[DEEPER].reset_index(drop=True)
