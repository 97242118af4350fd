"""The month against what trend, season, festival and working days let one expect."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from salesnb.methods.seasonality import Decomposition, decompose
from salesnb.months import Month


def trend(
    by_month: pd.DataFrame, *, working_days: Callable[[Month], int], ahead: int
) -> Decomposition | None:
    """Return the parts of monthly sales; None with fewer than three months."""
    if len(by_month) < 3:
        return None
    return decompose(by_month["month"].tolist(), by_month["sales"].to_numpy(), working_days=working_days, ahead=ahead)  # fmt: skip


def trend_frame(parts: Decomposition | None) -> pd.DataFrame:
    """Return the monthly frame of a decomposition; without one, no rows."""
    names = ["month", "actual", "adjusted", "trend", "factor", "expected", "low", "high"]
    return pd.DataFrame(columns=names) if parts is None else parts.frame


def effects_frame(parts: Decomposition | None) -> pd.DataFrame:
    """Return the calendar effects of a decomposition; without one, no rows."""
    names = ["effect", "estimate", "low", "high"]
    return pd.DataFrame(columns=names) if parts is None else parts.effects


def verdict(by_month: pd.DataFrame, *, working_days: Callable[[Month], int]) -> pd.DataFrame:
    """Return the report month against its forecast from the months before it, one row.

    The month itself is held out, so that the interval is an honest one for a new month. Without
    enough history the expectation is missing and `rung` says `none`.
    """
    nan = float("nan")
    last = by_month.iloc[-1]
    held_out = trend(by_month.iloc[:-1], working_days=working_days, ahead=1)
    row = {"scope": "total", "actual": last["sales"], "expected": nan, "low": nan, "high": nan, "deviation": nan, "factor": nan, "trend_growth": nan, "n_months": len(by_month) - 1, "rung": "none"}  # fmt: skip
    if held_out is None:
        return pd.DataFrame([row])
    told = held_out.frame.iloc[-1]
    level = held_out.frame["trend"]
    row |= {name: told[name] for name in ("expected", "low", "high", "factor")}
    row["rung"] = held_out.rung
    row["deviation"] = last["sales"] / told["expected"] - 1 if told["expected"] > 0 else nan
    if len(level) > 13 and level.iloc[-14] > 0:
        row["trend_growth"] = level.iloc[-2] / level.iloc[-14] - 1
    return pd.DataFrame([row])
