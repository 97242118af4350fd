"""The month's work laid into weeks: what was left over first, what has a day on its day."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from salesnb.actions.ground import Ground
from salesnb.actions.hours.work import KINDS

GOLDEN = 0.6180339887498949  # its multiples fall evenly between 0 and 1
COLUMNS = ["rep_id", "week", *(f"n_{one}" for one in KINDS), "n_carried", "hours", "room"]


def weeks_of(ground: Ground) -> pd.DataFrame:
    """Return the weeks of the planned month: week (its Monday), last_day, share of working days.

    A week at an end of the month holds only the month's days; one without a working day is not
    there.
    """
    days = [ground.planned.first + dt.timedelta(days=k) for k in range(ground.planned.n_days)]
    worked = pd.DataFrame({"day": [one for one in days if ground.calendar.is_working(one)]})
    if worked.empty:
        worked = pd.DataFrame({"day": days})
    worked["week"] = [one - dt.timedelta(days=one.weekday()) for one in worked["day"]]
    found = worked.groupby("week")["day"].agg(["size", "max"]).reset_index()
    found.columns = pd.Index(["week", "n_days", "last_day"])
    share = found["n_days"] / found["n_days"].sum()
    dates = {one: pd.to_datetime(found[one]) for one in ("week", "last_day")}
    return found.assign(share=share, **dates)[["week", "last_day", "share"]]


def lay_out(ground: Ground, actions: pd.DataFrame) -> pd.DataFrame:
    """Return actions with `week` and `due_on`: one row per action, visits one row per visit.

    `actions`: action_id, kind, rep_id, times, n_carried, hours (of one), due_on, place (order of
    worth). Visits of a customer are spread evenly; what was left over from before comes in the
    first week with room. A day inside the month counts; other work goes where its rep has most room
    left, the most worthwhile first. Times out of the month are cut to it.
    """
    weeks = weeks_of(ground)
    rows = actions.loc[actions.index.repeat(actions["times"])].reset_index(drop=True)
    if rows.empty:
        return rows.assign(turn=0, week=rows["due_on"])
    rows["turn"] = rows.groupby("action_id").cumcount() + 1
    fixed = _fixed(rows, weeks)
    room = _room(ground, weeks)
    order = rows.assign(fixed=fixed).sort_values(["place", "turn"], kind="stable")
    chosen = np.array(fixed)
    for index, rep, hours in order.loc[order["fixed"] >= 0, ["rep_id", "hours"]].itertuples():
        room[rep][fixed[index]] -= hours
    first = order["turn"].le(order["n_carried"]).to_numpy()
    for is_first in (True, False):
        free = order[(order["fixed"] < 0).to_numpy() & (first == is_first)]
        for index, rep, hours in free[["rep_id", "hours"]].itertuples():
            chosen[index] = _place(room[rep], hours, is_first)
            room[rep][chosen[index]] -= hours
    ends = weeks["last_day"].to_numpy()[chosen]
    due = rows["due_on"].to_numpy("datetime64[ns]")
    keeps = (due >= np.datetime64(ground.planned.first)) & (due <= ends)
    return rows.assign(
        week=weeks["week"].to_numpy()[chosen], due_on=np.where(keeps, due, ends)
    ).astype({"due_on": "datetime64[s]", "week": "datetime64[s]"})


def _fixed(rows: pd.DataFrame, weeks: pd.DataFrame) -> np.ndarray:
    """Return the week (its place) of each row that has one of its own, else -1."""
    n = len(weeks)
    begins = weeks["week"].to_numpy("datetime64[ns]")
    due = rows["due_on"].to_numpy("datetime64[ns]")
    has = ~np.isnat(due)
    place = np.searchsorted(begins, np.where(has, due, begins[0]), side="right") - 1
    by_day = np.clip(place, 0, n - 1)
    turn, times = rows["turn"].to_numpy(), rows["times"].to_numpy()
    reached = weeks["share"].cumsum().to_numpy(float)
    spread = np.minimum(np.searchsorted(reached, (turn - 1 + _phase(rows)) / times), n - 1)
    is_free = (times == 1) | (turn <= rows["n_carried"].to_numpy())
    return np.where(has, by_day, np.where(is_free, -1, spread))


def _place(room: np.ndarray, hours: float, is_first: bool) -> int:
    """Return the first week with room for work that is to come first, else that with most room."""
    fits = np.flatnonzero(room >= hours)
    return int(fits[0]) if is_first and len(fits) else int(room.argmax())


def _phase(rows: pd.DataFrame) -> np.ndarray:
    """Return how far into its first interval (0 to 1) each piece of work lies.

    It differs from one customer of a rep to the next, so that not all first visits come together.
    """
    first = rows["action_id"].where(~rows.duplicated(["rep_id", "action_id"]))
    place = first.notna().groupby(rows["rep_id"]).cumsum().to_numpy()
    return np.asarray((place * GOLDEN) % 1)


def _room(ground: Ground, weeks: pd.DataFrame) -> dict[str, np.ndarray]:
    share = weeks["share"].to_numpy(float)
    reps = ground.reps
    return {rep: hours * share for rep, hours in zip(reps["rep_id"], reps["hours"], strict=True)}


def sum_weeks(ground: Ground, laid: pd.DataFrame) -> pd.DataFrame:
    """Return a row per rep and week (`COLUMNS`): pieces of work by kind, hours, and hours left."""
    weeks = weeks_of(ground)
    whole = ground.reps[["rep_id", "hours"]].merge(weeks[["week", "share"]], how="cross")
    whole = whole.assign(there=whole["hours"] * whole["share"]).astype({"week": "datetime64[s]"})
    parts = {f"n_{one}": (laid["kind"] == one).astype(int) for one in KINDS}
    left = (laid["turn"] <= laid["n_carried"]).astype(int)
    own = laid[["rep_id", "week", "hours"]].assign(**parts, n_carried=left)
    sums = own.groupby(["rep_id", "week"]).sum().reset_index()
    found = whole[["rep_id", "week", "there"]].merge(sums, on=["rep_id", "week"], how="left")
    counts = [*parts, "n_carried"]
    found = found.fillna(dict.fromkeys([*counts, "hours"], 0)).astype(dict.fromkeys(counts, int))
    found["room"] = (found["there"] - found["hours"]).round(2)
    return found[COLUMNS]
