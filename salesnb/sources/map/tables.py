"""Raw tables as canonical tables: by a declared mapping, or as they are where the names fit."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Names
from dataclasses import dataclass, field, replace
from functools import cached_property

import ibis
import ibis.expr.types as ir

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Table
from salesnb.errors import closest
from salesnb.i18n import t
from salesnb.sources.exports import (
    SHEET_ROW,
    SOURCE_ROW,
    Exports,
    Lineage,
    RawTable,
    source_row,
)
from salesnb.sources.map.bases import KEPT, Kinds, LeftOut, Source, raw_source
from salesnb.sources.map.declared import Mapping, Part
from salesnb.sources.map.faults import Faults
from salesnb.sources.map.parts import MappedPart, map_part, stack_parts
from salesnb.sources.map.scope import FILE, ORDER, Scope, way_of_writing


@dataclass(frozen=True)
class MappedTable:
    """A table in canonical columns, not yet checked, and where its rows and values came from.

    `origins` are the raw tables behind it, the one that gives the rows first; where there are
    several, the column `FILE` of the table says which one a row came from. `lineage` names
    for each column the raw columns of its value; a column that is absent there is a constant.

    Columns in `plain` were converted by the mapping: days are ISO and numbers have a decimal
    point, however the file writes them; text that could not be converted is there unchanged, so
    that the check can show it. All other columns are written as their file says. `unread` are the
    columns in which a value may stand for one that could not be worked out (`unread.Unread`).
    `left_out` is what filters and inner joins left out, part by part; `set_aside` are totals and
    notes of its files.

    `with_source_rows` makes the table once more, with a column `SOURCE_ROW` for each file that
    its rows came from.
    """

    name: str
    table: ir.Table
    origins: tuple[RawTable, ...]
    lineage: Lineage = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    plain: frozenset[str] = frozenset()
    unread: Kinds = field(default_factory=dict)
    set_aside: tuple[SetAside, ...] = ()
    with_source_rows: Callable[[], ir.Table] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class SetAside:
    """Rows of a file that are none of the table, mapped as the others are, and why (`reason`)."""

    rows: MappedTable
    reason: str


def map_tables(raw: Names[str, RawTable], mapping: Mapping | None = None) -> dict[str, MappedTable]:
    """Return the canonical tables that `mapping` makes of the raw ones, by name.

    A raw table of a canonical name that the mapping does not make becomes that table with all
    its columns: the check reports those that no contract knows. Raises `MappingError` with
    every fault of the mapping against these exports and the contracts.
    """
    again = _SecondPass(raw, mapping)
    mapped = _map_all(raw, mapping)
    return {name: replace(one, with_source_rows=again.table(name)) for name, one in mapped.items()}


def with_set_aside(
    mapped: dict[str, MappedTable], exports: Exports, mapping: Mapping | None
) -> dict[str, MappedTable]:
    """Return mapped tables with the total rows and notes of their files set aside.

    Those rows are mapped as the others are, with no other rows beside them.
    """
    found = dict(mapped)
    for name, asides in exports.set_aside.items():
        for aside in asides:
            alone = {
                other: replace(raw, table=aside.table if other == name else raw.table.limit(0))
                for other, raw in exports.tables.items()
            }
            for table, one in _map_all(alone, mapping).items():
                if name in {raw.name for raw in one.origins}:
                    rows = tuple(SetAside(part, aside.reason) for part in _with_left_out(one))
                    found[table] = replace(found[table], set_aside=found[table].set_aside + rows)
    return found


def _with_left_out(one: MappedTable) -> list[MappedTable]:
    """Return a mapped table and the rows that its filters and inner joins left out."""
    out = [
        replace(
            one,
            table=left.table.filter(~left.table[KEPT]).drop(KEPT, FILE),
            lineage=left.lineage,
            plain=left.plain,
        )
        for left in one.left_out
    ]
    return [one, *out]


def _map_all(raw: Names[str, RawTable], mapping: Mapping | None) -> dict[str, MappedTable]:
    mapped = {} if mapping is None else _map_declared(raw, mapping)
    for name, one in raw.items():
        if name in TABLES and name not in mapped:
            mapped[name] = MappedTable(name, one.table, (one,), one.lineage)
    return {name: mapped[name] for name in TABLES if name in mapped}


@dataclass(frozen=True)
class _SecondPass:
    """The mapping carried out once more with source rows; nothing is made before it is needed."""

    raw: Names[str, RawTable]
    mapping: Mapping | None

    @cached_property
    def _marked(self) -> dict[str, RawTable]:
        return {name: _with_source_rows(one) for name, one in self.raw.items()}

    def table(self, name: str) -> Callable[[], ir.Table]:
        """Return what makes one table with its source rows; no other is mapped for it."""
        return lambda: _map_all(self._marked, self._mapping_of(name))[name].table

    def _mapping_of(self, name: str) -> Mapping | None:
        if self.mapping is None:
            return None
        own = {table: parts for table, parts in self.mapping.tables.items() if table == name}
        return self.mapping.model_copy(update={"tables": own}) if own else None


def _with_source_rows(raw: RawTable) -> RawTable:
    """Return a raw table with a column `SOURCE_ROW`; without one where rows have no order."""
    if raw.kind == "xlsx":
        number = raw.table[SHEET_ROW]
    elif raw.kind == "csv" or (raw.kind == "parquet" and raw.file.is_file()):
        number = ibis.row_number()
    else:
        return raw
    named = source_row(raw.name, number.cast("string"))
    return replace(raw, table=raw.table.mutate(**{SOURCE_ROW: named}))


def _map_declared(raw: Names[str, RawTable], mapping: Mapping) -> dict[str, MappedTable]:
    """Return the tables that a mapping makes; raise `MappingError` with every fault."""
    faults = Faults(mapping.where)
    _check_names(mapping, faults)
    sources = {name: raw_source(one) for name, one in raw.items()}
    in_order = mapping.needs_order
    for name, parts in mapping.prepare.items():
        path = f"prepare.{name}"
        prepared = _map_parts(parts, sources, faults, path=path, in_order=in_order)
        if prepared is not None:
            sources[name] = _prepared(prepared)
    mapped = {}
    for name, parts in mapping.tables.items():
        contract = TABLES.get(name)
        rows = _map_parts(parts, sources, faults, path=f"tables.{name}", contract=contract)
        if rows is not None and contract is not None:
            _check_ways_of_writing(contract, rows, faults)
            mapped[name] = _mapped(name, rows, parts)
    faults.raise_if_any()
    return mapped


def _prepared(rows: MappedPart) -> Source:
    """Return an intermediate table as a source for later parts."""
    scope = Scope(
        rows.table, rows.lineage, rows.absent, unread=rows.unread, tables={"": rows.table}
    )
    ordered = rows.table if ORDER in rows.table.columns else None
    return Source(scope, rows.origins, ordered, rows.left_out)


def _mapped(name: str, rows: MappedPart, parts: list[Part]) -> MappedTable:
    hidden = {ORDER} if len(rows.origins) > 1 else {ORDER, FILE}
    table = rows.table.drop(*hidden & set(rows.table.columns))
    left_out = rows.left_out
    if len(parts) == len(left_out) == 1 and not parts[0].distinct:
        own = left_out[0].path == f"tables.{name}"
        left_out = (replace(left_out[0], is_alone=own),)
    about = (rows.origins, rows.lineage, left_out, rows.plain, rows.unread)
    return MappedTable(name, table, *about)


def _map_parts(
    parts: list[Part],
    sources: Names[str, Source],
    faults: Faults,
    *,
    path: str,
    contract: Table | None = None,
    in_order: bool = False,
) -> MappedPart | None:
    """Return all parts of a table under one another, or None when one has a fault."""
    paths = [path] if len(parts) == 1 else [f"{path}[{n}]" for n in range(1, len(parts) + 1)]
    tried = [
        map_part(
            one,
            sources,
            faults,
            path=at,
            contract=contract,
            in_order=in_order,
            others=_filters_beside(one, parts),
        )
        for one, at in zip(parts, paths, strict=True)
    ]
    mapped = [one for one in tried if one is not None]
    if len(mapped) < len(parts):
        return None
    with faults.at(path):
        return stack_parts(mapped)
    return None


def _filters_beside(part: Part, parts: list[Part]) -> tuple[str, ...] | None:
    """Return the filters of further parts of a table that choose among the same rows.

    None where the first of them says what all leave out, or where one of them takes all rows.
    """
    same = [one for one in parts if one.chooses_among_rows_of(part)]
    if same[0] is not part or (len(same) > 1 and not all(one.where for one in same)):
        return None
    return tuple(one.where for one in same[1:])


def _check_ways_of_writing(table: Table, rows: MappedPart, faults: Faults) -> None:
    """Record columns of numbers or dates whose files are not written alike."""
    for one in table.fields:
        if one.type not in ("id", "text"):
            with faults.at(f"tables.{table.name}.columns.{one.name}"):
                way_of_writing(rows.lineage.get(one.name, ()))


def _check_names(mapping: Mapping, faults: Faults) -> None:
    """Record tables and columns that no contract has, and required ones that are not mapped."""
    for name, parts in mapping.tables.items():
        if name not in TABLES:
            faults.add(f"tables.{name}", t("no such table"), near=closest(name, TABLES))
            continue
        for part in parts:
            _check_columns(TABLES[name], part, faults)


def _check_columns(table: Table, part: Part, faults: Faults) -> None:
    path = f"tables.{table.name}"
    for column in part.columns:
        if column not in table.names:
            known = ", ".join(table.names)
            message = t("no such column; {table} has {columns}", table=table.name, columns=known)
            faults.add(f"{path}.columns.{column}", message, near=closest(column, table.names))
    lacking = [one.name for one in table.fields if one.required and one.name not in part.columns]
    if lacking and part.columns:
        faults.add(path, t("not mapped, but required: {columns}", columns=", ".join(lacking)))
    if part.distinct and table.money:
        faults.add(f"{path}.distinct", t("would drop money; the check reports double rows"))
