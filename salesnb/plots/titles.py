"""What a picture says of itself: title, axis of values, and which rows it does not draw."""

from __future__ import annotations

from textwrap import fill
from typing import TypedDict, Unpack

from salesnb.contracts.results import Result, Row
from salesnb.errors import UsageError
from salesnb.i18n import did_you_mean, formats, language, listed, t, translate

_WIDE = 96  # letters of a line below a title
_OF_ALL = ("title", "values")  # the words that every picture takes
_NAMED = 3  # rows that are named, of those that are not drawn


class Words(TypedDict, total=False):
    """What a picture says of itself, msgids: without them its result and columns say it."""

    title: str
    values: str  # what stands at the axis of values
    marks: str  # of `steps`, in the legend: what a dot is
    shaded: str  # of `series`, in the legend: what a shaded range is


def named(result: Result, **words: Unpack[Words]) -> str:
    """Return a picture's title in the language in use: a msgid, else the result's own.

    Raises `UsageError` for a keyword that the picture does not take, with the nearest one; a kind
    takes out of `words` what it alone knows.
    """
    for name in sorted(words.keys() - set(_OF_ALL)):
        taken = t("besides its own parameters it takes {names}", names=", ".join(_OF_ALL))
        fix = did_you_mean(name, _OF_ALL, taken)
        raise UsageError(t("this picture takes no {name!r}", name=name), fix=fix)
    title = words.get("title", "")
    return translate(title, language()) if title else result.title


def axis_of(heading: str, unit: str, **words: Unpack[Words]) -> str:
    """Return what stands at the axis of values: what it is told, else a heading; and the unit."""
    values = words.get("values", "")
    label = translate(values, language()) if values else heading
    return f"{label} ({unit})" if label and unit else label or unit


def why_empty(of: Result | None) -> str:
    """Return why nothing of a result is drawn: values are missing; '' where it has no row."""
    return t("no row has a value") if of is not None and not of.is_empty else ""


def with_omissions(
    title: str, drawn: Result, of: Result | None, columns: list[str], *, since: str = ""
) -> str:
    """Return a picture's title; below it, which rows of the result `of` are not drawn.

    They are those without a value in one of the columns, and those behind the first of a list. Of
    a picture over months `since` is the first one drawn, where others are before it.
    """
    notes = (
        [t("only the months from {month} on are drawn", month=formats.month(since))]
        if since
        else []
    )
    if of is not None and len(drawn.frame) < len(of.frame):
        notes += _omitted(drawn, of, columns)
    mark = "；" if language() == "zh" else "; "
    return f"{title}\n{fill(mark.join(notes), _WIDE)}" if notes else title


def _omitted(drawn: Result, of: Result, columns: list[str]) -> list[str]:
    """Return how a list is cut, and which of its rows have no value."""
    known = of.known(" ".join(columns))
    notes = []
    if len(drawn.frame) < len(known.frame):
        notes.append(_cut(known, columns[0]))
    if len(known.frame) < len(of.frame):
        notes.append(t("no value: {names}", names=_names_without(of, columns)))
    return notes


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


def _names_without(of: Result, columns: list[str]) -> str:
    """Return the names of the first rows without a value in one of the columns."""
    unknown = [row for row in of if not all(row.is_known(one) for one in columns)]
    names = list(dict.fromkeys(called(row) for row in unknown))
    first = listed(names[:_NAMED])
    return t("{names} and others", names=first) if len(names) > _NAMED else first


def called(row: Row) -> str:
    """Return what a row is called: the words of those of its keys that differ within its result."""
    chosen = {column for column, _ in row.result.chosen}
    keys = [key for key in row.result.contract.keys if key not in chosen]
    varying = [key for key in keys if row.result.frame[key].nunique() > 1]
    return " / ".join(str(row.words(key)) for key in varying or keys)
