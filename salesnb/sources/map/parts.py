"""One part of a mapping carried out: rows put together, joined, filtered, in canonical columns."""

from __future__ import annotations

from collections.abc import Mapping as Names
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

import ibis
import ibis.expr.types as ir

from salesnb.errors import closest
from salesnb.i18n import t
from salesnb.sources.exports import SHEET_ROW, Lineage, RawTable, is_source_row
from salesnb.sources.map.declared import Column, Faults, Join, Part
from salesnb.sources.map.expressions import condition, translate
from salesnb.sources.map.functions import FUNCTIONS
from salesnb.sources.map.joins import MATCHED, joined
from salesnb.sources.map.scope import Faulty, Reading, Scope, Translation, as_text, no_column

_KEPT = "#kept"
_POSITION = "#position"
Columns = dict[str, Translation]  # by canonical name


@dataclass(frozen=True)
class Source:
    """A table that a part can start from or join: a raw one, or one prepared before."""

    scope: Scope
    origins: tuple[RawTable, ...]


@dataclass(frozen=True)
class MappedPart:
    """The rows of one or more parts in canonical columns.

    `lineage`, `origins` and `plain` are those of `MappedTable`; `left_out` are the rows that a
    filter or an inner join left out, None when there is neither; `absent` as in `Scope`.
    """

    table: ir.Table
    lineage: Lineage
    origins: tuple[RawTable, ...]
    left_out: ir.Table | None = None
    plain: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()


def raw_source(raw: RawTable) -> Source:
    """Return a raw table as a source; each column comes from itself."""
    columns = [name for name in raw.table.columns if name != SHEET_ROW]
    return Source(Scope(raw.table.select(*columns), raw.lineage), (raw,))


def map_part(
    part: Part, sources: Names[str, Source], faults: Faults, *, path: str
) -> MappedPart | None:
    """Return the part carried out, or None when its faults do not allow it.

    All its faults are recorded; `path` is where the part is declared in the mapping file.
    """
    n_before = len(faults.lines)
    base: Source | None = None
    with faults.at(f"{path}.from"):
        base = _base(part, sources)
    if base is None:
        return None
    base = _with_joins(part, base, sources, faults, path)
    kept = _kept(part, base.scope, faults, path)
    columns = _columns(part, base.scope, faults, path)
    if len(faults.lines) == n_before:
        with faults.at(f"{path}.distinct"):
            _check_distinct(part, columns)
    if len(faults.lines) > n_before or not columns:
        return None
    return _carried_out(part, base, columns, kept)


def _carried_out(
    part: Part, base: Source, columns: Columns, kept: ir.BooleanValue | None
) -> MappedPart:
    table, left_out = _divide(base.scope.table, columns, kept)
    lineage = {name: one.lineage for name, one in columns.items()}
    plain = frozenset(name for name, one in columns.items() if one.plain)
    distinct = _distinct(table, part)
    return MappedPart(distinct, lineage, base.origins, left_out, plain, base.scope.absent)


def _base(part: Part, sources: Names[str, Source]) -> Source:
    """Return the named tables under one another."""
    chosen = [source for name in part.from_ for source in _named(name, sources)]
    everything = {name: None for one in chosen for name in one.scope.table.columns}
    blank = frozenset(set(part.optional) - set(everything))
    tables = [_widened(one, list(everything), part) for one in chosen]
    table = _under_one_another(tables)
    lineage = _lineages([one.scope.lineage for one in chosen], list(everything))
    absent = frozenset().union(*(one.scope.absent for one in chosen))
    origins = tuple(dict.fromkeys(raw for one in chosen for raw in one.origins))
    return Source(Scope(table, lineage, absent, blank), origins)


def _named(pattern: str, sources: Names[str, Source]) -> list[Source]:
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


def _widened(source: Source, names: list[str], part: Part) -> ir.Table:
    """Return the table with all `names`; only a column of `optional` may be lacking."""
    table = source.scope.table
    lacking = [name for name in names if name not in table.columns]
    stated = [n for n in lacking if n not in part.optional and not is_source_row(n)]
    if stated:
        message = t(
            "{table} has no column {columns}, which another file of this table has; "
            "state it under optional",
            table=source.origins[0].name,
            columns=", ".join(stated),
        )
        raise Faulty(message, near=closest(stated[0], table.columns))
    return _with_columns(table, names)


def _lineages(lineages: list[Lineage], names: list[str]) -> Lineage:
    """Return the raw columns behind each column, of all files."""
    return {
        name: tuple(dict.fromkeys(raw for one in lineages for raw in one.get(name, ())))
        for name in names
    }


def _under_one_another(tables: list[ir.Table]) -> ir.Table:
    """Return the rows of all tables; all columns become text where their types differ."""
    if len(tables) == 1:
        return tables[0]
    if len({one.schema() for one in tables}) > 1:
        tables = [one.mutate(**{n: as_text(one[n]) for n in one.columns}) for one in tables]
    return ibis.union(*tables)


def _with_joins(
    part: Part, base: Source, sources: Names[str, Source], faults: Faults, path: str
) -> Source:
    """Return the source with the columns of every joined table.

    Where a join has a fault, or its optional table is absent, its columns are blank: they are no
    further faults.
    """
    scope, origins = base.scope, base.origins
    for join in part.join:
        found: Scope | None = None
        other = sources.get(join.table)
        if other is not None or not join.optional:
            with faults.at(f"{path}.join {join.alias}"):
                found = _with_join(join, scope, other, sources)
        if found is None:
            scope = replace(scope, absent=scope.absent | {join.alias})
        else:
            more = other.origins if other else ()
            scope, origins = found, tuple(dict.fromkeys((*origins, *more)))
    return Source(scope, origins)


def _with_join(
    join: Join, scope: Scope, other: Source | None, sources: Names[str, Source]
) -> Scope:
    if other is None:
        _named(join.table, sources)  # raises where no table has that name
        return scope
    if any(name.startswith(f"{join.alias}.") for name in scope.table.columns):
        raise Faulty(t("{name} is joined twice; give one of them a name", name=join.alias))
    return joined(scope, other.scope, join)


def _kept(part: Part, scope: Scope, faults: Faults, path: str) -> ir.BooleanValue | None:
    """Return the condition under which a row stays, or None when every row does."""
    conditions = [
        scope.table[name].notnull() for name in scope.table.columns if name.endswith(MATCHED)
    ]
    if part.where:
        with faults.at(f"{path}.where", part.where):
            conditions.append(condition(part.where, scope))
    return ibis.and_(*conditions) if conditions else None


def _columns(part: Part, scope: Scope, faults: Faults, path: str) -> Columns:
    """Return what each column is; without declared columns, all as they are."""
    if not part.columns:
        names = [n for n in scope.table.columns if not n.endswith(MATCHED) and not is_source_row(n)]
        return {name: translate(name, scope) for name in names}
    columns: Columns = {}
    for name, column in part.columns.items():
        with faults.at(f"{path}.columns.{name}", column.is_):
            columns[name] = _column(column, scope)
    return columns


def _column(column: Column, scope: Scope) -> Translation:
    """Return one column: its expression, then converted as declared, then its codes replaced."""
    if column.constant is not None:
        return Translation(ibis.literal(str(column.constant)), (), plain=True)
    value = translate(column.is_, scope)
    for function, written in (("day", column.date), ("number", column.number)):
        if written:
            reading = Reading(scope)
            converted = FUNCTIONS[function].build(reading, value.value, written)
            value = replace(value, value=reading.finished(converted).value, plain=True)
    if column.values:
        text = as_text(value.value)
        value = replace(value, value=text.cases(*column.values.items(), else_=text))
    return value


def _divide(
    table: ir.Table, mapped: Columns, kept: ir.BooleanValue | None
) -> tuple[ir.Table, ir.Table | None]:
    """Return the rows that stay and those left out, both in the mapped columns."""
    columns = [one.value.name(name) for name, one in mapped.items()]
    columns += [table[name] for name in table.columns if is_source_row(name)]
    if kept is None:
        return table.select(*columns), None
    marked = table.select(*columns, kept.name(_KEPT))
    return marked.filter(marked[_KEPT]).drop(_KEPT), marked.filter(~marked[_KEPT]).drop(_KEPT)


def _check_distinct(part: Part, mapped: Columns) -> None:
    """Raise `Faulty` when `distinct` lists a column that the part does not have."""
    keys = part.distinct if isinstance(part.distinct, list) else []
    unknown = [name for name in keys if name not in mapped]
    if unknown:
        raise no_column(unknown[0], mapped)


def _distinct(table: ir.Table, part: Part) -> ir.Table:
    """Return one of equal rows, or of each key the row that comes first by its other columns."""
    if not part.distinct:
        return table
    shown = [name for name in table.columns if not is_source_row(name)]
    if part.distinct is True:
        first = {name: table[name].min() for name in table.columns if is_source_row(name)}
        return table.group_by(shown).agg(**first) if first else table.distinct()
    order = [name for name in shown if name not in part.distinct]
    number = ibis.row_number().over(ibis.window(group_by=part.distinct, order_by=order or None))
    numbered = table.mutate(**{_POSITION: number})
    return numbered.filter(numbered[_POSITION] == 0).drop(_POSITION)


def stack_parts(parts: list[MappedPart]) -> MappedPart:
    """Return several parts of one table under one another; a column that one lacks is blank."""
    if len(parts) == 1:
        return parts[0]
    names = list(dict.fromkeys(name for one in parts for name in one.table.columns))
    tables = [_with_columns(one.table, names) for one in parts]
    lineage = _lineages([one.lineage for one in parts], names)
    origins = tuple(dict.fromkeys(raw for one in parts for raw in one.origins))
    absent = frozenset().union(*(one.absent for one in parts))
    plain = frozenset(n for n in names if all(n in one.plain for one in parts if n in one.lineage))
    return MappedPart(_under_one_another(tables), lineage, origins, plain=plain, absent=absent)


def _with_columns(table: ir.Table, names: list[str]) -> ir.Table:
    """Return a table with all `names` in that order; those that it lacks are blank."""
    lacking = [name for name in names if name not in table.columns]
    return table.mutate(**{name: ibis.null("string") for name in lacking}).select(*names)
