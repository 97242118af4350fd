"""Which reps commit to less than can be expected of their customers.

A rep's commitment for a month is held against what the customers that the rep had on its first day
buy (`expectations`), relative to all reps in the same month. The benchmark follows the customers: a
territory that was cut takes its sales along. Reps differ in habit; that spread is estimated from
those who commit to more than the middle, and allowed for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t as student

from salesnb.members import NOBODY
from salesnb.months import Month
from salesnb.reviews.behaviour.expectations import (
    RUN,
    beside_others,
    expected_of,
    middle_of,
    months_of,
)
from salesnb.reviews.behaviour.fleet import LIKELY, Array, Found, Frames, actors_of, rows_of

MONTHS = 24  # that are looked at
SPANS = (6, 12, 24)  # months that end with the judged one
WEIGHTS = (0.15, 0.3, 1.0)  # of the spans: habits last
LEAST = 0.0  # log: what is let pass is the spread of habits
LEAST_MONTHS = 5
LEAST_REPS = 4  # with a commitment in a month, before the others say anything
MOST = 0.7  # log beyond which one month counts no more
LEAST_UNIT = 0.01  # log: nothing is known more exactly
PRIOR = 6  # months that the fleet's unevenness weighs beside a rep's own
ROBUST = 1.4826  # of a normal's median absolute deviation
AWAY = 0.25  # of a month's days: who was away for as long is not judged by that month
CLEARLY = 1.28  # standard deviations
DAYS = 21  # working days of a month, about
KEYS = ["rep_id", "month"]


def find_sandbagging(facts: Frames, *, month: Month) -> Found:
    """Return for each rep whether commitments were lower than at the others.

    `facts`: forecast_submissions, order_cube (or sales_cube where nothing was ordered),
    customer_reps, absences. observed and expected are money committed and to be expected; excess is
    the log by which the first lies below; amount what came in beyond the commitments; a row is a
    month, with what came in. Reasons: `few_months`, `no_others`. Explanations that the tables hold:
    `came_in_low` (no more came in than was committed to); `cautious`, to be asked.
    """
    stated = _stated(facts, month)
    if stated.empty:
        return Found(actors_of({}), rows_of({}))
    reps = pd.Index(np.sort(stated["rep_id"].unique()))
    months = pd.Index(months_of(month, MONTHS))
    commit = np.full((len(reps), MONTHS), np.nan)
    places = (
        reps.get_indexer(pd.Index(stated["rep_id"])),
        months.get_indexer(pd.Index(stated["month"])),
    )
    commit[places] = stated["commit"].to_numpy(float)
    expected, actual = expected_of(facts, commit, reps, month=month)
    logs = beside_others(commit, expected)
    logs[:, np.isfinite(logs).sum(axis=0) < LEAST_REPS] = np.nan
    money = _Money(reps, list(months), commit, expected, actual)
    return _found(money, _tested(logs))


@dataclass(frozen=True)
class _Money:
    """Reps by months: committed to, to be expected, and what came in."""

    reps: pd.Index
    months: list[str]
    commit: Array
    expected: Array
    actual: Array


def _stated(facts: Frames, month: Month) -> pd.DataFrame:
    """Return the last commitment before each month began; months of long absence are left out."""
    stated = facts["forecast_submissions"]
    first, last = pd.Timestamp((month - (MONTHS - 1)).first), pd.Timestamp(month.last)
    start = stated["period_start"]
    is_in = (start >= first) & (start <= last) & (stated["submitted_on"] < start)
    own = stated[is_in & (stated["commit_amount"] > 0) & ~stated["rep_id"].isin([*NOBODY])]
    own = own.sort_values("submitted_on").drop_duplicates(["rep_id", "period_start"], keep="last")
    own = own.assign(month=own["period_start"].dt.strftime("%Y-%m").astype("str"))
    away = facts["absences"]
    when = away["absent_on"].dt.strftime("%Y-%m").astype("str").rename("month")
    days = away["day_part"].fillna(1.0).groupby([away["rep_id"], when]).sum()
    gone = days.reindex(pd.MultiIndex.from_frame(own[KEYS])).fillna(0.0).to_numpy()
    kept = own[gone < AWAY * DAYS]
    return kept.rename(columns={"commit_amount": "commit"})[[*KEYS, "commit"]].reset_index(
        drop=True
    )


@dataclass(frozen=True)
class _Tested:
    """Per rep the span in which commitments were lowest: mean log, its unit, chance, months."""

    mean: Array
    unit: Array
    p: Array
    span: Array
    n: Array


def _tested(table: Array) -> _Tested:
    """Return for each rep the chance of means as low, over spans (weighted Bonferroni)."""
    found = [_over(table[:, -span:]) for span in SPANS]
    mean, unit, p, n = (np.array(one) for one in zip(*found, strict=True))
    odds = p / np.array(WEIGHTS)[:, None]
    best, rows = odds.argmin(axis=0), np.arange(table.shape[0])
    odds = np.minimum(odds[best, rows], 1.0)
    span = np.array(SPANS)[best]
    return _Tested(mean[best, rows], unit[-1], odds, span, n[-1])


def _over(table: Array) -> tuple[Array, Array, Array, Array]:
    """Return mean, unit, chance and number of months of each rep over a span."""
    is_there = np.isfinite(table)
    n = is_there.sum(axis=1)
    values = np.where(is_there, np.clip(table, -MOST, MOST), 0.0)
    mean = values.sum(axis=1) / np.maximum(n, 1)
    rest = np.where(is_there, values - mean[:, None], 0.0)
    square = (rest**2).sum(axis=1)
    is_enough = n >= LEAST_MONTHS
    usual = float(np.median(square[is_enough] / (n - 1)[is_enough])) if is_enough.any() else 1.0
    own = (square + PRIOR * usual) / (np.maximum(n, 1) - 1 + PRIOR)
    within = own / np.maximum(n, 1) * _inflation(rest, is_there)
    habit = _habit(mean[is_enough], within[is_enough])
    unit = np.maximum(np.sqrt(within + habit), LEAST_UNIT)
    chance = student.cdf((mean + LEAST) / unit, np.maximum(n, 1) - 1 + PRIOR)
    return mean, unit, np.where(is_enough, chance, 1.0), n


def _inflation(rest: Array, is_there: Array) -> float:
    """Return by how much neighbouring months being alike widens the variance of a mean."""
    whole = float((rest**2).sum()) / max(int(is_there.sum()), 1)
    if whole <= 0:
        return 1.0
    alike = 0.0
    for lag in range(1, RUN):
        both = is_there[:, lag:] & is_there[:, :-lag]
        alike += float((rest[:, lag:] * rest[:, :-lag]).sum()) / max(int(both.sum()), 1) / whole
    return float(np.clip(1 + 2 * alike, 1.0, 2 * RUN))


def _habit(mean: Array, within: Array) -> float:
    """Return the variance between reps' usual optimism, from the upper half of the fleet."""
    if len(mean) < LEAST_REPS:
        return 0.0
    above = np.sort(np.maximum(mean - np.median(mean), 0.0))
    above = np.minimum(above, 2 * ROBUST * np.median(np.abs(mean - np.median(mean))))
    spread = 2 * float((above**2).sum()) / len(mean)
    return max(spread - float(np.median(within)), 0.0)


def _found(money: _Money, test: _Tested) -> Found:
    """Return reps over the span in which they committed to least, and their months."""
    is_in = np.arange(len(money.months)) >= (len(money.months) - test.span)[:, None]
    is_in &= np.isfinite(money.commit)
    commit = np.where(is_in, np.nan_to_num(money.commit), 0.0)
    level = middle_of(
        (commit.sum(axis=1) / np.maximum((money.expected * is_in).sum(axis=1), 1e-9))[:, None]
    )
    expected, actual = money.expected * is_in * level, money.actual * is_in
    is_low = _came_in_low(commit.sum(axis=1), actual.sum(axis=1), test.mean)
    reason = np.where(test.n < LEAST_MONTHS, "few_months", "")
    actors = actors_of(
        {
            "actor_id": money.reps,
            "reason": np.where(len(money.reps) < LEAST_REPS, "no_others", reason),
            "since": [money.months[-int(one)] for one in test.span],
            "n_months": test.span,
            "observed": commit.sum(axis=1),
            "expected": expected.sum(axis=1),
            "excess": -test.mean,
            "amount": np.maximum(actual.sum(axis=1) - commit.sum(axis=1), 0.0),
            "n_found": is_in.sum(axis=1),
            "n_looked_at": test.n,
            "p_value": test.p,
            "p_left": np.where(is_low, 1.0, test.p),
            "unit": test.unit,
            "least": LEAST,
            "explanation": np.where(is_low, "came_in_low", "cautious"),
        }
    )
    who, when = np.nonzero(is_in & (test.p <= LIKELY)[:, None])
    rows = rows_of(
        {
            "actor_id": money.reps.to_numpy()[who],
            "row_kind": "month",
            "month": np.array(money.months)[when],
            "observed": commit[who, when],
            "expected": expected[who, when],
            "amount": actual[who, when],
        }
    )
    return Found(actors, rows)


def _came_in_low(commit: Array, actual: Array, mean: Array) -> Array:
    """Return who got no more than was committed to, and less than what was held back would be."""
    is_there = (commit > 0) & (actual > 0)
    if not is_there.any():
        return np.zeros(len(commit), bool)
    reached = np.log(np.where(is_there, actual, 1.0) / np.where(is_there, commit, 1.0))
    middle = np.median(reached[is_there])
    noise = ROBUST * np.median(np.abs(reached[is_there] - middle))
    beyond = np.where(is_there, reached - middle, -np.inf)
    return np.asarray((beyond <= 0) & (beyond < -mean - CLEARLY * noise))
