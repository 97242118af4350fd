"""What a mapping could not work out for a row, carried as text through every step to the check.

A mapping is an engine expression over all rows and cannot stop at a faulty one. Where a text is no
number, or a row that needs a partner has none, the value becomes such a text: it says what was
wanted, of which column of which row, and what stood there. Whatever is made of it (a sum, a
condition, a prepared table, a join) stays that text, and the check reports it where it came from.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

NUMBER, DAY, PARTNER, SEVERAL = "number", "day", "partner", "several"  # what was wanted
WHERE = "where"
_MARK = "\x1e"  # no text of an export begins with it


@dataclass(frozen=True)
class Unread:
    """A value that could not be worked out.

    `column` is the raw column, '' where it is none or several; `row` names the source row
    (`exports.source_row`), '' in the first pass; `about` is the table of a missing partner, or
    `WHERE` where a filter could not be worked out.
    """

    wanted: str
    column: str
    row: str
    about: str
    value: str


def unread(
    wanted: str,
    text: ir.StringValue,
    *,
    column: str = "",
    row: ir.StringValue | None = None,
    about: str = "",
) -> ir.StringValue:
    """Return the text that stands for a value that could not be worked out from `text`."""
    head = ibis.literal(f"{_MARK}{wanted}{_MARK}{column}{_MARK}{about}{_MARK}")
    source = ibis.literal("") if row is None else row.fill_null("")
    return head + source + _MARK + text


def is_unread(value: ir.StringValue, wanted: str = "") -> ir.BooleanValue:
    """Return whether a text stands for a value that could not be worked out."""
    start = f"{_MARK}{wanted}{_MARK}" if wanted else _MARK
    return value.startswith(start).fill_null(False)


def parse_unread(text: str | None) -> Unread | None:
    """Return what `unread` wrote, None for any other text."""
    parts = (text or "").split(_MARK, 5)
    if len(parts) < 6 or parts[0]:
        return None
    wanted, column, about, row, value = parts[1:]
    return Unread(wanted, column, row, about, value)
