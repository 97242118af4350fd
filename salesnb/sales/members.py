"""Each part of the business against its own trend and the company's calendar.

A part's month is forecast from the months before it, its season and festival shrunk toward the
company's. As many parts are looked at at once, intervals are widened so that all of them hold
together in 95 % of months (Bonferroni).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd
from scipy.special import ndtri

from salesnb.measures import growth
from salesnb.methods.seasonality import Decomposition, decompose_members
from salesnb.months import Month

LEAST_MONTHS = 13  # a year and a month: with less nobody can tell trend from season
STATES = ("below", "above", "ordinary")
_NAMES = [
    "node",
    "actual",
    "expected",
    "low",
    "high",
    "distance",
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
) -> pd.DataFrame:
    """Return one row per part (value of `column`) that sold in the twelve months before `month`.

    Columns: node, actual (sales of `month`), expected, low, high (together 95 %), distance (from
    what was expected, in half widths of its interval), deviation, trend_growth (over twelve months,
    held out `month`; growth_low, growth_high likewise together), state (below, above, ordinary).
    No rows where the company has less than `LEAST_MONTHS` months before `month`; parts that began
    later, or sold too little, are left out.
    """
    wide = _wide(sales, column, month)
    known = wide.iloc[:-1]
    if company is None or len(known) < LEAST_MONTHS or wide.empty:
        return pd.DataFrame(columns=_NAMES)
    members = {node: known[node].to_numpy() for node in wide.columns if _is_alive(known[node])}
    decomposed = decompose_members(
        known.index.tolist(), members, company=company, working_days=working_days, ahead=1
    )
    widen = float(ndtri(1 - 0.025 / max(len(decomposed), 1))) / 1.96
    rows = [_row(node, float(wide[node].iloc[-1]), one, widen) for node, one in decomposed.items()]
    return pd.DataFrame(rows, columns=_NAMES)


def _wide(sales: pd.DataFrame, column: str, month: Month) -> pd.DataFrame:
    """Return months (rows, none left out, the last is `month`) x parts, in currency units."""
    first = sales["month"].min()
    if not len(sales) or first > str(month):
        return pd.DataFrame()
    sums = sales.groupby(["month", column])["net_amount"].sum().unstack(fill_value=0)
    every = [str(m) for m in Month.parse(first).until(month)]
    return sums.reindex(every, fill_value=0.0)


def _is_alive(values: pd.Series) -> bool:
    """Return whether a part sold in all of the last thirteen months but one."""
    return bool((values.tail(LEAST_MONTHS) > 0).sum() >= LEAST_MONTHS - 1)


def _row(node: str, actual: float, decomposed: Decomposition, widen: float) -> tuple[object, ...]:
    last = decomposed.frame.iloc[-1]
    expected, low, high = last[["expected", "low", "high"]]
    trend, least, most = 1.0 + decomposed.growth.iloc[0][["estimate", "low", "high"]]
    low, high = _widened(expected, low, high, widen, decomposed.is_additive)
    least, most = _widened(trend, least, most, widen, decomposed.is_additive)
    half = (high - low) / 2
    distance = abs(actual - expected) / half if half > 0 else math.nan
    state = "below" if actual < low else "above" if actual > high else "ordinary"
    far = (low, high, distance, growth(actual, expected))
    grown = decomposed.growth["estimate"].iloc[0]
    return node, actual, expected, *far, grown, least - 1, most - 1, state


def _widened(
    centre: float, low: float, high: float, factor: float, is_additive: bool
) -> tuple[float, float]:
    """Return an interval `factor` times as wide: in logs, or where parts are added as it is."""
    if is_additive or min(low, centre) <= 0:
        return centre - factor * (centre - low), centre + factor * (high - centre)
    return centre * (low / centre) ** factor, centre * (high / centre) ** factor
