"""How fresh and how complete the tables of a month are."""

from __future__ import annotations

from collections.abc import Mapping

import ibis.expr.types as ir
import pandas as pd

from salesnb.contracts import TABLES
from salesnb.months import Month


def freshness(tables: Mapping[str, ir.Table], month: Month) -> pd.DataFrame:
    """Return one row per canonical table: table, n_rows, newest_on, days_behind the month's end.

    Tables that did not come in have no rows; master data has no newest day.
    """
    rows = []
    for name, contract in TABLES.items():
        table = tables.get(name)
        n_rows, newest = 0, None
        if table is not None:
            wanted = {"n": table.count()}
            if contract.known_day:
                wanted["newest"] = table[contract.known_day].max()
            row = table.aggregate(**wanted).execute().iloc[0]
            n_rows, newest = int(row["n"]), row.get("newest")
        day = None if newest is None or newest != newest else pd.Timestamp(newest).date()
        behind = None if day is None else (month.last - day).days
        rows.append((name, n_rows, "" if day is None else day.isoformat(), behind))
    frame = pd.DataFrame(rows, columns=["table", "n_rows", "newest_on", "days_behind"])
    return frame.astype({"days_behind": "float64"})


def completeness(tables: Mapping[str, ir.Table]) -> pd.DataFrame:
    """Return one row per table that came in and column: table, column, n_rows, filled_share."""
    rows = []
    for name, table in tables.items():
        columns = TABLES[name].names
        filled = {column: table[column].count() for column in columns}
        row = table.aggregate(**filled, _n=table.count()).execute().iloc[0]
        n_rows = int(row["_n"])
        rows += [(name, c, n_rows, row[c] / n_rows if n_rows else 0.0) for c in columns]
    return pd.DataFrame(rows, columns=["table", "column", "n_rows", "filled_share"])
