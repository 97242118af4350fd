"""Tiny accounts of a closing, typed as a workbook hands them to its area."""

from __future__ import annotations

import pandas as pd

ALLOWED = {"default": 31}
TOTALS = {
    "order_lines": {"source_rows": 11, "source_money": 150.0, "kept_rows": 11, "kept_money": 150.0},
    "invoice_lines": {"source_rows": 9, "source_money": 120.5, "kept_rows": 8, "kept_money": 90.0},
}
FILES = [
    ("invoice_lines", "invoices.csv", 9, "utf-8"),
    ("order_lines", "heads.csv", 11, "utf-8"),
    ("order_lines", "lines.csv", 11, "utf-8"),
    ("reps", "reps.csv", 2, "gb18030"),
]
LEDGER = [
    ("invoice_lines", "invoices.csv", "after_the_month", 1, "30.500000"),
    ("invoice_lines", "invoices.csv", "rounding of cost_amount", 0, "-0.25"),
]
PROBLEMS = [
    ("warning", "reps", "unknown_column", "is not known", 1.0),
    ("dropped", "invoice_lines", "duplicate_row", "stands twice", 3.0),
    ("dropped", "invoice_lines", "duplicate_row", "stands twice too", 3.0),
    ("error", "order_lines", "wrong_sign", "negative", 5.0),
]
FRESHNESS = [
    ("reps", 2, None, None),
    ("order_lines", 11, "2026-10-30", 1.0),
    ("invoice_lines", 8, "2026-09-20", 41.0),
    ("visits", 0, None, None),
]
COMPLETENESS = [("reps", "hired_on", 2, 0.5), ("reps", "left_on", 2, 0.5), ("reps", "name", 2, 1.0)]
SALES = [("2026-10", "R1", 60.0, 5), ("2026-10", "(unassigned)", 30.0, 3)]
CHANGED = ["against", "frame", "month", "lines_before", "lines_now", "money_before", "money_now"]


CELL_COLUMNS = ["frame", "table", "grain", "given_up", "n_cells", "most_cells"]
GRAINS = [("order_days", "order_lines", "day rep_id", "customer_id", 3, 5)]


def closing_facts(*, sales: list[tuple] = SALES, problems: list[tuple] = PROBLEMS):
    """Return the frames that 01_intake loads; nothing changed in earlier months."""
    fresh = pd.DataFrame(FRESHNESS, columns=["table", "n_rows", "newest_on", "days_behind"])
    return {
        "files": pd.DataFrame(FILES, columns=["table", "file", "rows", "encoding"]),
        "ledger": pd.DataFrame(LEDGER, columns=["table", "file", "reason", "rows", "money"]),
        "problems": pd.DataFrame(
            problems, columns=["severity", "table", "rule", "message", "n_rows"]
        ),
        "freshness": fresh.assign(newest_on=pd.to_datetime(fresh["newest_on"])),
        "completeness": pd.DataFrame(
            COMPLETENESS, columns=["table", "column", "n_rows", "filled_share"]
        ),
        "sales_cube": pd.DataFrame(
            sales, columns=["month", "rep_id", "net_amount", "n_lines"]
        ).assign(sales_method_id="direct"),
        "sales_methods": pd.DataFrame({"sales_method_id": ["direct"], "kind": ["direct"]}),
        "changes": pd.DataFrame(columns=CHANGED),
        "grains": pd.DataFrame(GRAINS, columns=CELL_COLUMNS),
    }
