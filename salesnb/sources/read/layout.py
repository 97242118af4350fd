"""How a table lies in a text file or sheet: its delimiter, and the row in which its header stands.

Exports carry a hint for Excel (`sep=;`), blank lines or title rows above the header. A header below
title rows is found and proposed; company.toml states it as `header_row`.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from salesnb.contracts import TABLES
from salesnb.settings import FileSettings
from salesnb.sources.read.records import Record, records

LOOK = 1 << 20  # characters of a file that are looked at
_LINES = 40  # lines that a delimiter is taken from, and rows among which a header is sought
_DELIMITERS = ",;\t|"
_HINT = re.compile(r'\ufeff?"?sep=(.)"?\s*$', re.IGNORECASE)
_IN_QUOTES = re.compile(r'"[^"]*"')
_NOT_A_NAME = re.compile(r"[\d\W_]+")  # a number, a day, dashes
_COLUMNS = frozenset(one.name for table in TABLES.values() for one in table.fields)


@dataclass(frozen=True)
class Layout:
    """Where the header of a text file stands, and how the fields of its lines are separated.

    `line` is the physical line of the header, 0 where there is none; without `names` its quotes are
    broken. `stands_below` says that
    title rows were found above it and nothing is stated. `n_blank` is the number of fields that
    the first rows have beyond the header's, all of them blank.
    """

    delimiter: str
    line: int
    names: tuple[str, ...]
    stands_below: bool = False
    n_blank: int = 0
    is_quoted_above: bool = False
    is_table: bool = False  # several columns, and most rows have as many fields as the header


def layout_of(start: str, stated: FileSettings) -> Layout:
    """Return how the table lies in a file of which `start` is the beginning."""
    lines = list(io.StringIO(start, newline=""))
    hint = _HINT.match(lines[0]) if lines else None
    delimiter = stated.delimiter or (hint[1] if hint else _delimiter(lines[:_LINES]))
    skipped = 1 if hint else 0
    text = ["\n"] * skipped + lines[skipped:]
    found = list(records(text, delimiter, with_controls=True))
    if stated.header_row:
        at = next((i for i, one in enumerate(found) if one.line == stated.header_row), None)
    else:
        at = header_place([one.fields for one in found[:_LINES]])
    if at is None or not found:
        return Layout(delimiter, 0, ())
    if at and all(one.fault for one in found[:at]):
        return Layout(delimiter, found[0].line, ())
    return _at(found, at, delimiter, lines, is_stated=bool(stated.header_row))


def _at(
    found: list[Record], at: int, delimiter: str, lines: list[str], *, is_stated: bool
) -> Layout:
    header, rows = found[at], found[at + 1 : at + 1 + _LINES]
    width = len(header.fields)
    n_blank = _blank_behind(width, rows)
    above = lines[: header.line - 1]
    n_fitting = sum(len(one.fields) in (width, width + n_blank) for one in rows)
    return Layout(
        delimiter,
        header.line,
        tuple(name.strip() for name in header.fields),
        stands_below=bool(at) and not is_stated,
        n_blank=n_blank,
        is_quoted_above=any('"' in line for line in above),
        is_table=width > 1 and 2 * n_fitting > len(rows) > 0,
    )


def _blank_behind(width: int, rows: list[Record]) -> int:
    """Return how many fields most rows have beyond the header's, where all of those are blank."""
    if not rows or any(any(one.fields[width:]) for one in rows):
        return 0
    n_fields, _ = Counter(len(one.fields) for one in rows).most_common(1)[0]
    return max(n_fields - width, 0)


def _delimiter(lines: list[str]) -> str:
    """Return what separates the fields: it stands equally often in most lines."""
    bare = [_IN_QUOTES.sub("", line) for line in lines if line.strip()]
    return max(_DELIMITERS, key=lambda one: _regularity([line.count(one) for line in bare]))


def _regularity(counts: list[int]) -> tuple[int, int]:
    """Return in how many lines a character stands equally often, and how often."""
    often = Counter(count for count in counts if count)
    return max(((n_lines, count) for count, n_lines in often.items()), default=(0, 0))


def header_place(rows: Sequence[Sequence[object]]) -> int:
    """Return the index of the row that looks like the header: the first unless titles stand there.

    Title rows fill few of the table's columns, and none of them with the name of a column that
    salesnb knows; the header below them fills most, each cell with a name of its own.
    """
    cells = [[str(cell).strip() for cell in row] for row in rows[:_LINES]]
    filled = [[cell for cell in row if cell] for row in cells]
    first = next((i for i, row in enumerate(filled) if row), 0)
    if not filled or any(cell in _COLUMNS for cell in filled[first]):
        return first
    widest = max(len(row) for row in filled)
    known = (i for i, row in enumerate(filled) if len(_COLUMNS.intersection(row)) > 1)
    named = next(known, None)
    if named is not None or 2 * len(filled[first]) > widest:
        return first if named is None else named
    below = range(first + 1, len(filled))
    return next((i for i in below if _is_header(filled[i], widest)), first)


def _is_header(filled: list[str], widest: int) -> bool:
    is_full = 2 * len(filled) > widest and len(filled) > 1
    is_named = not any(_NOT_A_NAME.fullmatch(cell) for cell in filled)
    return is_full and is_named and len(set(filled)) == len(filled)
