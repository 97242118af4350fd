"""What an expression of a mapping can see, and what reading it leaves behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import ibis
import ibis.expr.types as ir

from salesnb.errors import closest
from salesnb.i18n import t
from salesnb.sources.mapping_values import Faulty, as_text
from salesnb.sources.tables import RawColumn


@dataclass(frozen=True)
class Scope:
    """The columns of a working table, and the raw columns that each one came from.

    `absent` are the names of optional tables that this company does not send; every column
    of theirs is blank. `blank` are optional columns that no file has.
    """

    table: ir.Table
    lineage: dict[str, tuple[RawColumn, ...]]
    absent: frozenset[str] = frozenset()
    blank: frozenset[str] = frozenset()

    def has(self, name: str) -> bool:
        return name in self.table.columns or self._is_blank(name)

    def column(self, name: str) -> ir.Value:
        """Return the column as it was received; raise `Faulty` with the closest name."""
        if name in self.table.columns:
            return self.table[name]
        if self._is_blank(name):
            return ibis.null("string")
        raise Faulty(t("no column {name!r}", name=name), near=closest(name, self.table.columns))

    def _is_blank(self, name: str) -> bool:
        return name in self.blank or name.split(".")[0] in self.absent


def written_alike(raws: Iterable[RawColumn]) -> tuple[str, str]:
    """Return the decimal mark and the order of dates of all these columns; else raise `Faulty`."""
    ways = {(one.decimal_mark, one.date_order) for one in raws}
    if len(ways) > 1:
        raise Faulty(
            t(
                "the files write numbers or dates differently; make one part of each file and "
                "read the column there with number(x) or day(x)"
            )
        )
    return ways.pop() if ways else (".", "ymd")


@dataclass(frozen=True)
class Translation:
    """A translated expression, the raw columns it was made from, and whether it read them."""

    value: ir.Value
    lineage: tuple[RawColumn, ...]
    plain: bool = False  # days are ISO, numbers have a decimal point, whatever the file's way


@dataclass
class Reading:
    """One expression being translated: the columns it used, the text it converted."""

    scope: Scope
    used: list[str] = field(default_factory=list)
    converted: list[tuple[ir.StringValue, ir.Value]] = field(default_factory=list)

    def received(self, name: str) -> ir.Value:
        """Return a column as it was received, blanks included."""
        if name not in self.used:
            self.used.append(name)
        return self.scope.column(name)

    def column(self, name: str) -> ir.Value:
        """Return a column for calculating with: text is trimmed, blank text is missing."""
        value = self.received(name)
        return value.strip().nullif("") if isinstance(value, ir.StringValue) else value

    @property
    def decimal_mark(self) -> str:
        """How the columns used so far write numbers; `Faulty` when they differ."""
        return written_alike(self._raws())[0]

    @property
    def date_order(self) -> str:
        """How the columns used so far write dates that are not ISO; `Faulty` when they differ."""
        return written_alike(self._raws())[1]

    def _raws(self) -> list[RawColumn]:
        return [one for name in self.used for one in self.scope.lineage.get(name, ())]

    def note(self, text: ir.StringValue, value: ir.Value) -> ir.Value:
        """Remember that `value` was read from `text`, and return it."""
        self.converted.append((text, value))
        return value

    def finished(self, value: ir.Value) -> Translation:
        """Return the translation; text that could not be read takes the place of the result.

        So a quantity of `abc` arrives at the check as `abc`, not as a missing value.
        """
        if self.converted:
            nothing = ibis.null("string")
            unread = [
                ibis.ifelse(v.isnull(), text.nullif(""), nothing) for text, v in self.converted
            ]
            value = ibis.coalesce(as_text(value), *unread)
        plain = bool(self.converted) or not isinstance(value, ir.StringValue)
        raws = (
            replace(one, decimal_mark=".", date_order="ymd") if plain else one
            for one in self._raws()
        )
        return Translation(value, tuple(dict.fromkeys(raws)), plain)
