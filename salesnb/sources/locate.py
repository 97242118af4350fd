"""From faulty rows to problems that name file, line and the value as it was received."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from salesnb.contracts import TABLES
from salesnb.i18n import t
from salesnb.sources.lines import find_records
from salesnb.sources.places import place_in
from salesnb.sources.problems import SHOWN_PER_RULE
from salesnb.sources.reading import Exports
from salesnb.sources.sheets import column_letter
from salesnb.sources.tables import PLACE, MappedTable, RawTable, is_place

ORDINAL = "_ordinal"  # what rows are told in the order of
Row = dict[Any, Any]


@dataclass(frozen=True)
class Place:
    """Where one value stands: its file, line (or cell) and its text as received."""

    file: str
    line: str
    value: str | None
    source: str = ""  # the column's name there, where it is another

    @property
    def where(self) -> str:
        """The line (or cell), and the column there."""
        return f"{self.line} {self.source}".strip()


@dataclass(frozen=True)
class Found:
    """A row of a raw table, and the one column there that a value came from ('' for several)."""

    raw: str
    number: int
    column: str


@dataclass
class Locator:
    """Finds the places of faulty rows of one mapped table."""

    mapped: MappedTable
    exports: Exports
    wide: ir.Table  # working table with `__raw` columns, places and `_ordinal`
    _lines: dict[tuple[str, int], tuple[int, list[str]]] = field(default_factory=dict)

    def first(self, flag: ir.BooleanValue | None, *, table: ir.Table | None = None) -> pd.DataFrame:
        """Return the first faulty rows, with their raw text and places."""
        chosen = (table if table is not None else self.wide.filter(flag)).order_by(ORDINAL)
        return chosen.limit(SHOWN_PER_RULE).execute()

    def places(self, rows: pd.DataFrame, column: str) -> list[Place]:
        """Return the place of `column` in each of the rows."""
        told = rows.to_dict("records")
        found = [self._found(row, column) for row in told]
        self._read([one for one in found if one is not None])
        return [self._place(row, column, one) for row, one in zip(told, found, strict=True)]

    def _found(self, row: Row, column: str) -> Found | None:
        """Return the file's row that a value came from: its own file's, or that of a joined one."""
        rows = dict(place_in(str(row[n])) for n in reversed(list(row)) if is_place(n) and _value(row[n]))  # fmt: skip
        if not rows:
            return None
        there = [raw for raw in self.mapped.lineage.get(column, ()) if raw.raw in rows]
        if len({raw.raw for raw in there}) == 1:
            source = there[0].column if len(there) == 1 else ""
            return Found(there[0].raw, rows[there[0].raw], source)
        own = place_in(str(row[PLACE]))[0] if _value(row.get(PLACE)) else next(iter(rows))
        return Found(own, rows[own], "")

    def _read(self, found: list[Found]) -> None:
        """Look up the lines of all these rows, file by file."""
        for raw in dict.fromkeys(one.raw for one in found if one.raw in self.exports.texts):
            file = self.exports.texts[raw]
            missing = [
                o.number for o in found if o.raw == raw and (raw, o.number) not in self._lines
            ]
            lines = find_records(file.readable, missing, delimiter=file.delimiter)
            self._lines |= {(raw, number): line for number, line in lines.items()}

    def _place(self, row: Row, column: str, found: Found | None) -> Place:
        value = _value(row.get(f"{column}__raw"))
        if found is None:
            return Place(self.mapped.origins[0].file.name, self._key(row), value)
        raw = self.exports.tables[found.raw]
        source = found.column if found.column != column else ""
        if raw.kind == "xlsx":
            return Place(raw.file.name, _cell(raw, found), value, source)
        if raw.kind == "parquet":
            return Place(raw.file.name, t("row {n}", n=found.number + 1), value, source)
        columns = self.exports.texts[found.raw].columns
        line, record = self._lines.get((found.raw, found.number), (0, []))
        if found.column in columns and columns.index(found.column) < len(record):
            value = record[columns.index(found.column)]
        return Place(raw.file.name, t("line {n}", n=line), value, source)

    def _key(self, row: Row) -> str:
        """Return what a row without a place is known by: the parts of its key that can be read."""
        parts = [row.get(f"{name}__raw") for name in TABLES[self.mapped.name].key]
        return t("key {key}", key=", ".join(_value(part) or "?" for part in parts))


def _cell(raw: RawTable, found: Found) -> str:
    names = list(raw.table.columns)
    letter = column_letter(names.index(found.column)) if found.column in names else ""
    return (f"{raw.sheet}!" if raw.sheet else "") + f"{letter}{found.number}"


def _value(value: object) -> str | None:
    return None if value is None or value is pd.NA or value != value else str(value)
