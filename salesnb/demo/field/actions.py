"""When reps are away."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.month_days import selling_days
from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.truths.memory import once
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

VISIT_MONTHS = 24
AWAY = {"leave": 0.5, "sick": 0.25, "training": 0.25}  # why reps are away, and how often


@once
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
