"""Which tables and columns came in: those that are lacking, unknown, doubtful, or without rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from salesnb.contracts import ANY_OF, TABLES
from salesnb.contracts.fields import Table
from salesnb.errors import closest
from salesnb.i18n import did_you_mean, joined, t
from salesnb.sources.check.left_out import Ledger
from salesnb.sources.check.work import Gate, TableWork, totals
from salesnb.sources.exports import SHEET_ROW, Exports, Problem, Problems
from salesnb.sources.map.scope import FILE
from salesnb.sources.map.tables import MappedTable

_NAMED = 8  # columns that are named, of those that nobody knows


def check_presence(mapped: Mapping[str, MappedTable], exports: Exports) -> None:
    """Record that nothing usable came in, and raw tables that no canonical one is made of."""
    foreign = exports.unreadable - set(TABLES)  # may be any table once they can be read
    if not foreign and not {*mapped, *exports.unreadable} & set(ANY_OF):
        message = t("none of {names} is there", names=", ".join(ANY_OF))
        fix = t("export one of them, or map one in company.toml")
        exports.problems.add(Problem("error", "", t("(exports)"), "missing_table", message, fix))
    for name in sorted(set(exports.tables) - _used(mapped)):
        message = t("no table {name!r} is known", name=name)
        fix = did_you_mean(name, TABLES, t("map it, or name it under source.ignore"))
        if name in mapped:
            message = t("not read: the mapping makes {name} of other tables", name=name)
            fix = t("name it there too, or under source.ignore")
        raw = exports.tables[name]
        about = ("warning", "", raw.file.name, "unknown_table", message, fix, raw.sheet)
        exports.problems.add(Problem(*about))


def report_doubts(mapped: Iterable[MappedTable], exports: Exports) -> None:
    """Record what is doubtful in the raw columns that the canonical ones are made of."""
    tables: dict[tuple[str, str], str] = {}
    for one in mapped:
        for column, raws in one.lineage.items():
            if column in TABLES[one.name].names:
                tables |= {(raw.raw, raw.column): one.name for raw in raws}
    for raw, column, problem in exports.doubts:
        if (raw, column) in tables:
            exports.problems.add(replace(problem, table=tables[raw, column]))


def _used(mapped: Mapping[str, MappedTable]) -> set[str]:
    """Return the raw tables that some canonical table is made of."""
    origins = {origin.name for one in mapped.values() for origin in one.origins}
    behind = (raws for one in mapped.values() for raws in one.lineage.values())
    return origins | {raw.raw for raws in behind for raw in raws}


def has_its_columns(mapped: MappedTable, contract: Table, problems: Problems) -> bool:
    """Return whether all required columns came in; record unknown and missing ones."""
    name = contract.name
    added = {SHEET_ROW, FILE}
    there = [column for column in mapped.table.columns if column not in added]
    unknown = [column for column in there if column not in contract.names]
    for (files, sheet), columns in _by_place(mapped, unknown).items():
        one = columns[0] if len(columns) == 1 else ""
        message, fix = (
            _unknown_column(one, contract) if one else _unknown_columns(columns, contract)
        )
        about = ("warning", name, files, "unknown_column", message, fix, sheet, one)
        problems.add_rule([Problem(*about)], n_rows=len(columns), n_faults=1)
    required = [one.name for one in contract.fields if one.required]
    missing = [column for column in required if column not in there]
    files, sheet = _place_of(mapped)
    for column in missing:
        message = t("column {name!r} is missing", name=column)
        fix = _rename_or_export(column, unknown)
        about = ("error", name, files, "missing_column", message, fix, sheet, column)
        problems.add(Problem(*about))
    return not missing


def _unknown_column(column: str, contract: Table) -> tuple[str, str]:
    message = t("column {name!r} is not known", name=column)
    return message, did_you_mean(column, contract.names, t("it is not used"))


def _unknown_columns(columns: list[str], contract: Table) -> tuple[str, str]:
    """Return message and fix of several unknown columns: those that are nearly known come first."""
    near = {one: closest(one, contract.names) for one in columns}
    first = sorted(columns, key=lambda one: not near[one])[:_NAMED]
    named = ", ".join(map(repr, first)) + (", …" if len(columns) > len(first) else "")
    message = t("{n} columns are not known: {names}", n=len(columns), names=named)
    asked = [t("is {name!r} meant as {near!r}?", name=n, near=near[n]) for n in first if near[n]]
    return message, joined("; ", [t("they are not used"), *asked])


def _rename_or_export(column: str, unknown: list[str]) -> str:
    near = closest(column, unknown)
    if near:
        return t("rename {near!r}?", near=near)
    return t("export it, or map it in company.toml")


def _by_place(mapped: MappedTable, columns: list[str]) -> dict[tuple[str, str], list[str]]:
    """Return columns by the files, and the sheets, that they came from."""
    found: dict[tuple[str, str], list[str]] = {}
    for column in columns:
        found.setdefault(_place_of(mapped, column), []).append(column)
    return found


def _place_of(mapped: MappedTable, column: str = "") -> tuple[str, str]:
    """Return the names of the files that a column came from, and of their sheets, if any.

    Without a column those of the table.
    """
    behind = {raw.raw for raw in mapped.lineage.get(column, ())}
    origins = [one for one in mapped.origins if one.name in behind] or mapped.origins
    files = dict.fromkeys(one.file.name for one in origins)
    sheets = dict.fromkeys(one.sheet for one in origins if one.sheet)
    return ", ".join(files), ", ".join(sheets)


def warn_of_no_rows(work: TableWork, gate: Gate, ledger: Ledger) -> None:
    """Record a table that came in without a row; where it is said why, that is enough."""
    name = work.contract.name
    has_broken = gate.problems.broken_lines(one.file for one in work.mapped.origins)
    if work.n_rows or has_broken or any(row["table"] == name for row in ledger):
        return
    message, fix = t("a header and no rows"), t("export it again if it should have rows")
    if any(totals(one.rows.table, "")["rows"] for one in work.mapped.set_aside):
        message = t("only totals or notes, and no rows")
    gate.problems.add(Problem("warning", name, work.file, "no_rows", message, fix))
