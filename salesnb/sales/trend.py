"""The month against what trend, season and calendar let one expect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from salesnb.measures import growth
from salesnb.methods.seasonality import Decomposition, decompose
from salesnb.months import Month
from salesnb.sales.standing import UNJUDGED, at_least_nothing, distance, seen_fall, state

LEAST_MONTHS = 18  # whole months: with about a year nobody can tell trend from season
TWELVE_AT_ONCE = 2.87 / 1.96  # widens twelve intervals so that all of them hold in 95 %
EXPECTED = ("expected", "low", "high")
_CHANGES = ("change", "change_low", "change_high")
_FOUND = [
    *EXPECTED,
    "distance",
    "seen_fall",
    "deviation",
    "factor",
    "trend_growth",
    "growth_low",
    "growth_high",
]


def trend(
    by_month: pd.DataFrame,
    *,
    working_days: Callable[[Month], int],
    ahead: int,
    with_festival: bool = True,
) -> Decomposition | None:
    """Return the parts of monthly sales; None with too few months for a season.

    Without festival there is no effect of it, in the parts as in their frame of effects.
    """
    if len(by_month) < LEAST_MONTHS - 1:
        return None
    months, sales = by_month["month"].tolist(), by_month["sales"].to_numpy(float)
    parts = decompose(
        months, sales, working_days=working_days, ahead=ahead, with_festival=with_festival
    )
    if with_festival:
        return parts
    others = ~parts.effects["effect"].str.startswith("festival_")
    return replace(parts, effects=parts.effects[others].reset_index(drop=True))


def judged_months(by_month: pd.DataFrame, whole: list[str]) -> pd.DataFrame:
    """Return the whole months, which trend and season stand on; none where they are too few."""
    return by_month[by_month["month"].isin(whole if len(whole) >= LEAST_MONTHS else [])]


def trend_frame(parts: Decomposition | None) -> pd.DataFrame:
    """Return the monthly frame of a decomposition; without one, no rows.

    Neither the trend nor what is expected is below zero.
    """
    names = ["month", "actual", "adjusted", "trend", "factor", *EXPECTED]
    if parts is None:
        return pd.DataFrame(columns=names)
    return at_least_nothing(parts.frame, "trend", *EXPECTED)


def orders_alone(by_month: pd.DataFrame) -> pd.DataFrame:
    """Return the months with orders as those of sales: working days act on the day of order.

    No rows where orders are not exported. Months before the first order, and the first one where
    there are such months, are left out: it need not be whole.
    """
    orders = by_month.assign(sales=by_month["order_intake"]).dropna(subset="sales")
    begins = int((orders["sales"] > 0).to_numpy().argmax()) if len(orders) else 0
    return orders.iloc[begins + (begins > 0) :]


def effects_frame(
    parts: Decomposition | None, orders: Decomposition | None, *, basis: str
) -> pd.DataFrame:
    """Return the calendar effects of a decomposition; without one, no rows.

    The effect of working days is that on orders where their parts are given. `change` is what the
    effect does to a month that holds it all, as a share of sales (with low and high); missing for
    working days, whose `estimate` is an elasticity. `basis` says what it was estimated on (invoice,
    order), of the effects of `parts` it is the given one.
    """
    names = ["effect", "basis", "estimate", "low", "high", *_CHANGES]
    if parts is None:
        return pd.DataFrame(columns=names)
    changes = _changes(parts, parts.effects)
    is_days = parts.effects["effect"] == "working_days"
    changes[is_days] = float("nan")
    found = parts.effects.join(changes).assign(basis=basis)
    if orders is None:
        return found[names]
    on_orders = orders.effects[orders.effects["effect"] == "working_days"].assign(basis="order")
    return pd.concat([found[~is_days], on_orders], ignore_index=True).reindex(columns=names)


def season_frame(parts: Decomposition | None) -> pd.DataFrame:
    """Return what each month of the year adds or takes, as shares; without parts, no rows.

    The twelve intervals hold together in 95 %; `is_clear` says whether that of a month leaves out
    zero, so that it differs from an even one beyond chance.
    """
    names = ["number", *_CHANGES, "is_clear"]
    if parts is None:
        return pd.DataFrame(columns=names)
    season, half = parts.season, (parts.season["high"] - parts.season["low"]) / 2 * TWELVE_AT_ONCE
    joint = season.assign(low=season["estimate"] - half, high=season["estimate"] + half)
    clear = joint["estimate"].abs() > half
    return joint.join(_changes(parts, joint)).assign(is_clear=clear)[names]


def _changes(parts: Decomposition, effects: pd.DataFrame) -> pd.DataFrame:
    """Return effects as shares of a month's sales: logs are taken back, shares of the mean stay."""
    changes = effects[["estimate", "low", "high"]].set_axis(list(_CHANGES), axis=1)
    return changes if parts.is_additive else changes.apply(np.expm1)


def verdict(
    by_month: pd.DataFrame,
    *,
    whole: list[str],
    has_lines: bool,
    working_days: Callable[[Month], int],
    with_festival: bool = True,
) -> pd.DataFrame:
    """Return the report month (month, actual) against its forecast from the months before it.

    `whole` are the whole months, with the report month or without. That one is held out, so that
    the interval is an honest one for a new month; `state` says where it stands (see `standing`),
    `seen_fall` which fall could have been seen; `trend_growth` (with low and high) is that of the
    trend over the twelve months before it. The expectation is missing, and `rung` says why, with
    too short a history (none) and where the month has no line (silent).
    """
    last = by_month.iloc[-1]
    known = {"scope": "total", "month": last["month"], "actual": last["sales"]}
    found = dict.fromkeys(_FOUND, float("nan"))
    found |= {"n_months": len(whole), "needed_months": LEAST_MONTHS}
    if not has_lines:
        return pd.DataFrame([{**known, **found, "state": UNJUDGED, "rung": "silent"}])
    before = by_month[by_month["month"].isin(whole) & (by_month["month"] < last["month"])]
    held_out = None
    if len(whole) >= LEAST_MONTHS:
        held_out = trend(before, working_days=working_days, ahead=1, with_festival=with_festival)
    if held_out is None:
        return pd.DataFrame([{**known, **found, "state": UNJUDGED, "rung": "none"}])
    row = {**known, **found, **_against(held_out, last["sales"]), "rung": held_out.rung}
    return at_least_nothing(pd.DataFrame([row]), *EXPECTED)


def _against(held_out: Decomposition, actual: float) -> dict[str, float | str]:
    """Return a month against its forecast, and the growth of the trend before it."""
    at_end, growing = held_out.frame.iloc[-1], held_out.growth.iloc[0]
    expected, low, high = at_end[[*EXPECTED]]
    away = distance(actual, expected, low, high)
    return {
        "expected": expected,
        "low": low,
        "high": high,
        "factor": at_end["factor"],
        "distance": away,
        "state": state(away),
        "seen_fall": seen_fall(expected, low),
        "deviation": growth(actual, expected),
        "trend_growth": growing["estimate"],
        "growth_low": growing["low"],
        "growth_high": growing["high"],
    }


def a_year_ago(
    by_month: pd.DataFrame, parts: Decomposition | None, *, month: Month
) -> dict[str, str | float]:
    """Return growth on the month a year ago, and how far that month lay from its own trend.

    Keys: year_month, year_growth, year_deviation (the noise of that month as a share: what is left
    of it beside trend, season and calendar); missing where that month is not known.
    """
    then, sales = str(month - 12), by_month.set_index("month")["sales"]
    found: dict[str, str | float] = {
        "year_month": then,
        "year_growth": float("nan"),
        "year_deviation": float("nan"),
    }
    if then in sales.index:
        found["year_growth"] = growth(sales[str(month)], sales[then])
    if parts is None or then not in parts.frame["month"].to_numpy():
        return found
    row = parts.frame.set_index("month").loc[then]
    return {**found, "year_deviation": growth(row["adjusted"], row["trend"])}
