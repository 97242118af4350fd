"""Tables of 01_intake."""

from __future__ import annotations

from salesnb import display
from salesnb.contracts.results import Result, result
from salesnb.i18n import N_, language, translate

STATE_WORDS = {"managed": N_("fresh data"), "stale": N_("old data"), "unmanaged": N_("no data")}
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


def files(made: Result) -> None:
    """Show which files came in."""
    display.table(made, columns=["label", "file", "n_rows", "encoding"], rows=15)


def ties(made: Result) -> None:
    """Show, per table with money, how the files tie to the month."""
    columns = ["label", "source_rows", "source_money", "kept_money", "ledger_rows", "ledger_money", "difference"]  # fmt: skip
    exact = dict.fromkeys(columns[2:4] + columns[5:], "money_exact")
    display.table(made, columns=columns, formats_by_column=exact)


def ledger(made: Result) -> None:
    """Show what was left out, and why."""
    display.table(made, columns=["label", "reason", "rows", "money"], formats_by_column={"money": "money_exact"}, names=_words(REASON_WORDS))  # fmt: skip


def freshness(made: Result) -> None:
    """Show the tables furthest behind the month's end, out-of-date ones first."""
    ordered = made.frame.sort_values(["is_stale", "days_behind"], ascending=[False, False])
    worst = made.frame.loc[sorted(ordered.index[:12])]
    one = result(worst, made.contract, version=made.version)
    display.table(one, columns=["label", "n_rows", "newest_on", "days_behind", "allowed_days", "is_stale"])  # fmt: skip


def completeness(made: Result) -> None:
    """Show the columns with the most gaps."""
    display.table(made, columns=["table", "column", "label", "n_rows", "filled_share"], rows=10)


def unmanaged(made: Result) -> None:
    """Show the tasks without data or with old data, and what they lack."""
    lacking = result(
        made.frame[made.frame["state"] != "managed"], made.contract, version=made.version
    )
    columns = ["label", "state", "missing_tables", "stale_tables", "workbook"]
    display.table(lacking, columns=columns, rows=15, names=_words(STATE_WORDS))


def missing(made: Result) -> None:
    """Show which missing tables would help most."""
    display.table(made, columns=["label", "table", "owner", "n_tasks", "n_unlocked"], rows=8)


def _words(words: dict[str, str]) -> dict[str, str]:
    return {key: translate(msgid, language()) for key, msgid in words.items()}
