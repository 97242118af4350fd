"""Every export of a company as a raw table: files, a DuckDB file, PostgreSQL or Spark.

CSV is read in `csvfiles`, XLSX in `sheets`; Parquet is left to the engine. Servers are read in
`postgres` and `spark`, which are only imported where company.toml names one.
"""

from __future__ import annotations

import gzip
import os
import shutil
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import ibis
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend
from ibis.backends.sql import SQLBackend
from ibis.common.exceptions import IbisError
from python_calamine import CalamineError

from salesnb.errors import CompanyError, SourceError
from salesnb.i18n import t, tn
from salesnb.paths import Company
from salesnb.settings import SourceSettings
from salesnb.sources.exports import Exports, Problem, RawTable, file_problem, table_name
from salesnb.sources.read.csvfiles import holds_table, read_csv
from salesnb.sources.read.servers import (
    IsMapped,
    driver_errors,
    not_installed,
    reason_of,
    server_error,
)
from salesnb.sources.read.sheets import read_xlsx

_SERVERS = {"postgresql", "spark"}
_DAMAGED = (  # what readers raise for bytes that they cannot make sense of
    EOFError,
    gzip.BadGzipFile,
    zlib.error,
    zipfile.BadZipFile,
    CalamineError,
    ElementTree.ParseError,
    duckdb.InvalidInputException,
    duckdb.IOException,
)
_OTHER_FILES = {".md", ".toml", ".py"}  # notes and programs, without a word
_BYTES_PER_BYTE = {
    ".csv": 1.5,
    ".tsv": 1.5,
    ".txt": 1.5,
    ".gz": 9.0,
    ".xlsx": 10.0,
}  # stored twice; measured
_BYTES_PER_ROW = 24  # of Parquet, which is read in place: hashes of keys, and what spills
_GIGA = 1e9


def engine_for(company: Company, *, spill: Path) -> SQLBackend:
    """Return the engine that checks and closes: Spark where the exports lie there, else DuckDB.

    `spill` is an existing folder for what the engine stores on its way.
    """
    settings = company.settings
    if _scheme(settings.source) == "spark":
        try:
            from salesnb.sources.read.spark import connect_spark
        except ImportError:
            raise not_installed(settings.source, "spark") from None
        return connect_spark(settings.source, spill=spill)
    return connect(memory_gb=settings.gate.memory_gb, spill=spill)


def connect(*, memory_gb: float = 2.0, threads: int | None = None, spill: Path) -> Backend:
    """Return an engine that keeps within `memory_gb` and spills to `spill` (an existing folder).

    The engine's own file lies in `spill` too, so that tables larger than memory can be held.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        con = ibis.duckdb.connect(
            str(spill / "gate.duckdb"),
            memory_limit=f"{memory_gb}GB",
            threads=threads or min(os.cpu_count() or 1, 8),
            temp_directory=str(spill),
        )
    con.raw_sql("SET preserve_insertion_order = true")
    return con


def is_server(company: Company) -> bool:
    """Return whether the exports lie on a server, which cannot say whether they have changed."""
    return _scheme(company.settings.source) in _SERVERS


def _scheme(source: SourceSettings) -> str:
    """Return what a source's URL begins with, '' for files."""
    return source.url.partition("://")[0]


def read_source(company: Company, con: SQLBackend, is_mapped: IsMapped, *, spill: Path) -> Exports:
    """Return all raw tables of a company, from wherever company.toml says that they are.

    On a server only those tables are read that are canonical, `is_mapped` or stated. Raises
    `SourceError` when a server cannot be reached or lacks a table, `CompanyError` when a folder
    is missing. Problems of single files are recorded in the result.
    """
    if not is_server(company):
        return _read_files(company, con, spill=spill)
    exports = Exports()
    for raw in _served_tables(company, con, is_mapped, spill):
        exports.add(raw)
    return exports


def _served_tables(
    company: Company, con: SQLBackend, is_mapped: IsMapped, spill: Path
) -> Iterator[RawTable]:
    source = company.settings.source
    if _scheme(source) == "spark":
        from salesnb.sources.read.spark import SparkTables

        return SparkTables(con, source, company.root).read(is_mapped)
    from salesnb.sources.read.postgres import read_postgres

    return read_postgres(source, con, is_mapped, spill=spill)


@contextmanager
def server_errors_named(company: Company) -> Iterator[None]:
    """Raise a server's failures inside the block as one `SourceError`; others pass unchanged."""
    if not is_server(company):
        yield
        return
    source = company.settings.source
    try:
        yield
    except (*driver_errors(_scheme(source)), IbisError) as failure:
        raise server_error(source, failure) from None


def source_folder(company: Company) -> Path:
    """Return the folder or database file of the exports; raise `CompanyError` when missing."""
    source = company.settings.source
    stated = source.url.removeprefix("duckdb://") if _scheme(source) == "duckdb" else source.path
    path = (company.root / Path(stated).expanduser()).resolve()
    if not path.exists():
        key = "url" if source.url else "path"
        raise CompanyError(
            t("{path}: the exports are not there", path=path.name),
            fix=t("correct source.{key} in company.toml", key=key),
        )
    return path


def _read_files(company: Company, con: Backend, *, spill: Path) -> Exports:
    """Return all raw tables of a folder or of a DuckDB file."""
    source = company.settings.source
    path, exports = source_folder(company), Exports()
    if source.kind == "duckdb" or _scheme(source) == "duckdb":
        _read_database(path, con, exports)
        return exports
    files = [one for one in sorted(path.iterdir()) if not one.name.startswith((".", "~$"))]
    unread = []
    for file in files:
        if file.name in source.ignore:
            continue
        try:
            if not _read_file(file, source, con, exports, spill):
                unread.append(file.name)
        except _DAMAGED as failure:
            exports.problems.add(_damaged(file, failure))
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
    file: Path, source: SourceSettings, con: Backend, exports: Exports, spill: Path
) -> bool:
    """Read a file by its ending; return whether it is an export or needs no word."""
    if not (file.is_file() or file.is_dir()):
        message, fix = t("not a file but a pipe or device"), t("put a file there, or take it away")
        exports.problems.add(file_problem(file, "damaged_file", message, fix))
        return True
    kind = "".join(file.suffixes[-2:]) if file.suffix == ".gz" else file.suffix
    match kind.lower():
        case ".csv" | ".csv.gz" | ".tsv" | ".tsv.gz":
            read_csv(file, source.of(file.name), con, exports, spill=spill)
        case ".txt" | ".txt.gz" if holds_table(file, source.of(file.name)):
            read_csv(file, source.of(file.name), con, exports, spill=spill)
        case ".xlsx":
            read_xlsx(file, source.of(file.name), con, exports)
        case ".parquet":
            table = con.read_parquet(str(file))
            exports.add(RawTable(table_name(file), table, file, kind="parquet"))
        case _ if file.is_dir() and any(file.rglob("*.parquet")):
            table = con.read_parquet(str(file / "**" / "*.parquet"), hive_partitioning=False)
            exports.add(RawTable(file.name, table, file, kind="parquet"))
        case other:
            return other in _OTHER_FILES
    return True


def _damaged(file: Path, failure: BaseException) -> Problem:
    """Return the problem of a file whose bytes are not what its name says."""
    reason = reason_of(failure).replace(str(file), file.name)
    message = t(
        "the file is damaged, or of another kind than its name says ({reason})", reason=reason
    )
    return file_problem(file, "damaged_file", message, t("export it again"))


def _read_database(path: Path, con: Backend, exports: Exports) -> None:
    try:
        con.attach(path, name="exports", read_only=True)
    except duckdb.Error as error:
        reason = reason_of(error)
        raise SourceError(
            t("{file} cannot be opened as a DuckDB file: {reason}", file=path.name, reason=reason),
            fix=t("close what is writing to it, or correct source in company.toml"),
        ) from None
    for name in con.list_tables(database="exports.main"):
        table = con.table(name, database="exports.main")
        exports.add(RawTable(name, table, path, kind="duckdb"))


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
