"""Which currency the exports are in: a look at columns of codes and at signs of amounts."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from salesnb.money import CURRENCY_SIGNS, currency_of, names_currencies
from salesnb.newcompany_exports import FoundTable
from salesnb.sources.read.encodings import open_bytes

ROWS = 2000  # of each table that are looked at
_SIGNS = "|".join(map(re.escape, sorted(CURRENCY_SIGNS, key=len, reverse=True)))
_DIGITS = r"[-+]?[\d.,' ]+"
_AMOUNT = re.compile(rf"^\s*[-+(]?\s*(?:({_SIGNS})\s*{_DIGITS}|{_DIGITS}\s*({_SIGNS}))\s*\)?\s*$")


def currency_in(exports: Path, found: Iterable[FoundTable]) -> str:
    """Return the currency that most rows of the exports name, '' where none does.

    Codes beside amounts count before signs: a sign may belong to several currencies.
    """
    codes: Counter[str] = Counter()
    signs: Counter[str] = Counter()
    for one in found:
        rows = islice(_rows(exports, one), ROWS)
        named = [place for place, name in enumerate(one.columns) if names_currencies(name)]
        for row in rows:
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
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_path(str(file))
        for row in book.get_sheet_by_name(one.name).to_python(nrows=ROWS)[1:]:
            yield [str(cell) for cell in row]
    elif one.kind == "parquet":
        import pyarrow.parquet as pq

        for batch in pq.ParquetFile(file).iter_batches(batch_size=ROWS):
            yield from ([str(cell) for cell in row.values()] for row in batch.to_pylist())
