"""The law of large numbers: how much of a month's misses and windfalls cancelled."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.members import NOBODY
from salesnb.reviews.growth.ground import Ground

BY = {"region": "region_id", "product_group": "product_group", "rep": "rep_id"}
ByMonth = Mapping[str, pd.DataFrame]
LEAST = 4  # nodes of a dimension whose misses may offset each other
MEDIAN = 0.5
HALF_NORMAL = np.sqrt(np.pi / 2)  # one over the mean of |Z|
TAILS = (0.125661, 1.644854)  # |Z| lies between these in four of five months
OFFSETS = [
    *("dimension", "month", "n_nodes", "n_missed", "missed", "n_beaten", "beaten", "net"),
    *("cancelled", "expected", "expected_low", "expected_high", "n_bets", "common", "state"),
    *("worst", "worst_gap", "best", "best_gap"),
]


def count_offsets(ground: Ground, forecasts: ByMonth, bets: ByMonth) -> dict[str, pd.DataFrame]:
    """Return the frame offsets: one row per dimension, of the month against the issued forecast.

    `forecasts` has that of the month before as issued, `bets` those of 09_challenge as issued in
    earlier months, of which the newest counts; both by month.
    missed and beaten are the sums below and above what was expected, net their sum, cancelled the
    share of all misses and windfalls that offset each other: 1 - |net| / (|missed| + beaten).
    Independent bets offset 1 - 1 / sqrt(n_bets) of it on average: errors of nodes as uncertain as
    `n_bets` equal independent ones have a sum whose mean size is that share of theirs; the range
    holds in four of five months.
    """
    forecast = forecasts.get(str(ground.month - 1))
    if forecast is None or ground.last < str(ground.month):
        return {"offsets": pd.DataFrame(columns=OFFSETS)}
    kept = forecast[(forecast["measure"] == "sales") & (forecast["quantile"] == MEDIAN)]
    kept = kept[kept["month"].astype("str") == str(ground.month)]
    sales = ground.facts["sales_cube"]
    sold = sales[sales["month"].astype("str") == str(ground.month)]
    rows, newest = [], bets[max(bets)] if bets else None
    for dimension, column in BY.items():
        own = kept[(kept["dimension"] == dimension) & ~kept["node"].isin(NOBODY)]
        if len(own) < LEAST:
            continue
        came = sold.groupby(column)["net_amount"].sum()
        gap = came.reindex(own["node"]).fillna(0.0) - own.set_index("node")["expected"]
        cancelled = 1 - abs(gap.sum()) / gap.abs().sum() if gap.any() else np.nan
        row = {"dimension": dimension, "month": str(ground.month), "cancelled": cancelled}
        rows.append(row | _misses(gap) | _expected(dimension, cancelled, newest))
    return {"offsets": pd.DataFrame(rows, columns=OFFSETS)}


def _misses(gap: pd.Series) -> dict[str, object]:
    """Return what fell short, what came beyond, and who most."""
    missed, beaten = gap[gap < 0], gap[gap > 0]
    return {
        "n_nodes": len(gap),
        "n_missed": len(missed),
        "missed": float(missed.sum()),
        "n_beaten": len(beaten),
        "beaten": float(beaten.sum()),
        "net": float(gap.sum()),
        "worst": str(gap.idxmin()),
        "worst_gap": float(gap.min()),
        "best": str(gap.idxmax()),
        "best_gap": float(gap.max()),
    }


def _expected(dimension: str, cancelled: float, bets: pd.DataFrame | None) -> dict[str, object]:
    """Return how much was expected to cancel by the number of independent bets."""
    own = pd.DataFrame() if bets is None else bets[bets["dimension"] == dimension]
    n_bets = float(own["n_bets"].iloc[0]) if len(own) else np.nan
    if not n_bets >= 1:
        return {"state": "unknown"}
    left = 1 / np.sqrt(n_bets)
    low, high = (1 - min(left * HALF_NORMAL * tail, 1.0) for tail in TAILS[::-1])
    state = "less" if cancelled < low else "more" if cancelled > high else "usual"
    return {
        "expected": 1 - left,
        "expected_low": low,
        "expected_high": high,
        "n_bets": n_bets,
        "common": float(own["common"].iloc[0]),
        "state": state,
    }
