"""What an analyst does with results outside a report: compare two months, export them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from salesnb.contracts.results import Result
from salesnb.display.sheets import sheet_columns
from salesnb.errors import UsageError
from salesnb.i18n import formats, t
from salesnb.measures.ratios import growth

_AS_VALUES = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def compare(now: Result, before: Result, column: str) -> pd.DataFrame:
    """Return a column of two months' results side by side, the largest changes first.

    One row per key: its columns, before, now, change, growth (missing where nothing was before).
    Raises `UsageError` for two results of another kind, or a column that is no number.
    """
    key = now.contract.keys
    if key != before.contract.keys or now.field(column).type not in formats.FOR_TYPE:
        raise UsageError(
            t("{one} and {other} cannot be compared", one=now.name, other=before.name),
            fix=t("take the same result of two months, and a column of numbers"),
        )
    sides = [one.frame.set_index(key)[column] for one in (before, now)]
    both = pd.concat(sides, axis=1, keys=["before", "now"]).reset_index()
    both["change"] = both["now"].fillna(0) - both["before"].fillna(0)
    both["growth"] = growth(both["now"], both["before"])
    order = both["change"].abs().sort_values(ascending=False, kind="stable").index
    return both.loc[order].reset_index(drop=True)


def to_excel(tables: Mapping[str, Result | pd.DataFrame], file: Path) -> Path:
    """Write results or plain frames into a workbook, a sheet each, text as text; return the file.

    A result has its headings, its words and its names as in pack.xlsx.
    """
    with pd.ExcelWriter(file, engine="xlsxwriter", engine_kwargs={"options": _AS_VALUES}) as book:
        for name, one in tables.items():
            _plain(one).to_excel(book, sheet_name=name[:31], index=False)
    return file


def _plain(one: Result | pd.DataFrame) -> pd.DataFrame:
    if isinstance(one, pd.DataFrame):
        return one
    return pd.DataFrame({column.heading: column.values for column in sheet_columns(one)})
