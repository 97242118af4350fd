"""Sales, margin and collections held against the targets that people set before."""

from __future__ import annotations

import pandas as pd

from salesnb.measures import ratio
from salesnb.methods.issued_targets import monthly_targets
from salesnb.months import Month
from salesnb.sales.position import MEASURES

COLUMNS = ["measure", "span", "target", "actual", "gap", "attainment", "n_targets", "n_months"]


def against_targets(
    targets: pd.DataFrame, by_month: pd.DataFrame, *, month: Month, year_start: int = 1
) -> pd.DataFrame:
    """Return measures against their targets: one row per measure and span that has any.

    `targets` are issued targets as contracted, `by_month` is what `position.monthly` returns. Only
    targets for a whole month or a part of one count; sums of other targets do not, nor versions
    that were revised. Where a measure has targets by several sets of dimensions, the set with the
    most targets counts, so that nothing counts twice. The year to date begins in calendar month
    `year_start` and compares the months that have a target alone.
    Gap is target - actual, attainment is actual / target.
    """
    monthly = monthly_targets(targets, month - (month.of_year(year_start) - 1), month)
    spans = {"month": [str(month)], "year_to_date": sorted(set(monthly["month"]))}
    rows = [
        _held(monthly, by_month, measure=measure, span=span, months=months)
        for span, months in spans.items()
        for measure in MEASURES
    ]
    return pd.DataFrame([row for row in rows if row is not None], columns=COLUMNS)


def _held(
    targets: pd.DataFrame, by_month: pd.DataFrame, *, measure: str, span: str, months: list[str]
) -> tuple[object, ...] | None:
    """Return one row, None where there is no target or the measure is not known."""
    own = targets[(targets["measure"] == measure) & targets["month"].isin(months)]
    with_target = sorted(set(own["month"]))
    actual = by_month.loc[by_month["month"].isin(with_target), measure]
    if own.empty or actual.isna().any() or len(actual) < len(with_target):
        return None
    target, reached = float(own["target_value"].sum()), float(actual.sum())
    counts = (len(own), len(with_target))
    return measure, span, target, reached, target - reached, ratio(reached, target), *counts
