"""The frames that every workbook has: its sentences, what went in, what was saved."""

from salesnb.contracts import TABLES
from salesnb.contracts import shorthand as col
from salesnb.contracts.fields import N_
from salesnb.contracts.frames import Frame

# What a snapshot holds beside the canonical tables.
SNAPSHOT = {
    "sales_cube": N_("Sales"),
    "order_cube": N_("Order intake"),
    "collections_cube": N_("Collections"),
    "open_instalments": N_("Open instalments"),
    "receivables": N_("Movements of what customers owe"),
    "receipt_matches": N_("Receipts without an allocation"),
    "sales_days": N_("Days with sales"),
    "order_days": N_("Days with orders"),
    "price_cells": N_("Cells of prices"),
    "price_exceptions": N_("Cells of prices under a promotion or approval"),
    "grains": N_("Grain of the cells"),
    "changes": N_("Changes of months closed before"),
    "completeness": N_("How far columns are filled"),
    "files": N_("Files that came in"),
    "freshness": N_("Newest row of each table"),
    "ledger": N_("Ledger of what was left out"),
    "problems": N_("Warnings of the gate"),
}
CALLED = {name: one.label for name, one in TABLES.items()} | SNAPSHOT

FINDINGS = Frame(
    name="findings",
    title=N_("Findings"),
    grain=N_("one row per sentence"),
    key="place",
    fields=(
        col.whole("place", N_("Place")),
        col.key("key", N_("Finding")),
        col.text("status", N_("Status")),
        col.text("text", N_("Sentence")),
        col.text("slots", N_("Numbers")),
    ),
)

OPEN_DECISIONS = Frame(
    name="open_decisions",
    title=N_("What the month asks to decide"),
    grain=N_("one row per matter, the first to be decided first"),
    key="place",
    fields=(
        col.whole("place", N_("Place")),
        col.key("decision", N_("Decision")),
        col.text("status", N_("Status")),
        col.money("amount", N_("At stake")),
        col.message("about", N_("What is at stake")),
        col.message("action", N_("What to do")),
        col.message("owner", N_("Who")),
        col.ident("owner_id", N_("Who, by name"), of="reps"),
        col.day("due_on", N_("Due on")),
        col.text("subject", N_("Of whom it speaks")),
        col.text("text", N_("Sentence")),
        col.text("slots", N_("Numbers")),
    ),
)

WENT_IN = Frame(
    name="went_in",
    title=N_("What this page works with"),
    key="frame",
    fields=(
        col.code("frame", N_("Frame"), CALLED),
        col.whole("rows", N_("Rows")),
        col.money("total", N_("Summed here"), shown="money_full"),
        col.money("closed", N_("Counted at the closing"), shown="money_full"),
    ),
    rows=40,
)

SAVED = Frame(
    name="saved",
    title=N_("What this page saved"),
    grain=N_("one row per result"),
    key="artefact",
    shows="artefact title rows column total",
    fields=(
        col.text("artefact", N_("Saved as")),
        col.message("title", N_("What it holds")),
        col.whole("rows", N_("Rows")),
        col.message("column", N_("Sum of")),
        col.money("total", N_("Total"), shown="money_full"),
    ),
    rows=40,
)
