"""What an expression of a mapping can use, and how its values become numbers, days and text."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from salesnb.contracts.fields import Field
from salesnb.errors import closest
from salesnb.i18n import t
from salesnb.sources.exports import Lineage, RawColumn
from salesnb.sources.values import WIDE, exact_literal, typed

_NUMBER = Field("number", "number", "")
_DAY = Field("day", "date", "")


class Faulty(Exception):
    """Something in a mapping that cannot be used: what was found, and the closest name."""

    def __init__(self, message: str, *, near: str = "") -> None:
        self.message = message
        self.near = near
        super().__init__(message)


@dataclass(frozen=True)
class Scope:
    """The columns that an expression can use, and the raw columns that each one came from.

    `absent` are the names of optional tables that this company does not export: each of their
    columns is blank. `blank` are optional columns that no file has.
    """

    table: ir.Table
    lineage: Lineage
    absent: frozenset[str] = frozenset()
    blank: frozenset[str] = frozenset()

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


def way_of_writing(raws: Iterable[RawColumn]) -> tuple[str, str]:
    """Return the decimal mark and the date order of all these columns.

    Raises `Faulty` when they differ.
    """
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
    """A translated expression and the raw columns that its value came from.

    In a `plain` one the expression has converted text itself: days are ISO and numbers have a
    decimal point, however the file writes them.
    """

    value: ir.Value
    lineage: tuple[RawColumn, ...]
    plain: bool = False


@dataclass
class Reading:
    """One expression being translated: the columns it used so far, and the text it converted.

    `converted` holds each text beside its value, so that text without a value is not lost.
    """

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
        """The decimal mark of the columns used so far; `Faulty` when they differ."""
        return way_of_writing(self._raws())[0]

    @property
    def date_order(self) -> str:
        """The date order of the columns used so far; `Faulty` when they differ."""
        return way_of_writing(self._raws())[1]

    def _raws(self) -> list[RawColumn]:
        return [one for name in self.used for one in self.scope.lineage.get(name, ())]

    def note(self, text: ir.StringValue, value: ir.Value) -> ir.Value:
        """Remember that `value` was converted from `text`, and return it."""
        self.converted.append((text, value))
        return value

    def finished(self, value: ir.Value) -> Translation:
        """Return the translation; where a text could not be converted, the result is that text.

        A quantity of `abc` so reaches the check as `abc` and not as a missing value.
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


def no_column(name: str, known: Iterable[str]) -> Faulty:
    """Return the fault of a column that is not there, with the closest one that is."""
    return Faulty(t("no column {name!r}", name=name), near=closest(name, known))


def is_number(value: ir.Value) -> bool:
    """Return whether a value is a number (true and false are none)."""
    return isinstance(value, ir.NumericValue) and not isinstance(value, ir.BooleanValue)


def is_day(value: ir.Value) -> bool:
    """Return whether a value is a day, with or without a time of day."""
    return isinstance(value, ir.DateValue | ir.TimestampValue)


def is_interval(value: ir.Value) -> bool:
    """Return whether a value is a number of days or months to move a day by."""
    return isinstance(value, ir.IntervalValue)


def literal(value: object) -> ir.Value:
    """Return a literal: numbers as exact decimals, None and '' as a missing text; else `Faulty`."""
    if value is None or value == "":
        return ibis.null("string")
    if isinstance(value, bool | str):
        return ibis.literal(value)
    if isinstance(value, int | float) and math.isfinite(value):
        return exact_literal(value)
    raise Faulty(t("{value!r} is no text, number, True, False or None", value=value))


def as_number(value: ir.Value, reading: Reading) -> ir.Value:
    """Return a value as DECIMAL(38, 6); text is converted, a literal text raises `Faulty`."""
    if is_number(value):
        return value.try_cast(WIDE) if value.type().is_floating() else value.cast(WIDE)
    if not isinstance(value, ir.StringValue):
        raise Faulty(t("a {kind} is no number", kind=value.type()))
    if isinstance(value.op(), ops.Literal):
        raise Faulty(t("the text {value!r} is no number", value=value.op().value))
    if _is_null(value):
        return ibis.null(WIDE)
    return reading.note(value, number_from(value, reading.decimal_mark))


def as_day(value: ir.Value, reading: Reading) -> ir.Value:
    """Return a value as a day without its time of day; text is converted, or raises `Faulty`."""
    if isinstance(value, ir.TimestampValue):
        return value.cast("date")
    if isinstance(value, ir.DateValue):
        return value
    if not isinstance(value, ir.StringValue):
        raise Faulty(t("a {kind} is no date", kind=value.type()))
    if _is_null(value):
        return ibis.null("date")
    return reading.note(value, day_from(value, reading.date_order))


def number_from(text: ir.StringValue, decimal_mark: str) -> ir.Value:
    """Return the number that a text writes with that decimal mark, else missing."""
    return typed(text, _NUMBER, decimal_mark=decimal_mark)


def day_from(text: ir.StringValue, date_order: str) -> ir.Value:
    """Return the day that a text writes as ISO, or in that order (`dmy`, `mdy`); else missing."""
    return typed(text, _DAY, date_order=date_order)


def as_text(value: ir.Value) -> ir.StringValue:
    """Return a value as text: a day as ISO, a number in plain decimal notation.

    Raises `Faulty` for an interval.
    """
    if is_interval(value):
        raise Faulty(t("days(n) and months(n) are only added to a date or taken from one"))
    return value if isinstance(value, ir.StringValue) else value.cast("string")


def shifted(day: ir.Value, by: ir.Value, *, back: bool) -> ir.Value:
    """Return a day moved by an interval, still a day (engines return a time of day)."""
    moved = day.cast("timestamp") - by if back else day.cast("timestamp") + by
    return moved.cast("date")


def _is_null(value: ir.Value) -> bool:
    operation = value.op()
    if isinstance(operation, ops.Cast):
        operation = operation.arg
    return isinstance(operation, ops.Literal) and operation.value is None
