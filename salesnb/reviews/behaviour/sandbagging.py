"""Which reps commit to less than can be expected of their customers.

A rep's commitment for a month is held against what the customers that the rep had on its first day
bought in the months before it, relative to all reps in the same month, so that season and outlook
are out. The benchmark follows the customers: a territory that was cut takes its sales along. Reps
differ in habit; that spread is estimated, robustly, and allowed for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t as student

from salesnb.members import NOBODY
from salesnb.months import Month
from salesnb.reviews.behaviour.fleet import Array, Found, Frames, actors_of, rows_of

MONTHS = 24  # that are looked at
SPANS = (6, 12, 24)  # months that end with the judged one
WEIGHTS = (0.15, 0.25, 0.6)  # of the spans: habits last
RUN = 3  # months before, that say what can be expected
LEAST = 0.02  # log: a commitment lower by as much is let pass
LEAST_MONTHS = 5
LEAST_REPS = 4  # with a commitment in a month, before the others say anything
MOST = 0.7  # log beyond which one month counts no more
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
    month. Reasons: `few_months`, `no_others`. Explanations that the tables hold: `came_in_low` (no
    more came in than was committed to); `cautious`, to be asked.
    """
    stated = _stated(facts, month)
    if stated.empty:
        return Found(actors_of({}), rows_of({}))
    sales = _sales(facts)
    rows = stated.merge(_actual(sales), on=KEYS, how="left").fillna({"actual": 0.0})
    reps = pd.Index(np.sort(rows["rep_id"].unique()))
    ways = [
        rows.merge(_run_rates(sales, owned), on=KEYS, how="left")
        for owned in _owned(facts, sales, rows["month"].unique())
    ]
    tables = [_wide(one, reps, month) for one in ways]
    fits = [float(np.nanmedian(np.abs(one))) if np.isfinite(one).any() else 1.0 for one in tables]
    best = int(np.argmin(fits))
    return _found(ways[best], _tested(tables[best]), reps=reps, month=month)


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


def _sales(facts: Frames) -> pd.DataFrame:
    """Return amounts by customer, rep and month: ordered, or invoiced where nothing was ordered."""
    cube = facts["order_cube"] if len(facts["order_cube"]) else facts["sales_cube"]
    by = ["customer_id", "rep_id", "month"]
    return (
        cube.astype(dict.fromkeys(by, "category"))
        .groupby(by, observed=True)["net_amount"]
        .sum()
        .reset_index()
        .astype(dict.fromkeys(by, "str"))
    )


def _actual(sales: pd.DataFrame) -> pd.DataFrame:
    return sales.groupby(KEYS)["net_amount"].sum().rename("actual").reset_index()


def _owned(facts: Frames, sales: pd.DataFrame, months: Sequence[str]) -> list[pd.DataFrame]:
    """Return whose a customer is in each month: the first owner's in full, or by shares.

    Commitments are held against the one that they fit better, of the whole fleet.

    Columns: month, customer_id, rep_id, share. Without customer_reps whoever sold to a customer
    last before the month has it.
    """
    shares = facts["customer_reps"]
    if shares.empty:
        return [_last_sellers(sales, months)]
    shares = shares[shares["role"] != "overlay"].sort_values(
        ["credit_share", "rep_id"], ascending=[False, True]
    )
    parts = []
    for one in months:
        day = pd.Timestamp(f"{one}-01")
        is_on = (shares["valid_from"].isna() | (shares["valid_from"] <= day)) & (
            shares["valid_to"].isna() | (shares["valid_to"] > day)
        )
        parts.append(shares[is_on].assign(month=one))
    held = pd.concat(parts, ignore_index=True).rename(columns={"credit_share": "share"})
    held = held[["month", "customer_id", "rep_id", "share"]]
    first = held.drop_duplicates(["month", "customer_id"]).assign(share=1.0)
    return [first, held]


def _last_sellers(sales: pd.DataFrame, months: Sequence[str]) -> pd.DataFrame:
    parts = []
    for one in months:
        before = sales[sales["month"] < one].sort_values(["month", "net_amount"])
        last = before.drop_duplicates("customer_id", keep="last")
        parts.append(last[["customer_id", "rep_id"]].assign(month=one, share=1.0))
    return pd.concat(parts, ignore_index=True)


def _run_rates(sales: pd.DataFrame, owned: pd.DataFrame) -> pd.DataFrame:
    """Return per rep and month what its customers bought in a month, on average of those before."""
    wide = sales.groupby(["customer_id", "month"])["net_amount"].sum().unstack(fill_value=0.0)
    months = [str(one) for one in Month.parse(wide.columns[0]).until(Month.parse(wide.columns[-1]))]
    wide = wide.reindex(columns=[*months, str(Month.parse(months[-1]) + 1)], fill_value=0.0)
    rates = wide.T.rolling(RUN, min_periods=1).mean().shift().T.to_numpy()
    who = wide.index.get_indexer(owned["customer_id"])
    when = wide.columns.get_indexer(owned["month"])
    known = np.where((who >= 0) & (when >= 0), rates[who, when], 0.0) * owned["share"].to_numpy(
        float
    )
    return owned.assign(run=known).groupby(KEYS)["run"].sum().reset_index()


def _wide(known: pd.DataFrame, reps: pd.Index, month: Month) -> Array:
    """Return reps x months (the newest last): log of commitment over run rate, beside the others.

    The month's level is the median rep's; missing where either amount or the others are.
    """
    has_run = known["run"] > 0
    ratio = np.log(known["commit"] / known["run"].where(has_run))
    months = [str(one) for one in (month - (MONTHS - 1)).until(month)]
    wide = ratio.groupby([known["rep_id"], known["month"]]).first().unstack()
    table = wide.reindex(index=reps, columns=months).to_numpy(float)
    enough = np.isfinite(table).sum(axis=0) >= LEAST_REPS
    middle = np.array(
        [np.nanmedian(one) if ok else np.nan for one, ok in zip(table.T, enough, strict=True)]
    )
    return np.asarray(table - middle)


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
    unit = np.sqrt(within + habit)
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
    """Return the variance between reps' usual optimism, from the middle of the fleet."""
    if len(mean) < LEAST_REPS:
        return 0.0
    spread = ROBUST * float(np.median(np.abs(mean - np.median(mean))))
    return max(spread**2 - float(np.median(within)), 0.0)


def _found(table: pd.DataFrame, test: _Tested, *, reps: pd.Index, month: Month) -> Found:
    """Return reps over the span in which they committed to least, and their months."""
    spans = pd.Series(test.span, reps)
    since = pd.Series([str(month - (int(one) - 1)) for one in test.span], reps)
    own = table[table["month"] >= table["rep_id"].map(since)]
    level = (own["commit"].sum() / own["run"].sum()) if own["run"].sum() > 0 else 1.0
    own = own.assign(expected=own["run"] * level)
    sums = (
        own.groupby("rep_id")[["commit", "expected", "actual"]].sum().reindex(reps, fill_value=0.0)
    )
    is_low = _came_in_low(sums, test)
    reason = np.select([test.n < LEAST_MONTHS], ["few_months"], "")
    actors = actors_of(
        {
            "actor_id": reps,
            "reason": np.where(len(reps) < LEAST_REPS, "no_others", reason),
            "since": since.to_numpy(),
            "n_months": spans.to_numpy(),
            "observed": sums["commit"].to_numpy(),
            "expected": sums["expected"].to_numpy(),
            "excess": -test.mean,
            "amount": (sums["actual"] - sums["commit"]).clip(lower=0).to_numpy(),
            "n_found": spans.to_numpy(),
            "n_looked_at": test.n,
            "p_value": test.p,
            "p_left": np.where(is_low, 1.0, test.p),
            "unit": test.unit,
            "least": LEAST,
            "explanation": np.where(is_low, "came_in_low", "cautious"),
        }
    )
    return Found(actors, _rows(own))


def _came_in_low(sums: pd.DataFrame, test: _Tested) -> Array:
    """Return who got no more than was committed to, and less than what was held back would be."""
    is_there = ((sums["commit"] > 0) & (sums["actual"] > 0)).to_numpy()
    if not is_there.any():
        return np.zeros(len(sums), bool)
    ratio = (sums["actual"] / sums["commit"].where(sums["commit"] > 0)).to_numpy(float)
    reached = np.log(np.where(is_there, ratio, 1.0))
    middle = np.median(reached[is_there])
    noise = ROBUST * np.median(np.abs(reached[is_there] - middle))
    beyond = np.where(is_there, reached - middle, -np.inf)
    return np.asarray((beyond <= 0) & (beyond < -test.mean - CLEARLY * noise))


def _rows(own: pd.DataFrame) -> pd.DataFrame:
    return rows_of(
        {
            "actor_id": own["rep_id"],
            "row_kind": "month",
            "month": own["month"],
            "observed": own["commit"],
            "expected": own["expected"],
            "amount": own["actual"],
        }
    )
