"""What a picture says of itself: its title, and which rows of its result it does not draw."""

from __future__ import annotations

from textwrap import fill
from typing import TypedDict, Unpack

from salesnb.contracts.results import Result, Row
from salesnb.i18n import formats, language, t, translate

_WIDE = 96  # letters of a line below a title
_NAMED = 3  # rows that are named, of those that are not drawn


class Words(TypedDict, total=False):
    """What a picture says of itself, msgids: without them its result and columns say it."""

    title: str
    values: str  # what stands at the axis of values
    marks: str  # in the legend: what a dot is
    shaded: str  # in the legend: what a shaded range is


def named(result: Result, **words: Unpack[Words]) -> str:
    """Return a picture's title in the language in use: a msgid, else the result's own."""
    title = words.get("title", "")
    return translate(title, language()) if title else result.title


def with_omissions(title: str, drawn: Result, of: Result | None, columns: list[str]) -> str:
    """Return a picture's title; below it, which rows of the result `of` are not drawn.

    They are those without a value in one of the columns, and those behind the first of a list.
    """
    if of is None or len(drawn.frame) == len(of.frame):
        return title
    known = of.known(" ".join(columns))
    notes = []
    if len(drawn.frame) < len(known.frame):
        notes.append(_cut(known, columns[0]))
    if len(known.frame) < len(of.frame):
        notes.append(t("no value: {names}", names=_listed(of, columns)))
    mark = "；" if language() == "zh" else "; "
    return f"{title}\n{fill(mark.join(notes), _WIDE)}"


def _cut(known: Result, value: str) -> str:
    """Return what the first rows of a list are: the largest, the smallest, or by which column."""
    order = _order(known, value)
    if not order:
        return t("only the first rows are drawn")
    column = order.strip("-|")
    heading = known.heading(column, with_unit=False)
    if not order.startswith("-"):
        is_number = known.field(column).type in formats.FOR_TYPE
        if is_number:
            return t("only the smallest by {column} are drawn", column=heading)
        return t("only the first by {column} are drawn", column=heading)
    if "|" in order:
        return t("only the largest by {column}, whatever their sign, are drawn", column=heading)
    return t("only the largest by {column} are drawn", column=heading)


def _order(known: Result, value: str) -> str:
    """Return the column by which rows stand, as declared or by a value; '' where by neither."""
    declared = known.contract.ordered_by or known.contract.keys
    orders = {" ".join(known.contract.ordered_by): declared[0]}
    orders |= {order: order for order in (f"-{value}", f"-|{value}|", value)}
    keys = known.contract.keys
    for order, first in orders.items():
        if known.by(order).frame[keys].equals(known.frame[keys]):
            return first
    return ""


def _listed(of: Result, columns: list[str]) -> str:
    """Return the names of the first rows without a value in one of the columns."""
    unknown = [row for row in of if not all(row.is_known(one) for one in columns)]
    names = list(dict.fromkeys(_called(row) for row in unknown))
    mark = "、" if language() == "zh" else ", "
    listed = mark.join(names[:_NAMED])
    return t("{names} and others", names=listed) if len(names) > _NAMED else listed


def _called(row: Row) -> str:
    """Return what a row is called: the words of those of its keys that differ within its result."""
    chosen = {column for column, _ in row.result.chosen}
    keys = [key for key in row.result.contract.keys if key not in chosen]
    varying = [key for key in keys if row.result.frame[key].nunique() > 1]
    return " / ".join(str(row.words(key)) for key in varying or keys)
