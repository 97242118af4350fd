"""Mapped exports checked against the contracts: typed tables, all problems, a ledger of drops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis.expr.types as ir
import pandas as pd
from ibis.backends.sql import SQLBackend

from salesnb.contracts import TABLES
from salesnb.i18n import t
from salesnb.months import Month
from salesnb.settings import Settings
from salesnb.sources.check_keys import check_keys
from salesnb.sources.check_values import tell_rows, tell_values
from salesnb.sources.control_totals import check_totals
from salesnb.sources.drops import Ledger, without_drops
from salesnb.sources.loss_budget import check_losses
from salesnb.sources.presence import check_presence, has_its_columns
from salesnb.sources.problems import SHOWN_PER_RULE, Problem
from salesnb.sources.reading import Exports, digest
from salesnb.sources.references import tell_references
from salesnb.sources.survey import survey
from salesnb.sources.tables import MappedTable, RawTable
from salesnb.sources.work import Gate, TableWork, start


@dataclass(frozen=True)
class CleanTables:
    """Typed tables, one row per key; what was wrong; what was left out; the files behind them."""

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
    """Return the typed tables with every fault of every file.

    Nothing is raised here: `CleanTables.n_errors` counts the errors that the company does not
    let the gate drop, and the month stops on them (`snapshot.close_month`).
    """
    problems = exports.problems
    check_presence(mapped, exports, problems)
    usable = [m for name, m in mapped.items() if has_its_columns(m, TABLES[name], problems)]
    works = {one.name: start(one, exports, con) for one in usable}
    gate = Gate(works, settings, problems, month.year)
    for work in works.values():
        _check(work, gate)
    check_totals(gate)
    ledger: Ledger = []
    tables = {name: without_drops(work, ledger) for name, work in works.items()}
    check_losses(gate, ledger)
    return CleanTables(
        con,
        tables,
        problems.frame(),
        pd.DataFrame(ledger, columns=["table", "file", "reason", "rows", "money"]),
        _files(works, exports),
        problems.n_errors,
    )


def _check(work: TableWork, gate: Gate) -> None:
    """Record all faults of one table."""
    broken = survey(work, gate)
    if not work.n_rows:
        message, fix = t("a header and no rows"), t("export it again if it should have rows")
        problem = Problem("warning", work.contract.name, work.file, "no_rows", message, fix)
        gate.problems.add(problem)
        return
    tell_values(work, gate, broken.values)
    check_keys(work, gate)
    tell_references(work, gate, broken.references)
    tell_rows(work, gate, broken.dates)


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


__all__ = ["SHOWN_PER_RULE", "CleanTables", "check_tables"]
