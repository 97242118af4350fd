"""The functions that expressions of mappings may call; no other can be called."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from salesnb.i18n import t
from salesnb.sources.map.scope import (
    Faulty,
    Reading,
    as_day,
    as_number,
    as_text,
    day_from,
    is_day,
    is_number,
    number_from,
)
from salesnb.sources.values import wide

MANY = 40
_DIRECTIVES = {"%Y": r"(\d{4})", "%y": r"(\d{2})", "%m": r"(\d{1,2})", "%d": r"(\d{1,2})"}
_CENTURY = 70  # two digits below it are 20xx


@dataclass(frozen=True)
class Function:
    """One function: how to build it, how many arguments it takes, how to write it.

    `literals` is the number (from 1) of the first argument that must be a plain value; 0
    means that there is none.
    """

    build: Callable[..., ir.Value]
    least: int
    most: int
    usage: str
    literals: int = 0


def _coalesce(reading: Reading, *values: ir.Value) -> ir.Value:
    """Take the first value that is not missing; text that cannot be converted is not missing."""
    cast = next(
        (how for kind, how in ((is_number, as_number), (is_day, as_day)) if any(map(kind, values))),
        lambda value, _: as_text(value),
    )
    found = cast(values[-1], reading)
    for value in reversed(values[:-1]):
        found = ibis.ifelse(value.notnull(), cast(value, reading), found)
    return found


def _concat(reading: Reading, *values: ir.Value) -> ir.Value:
    """Join texts; a missing one counts as empty, all missing give a missing text."""
    texts = [as_text(value) for value in values]
    joined = texts[0].fill_null("")
    for text in texts[1:]:
        joined = joined + text.fill_null("")
    return joined.nullif("")


def _number(reading: Reading, value: ir.Value, decimal: str = "") -> ir.Value:
    """Read a number whose decimal sign is `decimal`; the other sign groups thousands."""
    if decimal not in ("", ".", ","):
        raise Faulty(t("the decimal sign is '.' or ',', not {found!r}", found=decimal))
    if is_number(value) or not decimal:
        return as_number(value, reading)
    text = as_text(value)
    return reading.note(text, number_from(text, decimal))


def _day(reading: Reading, value: ir.Value, written: str = "") -> ir.Value:
    """Read a day: ISO, or as `written` with %Y %y %m %d; a time of day is left off."""
    if not written:
        return as_day(value, reading)
    if is_day(value):
        return as_day(value, reading)
    text = as_text(value)
    return reading.note(text, day_from(_iso(text, written), "ymd"))


def _iso(text: ir.StringValue, written: str) -> ir.StringValue:
    """Return `text`, written as the format says, as ISO text; missing where it does not fit."""
    directives = re.findall(r"%.", written)
    kinds = sorted(one.lower() for one in directives)
    if kinds != ["%d", "%m", "%y"]:
        raise Faulty(t("the date format {found!r}: write %d, %m and %Y once each", found=written))
    pattern = r"^\s*" + "".join(
        _DIRECTIVES.get(part) or re.escape(part) for part in re.split(r"(%.)", written) if part
    )
    pattern += r"(?:[ T].*)?$"
    part = {one: text.re_extract(pattern, i) for i, one in enumerate(directives, start=1)}
    year = part["%Y"] if "%Y" in part else _full_year(part["%y"])
    iso = year + "-" + part["%m"].lpad(2, "0") + "-" + part["%d"].lpad(2, "0")
    return ibis.ifelse(text.re_search(pattern), iso, ibis.null("string"))


def _full_year(two: ir.StringValue) -> ir.StringValue:
    recent = two.try_cast("int64") < _CENTURY
    return ibis.ifelse(recent, ibis.literal("20"), ibis.literal("19")) + two


def _round(reading: Reading, value: ir.Value, digits: object = 0) -> ir.Value:
    if not isinstance(digits, int) or not 0 <= digits <= 6:
        raise Faulty(t("round keeps 0 to 6 decimals, not {found!r}", found=digits))
    return wide(as_number(value, reading).round(digits))


def _abs(reading: Reading, value: ir.Value) -> ir.Value:
    return wide(as_number(value, reading).abs())


def _interval(unit: str) -> Callable[..., ir.Value]:
    def build(reading: Reading, n: object) -> ir.Value:
        if not isinstance(n, int) or isinstance(n, bool):
            raise Faulty(t("{unit}(n): n is a whole number, not {found!r}", unit=unit, found=n))
        return ibis.interval(n, unit={"days": "D", "months": "M"}[unit])

    return build


def _part(unit: str) -> Callable[..., ir.Value]:
    def build(reading: Reading, value: ir.Value) -> ir.Value:
        return getattr(as_day(value, reading), unit)().cast("int64")

    return build


def _month_start(reading: Reading, value: ir.Value) -> ir.Value:
    return as_day(value, reading).truncate("M").cast("timestamp").cast("date")


def _month_end(reading: Reading, value: ir.Value) -> ir.Value:
    first = as_day(value, reading).truncate("M").cast("timestamp")
    return (first + ibis.interval(months=1) - ibis.interval(days=1)).cast("date")


def _following(reading: Reading, value: ir.Value, *by: ir.Value) -> ir.Value:
    """The next later day among the rows that agree in `by`; missing on the last one."""
    day = as_day(value, reading)
    return day.lead().over(ibis.window(group_by=list(by), order_by=day))


def _is_blank(reading: Reading, value: ir.Value) -> ir.Value:
    return value.strip().nullif("").isnull() if _is_text(value) else value.isnull()


def _is_text(value: ir.Value) -> bool:
    return isinstance(value, ir.StringValue)


def _texted(method: str) -> Callable[..., ir.Value]:
    """Return a builder for a method of text; its further arguments are plain values."""

    def build(reading: Reading, value: ir.Value, *plain: object) -> ir.Value:
        return getattr(as_text(value), method)(*plain)

    return build


def _split(reading: Reading, value: ir.Value, by: object, number: object) -> ir.Value:
    if not isinstance(by, str) or not by or not isinstance(number, int) or number < 1:
        raise Faulty(t("split(x, ';', 1) counts the parts from 1"))
    return as_text(value).split(by)[number - 1]


def _column(reading: Reading, name: object) -> ir.Value:
    return reading.column(str(name))


FUNCTIONS: dict[str, Function] = {
    "abs": Function(_abs, 1, 1, "abs(x)"),
    "coalesce": Function(_coalesce, 1, MANY, "coalesce(x, y, ...)"),
    "col": Function(_column, 1, 1, 'col("Unit Price")', literals=1),
    "concat": Function(_concat, 1, MANY, "concat(x, ' ', y, ...)"),
    "contains": Function(_texted("contains"), 2, 2, "contains(x, 'text')", literals=2),
    "day": Function(_day, 1, 2, "day(x) or day(x, '%d.%m.%Y')", literals=2),
    "days": Function(_interval("days"), 1, 1, "days(30)", literals=1),
    "following": Function(_following, 2, MANY, "following(date, key, ...)"),
    "is_blank": Function(_is_blank, 1, 1, "is_blank(x)"),
    "left": Function(_texted("left"), 2, 2, "left(x, 3)", literals=2),
    "lower": Function(_texted("lower"), 1, 1, "lower(x)"),
    "month": Function(_part("month"), 1, 1, "month(x)"),
    "month_end": Function(_month_end, 1, 1, "month_end(x)"),
    "month_start": Function(_month_start, 1, 1, "month_start(x)"),
    "months": Function(_interval("months"), 1, 1, "months(3)", literals=1),
    "number": Function(_number, 1, 2, "number(x) or number(x, ',')", literals=2),
    "replace": Function(_texted("replace"), 3, 3, "replace(x, 'old', 'new')", literals=2),
    "right": Function(_texted("right"), 2, 2, "right(x, 3)", literals=2),
    "round": Function(_round, 1, 2, "round(x, 2)", literals=2),
    "split": Function(_split, 3, 3, "split(x, ';', 1)", literals=2),
    "starts_with": Function(_texted("startswith"), 2, 2, "starts_with(x, 'text')", literals=2),
    "text": Function(lambda reading, value: as_text(value), 1, 1, "text(x)"),
    "title": Function(_texted("capitalize"), 1, 1, "title(x)"),
    "trim": Function(_texted("strip"), 1, 1, "trim(x)"),
    "upper": Function(_texted("upper"), 1, 1, "upper(x)"),
    "year": Function(_part("year"), 1, 1, "year(x)"),
}
