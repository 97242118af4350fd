"""From faulty rows to problems that name file, line and the value as it was received."""

from __future__ import annotations

from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir
import pandas as pd

from salesnb.contracts import TABLES
from salesnb.i18n import t
from salesnb.sources.lines import find_records
from salesnb.sources.problems import SHOWN_PER_RULE
from salesnb.sources.reading import Exports
from salesnb.sources.sheets import column_letter
from salesnb.sources.tables import MappedTable

ORDINAL = "_ordinal"  # place of a row in its table, 0 the first


@dataclass(frozen=True)
class Place:
    """Where one value stands: its file, line (or cell) and its text as received."""

    file: str
    line: str
    value: str | None


@dataclass
class Locator:
    """Finds the places of faulty rows of one mapped table."""

    mapped: MappedTable
    exports: Exports
    wide: ir.Table  # working table with `__raw` columns and `_ordinal`
    _lines: dict[int, tuple[int, list[str]]] = field(default_factory=dict)

    @property
    def is_plain(self) -> bool:
        """Whether each row is one row of one file, in its order (no mapping in between)."""
        raw = self.mapped.origins[0]
        return len(self.mapped.origins) == 1 and self.mapped.table.equals(raw.table)

    def first(self, flag: ir.BooleanValue | None, *, table: ir.Table | None = None) -> pd.DataFrame:
        """Return the first faulty rows, with their raw text and ordinals."""
        chosen = (table if table is not None else self.wide.filter(flag)).order_by(ORDINAL)
        return chosen.limit(SHOWN_PER_RULE).execute()

    def places(self, rows: pd.DataFrame, column: str) -> list[Place]:
        """Return the place of `column` in each of the rows."""
        raw = self.mapped.origins[0]
        shown: list[str | None] = [None] * len(rows)
        if f"{column}__raw" in rows:
            shown = [_value(v) for v in rows[f"{column}__raw"]]
        if raw.is_served:
            return [
                Place(raw.file.name, self._key(row), v)
                for (_, row), v in zip(rows.iterrows(), shown, strict=True)
            ]
        ordinals = [int(n) for n in rows[ORDINAL]]
        if self.is_plain and raw.kind == "csv":
            return self._in_text(ordinals, column, shown)
        if self.is_plain and raw.kind == "xlsx":
            return self._in_sheet(rows, column, shown)
        if self.is_plain and raw.kind == "parquet" and raw.file.is_file():
            return [
                Place(raw.file.name, t("row {n}", n=n + 1), v)
                for n, v in zip(ordinals, shown, strict=True)
            ]
        return [
            self._by_value(row, column, v)
            for (_, row), v in zip(rows.iterrows(), shown, strict=True)
        ]

    def _in_text(self, ordinals: list[int], column: str, shown: list[str | None]) -> list[Place]:
        one = self.exports.texts[self.mapped.origins[0].name]
        missing = [n for n in ordinals if n not in self._lines]
        self._lines |= find_records(one.readable, missing, delimiter=one.delimiter)
        index = one.columns.index(column) if column in one.columns else None
        places = []
        for ordinal, value in zip(ordinals, shown, strict=True):
            line, record = self._lines.get(ordinal, (0, []))
            if index is not None and index < len(record):
                value = record[index]
            places.append(Place(one.original.name, t("line {n}", n=line), value))
        return places

    def _in_sheet(self, rows: pd.DataFrame, column: str, shown: list[str | None]) -> list[Place]:
        raw = self.mapped.origins[0]
        names = list(raw.table.columns)
        letter = column_letter(names.index(column)) if column in names else ""
        sheet = f"{raw.sheet}!" if raw.sheet else ""
        return [
            Place(raw.file.name, f"{sheet}{letter}{int(n)}", v)
            for n, v in zip(rows["_row"], shown, strict=True)
        ]

    def _key(self, row: pd.Series) -> str:
        """Return what a row of a server is known by: the parts of its key that can be read."""
        parts = [row.get(f"{name}__raw") for name in TABLES[self.mapped.name].key]
        return t("key {key}", key=", ".join(_value(part) or "?" for part in parts))

    def _by_value(self, row: pd.Series, column: str, value: str | None) -> Place:
        """Look a mapped row up in its first file by the values that came from there."""
        raw = self.mapped.origins[0]
        table = raw.table.mutate(**{ORDINAL: ibis.row_number()})
        matched, source = False, ""
        for name, columns in self.mapped.lineage.items():
            if len(columns) != 1 or columns[0].raw != raw.name or f"{name}__raw" not in row:
                continue
            seen = row[f"{name}__raw"]
            if name == column:
                source = columns[0].column
            if isinstance(seen, str):
                table = table.filter(table[columns[0].column].cast("string") == seen)
                matched = True
        found = table.limit(1).execute() if matched else pd.DataFrame()
        if found.empty or raw.name not in self.exports.texts:
            return Place(raw.file.name, "", value)
        one = self.exports.texts[raw.name]
        ordinal = int(found[ORDINAL].iloc[0])
        line = find_records(one.readable, [ordinal], delimiter=one.delimiter).get(ordinal, (0, []))[
            0
        ]
        place = t("line {n}", n=line) + (f" {source}" if source and source != column else "")
        return Place(one.original.name, place, value)


def _value(value: object) -> str | None:
    return None if value is None or value is pd.NA or value != value else str(value)
