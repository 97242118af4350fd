"""Mapped exports checked against the contracts: typed tables, all problems, a ledger of drops.

`check_tables` is the order of the checks: which tables and columns came in (here), one pass that
counts every kind of fault (`rules`), the faulty rows found in their files (`faults`, `keys`),
days far from all others (`far`), stated totals and dropped rows (`ledger`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import ibis.expr.types as ir
import pandas as pd
from ibis.backends.sql import SQLBackend

from salesnb.contracts import ANY_OF, TABLES
from salesnb.contracts.fields import Table
from salesnb.errors import closest
from salesnb.i18n import did_you_mean, t
from salesnb.months import Month
from salesnb.settings import Settings
from salesnb.sources.check.balances import check_balances
from salesnb.sources.check.currencies import check_currencies
from salesnb.sources.check.far import report_far_days
from salesnb.sources.check.faults import report_references, report_rows, report_values
from salesnb.sources.check.keys import check_keys
from salesnb.sources.check.ledger import check_losses, check_totals, without_drops
from salesnb.sources.check.left_out import Ledger, enter_left_out
from salesnb.sources.check.rollups import set_sums_aside
from salesnb.sources.check.rules import survey
from salesnb.sources.check.shown import report_unshown
from salesnb.sources.check.signs import report_signs
from salesnb.sources.check.work import Gate, TableWork, start
from salesnb.sources.check.zones import report_unzoned
from salesnb.sources.exports import SHEET_ROW, Exports, Problem, Problems, RawTable, digest
from salesnb.sources.map.tables import MappedTable

_MOST_UNITS = 2**63 - 1  # minor units of the currency: sums are stored as int64


@dataclass(frozen=True)
class CleanTables:
    """Typed tables, one row per key; the problems; what was left out; the files behind them.

    `tables` have exactly the contract's columns. `n_errors` counts errors that company.toml does
    not let the gate drop.
    """

    con: SQLBackend
    tables: dict[str, ir.Table]
    problems: pd.DataFrame
    ledger: pd.DataFrame  # table, file, reason, rows, money
    files: pd.DataFrame  # table, file, rows, bytes, digest, encoding, money
    n_errors: int


def check_tables(
    mapped: Mapping[str, MappedTable],
    exports: Exports,
    settings: Settings,
    *,
    con: SQLBackend,
    month: Month,
) -> CleanTables:
    """Return the typed tables, with every problem of every file.

    Nothing is raised here; `snapshot.close_month` stops on `CleanTables.n_errors`.
    """
    problems = exports.problems
    _check_presence(mapped, exports)
    usable = [m for name, m in mapped.items() if _has_its_columns(m, TABLES[name], problems)]
    _report_doubts(usable, exports)
    works = {one.name: start(one, exports, con) for one in usable}
    gate = Gate(works, settings, problems, month)
    for work in works.values():
        set_sums_aside(work, gate)
    for work in works.values():
        _check(work, gate)
    check_balances(gate)
    for work in works.values():
        check_currencies(work, gate)
    check_totals(gate)
    ledger: Ledger = []
    for work in works.values():
        enter_left_out(work, gate, ledger)
        _warn_of_no_rows(work, gate, ledger)
    tables = {name: without_drops(work, ledger) for name, work in works.items()}
    check_losses(gate, ledger)
    left_out = pd.DataFrame(ledger, columns=["table", "file", "reason", "rows", "money"])
    files = _files(works, exports)
    return CleanTables(con, tables, problems.frame(), left_out, files, problems.n_errors)


def _check(work: TableWork, gate: Gate) -> None:
    """Record all problems of one table."""
    broken = survey(work, gate)
    if not work.n_rows:
        return
    _check_size(work, gate)
    report_values(work, gate, broken.values)
    report_signs(work, gate, broken.signs)
    report_far_days(work, gate)
    report_unzoned(work, gate)
    check_keys(work, gate)
    report_references(work, gate, broken.references)
    report_rows(work, gate, broken.dates)
    report_unshown(work, gate)


def _warn_of_no_rows(work: TableWork, gate: Gate, ledger: Ledger) -> None:
    """Record a table that came in without a row; where a mapping left all out, that is said."""
    name = work.contract.name
    if not work.n_rows and not any(row["table"] == name for row in ledger):
        message, fix = t("a header and no rows"), t("export it again if it should have rows")
        gate.problems.add(Problem("warning", name, work.file, "no_rows", message, fix))


def _check_size(work: TableWork, gate: Gate) -> None:
    """Record that a table's amounts add up to more than whole minor units can be counted to."""
    digits, column = gate.settings.company.currency_digits, work.contract.money
    limit = Decimal(_MOST_UNITS).scaleb(-digits)
    if work.gross <= limit:
        return
    message = t(
        "the amounts add up to {total}, more than can be counted ({limit})",
        total=f"{work.gross:,.2f}",
        limit=f"{limit:,.0f}",
    )
    fix = t("export them in a larger unit, or correct the largest")
    about = ("error", work.contract.name, work.file, "too_large_sum", message, fix)
    gate.problems.add(Problem(*about, column=column))


def _check_presence(mapped: Mapping[str, MappedTable], exports: Exports) -> None:
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


def _report_doubts(mapped: Iterable[MappedTable], exports: Exports) -> None:
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


def _has_its_columns(mapped: MappedTable, contract: Table, problems: Problems) -> bool:
    """Return whether all required columns came in; record unknown and missing ones."""
    name, file = contract.name, mapped.origins[0].file.name
    there = [column for column in mapped.table.columns if column != SHEET_ROW]
    unknown = [column for column in there if column not in contract.names]
    for column in unknown:
        message = t("column {name!r} is not known", name=column)
        fix = did_you_mean(column, contract.names, t("it is not used"))
        problems.add(Problem("warning", name, file, "unknown_column", message, fix, column=column))
    required = [one.name for one in contract.fields if one.required]
    missing = [column for column in required if column not in there]
    for column in missing:
        message = t("column {name!r} is missing", name=column)
        fix = _rename_or_export(column, unknown)
        problems.add(Problem("error", name, file, "missing_column", message, fix, column=column))
    return not missing


def _rename_or_export(column: str, unknown: list[str]) -> str:
    near = closest(column, unknown)
    if near:
        return t("rename {near!r}?", near=near)
    return t("export it, or map it in company.toml")


def _files(works: Mapping[str, TableWork], exports: Exports) -> pd.DataFrame:
    rows = [
        _file(work, origin, exports) for work in works.values() for origin in work.mapped.origins
    ]
    columns = ["table", "file", "rows", "bytes", "digest", "encoding", "money"]
    return pd.DataFrame(rows, columns=columns)


def _file(work: TableWork, origin: RawTable, exports: Exports) -> dict[str, object]:
    path = origin.file
    inside = [] if origin.is_served else path.rglob("*") if path.is_dir() else [path]
    return {
        "table": work.contract.name,
        "file": path.name + (f"!{origin.sheet}" if origin.sheet else ""),
        "rows": work.n_rows,
        "bytes": sum(file.stat().st_size for file in inside if file.is_file()),
        "digest": "" if origin.is_served else digest(path),
        "encoding": exports.encodings.get(path.name, origin.kind),
        "money": work.money,
    }
