"""One part of a mapping carried out: rows joined, filtered, grouped, in canonical columns."""

from __future__ import annotations

from collections.abc import Mapping as Names
from contextlib import suppress
from dataclasses import dataclass, field, replace

import ibis
import ibis.expr.types as ir

from salesnb.contracts.fields import Table
from salesnb.i18n import t
from salesnb.sources.exports import Lineage, RawTable, is_source_row
from salesnb.sources.map.bases import (
    KEPT,
    Kinds,
    LeftOut,
    Source,
    base_of,
    lineages,
    named,
    together,
    under_one_another,
    with_columns,
)
from salesnb.sources.map.columns import Columns, columns_of
from salesnb.sources.map.declared import Join, Part
from salesnb.sources.map.expressions import Condition, condition
from salesnb.sources.map.faults import Faults
from salesnb.sources.map.groups import distinct, grouped
from salesnb.sources.map.joins import joined
from salesnb.sources.map.kinds import as_text
from salesnb.sources.map.scope import FILE, MATCHED, ORDER, Faulty, Scope, no_column


@dataclass(frozen=True)
class MappedPart:
    """The rows of one or more parts in canonical columns.

    `lineage`, `origins`, `plain` and `unread` are those of `MappedTable`; `left_out` is what
    filters and inner joins left out; `absent` as in `Scope`.
    """

    table: ir.Table
    lineage: Lineage
    origins: tuple[RawTable, ...]
    left_out: tuple[LeftOut, ...] = ()
    plain: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    unread: Kinds = field(default_factory=dict)


@dataclass(frozen=True)
class _Kept:
    """Which rows stay, and what the condition cannot work out, in the columns of a scope."""

    holds: ir.BooleanValue
    where: Condition | None
    keys: tuple[str, ...]  # of inner joins
    against: tuple[str, ...]
    elsewhere: ir.BooleanValue | None = None  # which rows another part of the table takes


def map_part(
    part: Part,
    sources: Names[str, Source],
    faults: Faults,
    *,
    path: str,
    contract: Table | None = None,
    in_order: bool = False,
    others: tuple[str, ...] | None = (),
) -> MappedPart | None:
    """Return the part carried out, or None when its faults do not allow it.

    All its faults are recorded; `path` is where the part is declared in the mapping file,
    `contract` the table that it makes, None for an intermediate one. `others` are the filters of
    further parts of the table that choose among the same rows; None where what is left out is
    said by one of them.
    """
    n_before = len(faults.lines)
    base: Source | None = None
    with faults.at(f"{path}.from"):
        base = base_of(part, sources, in_order=in_order or part.needs_order)
    if base is None:
        return None
    whole = _with_joins(part, base, sources, faults, path)
    kept = _kept(part, whole.scope, faults, path, others or ())
    columns = columns_of(part, whole.scope, faults, path, contract)
    if len(faults.lines) == n_before:
        _check_keys(part, columns, faults, path)
    if len(faults.lines) > n_before or not columns:
        return None
    mapped = _carried_out(part, whole, columns, kept, path)
    if others is None:
        return replace(mapped, left_out=())
    before = [_left_before(one, part, base, sources) for one in base.left_out]
    return replace(mapped, left_out=(*mapped.left_out, *before))


def _carried_out(
    part: Part, base: Source, columns: Columns, kept: _Kept | None, path: str
) -> MappedPart:
    marked, unread = _marked(base.scope, part, columns, kept)
    lineage = {name: one.lineage for name, one in columns.items()}
    plain = frozenset(name for name, one in columns.items() if one.plain)
    left_out: tuple[LeftOut, ...] = ()
    if kept is not None:
        about = (path, part.leaves_out, _compared(base.scope, kept), kept.against)
        taken = marked
        if kept.elsewhere is not None:
            anywhere = replace(kept, holds=kept.holds | kept.elsewhere)
            taken, _ = _marked(base.scope, part, columns, anywhere)
        left_out = (LeftOut(base.origins[0], taken, lineage, plain, *about),)
        marked = marked.filter(marked[KEPT]).drop(KEPT)
    rows = distinct(marked, part)
    return MappedPart(rows, lineage, base.origins, left_out, plain, base.scope.absent, unread)


def _marked(
    scope: Scope, part: Part, columns: Columns, kept: _Kept | None
) -> tuple[ir.Table, Kinds]:
    """Return all rows in the mapped columns and which of them stay, and what these may miss.

    A row of which the filter cannot be worked out stays: its first column says so.
    """
    unread = {name: one.unread for name, one in columns.items() if one.unread}
    missed = kept.where.missed if kept and kept.where else None
    holds = kept.holds if kept else None
    if kept and kept.where and missed is not None:
        first = next(iter(columns))
        unread[first] = unread.get(first, frozenset()) | kept.where.wanted
        holds = kept.holds | missed.notnull()
    if part.group_by:
        table, several = grouped(scope, part.group_by, columns, holds, missed)
        return table, together([unread, several])
    values = {name: one.value for name, one in columns.items()}
    if missed is not None:
        values[first] = ibis.coalesce(missed, as_text(values[first]))
    added = [n for n in scope.table.columns if is_source_row(n) or n in (FILE, ORDER)]
    values |= {name: scope.table[name] for name in added}
    values |= {KEPT: holds} if holds is not None else {}
    return scope.table.select(**values), unread


def _compared(scope: Scope, kept: _Kept) -> ir.Table:
    """Return the rows left out, with the columns that decided, by their names in the file."""
    names = [*(kept.where.columns if kept.where else ()), *kept.keys]
    chosen = {}
    for name in dict.fromkeys(names):
        raws = [raw.column for raw in scope.lineage.get(name, ())]
        chosen[raws[0] if raws else name] = scope.table[name].cast("string")
    out = ~kept.holds
    if kept.where is not None and kept.where.missed is not None:
        out = out & kept.where.missed.isnull()
    return scope.table.filter(out).select(**(chosen or {"": ibis.literal("")}))


def _left_before(left: LeftOut, part: Part, base: Source, sources: Names[str, Source]) -> LeftOut:
    """Return what a prepared table left out, in the columns of the part that starts from it."""
    nothing, path = Faults(""), left.path
    freely = part.model_copy(
        update={"join": [one.model_copy(update={"grows": True}) for one in part.join]}
    )
    names = [name for name in base.scope.table.columns if name in left.table.columns]
    scope = replace(base.scope, table=left.table.select(*names, KEPT))
    whole = _with_joins(freely, Source(scope, base.origins), sources, nothing, path)
    columns = columns_of(part, whole.scope, nothing, path, None)
    kept = _Kept(whole.scope.table[KEPT], None, (), ())
    marked, _ = _marked(whole.scope, part, columns, kept)
    lineage = {name: one.lineage for name, one in columns.items()}
    plain = frozenset(name for name, one in columns.items() if one.plain)
    return replace(left, table=marked, lineage=lineage, plain=plain)


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
    return replace(base, scope=scope, origins=origins)


def _with_join(
    join: Join, scope: Scope, other: Source | None, sources: Names[str, Source]
) -> Scope:
    if other is None:
        named(join.table, sources)  # raises where no table has that name
        return scope
    if any(name.startswith(f"{join.alias}.") for name in scope.table.columns):
        raise Faulty(t("{name} is joined twice; give one of them a name", name=join.alias))
    return joined(scope, other.scope, join)


def _kept(
    part: Part, scope: Scope, faults: Faults, path: str, others: tuple[str, ...]
) -> _Kept | None:
    """Return the condition under which a row stays, or None when every row does."""
    holds = [scope.table[name].notnull() for name in scope.table.columns if name.endswith(MATCHED)]
    where: Condition | None = None
    if part.where:
        with faults.at(f"{path}.where", part.where):
            where = condition(part.where, scope)
            holds.append(where.holds)
    if not holds:
        return None
    inner = [join for join in part.join if join.how == "inner"]
    keys = tuple(key for join in inner for key in join.keys if scope.has(key))
    against = tuple(join.table for join in inner)
    elsewhere: ir.BooleanValue | None = None
    if others and where is not None:
        with suppress(Faulty):  # recorded where the other part is read
            elsewhere = ibis.or_(*(condition(other, scope).holds for other in others))
    return _Kept(ibis.and_(*holds), where, keys, against, elsewhere)


def _check_keys(part: Part, mapped: Columns, faults: Faults, path: str) -> None:
    """Record the columns that `distinct` or `group_by` lists and the part does not have."""
    listed = part.distinct if isinstance(part.distinct, list) else []
    for key, names in (("distinct", listed), ("group_by", part.group_by)):
        unknown = [name for name in names if name not in mapped]
        if unknown:
            with faults.at(f"{path}.{key}"):
                raise no_column(unknown[0], mapped)


def stack_parts(parts: list[MappedPart]) -> MappedPart:
    """Return several parts of one table under one another; a column that one lacks is blank."""
    if len(parts) == 1:
        return parts[0]
    names = list(dict.fromkeys(name for one in parts for name in one.table.columns))
    tables = [with_columns(one.table, names) for one in parts]
    plain = frozenset(n for n in names if all(n in one.plain for one in parts if n in one.lineage))
    return MappedPart(
        under_one_another(tables),
        lineages([one.lineage for one in parts], names),
        tuple(dict.fromkeys(raw for one in parts for raw in one.origins)),
        tuple(left for one in parts for left in one.left_out),
        plain,
        frozenset().union(*(one.absent for one in parts)),
        together([one.unread for one in parts]),
    )
