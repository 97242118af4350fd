"""What a part starts from: its files under one another, and values carried down in their order."""

from __future__ import annotations

from collections.abc import Mapping as Names
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

import ibis
import ibis.expr.types as ir

from salesnb.errors import closest
from salesnb.i18n import t
from salesnb.sources.exports import SHEET_ROW, Lineage, RawTable
from salesnb.sources.map.declared import Part
from salesnb.sources.map.kinds import as_text
from salesnb.sources.map.scope import FILE, ORDER, Faulty, Scope, is_hidden, no_column

KEPT = "#kept"  # column of `LeftOut.table`: which rows stayed
_FILES_APART = 10**12  # rows of a second file are numbered from here on
_DOCUMENT = "#document"
Kinds = dict[str, frozenset[str]]  # column -> what may be wanted and missing in it


@dataclass(frozen=True)
class LeftOut:
    """All rows of one part, in its columns, and which of them its filter and inner joins left out.

    `table` has `KEPT` and `FILE` beside the part's columns; `lineage` and `plain` are those of
    `MappedTable`. `path` is where the part is declared, `share` what it states that it may leave
    out, of rows and money. `compared` has the rows left out with the columns that the filter and
    the inner joins compare, by their names in the file; `against` are the tables joined.
    `is_alone` says that the rows that stayed are all rows of the table.
    """

    origin: RawTable
    table: ir.Table
    lineage: Lineage
    plain: frozenset[str]
    path: str
    share: float | None
    compared: ir.Table
    against: tuple[str, ...] = ()
    is_alone: bool = False


@dataclass(frozen=True)
class Source:
    """A table that a part can start from or join: a raw one, or one prepared before.

    `ordered` is the table once more with the column `ORDER`; None where rows have no order.
    `left_out` is what a prepared table left out of its own source.
    """

    scope: Scope
    origins: tuple[RawTable, ...]
    ordered: ir.Table | None = None
    left_out: tuple[LeftOut, ...] = ()


def raw_source(raw: RawTable) -> Source:
    """Return a raw table as a source; each column comes from itself."""
    columns = [name for name in raw.table.columns if name != SHEET_ROW]
    table = raw.table.select(*columns)
    scope = Scope(table.mutate(**{FILE: ibis.literal(raw.name)}), raw.lineage, tables={"": table})
    ordered = None
    if not raw.is_served:
        number = raw.table[SHEET_ROW] if SHEET_ROW in raw.table.columns else ibis.row_number()
        numbered = raw.table.mutate(**{ORDER: number.cast("int64"), FILE: ibis.literal(raw.name)})
        ordered = numbered.select(*columns, ORDER, FILE)
    return Source(scope, (raw,), ordered)


def base_of(part: Part, sources: Names[str, Source], *, in_order: bool) -> Source:
    """Return the tables that a part names, under one another, and carried down as it says.

    With `in_order` they have the column `ORDER`, if their rows have one. Raises `Faulty`.
    """
    chosen = [source for name in part.from_ for source in named(name, sources)]
    base = _under_one_another_by_name(part, chosen, in_order=in_order)
    for columns in part.carry_down:
        base = replace(base, scope=_carried_down(base.scope, columns))
    return base


def _under_one_another_by_name(part: Part, chosen: list[Source], *, in_order: bool) -> Source:
    tables = [one.scope.table for one in chosen]
    if in_order and all(one.ordered is not None for one in chosen):
        tables = [_numbered(one.ordered, i) for i, one in enumerate(chosen)]
    everything = list({name: None for table in tables for name in table.columns})
    blank = frozenset(set(part.optional) - set(everything))
    widened = [
        _widened(table, one, everything, part) for table, one in zip(tables, chosen, strict=True)
    ]
    table = under_one_another(widened)
    scope = Scope(
        table,
        lineages([one.scope.lineage for one in chosen], everything),
        absent=frozenset().union(*(one.scope.absent for one in chosen)),
        blank=blank,
        unread=together([one.scope.unread for one in chosen]),
        tables={"": under_one_another([one.drop(FILE) for one in widened])},
    )
    origins = tuple(dict.fromkeys(raw for one in chosen for raw in one.origins))
    return Source(scope, origins, left_out=tuple(left for one in chosen for left in one.left_out))


def _numbered(table: ir.Table | None, position: int) -> ir.Table:
    """Return a table whose rows are numbered behind those of the tables before it."""
    assert table is not None
    return table.mutate(**{ORDER: table[ORDER] + position * _FILES_APART}) if position else table


def named(pattern: str, sources: Names[str, Source]) -> list[Source]:
    """Return the sources of that name or pattern; raise `Faulty` when there is none."""
    found = [source for name, source in sorted(sources.items()) if fnmatchcase(name, pattern)]
    if pattern in sources:
        return [sources[pattern]]
    if not found:
        there = ", ".join(sorted(sources)) or t("no table at all")
        raise Faulty(
            t("no table {name!r}; the exports have {there}", name=pattern, there=there),
            near=closest(pattern, sources),
        )
    return found


def _widened(table: ir.Table, source: Source, names: list[str], part: Part) -> ir.Table:
    """Return the table with all `names`; only a column of `optional` may be lacking."""
    lacking = [name for name in names if name not in table.columns]
    stated = [name for name in lacking if name not in part.optional and not is_hidden(name)]
    if stated:
        message = t(
            "{table} has no column {columns}, which another file of this table has; "
            "state it under optional",
            table=source.origins[0].name,
            columns=", ".join(stated),
        )
        raise Faulty(message, near=closest(stated[0], table.columns))
    return with_columns(table, names)


def _carried_down(scope: Scope, columns: list[str]) -> Scope:
    """Return a scope in which rows take blank values from the first row of their document.

    A document begins in each row in which the first of the columns is filled.
    """
    unknown = [name for name in columns if name not in scope.table.columns]
    if unknown:
        raise no_column(unknown[0], scope.table.columns)
    if ORDER not in scope.table.columns:
        raise Faulty(t("carry_down: the rows of a server, or of a grouped table, have no order"))
    begins = _filled(scope.table[columns[0]]).notnull()
    in_order = ibis.cumulative_window(order_by=scope.table[ORDER])
    table = scope.table.mutate(**{_DOCUMENT: begins.cast("int64").sum().over(in_order)})
    rows = ibis.window(group_by=_DOCUMENT)
    carried = {}
    for name in columns:
        own = _filled(table[name])
        is_first = _filled(table[columns[0]]).notnull()
        first = ibis.ifelse(is_first, own, ibis.null(own.type())).max().over(rows)
        carried[name] = ibis.coalesce(own, first)
    return replace(scope, table=table.mutate(**carried).drop(_DOCUMENT))


def _filled(value: ir.Value) -> ir.Value:
    """Return a value; a text is missing where it is blank."""
    if not isinstance(value, ir.StringValue):
        return value
    return ibis.ifelse(value.strip() == "", ibis.null("string"), value)


def lineages(all_of_them: list[Lineage], names: list[str]) -> Lineage:
    """Return the raw columns behind each column, of all files."""
    return {
        name: tuple(dict.fromkeys(raw for one in all_of_them for raw in one.get(name, ())))
        for name in names
    }


def together(kinds: list[Names[str, frozenset[str]]]) -> Kinds:
    """Return what may be wanted and missing in each column, of all tables."""
    names = {name: None for one in kinds for name in one}
    return {name: frozenset().union(*(one.get(name, ()) for one in kinds)) for name in names}


def under_one_another(tables: list[ir.Table]) -> ir.Table:
    """Return the rows of all tables; all columns become text where their types differ."""
    if len(tables) == 1:
        return tables[0]
    if len({one.schema() for one in tables}) > 1:
        tables = [
            one.mutate(**{n: as_text(one[n]) for n in one.columns if n != ORDER}) for one in tables
        ]
    return ibis.union(*tables)


def with_columns(table: ir.Table, names: list[str]) -> ir.Table:
    """Return a table with all `names` in that order; those that it lacks are blank."""
    lacking = [name for name in names if name not in table.columns]
    return table.mutate(**{name: ibis.null("string") for name in lacking}).select(*names)
