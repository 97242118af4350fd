"""The columns of a table's contract, typed from text as received, with a flag on what is unread."""

from __future__ import annotations

from collections.abc import Set

import ibis
import ibis.expr.types as ir

from salesnb.contracts.fields import Field, Table
from salesnb.sources.days import is_open_end
from salesnb.sources.exports import is_source_row
from salesnb.sources.map.bases import KEPT
from salesnb.sources.map.scope import FILE, way_of_writing
from salesnb.sources.map.tables import MappedTable
from salesnb.sources.map.unread import DAY, NUMBER, is_unread
from salesnb.sources.values import (
    NUMBERS,
    SYSTEM_FORMS,
    TYPES,
    Writing,
    blank,
    is_bare,
    typed,
    typed_plainly,
)


def working_table(
    mapped: MappedTable, contract: Table, *, keep_raw: bool, plainly: Set[str] = frozenset()
) -> ir.Table:
    """Return the contract's columns typed, beside each that can fail a flag `<name>__bad`.

    The flag marks values that are there and cannot be read. What a mapping could not work out for
    another reason has a flag of its own, `<name>__no_<wanted>`. Columns that did not come in are
    typed NULL. With `keep_raw` each column is there once more as received, `<name>__raw`.
    """
    table = mapped.table
    columns: dict[str, ir.Value] = {}
    for one in contract.fields:
        name = one.name
        if name not in table.columns:
            columns[name] = ibis.null(TYPES[one.type])
            continue
        raw = table[name]
        is_plain = name in plainly
        value = typed_plainly(raw, one) if is_plain else typed(raw, one, writing(mapped, name))
        unread = _unread(raw, mapped.unread.get(name, frozenset()), one)
        is_other = ibis.or_(*unread.values(), ibis.literal(False))
        columns[name] = is_other.ifelse(ibis.null(TYPES[one.type]), value) if unread else value
        if TYPES[one.type] == "string" and _has_unread(mapped, name):
            columns[f"{name}__bad"] = is_bare(raw)
            columns[name] = is_bare(raw).ifelse(ibis.null("string"), columns[name])
        elif TYPES[one.type] != "string" and _can_be_bad(raw, value):
            is_bad = _is_there(raw, one) & value.isnull()
            columns[f"{name}__bad"] = is_bad & ~is_other if unread else is_bad
        columns |= {f"{name}__no_{wanted}": flag for wanted, flag in unread.items()}
        if keep_raw:
            columns[f"{name}__raw"] = raw.cast("string")
    added = [n for n in table.columns if is_source_row(n) or n in (KEPT, FILE)]
    columns |= {name: table[name] for name in added}
    return table.select(**columns)


def _unread(raw: ir.Value, wanted: Set[str], one: Field) -> dict[str, ir.BooleanValue]:
    """Return flags of what a mapping could not work out, but for what the column itself wants."""
    own = NUMBER if one.type in NUMBERS else DAY if one.type in ("date", "month") else ""
    return {kind: is_unread(raw, kind) for kind in sorted(wanted) if kind != own}


def _has_unread(mapped: MappedTable, name: str) -> bool:
    """Return whether a column comes from cells of a sheet that hold no value."""
    return any(raw.is_unread for raw in mapped.lineage.get(name, ()))


def _can_be_bad(raw: ir.Value, value: ir.Value) -> bool:
    return raw.type() != value.type() or not value.type().is_boolean()


def _is_there(raw: ir.Value, one: Field) -> ir.BooleanValue:
    """Return whether a column holds something; a day in 9999 says that there is no such day."""
    is_text = isinstance(raw, ir.StringValue)
    is_there = ~blank(raw) if is_text else raw.notnull()
    can_be_open = is_text or isinstance(raw, ir.DateValue | ir.TimestampValue)
    if one.required or TYPES[one.type] != "date" or not can_be_open:
        return is_there
    return is_there & ~is_open_end(raw)


def plain_columns(mapped: MappedTable, contract: Table) -> frozenset[str]:
    """Return the text columns of which `typed_plainly` reads every value that is not blank."""
    table = mapped.table
    left_over = {}
    for one in contract.fields:
        raw = table[one.name] if one.name in table.columns else None
        is_text = isinstance(raw, ir.StringValue) and TYPES[one.type] in SYSTEM_FORMS
        if is_text and writing(mapped, one.name).decimal_mark == ".":
            left_over[one.name] = (~blank(raw) & typed_plainly(raw, one).isnull()).sum()
    if not left_over:
        return frozenset()
    counts = table.aggregate(**left_over).to_pyarrow().to_pylist()[0]
    return frozenset(name for name, n in counts.items() if not n)


def writing(mapped: MappedTable, name: str) -> Writing:
    """Return how the text of a column writes its values."""
    raws = () if name in mapped.plain else mapped.lineage.get(name, ())
    return way_of_writing(raws[:1])
