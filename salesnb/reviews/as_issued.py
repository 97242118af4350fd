"""What earlier months issued, by the month at whose end it was issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

Frames = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class AsIssued:
    """Artefacts of 03 and 07 to 09 as earlier months issued them, each by month (YYYY-MM).

    What was never saved has no months; a month counts only for months that begin after its end.
    """

    targets: Frames = field(default_factory=dict)
    attainability: Frames = field(default_factory=dict)
    forecast: Frames = field(default_factory=dict)
    collections_forecast: Frames = field(default_factory=dict)
    forecast_errors: Frames = field(default_factory=dict)
    market_potential: Frames = field(default_factory=dict)


def newest_before(frames: Frames, month: str) -> tuple[str, pd.DataFrame] | None:
    """Return the newest artefact that was issued before a month began, with its month; or None."""
    earlier = sorted(one for one in frames if one < month)
    return (earlier[-1], frames[earlier[-1]]) if earlier else None


def forecast_of(issued: AsIssued, month: str, measure: str = "sales") -> pd.DataFrame:
    """Return what was forecast for a month by the newest forecast issued before it began.

    Columns: measure, dimension, node, quantile, amount, expected (of collections the median). No
    rows where none was issued.
    """
    columns = ["measure", "dimension", "node", "quantile", "amount", "expected"]
    is_cash = measure == "collections"
    found = newest_before(issued.collections_forecast if is_cash else issued.forecast, month)
    if found is None:
        return pd.DataFrame(columns=columns)
    rows = found[1][found[1]["month"] == month]
    if not is_cash:
        return rows.loc[rows["measure"] == measure, columns]
    middle = rows[rows["quantile"] == 0.5].set_index(["dimension", "node"])["amount"]
    keys = pd.MultiIndex.from_frame(rows[["dimension", "node"]])
    return rows.assign(measure=measure, expected=middle.reindex(keys).to_numpy())[columns]


def when_forecast(issued: AsIssued, month: str, measure: str = "sales") -> str:
    """Return the month that issued the forecast of `forecast_of`; blank without one."""
    frames = issued.collections_forecast if measure == "collections" else issued.forecast
    return max((one for one in frames if one < month), default="")
