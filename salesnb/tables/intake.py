"""Tables of 01_intake."""

from __future__ import annotations

from dataclasses import replace

from salesnb import display
from salesnb.contracts.results import Result, result
from salesnb.i18n import N_, language, translate

STATE_WORDS = {
    "managed": N_("managed"),
    "unserved": N_("no workbook yet"),
    "stale": N_("old data"),
    "unmanaged": N_("no data"),
}
REASON_WORDS = {
    "after_the_month": N_("dated or recorded after the month"),
    "rounding": N_("rounded to whole minor units"),
    "rounding of cost_amount": N_("costs rounded to whole minor units"),
    "rounding of list_amount": N_("list values rounded to whole minor units"),
    "left_out_by_mapping": N_("left out by the mapping"),
    "duplicate_row": N_("whole rows that stood twice"),
    "unknown_reference": N_("identifiers that no master knows"),
    "missing_value": N_("a needed value is missing"),
    "not_a_date": N_("days that cannot be read"),
    "not_a_number": N_("numbers that cannot be read"),
}


def areas(made: Result) -> None:
    """Show what came in, area by area, and which tables did not."""
    columns = ["label", "n_tables", "n_known", "n_files", "n_rows", "newest_on", "absent"]
    display.table(made, columns=columns, bold={"area": "total"})


def ties(made: Result) -> None:
    """Show, per table with money, how the files tie to the month."""
    columns = ["label", "source_rows", "source_money", "kept_money", "ledger_rows", "ledger_money", "difference"]  # fmt: skip
    exact = dict.fromkeys(columns[2:4] + columns[5:], "money_exact")
    display.table(made, columns=columns, formats_by_column=exact)


def ledger(made: Result) -> None:
    """Show what was left out, and why."""
    display.table(made, columns=["label", "reason", "rows", "money"], formats_by_column={"money": "money_exact"}, names=_words(REASON_WORDS))  # fmt: skip


def freshness(made: Result) -> None:
    """Show the tables furthest beyond what is allowed; master data have no day and are left out."""
    dated = result(made.frame[made.frame["newest_on"] != ""], made.contract, version=made.version)
    display.table(dated, columns=["label", "n_rows", "newest_on", "days_behind", "allowed_days", "is_stale"], rows=10)  # fmt: skip


def completeness(made: Result) -> None:
    """Show the columns with the most gaps."""
    as_exported = {name: name for name in [*made.frame["table"], *made.frame["column"]]}
    display.table(made, columns=["table", "column", "label", "n_rows", "filled_share"], rows=10, names=as_exported)  # fmt: skip


def warnings(made: Result) -> None:
    """Show what the gate warned of, and what it let the company drop."""
    display.table(made, columns=["label", "rule", "message", "n_rows"], rows=10)


def changes(made: Result) -> None:
    """Show what late rows changed in months that were closed before."""
    columns = ["against", "frame", "month", "lines_before", "lines_now", "money_before", "money_now"]  # fmt: skip
    exact = dict.fromkeys(columns[-2:], "money_full")
    display.table(made, columns=columns, rows=10, formats_by_column=exact)


def unmanaged(made: Result) -> None:
    """Show the tasks without data or with old data, and what they lack."""
    lacking = made.frame[made.frame["state"].isin(["stale", "unmanaged"])]
    contract = replace(made.contract, label=N_("Tasks without data, or with old data"))
    one = result(lacking, contract, version=made.version)
    columns = ["label", "state", "missing_tables", "stale_tables", "workbook"]
    display.table(one, columns=columns, rows=15, names=_words(STATE_WORDS))


def missing(made: Result) -> None:
    """Show which missing tables would help most."""
    display.table(made, columns=["label", "table", "owner", "n_tasks", "n_unlocked"], rows=8)


def _words(words: dict[str, str]) -> dict[str, str]:
    return {key: translate(msgid, language()) for key, msgid in words.items()}
