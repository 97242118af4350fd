"""Which currency the exports are in: a look at columns of codes and at signs of amounts."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from salesnb.money import CURRENCIES, currency_of, names_currencies
from salesnb.newcompany_exports import FoundTable
from salesnb.settings import FileSettings
from salesnb.sources.read.cells import scan
from salesnb.sources.read.damaged import DAMAGED
from salesnb.sources.read.encodings import open_bytes
from salesnb.sources.read.parquet import parquet_files
from salesnb.sources.read.sheets import read_sheets

ROWS = 2000  # of each table that are looked at
_DIGITS = r"[-+]?[\d.,' ]+"
_AMOUNT = re.compile(
    rf"^\s*[-+(]?\s*(?:{CURRENCIES}\s*{_DIGITS}|{_DIGITS}\s*{CURRENCIES})\s*\)?\s*$"
)


def currency_in(exports: Path, found: Iterable[FoundTable]) -> str:
    """Return the currency that most rows of the exports name, '' where none does.

    Codes beside amounts count before signs: a sign may belong to several currencies.
    """
    codes: Counter[str] = Counter()
    signs: Counter[str] = Counter()
    for one in found:
        named = [place for place, name in enumerate(one.columns) if names_currencies(name)]
        with suppress(*DAMAGED):  # the check says what is broken
            for row in islice(_rows(exports, one), ROWS):
                codes.update(_known(row[place] for place in named if place < len(row)))
                signs.update(_known(_sign(cell) for cell in row))
    for counted in (codes, signs):
        if counted:
            return counted.most_common(1)[0][0]
    return ""


def _known(texts: Iterable[str]) -> list[str]:
    return [code for code in map(currency_of, texts) if code]


def _sign(cell: str) -> str:
    match = _AMOUNT.match(cell.upper())
    return (match[1] or match[2]) if match else ""


def _rows(exports: Path, one: FoundTable) -> Iterator[list[str]]:
    """Yield the first rows of a table as text, without its header."""
    file = exports / one.file if exports.is_dir() else exports
    if one.kind == "csv" and one.encoding:
        with open_bytes(file) as stream:
            lines = (line.decode(one.encoding, errors="replace") for line in stream)
            yield from islice(csv.reader(lines, delimiter=one.delimiter), 1, None)
    elif one.kind == "xlsx":
        for sheet in read_sheets(file, scan(file), FileSettings(sheet=one.sheet)):
            yield from ([str(cell) for cell in row] for row in sheet.rows[1:])
    elif one.kind == "parquet":
        import pyarrow.parquet as pq

        for batch in pq.ParquetFile(parquet_files(file)[0]).iter_batches(batch_size=ROWS):
            yield from ([str(cell) for cell in row.values()] for row in batch.to_pylist())
