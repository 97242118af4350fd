"""The two kinds of table in front of the check: as received, and in canonical columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import ibis.expr.types as ir

PLACE = "#place"  # "<raw table>\x1f<number of the row>", only while faults are told
Kind = Literal["csv", "xlsx", "parquet", "duckdb", "server"]


@dataclass(frozen=True)
class RawTable:
    """One table as received; CSV and XLSX have text columns only, the others keep their types."""

    name: str  # stem of the file, name of the sheet, or name of the table in a database
    table: ir.Table
    file: Path  # of a table on a server: its name there
    sheet: str = ""
    kind: Kind = "csv"
    decimal_mark: str = "."  # how its text is written, as company.toml says for this file
    date_order: str = "ymd"

    @property
    def is_served(self) -> bool:
        """Whether it lies on a server: there is no file, and its rows have no order."""
        return self.kind == "server"


def is_place(column: str) -> bool:
    """Return whether a column holds the place of a row in a file, own or joined."""
    return column == PLACE or column.endswith(f".{PLACE}")


@dataclass(frozen=True)
class RawColumn:
    """A column of a raw table: where a mapped value can be looked up as it was received."""

    raw: str  # RawTable.name
    column: str
    decimal_mark: str = "."
    date_order: str = "ymd"


@dataclass(frozen=True)
class LeftOut:
    """Rows that a mapping's filter or inner join leaves out, in canonical columns, for the ledger."""

    origin: RawTable
    table: ir.Table


@dataclass(frozen=True)
class MappedTable:
    """A table in canonical columns, not yet checked, and where each of them came from.

    `origins` are the raw tables behind it, the one that gives the rows first. `lineage`
    names for each canonical column the raw columns that its value was made from; a column
    that is absent there is a constant. Columns in `plain` were read by the mapping: days are
    ISO and numbers have a decimal point, whatever the file's own way; text in them that could
    not be read arrives unchanged, so that the check can show it as it was received. All other
    columns are written as their file says. `placed` makes the table once more, with a column
    of places beside those of every file that its rows came from.
    """

    name: str
    table: ir.Table
    origins: tuple[RawTable, ...]
    lineage: dict[str, tuple[RawColumn, ...]] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    plain: frozenset[str] = frozenset()
    placed: Callable[[], ir.Table] | None = field(default=None, compare=False)
