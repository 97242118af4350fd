"""Which reps place orders at the end of the month that would have come before or after.

The share of a rep's orders on the last three working days is held against that of all reps in the
same months, so that terms and habits that all share are not laid at one rep's door, and against the
own past of its customers, where it is long enough. Orders of one customer are alike; they count for
less than as many orders of many customers. Spans that end with the month are tried; what is asked
for is shared out over half as many (Bonferroni), for they hold each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.members import NOBODY
from salesnb.months import Month
from salesnb.reviews.behaviour.fleet import (
    LIKELY,
    Array,
    Found,
    Frames,
    actors_of,
    at_least,
    month_of,
    months_before,
    rows_of,
)
from salesnb.reviews.behaviour.own_past import chances

LAST_DAYS = 3  # working days at the end of a month
SPANS = (3, 6, 12, 24)  # months that end with the judged one
LEAST = 0.04  # of the orders: a share that much above the others' is let pass
PAST = 24  # months before the longest span, if there are any: what customers always did
ALONE = 0.5  # of the tests: spans hold each other, so that they count for fewer than they are
LEAST_ORDERS = 10
OFFERED = 0.5  # of the orders at the month's end, from which on an offer is the reason to check
SHORT = 7  # days that an offer at the month's end lasts at most
PLAIN = 0.05  # chance below which a rep is left out of what is usual


def find_loading(facts: Frames, *, month: Month, calendar: WorkCalendar) -> Found:
    """Return for each rep whether more orders came at the month's end than at the other reps.

    `facts`: order_days (day, customer_id, rep_id, n_orders, n_lines, net_amount), promotions
    (promotion_id, starts_on, ends_on), price_exceptions (rep_id, promotion_id, n_lines). observed
    and expected are shares of orders; amount is what was moved; a row is a day and customer.
    Reasons: `few_orders`. Explanations: `month_end_offer` (the table of promotions has an offer on
    those days, and the orders were placed under it), `always_so` (as far back
    as looked at), `own_calendar` (of the customers; to be asked).
    """
    days = _days(facts["order_days"], month, calendar)
    cells = _with_offers(_cells(days), facts, month)
    if cells.empty:
        return Found(actors_of({}), rows_of({}))
    tried = {span: _tested(cells[cells["at"] < span]) for span in SPANS}
    past = {span: chances(cells, span, LEAST) for span in SPANS}
    whole = tried[SPANS[-1]]
    odds = {
        name: _least([tried, past], name, whole.index, cells["at"].max() >= SPANS[-1])
        for name in ("p_value", "p_left")
    }
    since = _since(cells, whole)
    actors = _actors(whole.assign(**odds), since, month)
    likely = actors.loc[actors["p_value"] <= LIKELY, "actor_id"]
    return Found(actors, _rows(days, since, likely))


def _least(
    tests: list[dict[int, pd.DataFrame]], name: str, reps: pd.Index, has_past: bool
) -> Array:
    """Return the least chance over tests and spans, times the number of them that are apart."""
    used = tests if has_past else tests[:1]
    tried = [one[name].reindex(reps).fillna(1.0) for test in used for one in test.values()]
    return np.minimum(np.array(tried).min(axis=0) * ALONE * len(tried), 1.0)


def _days(orders: pd.DataFrame, month: Month, calendar: WorkCalendar) -> pd.DataFrame:
    """Return the days with orders, the past before the longest span too: at, is_end, usual."""
    first = month - (SPANS[-1] + PAST - 1)
    is_in = (orders["day"] >= pd.Timestamp(first.first)) & (
        orders["day"] <= pd.Timestamp(month.last)
    )
    own = orders[is_in & (orders["n_orders"] > 0) & ~orders["rep_id"].isin([*NOBODY])]
    months = [str(one) for one in first.until(month)]
    ends = {one: _end_of(Month.parse(one), calendar) for one in months}
    named = month_of(own["day"])
    begin = named.map({one: day for one, (day, _) in ends.items()})
    usual = named.map({one: share for one, (_, share) in ends.items()})
    return own.assign(
        month=named,
        at=months_before(named, month),
        is_end=own["day"] >= pd.to_datetime(begin),
        usual=usual.astype(float),
    )


def _end_of(month: Month, calendar: WorkCalendar) -> tuple[pd.Timestamp, float]:
    """Return the first of a month's last working days, and their share of all."""
    days = [
        one for one in pd.date_range(month.first, month.last) if calendar.is_working(one.date())
    ]
    return (days or [pd.Timestamp(month.last)])[-LAST_DAYS:][0], LAST_DAYS / max(
        len(days), LAST_DAYS
    )


def _cells(days: pd.DataFrame) -> pd.DataFrame:
    """Return orders by rep, customer and month: n, k (at the end), usual by the calendar."""
    n, is_end = days["n_orders"].astype(float), days["is_end"]
    amounts = {"amount": days["net_amount"], "end_amount": days["net_amount"] * is_end}
    counts = {"n": n, "k": n * is_end, "usual": n * days["usual"]}
    counted = days.assign(**counts, **amounts, end_lines=days["n_lines"] * is_end)
    values = [*counts, *amounts, "end_lines"]
    by = ["rep_id", "customer_id"]
    keys = counted.groupby(by).ngroup()
    sums = counted.assign(pair=keys).groupby(["pair", "at"])[values].sum().reset_index()
    names = counted.assign(pair=keys).drop_duplicates("pair").set_index("pair")[by]
    return sums.assign(**{one: names[one].reindex(sums["pair"]).to_numpy() for one in by})


def _with_offers(cells: pd.DataFrame, facts: Frames, month: Month) -> pd.DataFrame:
    """Return cells with `offered`: the orders of their month's end that an offer explains."""
    offers = facts["promotions"]
    long = (offers["ends_on"] - offers["starts_on"]).dt.days
    is_end = (long < SHORT) & (
        offers["ends_on"].dt.days_in_month - offers["ends_on"].dt.day < SHORT
    )
    when = offers.loc[is_end].set_index("promotion_id")["starts_on"].dt.strftime("%Y-%m")
    sold = facts["price_exceptions"]
    sold = sold[sold["promotion_id"].isin(when.index)]
    if sold.empty or cells.empty:
        return cells.assign(offered=0.0)
    at = months_before(sold["promotion_id"].map(when).astype("str"), month)
    lines = sold["n_lines"].groupby([sold["rep_id"], sold["customer_id"], at]).sum()
    places = pd.MultiIndex.from_frame(cells[["rep_id", "customer_id", "at"]])
    own = lines.reindex(places).fillna(0.0).to_numpy()
    share = np.clip(own / np.maximum(cells["end_lines"], 1), 0.0, 1.0)
    is_new = cells["at"].eq(0) & (when == str(month)).any()  # what it brought is not invoiced yet
    share = np.where(is_new & cells["rep_id"].isin(sold["rep_id"]), 1.0, share)
    return cells.assign(offered=share * cells["k"])


@dataclass(frozen=True)
class _Sums:
    """Sums by rep: orders, at the end, usual by the calendar, offered; and how alike they are."""

    reps: pd.Index
    n: Array
    k: Array
    usual: Array
    offered: Array
    alike: Array  # by how much more the share varies than that of orders on their own


def _tested(cells: pd.DataFrame) -> pd.DataFrame:
    """Return per rep n, k, observed, expected, unit and the chances of a span."""
    sums = _sums(cells)
    n, k = sums.n - sums.offered, sums.k - sums.offered
    expected = _expected(sums, n, k)
    let = np.clip(expected + LEAST, 0.0, 1.0)
    counted = sums.n / sums.alike
    p = [at_least(one / sums.alike, of / sums.alike, let) for one, of in ((sums.k, sums.n), (k, n))]
    columns = {
        "n": sums.n,
        "k": sums.k,
        "offered": sums.offered,
        "observed": sums.k / np.maximum(sums.n, 1),
        "expected": expected,
        "unit": np.sqrt(let * (1 - let) / np.maximum(counted, 1)),
        "p_value": p[0],
        "p_left": np.maximum(p[1], p[0]),
    }
    return pd.DataFrame(columns, index=sums.reps)


def _sums(cells: pd.DataFrame) -> _Sums:
    """Return the sums by rep; `alike` by how much customers' shares differ from their rep's."""
    reps = pd.Index(np.sort(cells["rep_id"].unique()))
    pair, inverse = np.unique(cells["pair"].to_numpy(), return_inverse=True)
    code = np.zeros(len(pair), dtype=int)
    code[inverse] = reps.get_indexer(pd.Index(cells["rep_id"]))
    own = {
        one: np.bincount(inverse, cells[one].to_numpy(float), len(pair))
        for one in ("n", "k", "usual", "offered")
    }
    sums = [np.bincount(code, one, len(reps)) for one in own.values()]
    n, k = sums[0], sums[1]
    share = (k / np.maximum(n, 1e-9))[code]
    alone = share * (1 - share) * own["n"] * (1 - own["n"] / n[code])
    apart = np.bincount(code, alone, len(reps))
    found = np.bincount(code, (own["k"] - own["n"] * share) ** 2, len(reps))
    alike = np.where(apart > 0, found / np.maximum(apart, 1e-9), 1.0)
    return _Sums(reps, n, k, sums[2], sums[3], np.maximum(alike, 1.0))


def _expected(sums: _Sums, n: Array, k: Array) -> Array:
    """Return the share of each rep's orders that the others' habits let expect.

    Others are held against the median rep first; those who stand out from it do not say what is
    usual.
    """
    usual = sums.usual / np.maximum(sums.n, 1e-9)
    lift = (k / np.maximum(n, 1e-9)) / np.maximum(usual, 1e-9)
    middle = max(_weighted_median(lift, n), 0.5)
    chance = at_least(k / sums.alike, n / sums.alike, np.clip(middle * usual, 0, 1))
    is_plain = (chance > PLAIN) | (lift <= middle)
    top, base = float(k[is_plain].sum()), float((n * usual)[is_plain].sum())
    others = (top - np.where(is_plain, k, 0.0)) / np.maximum(
        base - np.where(is_plain, n * usual, 0), 1
    )
    pooled = others if is_plain.sum() > 1 else np.full(len(n), middle)
    return np.clip(pooled * usual, 0.0, 1.0)


def _weighted_median(values: Array, weights: Array) -> float:
    order = np.argsort(values)
    upto = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(upto, upto[-1] / 2)])


def _since(cells: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return per rep the span in which it stands out most: n_months, n, k, offered, amounts."""
    values = ["n", "k", "offered", "amount", "end_amount"]
    own = cells[cells["at"] < SPANS[-1]]
    place = whole.index.get_indexer(pd.Index(own["rep_id"])) * SPANS[-1] + own["at"].to_numpy()
    shape = (len(whole), SPANS[-1])
    summed = [
        np.bincount(place, own[one].to_numpy(float), shape[0] * shape[1]).reshape(shape)
        for one in values
    ]
    table = np.stack(summed, axis=2)
    upto = table.cumsum(axis=1)
    chance = whole["expected"].to_numpy()[:, None]
    n, k = upto[:, :, 0], upto[:, :, 1]
    score = (k - n * chance) / np.sqrt(np.maximum(n * chance * (1 - chance), 1e-9))
    best = score[:, SPANS[0] - 1 :].argmax(axis=1) + SPANS[0] - 1
    found = pd.DataFrame(upto[np.arange(len(whole)), best], whole.index, values)
    return found.assign(n_months=best + 1)


def _actors(whole: pd.DataFrame, since: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return the row of each rep, over the span in which it stands out most."""
    share, n_months = since["k"] / since["n"].clip(lower=1), since["n_months"]
    excess = share - whole["expected"]
    is_offered = since["offered"] >= OFFERED * since["k"].clip(lower=1)
    words = [is_offered, n_months >= SPANS[-1] - 1]
    moved = since["end_amount"] - whole["expected"] * since["amount"]
    return actors_of(
        {
            "actor_id": whole.index,
            "reason": np.where(whole["n"] < LEAST_ORDERS, "few_orders", ""),
            "since": [str(month - (int(one) - 1)) for one in n_months],
            "n_months": n_months.to_numpy(),
            "observed": share.to_numpy(),
            "expected": whole["expected"].to_numpy(),
            "excess": excess.to_numpy(),
            "amount": moved.clip(lower=0).to_numpy(),
            "n_found": since["k"].to_numpy(),
            "n_looked_at": since["n"].to_numpy(),
            "p_value": whole["p_value"].to_numpy(),
            "p_left": whole["p_left"].to_numpy(),
            "unit": whole["unit"].to_numpy(),
            "least": LEAST,
            "explanation": np.select(words, ["month_end_offer", "always_so"], "own_calendar"),
        }
    )


def _rows(days: pd.DataFrame, since: pd.DataFrame, reps: pd.Series) -> pd.DataFrame:
    """Return the days and customers at the month's end, in the span of each rep."""
    span = days["rep_id"].map(since["n_months"]).astype(float).fillna(0)
    own = days[days["is_end"] & (days["at"] < span)]
    own = own[own["rep_id"].isin(reps)]
    return rows_of(
        {
            "actor_id": own["rep_id"],
            "row_kind": "order_day",
            "month": own["month"],
            "day": own["day"],
            "customer_id": own["customer_id"],
            "observed": own["n_orders"],
            "amount": own["net_amount"],
        }
    )
