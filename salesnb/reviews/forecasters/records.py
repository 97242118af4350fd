"""The record of each forecaster: how far off, which way, and better than last year's month?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

NODE = ["forecaster", "dimension", "node"]
LEVEL = ["forecaster", "dimension"]
RECORD = ["n_months", "wape", "bias", "bias_low", "bias_high", "naive_wape", "added"]
RECORD += ["added_low", "added_high", "n_ranged", "n_inside"]
LEAST = 6  # months for a range or a verdict
CONFIDENCE = 0.95
RATE = 0.1  # of the biases called beyond chance that chance may make


def records_of(calls: pd.DataFrame) -> pd.DataFrame:
    """Return the record of each node: one row per forecaster, dimension and node.

    `calls` as `calls_of` returns them. Columns: n_months; wape (sum of absolute errors over sales);
    bias (sum of forecast less actual over sales: above 0 too much was foretold) with its range;
    naive_wape (of the same month a year before, in the months that have one) and added (naive_wape
    less the wape of the same months: above 0 the forecast is worth more) with its range; n_ranged,
    n_inside (months with a range, and those that came inside; missing without a range); p_value and
    q_value of the bias, over all nodes of the dimension; state: high, low (biased beyond chance),
    none, too_few. Ranges are of t over months, 95 %; missing below `LEAST` months. Hyndman and
    Koehler, International J. of Forecasting 2006 (WAPE); Gilliland 2010 (value added over a naive
    forecast).
    """
    months = _monthly(calls, [*NODE, "month"])
    rows = _recorded(months, NODE)
    q = rows.groupby(LEVEL)["p_value"].transform(_adjusted)
    is_out = (q <= RATE).to_numpy()
    tests = [rows["p_value"].isna().to_numpy(), is_out & (rows["bias"] > 0).to_numpy(), is_out]
    state = np.select(tests, ["too_few", "high", "low"], "none")
    return rows.assign(q_value=q, state=state)


def levels_of(calls: pd.DataFrame) -> pd.DataFrame:
    """Return the record of each level: one row per forecaster and dimension, all nodes together.

    Columns as of `records_of` without p, q and state, and n_nodes, n_calls. Months are the units of
    the ranges: the nodes of one month go together.
    """
    months = _monthly(calls, [*LEVEL, "month"])
    counts = calls.groupby(LEVEL).agg(n_nodes=("node", "nunique"), n_calls=("node", "size"))
    rows = _recorded(months, LEVEL).drop(columns="p_value")
    return rows.merge(counts.reset_index(), on=LEVEL)


def _monthly(calls: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return errors summed by key: error, size of errors, sales, the same of naive forecasts."""
    error = calls["expected"] - calls["actual"]
    has_range = calls["low"].notna() & calls["high"].notna()
    inside = has_range & calls["actual"].between(calls["low"], calls["high"])
    has_naive = calls["naive"].notna()
    parts = calls[list(keys)].assign(
        error=error,
        size=error.abs(),
        sales=calls["actual"].abs(),
        naive=(calls["naive"] - calls["actual"]).abs().fillna(0.0),
        size_beside=error.abs().where(has_naive, 0.0),
        sales_beside=calls["actual"].abs().where(has_naive, 0.0),
        n_ranged=has_range.astype("int64"),
        n_inside=inside.astype("int64"),
    )
    return parts.groupby(list(keys), sort=False).sum().reset_index()


def _recorded(months: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return the record of each key over its months."""
    by = months.assign(
        gain=months["naive"] - months["size_beside"], beside=(months["sales_beside"] > 0)
    ).groupby(list(keys), sort=True)
    sums = by[["error", "size", "sales", "naive", "size_beside", "sales_beside"]].sum()
    sums[["n_ranged", "n_inside"]] = by[["n_ranged", "n_inside"]].sum()
    sums["n_inside"] = sums["n_inside"].where(sums["n_ranged"] > 0)
    n, n_beside = by.size(), by["beside"].sum()
    sales, beside = (sums[one].where(sums[one] > 0) for one in ("sales", "sales_beside"))
    bias_reach = _reach(by["error"].std(), n) / sales
    gain_reach = _reach(by["gain"].std(), n_beside) / beside
    bias, added = sums["error"] / sales, (sums["naive"] - sums["size_beside"]) / beside
    rows = sums.assign(
        n_months=n,
        wape=sums["size"] / sales,
        bias=bias,
        bias_low=bias - bias_reach,
        bias_high=bias + bias_reach,
        naive_wape=sums["naive"] / beside,
        added=added,
        added_low=added - gain_reach,
        added_high=added + gain_reach,
        p_value=_p_value(by["error"].mean(), by["error"].std(), n),
    )
    return rows[[*RECORD, "p_value"]].reset_index()


def _reach(spread: pd.Series, n: pd.Series) -> pd.Series:
    """Return half the width of the range of a sum of n months that spread so."""
    enough = n.where(n >= LEAST)
    return stats.t.ppf((1 + CONFIDENCE) / 2, enough - 1) * spread * np.sqrt(enough)


def _p_value(mean: pd.Series, spread: pd.Series, n: pd.Series) -> pd.Series:
    """Return the chance of so large a mean of n months where it is nought."""
    enough = n.where((n >= LEAST) & (spread > 0))
    t = mean / (spread / np.sqrt(enough))
    return pd.Series(2 * stats.t.sf(t.abs(), enough - 1), mean.index)


def _adjusted(p: pd.Series) -> pd.Series:
    known = p.dropna()
    if known.empty:
        return p
    q = stats.false_discovery_control(known.to_numpy(), method="bh")
    return pd.Series(q, known.index).reindex(p.index)
