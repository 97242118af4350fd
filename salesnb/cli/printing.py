"""What the commands print: tables for people, JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import pandas as pd
from rich import markup
from rich.console import Console
from rich.table import Table

from salesnb.cli import machine
from salesnb.contracts import TABLES
from salesnb.errors import DataError, SalesnbError, visible
from salesnb.i18n import language, t, tn, translate
from salesnb.index import Entry
from salesnb.months import Month
from salesnb.newcompany.folder import NewCompany
from salesnb.pages import frames_of
from salesnb.plans.checked import PlanFault
from salesnb.runs.news import without_rows
from salesnb.runs.parameters import Parameter
from salesnb.snapshot.known import days_of
from salesnb.sources.check.gate import CleanTables
from salesnb.sources.exports import sentences

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)


def escape(text: str) -> str:
    """Return a text that is printed as it is: without markup, control characters written out."""
    return markup.escape(visible(text))


def print_error(error: SalesnbError, *, as_json: bool = False) -> None:
    """Print an error; with the exports' faults, when it holds them."""
    if as_json:
        machine.emit(machine.error(error))
        return
    if isinstance(error, DataError) and isinstance(error.problems, pd.DataFrame):
        for line in sentences(error.problems):
            ERR.print(escape(line))
    fix = f"\n  → {escape(error.fix)}" if error.fix else ""
    ERR.print(f"[red]■[/] {escape(error.message)}{fix}")


def print_check(
    clean: CleanTables, month: Month, in_plan: Sequence[PlanFault], *, as_json: bool
) -> None:
    """Print all faults, then the tables that came in and a last line with the verdict.

    `in_plan` are the faults of the files in plan/.
    """
    days = {n: asdict(days_of(one, TABLES[n], month)) for n, one in clean.tables.items()}
    said = without_rows(days, month)
    if as_json:
        machine.emit(machine.check(clean, [said] if said else [], in_plan))
        return
    for line in [*sentences(clean.problems), *map(str, in_plan)]:
        OUT.print(escape(line))
    table = Table(t("table"), t("file"), t("rows"), t("encoding"))
    rows = {
        name: f"{n:,}" for name, n in zip(clean.counts["table"], clean.counts["rows"], strict=True)
    }
    for row in clean.files.to_dict("records"):
        counted = rows.pop(row["table"], "")  # of the table, beside the first of its files
        table.add_row(row["table"], escape(str(row["file"])), counted, row["encoding"])
    OUT.print(table)
    if said:
        OUT.print(f"▸ {said}")
    if clean.n_errors:
        OUT.print(tn("{n} error in the exports", "{n} errors in the exports", clean.n_errors))
    if in_plan:
        OUT.print(tn("{n} error in plan/", "{n} errors in plan/", len(in_plan)))
    if not clean.n_errors and not in_plan:
        OUT.print(t("The exports can be used."))


def print_new(company: NewCompany) -> None:
    """Print what was made and found, and what to do next."""
    if company.is_new:
        OUT.print(t("Made {folder}.", folder=escape(str(company.root))))
    if company.found:
        OUT.print(_found(company))
    for fault in (one.fault for one in company.found if one.fault):
        OUT.print(escape(fault))
    for line in _ways_of_writing(company):
        OUT.print(escape(line))
    for guess in company.guesses:
        OUT.print(escape(str(guess)))
    _print_mapping(company)
    OUT.print(t("Next: salesnb check {folder}", folder=escape(str(company.root))))


def _ways_of_writing(company: NewCompany) -> Iterator[str]:
    """Yield what company.toml must state of single files, and what it states of them already."""
    for one in company.unreadable:
        readings = " / ".join(f"{name}: {reading}" for name, reading in one.readings)
        unclear = t("{file}: not UTF-8; it reads {readings}", file=one.file, readings=readings)
        yield f"{unclear}; {t('state it in company.toml:')}\n{one.lines}"
    for one in company.found:
        for name, value in one.settings.items():
            setting = f"{name} = {json.dumps(value)}"
            yield t(
                "{file}: {setting} is written into company.toml", file=one.file, setting=setting
            )


def _print_mapping(company: NewCompany) -> None:
    """Print which mappings fit, what the chosen one lacks, and where a draft of one is."""
    if company.fitting:
        names = ", ".join(company.fitting)
        OUT.print(
            t("Shipped mappings that fit (source.mapping in company.toml): {names}", names=names)
        )
    if company.missing:
        names = ", ".join(company.missing)
        OUT.print(t("Tables that the mapping needs and the exports lack: {names}", names=names))
    if company.draft:
        OUT.print(t("Drafted and switched on: {file}", file=escape(str(company.draft))))
    if company.kept:
        OUT.print(t("As you wrote it: {keys}", keys=escape(", ".join(company.kept))))
    if company.open:
        OUT.print(t("To decide, or to look at:"))
    for line in company.open:
        OUT.print(f"▸ {escape(line)}")


def _found(company: NewCompany) -> Table:
    """Return a row per export: its likely table, file, columns, encoding."""
    table = Table(t("table"), t("file"), t("columns"), t("encoding"))
    for one in company.found:
        encoding = one.encoding or t("to be stated")
        table.add_row(escape(one.name), escape(one.file), str(len(one.columns)), encoding)
    return table


def print_workbook(entry: Entry, parameters: Sequence[Parameter]) -> None:
    """Print a workbook's question, decision, parameters, tables and results."""
    OUT.print(f"[bold]{entry.id}[/]  {escape(translate(entry.question, language()))}")
    OUT.print(escape(translate(entry.decision, language())))
    table = Table(t("parameter"), t("type"), t("default"), t("what it is"))
    for one in parameters:
        table.add_row(one.name, one.type, repr(one.default), escape(one.help))
    OUT.print(table)
    earlier = tuple(f"{one.name} ({one.months})" for one in entry.earlier)
    lists: dict[str, tuple[str, ...]] = {
        t("needs"): entry.needs,
        t("loads"): tuple(entry.loads),
        t("reads"): entry.reads,
        t("uses"): entry.uses,
        t("earlier"): earlier,
        t("writes"): entry.writes,
        t("results"): tuple(frames_of(entry.page)),
    }
    for label, names in lists.items():
        if names:
            OUT.print(f"{label}: {escape(', '.join(names))}")
