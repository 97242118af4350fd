"""Rivals' quality, variety, service and terms: dated observations, never a bare average."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.market import evidence
from salesnb.methods.shrinkage import group_means
from salesnb.months import Month

MEMORY_MONTHS = 24  # such judgements are few, and what they judge changes slowly
EQUAL = 100.0  # of observations whose unit is an index: as good as ours
INDEX = "index"
PANEL = ["competitor_id", "aspect", "unit"]
COLUMNS = [
    *PANEL,
    "n",
    "n_sources",
    "newest_on",
    "age_days",
    "mean",
    "low",
    "high",
    "before",
    "moved",
    "n_new",
    "confidence",
    "verdict",
    "state",
    "grade",
]


def aspect_panels(observations: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return one row per rival, aspect and unit: mean of the last two years, n, age, interval.

    Where the unit is `index`, 100 is as good as ours; `verdict` holds for all panels of the
    page together (95 %), low and high for each alone. `before` is the mean as it was a month
    ago. A rival not seen for two years has no mean, but the day of the last observation.
    """
    rows = observations[observations["value"].notna() & (observations["competitor_id"] != "")]
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    made = evidence.counts(rows, PANEL, month=month)
    now, earlier = (
        evidence.remembered(rows, until, months=MEMORY_MONTHS) for until in (month, month - 1)
    )
    names = _names(now)
    made = made.join(_indexed(group_means(now["value"], names)))
    n_panels = max(int((made["n"] > 1).sum()), 1)
    sure = _indexed(group_means(now["value"], names, shared_by=n_panels))[["low", "high"]]
    made = made.join(sure.add_prefix("sure_"))
    made["before"] = _indexed(group_means(earlier["value"], _names(earlier)))["mean"]
    made["moved"] = made["mean"] - made["before"]
    grouped = now.groupby(PANEL)
    made["n_sources"], made["confidence"] = (
        grouped["source"].nunique(),
        grouped["confidence"].mean(),
    )
    made[["n", "n_sources"]] = made[["n", "n_sources"]].fillna(0)
    return _judged(made.reset_index())[COLUMNS]


def _names(rows: pd.DataFrame) -> pd.Series:
    return pd.Series(
        list(zip(*(rows[k] for k in PANEL), strict=True)), index=rows.index, dtype="object"
    )


def _indexed(means: pd.DataFrame) -> pd.DataFrame:
    empty = pd.MultiIndex.from_arrays([[], [], []], names=PANEL)
    return means.set_axis(
        pd.MultiIndex.from_tuples(list(means.index), names=PANEL) if len(means) else empty
    )


def _judged(made: pd.DataFrame) -> pd.DataFrame:
    has_scale = made["unit"] == INDEX
    made["verdict"] = np.select(
        [~has_scale, made["sure_low"].isna(), made["sure_low"] > EQUAL, made["sure_high"] < EQUAL],
        ["no_scale", "too_few", "better", "worse"],
        "unclear",
    )
    half = (made["high"] - made["low"]) / 2 / made["mean"].abs()
    cells = zip(made["n"], made["age_days"], made["n_sources"], half, strict=True)
    made["grade"] = [evidence.grade(*one) for one in cells]
    made["state"] = [evidence.state(n) for n in made["n"]]
    return made
