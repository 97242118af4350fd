"""Which reps report visits that cannot have been made.

Visits at impossible times and distances are counted per rep and held against what clocks and
typing make of it at the other reps. A dense round of short visits, or a second visit on the same
day, is no clash: only what leaves no time is counted.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.members import NOBODY
from salesnb.methods.visit_clashes import SLACK, clashes
from salesnb.months import Month
from salesnb.reviews.behaviour.fleet import (
    Array,
    Found,
    Frames,
    actors_of,
    at_least,
    month_of,
    months_before,
    rows_of,
)

SPANS = (3, 6, 12, 24)  # months that end with the judged one
LEAST = 0.02  # of the visits: wrong times that are let pass
ERRORS = 0.005  # of the visits that have a wrong time anyway, at least
ALIKE = 1.5  # visits of a day are alike: so many count for one
LEAST_VISITS = 12
MADE = ("held", "unplanned")


def find_invented(facts: Frames, *, month: Month) -> Found:
    """Return for each rep whether more visits are impossible than at the others.

    `facts`: visits, customers, reps, absences. observed and expected are shares of the visits with
    times; amount the cost of the hours of those that are impossible; a row is such a visit, with
    the minutes between it and the other one (observed) and those needed (expected). Reasons:
    `no_times`, `few_visits`. Explanations that the tables hold: `times_typed_in` (times are stated
    to a quarter or half of an hour), `one_place` (customers in one building); `clock`, to be asked.
    """
    made, without = _made(facts["visits"], month)
    rows = clashes(made, facts)
    is_wrong = rows["mark"].ne("").to_numpy()
    is_typed = is_wrong & rows["short"].gt(0) & (rows["short"] <= rows["grain"] + SLACK)
    is_typed &= rows["grain"] > 1
    is_near = is_wrong & rows["is_one_place"]
    parts = {
        "all": is_wrong,
        "times_typed_in": is_wrong & ~is_typed,
        "one_place": is_wrong & ~is_near,
    }
    parts["left"] = parts["times_typed_in"] & parts["one_place"]
    reps = pd.Index(np.sort(pd.unique(pd.concat([rows["rep_id"], without["rep_id"]]))))
    if not len(reps):
        return Found(actors_of({}), rows_of({}))
    counts = _counts(rows, parts, reps)
    chances = {name: _chance(counts, name) for name in parts}
    span = np.array(SPANS)[chances["all"].argmin(axis=0)]
    p = {name: np.minimum(one.min(axis=0) * len(SPANS), 1.0) for name, one in chances.items()}
    costs = facts["reps"].drop_duplicates("rep_id").set_index("rep_id")["cost_per_hour"]
    own = rows[is_wrong & (rows["at"] < rows["rep_id"].map(pd.Series(span, reps)).astype(float))]
    shown = _rows(own, costs)
    return Found(_actors(counts, p, span, shown=shown, month=month), shown)


def _made(visits: pd.DataFrame, month: Month) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the held visits of the longest span with times, and those without."""
    first, last = pd.Timestamp((month - (SPANS[-1] - 1)).first), pd.Timestamp(month.last)
    day = visits["visit_date"].dt.normalize()
    is_in = (day >= first) & (day <= last) & visits["status"].isin([*MADE, ""])
    own = visits[is_in & ~visits["rep_id"].isin([*NOBODY])].assign(day=day[is_in])
    named = month_of(own["day"])
    own = own.assign(month=named, at=months_before(named, month))
    has_times = own["started_at"].notna() & own["ended_at"].notna()
    return own[has_times], own[~has_times]


def _counts(rows: pd.DataFrame, parts: dict[str, Array], reps: pd.Index) -> dict[str, Array]:
    """Return per span and rep the visits and, by part, the impossible ones."""
    who, at = reps.get_indexer(pd.Index(rows["rep_id"])), rows["at"].to_numpy()

    def by_span(weights: Array) -> Array:
        per = np.bincount(who * SPANS[-1] + at, weights, len(reps) * SPANS[-1])
        upto = per.reshape(len(reps), SPANS[-1]).cumsum(axis=1)
        return np.asarray(upto[:, [one - 1 for one in SPANS]].T)

    found = {name: by_span(np.asarray(one, float)) for name, one in parts.items()}
    return {"reps": reps.to_numpy(), "n": by_span(np.ones(len(rows))), **found}


def _usual(k: Array, n: Array) -> Array:
    """Return the share of impossible visits at the middle rep of each span."""
    share = np.where(n > 0, k / np.maximum(n, 1), np.nan)
    return np.array([np.nanmedian(one) if np.isfinite(one).any() else 0.0 for one in share])


def _chance(counts: dict[str, Array], name: str) -> Array:
    k, n = counts[name], counts["n"]
    expected = np.maximum(_usual(k, n), ERRORS)[:, None] + LEAST
    return at_least(k / ALIKE, n / ALIKE, np.broadcast_to(expected, n.shape))


def _actors(
    counts: dict[str, Array], p: dict[str, Array], span: Array, *, shown: pd.DataFrame, month: Month
) -> pd.DataFrame:
    """Return the row of each rep, over the span in which it stands out most."""
    reps, place = pd.Index(counts["reps"]), np.searchsorted(SPANS, span)
    every = np.arange(len(reps))
    n, k = counts["n"][place, every], counts["all"][place, every]
    expected = np.maximum(_usual(counts["all"], counts["n"]), ERRORS)[place]
    share = k / np.maximum(n, 1)
    let = expected + LEAST
    whole = counts["n"][-1]
    words = np.where(p["times_typed_in"] >= p["one_place"], "times_typed_in", "one_place")
    is_more = np.maximum(p["times_typed_in"], p["one_place"]) > p["all"]
    cost = shown.groupby("actor_id")["amount"].sum().reindex(reps).fillna(0.0)
    reason = np.where(whole == 0, "no_times", np.where(whole < LEAST_VISITS, "few_visits", ""))
    return actors_of(
        {
            "actor_id": reps,
            "reason": reason,
            "since": [str(month - (int(one) - 1)) for one in span],
            "n_months": span,
            "observed": share,
            "expected": expected,
            "excess": share - expected,
            "amount": cost.to_numpy(),
            "n_found": k,
            "n_looked_at": n,
            "p_value": p["all"],
            "p_left": np.maximum(p["left"], p["all"]),
            "unit": np.sqrt(let * (1 - let) * ALIKE / np.maximum(whole, 1)),
            "least": LEAST,
            "explanation": np.where(is_more, words, "clock"),
        }
    )


def _rows(own: pd.DataFrame, costs: pd.Series) -> pd.DataFrame:
    hours = (own["ended_at"] - own["started_at"]).dt.total_seconds() / 3600
    return rows_of(
        {
            "actor_id": own["rep_id"],
            "row_kind": "visit",
            "month": own["month"],
            "day": own["day"],
            "customer_id": own["customer_id"],
            "reference_id": own["visit_id"],
            "other_id": own["other_id"],
            "observed": own["minutes"],
            "expected": own["needed"],
            "amount": hours * own["rep_id"].map(costs).astype(float).fillna(0.0),
            "mark": own["mark"],
        }
    )
