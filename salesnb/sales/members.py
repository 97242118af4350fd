"""Each part of the business against its own trend and the company's calendar.

A part's month is forecast from the months before it, its season and festival shrunk toward the
company's. As many parts are looked at at once, intervals are widened so that all of them hold
together in 95 % of months (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from scipy.special import ndtri

from salesnb.measures import growth
from salesnb.methods.seasonality import Decomposition, decompose_members
from salesnb.months import Month
from salesnb.sales.standing import UNJUDGED, at_least_nothing, distance, seen_fall, state

LEAST_MONTHS = 13  # a year and a month: with less nobody can tell trend from season
_NAMES = [
    "node",
    "actual",
    "expected",
    "low",
    "high",
    "distance",
    "seen_fall",
    "deviation",
    "trend_growth",
    "growth_low",
    "growth_high",
    "state",
]


def member_months(
    sales: pd.DataFrame,
    company: Decomposition | None,
    *,
    column: str,
    month: Month,
    working_days: Callable[[Month], int],
    first: str = "",
) -> pd.DataFrame:
    """Return one row per part (value of `column`) that sold in the year up to `month`.

    Columns: node, actual (sales of `month`), expected, low, high (together 95 %, none below zero),
    distance (from what was expected, in widths of its interval on that side), seen_fall (smallest
    one beyond chance), deviation, trend_growth (over twelve months, held out `month`; growth_low,
    growth_high likewise together), state (see `standing`). Parts that began lately, or sold too
    seldom, are unjudged. Months before `first` are left out. No rows without the company's
    parts, or with less than `LEAST_MONTHS` months before `month`.
    """
    amounts = _wide(sales, column, month, "net_amount", first)
    known = amounts.iloc[:-1]
    if company is None or len(known) < LEAST_MONTHS or amounts.empty:
        return pd.DataFrame(columns=_NAMES)
    bought = _wide(sales, column, month, "n_purchases", first)
    here = [str(node) for node in bought if (bought[node].tail(12) > 0).any()]
    judged = _judge(
        amounts, [one for one in here if _is_alive(bought[one].iloc[:-1])], company, working_days
    )
    others = [
        {"node": one, "actual": float(amounts[one].iloc[-1]), "state": UNJUDGED}
        for one in here
        if one not in set(judged["node"])
    ]
    return pd.concat([judged, pd.DataFrame(others)]).reindex(columns=_NAMES)


def judged_parts(parts: pd.DataFrame) -> pd.DataFrame:
    """Return one row (scope total): how many parts were judged, and how many are in which state.

    Columns: n_judged, n_unjudged, n_unusual, n_edge. No rows where there are no parts.
    """
    states = parts["state"]
    found = {
        "n_judged": (states != UNJUDGED).sum(),
        "n_unjudged": (states == UNJUDGED).sum(),
        "n_unusual": states.isin(["below", "above"]).sum(),
        "n_edge": states.str.startswith("edge_").sum(),
    }
    return pd.DataFrame(
        [{"scope": "total", **found}] if len(parts) else [], columns=["scope", *found]
    )


def _judge(
    amounts: pd.DataFrame,
    nodes: list[str],
    company: Decomposition,
    working_days: Callable[[Month], int],
) -> pd.DataFrame:
    """Return the rows of parts that have sold long and often enough."""
    known = amounts.iloc[:-1]
    members = {node: known[node].to_numpy(float) for node in nodes}
    decomposed = decompose_members(
        known.index.tolist(), members, company=company, working_days=working_days, ahead=1
    )
    widen = float(ndtri(1 - 0.025 / max(len(decomposed), 1))) / 1.96
    rows = [
        _row(node, float(amounts[node].iloc[-1]), one, widen) for node, one in decomposed.items()
    ]
    return at_least_nothing(pd.DataFrame(rows, columns=_NAMES), "expected", "low", "high")


def _wide(sales: pd.DataFrame, column: str, month: Month, values: str, first: str) -> pd.DataFrame:
    """Return months (rows, none left out, the last is `month`) x parts, with sums of `values`."""
    first = first or str(sales["month"].min())
    if not len(sales) or first > str(month):
        return pd.DataFrame()
    sums = sales.groupby(["month", column])[values].sum().unstack(fill_value=0)
    every = [str(m) for m in Month.parse(first).until(month)]
    return sums.reindex(every, fill_value=0.0)


def _is_alive(purchases: pd.Series) -> bool:
    """Return whether a part sold in all of the last thirteen months but one."""
    return bool((purchases.tail(LEAST_MONTHS) > 0).sum() >= LEAST_MONTHS - 1)


def _row(node: str, actual: float, decomposed: Decomposition, widen: float) -> tuple[object, ...]:
    last = decomposed.frame.iloc[-1]
    expected, low, high = last[["expected", "low", "high"]]
    trend, least, most = 1.0 + decomposed.growth.iloc[0][["estimate", "low", "high"]]
    low, high = _widened(expected, low, high, widen, decomposed.is_additive)
    least, most = _widened(trend, least, most, widen, decomposed.is_additive)
    away = distance(actual, expected, low, high)
    far = (low, high, away, seen_fall(expected, low), growth(actual, expected))
    grown = (max(one - 1, -1.0) for one in (trend, least, most))
    return node, actual, expected, *far, *grown, state(away)


def _widened(
    centre: float, low: float, high: float, factor: float, is_additive: bool
) -> tuple[float, float]:
    """Return an interval `factor` times as wide: in logs, or where parts are added as it is."""
    if is_additive or min(low, centre) <= 0:
        return centre - factor * (centre - low), centre + factor * (high - centre)
    return centre * (low / centre) ** factor, centre * (high / centre) ** factor
