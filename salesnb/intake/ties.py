"""Does what came in tie to what the month works with, to the cent?"""

from __future__ import annotations

import pandas as pd

FURTHER = "rounding of "  # of costs and list values: stated, but no part of a table's money


def reconcile(totals: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Return one row per table with money: source total, each way out of it, and what is left.

    `totals` has one row per table: table, source_rows, source_money, kept_money; `ledger` one row
    per table, file and reason: table, reason, rows, money. Rounding of further columns (costs,
    list values) is no part of the money that must tie.
    `difference` = source - kept - ledger, which must be 0.

    Columns: table, source_rows, source_money, kept_money, ledger_rows, ledger_money, difference.
    """
    own = ledger[~ledger["reason"].str.startswith(FURTHER)]
    out = own.groupby("table", as_index=False)[["rows", "money"]].sum()
    out = out.rename(columns={"rows": "ledger_rows", "money": "ledger_money"})
    tied = totals.merge(out, on="table", how="left", validate="one_to_one")
    tied[["ledger_rows", "ledger_money"]] = tied[["ledger_rows", "ledger_money"]].fillna(0)
    left = tied["source_money"] - tied["kept_money"] - tied["ledger_money"]
    tied["difference"] = left.round(6)
    return tied


def by_reason(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return one row per table and reason: how many rows and how much money left, and why.

    Columns: table, reason, rows, money.
    """
    return ledger.groupby(["table", "reason"], as_index=False)[["rows", "money"]].sum()
