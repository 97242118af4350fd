"""How fresh and how complete is each table that came in?"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def judge_freshness(tables: pd.DataFrame, *, allowed_days: Mapping[str, int]) -> pd.DataFrame:
    """Return one row per table: its newest row, days behind the month's end, and whether stale.

    `tables` has one row per canonical table: table, n_rows, newest_on (missing for master data),
    days_behind. A table is stale when it lies further behind than `allowed_days[table]`
    (`allowed_days["default"]` where the company states none); master data never is.

    Columns: table, n_rows, newest_on, days_behind, allowed_days, is_stale.
    """
    judged = tables[["table", "n_rows", "newest_on", "days_behind"]].copy()
    fallback = allowed_days["default"]
    judged["allowed_days"] = [allowed_days.get(str(name), fallback) for name in judged["table"]]
    behind = judged["days_behind"].fillna(0)
    judged["is_stale"] = (behind > judged["allowed_days"]) & (judged["n_rows"] > 0)
    return judged


def least_complete(completeness: pd.DataFrame, *, n: int) -> pd.DataFrame:
    """Return the `n` columns that came in with the most gaps: exported, but not always filled.

    `completeness` has one row per table and column: table, column, n_rows, filled_share. Columns
    that are wholly empty count as not exported and stand last, then by name.
    """
    gaps = completeness.loc[completeness["filled_share"] < 1].copy()
    gaps["is_absent"] = gaps["filled_share"] == 0
    ordered = gaps.sort_values(["is_absent", "filled_share", "table", "column"], ignore_index=True)
    return ordered.drop(columns="is_absent").head(n)
