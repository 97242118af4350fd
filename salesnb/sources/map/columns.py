"""The columns of a part: each an expression, converted as declared, its codes replaced."""

from __future__ import annotations

from dataclasses import replace

import ibis
import ibis.expr.types as ir

from salesnb.contracts.fields import Field, Table
from salesnb.i18n import N_, t
from salesnb.sources.map.bases import KEPT
from salesnb.sources.map.declared import Column, Part
from salesnb.sources.map.expressions import translate
from salesnb.sources.map.faults import Faults
from salesnb.sources.map.functions import FUNCTIONS
from salesnb.sources.map.kinds import as_text
from salesnb.sources.map.reading import Reading
from salesnb.sources.map.scope import Faulty, Scope, Translation, is_hidden
from salesnb.sources.map.unread import is_unread
from salesnb.sources.values import NUMBERS

Columns = dict[str, Translation]  # by canonical name
_DAYS = {"date", "month", "datetime"}
_NUMBER_FOR_A_DAY = N_(
    "{column} is a day and this is a number; a day is moved by days(n) or months(n), "
    "such as day(x) + days(30)"
)
_DAY_FOR_A_NUMBER = N_(
    "{column} is a number and this is a day; write year(x), month(x), or day(x) - day(y)"
)


def columns_of(
    part: Part, scope: Scope, faults: Faults, path: str, contract: Table | None
) -> Columns:
    """Return what each column is; without declared columns, all as they are.

    A column of another kind than the contract's is recorded as a fault.
    """
    if not part.columns:
        names = [name for name in scope.table.columns if not is_hidden(name) and name != KEPT]
        return {name: translate(name, scope) for name in names}
    fields = {one.name: one for one in contract.fields} if contract else {}
    columns: Columns = {}
    for name, column in part.columns.items():
        with faults.at(f"{path}.columns.{name}", column.is_):
            found = _column(column, scope, is_grouped=bool(part.group_by))
            if name in fields:
                _require_kind(found, fields[name])
            columns[name] = found
    return columns


def _require_kind(found: Translation, field: Field) -> None:
    """Raise `Faulty` where a number is worked out for a day, or a day for a number."""
    if found.kind == "number" and field.type in _DAYS:
        raise Faulty(t(_NUMBER_FOR_A_DAY, column=field.name))
    if found.kind == "day" and field.type in NUMBERS:
        raise Faulty(t(_DAY_FOR_A_NUMBER, column=field.name))


def _column(column: Column, scope: Scope, *, is_grouped: bool) -> Translation:
    """Return one column: its expression, then converted as declared, then its codes replaced."""
    if column.constant is not None:
        return Translation(ibis.literal(str(column.constant)), (), plain=True)
    value = translate(column.is_, scope, is_grouped=is_grouped)
    for function, written in (("day", column.date), ("number", column.number)):
        if written:
            value = _converted(value, function, written, scope)
    if column.values:
        text = as_text(value.value)
        value = replace(value, value=text.cases(*column.values.items(), else_=text))
    return value


def _converted(value: Translation, function: str, written: str, scope: Scope) -> Translation:
    """Return a value read as a day or number that is written in that way."""
    reading = Reading(scope)
    text = value.value
    if value.unread and isinstance(text, ir.StringValue):
        reading.wanted |= value.unread
        reading.missed.append(ibis.ifelse(is_unread(text), text, ibis.null("string")))
    converted = FUNCTIONS[function].build(reading, text, written)
    done = reading.finished(converted)
    return replace(value, value=done.value, plain=True, kind=done.kind, unread=done.unread)
