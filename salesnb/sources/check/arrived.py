"""Which tables and columns came in: those that are lacking, unknown, doubtful, or without rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from salesnb.contracts import ANY_OF, TABLES
from salesnb.contracts.fields import Table
from salesnb.errors import closest
from salesnb.i18n import did_you_mean, t
from salesnb.sources.check.left_out import Ledger
from salesnb.sources.check.work import Gate, TableWork, totals
from salesnb.sources.exports import SHEET_ROW, Exports, Problem, Problems
from salesnb.sources.map.tables import MappedTable


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
        file = exports.tables[name].file.name
        exports.problems.add(Problem("warning", "", file, "unknown_table", message, fix))


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
    there = [column for column in mapped.table.columns if column != SHEET_ROW]
    unknown = [column for column in there if column not in contract.names]
    for column in unknown:
        message = t("column {name!r} is not known", name=column)
        fix = did_you_mean(column, contract.names, t("it is not used"))
        about = ("warning", name, _files_of(mapped, column), "unknown_column", message, fix)
        problems.add(Problem(*about, column=column))
    required = [one.name for one in contract.fields if one.required]
    missing = [column for column in required if column not in there]
    for column in missing:
        message = t("column {name!r} is missing", name=column)
        fix = _rename_or_export(column, unknown)
        about = ("error", name, _files_of(mapped), "missing_column", message, fix)
        problems.add(Problem(*about, column=column))
    return not missing


def _rename_or_export(column: str, unknown: list[str]) -> str:
    near = closest(column, unknown)
    if near:
        return t("rename {near!r}?", near=near)
    return t("export it, or map it in company.toml")


def _files_of(mapped: MappedTable, column: str = "") -> str:
    """Return the names of the files that a column came from; without one, those of the table."""
    behind = {raw.raw for raw in mapped.lineage.get(column, ())}
    origins = [one for one in mapped.origins if one.name in behind] or mapped.origins
    return ", ".join(dict.fromkeys(one.file.name for one in origins))


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
