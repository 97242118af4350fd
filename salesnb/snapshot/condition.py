"""How fresh and how complete the tables of a month are."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.contracts import TABLES
from salesnb.months import Month
from salesnb.snapshot.known import Known


def freshness(known: Mapping[str, Known], month: Month) -> pd.DataFrame:
    """Return one row per canonical table: table, n_rows, newest_on, days_behind the month's end.

    Tables that did not come in have no rows; master data has no newest day.
    """
    rows: list[tuple[str, int, str, float | None]] = []
    for name in TABLES:
        n_rows = known[name].n_rows if name in known else 0
        day = known[name].newest if name in known else None
        behind = None if day is None else float((month.last - day).days)
        rows.append((name, n_rows, "" if day is None else day.isoformat(), behind))
    frame = pd.DataFrame(rows, columns=["table", "n_rows", "newest_on", "days_behind"])
    return frame.astype({"days_behind": "float64"})


def completeness(known: Mapping[str, Known]) -> pd.DataFrame:
    """Return one row per table that came in and column: table, column, n_rows, filled_share."""
    rows = [
        (name, column, one.n_rows, n / one.n_rows if one.n_rows else 0.0)
        for name, one in known.items()
        for column, n in one.filled.items()
    ]
    return pd.DataFrame(rows, columns=["table", "column", "n_rows", "filled_share"])
