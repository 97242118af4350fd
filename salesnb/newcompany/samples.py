"""The first rows of each export as text: what headers and names alone cannot say."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from salesnb.newcompany.exports import LOOK, FoundTable
from salesnb.newcompany.words import SPELLINGS, plain
from salesnb.settings import FileSettings
from salesnb.sources.read.damaged import DAMAGED
from salesnb.sources.read.encodings import CANDIDATES, open_bytes
from salesnb.sources.read.layout import layout_of
from salesnb.sources.read.parquet import parquet_files

ROWS = 20_000  # of each table that are looked at
_HEADERS = 60  # rows among which the header is sought
GB18030 = CANDIDATES[0]
_HIGH = re.compile(rb"[\x80-\xff]+")
_COMMON = re.compile(rb"(?:[\xa1-\xa3\xb0-\xf7][\xa1-\xfe])+")
_FEWEST_RUNS = 2  # of Chinese characters, in a row or in several
_FEWEST = 2  # headers that must be known words for an encoding to be beyond doubt


def rows_of(exports: Path, one: FoundTable) -> Iterator[list[str]]:
    """Yield the first rows of a table as text, below its header and in the order of its columns.

    Of a damaged file come the rows before the damage: the check says what is broken.
    """
    file = exports / one.file if exports.is_dir() else exports
    read = {"csv": _lines, "xlsx": _cells, "parquet": _parquet, "duckdb": _duckdb}.get(one.kind)
    with suppress(*DAMAGED):
        yield from read(file, one) if read else ()


def with_known_words(exports: Path, found: Iterable[FoundTable]) -> Iterator[FoundTable]:
    """Yield the tables; the encoding of one that is not UTF-8 is set where its text tells it.

    Headers tell it where the words outside of ASCII are known ones in one encoding: 订单编号 in
    GB18030, Verkäufer in cp1252. Below headers in ASCII the rows tell Chinese text.
    """
    for one in found:
        yield one if one.encoding else _told_by_text(exports / one.file, one)


def _told_by_text(file: Path, one: FoundTable) -> FoundTable:
    with open_bytes(file) as stream:
        start = stream.read(LOOK)
    readings = list(_readings(start, one))
    known = [reading for reading in readings if _n_known(reading) >= _FEWEST]
    chinese = next(reading for reading in readings if reading.encoding == GB18030)
    return max(known, key=_n_known, default=chinese if _is_chinese(start) else one)


def _is_chinese(start: bytes) -> bool:
    """Return whether all bytes above ASCII are pairs of common Chinese characters in GB18030.

    In Western text they stand alone, between letters of ASCII.
    """
    runs = _HIGH.findall(start[: start.rfind(b"\n") + 1] or start)
    return len(runs) >= _FEWEST_RUNS and all(_COMMON.fullmatch(run) for run in runs)


def _readings(start: bytes, one: FoundTable) -> Iterator[FoundTable]:
    """Yield an unclear text file as each of the usual encodings reads its start."""
    for encoding in CANDIDATES:
        names = layout_of(start.decode(encoding, errors="replace"), FileSettings()).names
        columns = tuple(name for name in names if name)
        settings = {**one.settings, "encoding": encoding}
        known = replace(one, columns=columns, encoding=encoding, settings=settings)
        yield replace(known, readings=(), lines="")


def _n_known(reading: FoundTable) -> int:
    """Return how many headers are known words; 0 where none of them is outside of ASCII."""
    known = [name for name in reading.columns if plain(name) in SPELLINGS]
    return 0 if all(name.isascii() for name in known) else len(known)


def _below_header(rows: Iterable[list[str]], one: FoundTable) -> Iterator[list[str]]:
    """Yield the rows below the one that holds the names of the columns, without unnamed cells."""
    every = iter(rows)
    names: list[str] = []
    for row in islice(every, _HEADERS):
        names = [cell.strip().removeprefix("\ufeff") for cell in row]
        if tuple(name for name in names if name) == tuple(name for name in one.columns if name):
            break
    places = [place for place, name in enumerate(names) if name]
    for row in islice(every, ROWS):
        if any(cell.strip() for cell in row):
            yield [row[place] if place < len(row) else "" for place in places]


def _lines(file: Path, one: FoundTable) -> Iterator[list[str]]:
    if not one.encoding:
        return
    with open_bytes(file) as stream:
        if one.encoding.startswith("utf-16") or one.encoding.startswith("utf-32"):
            text = stream.read(LOOK).decode(one.encoding, errors="replace").splitlines(True)
        else:
            text = (line.decode(one.encoding, errors="replace") for line in stream)  # type: ignore[assignment]
        yield from _below_header(csv.reader(text, delimiter=one.delimiter or ","), one)


def _cells(file: Path, one: FoundTable) -> Iterator[list[str]]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(file)) as book:
        name = one.name if one.name in book.sheet_names else book.sheet_names[0]
        rows = book.get_sheet_by_name(name).to_python(nrows=ROWS + _HEADERS)
        yield from _below_header(([_text(cell) for cell in row] for row in rows), one)


def _parquet(file: Path, one: FoundTable) -> Iterator[list[str]]:
    import pyarrow.parquet as pq

    for batch in islice(pq.ParquetFile(parquet_files(file)[0]).iter_batches(batch_size=ROWS), 1):
        for row in batch.to_pylist():
            yield [_text(row[name]) for name in one.columns]


def _duckdb(file: Path, one: FoundTable) -> Iterator[list[str]]:
    import duckdb

    closed: dict[str, Any] = {"enable_external_access": "false"}  # a view must not read other files
    with duckdb.connect(str(file), read_only=True, config=closed) as con:
        for row in con.table(f'"{one.name}"').limit(ROWS).fetchall():
            yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """Return a cell as text; a whole number without its decimal point."""
    whole = isinstance(cell, float) and cell.is_integer()
    return "" if cell is None else str(int(cell) if whole else cell)
