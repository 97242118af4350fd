"""What lies in a folder of exports: tables, encodings, columns; a look, not a reading."""

from __future__ import annotations

import codecs
import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LOOK = 1 << 20  # bytes of each file that are looked at
SAMPLE = 24  # characters shown of text that is not UTF-8
OTHERS = ("gb18030", "cp1252")
TEXTS = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt")


@dataclass(frozen=True)
class FoundTable:
    """One table of the exports. `encoding` is '' where it must be stated; then `readings` show
    the first such text as the usual encodings would read it."""

    name: str
    file: str
    kind: str
    columns: tuple[str, ...]
    encoding: str
    delimiter: str = ""
    readings: tuple[tuple[str, str], ...] = ()


def found_tables(exports: Path) -> Iterator[FoundTable]:
    """Yield the tables of a folder of exports, or of a DuckDB file, by name."""
    files = sorted(p for p in exports.iterdir() if p.is_file()) if exports.is_dir() else [exports]
    for file in files:
        name = file.name.lower()
        if name.startswith((".", "~")):
            continue
        if name.endswith(TEXTS):
            yield _text(file)
        elif name.endswith(".parquet"):
            yield _parquet(file)
        elif name.endswith((".xlsx", ".xlsm")):
            yield from _sheets(file)
        elif name.endswith((".duckdb", ".db")):
            yield from _database(file)


def _text(file: Path) -> FoundTable:
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
        start = stream.read(LOOK)
    stem = file.name.split(".")[0]
    encoding = _encoding(start)
    text = start.decode(encoding or "gb18030", errors="replace")
    delimiter = _delimiter(text)
    first = next(csv.reader(text.splitlines(), delimiter=delimiter), [])
    columns = tuple(name.strip() for name in first)
    readings = () if encoding else _readings(start)
    return FoundTable(stem, file.name, "csv", columns, encoding, delimiter, readings)


def _encoding(start: bytes) -> str:
    """Return `utf-8-sig`, `utf-8`, or '' when the bytes are no UTF-8."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start, final=len(start) < LOOK)
    except UnicodeDecodeError:
        return ""
    return "utf-8"


def _readings(start: bytes) -> tuple[tuple[str, str], ...]:
    """Return the first text that is not ASCII as each usual encoding would read it."""
    place = next(place for place, byte in enumerate(start) if byte > 127)
    line = start[start.rfind(b"\n", 0, place) + 1 :].split(b"\n")[0]
    cell = next(one for one in line.replace(b";", b",").split(b",") if any(b > 127 for b in one))
    return tuple((name, cell.decode(name, errors="replace").strip()[:SAMPLE]) for name in OTHERS)


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(",;\t|", key=header.count)


def _parquet(file: Path) -> FoundTable:
    import pyarrow.parquet as pq

    columns = tuple(pq.read_schema(file).names)
    return FoundTable(file.name.split(".")[0], file.name, "parquet", columns, "parquet")


def _sheets(file: Path) -> Iterator[FoundTable]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(file)) as book:
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(nrows=1)
            columns = tuple(str(one).strip() for one in rows[0]) if rows else ()
            yield FoundTable(name, file.name, "xlsx", columns, "xlsx")


def _database(file: Path) -> Iterator[FoundTable]:
    import duckdb

    with duckdb.connect(str(file), read_only=True) as con:
        query = (
            "select table_name, list(column_name order by ordinal_position) "
            "from information_schema.columns group by table_name order by table_name"
        )
        for name, columns in con.execute(query).fetchall():
            yield FoundTable(name, file.name, "duckdb", tuple(columns), "duckdb")
