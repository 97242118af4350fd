"""What reps do beside visits: absences and reports."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo import masters
from salesnb.demo.month_days import selling_days
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth
from salesnb.months import Month

VISIT_MONTHS = 24
AWAY = {"leave": 0.5, "sick": 0.25, "training": 0.25}  # why reps are away, and how often


def absences(truth: Truth) -> pd.DataFrame:
    """Return days and half days away up to the month after the last, with the day of recording.

    Leave and training are granted before; who is sick is recorded on that day. Of the days of
    the month to come, those are there that were recorded by the end of the last month.
    """
    rng = stream(truth.seed, "absences")
    end, people = truth.months[-1], masters.reps(truth)
    parts = [_away(rng, truth, month, people) for month in [*truth.months[-VISIT_MONTHS:], end + 1]]
    table = pd.concat(parts, ignore_index=True)
    last = np.datetime64(end.last)
    known = (table["absent_on"] <= last) | (table["recorded_on"] <= last)
    return table[known].sort_values(["rep_id", "absent_on"], ignore_index=True)


def _away(
    rng: np.random.Generator, truth: Truth, month: Month, people: pd.DataFrame
) -> pd.DataFrame:
    """Return the days of a month on which reps of that month are away."""
    days = np.array(selling_days(month), dtype="datetime64[D]")
    habit, first = truth.conduct, month.first.isoformat()
    is_here = (people["hired_on"] <= first) & (people["left_on"].fillna("9999") > first)
    reps = people.loc[is_here, "rep_id"].to_numpy()
    n_away = np.minimum(rng.poisson(habit.absences_per_month, len(reps)), len(days))
    order = rng.random((len(reps), len(days))).argsort(axis=1)
    chosen = np.arange(len(days))[None, :] < n_away[:, None]
    day, n = days[order[chosen]], int(n_away.sum())
    reason = rng.choice(list(AWAY), n, p=list(AWAY.values()))
    ahead = np.where(reason == "sick", 0, rng.integers(1, habit.leave_granted_days_before + 1, n))
    return pd.DataFrame(
        {
            "rep_id": np.repeat(reps, n_away),
            "absent_on": day,
            "day_part": rng.choice([0.5, 1.0], n),
            "reason": reason,
            "recorded_on": day - ahead.astype("timedelta64[D]"),
        }
    )


def reports(truth: Truth) -> pd.DataFrame:
    """Return the monthly and weekly reports that were due over the last year."""
    rng = stream(truth.seed, "reports")
    table = _due_reports(truth)
    n = len(table)
    due = table["due_on"]
    came = due + pd.to_timedelta(rng.integers(-3, 4, n), unit="D")
    came = came.where(rng.random(n) < truth.conduct.report_received_share)
    table["received_on"] = came.where(came <= pd.Timestamp(truth.exported_on))
    table["n_visits"] = rng.poisson(6, n)
    table["is_plausible"] = rng.random(n) < 0.95
    table.insert(0, "report_id", [f"RP{i + 1:05d}" for i in range(n)])
    return table


def _due_reports(truth: Truth) -> pd.DataFrame:
    """Return one row per report that is asked for: rep_id, kind, period_start, due_on."""
    people = masters.reps(truth)
    active = people.loc[people["left_on"].isna(), "rep_id"]
    rows = []
    for month in truth.months[-12:]:
        for kind, starts in (("monthly", [month.first]), ("weekly", selling_days(month)[::5])):
            rows += [(rep, kind, start) for start in starts for rep in active]
    table = pd.DataFrame(rows, columns=["rep_id", "kind", "period_start"])
    start = pd.to_datetime(table["period_start"])
    days = np.where(table["kind"] == "monthly", 32, 7)
    return table.assign(period_start=start, due_on=start + pd.to_timedelta(days, unit="D"))
