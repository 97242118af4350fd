"""How many nodes of each dimension reached their targets, and what those that did not lack."""

from __future__ import annotations

import pandas as pd

from salesnb.members import TOTAL, UNASSIGNED

BY = ["measure", "span", "dimension"]
COUNTED = {
    "n_met": "met",
    "n_noise": "missed_within_noise",
    "n_missed": "missed",
    "n_open": "cannot_tell",
}
READINGS = ("hard_met", "hard_missed", "easy_met", "easy_missed")


def reached_by_dimension(attainments: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return a row per measure, span and dimension that has nodes with a target above nought.

    `attainments` as `held.judged` returns them. Columns: measure, span, dimension, since, n_months,
    n_planned (the most months in which one of its nodes has a target), n_targets, n_met, n_noise
    (missed, but no more than chance explains), n_missed, n_open (cannot be told), by_chance (how
    many would be found missed if all were at their targets: half of what lies outside `confidence`,
    of those that have a range), shortfall and surplus (sums of gaps below and above), beyond (the
    gaps of those found missed), n_hard_met, n_hard_missed, n_easy_met, n_easy_missed. Amounts are
    in the measure's unit.
    """
    asked = attainments["target"].gt(0) & attainments["node"].ne(UNASSIGNED)
    rows = attainments[asked & attainments["dimension"].ne(TOTAL)]
    is_missed = rows["verdict"] == "missed"
    parts = rows[[*BY, "since"]].assign(
        n_targets=1,
        **{name: (rows["verdict"] == one).astype("int64") for name, one in COUNTED.items()},
        by_chance=(rows["seen_miss"] > 0) * (1 - confidence) / 2,
        shortfall=rows["gap"].clip(upper=0.0),
        surplus=rows["gap"].clip(lower=0.0),
        beyond=rows["gap"].where(is_missed, 0.0),
        **{f"n_{one}": (rows["reading"] == one).astype("int64") for one in READINGS},
    )
    by = [*BY, "since"]
    sums = parts.groupby(by, sort=False).sum()
    months = rows.groupby(by, sort=False)[["n_months", "n_planned"]].max().astype("int64")
    sums = sums.join(months).reset_index()
    return sums.assign(by_chance=sums["by_chance"].round(3))
