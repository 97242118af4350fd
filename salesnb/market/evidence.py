"""How good is what we know of a rival: how much, how new, from how many sides, how exact."""

from __future__ import annotations

import math

import pandas as pd

from salesnb.methods.shrinkage import group_means
from salesnb.months import Month

MEMORY_MONTHS = 12  # older observations say nothing of today
GRADES = (  # grade, at least n, at most days old, at least sources, at most half the range
    ("A", 6, 62, 2, 0.05),
    ("B", 4, 93, 1, 0.10),
    ("C", 2, 186, 1, math.inf),
)
FRESH, SINGLE, GONE = "fresh", "single", "gone"


def grade(n: float, age_days: float, n_sources: float, half: float) -> str:
    """Return A to D: the first whose four demands are all met. `half` is relative to the value."""
    width = math.inf if math.isnan(half) else half
    for name, least, oldest, sources, widest in GRADES:
        if n >= least and age_days <= oldest and n_sources >= sources and width <= widest:
            return name
    return "D"


def state(n: float) -> str:
    """Return whether a panel has observations within its memory, one, or none."""
    return GONE if n < 1 else SINGLE if n < 2 else FRESH


def known(rows: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the observations up to the end of `month`; later ones are not known then."""
    return rows[rows["observed_on"] <= pd.Timestamp(month.last)]


def remembered(rows: pd.DataFrame, until: Month, *, months: int = MEMORY_MONTHS) -> pd.DataFrame:
    """Return the observations of the `months` months up to the end of `until`."""
    first, last = pd.Timestamp((until - (months - 1)).first), pd.Timestamp(until.last)
    return rows[rows["observed_on"].between(first, last)]


def means(rows: pd.DataFrame, value: str, keys: list[str], *, shared: bool = False) -> pd.DataFrame:
    """Return, per panel: n, mean, low and high (95 %) of a column, as of `group_means`.

    The ranges hold each for itself; `shared` ones hold for all panels of two and more together.
    """
    panels = rows.groupby(keys)
    sizes = panels.size()
    n_panels = max(int((sizes > 1).sum()), 1) if shared else 1
    found = group_means(rows[value], panels.ngroup(), shared_by=n_panels)
    return found.set_axis(sizes.index)


def counts(rows: pd.DataFrame, keys: list[str], *, month: Month) -> pd.DataFrame:
    """Return, per panel of all observations: n_ever, newest_on, age_days, n_new (of the month)."""
    grouped = rows.assign(is_new=rows["observed_on"] >= pd.Timestamp(month.first)).groupby(keys)
    counted = pd.DataFrame(
        {
            "n_ever": grouped.size(),
            "newest_on": grouped["observed_on"].max(),
            "n_new": grouped["is_new"].sum(),
        }
    )
    counted["age_days"] = (pd.Timestamp(month.last) - counted["newest_on"]).dt.days
    return counted
