"""On which days reps visit: days at work, a few customers in one direction on each of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo.base.month_days import selling_days
from salesnb.demo.customers import masters
from salesnb.demo.field import actions, field_facts
from salesnb.demo.field.roads import bearing
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

BASE = ["base_latitude", "base_longitude"]
MOST_SHIFT = 5  # working days between a planned day and the one on which the visit was made


def people(truth: Truth) -> pd.DataFrame:
    """Return the reps with their days and speeds."""
    return field_facts.with_days(truth, masters.reps(truth))


def with_days(
    rng: np.random.Generator, truth: Truth, rows: pd.DataFrame, months: list[Month]
) -> pd.DataFrame:
    """Return the visits that a month's days have room for, each with its day.

    `rows` have the places of customer, month and rep, latitude and longitude of the customer. A
    rep goes round all customers, then round those that get a second visit, and so on; those in the
    same direction from the base share a day. Beyond the most per day, visits are left out at
    random; nobody is seen twice on a day.
    """
    free = _free_days(truth, months)
    order = _in_random_order(rng, free)
    cell = (rows["month"], rows["rep"])
    n_days = free.sum(axis=2)[cell]
    table = rows.iloc[rng.permutation(len(rows))]
    place = table.groupby(["month", "rep"]).cumcount()
    most = truth.field_work.most_per_day * n_days[table.index]
    table = table[(place < most).to_numpy()]
    at = people(truth)[BASE].to_numpy()[table["rep"]]
    turn = rng.uniform(0, 2 * np.pi, free.shape[:2])[table["month"], table["rep"]]
    way = (bearing(at, table[["latitude", "longitude"]].to_numpy()) + turn) % (2 * np.pi)
    lap = table.groupby(["month", "rep", "who"]).cumcount()
    table = table.assign(way=way, lap=lap)
    table = table.sort_values(["month", "rep", "lap", "way"], kind="stable")
    group = table.groupby(["month", "rep"])["way"]
    on_a_day = _per_day(truth, group.transform("size").to_numpy(), n_days[table.index])
    number = group.cumcount().to_numpy() // on_a_day
    at_work = order[table["month"], table["rep"], number]
    days = _calendar(months)
    table = table.assign(day=days[table["month"], at_work], place=at_work)
    table = table.drop(columns=["way", "lap"])
    return table.drop_duplicates(["month", "rep", "day", "who"], ignore_index=True)


def _per_day(truth: Truth, n_visits: np.ndarray, n_days: np.ndarray) -> np.ndarray:
    """Return how many visits a rep makes on a day, so that all find room."""
    return np.maximum(truth.field_work.visits_per_day, -(-n_visits // n_days))


def planned_days(
    rng: np.random.Generator, table: pd.DataFrame, months: list[Month], is_moved: np.ndarray
) -> np.ndarray:
    """Return the day for which each visit was planned: another one where it was moved."""
    n = len(table)
    shift = rng.integers(1, MOST_SHIFT + 1, n) * rng.choice([-1, 1], n)
    n_days = np.array([len(selling_days(month)) for month in months])[table["month"]]
    place = table["place"].to_numpy()
    other = place + shift
    other = np.where((other < 0) | (other >= n_days), place - shift, other)
    days = _calendar(months)
    return np.where(is_moved, days[table["month"], other], table["day"].to_numpy())


def _calendar(months: list[Month]) -> np.ndarray:
    """Return the working days of months: one row per month, the last day repeated at its end."""
    found = [np.array(selling_days(month), dtype="datetime64[D]") for month in months]
    widest = max(len(days) for days in found)
    return np.array([np.pad(days, (0, widest - len(days)), mode="edge") for days in found])


def _free_days(truth: Truth, months: list[Month]) -> np.ndarray:
    """Return on which days each rep can visit: axes are month, rep and working day.

    Home days and absences are not free; a rep without any free day has all of them.
    """
    days, team = _calendar(months), people(truth)
    exists = np.arange(days.shape[1]) < np.array([[len(selling_days(m))] for m in months])
    weekday = (days.astype("int64") + 3) % 7  # Monday is 0
    names = np.array(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])[weekday]
    home = team["home_days"].fillna("-").to_numpy(dtype="U3")
    free = exists[:, None, :] & (names[:, None, :] != home[None, :, None])
    away = actions.absences(truth)
    rep = team.reset_index().set_index("rep_id")["index"].reindex(away["rep_id"]).to_numpy()
    absent = pd.to_datetime(away["absent_on"]).to_numpy().astype("datetime64[D]")
    first = days[:, 0]
    month = np.searchsorted(first, absent, side="right") - 1
    for one in range(len(months)):
        own = month == one
        same = days[one][None, :] == absent[own][:, None]
        which, place = np.nonzero(same)
        free[one, rep[own][which], place] = False
    return np.where(free.any(axis=2, keepdims=True), free, exists[:, None, :])


def _in_random_order(rng: np.random.Generator, free: np.ndarray) -> np.ndarray:
    """Return the places of each rep's days of a month in random order, free ones first."""
    return np.argsort(rng.random(free.shape) + ~free, axis=2)
