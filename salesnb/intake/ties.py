"""Does what came in tie to what the month works with, to the cent?"""

from __future__ import annotations

import pandas as pd

IN_SNAPSHOT = "in the snapshot"
LATER = "after_the_month"
FURTHER = "rounding of "  # of costs and list values: stated, but no part of a table's money


def reconcile(manifest_totals: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Return one row per table with money: source total, each way out of it, and what is left.

    `manifest_totals` has one row per table: table, source_rows, source_money, kept_rows,
    kept_money; `ledger` one row per table and reason: table, reason, rows, money. Rounding of
    further columns (costs, list values) is no part of the money that must tie.
    `difference` = source - kept - ledger, which must be 0.

    Columns: table, source_rows, source_money, kept_rows, kept_money, ledger_rows, ledger_money,
    difference.
    """
    own = ledger[~ledger["reason"].astype("str").str.startswith(FURTHER)]
    out = own.groupby("table", as_index=False, observed=True)[["rows", "money"]].sum()
    out = out.rename(columns={"rows": "ledger_rows", "money": "ledger_money"})
    tied = manifest_totals.merge(out, on="table", how="left", validate="one_to_one")
    tied[["ledger_rows", "ledger_money"]] = tied[["ledger_rows", "ledger_money"]].fillna(0)
    left = tied["source_money"] - tied["kept_money"] - tied["ledger_money"]
    tied["difference"] = left.round(6)
    return tied


def by_reason(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return one row per table and reason: how many rows and how much money left, and why.

    The most money first; rows that merely belong to a later month stand behind all others.
    Columns: place, table, reason, rows, money.
    """
    grouped = ledger.groupby(["table", "reason"], as_index=False, observed=True)
    sums = grouped[["rows", "money"]].sum()
    ordered = sums.assign(later=sums["reason"] == LATER, size=sums["money"].abs()).sort_values(
        ["later", "size", "rows", "table"], ascending=[True, False, False, True], ignore_index=True
    )
    ordered.insert(0, "place", range(1, len(ordered) + 1))
    return ordered[["place", "table", "reason", "rows", "money"]]
