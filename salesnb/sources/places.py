"""Where the rows of a mapped table stand in their files: the mapping made again, with places."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Names
from dataclasses import dataclass, replace
from functools import cached_property

import ibis
import ibis.expr.types as ir

from salesnb.sources.tables import PLACE, MappedTable, RawTable

SHEET_ROW = "_row"  # the sheet's own row number
_DIGITS = 12  # so that places as text are in the order of their rows
_MARK = "\x1f"


def with_place(raw: RawTable) -> RawTable:
    """Return a raw table with the place of each row; rows of a database have none."""
    if raw.kind == "xlsx":
        number = raw.table[SHEET_ROW]
    elif raw.kind == "csv" or (raw.kind == "parquet" and raw.file.is_file()):
        number = ibis.row_number()
    else:
        return raw
    text = ibis.literal(raw.name + _MARK) + number.cast("string").lpad(_DIGITS, "0")
    return replace(raw, table=raw.table.mutate(**{PLACE: text}))


def place_in(text: str) -> tuple[str, int]:
    """Return the raw table and the number of the row that a place names."""
    raw, _, number = text.rpartition(_MARK)
    return raw, int(number)


@dataclass(frozen=True)
class Again:
    """A mapping that is carried out a second time with places, once a fault is to be told."""

    raw: Names[str, RawTable]
    make: Callable[[Names[str, RawTable]], dict[str, MappedTable]]

    @cached_property
    def _tables(self) -> dict[str, MappedTable]:
        return self.make({name: with_place(one) for name, one in self.raw.items()})

    def of(self, name: str) -> Callable[[], ir.Table]:
        """Return what makes one table with its places."""
        return lambda: self._tables[name].table
