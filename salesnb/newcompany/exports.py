"""What lies in a folder of exports: tables, encodings, columns; a look, not a reading."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from salesnb.settings import FileSettings
from salesnb.sources.advice import lines_for
from salesnb.sources.exports import table_name
from salesnb.sources.read.cells import scan
from salesnb.sources.read.csvfiles import holds_table
from salesnb.sources.read.damaged import DAMAGED, FileFault, damaged, require_plain
from salesnb.sources.read.encodings import (
    CANDIDATES,
    likely_first,
    open_bytes,
    readings_of,
    wide_encoding,
)
from salesnb.sources.read.layout import layout_of
from salesnb.sources.read.parquet import parquet_files
from salesnb.sources.read.sheets import read_sheets

LOOK = 1 << 20  # bytes of each file that are looked at
SAMPLE = 24  # characters shown of text that is not UTF-8
TEXTS = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
PLAIN = (".txt", ".txt.gz")  # exports or notes


@dataclass(frozen=True)
class FoundTable:
    """One table of the exports.

    `encoding` is '' where it must be stated; then `readings` show the first such text as the usual
    encodings would read it, and `lines` are what company.toml may state. `settings` are what it
    must state of this file beyond doubt.
    """

    name: str
    file: str
    kind: str
    columns: tuple[str, ...]
    encoding: str
    delimiter: str = ""
    readings: tuple[tuple[str, str], ...] = ()
    settings: dict[str, object] = field(default_factory=dict)
    lines: str = ""
    sheet: str = ""
    fault: str = ""  # why the file cannot be read, as a sentence; then it has no columns


def found_tables(exports: Path) -> Iterator[FoundTable]:
    """Yield the tables of a folder of exports, or of a DuckDB file, by name."""
    for file in sorted(exports.iterdir()) if exports.is_dir() else [exports]:
        if file.name.startswith((".", "~")):
            continue
        try:
            require_plain(file, within=exports if exports.is_dir() else exports.parent)
            yield from _tables(file)
        except DAMAGED as failure:
            fault = damaged(file, failure).sentence()
            yield FoundTable(table_name(file), file.name, "", (), "?", fault=fault)


def _tables(file: Path) -> Iterator[FoundTable]:
    name = file.name.lower()
    if file.is_dir():
        parts = parquet_files(file)
        yield from (replace(_parquet(part), name=file.name, file=file.name) for part in parts[:1])
    elif name.endswith(TEXTS) or (name.endswith(PLAIN) and holds_table(file, FileSettings())):
        yield _text(file)
    elif name.endswith(".parquet"):
        yield _parquet(file)
    elif name.endswith((".xlsx", ".xlsm")):
        yield from _sheets(file)
    elif name.endswith((".duckdb", ".db")):
        yield from _database(file)


def _text(file: Path) -> FoundTable:
    with open_bytes(file) as stream:
        start = stream.read(LOOK)
    wide = wide_encoding(start)
    encoding = wide or _encoding(start)
    text = start.decode(encoding or CANDIDATES[0], errors="replace").removeprefix("\ufeff")
    layout = layout_of(text, FileSettings())
    settings: dict[str, object] = {"encoding": wide} if wide else {}
    if layout.stands_below:
        settings["header_row"] = layout.line
    unclear = b"" if encoding else _not_ascii(start)
    names = tuple(name for name in layout.names if name)
    readings = readings_of(_cell(unclear, layout.delimiter), SAMPLE) if unclear else ()
    lines = lines_for(file.name, encoding=likely_first(unclear)[0]) if unclear else ""
    about = (table_name(file), file.name, "csv", names, encoding, layout.delimiter, readings)
    return FoundTable(*about, settings=settings, lines=lines)


def _encoding(start: bytes) -> str:
    """Return `utf-8-sig`, `utf-8`, or '' when the bytes are no UTF-8."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start, final=len(start) < LOOK)
    except UnicodeDecodeError:
        return ""
    return "utf-8"


def _not_ascii(start: bytes) -> bytes:
    """Return the first line that is not ASCII."""
    return next(line for line in start.splitlines() if not line.isascii())


def _cell(line: bytes, delimiter: str) -> bytes:
    """Return the first cell of a line that is not ASCII."""
    cells = line.split(delimiter.encode())
    return next(cell for cell in cells if not cell.isascii()).strip()


def _parquet(file: Path) -> FoundTable:
    import pyarrow.parquet as pq

    try:
        columns = tuple(pq.read_schema(file).names)
    except OSError as failure:
        raise FileFault(str(failure)) from None
    return FoundTable(table_name(file), file.name, "parquet", columns, "parquet")


def _sheets(file: Path) -> Iterator[FoundTable]:
    """Yield the sheets that are read, under the names that they have then."""
    found = [one for one in read_sheets(file, scan(file), FileSettings()) if one.has_header]
    for one in found:
        name = table_name(file) if len(found) == 1 else one.name
        settings: dict[str, object] = {"header_row": one.top} if one.stands_below else {}
        columns = tuple(one.header)
        about = (name, file.name, "xlsx", columns, "xlsx")
        yield FoundTable(*about, settings=settings, sheet=one.name)


def _database(file: Path) -> Iterator[FoundTable]:
    import duckdb

    with duckdb.connect(str(file), read_only=True) as con:
        query = (
            "select table_name, list(column_name order by ordinal_position) "
            "from information_schema.columns group by table_name order by table_name"
        )
        for name, columns in con.execute(query).fetchall():
            yield FoundTable(name, file.name, "duckdb", tuple(columns), "duckdb")
