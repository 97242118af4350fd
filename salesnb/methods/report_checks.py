"""What speaks against a report by itself: it claims more visits than were held, or is a copy."""

from __future__ import annotations

import numpy as np
import pandas as pd

HELD = ("held", "unplanned")  # states of visits that took place
MONTHS_OF = {"monthly": 1, "inspection": 1, "registration": 3}  # that a report covers
DAYS_OF = {"daily": 1, "weekly": 7}
LEAST_TEXT = 80  # letters of a text from which on the same words twice are a copy


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
