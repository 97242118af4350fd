"""What the rest of the year is expected to bring, and how far chance moves it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri

NODE = ["dimension", "node"]
LEAST = 12  # earlier forecasts of as many months, for a range of theirs


def expected_of(forecast: pd.DataFrame | None, months: Sequence[str]) -> pd.DataFrame:
    """Return what the forecast expects of each node in all of `months`: dimension, node, ahead.

    `forecast` is the artefact of 07_forecast. A node without some of the months is left out.
    """
    if forecast is None or not months:
        return pd.DataFrame(columns=[*NODE, "ahead"])
    rows = forecast[forecast["measure"].eq("sales") & forecast["month"].isin(months)]
    by = rows.drop_duplicates([*NODE, "month"]).groupby(NODE)["expected"]
    return by.sum()[by.size() == len(months)].rename("ahead").reset_index()


def reach_of(errors: pd.DataFrame | None, n_months: int, confidence: float) -> pd.DataFrame:
    """Return how far the sum of the next `n_months` may lie off what is expected of it, by node.

    Columns: dimension, node, reach. That is what earlier forecasts of as many months missed by in
    sum, origin by origin (`errors`: the artefact forecast_errors), as a share of what was usual
    then: the normal quantile of `confidence` times its root mean square times what is usual now.
    Nodes with fewer than `LEAST` such origins are left out.
    """
    columns = [*NODE, "reach"]
    if errors is None or not n_months:
        return pd.DataFrame(columns=columns)
    rows = errors[errors["measure"].eq("sales") & errors["usual"].gt(0)]
    rows = rows[rows["step"] <= n_months].sort_values("origin")
    rows = rows.assign(miss=rows["actual"] - rows["expected"])
    by = rows.groupby([*NODE, "origin"], sort=False)
    sums = by.agg(miss=("miss", "sum"), n=("step", "size"), usual=("usual", "first")).reset_index()
    sums = sums[sums["n"] == n_months]
    sums["square"] = (sums["miss"] / sums["usual"]) ** 2
    nodes = sums.groupby(NODE, sort=False)
    found = nodes.agg(mean=("square", "mean"), n=("square", "size"), usual=("usual", "last"))
    found = found[found["n"] >= LEAST]
    reach = float(ndtri((1 + confidence) / 2)) * np.sqrt(found["mean"]) * found["usual"]
    return found.assign(reach=reach).reset_index()[columns]
