"""The ranking held against later calls: each call judged by what was known before its quarter."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from salesnb.methods.calibration import base_rate_brier, brier, calibration_error
from salesnb.months import Month
from salesnb.prospects.screening.known import Known
from salesnb.prospects.screening.logistic import fit
from salesnb.prospects.sources.shares import NORMAL, wilson

Array = NDArray[np.float64]
TESTED = 24  # months of calls, the newest, that the ranking is held against
STEP = 3  # months between two fits
LEAST_GOOD = 20  # outcomes of either kind, to learn from and to test on
TOP = 0.2  # of the calls, whose share of what becomes valid is measured
PARTS = 10
LIFT = ["part", "n", "n_good", "share", "low", "high", "expected", "caught_share", "calls_share"]


def held_out(known: Known, decided: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return decided leads of the last `TESTED` months with the chance stated before their quarter.

    Columns: row, on, is_good, chance. A quarter is tested once earlier outcomes, known by its
    first day, hold `LEAST_GOOD` of either kind.
    """
    parts = [decided.iloc[:0].assign(chance=pd.Series(dtype=float))]
    on = pd.to_datetime(decided["on"])
    for back in range(TESTED, 0, -STEP):
        start = pd.Timestamp((month - (back - 1)).first)
        end = pd.Timestamp((month - (back - STEP)).last)
        past, now = decided[on < start], decided[(on >= start) & (on <= end)]
        n_good = int(past["is_good"].sum())
        if now.empty or min(n_good, len(past) - n_good) < LEAST_GOOD:
            continue
        rule = fit(known.frame.loc[past["row"]], past["is_good"], known.groups, known.numbers)
        parts.append(now.assign(chance=rule.chances(known.frame.loc[now["row"]])))
    return pd.concat(parts, ignore_index=True)


def lift(tested: pd.DataFrame, *, parts: int = PARTS) -> pd.DataFrame:
    """Return one row per tenth of the tested calls, the best ranked first.

    Columns: part, n, n_good, share with low and high, expected (mean chance), caught_share (of all
    good ones, up to this tenth), calls_share.
    """
    n = len(tested)
    if not n or not tested["is_good"].any():
        return pd.DataFrame(columns=LIFT)
    order = tested.sort_values(["chance", "row"], ascending=[False, True], kind="stable")
    part = np.minimum(np.arange(n) * parts // n, parts - 1)
    by = order.groupby(part)
    table = pd.DataFrame({"n": by.size(), "n_good": by["is_good"].sum()})
    table["share"] = table["n_good"] / table["n"]
    table["low"], table["high"] = wilson(
        table["n_good"].to_numpy(float), table["n"].to_numpy(float)
    )
    table["expected"] = by["chance"].mean()
    table["caught_share"] = table["n_good"].cumsum() / table["n_good"].sum()
    table["calls_share"] = table["n"].cumsum() / n
    return (
        table.rename_axis("part").reset_index().assign(part=lambda f: (f["part"] + 1).astype(str))
    )


def measured(tested: pd.DataFrame) -> dict[str, float]:
    """Return how the ranking did: n_tested, n_good, auc, caught with low and high, gaps.

    `caught` is the share of good ones among the `TOP` of calls, `chance_gap` the expected
    calibration error, `brier_gain` the share by which the Brier score is below that of the base
    rate. Missing where fewer than `LEAST_GOOD` of either kind were tested.
    """
    good = tested["is_good"].to_numpy(bool)
    n_good = int(good.sum())
    found = {"n_tested": float(len(good)), "n_good": float(n_good)}
    names = ("auc", "auc_low", "auc_high", "caught", "caught_low", "caught_high")
    if min(n_good, len(good) - n_good) < LEAST_GOOD:
        return found | dict.fromkeys((*names, "chance_gap", "brier_gain"), np.nan)
    chance = tested["chance"].to_numpy(float)
    area, error = _area(chance, good)
    caught = caught_share(chance, good)
    low, high = wilson(np.array([caught * n_good]), np.array([float(n_good)]))
    base = base_rate_brier(good)
    values = (area, area - NORMAL * error, area + NORMAL * error, caught, low[0], high[0])
    found |= dict(zip(names, map(float, values), strict=True))
    gain = 1 - brier(chance, good) / base
    return found | {"chance_gap": calibration_error(chance, good), "brier_gain": gain}


def caught_share(chance: Array, good: NDArray[np.bool_], top: float = TOP) -> float:
    """Return the share of good ones among the best ranked part of the calls, ties shared out."""
    wanted = top * len(chance)
    order = np.argsort(-chance, kind="stable")
    _, starts = np.unique(-chance[order], return_index=True)
    sizes = np.diff(np.append(starts, len(chance)))
    goods = np.add.reduceat(good[order].astype(float), starts)
    taken = np.clip(wanted - starts, 0, sizes)
    return float((goods * taken / sizes).sum() / good.sum())


def _area(chance: Array, good: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the chance that a good one ranks above a bad one, and its error (Hanley, McNeil)."""
    n, m = float(good.sum()), float((~good).sum())
    area = (rankdata(chance)[good].sum() - n * (n + 1) / 2) / (n * m)
    first, second = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (n - 1) * (first - area**2) + (m - 1) * (second - area**2)
    return float(area), float(np.sqrt(max(spread, 0.0) / (n * m)))
