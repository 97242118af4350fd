"""What a value of an expression is, number, day, text or flag, and how its text is written."""

from __future__ import annotations

import math

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from salesnb.contracts.fields import Field
from salesnb.i18n import t
from salesnb.sources.map.scope import Faulty
from salesnb.sources.values import Writing, exact_literal, typed

_NUMBER = Field("number", "number", "")
_DAY = Field("day", "date", "")


def is_number(value: ir.Value) -> bool:
    """Return whether a value is a number (true and false are none)."""
    return isinstance(value, ir.NumericValue) and not isinstance(value, ir.BooleanValue)


def is_day(value: ir.Value) -> bool:
    """Return whether a value is a day, with or without a time of day."""
    return isinstance(value, ir.DateValue | ir.TimestampValue)


def is_interval(value: ir.Value) -> bool:
    """Return whether a value is a number of days or months to move a day by."""
    return isinstance(value, ir.IntervalValue)


def kind_of(value: ir.Value) -> str:
    """Return what a value is: number, day, interval, flag or text."""
    if is_day(value):
        return "day"
    if isinstance(value, ir.BooleanValue):
        return "flag"
    return "number" if is_number(value) else "interval" if is_interval(value) else "text"


def literal(value: object) -> ir.Value:
    """Return a literal: numbers as exact decimals, None and '' as a missing text; else `Faulty`."""
    if value is None or value == "":
        return ibis.null("string")
    if isinstance(value, bool | str):
        return ibis.literal(value)
    if isinstance(value, int | float) and math.isfinite(value):
        return exact_literal(value)
    raise Faulty(t("{value!r} is no text, number, True, False or None", value=value))


def number_from(text: ir.StringValue, writing: Writing) -> ir.Value:
    """Return the number that a text writes in that way, else missing."""
    return typed(text, _NUMBER, writing)


def day_from(text: ir.StringValue, writing: Writing) -> ir.Value:
    """Return the day that a text writes as ISO or in that way, else missing."""
    return typed(text, _DAY, writing)


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


def is_null(value: ir.Value) -> bool:
    """Return whether a value is a literal that is missing."""
    operation = value.op()
    if isinstance(operation, ops.Cast):
        operation = operation.arg
    return isinstance(operation, ops.Literal) and operation.value is None
