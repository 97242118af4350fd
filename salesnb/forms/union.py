"""Rows of forms joined to the typed tables of the exports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis.backends.sql import SQLBackend

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Table
from salesnb.sources.values import TYPES


def joined_to(
    tables: Mapping[str, ir.Table],
    con: SQLBackend,
    name: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    replaced: Collection[str] = (),
) -> dict[str, ir.Table]:
    """Return the table with rows added, by its name; {} where there are none.

    `replaced` are keys of rows of the exports that say nothing yet (a visit still planned) and make
    way for a row of a form.
    """
    if not rows:
        return {}
    contract = TABLES[name]
    new = typed(con, contract, rows)
    if name not in tables:
        return {name: new}
    old = tables[name]
    if replaced:
        old = old.filter(~old[contract.key[0]].isin(list(replaced)))
    return {name: old.union(new.cast(old.schema()))}


def typed(con: SQLBackend, contract: Table, rows: Sequence[Mapping[str, Any]]) -> ir.Table:
    """Return rows as a typed table with exactly the contract's columns."""
    data = {name: [_text(row.get(name)) for row in rows] for name in contract.names}
    schema = ibis.schema(dict.fromkeys(contract.names, "string"))
    table = ibis.memtable(data, schema=schema)
    columns = {one.name: table[one.name].cast(TYPES[one.type]) for one in contract.fields}
    return table.select(**columns)


def _text(value: object) -> str | None:
    """Return a value as every engine reads it."""
    if value is None or value != value:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"
    return str(value)
