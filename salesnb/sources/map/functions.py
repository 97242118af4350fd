"""The functions that expressions of mappings may call; no other can be called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from salesnb.i18n import N_, t
from salesnb.sources.map.days import (
    following,
    interval,
    month_end,
    month_start,
    part_of_day,
    read_day,
)
from salesnb.sources.map.kinds import as_text, is_day, is_number, number_from
from salesnb.sources.map.reading import Reading, as_number, common_cast
from salesnb.sources.map.scope import ORDER, Faulty
from salesnb.sources.map.unread import NUMBER
from salesnb.sources.values import Writing, wide

MANY = 40


@dataclass(frozen=True)
class Function:
    """One function: how to build it, how many arguments it takes, how to write it, what it gives.

    `literals` is the number (from 1) of the first argument that must be a plain value; 0
    means that there is none. One `of_a_group` is worked out over the rows of a group.
    """

    build: Callable[..., ir.Value]
    least: int
    most: int
    usage: str
    gives: str
    literals: int = 0
    of_a_group: bool = False


def _coalesce(reading: Reading, *values: ir.Value) -> ir.Value:
    """Take the first value that is not missing; text that cannot be converted is not missing."""
    cast = common_cast(*values)
    found: ir.Value | None = None
    for i, value in reversed(list(enumerate(values))):
        is_reached = ibis.and_(*(one.isnull() for one in values[:i]), ibis.literal(True))
        with reading.only_where(is_reached):
            read = cast(value, reading)
        found = read if found is None else ibis.ifelse(value.notnull(), read, found)
    return found


def _concat(reading: Reading, *values: ir.Value) -> ir.Value:
    """Join texts; a missing one counts as empty, all missing give a missing text."""
    texts = [as_text(value) for value in values]
    joined = texts[0].fill_null("")
    for text in texts[1:]:
        joined = joined + text.fill_null("")
    return joined.nullif("")


def _number(reading: Reading, value: ir.Value, decimal: str = "") -> ir.Value:
    """Read a number whose decimal sign is `decimal`; the other sign groups thousands.

    Number cells of a sheet have no decimal sign to state, and are read as they are.
    """
    if decimal not in ("", ".", ","):
        raise Faulty(t("the decimal sign is '.' or ',', not {found!r}", found=decimal))
    if is_number(value) or not decimal or reading.are_numbers:
        return as_number(value, reading)
    text = as_text(value)
    way = Writing(decimal, currency=reading.currency)
    return reading.note(text, number_from(text, way), NUMBER)


def _round(reading: Reading, value: ir.Value, digits: object = 0) -> ir.Value:
    if not isinstance(digits, int) or not 0 <= digits <= 6:
        raise Faulty(t("round keeps 0 to 6 decimals, not {found!r}", found=digits))
    return wide(as_number(value, reading).round(digits))


def _abs(reading: Reading, value: ir.Value) -> ir.Value:
    return wide(as_number(value, reading).abs())


def _row_number(reading: Reading, *by: ir.Value) -> ir.Value:
    """Number the rows from 1 in the order of the file, those that agree in `by` for themselves."""
    order = in_file_order(reading)
    return ibis.row_number().over(ibis.window(group_by=list(by), order_by=order)) + 1


def in_file_order(reading: Reading) -> ir.Value:
    """Return the number of a row in its file; raise `Faulty` where rows have no order."""
    if ORDER not in reading.scope.table.columns:
        raise Faulty(t("the rows of a server, or of a grouped table, have no order to number"))
    return reading.scope.table[ORDER]


def _total(method: str) -> Callable[..., ir.Value]:
    """Return a builder of the total of a group's rows; of no number at all it is missing."""

    def build(reading: Reading, value: ir.Value) -> ir.Value:
        if method == "sum":
            return wide(as_number(value, reading).sum())
        if not is_number(value) and not is_day(value):
            written = t("write {method}(number(x)) or {method}(day(x))", method=method)
            raise Faulty(t("{method} of a text; {written}", method=method, written=written))
        return getattr(value, method)()

    return build


def _count(reading: Reading, *value: ir.Value) -> ir.Value:
    return value[0].count() if value else reading.scope.table.count()


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
    "abs": Function(_abs, 1, 1, "abs(x)", N_("the amount without its sign")),
    "coalesce": Function(
        _coalesce, 1, MANY, "coalesce(x, y, ...)", N_("the first value that is not blank")
    ),
    "col": Function(
        _column,
        1,
        1,
        'col("Unit Price")',
        N_("a column whose name is more than a word"),
        literals=1,
    ),
    "concat": Function(
        _concat,
        1,
        MANY,
        "concat(x, ' ', y, ...)",
        N_("texts behind one another; blanks are left out"),
    ),
    "contains": Function(
        _texted("contains"),
        2,
        2,
        "contains(x, 'text')",
        N_("whether the text stands in x"),
        literals=2,
    ),
    "count": Function(
        _count,
        0,
        1,
        "count() or count(x)",
        N_("with group_by: rows, or those in which x is filled"),
        of_a_group=True,
    ),
    "day": Function(
        read_day,
        1,
        2,
        "day(x) or day(x, '%d.%m.%Y')",
        N_("the day, also of a day and time; how it is written"),
        literals=2,
    ),
    "days": Function(
        interval("days"),
        1,
        1,
        "days(30)",
        N_("a number of days to move a day by: day(x) + days(30)"),
        literals=1,
    ),
    "following": Function(
        following,
        2,
        MANY,
        "following(day, key, ...)",
        N_("the next later day of rows with that key"),
    ),
    "is_blank": Function(_is_blank, 1, 1, "is_blank(x)", N_("whether nothing stands in x")),
    "left": Function(_texted("left"), 2, 2, "left(x, 3)", N_("the first characters"), literals=2),
    "lower": Function(_texted("lower"), 1, 1, "lower(x)", N_("in small letters")),
    "max": Function(
        _total("max"), 1, 1, "max(x)", N_("with group_by: the largest, the last"), of_a_group=True
    ),
    "min": Function(
        _total("min"), 1, 1, "min(x)", N_("with group_by: the smallest, the first"), of_a_group=True
    ),
    "month": Function(part_of_day("month"), 1, 1, "month(x)", N_("the month, 1 to 12")),
    "month_end": Function(month_end, 1, 1, "month_end(x)", N_("the last day of the month")),
    "month_start": Function(month_start, 1, 1, "month_start(x)", N_("the first day of the month")),
    "months": Function(
        interval("months"),
        1,
        1,
        "months(3)",
        N_("a number of months to move a day by: day(x) - months(1)"),
        literals=1,
    ),
    "number": Function(
        _number, 1, 2, "number(x) or number(x, ',')", N_("the number; its decimal sign"), literals=2
    ),
    "replace": Function(
        _texted("replace"),
        3,
        3,
        "replace(x, 'old', 'new')",
        N_("x with one text for another"),
        literals=2,
    ),
    "right": Function(_texted("right"), 2, 2, "right(x, 3)", N_("the last characters"), literals=2),
    "round": Function(
        _round, 1, 2, "round(x, 2)", N_("rounded to decimals, half away from zero"), literals=2
    ),
    "row_number": Function(
        _row_number,
        0,
        MANY,
        "row_number() or row_number(key, ...)",
        N_("1, 2, 3 in the order of the file, for each key anew"),
    ),
    "split": Function(
        _split, 3, 3, "split(x, ';', 1)", N_("a part of x, counted from 1"), literals=2
    ),
    "starts_with": Function(
        _texted("startswith"),
        2,
        2,
        "starts_with(x, 'text')",
        N_("whether x begins with the text"),
        literals=2,
    ),
    "sum": Function(
        _total("sum"), 1, 1, "sum(x)", N_("with group_by: the sum, exact"), of_a_group=True
    ),
    "text": Function(
        lambda reading, value: as_text(value), 1, 1, "text(x)", N_("a number or day as text")
    ),
    "title": Function(
        _texted("capitalize"), 1, 1, "title(x)", N_("the first letter large, the others small")
    ),
    "trim": Function(_texted("strip"), 1, 1, "trim(x)", N_("without blanks before and behind it")),
    "upper": Function(_texted("upper"), 1, 1, "upper(x)", N_("in capital letters")),
    "year": Function(part_of_day("year"), 1, 1, "year(x)", N_("the year, such as 2026")),
}
