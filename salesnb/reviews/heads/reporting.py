"""Reporting discipline: which reports were due, came, came in time, and agree with the visits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salesnb.reviews.heads.chance import as_part, shares, together
from salesnb.reviews.heads.ground import HELD, NODE, Ground, in_months, named_by
from salesnb.reviews.heads.takings import Judged

HEAD = "reporting"
ALL = "all"
MONTHS_OF = {"monthly": 1, "inspection": 1, "registration": 3}  # that a report covers
DAYS_OF = {"daily": 1, "weekly": 7}
LEAST_TEXT = 80  # letters of a text from which on the same words twice are a copy
FAULTS = ["n_doubted", "n_claimed", "n_copied"]
COUNTS = ["n_expected", "n_received", "n_on_time", "n_plausible", "n_good", *FAULTS]
REPORTING = [*NODE, "kind", *COUNTS, "received_share", "on_time_share", "plausible_share", "good"]
REPORTING += ["good_low", "good_high"]


def judge_reporting(ground: Ground) -> Judged:
    """Return reports by node and kind (`REPORTING`; kind `all` is the sum), and the head's part.

    Due are the reports whose day of delivery lies in the months judged. Plausible are those that
    came and are not doubted where they were checked (is_plausible), claim no more visits than the
    visits of their period held (n_claimed are those that do, where the rep's visits are known),
    and do not repeat a long text of another period word by word (n_copied). good: on time and
    plausible, of those due (`reporting_discipline`), with its range.
    """
    due = in_months(ground.facts["reports"], "due_on", ground)
    if due.empty:
        return Judged(pd.DataFrame(columns=REPORTING), together([]))
    checked = _checked(due, ground)
    checked["region_id"] = named_by(checked["rep_id"], ground.region_of_rep)
    rows = ground.stacked(checked)
    each = pd.concat([rows, rows.assign(kind=ALL)], ignore_index=True)
    sums = each.groupby([*NODE, "kind"])[COUNTS].sum().reset_index()
    found = shares(sums[sums["kind"] == ALL], "n_good", "n_expected")
    return Judged(_shown(sums, ground.z), as_part(found, HEAD, "reports", most=1.0))


def _checked(due: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return reports with what is to be said of each, as 0 or 1 (`COUNTS`)."""
    came = due["received_on"].notna() & (due["received_on"] <= ground.last)
    in_time = came & (due["received_on"] <= due["due_on"])
    doubted = came & due["is_plausible"].eq(False).fillna(False)
    claimed = came & claims_more(due, ground.facts["visits"])
    copied = came & is_copy(due)
    plausible = came & ~(doubted | claimed | copied)
    flags: dict[str, Any] = {
        "n_expected": True,
        "n_received": came,
        "n_on_time": in_time,
        "n_plausible": plausible,
        "n_good": in_time & plausible,
        "n_doubted": doubted,
        "n_claimed": claimed,
        "n_copied": copied,
    }
    rows = due[["rep_id", "kind"]].assign(**flags)
    return rows.astype(dict.fromkeys(COUNTS, "int64"))


def claims_more(reports: pd.DataFrame, visits: pd.DataFrame) -> pd.Series:
    """Return which reports claim more visits than their rep held in their period.

    A report covers its period_start and a day, a week, one month or three, by its kind. What names
    no number, and reps without any visit held, are not judged.
    """
    held = visits[visits["status"].isin(HELD)]
    start = reports["period_start"]
    months = start.dt.to_period("M") + reports["kind"].map(MONTHS_OF).astype(float).fillna(
        0
    ).astype("int64")
    days = start + pd.to_timedelta(reports["kind"].map(DAYS_OF).astype(float).fillna(0), unit="D")
    end = months.dt.to_timestamp().where(reports["kind"].isin(MONTHS_OF), days)
    names = pd.Index(sorted(set(held["rep_id"])))
    known = np.sort(_key(names, held["rep_id"], held["visit_date"]))
    n = np.searchsorted(known, _key(names, reports["rep_id"], end))
    n -= np.searchsorted(known, _key(names, reports["rep_id"], start))
    is_known = reports["rep_id"].isin(names) & reports["n_visits"].notna()
    return is_known & (reports["n_visits"].astype(float) > n)


def _key(names: pd.Index, reps: pd.Series, days: pd.Series) -> np.ndarray:
    """Return reps and days in one number, in the order of both."""
    day = days.to_numpy().astype("datetime64[D]").astype("int64")
    return np.asarray(names.get_indexer(pd.Index(reps)) * 10**6 + day)


def is_copy(reports: pd.DataFrame) -> pd.Series:
    """Return which reports repeat a text of at least `LEAST_TEXT` letters of another period.

    Short texts repeat by themselves; the first report of a text is no copy.
    """
    text = reports["report_text"].astype("str").fillna("")
    order = reports.assign(text=text).sort_values("period_start", kind="stable")
    again = order.duplicated(["rep_id", "kind", "text"]).reindex(reports.index)
    return again & (text.str.len() >= LEAST_TEXT)


def _shown(sums: pd.DataFrame, z: float) -> pd.DataFrame:
    """Return counts with their shares; those of what came of what came."""
    n = sums["n_expected"]
    near = (sums["n_good"] + 2) / (n + 4)
    reach = z * np.sqrt(near * (1 - near) / (n + 4))
    came = sums["n_received"].where(sums["n_received"] > 0)
    found = sums.assign(
        received_share=sums["n_received"] / n,
        on_time_share=sums["n_on_time"] / n,
        plausible_share=sums["n_plausible"] / came,
        good=sums["n_good"] / n,
        good_low=(near - reach).clip(lower=0),
        good_high=(near + reach).clip(upper=1),
    )
    return found[REPORTING]
