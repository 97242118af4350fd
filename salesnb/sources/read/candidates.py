"""Rows of a raw table that may be totals or notes, found by their words and their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import sqlglot as sg
from ibis.backends.duckdb import Backend

from salesnb.sources.exports import Exports, RawTable
from salesnb.sources.read.footers import TOTAL, is_total
from salesnb.sources.read.records import Record

_TAIL = 10  # last rows that are looked at one by one
_MOST = 500  # rows with a word for a total; where there are more, it is a word of the data
_MOST_WORDS = 2  # in a total: its word, and a unit
_FEWEST = 3  # columns of a table in which a total has a blank
DIGITS = re.compile(r"[-+(]*[^\w\s]?\s*\d[\d.,'’\s]*[)%-]*")


@dataclass
class Candidate:
    """A row that may be no data; `position` is its place among the rows of the table.

    `record` is there where it has not as many fields as the header, so that it is no row yet.
    """

    position: int
    cells: dict[str, str]
    record: Record | None = None
    numbers: dict[str, Decimal] = field(default_factory=dict)
    summed: str = ""  # the column whose sum it holds
    amount: str = ""  # that sum, as written; '' where it holds none
    n_unread: int = 0  # values above it that are no numbers, so that the sum cannot be checked

    @property
    def is_proven(self) -> bool:
        """Whether it holds the sum or the number of rows above it, as far as they can be read."""
        return bool(self.amount)

    @property
    def filled(self) -> list[str]:
        """The cells that are not blank."""
        return [one for one in self.cells.values() if one]

    @property
    def n_words(self) -> int:
        """How many cells hold something that is no number."""
        return sum(1 for one in self.filled if not DIGITS.fullmatch(one))

    @property
    def may_be_total(self) -> bool:
        """Whether it has a word for a total, a blank, and little else but numbers."""
        is_narrow = len(self.cells) < _FEWEST and self.n_words == 1
        has_blank = len(self.filled) < len(self.cells) or is_narrow
        return is_total(self.filled) and has_blank and self.n_words <= _MOST_WORDS


def candidates(con: Backend, raw: RawTable, n_rows: int) -> list[Candidate]:
    """Return the last rows of a table and those that begin with a word for a total, in order.

    Where very many begin with one, it is a word of the data, and only the last rows are returned.
    """
    columns = raw.columns
    first, *rest = [quoted(one) for one in columns]
    has_word = f"regexp_full_match({first}, '{TOTAL}')"
    if rest:  # looked at only where the first cell is blank: that is what makes it fast
        later = f"coalesce({', '.join(rest)})"
        has_word += f" OR ({first} IS NULL AND regexp_full_match({later}, '{TOTAL}'))"
    names = ", ".join(quoted(one) for one in columns)
    query = f"SELECT rowid, {names} FROM {quoted(raw.name)} WHERE rowid >= {n_rows - _TAIL}"
    found = con.raw_sql(f"{query} OR ({has_word}) ORDER BY rowid LIMIT {_MOST}").fetchall()
    if len(found) == _MOST:
        found = con.raw_sql(f"{query} ORDER BY rowid").fetchall()
    return [_row(position, columns, cells) for position, *cells in found]


def _row(position: int, columns: Sequence[str], cells: Iterable[str | None]) -> Candidate:
    return Candidate(position, {c: (v or "").strip() for c, v in zip(columns, cells, strict=True)})


def ragged(record: Record, raw: RawTable, exports: Exports, position: int) -> Candidate:
    """Return a record with fewer fields than the header, blank where it has none."""
    there = dict(zip(exports.texts[raw.name].columns, record.fields, strict=False))
    row = _row(position, raw.columns, [there.get(one, "") for one in raw.columns])
    row.record = record
    return row


def quoted(name: str) -> str:
    """Return a name as the engine's SQL writes it."""
    return str(sg.to_identifier(name, quoted=True).sql("duckdb"))
