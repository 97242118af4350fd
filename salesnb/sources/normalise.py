"""Text as people and systems write it, turned into typed values, in engine expressions.

Full-width digits, thousands separators, currency signs, percent, accounting negatives, Excel
serial dates, ISO, Chinese and local dates. A text that cannot be read becomes missing; the check
tells it from a blank by looking at the text again.
"""

from __future__ import annotations

import datetime as dt

import ibis
import ibis.expr.types as ir

from salesnb.contracts.fields import Field

DECIMAL = "decimal(38, 6)"
NARROW = "decimal(18, 6)"  # below 10^12: read and computed by engines some 50 to 200 times faster
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
_WIDE = "０１２３４５６７８９．，－＋（）％　／：−"
_PLAIN = "0123456789.,-+()% /:-"
_SIGNS = r"(CNY|RMB|USD|EUR|GBP|JPY|[¥￥$€£元])"
_YES = ("1", "true", "t", "yes", "y", "是", "真", "对", "x")
_NO = ("0", "false", "f", "no", "n", "否", "假", "错")
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_MOMENT = r"^\d{4}-\d{1,2}-\d{1,2}([ T]([01]?\d|2[0-3]):\d{1,2}(:\d{1,2}(\.\d+)?)?)?$"
SYSTEM_FORMS = {  # type -> how systems write it, and the type that reads it
    DECIMAL: (r"^[-+]?\d{1,11}(\.\d*)?$", NARROW),
    "int64": (r"^-?\d{1,18}$", "int64"),
    "date": (r"^\d{4}-\d{2}-\d{2}$", "date"),
    "timestamp": (r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?$", "timestamp"),
}
_SERIALS = (20_000, 80_000)  # 1954 to 2119


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


def quickly(value: ir.StringValue, field: Field) -> ir.Value:
    """Return a text column as its type where it is written as systems write it, else missing.

    Reads what `typed` reads and nothing else, at a small part of the cost: where no text of a
    column is left over, this is all that is needed.
    """
    plain = value.strip()
    kind = TYPES[field.type]
    pattern, wanted = SYSTEM_FORMS.get(kind, ("", ""))
    if not pattern:
        return typed(value, field)
    read = plain.re_search(pattern).ifelse(plain.try_cast(wanted), ibis.null(wanted))
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
    """Return the exact decimal that a text writes, straight where it is plain already."""
    plain = text.translate(_WIDE, _PLAIN).re_replace(_SIGNS, "").replace(" ", "")
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
    plain = text.translate(_WIDE, _PLAIN).strip()
    iso = plain.re_replace(
        r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?([ T].*)?$", r"\1-\2-\3"
    ).re_replace(r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3")
    read = iso.re_search(r"^\d{4}-\d{1,2}-\d{1,2}$").ifelse(iso.try_cast("date"), ibis.null("date"))
    serial = plain.re_search(r"^\d{5}(\.\d+)?$").ifelse(
        plain.try_cast("float64"), ibis.null("float64")
    )
    n_days = serial.floor().cast("int64")
    excel = ibis.literal(_EXCEL_EPOCH).cast("timestamp") + n_days.as_interval("D")
    in_range = (n_days >= _SERIALS[0]) & (n_days <= _SERIALS[1])
    straight = text.re_search(r"^\d{4}-\d{2}-\d{2}$").ifelse(
        text.try_cast("date"), ibis.null("date")
    )
    choices = [straight, read, in_range.ifelse(excel.cast("date"), ibis.null("date"))]
    if date_order != "ymd":
        parts = r"\3-\2-\1" if date_order == "dmy" else r"\3-\1-\2"
        local = plain.re_replace(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})([ T].*)?$", parts)
        looks_local = plain.re_search(r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
        choices.append(looks_local.ifelse(local.try_cast("date"), ibis.null("date")))
    return ibis.coalesce(*choices)


def _moment(text: ir.StringValue) -> ir.Value:
    """Return a day and time as written: an offset behind the time is left off, its digits stand."""
    plain = text.translate(_WIDE, _PLAIN).strip()
    iso = plain.re_replace(r"^(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?", r"\1-\2-\3")
    local = iso.re_replace(r"(:\d{2}(\.\d+)?) ?(Z|[+-]\d{2}:?\d{2})$", r"\1")
    return local.re_search(_MOMENT).ifelse(local.try_cast("timestamp"), ibis.null("timestamp"))


def _flag(text: ir.StringValue) -> ir.Value:
    low = text.translate(_WIDE, _PLAIN).lower()
    no = low.isin(_NO).ifelse(False, ibis.null("boolean"))
    return low.isin(_YES).ifelse(True, no)
