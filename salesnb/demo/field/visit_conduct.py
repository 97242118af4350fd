"""What single reps do with visits: some report visits never made, some see a customer twice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.field.roads import great_circle
from salesnb.demo.field.visit_times import DAY, road_hours
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

NEAR_KM = 3.0  # a way so short that only an overlap is impossible
INVENTED_HOURS = (0.5, 0.75, 1.0, 1.25)
APART = 0.25  # hours between invented visits that follow the same real one
BETWEEN = 2.0  # hours at least between two real visits of a customer on a day
LATEST = 19.0  # hours at which a second visit may begin


def with_invented(
    rng: np.random.Generator, truth: Truth, table: pd.DataFrame, team: pd.DataFrame
) -> pd.DataFrame:
    """Return the visits with `is_real`; invented ones cannot have been made at their times.

    The first visit of a day is real. An invented one begins while the one before still lasts, or
    before the rep could have come from there on the shortest way.
    """
    is_real = np.ones(len(table), bool)
    for case in truth.stories.invented_visits:
        own = _of_case(truth, table, case.rep_id, case.start, team)
        later = own & (table["number"] > 0).to_numpy()
        chance = case.share * own.sum() / max(later.sum(), 1)
        is_real &= ~(later & (rng.random(len(table)) < chance))
    return _impossible(rng, table.assign(is_real=is_real), team)


def _impossible(rng: np.random.Generator, table: pd.DataFrame, team: pd.DataFrame) -> pd.DataFrame:
    """Return the visits with times of the invented ones that leave no time for them."""
    n, rows = len(table), np.arange(len(table))
    is_real = table["is_real"].to_numpy()
    anchor = np.maximum.accumulate(np.where(is_real, rows, 0))
    begins, ends = table["begins"].to_numpy(), table["ends"].to_numpy()
    speed = team["road_speed"].to_numpy()[table["rep"]]
    km = table["km"].to_numpy()
    during = begins[anchor] + rng.uniform(0.2, 0.8, n) * (ends - begins)[anchor]
    too_soon = ends[anchor] + rng.uniform(0.0, 0.3, n) * km / speed
    is_near = (km < NEAR_KM) | (rng.random(n) < 0.5)
    first = np.where(is_near, during, too_soon)[np.minimum(anchor + 1, n - 1)]
    start = first + APART * (rows - anchor - 1)
    stay = rng.choice(INVENTED_HOURS, n)
    return table.assign(
        begins=np.where(is_real, begins, start), ends=np.where(is_real, ends, start + stay)
    )


def second_visits(
    rng: np.random.Generator, truth: Truth, table: pd.DataFrame, team: pd.DataFrame
) -> pd.DataFrame:
    """Return the second visits of a day: the rep comes back to the first customer at its end."""
    chosen = np.zeros(len(table), bool)
    is_first = (table["number"] == 0).to_numpy()
    for case in truth.stories.second_visits:
        own = _of_case(truth, table, case.rep_id, case.start, team)
        chance = case.share * own.sum() / max((own & is_first).sum(), 1)
        chosen |= own & is_first & (rng.random(len(table)) < chance)
    by_day = table.groupby(DAY)
    last = table.loc[by_day["ends"].transform("idxmax")]
    at = [one[["latitude", "longitude"]].to_numpy() for one in (table, last)]
    way = road_hours(truth, great_circle(*at), table["rep"], team)
    n = len(table)
    free = np.maximum(last["ends"].to_numpy() + way + 0.1, table["ends"] + BETWEEN)
    begins = free + rng.uniform(0, 0.5, n)
    again = table.assign(begins=begins, ends=begins + rng.uniform(0.3, 0.7, n))
    return again[chosen & (begins <= LATEST).to_numpy()]


def _of_case(
    truth: Truth, table: pd.DataFrame, rep: str, start: str, team: pd.DataFrame
) -> np.ndarray:
    """Return which visits are of a rep since a month."""
    since = np.datetime64(Month.parse(start).first)
    return ((team["rep_id"].to_numpy()[table["rep"]] == rep) & (table["day"] >= since)).to_numpy()
