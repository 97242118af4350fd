"""Where faulty rows are: file, line or cell, and the value as received.

Lines of CSV files are looked up in a second reading of the file, for faulty rows only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from salesnb.contracts import TABLES
from salesnb.i18n import joined, t
from salesnb.sources.exports import (
    SHOWN_PER_RULE,
    SOURCE_ROW,
    Exports,
    Problem,
    RawTable,
    is_source_row,
    parse_source_row,
)
from salesnb.sources.map.tables import MappedTable
from salesnb.sources.map.unread import DAY, NUMBER, WHERE, parse_unread
from salesnb.sources.read.cells import column_letter
from salesnb.sources.read.records import find_records

ORDINAL = "_ordinal"  # column by which faulty rows are listed
Row = dict[Any, Any]
Record = tuple[int, list[str]]  # physical line and values


@dataclass(frozen=True)
class Location:
    """Where one value of a canonical table is: its file, line or cell, and its text as received.

    `source` is the column's name in the file, '' where it is the same or there are several;
    `about` is the table of a partner that is missing there. `row` is the number of the line of a
    text file, of the row of a sheet or of a Parquet file; None where rows have no order.
    """

    table: str
    column: str
    file: str
    line: str
    value: str | None
    source: str = ""
    about: str = ""
    row: int | None = None

    @property
    def where(self) -> str:
        """The line (or cell), and the column there."""
        return joined(" ", [one for one in (self.line, self.source) if one])

    def problem(self, severity: str, rule: str, message: str, fix: str) -> Problem:
        """Return the problem of this value."""
        about = (severity, self.table, self.file, rule, message, fix)
        column = "" if self.about == WHERE and self.source else self.column
        return Problem(*about, self.where, column, self.value)


@dataclass(frozen=True)
class _RawCell:
    """A row of a raw table, and the one column there that a value came from ('' for several)."""

    raw: str
    number: int
    column: str


@dataclass
class Locator:
    """Finds the faulty rows of one mapped table in their files.

    `rows` is a working table with raw text, source rows and `ORDINAL`.
    """

    mapped: MappedTable
    exports: Exports
    rows: ir.Table
    _records: dict[tuple[str, int], Record] = field(default_factory=dict)

    def first(self, faulty: ir.Table) -> pd.DataFrame:
        """Return the first of some rows of `rows`, as many as are shown."""
        return faulty.order_by(ORDINAL).limit(SHOWN_PER_RULE).execute()

    def locate(self, rows: pd.DataFrame, column: str) -> list[Location]:
        """Return where the value of `column` is, for each of the rows."""
        records = rows.to_dict("records")
        cells = [self._raw_cell(row, column) for row in records]
        self._look_up([one for one in cells if one is not None])
        return [self._location(r, column, cell) for r, cell in zip(records, cells, strict=True)]

    def _raw_cell(self, row: Row, column: str) -> _RawCell | None:
        """Return where a value came from: the row's own file or a joined one; None for a server.

        A value that the mapping could not work out says so itself.
        """
        unread = parse_unread(_text(row.get(f"{column}__raw")))
        if unread and unread.row:
            return _RawCell(*parse_source_row(unread.row), unread.column)
        marks = [name for name in row if is_source_row(name) and _text(row[name])]
        rows = dict(parse_source_row(str(row[name])) for name in reversed(marks))
        if not rows:
            return None
        behind = [raw for raw in self.mapped.lineage.get(column, ()) if raw.raw in rows]
        if len({raw.raw for raw in behind}) == 1:
            source = behind[0].column if len(behind) == 1 else ""
            return _RawCell(behind[0].raw, rows[behind[0].raw], source)
        has_own = _text(row.get(SOURCE_ROW)) is not None
        own = parse_source_row(str(row[SOURCE_ROW]))[0] if has_own else next(iter(rows))
        return _RawCell(own, rows[own], "")

    def _look_up(self, cells: list[_RawCell]) -> None:
        """Read the records of CSV files that these rows are, file by file."""
        for raw in dict.fromkeys(one.raw for one in cells if one.raw in self.exports.texts):
            text = self.exports.texts[raw]
            wanted = {one.number for one in cells if one.raw == raw}
            missing = [number for number in wanted if (raw, number) not in self._records]
            found = find_records(text, missing)
            self._records |= {(raw, number): record for number, record in found.items()}

    def _location(self, row: Row, column: str, cell: _RawCell | None) -> Location:
        table, value = self.mapped.name, _text(row.get(f"{column}__raw"))
        unread = parse_unread(value)
        about = unread.about if unread else ""
        value = unread.value if unread else value
        if cell is None:
            file, source = self.mapped.origins[0].file.name, unread.column if unread else ""
            return Location(table, column, file, self._key(row), value, source, about)
        raw = self.exports.tables[cell.raw]
        source = cell.column if cell.column != column else ""
        if raw.kind == "xlsx":
            number, line = cell.number, _address(raw, cell)
        elif raw.kind == "parquet":
            number, line = cell.number + 1, t("row {n}", n=cell.number + 1)
        else:
            number, record = self._records.get((cell.raw, cell.number), (0, []))
            line = t("line {n}", n=number)
            there = dict(zip(self.exports.texts[cell.raw].columns, record, strict=False))
            if not unread or unread.wanted in (NUMBER, DAY):
                value = there.get(cell.column, value)
        return Location(table, column, raw.file.name, line, value, source, about, number)

    def _key(self, row: Row) -> str:
        """Return what names a row without a file: the parts of its key that can be read."""
        parts = [row.get(f"{name}__raw") for name in TABLES[self.mapped.name].key]
        return t("key {key}", key=", ".join(_text(part) or "?" for part in parts))


def _address(raw: RawTable, cell: _RawCell) -> str:
    """Return sheet and cell, as `Sheet!B7`."""
    names = list(raw.table.columns)
    there = cell.column in names
    letter = column_letter(raw.left + names.index(cell.column)) if there else ""
    return (f"{raw.sheet}!" if raw.sheet else "") + f"{letter}{cell.number}"


def _text(value: object) -> str | None:
    return None if value is None or value is pd.NA or value != value else str(value)
