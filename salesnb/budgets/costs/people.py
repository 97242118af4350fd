"""What salespeople cost: salaries of plan/budget.toml, else their hours at the cost of an hour."""

from __future__ import annotations

import pandas as pd

from salesnb.budgets.costs.activity import HOUR, PERSON
from salesnb.budgets.costs.amounts import ACTUAL, CELLS, STATED
from salesnb.budgets.costs.ground import Frames, Ground, frame_of
from salesnb.months import Month

HOURS_LINE = "salaries"  # the line of hours at the cost that `reps` states
COLUMNS = (
    "salary_id label label_zh rep_id region_id n_people monthly_amount starts_on ends_on owner"
)


def salaries(facts: Frames, decided: Frames, ground: Ground) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what people cost in the year's months, and what they cost in the last twelve.

    Columns of both: `CELLS`. Salaries that the plan states are lines of their own, by identifier; a
    rep without one costs hours_per_month times cost_per_hour while at work, where `reps` states
    both. Nobody knows what salaries were before: stated ones have nothing in the last twelve.
    """
    stated = frame_of(decided, "salaries", COLUMNS)
    stated["n_people"] = pd.to_numeric(stated["n_people"]).astype(float).fillna(1.0)
    if ground.state != "in_force":
        stated = stated.iloc[:0]
    hours = _by_hours(facts, set(stated["rep_id"]) - {""}, [*ground.before, *ground.months], ground)
    parts = [_stated(stated, ground), hours[hours["month"].isin(ground.months)]]
    every = pd.concat([one for one in parts if len(one)] or parts[1:], ignore_index=True)
    return every, hours[hours["month"].isin(ground.before)]


def _stated(stated: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    rows = []
    for one in stated.to_dict("records"):
        people = float(one["n_people"])
        amount = ground.minor(float(one["monthly_amount"]) * people)
        for month in _at_work(ground.months, one["starts_on"], one["ends_on"]):
            place = (one["salary_id"], one["region_id"], one["rep_id"], month)
            rows.append((*place, PERSON, people, amount, STATED))
    return pd.DataFrame(rows, columns=CELLS)


def _by_hours(facts: Frames, but: set[str], months: list[str], ground: Ground) -> pd.DataFrame:
    """Return the hours of each rep at what an hour costs; a rep that has a salary is left out."""
    columns = "rep_id region_id hired_on left_on hours_per_month cost_per_hour"
    reps = frame_of(facts, "reps", columns).astype({"hours_per_month": float})
    reps["cost_per_hour"] = reps["cost_per_hour"].astype(float)
    own = reps[~reps["rep_id"].isin(but) & (reps["cost_per_hour"] * reps["hours_per_month"] > 0)]
    rows = []
    for one in own.to_dict("records"):
        amount = ground.minor(one["hours_per_month"] * one["cost_per_hour"])
        for month in _at_work(sorted(set(months)), one["hired_on"], one["left_on"]):
            source = ACTUAL if month in ground.closed else STATED
            rows.append(
                (HOURS_LINE, "", one["rep_id"], month, HOUR, one["hours_per_month"], amount, source)
            )
    return pd.DataFrame(rows, columns=CELLS)


def _at_work(months: list[str], begins: object, ends: object) -> list[str]:
    """Return the months in which someone is at work: from the first day, up to the last one."""
    first, last = pd.to_datetime(begins), pd.to_datetime(ends)  # type: ignore[call-overload]
    found = []
    for month in months:
        one = Month.parse(month)
        late = not pd.isna(first) and first > pd.Timestamp(one.last)
        gone = not pd.isna(last) and last <= pd.Timestamp(one.first)
        if not (late or gone):
            found.append(month)
    return found
