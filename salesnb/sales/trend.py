"""The month against what trend, season and calendar let one expect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from salesnb.measures import growth
from salesnb.methods.seasonality import Decomposition, decompose
from salesnb.months import Month

TWELVE_AT_ONCE = 2.87 / 1.96  # widens twelve intervals so that all of them hold in 95 %
_CHANGES = ("change", "change_low", "change_high")
_FOUND = [
    "expected",
    "low",
    "high",
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
    """Return the parts of monthly sales; None with fewer than three months.

    Without festival there is no effect of it, in the parts as in their frame of effects.
    """
    if len(by_month) < 3:
        return None
    months, sales = by_month["month"].tolist(), by_month["sales"].to_numpy()
    parts = decompose(
        months, sales, working_days=working_days, ahead=ahead, with_festival=with_festival
    )
    if with_festival:
        return parts
    others = ~parts.effects["effect"].str.startswith("festival_")
    return replace(parts, effects=parts.effects[others].reset_index(drop=True))


def trend_frame(parts: Decomposition | None) -> pd.DataFrame:
    """Return the monthly frame of a decomposition; without one, no rows."""
    names = ["month", "actual", "adjusted", "trend", "factor", "expected", "low", "high"]
    return pd.DataFrame(columns=names) if parts is None else parts.frame


def effects_frame(parts: Decomposition | None) -> pd.DataFrame:
    """Return the calendar effects of a decomposition; without one, no rows.

    `change` is what the effect does to a month that holds it all, as a share of sales (with
    low and high); missing for working days, whose `estimate` is an elasticity.
    """
    names = ["effect", "estimate", "low", "high", *_CHANGES]
    if parts is None:
        return pd.DataFrame(columns=names)
    changes = _changes(parts, parts.effects)
    changes[parts.effects["effect"] == "working_days"] = float("nan")
    return parts.effects.join(changes)[names]


def season_frame(parts: Decomposition | None) -> pd.DataFrame:
    """Return what each month of the year adds or takes, as shares; without parts, no rows.

    `is_clear` says whether a month differs from an even one beyond chance, twelve being looked at.
    """
    names = ["number", *_CHANGES, "is_clear"]
    if parts is None or parts.rung == "short":
        return pd.DataFrame(columns=names)
    half = (parts.season["high"] - parts.season["low"]) / 2 * TWELVE_AT_ONCE
    clear = parts.season["estimate"].abs() > half
    return parts.season.join(_changes(parts, parts.season)).assign(is_clear=clear)[names]


def _changes(parts: Decomposition, effects: pd.DataFrame) -> pd.DataFrame:
    """Return effects as shares of a month's sales: logs are taken back, shares of the mean stay."""
    changes = effects[["estimate", "low", "high"]].set_axis(list(_CHANGES), axis=1)
    return changes if parts.is_additive else changes.apply(np.expm1)


def verdict(
    by_month: pd.DataFrame, *, working_days: Callable[[Month], int], with_festival: bool = True
) -> pd.DataFrame:
    """Return the report month (month, actual) against its forecast from the months before it.

    The month itself is held out, so that the interval is an honest one for a new month;
    `trend_growth` (with low and high) is that of the trend over the twelve months before it.
    Without enough history the expectation is missing and `rung` says `none`.
    """
    last, before = by_month.iloc[-1], by_month.iloc[:-1]
    held_out = trend(before, working_days=working_days, ahead=1, with_festival=with_festival)
    known = {"scope": "total", "month": last["month"], "actual": last["sales"]}
    found = {"n_months": len(before), "rung": "none"} | dict.fromkeys(_FOUND, float("nan"))
    if held_out is not None:
        found |= _against(held_out, last["sales"]) | {"rung": held_out.rung}
    return pd.DataFrame([{**known, **found}])


def _against(held_out: Decomposition, actual: float) -> dict[str, float]:
    """Return a month against its forecast, and the growth of the trend before it."""
    at_end, growing = held_out.frame.iloc[-1], held_out.growth.iloc[0]
    return {
        **{name: at_end[name] for name in ("expected", "low", "high", "factor")},
        "deviation": growth(actual, at_end["expected"]),
        "trend_growth": growing["estimate"],
        "growth_low": growing["low"],
        "growth_high": growing["high"],
    }
