"""The law of large numbers: how many independent bets a total rests on, and how many miss."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.members import TOTAL
from salesnb.targets.chance.attainability import Sums, attaining
from salesnb.targets.chance.period_cells import Cells
from salesnb.targets.chance.plan_tested import Tested

BETS = ["dimension", "n_cells", "common", "shared", "n_bets", "n_targets", "attained"]
BETS += ["attained_low", "attained_high", "missed", "missed_low", "missed_high", "missed_share"]
BETS += ["largest_share", "spread_share", "alone_share"]
SAFE = ["scope", "period", "dimension", "n_cells", "n_bets", "target", "expected", "spread"]
SAFE += ["confidence", "safe", "below", "below_share", "alone_safe", "over_safe", "probability"]


def count_bets(tested: Tested, *, confidence: float = 0.8) -> dict[str, pd.DataFrame]:
    """Return the frames bets and safe, of the open months of the year.

    bets: per dimension whose nodes add up to the total: common (correlation of any two nodes'
    errors), shared (of two of one group), n_bets (how many equal nodes, each by chance of its own,
    would make the sum as uncertain), attained and missed targets with 80 % ranges, largest_share
    (of the expected total in one node), spread_share (standard deviation of the total over what is
    expected; alone_share: were nodes independent). safe: one row: the total that is reached with
    `confidence`, by how much it lies below what is expected, and below the target (over_safe).
    """
    none = {"bets": pd.DataFrame(columns=BETS), "safe": pd.DataFrame(columns=SAFE)}
    year = tested.plan.year
    if year.empty:
        return none
    period = str(year["period"].iloc[0])
    there = {key[0]: cells for key, cells in tested.cells.items() if key[1] == period}
    if tested.main not in there:
        return none
    rows = [
        _bets(name, cells)
        for name, cells in there.items()
        if name != TOTAL and len(cells.nodes) > 1
    ]
    bets = pd.DataFrame(rows, columns=BETS)
    return {"bets": bets, "safe": _safe(tested, there[tested.main], period, confidence)}


def _bets(dimension: str, cells: Cells) -> dict[str, object]:
    moving = cells.joint.correlation
    whole, mean = cells.sum(), cells.joint.mean
    expected = float(mean.sum())
    asked = np.where(cells.target > 0, cells.target, np.nan)
    reached = attaining(cells.joint, asked).iloc[0]
    n = int(reached["n"])
    alone = float(np.sqrt((cells.joint.sd**2).sum()))
    by = expected if expected > 0 else np.nan
    return {
        "dimension": dimension,
        "n_cells": len(cells.nodes),
        "common": moving.common,
        "shared": moving.common + sum(share for share, _ in moving.groups.values()),
        "n_bets": float(whole.n_bets[0]),
        "n_targets": n,
        "attained": reached["expected"],
        "attained_low": reached["low"],
        "attained_high": reached["high"],
        "missed": n - reached["expected"],
        "missed_low": n - reached["high"],
        "missed_high": n - reached["low"],
        "missed_share": 1 - reached["expected"] / n if n else np.nan,
        "largest_share": float(mean.max()) / by,
        "spread_share": float(whole.spread[0]) / by,
        "alone_share": alone / by,
    }


def _safe(tested: Tested, cells: Cells, period: str, confidence: float) -> pd.DataFrame:
    total = _total(tested, period)
    whole = cells.whole(float((total["expected"] - total["so_far"]).sum()))
    expected = float(whole.centre[0])
    target = float((total["target"] - total["so_far"]).sum())
    safe = float(_at(whole, confidence))
    alone = float(np.sqrt((cells.joint.sd**2).sum()) / max(float(whole.spread[0]), 1e-12))
    row = {
        "scope": "total",
        "period": period,
        "dimension": tested.main,
        "n_cells": len(cells.nodes),
        "n_bets": float(whole.n_bets[0]),
        "target": target,
        "expected": expected,
        "spread": float(whole.spread[0]),
        "confidence": confidence,
        "safe": safe,
        "below": expected - safe,
        "below_share": (expected - safe) / expected if expected > 0 else np.nan,
        "alone_safe": expected - (expected - safe) * min(alone, 1.0),
        "over_safe": target - safe,
        "probability": float(total["probability"].sum(min_count=1)),
    }
    return pd.DataFrame([row], columns=SAFE)


def _at(whole: Sums, confidence: float) -> float:
    return float(whole.safe(confidence)[0]) if whole.spread[0] > 0 else float(whole.centre[0])


def _total(tested: Tested, period: str) -> pd.DataFrame:
    rows = tested.rows
    return rows[(rows["dimension"] == TOTAL) & (rows["period"] == period)]
