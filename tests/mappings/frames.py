"""Tiny raw tables, all text, as a folder of CSV gives them."""

from __future__ import annotations

from pathlib import Path

import ibis

from salesnb.sources.exports import RawTable
from salesnb.sources.map.tables import MappedTable


def raw(name: str, **columns: list[str | None]) -> RawTable:
    """Return a raw table of text columns; `__` in a name stands for a space."""
    named = {key.replace("__", " "): values for key, values in columns.items()}
    table = ibis.memtable(named, schema=dict.fromkeys(named, "string"))
    return RawTable(name, table, Path(f"{name}.csv"))


def exports(*tables: RawTable) -> dict[str, RawTable]:
    return {one.name: one for one in tables}


def rows(mapped: MappedTable | ibis.Table, *order: str) -> list[tuple[object, ...]]:
    """Return the rows as tuples, ordered."""
    table = mapped.table if isinstance(mapped, MappedTable) else mapped
    ordered = table.order_by(*(order or table.columns))
    return [tuple(row.values()) for row in ordered.to_pyarrow().to_pylist()]
