"""What an expression of a mapping can use: columns, their origin, a glance at their text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from salesnb.errors import closest
from salesnb.i18n import t
from salesnb.sources.exports import SOURCE_ROW, Lineage, RawColumn
from salesnb.sources.values import PLAIN, Writing

ORDER = "#order"  # column with the number of the row in its file, where a part needs it
PARTNER = "#partner"  # behind the name of a join: what stands for a partner that is required
MATCHED = "#matched"  # behind the name of an inner join: which rows found a partner
FILE = "#file"  # column with the name of the raw table that a row came from
_HIDDEN = (ORDER, FILE, MATCHED, PARTNER, SOURCE_ROW)
_GLANCE = 1000  # rows


class Faulty(Exception):
    """Something in a mapping that cannot be used: what was found, and the closest name."""

    def __init__(self, message: str, *, near: str = "") -> None:
        self.message = message
        self.near = near
        super().__init__(message)


def is_hidden(column: str) -> bool:
    """Return whether a column was added on the way and is none of the export's."""
    return column.endswith(_HIDDEN)


@dataclass(frozen=True)
class Scope:
    """The columns that an expression can use, and the raw columns that each one came from.

    `absent` are the names of optional tables that this company does not export: each of their
    columns is blank. `blank` are optional columns that no file has. `unread` are the columns in
    which a value may stand for one that could not be worked out (`unread.Unread`), with what was
    wanted there. `tables` are the tables behind, by the name of their join ("" for the own).
    """

    table: ir.Table
    lineage: Lineage
    absent: frozenset[str] = frozenset()
    blank: frozenset[str] = frozenset()
    unread: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tables: Mapping[str, ir.Table] = field(default_factory=dict)
    _glances: dict[str, list[str]] = field(default_factory=dict, compare=False, repr=False)

    def has(self, name: str) -> bool:
        """Return whether `column` knows the name."""
        return name in self.table.columns or self._is_blank(name)

    def column(self, name: str) -> ir.Value:
        """Return the column as it was received; raise `Faulty` with the closest name."""
        if name in self.table.columns:
            return self.table[name]
        if self._is_blank(name):
            return ibis.null("string")
        raise no_column(name, self.table.columns)

    def _is_blank(self, name: str) -> bool:
        return name in self.blank or name.split(".")[0] in self.absent

    def alias_of(self, name: str) -> str:
        """Return the name of the join that a column came with, '' for an own column."""
        found = [one for one in self.tables if one and name.startswith(f"{one}.")]
        return max(found, key=len, default="")

    def source_row(self, name: str) -> ir.StringValue | None:
        """Return what names the source row of a column's value; None in the first pass."""
        alias = self.alias_of(name)
        for row in ([f"{alias}.{SOURCE_ROW}"] if alias else []) + [SOURCE_ROW]:
            if row in self.table.columns:
                return self.table[row]
        return None

    def glance(self, name: str) -> list[str]:
        """Return the texts that stand in a column among the first rows of its table."""
        if name not in self._glances:
            alias = self.alias_of(name)
            own = name.removeprefix(f"{alias}.") if alias else name
            table = self.tables.get(alias)
            found: list[str] = []
            if table is not None and own in table.columns:
                rows = table.select(value=table[own].cast("string")).limit(_GLANCE)
                texts = rows.to_pyarrow().column("value").to_pylist()
                found = [text.strip() for text in texts if text and text.strip()]
            self._glances[name] = found
        return self._glances[name]


def way_of_writing(raws: Iterable[RawColumn]) -> Writing:
    """Return how all these columns write their values; raise `Faulty` when they differ."""
    ways = {
        Writing(one.decimal_mark, one.date_order, one.currency, one.time_zone, one.excel_epoch)
        for one in raws
    }
    if len(ways) > 1:
        raise Faulty(
            t(
                "the files write numbers or dates differently; make one part of each file and "
                "read the column there with number(x) or day(x)"
            )
        )
    return ways.pop() if ways else PLAIN


@dataclass(frozen=True)
class Translation:
    """A translated expression and the raw columns that its value came from.

    In a `plain` one the expression has converted text itself: days are ISO and numbers have a
    decimal point, however the file writes them. `kind` is what the expression works out
    (`kinds.kind_of`). `unread` says what may be wanted and missing in the value's rows;
    `is_total` that it is worked out over the rows of a group.
    """

    value: ir.Value
    lineage: tuple[RawColumn, ...]
    plain: bool = False
    kind: str = ""
    unread: frozenset[str] = frozenset()
    is_total: bool = False


def no_column(name: str, known: Iterable[str]) -> Faulty:
    """Return the fault of a column that is not there, with the closest one that is."""
    written = [one for one in known if not is_hidden(one)]
    return Faulty(t("no column {name!r}", name=name), near=closest(name, written))
