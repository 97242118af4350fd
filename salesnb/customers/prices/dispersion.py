"""How far prices of the same thing lie apart, and how much of that lies between regions."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesnb.members import UNASSIGNED

Array = NDArray[np.float64]
LEAST = 12  # cells
COLUMNS = [
    *("product_group", "n_cells", "net_amount", "spread", "p10", "p90", "span"),
    *("between_share", "outside_share", "lowest_region", "lowest", "highest_region", "highest"),
]


def find_dispersion(cells: pd.DataFrame) -> pd.DataFrame:
    """Return one row per product group: `cells` are those of `corridor.judged_cells`.

    Columns: product_group, n_cells, net_amount, spread (sd of the log of price over reference,
    weighted by value), p10, p90 (of price over reference), span (p90 / p10), between_share (of that
    variance between regions; missing with one region), outside_share (of value below or above the
    usual prices), lowest_region, lowest, highest_region, highest (mean price over reference).
    """
    rows = [
        (group, *_row(own))
        for group, own in cells.groupby("product_group", sort=True)
        if len(own) >= LEAST
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(own: pd.DataFrame) -> tuple:
    ratio, weight = own["ratio"].to_numpy(float), own["worth"].to_numpy(float)
    index, region = np.log(ratio), own["region_id"].to_numpy(str)
    p10, p90 = (weighted_quantile(ratio, weight, q) for q in (0.1, 0.9))
    outside = ((own["ratio"] < own["low"]) | (own["ratio"] > own["high"])).to_numpy()
    known = own[own["region_id"] != UNASSIGNED]
    sums = known.groupby("region_id")[["net_amount", "worth"]].sum()
    level = (sums["net_amount"] / sums["worth"]).sort_values(kind="stable")
    ends = ("", np.nan, "", np.nan)
    if len(level) > 1:
        ends = (level.index[0], level.iloc[0], level.index[-1], level.iloc[-1])
    return (
        *(len(own), float(own["net_amount"].sum()), spread(index, weight), p10, p90, p90 / p10),
        *(between_share(index, weight, region), float(weight[outside].sum() / weight.sum()), *ends),
    )


def spread(index: Array, weight: Array) -> float:
    """Return the weighted standard deviation of log prices; 0 where all are equal."""
    mean = np.average(index, weights=weight)
    return float(np.sqrt(np.average((index - mean) ** 2, weights=weight)))


def between_share(index: Array, weight: Array, group: NDArray[np.str_]) -> float:
    """Return which share of the variance of log prices lies between groups.

    Missing with one group, or where all prices are equal.
    """
    total = spread(index, weight) ** 2
    names, at = np.unique(group, return_inverse=True)
    if len(names) < 2 or total < 1e-12:
        return float("nan")
    sums = np.bincount(at, weight)
    means = np.bincount(at, weight * index) / sums
    centre = np.average(index, weights=weight)
    return float(np.average((means - centre) ** 2, weights=sums) / total)


def weighted_quantile(values: Array, weight: Array, q: float) -> float:
    """Return the smallest value up to which a share of the weight lies."""
    order = np.argsort(values, kind="stable")
    upto = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(upto, q * upto[-1])])
