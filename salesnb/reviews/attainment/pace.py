"""Is the year on course, and what must every working day that is left bring?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.measures import ratio
from salesnb.measures.attainment import pace, required_run_rate
from salesnb.months import YEAR, Month

NODE = ["measure", "dimension", "node"]
COLUMNS = [*NODE, "year_target", "n_planned", "to_date", "so_far", "pace", "left", "days_gone"]
COLUMNS += ["days_left", "per_day", "needed_per_day", "stretch", "state"]


def required_pace(
    held: pd.DataFrame,
    targets: pd.DataFrame,
    months: Sequence[str],
    *,
    month: Month,
    calendar: WorkCalendar,
    is_whole: bool = True,
) -> pd.DataFrame:
    """Return what the rest of the year asks of each node that has a target in it.

    `held` as `hold_spans` returns it, `targets` as `node_targets`, `months` the company's year.
    Columns: measure, dimension, node, year_target (of the n_planned months that have one), to_date
    (of the months up to `month`), so_far (what came in of these), pace (so_far / to_date), left
    (year_target - so_far; below 0 is beyond it), days_gone and days_left (working days of the year,
    up to `month` and after it), per_day (so far), needed_per_day (missing when no day is left, 0
    where all is reached), stretch (needed over so far), state: reached, ahead (all that was asked
    so far came), behind, over (the year is, and it was missed), partial (the data of the last month
    end early, so that days and amounts do not go together; `is_whole`), part (targets of some
    months of the year only, so that the rest of the year asks what nobody has stated).
    """
    whole = targets[(targets["first"] >= months[0]) & (targets["last"] <= months[-1])]
    year = whole.groupby(NODE).agg(year_target=("target", "sum"), n_planned=("n_months", "sum"))
    so_far = held[held["span"] == "year_to_date"].set_index(NODE)[["held", "target"]]
    rows = year.join(so_far).rename(columns={"held": "so_far", "target": "to_date"}).fillna(0.0)
    numbers = dict.fromkeys(["year_target", "n_planned", "so_far", "to_date"], "float64")
    rows = rows[rows["year_target"] > 0].reset_index().astype(numbers)
    days = {one: calendar.working_days(Month.parse(one)) for one in months}
    gone = sum(n for one, n in days.items() if one <= str(month))
    rows = rows.assign(days_gone=gone, days_left=sum(days.values()) - gone)
    rows["left"] = (rows["year_target"] - rows["so_far"]).round(6)
    rows["pace"] = pace(rows["so_far"], rows["to_date"])
    rows["per_day"] = ratio(rows["so_far"], rows["days_gone"])
    needed = required_run_rate(rows["year_target"], rows["so_far"], rows["days_left"])
    rows["needed_per_day"] = needed.clip(lower=0.0)
    rows["stretch"] = ratio(rows["needed_per_day"], rows["per_day"])
    tests = {
        "part": (rows["n_planned"] < YEAR) & (rows["days_left"] > 0),
        "reached": rows["left"] <= 0,
        "partial": pd.Series(not is_whole, rows.index),
        "over": rows["days_left"] == 0,
        "ahead": rows["so_far"] >= rows["to_date"],
    }
    rows["state"] = np.select([one.to_numpy(bool) for one in tests.values()], list(tests), "behind")
    return rows[COLUMNS]
