"""How far an amount may fall short of its target by chance, by what was issued before it came."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri

from salesnb.reviews.as_issued import AsIssued, forecast_of, newest_before
from salesnb.reviews.spans import Span

KEYS = ["measure", "dimension", "node"]
MEASURES = ("sales", "collections")  # that are forecast
LEAST_ERRORS = 12  # earlier forecasts of one month, for a range of theirs
COLUMNS = [*KEYS, "span", "expected", "below", "above", "rests_on"]


def chance_ranges(issued: AsIssued, spans: Sequence[Span], confidence: float) -> pd.DataFrame:
    """Return how far below and above what is aimed at a span comes out by chance alone.

    Columns: measure, dimension, node, span, expected (as issued; of a month only), below, above
    (0 or more, in the measure's unit: with `confidence` an amount whose expectation is its target
    lies within target - below and target + above), rests_on. A month rests on the quantiles of the
    newest forecast issued before it (`forecast`); longer spans on what earlier one-month forecasts
    missed by, as issued before the span's last month (`forecast_errors`): these errors are taken
    as independent, so that those of n months are sqrt(n) times as large. Nodes with neither are
    left out. Raises ValueError for a confidence outside 0 to 1.
    """
    if not 0 < confidence < 1:
        raise ValueError("confidence must lie between 0 and 1")
    found = [_by_forecast(issued, one, confidence) for one in spans if len(one.months) == 1]
    found += [_by_errors(issued, one, confidence) for one in spans if len(one.months) > 1]
    found = [one for one in found if len(one)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)


def _by_forecast(issued: AsIssued, span: Span, confidence: float) -> pd.DataFrame:
    """Return the ranges of one month by the quantiles of its forecast."""
    rows = pd.concat([forecast_of(issued, span.last, one) for one in MEASURES], ignore_index=True)
    if not len(rows):
        return pd.DataFrame(columns=COLUMNS)
    ends = pd.DataFrame(
        [
            (
                *key,
                own["expected"].iloc[0],
                *quantiles_at(own, ((1 - confidence) / 2, (1 + confidence) / 2)),
            )
            for key, own in rows.groupby(KEYS, sort=False)
        ],
        columns=[*KEYS, "expected", "low", "high"],
    )
    ends["below"] = (ends["expected"] - ends["low"]).clip(lower=0.0)
    ends["above"] = (ends["high"] - ends["expected"]).clip(lower=0.0)
    known = ends.dropna(subset=["below", "above"])
    return known.assign(span=span.name, rests_on="forecast")[COLUMNS]


def quantiles_at(rows: pd.DataFrame, shares: Sequence[float]) -> tuple[float, ...]:
    """Return quantiles of one node's forecast, between those issued by straight lines.

    Missing beyond the outermost ones that were issued.
    """
    own = rows.sort_values("quantile")
    at, amount = own["quantile"].to_numpy(float), own["amount"].to_numpy(float)
    near = [float(np.round(one, 9)) for one in shares]
    return tuple(float(np.interp(one, at, amount, left=np.nan, right=np.nan)) for one in near)


def _by_errors(issued: AsIssued, span: Span, confidence: float) -> pd.DataFrame:
    """Return the ranges of several months by the errors of earlier one-month forecasts."""
    newest = newest_before(issued.forecast_errors, span.last)
    if newest is None:
        return pd.DataFrame(columns=COLUMNS)
    rows = newest[1][(newest[1]["step"] == 1) & newest[1]["usual"].gt(0)].sort_values("origin")
    error = (rows["actual"] - rows["expected"]) / rows["usual"]
    rows = rows.assign(square=error**2).dropna(subset=["square"])
    by = rows.groupby(KEYS, sort=False)
    found = by.agg(mean=("square", "mean"), n=("square", "size"), usual=("usual", "last"))
    found = found[found["n"] >= LEAST_ERRORS].reset_index()
    wide = float(ndtri((1 + confidence) / 2)) * np.sqrt(len(span.months))
    reach = wide * np.sqrt(found["mean"]) * found["usual"]
    found = found.assign(below=reach, above=reach, expected=np.nan)
    return found.assign(span=span.name, rests_on="forecast_errors")[COLUMNS]
