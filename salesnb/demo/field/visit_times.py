"""When visits of a day begin and end: one after the other, with the way between them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.field.roads import great_circle
from salesnb.demo.truths.truth import Truth

LUNCH = 11.75  # hours: a visit that would begin later begins after lunch
LUNCH_HOURS = 1.0
LEAST_HOURS = 0.1
LEAST_WAIT = 0.05
DAY = ["month", "rep", "day"]


def in_sequence(
    rng: np.random.Generator, truth: Truth, table: pd.DataFrame, team: pd.DataFrame
) -> pd.DataFrame:
    """Return the visits in order, with `begins` and `ends` in hours, `km`, `number` of the day.

    A day runs from the customer next to the rep's base outwards; `km` is the great circle from
    the visit before, of the first one from the base.
    """
    at = table[["latitude", "longitude"]].to_numpy()
    base = team[["base_latitude", "base_longitude"]].to_numpy()[table["rep"]]
    table = table.assign(from_base=great_circle(base, at))
    table = table.sort_values([*DAY, "from_base"], kind="stable", ignore_index=True)
    number = table.groupby(DAY).cumcount().to_numpy()
    at = table[["latitude", "longitude"]].to_numpy()
    before = np.vstack([at[:1], at[:-1]])
    km = np.where(number == 0, table["from_base"], great_circle(before, at))
    table = table.assign(number=number, km=km)
    return _with_hours(rng, truth, table, team)


def _with_hours(
    rng: np.random.Generator, truth: Truth, table: pd.DataFrame, team: pd.DataFrame
) -> pd.DataFrame:
    """Return the visits with the hours at which they begin and end, within the working day."""
    work, n = truth.field_work, len(table)
    stay = durations(rng, truth, n)
    wait = LEAST_WAIT + rng.exponential(work.wait_hours, n)
    is_first = (table["number"] == 0).to_numpy()
    way = np.where(is_first, 0.0, road_hours(truth, table["km"], table["rep"], team))
    day_start = (work.day_starts + rng.random(n))[_first_of_day(table)]
    room = work.day_ends - LUNCH_HOURS - day_start - _sums(table, way)
    loose = np.clip(room / _sums(table, stay + wait), 0.3, 1.0)
    stay, wait = np.maximum(stay * loose, LEAST_HOURS), np.maximum(wait * loose, LEAST_WAIT)
    passed = table.assign(h=stay + np.where(is_first, 0.0, way + wait)).groupby(DAY)["h"].cumsum()
    begins = day_start + passed.to_numpy() - stay
    begins += np.where(begins >= LUNCH, LUNCH_HOURS, 0.0)
    return table.assign(begins=begins, ends=begins + stay)


def durations(rng: np.random.Generator, truth: Truth, n: int) -> np.ndarray:
    """Return how long visits last, in hours; some are short."""
    work = truth.field_work
    usual = work.visit_hours * rng.lognormal(0, work.visit_hours_sd, n)
    short = work.short_hours * rng.uniform(0.7, 1.5, n)
    return np.where(rng.random(n) < work.short_share, short, usual).clip(LEAST_HOURS, 3.0)


def road_hours(
    truth: Truth, km: pd.Series | np.ndarray, rep: pd.Series, team: pd.DataFrame
) -> np.ndarray:
    """Return how long reps are on the road between places some km apart."""
    work = truth.field_work
    road = work.detour * np.asarray(km)
    in_city = np.minimum(road, work.city_km)
    city, out = (team[f"{kind}_speed"].to_numpy()[rep] for kind in ("city", "road"))
    return np.asarray(in_city / city + (road - in_city) / out)


def _first_of_day(table: pd.DataFrame) -> np.ndarray:
    """Return for each visit the row of the first one of its day."""
    rows = np.arange(len(table))
    return np.asarray(rows - table["number"].to_numpy())


def _sums(table: pd.DataFrame, values: np.ndarray) -> np.ndarray:
    """Return for each visit the sum of its day."""
    return table.assign(v=values).groupby(DAY)["v"].transform("sum").to_numpy()
