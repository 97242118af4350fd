"""How far an amount may fall short of its target by chance, by what its own months were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from salesnb.methods.backtest import Backtest, backtest
from salesnb.methods.error_ranges import error_quantiles
from salesnb.months import YEAR, Month
from salesnb.reviews.attainment.came_in import SCALES
from salesnb.reviews.attainment.chance import COLUMNS, COUNTS, KEYS, LEAST_ERRORS
from salesnb.reviews.spans import Span

Array = npt.NDArray[np.float64]
ORIGINS = 16  # a plan names thousands of nodes: each origin is a forecast of all of them


def past_ranges(
    came: pd.DataFrame, lacking: pd.DataFrame, spans: Sequence[Span], confidence: float
) -> pd.DataFrame:
    """Return ranges of what no issued forecast speaks of, as `chance.chance_ranges` returns them.

    `spans` end in the same month; `came` as `came_in` returns it, of all months known; `lacking`:
    measure, dimension, node, span. The forecasting rule of the project is tested on the node's
    months before the last of the span, which it never sees: its errors one month ahead at the last
    `ORIGINS`, `LEAST_ERRORS` or more of them, are the range (`own_past`). Errors of n months are
    sqrt(n) times as large, as if independent, or what as many in a row added up to where that was
    more. New customers and visits are none of its business.
    """
    wanted = lacking[~lacking["measure"].isin(COUNTS)]
    values = _by_month(came, wanted, before=spans[-1].last)
    values = values[values.notna().sum(axis=1) > LEAST_ERRORS]
    if not len(values):
        return pd.DataFrame(columns=COLUMNS)
    tested = backtest(values.to_numpy(float), 1, origins=ORIGINS)
    enough = (~np.isnan(tested.scaled[:, :, 0])).sum(axis=0) >= LEAST_ERRORS
    found = []
    for span in spans:
        own = pd.MultiIndex.from_frame(wanted.loc[wanted["span"].eq(span.name), KEYS])
        kept = enough & values.index.isin(own)
        if kept.any():
            found.append(_of_span(values[kept], tested.rows(kept), span, confidence))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)


def _by_month(came: pd.DataFrame, wanted: pd.DataFrame, *, before: str) -> pd.DataFrame:
    """Return a row per node and a column per month before, in the measure's unit.

    Missing before the node's first month; nought in later months without a row.
    """
    rows = came.merge(wanted[KEYS].drop_duplicates(), on=KEYS)
    rows = rows[rows["month"] < before]
    wide = rows.pivot_table(index=KEYS, columns="month", values="amount", aggfunc="sum")
    if not wide.shape[1]:
        return wide
    last = Month.parse(before) - 1
    months = [str(one) for one in Month.parse(str(wide.columns[0])).until(last)]
    wide = wide.reindex(columns=months)
    has_begun = wide.notna().cummax(axis=1)
    scale = wide.index.get_level_values("measure").map(SCALES).to_numpy(float)
    return wide.where(~has_begun | wide.notna(), 0.0).div(scale, axis=0)


def _of_span(values: pd.DataFrame, tested: Backtest, span: Span, confidence: float) -> pd.DataFrame:
    """Return the ranges of one span of all rows of `values`."""
    year = values.to_numpy(float)[:, -YEAR:]
    size = np.nansum(np.abs(year), axis=1) / (~np.isnan(year)).sum(axis=1)
    reach = _month_reach if len(span.months) == 1 else _span_reach
    below, above = reach(tested, values.index, size, len(span.months), confidence)
    nodes = values.index.to_frame(index=False)
    return nodes.assign(
        span=span.name, expected=np.nan, below=below, above=above, rests_on="own_past"
    )[COLUMNS]


def _month_reach(
    tested: Backtest, nodes: pd.Index[Any], size: Array, _: int, confidence: float
) -> tuple[Array, Array]:
    """Return how far below and above a month lies: errors of like nodes, with their skew."""
    classes = [f"{measure} {dimension}" for measure, dimension, _ in nodes]
    ends = error_quantiles(
        tested,
        classes,
        expected=np.zeros((len(nodes), 1)),
        size=size,
        quantiles=((1 - confidence) / 2, (1 + confidence) / 2),
    )[:, 0]
    return np.clip(-ends[:, 0], 0.0, None), np.clip(ends[:, 1], 0.0, None)


def _span_reach(
    tested: Backtest, _: pd.Index[Any], size: Array, n_months: int, confidence: float
) -> tuple[Array, Array]:
    """Return the reach of several months: what independent errors of one month add up to.

    More where the errors of as many months in a row were larger than that: they lay on one side.
    """
    errors = tested.scaled[:, :, 0]
    spread = np.sqrt(n_months * np.nanmean(errors**2, axis=0))
    if len(errors) > n_months:
        rows = np.lib.stride_tricks.sliding_window_view(np.nan_to_num(errors), n_months, axis=0)
        spread = np.maximum(spread, np.sqrt((rows.sum(axis=-1) ** 2).mean(axis=0)))
    reach = float(ndtri((1 + confidence) / 2)) * spread * size
    return reach, reach
