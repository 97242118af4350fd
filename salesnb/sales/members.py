"""Each part of the business against its own trend and the company's calendar.

A part's month is forecast from the months before it, its season and festival shrunk toward the
company's. As many parts are looked at at once, intervals are widened so that all of them hold
together in 95 % of months (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.special import ndtri

from salesnb.measures import growth
from salesnb.methods.seasonality import Decomposition, decompose_members
from salesnb.months import Month

LEAST_MONTHS = 13  # a year and a month: with less nobody can tell trend from season
STATES = ("below", "above", "ordinary")
_NAMES = ["place", "node", "actual", "expected", "low", "high", "deviation", "trend_growth", "growth_low", "growth_high", "state"]  # fmt: skip


def member_months(
    sales: pd.DataFrame,
    company: Decomposition | None,
    *,
    column: str,
    month: Month,
    working_days: Callable[[Month], int],
) -> pd.DataFrame:
    """Return one row per part (value of `column`) that sold in the twelve months before `month`.

    Columns: place, node, actual (sales of `month`), expected, low, high (together 95 %),
    deviation, trend_growth (over twelve months, held out `month`; growth_low, growth_high likewise together),
    state (below, above, ordinary). The furthest outside first. No rows where the company has less than
    `LEAST_MONTHS` months before `month`; parts that began later, or sold too little, are left out.
    """
    wide = _wide(sales, column, month)
    known = wide.iloc[:-1]
    if company is None or len(known) < LEAST_MONTHS or wide.empty:
        return pd.DataFrame(columns=_NAMES)
    members = {node: known[node].to_numpy() for node in wide.columns if _is_alive(known[node])}
    told = decompose_members(
        known.index.tolist(), members, company=company, working_days=working_days, ahead=1
    )
    widen = float(ndtri(1 - 0.025 / max(len(told), 1))) / 1.96
    rows = [_row(node, float(wide[node].iloc[-1]), one, widen) for node, one in told.items()]
    return _ordered(pd.DataFrame(rows, columns=["node", *_NAMES[2:]]))


def _wide(sales: pd.DataFrame, column: str, month: Month) -> pd.DataFrame:
    """Return months (rows, none left out, the last is `month`) x parts, in currency units."""
    here = sales["month"].astype("str")
    if not len(here) or here.min() > str(month):
        return pd.DataFrame()
    keys = [here.rename("month"), sales[column].astype("str").rename("node")]
    sums = sales["net_amount"].groupby(keys).sum().unstack(fill_value=0)
    every = [str(m) for m in Month.parse(here.min()).until(month)]
    return sums.reindex(every, fill_value=0.0)


def _is_alive(values: pd.Series) -> bool:
    """Return whether a part sold in all of the last thirteen months but one."""
    return bool((values.tail(LEAST_MONTHS) > 0).sum() >= LEAST_MONTHS - 1)


def _row(node: str, actual: float, told: Decomposition, widen: float) -> tuple[object, ...]:
    last, growing = told.frame.iloc[-1], told.growth.iloc[0]
    low, high = _widened(last["expected"], last["low"], last["high"], widen, told.is_additive)
    one_more = 1.0 + growing
    grown = _widened(one_more["estimate"], one_more["low"], one_more["high"], widen, told.is_additive)  # fmt: skip
    state = "below" if actual < low else "above" if actual > high else "ordinary"
    share = growth(actual, last["expected"])
    return node, actual, last["expected"], low, high, share, growing["estimate"], grown[0] - 1, grown[1] - 1, state  # fmt: skip


def _widened(
    centre: float, low: float, high: float, factor: float, is_additive: bool
) -> tuple[float, float]:
    """Return an interval `factor` times as wide: in logs, or where parts are added as it is."""
    if is_additive or min(low, centre) <= 0:
        return centre - factor * (centre - low), centre + factor * (high - centre)
    return centre * (low / centre) ** factor, centre * (high / centre) ** factor


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the parts, those furthest outside (in widths of their interval) first."""
    width = (frame["high"] - frame["low"]) / 2
    off = ((frame["actual"] - frame["expected"]) / width.where(width > 0)).abs()
    order = np.lexsort((frame["node"].to_numpy(str), -off.fillna(0).to_numpy(float)))
    made = frame.iloc[order].reset_index(drop=True)
    made.insert(0, "place", range(1, len(made) + 1))
    return made
