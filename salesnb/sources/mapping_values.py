"""Exact values of mapping expressions: numbers, days and text, and how one becomes another."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Protocol

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir

from salesnb.contracts.fields import Field
from salesnb.i18n import t
from salesnb.sources.normalise import typed

WIDE = dt.Decimal(38, 6)
_NUMBER = Field("number", "number", "")
_DAY = Field("day", "date", "")
_PRODUCT = dt.Decimal(38, 12)  # the exact type of WIDE x WIDE, whatever the engine infers


class Faulty(Exception):
    """Something in a mapping that cannot be used: what was found, and the closest name."""

    def __init__(self, message: str, *, near: str = "") -> None:
        self.message = message
        self.near = near
        super().__init__(message)


class Notebook(Protocol):
    """Where conversions from text are noted, so that unreadable text is not lost.

    It also knows how the text of this expression's files is written.
    """

    @property
    def decimal_mark(self) -> str: ...

    @property
    def date_order(self) -> str: ...

    def note(self, text: ir.StringValue, value: ir.Value) -> ir.Value: ...


def is_number(value: ir.Value) -> bool:
    return isinstance(value, ir.NumericValue) and not isinstance(value, ir.BooleanValue)


def is_day(value: ir.Value) -> bool:
    return isinstance(value, ir.DateValue | ir.TimestampValue)


def is_interval(value: ir.Value) -> bool:
    return isinstance(value, ir.IntervalValue)


def literal(value: object) -> ir.Value:
    """Return a literal; numbers become exact decimals, None and '' a missing text."""
    if value is None or value == "":
        return ibis.null("string")
    if isinstance(value, bool | str):
        return ibis.literal(value)
    if isinstance(value, int | float) and math.isfinite(value):
        return ibis.literal(Decimal(repr(value)), type=WIDE)
    raise Faulty(t("{value!r} is no text, number, True, False or None", value=value))


def as_number(value: ir.Value, book: Notebook) -> ir.Value:
    """Return a value as DECIMAL(38,6); text is read, a literal text is refused."""
    if is_number(value):
        return value.try_cast(WIDE) if value.type().is_floating() else value.cast(WIDE)
    if not isinstance(value, ir.StringValue):
        raise Faulty(t("a {kind} is no number", kind=value.type()))
    if isinstance(value.op(), ops.Literal):
        raise Faulty(t("the text {value!r} is no number", value=value.op().value))
    if _is_null(value):
        return ibis.null(WIDE)
    return book.note(value, number_from(value, book.decimal_mark))


def as_day(value: ir.Value, book: Notebook) -> ir.Value:
    """Return a value as a day; text is read as ISO, a time of day is left off."""
    if isinstance(value, ir.TimestampValue):
        return value.cast("date")
    if isinstance(value, ir.DateValue):
        return value
    if not isinstance(value, ir.StringValue):
        raise Faulty(t("a {kind} is no date", kind=value.type()))
    if _is_null(value):
        return ibis.null("date")
    return book.note(value, day_from(value, book.date_order))


def number_from(text: ir.StringValue, decimal_mark: str) -> ir.Value:
    """Return the number that a text writes with that decimal mark, else missing."""
    return typed(text, _NUMBER, decimal_mark=decimal_mark)


def day_from(text: ir.StringValue, date_order: str) -> ir.Value:
    """Return the day that a text writes as ISO, or in that order (`dmy`, `mdy`); else missing."""
    return typed(text, _DAY, date_order=date_order)


def as_text(value: ir.Value) -> ir.StringValue:
    """Return a value as text: a day as ISO, a number in plain decimal notation."""
    if is_interval(value):
        raise Faulty(t("days(n) and months(n) are only added to a date or taken from one"))
    return value if isinstance(value, ir.StringValue) else value.cast("string")


def wide(value: ir.Value) -> ir.Value:
    """Bring a computed number back to DECIMAL(38,6), also where Ibis believes it is already."""
    return value.cast(_PRODUCT).cast(WIDE)


def summed(left: ir.Value, right: ir.Value) -> ir.Value:
    return wide(left + right)


def subtracted(left: ir.Value, right: ir.Value) -> ir.Value:
    return wide(left - right)


def multiplied(left: ir.Value, right: ir.Value) -> ir.Value:
    """Return the product, rounded half away from zero to six decimals."""
    return wide(left * right)


def negated(value: ir.Value) -> ir.Value:
    return wide(-value)


def divided(left: ir.Value, right: ir.Value) -> ir.Value:
    """Return the quotient to six decimals; missing where the divisor is zero.

    Engines divide decimals as floats. The remainder of that first quotient is exact in
    decimals, so dividing it once more leaves an error below the sixth decimal.
    """
    divisor = right.nullif(literal(0))
    first = wide(left / divisor)
    rest = left.cast(_PRODUCT) - (first * divisor).cast(_PRODUCT)
    return (first.cast(_PRODUCT) + (rest / divisor).cast(_PRODUCT)).cast(WIDE)


def equal(left: ir.Value, right: ir.Value) -> ir.BooleanValue:
    """Return whether two values are the same; missing equals missing and nothing else."""
    return (left == right).fill_null(left.isnull() & right.isnull())


def shifted(day: ir.Value, by: ir.Value, *, back: bool) -> ir.Value:
    """Return a day moved by an interval, still a day (engines return a time of day)."""
    moved = day.cast("timestamp") - by if back else day.cast("timestamp") + by
    return moved.cast("date")


def _is_null(value: ir.Value) -> bool:
    operation = value.op()
    if isinstance(operation, ops.Cast):
        operation = operation.arg
    return isinstance(operation, ops.Literal) and operation.value is None
