"""The same company as people export it: dirty text files, and an answer sheet of what was planted.

Dirt of form (separators, full-width digits, serial dates, encodings) must not change any total;
faults (repeated rows, unknown ids, impossible dates) are counted, with their money, in
`dirt.toml`. Money there is net_amount of invoice lines, in whole cents.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import tomlkit

from salesnb.contracts import TABLES
from salesnb.demo.base.streams import stream
from salesnb.demo.truths.truth import Truth

FULL_WIDTH = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
FAULT_SHARE = 0.002  # of invoice lines, for each kind of fault
FORM_SHARE = 0.05  # of invoice lines, for each kind of dirt of form
EXCEL_ORIGIN = np.datetime64("1899-12-30")
_HEADER = "What was planted in the dirty exports: rows, and net amount in cents."


def write_dirty(
    root: Path, tables: dict[str, pd.DataFrame], truth: Truth
) -> dict[str, dict[str, int]]:
    """Write all tables as dirty CSV; return what `dirt.toml` states: rows and cents per fault."""
    answers: dict[str, dict[str, int]] = {}
    for name, table in tables.items():
        text = _as_text(table, name)
        if name == "invoice_lines":
            text, answers = _dirty_lines(text, table, truth)
        if name == "customers":
            text["name"] = text["name"].where(text.index != 0, text["name"] + "\n(head office)")
        file = root / "tables" / f"{name}.csv"
        text.to_csv(file, index=False, encoding=_encoding(name), lineterminator="\n")
    document = tomlkit.document()
    document.add(tomlkit.comment(_HEADER))
    for fault, answer in answers.items():
        document.add(fault, answer)
    (root / "dirt.toml").write_text(tomlkit.dumps(document), encoding="utf-8")
    return answers


def _encoding(name: str) -> str:
    """Return the encoding of a file: one export in GB18030, one with a byte order mark."""
    return {"customers": "gb18030", "receipts": "utf-8-sig"}.get(name, "utf-8")


def _as_text(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a canonical table as the text of its cells: days in ISO, money with two digits."""
    fields = [field for field in TABLES[name].fields if field.name in table.columns]
    text = pd.DataFrame(index=table.index)
    for field in fields:
        values = table[field.name]
        if pd.api.types.is_datetime64_any_dtype(values):
            values = values.dt.strftime("%Y-%m-%d")
        elif field.type == "money":
            values = values.map("{:.2f}".format, na_action="ignore")
        text[field.name] = values.astype("object")
    return text


def _dirty_lines(
    text: pd.DataFrame, lines: pd.DataFrame, truth: Truth
) -> tuple[pd.DataFrame, dict[str, dict[str, int]]]:
    """Return invoice lines with dirt of form and faults; no line carries two faults."""
    rng = stream(truth.seed, "dirt")
    order = rng.permutation(len(text))
    n = max(1, round(FAULT_SHARE * len(text)))
    unknown, undated, twice = (order[i * n : (i + 1) * n] for i in range(3))
    amount = (lines["net_amount"] * 100).round().astype("int64").to_numpy()
    text = _other_forms(text, lines, order[3 * n :])
    _put(text, "customer_id", unknown, ["C9999"] * n)
    _put(text, "invoice_on", undated, ["2026-02-30"] * n)
    faults = {"unknown_customer": unknown, "impossible_date": undated, "repeated_row": twice}
    answers = {
        fault: {"rows": len(rows), "cents": int(amount[rows].sum())}
        for fault, rows in faults.items()
    }
    return pd.concat([text, text.iloc[twice]], ignore_index=True), answers


def _other_forms(text: pd.DataFrame, lines: pd.DataFrame, free: np.ndarray) -> pd.DataFrame:
    """Write some amounts, days and ids another way, each meaning the same."""
    k = max(1, round(FORM_SHARE * len(text)))
    grouped, wide, signed, serial, blanks = (free[i * k : (i + 1) * k] for i in range(5))
    amounts = lines["net_amount"].to_numpy()
    _put(text, "net_amount", grouped, [f"{x:,.2f}" for x in amounts[grouped]])
    _put(text, "net_amount", wide, [f"{x:.2f}".translate(FULL_WIDTH) for x in amounts[wide]])
    _put(text, "net_amount", signed, [f"¥{x:,.2f}" for x in amounts[signed]])
    days = lines["invoice_on"].to_numpy().astype("datetime64[D]") - EXCEL_ORIGIN
    _put(text, "invoice_on", serial, [str(x) for x in days[serial].astype("int64")])
    _put(text, "customer_id", blanks, [f"{x}  " for x in lines["customer_id"].iloc[blanks]])
    return text


def _put(text: pd.DataFrame, column: str, rows: np.ndarray, values: list[str]) -> None:
    """Write other text into some rows of a column, in place."""
    cells = text[column].to_numpy(dtype="object", copy=True)
    cells[rows] = values
    text[column] = cells
