"""What lies in a folder of exports: tables, encodings, columns; a look, not a reading."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from salesnb.settings import FileSettings
from salesnb.sources.advice import lines_for
from salesnb.sources.exports import table_name
from salesnb.sources.read.csvfiles import holds_table
from salesnb.sources.read.encodings import (
    CANDIDATES,
    likely_first,
    open_bytes,
    readings_of,
    wide_encoding,
)
from salesnb.sources.read.layout import header_place, layout_of

LOOK = 1 << 20  # bytes of each file that are looked at
ROWS = 40  # of each sheet that are looked at
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


def found_tables(exports: Path) -> Iterator[FoundTable]:
    """Yield the tables of a folder of exports, or of a DuckDB file, by name."""
    files = sorted(p for p in exports.iterdir() if p.is_file()) if exports.is_dir() else [exports]
    for file in files:
        name = file.name.lower()
        if name.startswith((".", "~")):
            continue
        if name.endswith(TEXTS) or (name.endswith(PLAIN) and holds_table(file, FileSettings())):
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

    columns = tuple(pq.read_schema(file).names)
    return FoundTable(file.name.split(".")[0], file.name, "parquet", columns, "parquet")


def _sheets(file: Path) -> Iterator[FoundTable]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(file)) as book:
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(nrows=ROWS)
            place = header_place(rows)
            columns = tuple(str(one).strip() for one in rows[place]) if rows else ()
            top = (sheet.start or (0, 0))[0]
            settings: dict[str, object] = {"header_row": top + place + 1} if place else {}
            yield FoundTable(name, file.name, "xlsx", columns, "xlsx", settings=settings)


def _database(file: Path) -> Iterator[FoundTable]:
    import duckdb

    with duckdb.connect(str(file), read_only=True) as con:
        query = (
            "select table_name, list(column_name order by ordinal_position) "
            "from information_schema.columns group by table_name order by table_name"
        )
        for name, columns in con.execute(query).fetchall():
            yield FoundTable(name, file.name, "duckdb", tuple(columns), "duckdb")
