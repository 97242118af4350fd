"""Which distributors were sold far more than they sell on.

What a distributor bought less what it sold on, in months of its sell-out, is what its shelves took
up. Over spans that end with the last reported month it is held against what lumpy orders make of
it: each distributor's own unevenness, and how far the fleet's shelves wander over as many months.
Both of the last two month ends must lie high, so that one large order that is still on the way to
the buyers is no finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t as student

from salesnb.months import Month
from salesnb.reviews.behaviour.fleet import LIKELY, Array, Found, Frames, actors_of, rows_of
from salesnb.reviews.behaviour.shelves import Shelves, ahead_of_rise, shelves_of

SPANS = (3, 6, 12, 18)  # months that end with the last reported one
LEAST = 0.25  # months of sell-out: shelves that filled by as much are let pass
LEAST_MONTHS = 12  # with reports, before anything is said
LATE = 2  # months: who has not reported for longer is not judged
FREEDOM = 20  # degrees of freedom of what is known of unevenness
LEAST_UNEVEN = 0.1
LEAST_WANDER = 0.8
KEPT = 4  # months in which goods bought ahead of a rise or on promotion are sold
BEFORE = 12  # months before a span that say how uneven a dealer is, where there are as many
FOLLOWED = 0.6  # of the excess, built up and sold a year before: a season
UNSEEN = 0.25  # of the excess: where stocks rose by less, sales were not reported
SOLD_WITHIN = 6  # months in which a season's stock is sold


def find_stuffing(facts: Frames, *, month: Month) -> Found:
    """Return for each distributor that reports sell-out whether its shelves filled up.

    `facts`: sales_cube, sell_out, price_exceptions, promotions, product_prices. observed is what
    was bought, expected what was sold on since `since`, amount the difference, all in money; excess
    is the same in months of sell-out, over the span tested. A row is a month. Reasons: `too_short`,
    `no_report` (lately), `little_sold`. Explanations that the tables hold: `price_rise` (bought
    ahead of it), `promotion`, `season` (built up and sold a year before), `sales_not_reported`
    (stocks did not rise); `project`, to be asked.
    """
    shelves = shelves_of(facts, month)
    if not len(shelves.dealers):
        return Found(actors_of({}), rows_of({}))
    recent = np.arange(len(shelves.months)) >= len(shelves.months) - KEPT
    is_ahead = recent & ahead_of_rise(facts["product_prices"], shelves.months)
    scale = np.maximum(shelves.usual, 1e-9)[:, None]
    flow = (shelves.bought - shelves.sold) / scale
    first = [(0, 0), (int(flow.shape[1] == 1), 0)]  # a first month of reports has none before it
    flows = {
        "": np.pad(flow, first),
        "price_rise": np.pad(np.where(is_ahead, np.minimum(flow, 0.0), flow), first),
        "promotion": np.pad(flow - np.where(recent, shelves.promoted, 0.0) / scale, first),
    }
    uneven = {span: _uneven(flows[""], span) for span in _spans(flow.shape[1])}
    tested = {name: _tested(one, uneven) for name, one in flows.items()}
    return _found(shelves, tested, month=month)


@dataclass(frozen=True)
class _Tested:
    """Per dealer and span what the shelves took up (beyond the fleet), its unit, the chance."""

    excess: Array
    unit: Array
    p: Array


def _spans(n_months: int) -> list[int]:
    whole = [one for one in SPANS if one <= n_months - 2]
    return whole or [max(n_months - 2, 1)]


def _uneven(flow: Array, span: int) -> Array:
    """Return how much each dealer's months vary: before the span, where there are enough months.

    All months together set a floor, for a dealer who has just begun to buy.
    """
    whole = flow.std(axis=1)
    before = flow[:, :-span].std(axis=1) if flow.shape[1] - span >= BEFORE else whole
    return np.maximum(before, np.maximum(whole / 2, LEAST_UNEVEN))


def _tested(flow: Array, uneven: Mapping[int, Array]) -> _Tested:
    """Return what is tested over each span, last month ends against those before the span."""
    level = flow.cumsum(axis=1)
    excess, unit = [], []
    for span, own in uneven.items():
        risen = _risen(level, span)
        now = risen[:, -1]
        shared = max(float(np.median(now)), 0.0) if len(now) > 4 else 0.0
        excess.append(now - shared)
        unit.append(own * _wander(risen / own[:, None]))
    found, of = np.array(excess).T, np.array(unit).T
    p = student.sf((found - LEAST) / of, FREEDOM)
    return _Tested(found, of, np.minimum(p * found.shape[1], 1.0))


def _risen(level: Array, span: int) -> Array:
    """Return by how much shelves are fuller than before the span, at all month ends that have it.

    Now: the lower of the last two month ends; before: the mean of up to three.
    """
    before = np.concatenate([np.zeros((len(level), 1)), level], axis=1)
    now = np.minimum(level[:, 1:], level[:, :-1])
    ends = np.arange(span, level.shape[1] - 1 + 1)
    first = [max(end - span - 2, 0) for end in ends]
    base = [before[:, a : end - span + 1].mean(axis=1) for a, end in zip(first, ends, strict=True)]
    return np.asarray(now[:, ends - 1] - np.array(base).T)


def _wander(scaled: Array) -> float:
    """Return how far shelves wander, from those that emptied: stuffing does not empty any."""
    down = np.minimum(scaled, 0.0)
    n = max(int((scaled < 0).sum()), 1)
    return max(float(np.sqrt((down**2).sum() / n)), LEAST_WANDER)


def _found(shelves: Shelves, tested: Mapping[str, _Tested], *, month: Month) -> Found:
    """Return dealers over the span in which they stand out most, and their months."""
    raw, every = tested[""], np.arange(len(shelves.dealers))
    best = raw.p.argmin(axis=1)
    span = np.array(_spans(len(shelves.months)))[best]
    p, excess = raw.p[every, best], raw.excess[every, best]
    left = {name: np.maximum(one.p.min(axis=1), p) for name, one in tested.items() if name}
    left["season"] = np.where(_is_season(shelves, span, excess), 1.0, p)
    left["sales_not_reported"] = np.where(_is_unseen(shelves, span, excess), 1.0, p)
    odds = np.array(list(left.values()))
    words = np.where(odds.max(axis=0) > p, np.array(list(left))[odds.argmax(axis=0)], "project")
    n_months, bought, sold = _since(shelves, span)
    actors = actors_of(
        {
            "actor_id": shelves.dealers,
            "reason": _reason(shelves, month),
            "since": [shelves.months[-int(one)] for one in n_months],
            "n_months": n_months,
            "observed": bought,
            "expected": sold,
            "excess": excess,
            "amount": np.maximum(bought - sold, 0.0),
            "n_found": n_months,
            "n_looked_at": shelves.n_reported,
            "p_value": p,
            "p_left": odds.max(axis=0),
            "unit": raw.unit[every, 0],
            "least": LEAST,
            "explanation": words,
        }
    )
    return Found(actors, _rows(shelves, np.where(p <= LIKELY, n_months, 0)))


def _reason(shelves: Shelves, month: Month) -> Array:
    """Return why a dealer cannot be judged, '' where it can."""
    latest = month.ordinal - Month.parse(shelves.months[-1]).ordinal
    is_late = len(shelves.months) - 1 - shelves.last + latest > LATE
    is_short = shelves.n_reported < LEAST_MONTHS
    tests = [shelves.usual <= 0, is_late, is_short]
    return np.select(tests, ["little_sold", "no_report", "too_short"], "")


def _is_season(shelves: Shelves, span: Array, excess: Array) -> Array:
    """Return whether as much was built up in the same months a year before, and sold since."""
    level = ((shelves.bought - shelves.sold) / np.maximum(shelves.usual, 1e-9)[:, None]).cumsum(1)
    level = np.concatenate([np.zeros((len(level), 1)), level], axis=1)
    end = level.shape[1] - 1 - 12
    if end < 2:
        return np.zeros(len(level), bool)
    rows, start = np.arange(len(level)), np.maximum(end - span, 0)
    after = level[:, end : end + SOLD_WITHIN + 1].min(axis=1)
    built, sold = level[:, end] - level[rows, start], level[:, end] - after
    return np.asarray(np.minimum(built, sold) >= FOLLOWED * np.maximum(excess, 1e-9))


def _is_unseen(shelves: Shelves, span: Array, excess: Array) -> Array:
    """Return whether stocks are reported and rose by far less than what was not sold on."""
    stock = shelves.stock / np.maximum(shelves.usual, 1e-9)[:, None]
    rows = np.arange(len(stock))
    start = np.maximum(stock.shape[1] - 1 - span, 0)
    risen = stock[:, -1] - stock[rows, start]
    return np.asarray(np.isfinite(risen) & (risen < UNSEEN * excess))


def _since(shelves: Shelves, span: Array) -> tuple[Array, Array, Array]:
    """Return the months since shelves were at their lowest in the span, and what flowed since."""
    flow = shelves.bought - shelves.sold
    level = np.concatenate([np.zeros((len(flow), 1)), flow.cumsum(axis=1)], axis=1)
    n = flow.shape[1]
    is_in = np.arange(n) >= (n - span)[:, None]
    lowest = np.where(is_in, level[:, :-1], np.inf).argmin(axis=1)
    is_since = np.arange(n) >= lowest[:, None]
    bought, sold = ((one * is_since).sum(axis=1) for one in (shelves.bought, shelves.sold))
    return n - lowest, bought, sold


def _rows(shelves: Shelves, n_months: Array) -> pd.DataFrame:
    """Return the months of each dealer: bought (observed), sold on (expected), the difference."""
    n = len(shelves.months)
    who, when = np.nonzero(np.arange(n) >= (n - n_months)[:, None])
    bought, sold = shelves.bought[who, when], shelves.sold[who, when]
    dealers = shelves.dealers.to_numpy()[who]
    return rows_of(
        {
            "actor_id": dealers,
            "row_kind": "month",
            "month": np.array(shelves.months)[when],
            "customer_id": dealers,
            "observed": bought,
            "expected": sold,
            "amount": bought - sold,
        }
    )
