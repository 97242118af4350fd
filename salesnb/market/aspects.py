"""Rivals' quality, variety, service and terms: dated observations, never a bare average."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.market import evidence
from salesnb.months import Month

MEMORY_MONTHS = 24  # such judgements are few, and what they judge changes slowly
EQUAL = 100.0  # of observations whose unit is an index: as good as ours
TENTH = 0.1  # ranges are read in tenths, and so are verdicts: else one would contradict the other
DIGITS = 3  # of a mean and its range as they are saved
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
    "month_ago",
    "moved",
    "n_new",
    "confidence",
    "verdict",
    "state",
    "grade",
]


def aspect_panels(observations: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return one row per rival, aspect and unit: mean of the last two years, n, age, interval.

    Where the unit is `index`, 100 is as good as ours; low, high and the verdict that they justify
    hold for all panels of the page together (95 %). `month_ago` is the mean as it was then.
    A rival not seen for two years has no mean, but the day of the last observation; what was
    observed after `month` is not known then.
    """
    observations = evidence.known(observations, month)
    rows = observations[observations["value"].notna() & (observations["competitor_id"] != "")]
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    panels = evidence.counts(rows, PANEL, month=month)
    now, earlier = (
        evidence.remembered(rows, until, months=MEMORY_MONTHS) for until in (month, month - 1)
    )
    panels = panels.join(evidence.means(now, "value", PANEL, shared=True))
    panels["month_ago"] = evidence.means(earlier, "value", PANEL)["mean"]
    panels["moved"] = panels["mean"] - panels["month_ago"]
    grouped = now.groupby(PANEL)
    panels["n_sources"] = grouped["source"].nunique()
    panels["confidence"] = grouped["confidence"].mean()
    panels[["n", "n_sources"]] = panels[["n", "n_sources"]].fillna(0)
    return judged(panels.reset_index())[COLUMNS]


def judged(panels: pd.DataFrame) -> pd.DataFrame:
    """Return panels with the verdict that their range justifies, the grade and the state."""
    low, high = panels["low"].round(DIGITS), panels["high"].round(DIGITS)
    rules = {
        "no_scale": panels["unit"] != INDEX,
        "too_few": low.isna(),
        "better": low >= EQUAL + TENTH / 2,
        "worse": high < EQUAL - TENTH / 2,
    }
    panels["verdict"] = np.select(list(rules.values()), list(rules), "unclear")
    half = (panels["high"] - panels["low"]) / 2 / panels["mean"].abs()
    cells = zip(panels["n"], panels["age_days"], panels["n_sources"], half, strict=True)
    panels["grade"] = [evidence.grade(*one) for one in cells]
    panels["state"] = [evidence.state(n) for n in panels["n"]]
    return panels
