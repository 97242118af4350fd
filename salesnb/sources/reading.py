"""Every export of a company as a raw table, whatever kind of file it is."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import ibis
from ibis.backends.duckdb import Backend
from python_calamine import CalamineError

from salesnb.contracts import TABLES
from salesnb.errors import CompanyError, SourceError
from salesnb.i18n import t
from salesnb.paths import Company
from salesnb.settings import SourceSettings
from salesnb.sources.problems import Problem, Problems
from salesnb.sources.sheets import read_sheets
from salesnb.sources.tables import RawTable
from salesnb.sources.textfiles import TextFile, inspect_text, read_text

_CHUNK = 1 << 20
_DAMAGED = (  # what readers raise for bytes that they cannot make sense of
    EOFError, gzip.BadGzipFile, zlib.error, zipfile.BadZipFile, CalamineError, ElementTree.ParseError,
    duckdb.InvalidInputException, duckdb.IOException,
)  # fmt: skip
_OTHER_FILES = {".md", ".txt", ".toml", ".json", ".py"}


@dataclass
class Exports:
    """The raw tables of a company, the files behind them, and what was wrong with those."""

    tables: dict[str, RawTable] = field(default_factory=dict)
    texts: dict[str, TextFile] = field(default_factory=dict)  # by raw table
    encodings: dict[str, str] = field(default_factory=dict)  # by file name
    unreadable: set[str] = field(default_factory=set)  # tables whose file cannot be read
    problems: Problems = field(default_factory=Problems)


def source_folder(company: Company) -> Path:
    """Return the folder or database file of the exports; raise `CompanyError` when missing."""
    source = company.settings.source
    stated = source.url.removeprefix("duckdb://") if scheme(source) == "duckdb" else source.path
    path = (company.root / Path(stated).expanduser()).resolve()
    if not path.exists():
        key = "url" if source.url else "path"
        raise CompanyError(
            t("{path}: the exports are not there", path=path.name),
            fix=t("correct source.{key} in company.toml", key=key),
        )
    return path


def scheme(source: SourceSettings) -> str:
    """Return what a source's URL begins with, '' for files."""
    return source.url.partition("://")[0]


def read_exports(company: Company, con: Backend, *, spill: Path) -> Exports:
    """Return all raw tables of a folder or DuckDB file; faults of whole files are in `.problems`."""
    source = company.settings.source
    path = source_folder(company)
    exports = Exports()
    if source.kind == "duckdb" or scheme(source) == "duckdb":
        _read_database(path, con, exports)
        return exports
    for file in sorted(path.iterdir()):
        if file.name.startswith((".", "~$")) or file.name in source.ignore:
            continue
        try:
            _read_file(file, company, con, exports, spill)
        except _DAMAGED as failure:
            exports.problems.add(_damaged(file, failure))
            exports.unreadable.add(file.name.split(".")[0])
    return exports


def _damaged(file: Path, failure: BaseException) -> Problem:
    """Return the problem of a file whose bytes are not what its name says."""
    reason = (str(failure).splitlines() or [type(failure).__name__])[0].replace(
        str(file), file.name
    )
    message = t("the file is damaged, or of another kind than its name says ({reason})", reason=reason)  # fmt: skip
    table, fix = file.name.split(".")[0], t("export it again")
    return Problem("error", table, file.name, "damaged_file", message, fix)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of all files of a folder in the order of their names."""
    total = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            with file.open("rb") as raw:
                while chunk := raw.read(_CHUNK):
                    total.update(chunk)
    return total.hexdigest()


def _read_file(file: Path, company: Company, con: Backend, exports: Exports, spill: Path) -> None:
    kind = "".join(file.suffixes[-2:]) if file.suffix == ".gz" else file.suffix
    stem = file.name.split(".")[0]
    match kind.lower():
        case ".csv" | ".csv.gz" | ".tsv" | ".tsv.gz":
            _read_csv(file, stem, company, con, exports, spill)
        case ".xlsx":
            _read_xlsx(file, stem, company, con, exports)
        case ".parquet":
            add_raw(exports, RawTable(stem, con.read_parquet(str(file)), file, kind="parquet"))
        case _ if file.is_dir() and any(file.rglob("*.parquet")):
            table = con.read_parquet(str(file / "**" / "*.parquet"), hive_partitioning=False)
            add_raw(exports, RawTable(file.name, table, file, kind="parquet"))
        case other if other not in _OTHER_FILES:
            message = t("not an export that salesnb reads (CSV, XLSX, Parquet)")
            fix = t("convert it, or name it under source.ignore in company.toml")
            exports.problems.add(Problem("warning", "", file.name, "unknown_file", message, fix))


def _read_csv(
    file: Path, stem: str, company: Company, con: Backend, exports: Exports, spill: Path
) -> None:
    stated = company.settings.source.of(file.name)
    one = inspect_text(file, stated, spill=spill, problems=exports.problems, table=stem)
    if one is None:
        exports.unreadable.add(stem)
        return
    table = read_text(con, one, name=stem, problems=exports.problems, table=stem)
    if table is not None:
        exports.texts[stem] = one
        exports.encodings[file.name] = one.encoding
        add_raw(
            exports, RawTable(stem, table, file, "", "csv", stated.decimal_mark, stated.date_order)
        )


def _read_xlsx(file: Path, stem: str, company: Company, con: Backend, exports: Exports) -> None:
    stated = company.settings.source.of(file.name)
    sheets = read_sheets(file)
    if stated.sheet:
        sheets = {name: table for name, table in sheets.items() if name == stated.sheet}
    if not sheets:
        message, fix = t("no sheet of that name has a header"), t("export it again")
        exports.problems.add(Problem("error", stem, file.name, "empty_file", message, fix))
        exports.unreadable.add(stem)
    for name, arrow in sheets.items():
        twice = [one for one in arrow.column_names if arrow.column_names.count(one) > 1]
        if twice:
            message = t("column {name!r} stands twice", name=twice[0])
            fix = t("name each column once")
            exports.problems.add(
                Problem("error", stem, file.name, "header", message, fix, line=name)
            )
            exports.unreadable.add(stem)
            continue
        raw = stem if len(sheets) == 1 else name
        table = con.create_table(raw, ibis.memtable(arrow), overwrite=True)
        add_raw(
            exports,
            RawTable(raw, table, file, name, "xlsx", stated.decimal_mark, stated.date_order),
        )


def _read_database(path: Path, con: Backend, exports: Exports) -> None:
    try:
        con.attach(path, name="exports", read_only=True)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise SourceError(
            t("{file} cannot be opened as a DuckDB file: {reason}", file=path.name, reason=reason),
            fix=t("close what is writing to it, or correct source in company.toml"),
        ) from None
    for name in con.list_tables(database="exports.main"):
        table = con.table(name, database="exports.main")
        add_raw(exports, RawTable(name, table, path, kind="duckdb"))


def add_raw(exports: Exports, raw: RawTable) -> None:
    """Add a raw table; a second one of its name is a problem."""
    if raw.name in exports.tables:
        other = exports.tables[raw.name].file.name
        message = t(
            "two files give the table {name}: {one} and {other}",
            name=raw.name,
            one=raw.file.name,
            other=other,
        )
        table = raw.name if raw.name in TABLES else ""
        exports.problems.add(
            Problem("error", table, raw.file.name, "same_table_twice", message, t("keep one"))
        )
        return
    exports.tables[raw.name] = raw
