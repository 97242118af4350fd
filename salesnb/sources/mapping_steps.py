"""One part of a mapping carried out: put together, joined, filtered, in canonical columns."""

from __future__ import annotations

from collections.abc import Mapping as Names
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

import ibis
import ibis.expr.types as ir

from salesnb.errors import closest
from salesnb.i18n import t
from salesnb.sources.mapping_declared import Column, Part
from salesnb.sources.mapping_expressions import condition, translate
from salesnb.sources.mapping_faults import Faults
from salesnb.sources.mapping_functions import FUNCTIONS
from salesnb.sources.mapping_joins import MATCHED, joined
from salesnb.sources.mapping_scope import Reading, Scope, Translation
from salesnb.sources.mapping_values import Faulty, as_text
from salesnb.sources.places import SHEET_ROW
from salesnb.sources.tables import RawColumn, RawTable, is_place

KEPT = "#kept"
Lineage = dict[str, tuple[RawColumn, ...]]


@dataclass(frozen=True)
class Source:
    """A table that a part can start from or join: a raw one, or one prepared before."""

    scope: Scope
    origins: tuple[RawTable, ...]


@dataclass(frozen=True)
class Made:
    """A part in its columns; `left_out` are the rows that a filter or inner join left out."""

    table: ir.Table
    lineage: Lineage
    origins: tuple[RawTable, ...]
    left_out: ir.Table | None = None
    plain: frozenset[str] = frozenset()
    absent: frozenset[str] = field(default_factory=frozenset)


def raw_source(raw: RawTable) -> Source:
    """Return a raw table as a source; each column comes from itself."""
    columns = [name for name in raw.table.columns if name != SHEET_ROW]
    lineage: Lineage = {
        name: (RawColumn(raw.name, name, raw.decimal_mark, raw.date_order),)
        for name in columns
        if not is_place(name)
    }
    return Source(Scope(raw.table.select(*columns), lineage), (raw,))


def make_part(
    part: Part, sources: Names[str, Source], faults: Faults, *, place: str
) -> Made | None:
    """Return the part carried out, or None when its faults (all recorded) do not allow it."""
    before = len(faults.lines)
    base: Source | None = None
    with faults.at(f"{place}.from"):
        base = _base(part, sources)
    if base is None:
        return None
    base = _with_joins(part, base, sources, faults, place)
    kept = _kept(part, base.scope, faults, place)
    made = _columns(part, base.scope, faults, place)
    if len(faults.lines) > before or not made:
        return None
    with faults.at(f"{place}.distinct"):
        _check_distinct(part, made)
    if len(faults.lines) > before:
        return None
    table, left_out = _divided(base.scope.table, made, kept)
    lineage = {name: one.lineage for name, one in made.items()}
    plain = frozenset(name for name, one in made.items() if one.plain)
    return Made(_distinct(table, part), lineage, base.origins, left_out, plain, base.scope.absent)


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
    """Return the table with all `names`; a column may lack only where it is optional."""
    table = source.scope.table
    lacking = [name for name in names if name not in table.columns]
    stated = [n for n in lacking if n not in part.optional and not is_place(n)]
    if stated:
        raise Faulty(
            t("{table} has no column {columns}, which another file of this table has; "
              "state it under optional", table=source.origins[0].name, columns=", ".join(stated)),
            near=closest(stated[0], table.columns),
        )  # fmt: skip
    return table.mutate(**{name: ibis.null("string") for name in lacking}).select(*names)


def _lineages(lineages: list[Lineage], names: list[str]) -> Lineage:
    """Return the raw columns behind each column, of all files."""
    return {
        name: tuple(dict.fromkeys(raw for one in lineages for raw in one.get(name, ())))
        for name in names
    }


def _under_one_another(tables: list[ir.Table]) -> ir.Table:
    if len(tables) == 1:
        return tables[0]
    if len({one.schema() for one in tables}) > 1:
        tables = [one.mutate(**{n: as_text(one[n]) for n in one.columns}) for one in tables]
    return ibis.union(*tables)


def _with_joins(
    part: Part, base: Source, sources: Names[str, Source], faults: Faults, place: str
) -> Source:
    scope, origins = base.scope, base.origins
    for join in part.join:
        other = sources.get(join.table)
        if other is None and join.optional:
            scope = replace(scope, absent=scope.absent | {join.alias})
            continue
        before = len(faults.lines)
        with faults.at(f"{place}.join {join.alias}"):
            if other is None:
                _named(join.table, sources)
            elif any(name.startswith(f"{join.alias}.") for name in scope.table.columns):
                raise Faulty(t("{name} is joined twice; give one of them a name", name=join.alias))
            else:
                scope = joined(scope, other.scope, join)
                origins = tuple(dict.fromkeys((*origins, *other.origins)))
        if len(faults.lines) > before:  # its columns are no further faults
            scope = replace(scope, absent=scope.absent | {join.alias})
    return Source(scope, origins)


def _kept(part: Part, scope: Scope, faults: Faults, place: str) -> ir.BooleanValue | None:
    """Return the condition under which a row stays, or None when every row does."""
    conditions = [
        scope.table[name].notnull() for name in scope.table.columns if name.endswith(MATCHED)
    ]
    if part.where:
        with faults.at(f"{place}.where", part.where):
            conditions.append(condition(part.where, scope))
    return ibis.and_(*conditions) if conditions else None


def _columns(part: Part, scope: Scope, faults: Faults, place: str) -> dict[str, Translation]:
    """Return what each column is; without declared columns, all as they are."""
    if not part.columns:
        names = [n for n in scope.table.columns if not n.endswith(MATCHED) and not is_place(n)]
        return {name: translate(name, scope) for name in names}
    made: dict[str, Translation] = {}
    for name, column in part.columns.items():
        with faults.at(f"{place}.columns.{name}", column.is_):
            made[name] = _column(column, scope)
    return made


def _column(column: Column, scope: Scope) -> Translation:
    """Return one column: its expression, then read as it is written, then its codes replaced."""
    if column.constant is not None:
        return Translation(ibis.literal(str(column.constant)), (), plain=True)
    made = translate(column.is_, scope)
    for name, written in (("day", column.date), ("number", column.number)):
        if written:
            reading = Reading(scope)
            value = FUNCTIONS[name].build(reading, made.value, written)
            made = replace(made, value=reading.finished(value).value, plain=True)
    if column.values:
        text = as_text(made.value)
        made = replace(made, value=text.cases(*column.values.items(), else_=text))
    return made


def _divided(
    table: ir.Table, made: dict[str, Translation], kept: ir.BooleanValue | None
) -> tuple[ir.Table, ir.Table | None]:
    """Return the rows that stay and those left out, both in the mapped columns."""
    columns = [one.value.name(name) for name, one in made.items()]
    columns += [table[name] for name in table.columns if is_place(name)]
    if kept is None:
        return table.select(*columns), None
    marked = table.select(*columns, kept.name(KEPT))
    return marked.filter(marked[KEPT]).drop(KEPT), marked.filter(~marked[KEPT]).drop(KEPT)


def _check_distinct(part: Part, made: dict[str, Translation]) -> None:
    keys = part.distinct if isinstance(part.distinct, list) else []
    unknown = [name for name in keys if name not in made]
    if unknown:
        raise Faulty(t("no column {name!r}", name=unknown[0]), near=closest(unknown[0], made))


def _distinct(table: ir.Table, part: Part) -> ir.Table:
    """Return one of equal rows, or of each key the row that comes first in all columns."""
    if not part.distinct:
        return table
    shown = [name for name in table.columns if not is_place(name)]
    if part.distinct is True:
        first = {name: table[name].min() for name in table.columns if is_place(name)}
        return table.group_by(shown).agg(**first) if first else table.distinct()
    order = [name for name in shown if name not in part.distinct]
    place = ibis.row_number().over(ibis.window(group_by=part.distinct, order_by=order or None))
    numbered = table.mutate(**{"#place": place})
    return numbered.filter(numbered["#place"] == 0).drop("#place")


def stacked(made: list[Made]) -> Made:
    """Return several parts of one table under one another; a column that one lacks is blank."""
    if len(made) == 1:
        return made[0]
    names = list(dict.fromkeys(name for one in made for name in one.table.columns))
    tables = [
        one.table.mutate(
            **{n: ibis.null("string") for n in names if n not in one.table.columns}
        ).select(*names)
        for one in made
    ]
    lineage = _lineages([one.lineage for one in made], names)
    origins = tuple(dict.fromkeys(raw for one in made for raw in one.origins))
    absent = frozenset().union(*(one.absent for one in made))
    plain = frozenset(n for n in names if all(n in one.plain for one in made if n in one.lineage))
    return Made(_under_one_another(tables), lineage, origins, plain=plain, absent=absent)
