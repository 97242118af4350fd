"""What came in, area by area: how many of the known tables, how many rows, and which did not."""

from __future__ import annotations

import pandas as pd

from salesnb.contracts import TABLES, table_areas
from salesnb.contracts.fields import N_

AREA_LABELS = {
    "masters": N_("Customers, products, people, regions"),
    "aftersales": N_("Sell-out, complaints, agreements"),
    "sales": N_("Orders and invoices"),
    "receivables": N_("What is owed and what was paid"),
    "market": N_("Market and competitors"),
    "actions": N_("Visits, spending and other actions"),
    "deals": N_("Leads and deals"),
    "plans": N_("Targets, commitments, judgements"),
    "total": N_("All tables"),
}


def areas(files: pd.DataFrame, fresh: pd.DataFrame) -> pd.DataFrame:
    """Return one row per area of tables, and the total.

    `files` has one row per table and file (table, file, rows), `fresh` one per canonical table
    (table, n_rows, newest_on). Columns: place, area, label (msgid), n_known (tables that there
    are contracts for), n_tables (with rows), n_files, n_rows (a table made of several files counts once), newest_on, absent (names of the tables
    that did not come in).
    """
    rows = [_row(area, names, files, fresh) for area, names in table_areas().items()]
    frame = pd.DataFrame([*rows, {**_row("total", list(TABLES), files, fresh), "absent": ""}])
    frame.insert(0, "place", range(1, len(frame) + 1))
    return frame


def _row(
    area: str, names: list[str], files: pd.DataFrame, fresh: pd.DataFrame
) -> dict[str, object]:
    own = files[files["table"].astype("str").isin(names)]
    state = fresh[fresh["table"].astype("str").isin(names) & (fresh["n_rows"] > 0)]
    here = set(state["table"].astype("str"))
    return {
        "area": area,
        "label": AREA_LABELS[area],
        "n_known": len(names),
        "n_tables": len(here),
        "n_files": own["file"].nunique(),
        "n_rows": int(own.drop_duplicates("table")["rows"].sum()),
        "newest_on": state["newest_on"].dropna().astype("str").max() if len(state) else None,
        "absent": ", ".join(name for name in names if name not in here),
    }
