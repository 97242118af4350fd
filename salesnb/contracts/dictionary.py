"""The data dictionary: what each table and column is, written from its contract alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType

from salesnb.contracts import (
    ANY_OF,
    TABLES,
    actions,
    aftersales,
    deals,
    market,
    masters,
    plans,
    receivables,
    sales,
)
from salesnb.contracts.dictionary_parts import WORDS, allowed, codes, grid, kind, sentences
from salesnb.contracts.dictionary_plan import plan_files
from salesnb.contracts.dictionary_tasks import switched_on
from salesnb.contracts.fields import N_, Check, Field, Table
from salesnb.i18n import t, use

FILES = {"en": "data-dictionary.md", "zh": "data-dictionary.zh.md"}
OTHERS = {"en": "[中文](data-dictionary.zh.md)", "zh": "[English](data-dictionary.md)"}
GROUPS: tuple[tuple[str, ModuleType], ...] = (
    (N_("Who and what"), masters),
    (N_("After the sale"), aftersales),
    (N_("What was sold"), sales),
    (N_("What is owed and paid"), receivables),
    (N_("The market"), market),
    (N_("What salespeople do, report and spend"), actions),
    (N_("Leads and deals"), deals),
    (N_("What people stated"), plans),
)
TYPES = {
    "id": N_("a text, kept as it is written, leading zeros too"),
    "text": N_("anything"),
    "date": N_(
        "`2026-10-07`, `20261007`, `2026/10/7`, `2026年10月7日`, `7 Oct 2026`, an Excel day number"
    ),
    "month": N_("its first day"),
    "datetime": N_("`2026-10-07 14:30`"),
    "money": N_(
        "the company's currency, without tax: `1234.50`, `1,234.50`, `¥1,234.50`, `(7.00)`"
    ),
    "price": N_("an amount per unit of quantity"),
    "quantity": N_("in the product's unit: pieces, kilograms, ..."),
    "number": N_("as an amount, in the unit that the column states"),
    "integer": N_("`12`, without decimals"),
    "share": N_("`0.25` or `25%`"),
    "flag": N_("`true`, `yes`, `1`, `是`; `false`, `no`, `0`, `否`"),
}
RULES = {
    "order_of_dates": N_("{first} is not after {last}."),
    "intervals_do_not_overlap": N_("Periods of validity of one {by} do not overlap."),
    "shares_sum_to_one": N_("On every day the {first} of one {by} add up to 1."),
    "shares_within_one": N_("The {first} of one {by} add up to 1 at most."),
    "rises": N_("With a higher {first} {last} is not lower, within one {by}."),
    "one_is_stated": N_("One of {all} has a value."),
    "tree": N_("Following {last} upwards from a row never leads back to it."),
    "total_ties": N_("{first} and {last} are those of the table that the row names."),
}
ATTRIBUTES = ("rep_id", "region_id", "settlement_id", "sales_method_id")
LINES = ("order_lines", "invoice_lines")
OPENING = N_(
    "The tables that salesnb reads, and every column of them. Name exports and their columns as"
    " they stand here, or write a mapping that does it: see [{guide}]({file})."
)
POINTS = (
    N_(
        "At least one of {tables} is required. Every other table is optional and switches"
        " analyses on."
    ),
    N_(
        "A required column must be there, with a value in every row. An optional one may be"
        " absent, or empty in some rows."
    ),
    N_(
        "All amounts are in one currency and without tax. Returns, credit notes and rebates are"
        " negative."
    ),
    N_(
        "The gate checks types, signs and allowed values; that a key stands once; and that an"
        " identifier stands in the table it refers to, where that table came in."
    ),
    N_(
        "An error stops the month, unless `company.toml` lets the rule drop such rows: they then"
        " stand in the ledger. A warning is shown and counted."
    ),
)
GUIDES = {"en": "own-company.md", "zh": "own-company.zh.md"}


def data_dictionary(lang: str) -> str:
    """Return the whole page as Markdown in `lang`: how to read it, an overview, every table."""
    with use(lang):
        blocks = [*_opening(lang), *_overview(), *_types()]
        for title, module in GROUPS:
            blocks.append(f"## {t(title)}")
            for table in module.TABLES:
                blocks += _section(table)
        blocks += plan_files()
    return "\n\n".join(blocks) + "\n"


def _opening(lang: str) -> Iterator[str]:
    yield f"# {t('Data dictionary')}"
    yield OTHERS[lang]
    yield t(OPENING, guide=t("your own company"), file=GUIDES[lang])
    yield "\n".join(f"- {t(point, tables=codes(ANY_OF))}" for point in POINTS)
    yield t("This page is generated from `salesnb/contracts/` by `make docs`; change it there.")


def _overview() -> Iterator[str]:
    yield f"## {t('Overview')}"
    rows = [
        (
            _link(table.name),
            t(table.label),
            t(table.grain),
            _needed(table),
            t(table.owner),
        )
        for table in TABLES.values()
    ]
    yield grid(
        (t("table"), t("what it is"), t("what one row is"), t("required"), t("usually kept by")),
        rows,
    )


def _types() -> Iterator[str]:
    used = {field.type for table in TABLES.values() for field in table.fields}
    rows = [(t(WORDS[name]), t(text)) for name, text in TYPES.items() if name in used]
    yield f"## {t('Types')}"
    yield grid((t("type"), t("how it is written")), rows)


def _section(table: Table) -> Iterator[str]:
    """Yield heading, facts, columns and checks of one table."""
    yield f"### {table.name}"
    yield "\n".join(f"- {fact}" for fact in _facts(table))
    head = (t("column"), t("label"), t("type"), t("required"), t("allowed"), t("what it is for"))
    rows = [
        (
            f"`{field.name}`",
            t(field.label),
            kind(field),
            t("yes") if field.required else "",
            allowed(field),
            sentences(_purposes(field, table)),
        )
        for field in table.fields
    ]
    yield grid(head, rows)
    if table.checks:
        yield t("Checked besides:")
        yield "\n".join(f"- {_check(check)}" for check in table.checks)


def _facts(table: Table) -> Iterator[str]:
    yield t("**{label}**: {grain}", label=t(table.label), grain=t(table.grain))
    needed = t("At least one of {tables} is required", tables=codes(ANY_OF))
    yield needed if _needed(table) else t("Optional")
    yield t("Key: {columns}", columns=codes(table.key))
    if table.event_on:
        yield t(
            "Dated by {column}: rows after the end of a month are left to later months",
            column=f"`{table.known_day}`",
        )
    elif table.valid_from:
        yield t(
            "Dated by validity: a row holds from {first} up to the day before {last}; empty means"
            " still",
            first=f"`{table.valid_from}`",
            last=f"`{table.valid_to}`",
        )
    else:
        yield t("Not dated: as it stands when the month is closed")
    if users := _users(table):
        yield t("Referred to by: {tables}", tables=", ".join(_link(name) for name in users))
    yield from switched_on(table)
    if table.owner:
        yield t("Usually kept by: {owner}", owner=t(table.owner))


def _users(table: Table) -> list[str]:
    """Return the tables with a column whose values stand in `table`."""
    target = f"{table.name}.{table.key[0]}"
    return [name for name, one in TABLES.items() if target in {f.references for f in one.fields}]


def _needed(table: Table) -> str:
    return t("one of {n}", n=len(ANY_OF)) if table.name in ANY_OF else ""


def _purposes(field: Field, table: Table) -> Iterator[str]:
    """Yield what a column does in its table: key, date, total, reference, fallback."""
    if field.name in table.key:
        yield t("Tells rows apart.") if len(table.key) == 1 else t("Part of the key.")
    if field.references:
        name, column = field.references.split(".")
        yield t("Stands in {table} as {column}.", table=_link(name), column=f"`{column}`")
    if field.name == table.event_on:
        yield t("Says which month the row belongs to.")
    if field.name == table.known_on and table.known_ahead:
        yield t(
            "From this day a row with {column} {value} is known, though its own day lies ahead.",
            column=f"`{table.known_ahead[0]}`",
            value=f"`{table.known_ahead[1]}`",
        )
    elif field.name == table.known_on:
        yield t(
            "From this day the row is known; empty means from {column}.",
            column=f"`{table.event_on}`",
        )
    if field.name == table.valid_from:
        yield t("The first day on which the row holds.")
    if field.name == table.valid_to:
        yield t("The first day on which it no longer holds.")
    if field.name == table.money:
        yield t("Summed, and tied to the cent from file to snapshot.")
    if table.name in LINES and field.name in ATTRIBUTES:
        yield t("Where empty, the customer's on the line's date counts, else `(unassigned)`.")
    if field.help:
        yield t(field.help)


def _check(check: Check) -> str:
    names = {"first": f"`{check.columns[0]}`", "last": f"`{check.columns[-1]}`"}
    parts = [t(RULES[check.rule], **names, by=codes(check.by), all=codes(check.columns))]
    if check.but_not:
        column, value = (f"`{one}`" for one in check.but_not)
        parts.append(t("Rows with {column} {value} are left aside.", column=column, value=value))
    severity = t("error") if check.severity == "error" else t("warning")
    parts.append(t("Else {severity}: “{message}”", severity=severity, message=t(check.label)))
    return sentences(parts)


def _link(name: str) -> str:
    return f"[`{name}`](#{name})"


def pages() -> Mapping[str, str]:
    """Return the pages in all languages by their file names under `docs/`."""
    return {name: data_dictionary(lang) for lang, name in FILES.items()}
