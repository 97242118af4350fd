"""Reports that were due in a month: received, on time, and plausible as worked out anew.

Whether a report is plausible is never read from its flag; where the flag says otherwise it is
counted. What speaks against one: more visits claimed than held, a long text repeated, or visits of
its period that cannot have been made.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.actions.effects.panel import MADE, Array, Facts
from salesnb.members import NOBODY, TOTAL
from salesnb.methods.report_checks import DAYS_OF, MONTHS_OF, claims_more, is_copy
from salesnb.methods.visit_clashes import clashes
from salesnb.months import Month

RECEIVED = """kind n_due n_received n_on_time n_plausible n_good n_claimed n_copied n_impossible
    n_flagged n_differs received on_time plausible"""
LEAST = 0.02  # of the visits of a period that cannot have been made: wrong times are let pass


def received(facts: Facts, *, month: Month) -> pd.DataFrame:
    """Return the reports due in the month, in all and by kind (`RECEIVED`).

    received and on_time are shares of those due, plausible of those received. n_good: on time and
    plausible. n_flagged: stated to be not plausible; n_differs: the statement and what was worked
    out disagree. Reports of reps without any visit held are judged by their text alone.
    """
    reports = facts["reports"]
    due = reports[reports["due_on"].between(pd.Timestamp(month.first), pd.Timestamp(month.last))]
    due = due.reset_index(drop=True)
    if due.empty:
        return pd.DataFrame(columns=RECEIVED.split())
    flags = _flags(due, facts, month=month)
    each = due[["kind"]].assign(**{k: np.asarray(v, dtype="int64") for k, v in flags.items()})
    by = each.groupby("kind").sum()
    both = pd.concat([by.sum().to_frame(TOTAL).T, by]).rename_axis("kind").reset_index()
    came = both["n_received"].where(both["n_received"] > 0)
    return both.assign(
        received=both["n_received"] / both["n_due"],
        on_time=both["n_on_time"] / both["n_due"],
        plausible=both["n_plausible"] / came,
    )[RECEIVED.split()]


def _flags(due: pd.DataFrame, facts: Facts, *, month: Month) -> dict[str, object]:
    came = due["received_on"].notna() & (due["received_on"] <= pd.Timestamp(month.last))
    in_time = came & (due["received_on"] <= due["due_on"])
    claimed = came & claims_more(due, facts["visits"])
    copied = came & is_copy(due)
    impossible = came & _impossible(due, facts)
    plausible = came & ~(claimed | copied | impossible)
    stated = due["is_plausible"].astype("boolean")
    flagged = came & stated.eq(False).fillna(False).astype(bool)
    return {
        "n_due": np.ones(len(due)),
        "n_received": came,
        "n_on_time": in_time,
        "n_plausible": plausible,
        "n_good": in_time & plausible,
        "n_claimed": claimed,
        "n_copied": copied,
        "n_impossible": impossible,
        "n_flagged": flagged,
        "n_differs": came & stated.notna() & (flagged == plausible),
    }


def _impossible(due: pd.DataFrame, facts: Facts) -> Array:
    """Return reports of a period in which more than `LEAST` of the visits cannot have been made."""
    visits = facts["visits"]
    held = visits[visits["status"].isin([*MADE, ""]) & ~visits["rep_id"].isin(NOBODY)]
    held = held[held["visit_date"] >= due["period_start"].min()]
    timed = held[held["started_at"].notna() & held["ended_at"].notna()]
    if timed.empty:
        return np.zeros(len(due), bool)
    rows = clashes(timed.assign(day=timed["visit_date"].dt.normalize()), facts)
    n_all = _within(due, rows)
    n_bad = _within(due, rows[rows["mark"] != ""])
    return np.asarray(n_bad > LEAST * np.maximum(n_all, 1))


def _within(due: pd.DataFrame, rows: pd.DataFrame) -> Array:
    """Return how many rows of its rep lie in the period of each report."""
    names = pd.Index(sorted(set(rows["rep_id"]) | set(due["rep_id"])))
    start = due["period_start"]
    months = due["kind"].map(MONTHS_OF).astype(float)
    days = due["kind"].map(DAYS_OF).astype(float).fillna(0)
    later = (start.dt.to_period("M") + months.fillna(0).astype("int64")).dt.to_timestamp()
    end = later.where(months.notna(), start + pd.to_timedelta(days, unit="D"))
    known = np.sort(_key(names, rows["rep_id"], rows["visit_date"]))
    found = np.searchsorted(known, _key(names, due["rep_id"], end))
    return np.asarray(found - np.searchsorted(known, _key(names, due["rep_id"], start)))


def _key(names: pd.Index, reps: pd.Series, days: pd.Series) -> Array:
    day = days.to_numpy().astype("datetime64[D]").astype("int64")
    return np.asarray(names.get_indexer(pd.Index(reps)) * 10**6 + day)
