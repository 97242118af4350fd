"""The calendar of visits: who sees whom on which day, from when to when, and what for.

It does not depend on orders; orders depend on it, because held, real visits sell.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from salesnb.demo.base.month_days import selling_days
from salesnb.demo.base.streams import stream
from salesnb.demo.customers import masters
from salesnb.demo.customers.ownership import owners_in
from salesnb.demo.customers.story_demand import place_of
from salesnb.demo.field import visit_days
from salesnb.demo.field.visit_conduct import second_visits, with_invented
from salesnb.demo.field.visit_times import in_sequence
from salesnb.demo.truths.truth import Truth
from salesnb.months import Month

VISIT_MONTHS = 24  # that the table of visits holds
MOST_VISITS = 8  # of a customer in a month
PLANNED_WITHIN = 8  # last working days of a month on which the next one is planned
RESULTS = ("order", "follow up", "no decision")
HIDDEN = "is_real aim"  # what the exports do not say
COLUMNS = """
    visit_id rep_id customer_id planned_on visit_date started_at ended_at status
    check_in_latitude check_in_longitude visit_hours result recorded_on
"""
MINUTE = "timedelta64[m]"


def rates(truth: Truth) -> np.ndarray:
    """Return how many visits a month each customer gets on average: large ones more."""
    work = truth.field_work
    size = np.sqrt(masters.customer_sizes(truth))
    return np.clip(work.visits_least + work.visits_by_root_size * size, 0, work.visits_most)


def visits(truth: Truth) -> pd.DataFrame:
    """Return the visits of the last two years and those planned for the month to come."""
    return calendar(truth).drop(columns=HIDDEN.split()).copy()


@lru_cache(maxsize=4)
def calendar(truth: Truth) -> pd.DataFrame:
    """Return the visits with their aim and whether they were made; not to be changed."""
    rng = stream(truth.seed, "visits")
    end = truth.months[-1]
    months = [*truth.months[-VISIT_MONTHS:], end + 1]
    drawn = visit_days.with_days(rng, truth, _drawn(rng, truth, months), months)
    parts = [_past(rng, truth, drawn, months), _to_come(rng, truth, drawn)]
    table = pd.concat(parts, ignore_index=True)
    work = truth.field_work
    ids = np.array([aim.id for aim in work.aims])
    table["aim"] = ids[rng.choice(len(ids), len(table), p=work.shares)]
    table = table.sort_values(
        ["visit_date", "rep_id", "started_at", "customer_id"], ignore_index=True
    )
    table["visit_id"] = [f"V{i + 1:06d}" for i in range(len(table))]
    return table[COLUMNS.split() + HIDDEN.split()]


def _drawn(rng: np.random.Generator, truth: Truth, months: list[Month]) -> pd.DataFrame:
    """Return one row per visit: places of customer, month and rep, and where the customer is."""
    reps = pd.Index(masters.reps(truth)["rep_id"])
    rate = np.repeat(rates(truth)[:, None], len(months), axis=1)
    counts = np.minimum(rng.poisson(rate), MOST_VISITS)
    owner = [reps.get_indexer(owners_in(truth, month)) for month in months]
    counts[np.array(owner).T < 0] = 0
    who, month = (np.repeat(one, counts.ravel()) for one in np.indices(counts.shape).reshape(2, -1))
    table = pd.DataFrame({"who": who, "month": month, "rep": np.array(owner)[month, who]})
    there = {axis: _where(truth, axis, months)[month, who] for axis in ("latitude", "longitude")}
    return table.assign(**there)


def _where(truth: Truth, axis: str, months: list[Month]) -> np.ndarray:
    """Return a coordinate of each customer (columns) in each month (rows).

    Who moved is at the old place up to the month of the move.
    """
    found = np.tile(masters.customers(truth)[axis].to_numpy(float), (len(months), 1))
    changes = masters.customer_changes(truth)
    first = np.array([month.first.isoformat() for month in months])
    moves = changes.loc[changes["field"] == axis, ["customer_id", "old_value", "changed_on"]]
    for customer, old, day in moves.iloc[::-1].itertuples(index=False):
        found[first <= day, place_of(customer)] = float(old)
    return found


def _past(
    rng: np.random.Generator, truth: Truth, drawn: pd.DataFrame, months: list[Month]
) -> pd.DataFrame:
    """Return the visits of the months that are over: held, unplanned or cancelled."""
    table = drawn[drawn["month"] < VISIT_MONTHS]
    work, n = truth.field_work, len(table)
    is_cancelled = rng.random(n) < truth.conduct.visit_cancelled_share
    share = rng.random(n)
    planned = visit_days.planned_days(rng, table, months, share < work.moved_share)
    is_unplanned = (share >= 1 - work.unplanned_share) & ~is_cancelled
    table = table.assign(status=np.where(is_unplanned, "unplanned", "held"))
    table["planned_on"] = pd.Series(planned, table.index).where(~is_unplanned)
    team = visit_days.people(truth)
    made = in_sequence(rng, truth, table[~is_cancelled], team)
    conduct = stream(truth.seed, "visit conduct")
    again = second_visits(conduct, truth, made, team)
    made = with_invented(conduct, truth, made, team)
    made = pd.concat([made, again.assign(is_real=True)], ignore_index=True)
    gone = table[is_cancelled].assign(status="cancelled", is_real=False)
    gone["planned_on"] = gone["day"]
    return pd.concat([_reported(rng, truth, made), _named(truth, gone)], ignore_index=True)


def _to_come(rng: np.random.Generator, truth: Truth, drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the visits of the next month, planned on the last working days of this one."""
    table = _named(truth, drawn[drawn["month"] == VISIT_MONTHS])
    days = np.array(selling_days(truth.months[-1])[-PLANNED_WITHIN:], dtype="datetime64[s]")
    table = table.assign(planned_on=table["visit_date"], status="planned", is_real=False)
    return table.assign(recorded_on=days[rng.integers(0, len(days), len(table))])


def _named(truth: Truth, table: pd.DataFrame) -> pd.DataFrame:
    """Return visits with the ids of rep and customer, in the columns that they have by now."""
    reps = masters.reps(truth)["rep_id"].to_numpy()
    ids = np.array(masters.customer_ids(truth))
    named = {"rep_id": reps[table["rep"]], "customer_id": ids[table["who"]]}
    kept = table[[one for one in ("planned_on", "status", "is_real") if one in table]]
    day = table["day"].to_numpy().astype("datetime64[s]")
    return kept.reset_index(drop=True).assign(**named, visit_date=day)


def _reported(rng: np.random.Generator, truth: Truth, made: pd.DataFrame) -> pd.DataFrame:
    """Return visits as they were reported: to the minute, checked in near the customer."""
    table, n = _named(truth, made), len(made)
    day = made["day"].to_numpy().astype("datetime64[m]")
    minutes = [np.floor(made[name].to_numpy() * 60).astype(MINUTE) for name in ("begins", "ends")]
    for name, minute in zip(("started_at", "ended_at"), minutes, strict=True):
        table[name] = np.datetime_as_string(day + minute, unit="s")
    table["visit_hours"] = ((minutes[1] - minutes[0]).astype(float) / 60).round(2)
    for axis in ("latitude", "longitude"):
        seen = made[axis].to_numpy() + rng.normal(0, truth.field_work.check_in_noise, n)
        table[f"check_in_{axis}"] = seen.round(4)
    return table.assign(result=rng.choice(RESULTS, n))


def weights(truth: Truth) -> np.ndarray:
    """Return the weight of the held, real visits of each customer (rows) and month (columns).

    A visit weighs as much as its aim. Before the months of the table, visits are drawn at the same
    rate; what reps do with theirs shows there only.
    """
    work = truth.field_work
    early = truth.n_months - VISIT_MONTHS
    rate = rates(truth) * (1 - truth.conduct.visit_cancelled_share)
    rng = stream(truth.seed, "early visits")
    shape = (truth.n_customers, early)
    counts = (rng.poisson(rate[:, None] * aim.share, shape) * aim.weight for aim in work.aims)
    table = calendar(truth)
    real = table[table["is_real"]]
    months = [str(month) for month in truth.months[early:]]
    column = pd.Index(months).get_indexer(real["visit_date"].dt.strftime("%Y-%m"))
    row = pd.Index(masters.customer_ids(truth)).get_indexer(pd.Index(real["customer_id"]))
    known = np.zeros((truth.n_customers, VISIT_MONTHS))
    weight = {aim.id: aim.weight for aim in work.aims}
    np.add.at(known, (row, column), real["aim"].map(weight).to_numpy())
    return np.hstack([sum(counts, np.zeros(shape)), known])
