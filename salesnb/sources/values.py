"""Text as people and systems write it, turned into typed values; and exact arithmetic with them.

All are engine expressions. Read are full-width digits, thousands separators, currency signs,
percent, accounting negatives, Excel serial dates, and ISO, Chinese and local dates. A text that
cannot be read becomes missing; the check looks at the text again to distinguish it from a blank.

Numbers are DECIMAL(38, 6). Every result is cast back to it, because what Ibis infers for the
product of two decimals is not what engines compute.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from salesnb.contracts.fields import Field
from salesnb.money import CURRENCY_SIGNS

DECIMAL = "decimal(38, 6)"
NARROW = "decimal(18, 6)"  # below 10^12: read and computed by engines some 50 to 200 times faster
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
    "int64": (r"^-?\d{1,18}$", "int64"),
    "date": (r"^\d{4}-\d{2}-\d{2}$", "date"),
    "timestamp": (r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?$", "timestamp"),
}
_FULL_WIDTH = "０１２３４５６７８９．，－＋（）％　／：−"
_ASCII = "0123456789.,-+()% /:-"
CURRENCIES = "(" + "|".join(map(re.escape, sorted(CURRENCY_SIGNS, key=len, reverse=True))) + ")"
_YES = ("1", "true", "t", "yes", "y", "是", "真", "对", "x")
_NO = ("0", "false", "f", "no", "n", "否", "假", "错")
_EXCEL_EPOCH = datetime.date(1899, 12, 30)
_EXCEL_DAYS = (20_000, 80_000)  # serial numbers that are taken for days: 1954 to 2119
_MOMENT = r"^\d{4}-\d{1,2}-\d{1,2}([ T]([01]?\d|2[0-3]):\d{1,2}(:\d{1,2}(\.\d+)?)?)?$"


def blank(text: ir.StringValue) -> ir.BooleanValue:
    """Return whether a text holds nothing."""
    return text.isnull() | (text.strip() == "")


def typed(
    value: ir.Value, field: Field, *, decimal_mark: str = ".", date_order: str = "ymd"
) -> ir.Value:
    """Return a column as the field's type; missing where it is blank or cannot be read."""
    kind = TYPES[field.type]
    if not isinstance(value, ir.StringValue):
        return _from_typed(value, field)
    plain = value.strip()
    plain = (plain != "").ifelse(plain, ibis.null("string"))
    if kind == "string":
        return plain
    if field.type in NUMBERS:
        number = _number(plain, decimal_mark)
        if field.type != "integer":
            return number
        whole = number.try_cast("int64")
        return (whole.cast(DECIMAL) == number).ifelse(whole, ibis.null("int64"))
    if kind == "date":
        return _day(plain, date_order)
    if kind == "timestamp":
        return _moment(plain)
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
    read = _cast_where(plain, pattern, wanted)
    return read if wanted == kind else read.cast(kind)


def _from_typed(value: ir.Value, field: Field) -> ir.Value:
    """Cast a column that came typed (Parquet, database) straight to the field's type."""
    kind = TYPES[field.type]
    if kind == "string":
        return value.cast("string")
    if value.type().is_floating() and kind == DECIMAL:
        return value.isnan().ifelse(ibis.null(DECIMAL), value.try_cast(DECIMAL))
    return value.try_cast(kind)


def _number(text: ir.StringValue, decimal_mark: str) -> ir.Value:
    """Return the exact decimal that a text writes; a plain one is cast without any replacing."""
    plain = text.translate(_FULL_WIDTH, _ASCII).re_replace(CURRENCIES, "").replace(" ", "")
    group = "," if decimal_mark == "." else "."
    grouped = plain.re_search(rf"^[-+(]*\d{{1,3}}([{group}]\d{{3}})+([{decimal_mark}]\d*)?[-)%]*$")
    plain = grouped.ifelse(plain.replace(group, ""), plain)
    if decimal_mark == ",":
        plain = plain.re_search(r"\.").ifelse(ibis.null("string"), plain.replace(",", "."))
    negative = plain.re_search(r"^\(.*\)$|-$")
    bare = plain.re_replace(r"[()%]", "").re_replace(r"-$", "")
    amount = ibis.coalesce(bare.try_cast(NARROW).cast(DECIMAL), bare.try_cast(DECIMAL))
    amount = negative.ifelse((-amount).cast(DECIMAL), amount)
    percent = plain.endswith("%")
    read = percent.ifelse((amount.cast("decimal(38, 10)") / 100).cast(DECIMAL), amount)
    if decimal_mark == ",":
        return read
    return ibis.coalesce(text.try_cast(NARROW).cast(DECIMAL), text.try_cast(DECIMAL), read)


def _day(text: ir.StringValue, date_order: str) -> ir.Value:
    """Return the day that a text writes: ISO, Chinese, as an Excel serial, or in `date_order`."""
    plain = text.translate(_FULL_WIDTH, _ASCII).strip()
    straight = _cast_where(text, r"^\d{4}-\d{2}-\d{2}$", "date")
    choices = [straight, _iso_day(plain), _excel_day(plain)]
    if date_order != "ymd":
        choices.append(_local_day(plain, date_order))
    return ibis.coalesce(*choices)


def _iso_day(plain: ir.StringValue) -> ir.Value:
    iso = plain.re_replace(
        r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?([ T].*)?$", r"\1-\2-\3"
    ).re_replace(r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3")
    return _cast_where(iso, r"^\d{4}-\d{1,2}-\d{1,2}$", "date")


def _excel_day(plain: ir.StringValue) -> ir.Value:
    n_days = _cast_where(plain, r"^\d{5}(\.\d+)?$", "float64").floor().cast("int64")
    day = ibis.literal(_EXCEL_EPOCH).cast("timestamp") + n_days.as_interval("D")
    in_range = (n_days >= _EXCEL_DAYS[0]) & (n_days <= _EXCEL_DAYS[1])
    return in_range.ifelse(day.cast("date"), ibis.null("date"))


def _local_day(plain: ir.StringValue, date_order: str) -> ir.Value:
    parts = r"\3-\2-\1" if date_order == "dmy" else r"\3-\1-\2"
    iso = plain.re_replace(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})([ T].*)?$", parts)
    is_local = plain.re_search(r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
    return is_local.ifelse(iso.try_cast("date"), ibis.null("date"))


def _cast_where(text: ir.StringValue, pattern: str, kind: str) -> ir.Value:
    """Return the text as `kind` where it matches the pattern, else missing."""
    return text.re_search(pattern).ifelse(text.try_cast(kind), ibis.null(kind))


def _moment(text: ir.StringValue) -> ir.Value:
    """Return a day and time as written; a time zone's offset behind it is left off."""
    plain = text.translate(_FULL_WIDTH, _ASCII).strip()
    iso = plain.re_replace(r"^(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?", r"\1-\2-\3")
    local = iso.re_replace(r"(:\d{2}(\.\d+)?) ?(Z|[+-]\d{2}:?\d{2})$", r"\1")
    return _cast_where(local, _MOMENT, "timestamp")


def _flag(text: ir.StringValue) -> ir.Value:
    low = text.translate(_FULL_WIDTH, _ASCII).lower()
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
