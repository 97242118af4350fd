"""Every export of a company as a raw table: files, a DuckDB file, PostgreSQL or Spark.

CSV is read in `csvfiles`, XLSX in `sheets`, Parquet in `parquet`. Servers are read in `postgres`
and `spark`, which are only imported where company.toml names one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend
from ibis.backends.sql import SQLBackend

from salesnb.contracts import TABLES
from salesnb.errors import SourceError
from salesnb.i18n import t, tn
from salesnb.paths import Company
from salesnb.settings import SourceSettings
from salesnb.sources.exports import Exports, Problem, RawTable, table_name
from salesnb.sources.read.csvfiles import holds_table, read_csv
from salesnb.sources.read.damaged import DAMAGED, damaged, require_plain
from salesnb.sources.read.engine import (
    confine,
    is_exhausted,
    is_server,
    quoted,
    scheme,
    source_folder,
)
from salesnb.sources.read.notation import apply_notation
from salesnb.sources.read.parquet import read_parquet
from salesnb.sources.read.servers import IsMapped, reason_of
from salesnb.sources.read.sheets import read_xlsx

_OTHER_FILES = {".md", ".toml", ".py"}  # notes and programs, without a word
_BYTES_PER_BYTE = {
    ".csv": 1.5,
    ".tsv": 1.5,
    ".txt": 1.5,
    ".gz": 9.0,
    ".xlsx": 10.0,
    ".xlsm": 10.0,
}  # stored twice; measured
_BYTES_PER_ROW = 24  # of Parquet, which is read in place: hashes of keys, and what spills
_GIGA = 1e9


def read_source(company: Company, con: SQLBackend, is_mapped: IsMapped, *, spill: Path) -> Exports:
    """Return all raw tables of a company, from wherever company.toml says that they are.

    On a server only those tables are read that are canonical, `is_mapped` or stated. Raises
    `SourceError` when a server cannot be reached or lacks a table, `CompanyError` when a folder
    is missing. Problems of single files are recorded in the result.
    """
    exports = Exports()
    if is_server(company):
        for raw in _served_tables(company, con, is_mapped, spill):
            exports.add(raw)
    else:
        exports = _read_files(company, con, is_mapped, spill=spill)
    apply_notation(exports, company.settings)
    return exports


def _served_tables(
    company: Company, con: SQLBackend, is_mapped: IsMapped, spill: Path
) -> Iterator[RawTable]:
    source = company.settings.source
    if scheme(source) == "spark":
        from salesnb.sources.read.spark import SparkTables

        return SparkTables(con, source, company.root).read(is_mapped)
    from salesnb.sources.read.postgres import read_postgres

    return read_postgres(source, con, is_mapped, spill=spill)


def _read_files(company: Company, con: Backend, is_mapped: IsMapped, *, spill: Path) -> Exports:
    """Return all raw tables of a folder or of a DuckDB file."""
    source = company.settings.source
    path, exports = source_folder(company), Exports()
    if source.kind == "duckdb" or scheme(source) == "duckdb":
        _read_database(path, con, exports, spill=spill)
        return exports
    confine(con, [path, spill])

    def is_known(name: str) -> bool:
        return name in TABLES or bool(is_mapped and is_mapped(name))

    unread = []
    for file in sorted(path.iterdir()):
        if file.name.startswith((".", "~$")) or file.name in source.ignore:
            continue
        try:
            require_plain(file, within=path)
            if not _read_file(file, source, con, exports, spill, is_known):
                unread.append(file.name)
        except DAMAGED as failure:
            if is_exhausted(failure):
                raise
            exports.problems.add(damaged(file, failure))
            exports.unreadable.add(table_name(file))
    if unread:
        exports.problems.add(_unread(unread))
    return exports


def _unread(files: list[str]) -> Problem:
    """Return the problem of files that are no exports by their endings."""
    message = tn(
        "not an export that salesnb reads ({kinds})",
        "not exports that salesnb reads ({kinds})",
        len(files),
        kinds="CSV, TXT, XLSX, Parquet",
    )
    fix = tn(
        "convert it, or name it under source.ignore in company.toml",
        "convert them, or name them under source.ignore in company.toml",
        len(files),
    )
    return Problem("warning", "", ", ".join(files), "unknown_file", message, fix)


def _read_file(
    file: Path,
    source: SourceSettings,
    con: Backend,
    exports: Exports,
    spill: Path,
    is_known: Callable[[str], bool],
) -> bool:
    """Read a file by its ending; return whether it is an export or needs no word."""
    kind = "".join(file.suffixes[-2:]) if file.suffix == ".gz" else file.suffix
    match kind.lower():
        case ".csv" | ".csv.gz" | ".tsv" | ".tsv.gz":
            read_csv(file, source.of(file.name), con, exports, spill=spill)
        case ".txt" | ".txt.gz" if holds_table(file, source.of(file.name)):
            read_csv(file, source.of(file.name), con, exports, spill=spill)
        case ".xlsx" | ".xlsm":
            read_xlsx(file, source.of(file.name), con, exports, is_known=is_known)
        case ".parquet":
            exports.add(RawTable(table_name(file), read_parquet(file, con), file, kind="parquet"))
        case _ if file.is_dir() and any(file.rglob("*.parquet")):
            exports.add(RawTable(file.name, read_parquet(file, con), file, kind="parquet"))
        case other:
            return other in _OTHER_FILES
    return True


def _read_database(path: Path, con: Backend, exports: Exports, *, spill: Path) -> None:
    """Add the tables of a DuckDB file; its views are read as long as they read nothing else."""
    try:
        con.raw_sql(f"ATTACH {quoted(str(path))} AS exports (READ_ONLY)")
    except duckdb.Error as error:
        reason = reason_of(error)
        raise SourceError(
            t("{file} cannot be opened as a DuckDB file: {reason}", file=path.name, reason=reason),
            fix=t("close what is writing to it, or correct source in company.toml"),
        ) from None
    confine(con, [spill])
    for name in con.list_tables(database="exports.main"):
        try:
            table = con.table(name, database="exports.main")
        except duckdb.Error as failure:
            exports.problems.add(_unread_table(path, name, failure))
            exports.unreadable.add(name)
        else:
            exports.add(RawTable(name, table, path, kind="duckdb"))


def _unread_table(path: Path, name: str, failure: duckdb.Error) -> Problem:
    """Return the problem of a table or view of a DuckDB file that cannot be read."""
    message = t("{name!r} cannot be read: {reason}", name=name, reason=reason_of(failure))
    fix = t("store it as a table in that file: a view may read nothing outside of it")
    table = name if name in TABLES else ""
    return Problem("error" if table else "warning", table, path.name, "damaged_file", message, fix)


def require_space(exports: Path, *, spill: Path) -> None:
    """Raise `SourceError` when `spill` cannot hold what closing these exports stores there."""
    needed, free = space_needed(exports), shutil.disk_usage(spill).free
    if needed > free:
        raise SourceError(
            t(
                "about {needed:.1f} GB are needed on the disk of {folder} while the exports are"
                " checked; {free:.1f} GB are free",
                needed=needed / _GIGA,
                folder=spill.parent.name,
                free=free / _GIGA,
            ),
            fix=t("free some space, or move the company's folder to a larger disk"),
        )


def space_needed(exports: Path) -> int:
    """Return about how many bytes the engine stores while it checks a folder or database file."""
    return round(sum(_needed(file) for file in _files_in(exports)))


def _files_in(exports: Path) -> Iterator[Path]:
    inside = exports.rglob("*") if exports.is_dir() else [exports]
    return (file for file in inside if file.is_file())


def _needed(file: Path) -> float:
    size = file.stat().st_size
    if file.suffix == ".parquet":
        return _rows(file) * _BYTES_PER_ROW
    return size * _BYTES_PER_BYTE.get(file.suffix.lower(), 1.0)


def _rows(file: Path) -> int:
    """Return the rows of a Parquet file; 0 when it cannot be read, which is reported later."""
    try:
        return int(pq.read_metadata(file).num_rows)
    except (OSError, ValueError):
        return 0
