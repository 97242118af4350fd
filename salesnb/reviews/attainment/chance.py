"""How far an amount may fall short of its target by chance, by what was issued before it came."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri
from scipy.stats import poisson

from salesnb.reviews.as_issued import AsIssued, forecast_of, newest_before
from salesnb.reviews.attainment.quantiles import Quantiles
from salesnb.reviews.spans import Span

KEYS = ["measure", "dimension", "node"]
MEASURES = ("sales", "collections")  # that are forecast
COUNTS = ("new_customers", "visits")
LEAST_ERRORS = 12  # earlier forecasts of one month, for a range of theirs
COLUMNS = [*KEYS, "span", "expected", "below", "above", "rests_on"]


def chance_ranges(
    issued: AsIssued, targets: pd.DataFrame, spans: Sequence[Span], confidence: float
) -> pd.DataFrame:
    """Return how far below and above what is aimed at a span comes out by chance alone.

    `targets`: measure, dimension, node, span, target; new customers and visits rest on them alone.
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
    found = [one for one in (*found, _of_counts(targets, confidence)) if len(one)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)


def _by_forecast(issued: AsIssued, span: Span, confidence: float) -> pd.DataFrame:
    """Return the ranges of one month by the quantiles of its forecast."""
    found = []
    for measure in MEASURES:
        known = Quantiles.of(forecast_of(issued, span.last, measure))
        middle = known.nodes["expected"].to_numpy(float)
        low, high = (known.at((1 + side * confidence) / 2) for side in (-1, 1))
        ends = known.nodes.assign(
            measure=measure,
            below=np.clip(middle - low, 0.0, None),
            above=np.clip(high - middle, 0.0, None),
        )
        found.append(ends.dropna(subset=["below", "above"]))
    rows = pd.concat(found, ignore_index=True)
    return rows.assign(span=span.name, rests_on="forecast")[COLUMNS]


def _of_counts(targets: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return the ranges of new customers and visits.

    New customers come one by one: where the target is the expectation, their number is taken as
    Poisson. Visits are done or not done: no chance is granted to them (below and above are 0).
    """
    rows = targets[targets["target"].gt(0) & targets["measure"].isin(COUNTS)]
    target = rows["target"].astype("float64")
    is_new = rows["measure"].eq("new_customers")
    low, high = (poisson.ppf(one, target) for one in ((1 - confidence) / 2, (1 + confidence) / 2))
    return rows.assign(
        expected=np.nan,
        below=(target - low).clip(lower=0.0).where(is_new, 0.0),
        above=(high - target).clip(lower=0.0).where(is_new, 0.0),
        rests_on=is_new.map({True: "counts", False: "done"}),
    )[COLUMNS]


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
