"""Tiny raw tables, all text, as a folder of CSV gives them."""

from __future__ import annotations

from pathlib import Path

import ibis

from salesnb.sources.exports import RawTable
from salesnb.sources.map.bases import KEPT, LeftOut
from salesnb.sources.map.scope import FILE
from salesnb.sources.map.tables import MappedTable
from salesnb.sources.map.unread import parse_unread


def raw(name: str, **columns: list[str | None]) -> RawTable:
    """Return a raw table of text columns; `__` in a name stands for a space."""
    named = {key.replace("__", " "): values for key, values in columns.items()}
    table = ibis.memtable(named, schema=dict.fromkeys(named, "string"))
    return RawTable(name, table, Path(f"{name}.csv"))


def exports(*tables: RawTable) -> dict[str, RawTable]:
    return {one.name: one for one in tables}


def rows(mapped: MappedTable | ibis.Table, *order: str) -> list[tuple[object, ...]]:
    """Return the rows as tuples, ordered; what could not be read as the text that stood there.

    The column that says from which file a row came is left out.
    """
    table = mapped.table if isinstance(mapped, MappedTable) else mapped
    table = table.select(*(one for one in table.columns if one != FILE))
    ordered = table.order_by(*(order or table.columns))
    return [tuple(map(_read, row.values())) for row in ordered.to_pyarrow().to_pylist()]


def _read(value: object) -> object:
    missed = parse_unread(value) if isinstance(value, str) else None
    return missed.value if missed else value


def left_out(one: LeftOut) -> list[tuple[object, ...]]:
    """Return the rows that a part left out, in its columns."""
    return rows(one.table.filter(~one.table[KEPT]).drop(KEPT, FILE))
