"""Targets that people set before: which versions count, by month, and what a year comes to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.months import Month

DIMENSIONS = [
    "rep_id",
    "region_id",
    "customer_id",
    "product_id",
    "product_group",
    "settlement_id",
    "sales_method_id",
]


def in_force(targets: pd.DataFrame) -> pd.DataFrame:
    """Return targets without those that a higher version of the same target replaced.

    Targets are the same when measure, period and all dimensions agree. A missing version is the
    first. The facts of a month hold the versions that were issued by its end, no later one.
    """
    if "version" not in targets:
        return targets
    version = targets["version"].fillna(1)
    same = ["measure", "period_start", "period_end", "is_rollup", *DIMENSIONS]
    highest = version.groupby([targets[name] for name in same], dropna=False).transform("max")
    return targets[version == highest]


def monthly_targets(
    targets: pd.DataFrame, begin: Month, month: Month, *, by: str = ""
) -> pd.DataFrame:
    """Return the targets that count, with their month, from month `begin` to `month`.

    Of several sets of dimensions that with the most targets counts, of those that name `by` where
    that is given.
    """
    targets = in_force(targets)
    starts = targets["period_start"].dt.strftime("%Y-%m")
    ends = targets["period_end"].dt.strftime("%Y-%m")
    in_year = (starts >= str(begin)) & (starts <= str(month))
    counts = (starts == ends) & in_year & ~targets["is_rollup"].fillna(False).astype("bool")
    if by:
        counts &= targets[by] != ""
    kept = targets.assign(month=starts, basis=_basis(targets))[counts]
    most = kept.groupby(["measure", "basis"])["target_value"].transform("size")
    ordered = kept.assign(most=most).sort_values(["most", "basis"], ascending=[False, True])
    first = ordered.groupby("measure")["basis"].transform("first")
    return ordered[ordered["basis"] == first]


def year_plan(targets: pd.DataFrame, first: Month) -> tuple[float, int]:
    """Return the sales plan of the twelve months from `first` on, and how many have a target.

    Targets by month count where each month has one; else those for longer periods of one length
    (quarters, the year) whose periods are the year's. Missing where neither are.
    """
    year = [str(m) for m in first.until(first + 11)]
    monthly = monthly_targets(targets, first, first + 11)
    monthly = monthly[monthly["measure"] == "sales"]
    n_planned = monthly["month"].nunique()
    if n_planned == len(year):
        return float(monthly["target_value"].sum()), n_planned
    targets = in_force(targets)
    counts = (targets["measure"] == "sales") & ~targets["is_rollup"].fillna(False).astype("bool")
    own = targets[counts]
    periods = pd.Series(
        [_months(*ends) for ends in zip(own["period_start"], own["period_end"], strict=True)],
        index=own.index,
        dtype=object,
    )
    own = own.assign(basis=_basis(own), months=periods, n=periods.map(len))
    alike = [rows for _, rows in own[own["n"] > 1].groupby(["n", "basis"])]
    sums = [
        float(rows["target_value"].sum())
        for rows in sorted(alike, key=len, reverse=True)
        if sorted({m for months in rows["months"] for m in months}) == year
    ]
    return (sums[0], len(year)) if sums else (float("nan"), n_planned)


def quotas_of_year(targets: pd.DataFrame, first: Month) -> pd.DataFrame:
    """Return what the year from `first` on asks of each rep in sales, as it was first issued.

    Columns: rep_id, target, n_months (that its targets speak of). Of several sets of targets that
    name reps the one with the most counts; rolled-up sums are left out.
    """
    year = [str(m) for m in first.until(first + 11)]
    starts, ends = (targets[name].dt.strftime("%Y-%m") for name in ("period_start", "period_end"))
    inside = (starts >= year[0]) & (ends <= year[-1]) & ~targets["is_rollup"].fillna(False)
    own = targets[inside & targets["measure"].eq("sales") & targets["rep_id"].ne("")]
    columns = ["rep_id", "target", "n_months"]
    if own.empty:
        return pd.DataFrame(columns=columns)
    basis = _basis(own)
    own = own[basis == basis.value_counts().sort_index().idxmax()]
    same = ["period_start", "period_end", *DIMENSIONS]
    version = own["version"].fillna(1) if "version" in own else pd.Series(1, own.index)
    own = own[version == version.groupby([own[name] for name in same]).transform("min")]
    ends_of = zip(own["period_start"], own["period_end"], strict=True)
    own = own.assign(months=pd.Series([_months(*e) for e in ends_of], own.index, dtype=object))
    by = own.groupby("rep_id")
    months = by["months"].agg(lambda some: len({one for each in some for one in each}))
    found = pd.DataFrame({"target": by["target_value"].sum(), "n_months": months})
    return found.reset_index()[columns]


def _months(start: pd.Timestamp, end: pd.Timestamp) -> tuple[str, ...]:
    """Return the months of a period that begins with one and ends with one, else none."""
    is_whole = start.day == 1 and (end + pd.Timedelta(days=1)).day == 1
    return tuple(map(str, Month.of(start).until(Month.of(end)))) if is_whole else ()


def _basis(targets: pd.DataFrame) -> pd.Series:
    """Return by which dimensions each target is set."""
    given = (targets[DIMENSIONS] != "").to_numpy()
    code = given @ (1 << np.arange(len(DIMENSIONS)))
    names = {one: ",".join(np.array(DIMENSIONS)[given[code == one][0]]) for one in np.unique(code)}
    return pd.Series([names[one] for one in code], dtype="str", index=targets.index)
