"""Text as people and systems write it, turned into typed values; and exact arithmetic with them.

All are engine expressions. `amounts` and `days` say what is read. A text that cannot be read as a
whole becomes missing; the check looks at the text again to distinguish it from a blank.

Numbers are DECIMAL(38, 6). Every result is cast back to it, because what Ibis infers for the
product of two decimals is not what engines compute.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from salesnb.contracts.fields import Field
from salesnb.sources import amounts, days
from salesnb.sources.amounts import ASCII, DECIMAL, FULL_WIDTH, NARROW

WIDE = dt.Decimal(38, 6)
_PRODUCT = dt.Decimal(38, 12)  # the exact type of WIDE x WIDE
ZERO = Decimal(0)
TYPES = {
    "id": "string",
    "text": "string",
    "date": "date",
    "month": "date",
    "datetime": "timestamp",
    "money": DECIMAL,
    "price": DECIMAL,
    "quantity": DECIMAL,
    "number": DECIMAL,
    "share": DECIMAL,
    "integer": "int64",
    "flag": "boolean",
}
NUMBERS = {"money", "price", "quantity", "number", "share", "integer"}
SYSTEM_FORMS = {  # type -> how systems write it, and the type that reads it
    DECIMAL: (r"^[-+]?\d{1,11}(\.\d*)?$", NARROW),
    "int64": (r"^-?\d{1,11}$", "int64"),
    "date": (rf"^{days.HELD_YEAR}-\d{{2}}-\d{{2}}$", "date"),
    "timestamp": (
        rf"^{days.HELD_YEAR}-\d{{2}}-\d{{2}}[ T]\d{{2}}:\d{{2}}(:\d{{2}})?$",
        "timestamp",
    ),
}
EXCEL_ERROR = r"^#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|[A-Z]+!)$"
_YES = ("1", "true", "t", "yes", "y", "是", "真", "对", "x")
_NO = ("0", "false", "f", "no", "n", "否", "假", "错")


@dataclass(frozen=True)
class Writing:
    """How a column's text writes its values, as company.toml says for its file.

    Without a `currency` no sign or code of one is read; without a `time_zone` the offset of a
    moment is left off.
    """

    decimal_mark: str = "."
    date_order: str = "ymd"
    currency: str = ""
    time_zone: str = ""
    excel_epoch: int = 1900  # the year from which Excel's numbers of days count, or 1904


PLAIN = Writing()


def blank(text: ir.StringValue) -> ir.BooleanValue:
    """Return whether a text holds nothing."""
    return text.isnull() | (text.strip() == "")


def is_bare(text: ir.StringValue) -> ir.BooleanValue:
    """Return whether a sheet's text is an error of Excel, or a formula without a value."""
    return (text.startswith("=") | text.re_search(EXCEL_ERROR)).fill_null(False)


def typed(value: ir.Value, field: Field, writing: Writing = PLAIN) -> ir.Value:
    """Return a column as the field's type; missing where it is blank or cannot be read."""
    kind = TYPES[field.type]
    if not isinstance(value, ir.StringValue):
        return _from_typed(value, field)
    plain = value.strip().nullif("")
    if kind == "string":
        return plain
    if field.type in NUMBERS:
        return _number(plain, field.type, writing)
    if kind == "date":
        return days.day(plain, writing.date_order, writing.time_zone, writing.excel_epoch)
    if kind == "timestamp":
        return days.moment(plain, writing.date_order, writing.time_zone, writing.excel_epoch)
    return _flag(plain)


def typed_plainly(value: ir.StringValue, field: Field) -> ir.Value:
    """Return a text column as the field's type where it is in `SYSTEM_FORMS`, else missing.

    Where it gives a value, `typed` gives the same one at many times the cost: a column of which
    every text is in such a form needs only this.
    """
    plain = value.strip()
    kind = TYPES[field.type]
    pattern, wanted = SYSTEM_FORMS.get(kind, ("", ""))
    if not pattern:
        return typed(value, field)
    read = plain.re_search(pattern).ifelse(plain.try_cast(wanted), ibis.null(wanted))
    return read if wanted == kind else read.cast(kind)


def _number(plain: ir.StringValue, kind: str, writing: Writing) -> ir.Value:
    how = amounts.form(kind, decimal_mark=writing.decimal_mark, currency=writing.currency)
    return _as_kind(amounts.number(plain, how), kind)


def _as_kind(number: ir.Value, kind: str) -> ir.Value:
    """Return a number as the type of its field; where that is integer, only whole ones."""
    if kind != "integer":
        return number
    whole = number.try_cast("int64")
    return (whole.cast(number.type()) == number).ifelse(whole, ibis.null("int64"))


def _from_typed(value: ir.Value, field: Field) -> ir.Value:
    """Return a column that came typed (Parquet, database) as the field's type.

    A value of another kind (a number where a day is expected, true where an amount is) is read as
    the text that it is written as.
    """
    kind = TYPES[field.type]
    if kind == "string":
        return value.cast("string")
    if kind in ("date", "timestamp") and isinstance(value, ir.DateValue | ir.TimestampValue):
        return days.is_held(value).ifelse(value.cast(kind), ibis.null(kind))
    is_number = isinstance(value, ir.NumericValue) and not isinstance(value, ir.BooleanValue)
    if field.type in NUMBERS and is_number:
        return _from_number(value, field.type)
    if kind == "boolean" and is_number:
        return value.isin([0, 1]).ifelse(value == 1, ibis.null("boolean"))
    if value.type() == dt.boolean and kind == "boolean":
        return value
    return typed(value.cast("string"), field)


def _from_number(value: ir.Value, kind: str) -> ir.Value:
    """Return a column of numbers as the field's type; missing where it is too large to count."""
    below, own = amounts.limit(kind), value.type()
    if own.is_floating():
        value = (value.isnan() | value.isinf()).ifelse(ibis.null(own), value)
    narrow = own.is_decimal() and 10 ** ((own.precision or 38) - (own.scale or 0)) <= below
    if not narrow:
        value = ((value < below) & (value > -below)).ifelse(value, ibis.null(own))
    return _as_kind(value, kind).cast(TYPES[kind])


def _flag(text: ir.StringValue) -> ir.Value:
    low = text.translate(FULL_WIDTH, ASCII).lower()
    no = low.isin(_NO).ifelse(False, ibis.null("boolean"))
    return low.isin(_YES).ifelse(True, no)


def exact_literal(number: int | float | Decimal) -> ir.Value:
    """Return a literal of DECIMAL(38, 6)."""
    return ibis.literal(Decimal(repr(number) if isinstance(number, float) else number), type=WIDE)


def as_decimal(value: object) -> Decimal:
    """Return a number that the engine returned as a decimal, exactly; missing is 0."""
    return ZERO if value is None or value != value else Decimal(str(value))


def wide(value: ir.Value) -> ir.Value:
    """Return a computed number as DECIMAL(38, 6), also where Ibis believes that it is one."""
    return value.cast(_PRODUCT).cast(WIDE)


def add(left: ir.Value, right: ir.Value) -> ir.Value:
    """Return the exact sum of two DECIMAL(38, 6)."""
    return wide(left + right)


def subtract(left: ir.Value, right: ir.Value) -> ir.Value:
    """Return the exact difference of two DECIMAL(38, 6)."""
    return wide(left - right)


def multiply(left: ir.Value, right: ir.Value) -> ir.Value:
    """Return the product, rounded half away from zero to six decimals."""
    return wide(left * right)


def product(left: ir.Value, right: ir.Value, *, digits: int) -> ir.Value:
    """Return the product of two DECIMAL(38, 6), rounded once, half away from zero, to `digits`."""
    return (left * right).cast(_PRODUCT).cast(dt.Decimal(38, digits)).cast(WIDE)


def negate(value: ir.Value) -> ir.Value:
    """Return a DECIMAL(38, 6) with the other sign."""
    return wide(-value)


def divide(left: ir.Value, right: ir.Value) -> ir.Value:
    """Return the quotient to six decimals; missing where the divisor is zero.

    Engines divide decimals as floats. The remainder of that first quotient is exact in
    decimals, so dividing it once more leaves an error below the sixth decimal.
    """
    divisor = right.nullif(exact_literal(0))
    first = wide(left / divisor)
    rest = left.cast(_PRODUCT) - (first * divisor).cast(_PRODUCT)
    return (first.cast(_PRODUCT) + (rest / divisor).cast(_PRODUCT)).cast(WIDE)


def are_equal(left: ir.Value, right: ir.Value) -> ir.BooleanValue:
    """Return whether two values are the same; missing equals missing and nothing else."""
    return (left == right).fill_null(left.isnull() & right.isnull())
