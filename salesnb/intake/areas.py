"""What came in, area by area: how many of the known tables, how many rows, and which did not."""

from __future__ import annotations

import pandas as pd

from salesnb.contracts import TABLES, table_areas


def areas(files: pd.DataFrame, fresh: pd.DataFrame) -> pd.DataFrame:
    """Return one row per area of tables, and the total.

    `files` has one row per table and file (table, file, rows), `fresh` one per canonical table
    (table, n_rows, newest_on). Columns: area, n_known (tables that there are contracts for),
    n_tables (with rows), n_files, n_rows (a table made of several files counts once), newest_on,
    absent (names of the tables that did not come in).
    """
    rows = [_row(area, names, files, fresh) for area, names in table_areas().items()]
    return pd.DataFrame([*rows, {**_row("total", list(TABLES), files, fresh), "absent": ""}])


def _row(
    area: str, names: list[str], files: pd.DataFrame, fresh: pd.DataFrame
) -> dict[str, object]:
    own = files[files["table"].isin(names)]
    there = fresh[fresh["table"].isin(names) & (fresh["n_rows"] > 0)]
    here = set(there["table"])
    return {
        "area": area,
        "n_known": len(names),
        "n_tables": len(here),
        "n_files": own["file"].nunique(),
        "n_rows": int(own.drop_duplicates("table")["rows"].sum()),
        "newest_on": there["newest_on"].max(),
        "absent": ", ".join(name for name in names if name not in here),
    }
