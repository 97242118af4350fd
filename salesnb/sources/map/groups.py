"""One row of several: equal rows, the first of a key, and the totals of a group."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from salesnb.sources.exports import is_source_row
from salesnb.sources.map.bases import KEPT, Kinds
from salesnb.sources.map.columns import Columns
from salesnb.sources.map.declared import Part
from salesnb.sources.map.kinds import as_text
from salesnb.sources.map.scope import FILE, Scope, Translation, is_hidden
from salesnb.sources.map.unread import SEVERAL, unread

_POSITION, _MISSED, _KEY = "#position", "#missed", "#key"


def grouped(
    scope: Scope,
    keys: list[str],
    columns: Columns,
    kept: ir.BooleanValue | None,
    missed: ir.StringValue | None,
) -> tuple[ir.Table, Kinds]:
    """Return one row of all that agree in `keys`, those that stay apart from those left out.

    A column that is no total has one value in a group, else it says that there are several.
    `missed` is what the filter could not work out, which the first column then says.
    """
    named = {name: f"{_KEY}{i}" for i, name in enumerate(keys)}
    by = {named[name]: columns[name].value for name in keys}
    by |= {KEPT: kept} if kept is not None else {}
    totals = {n: _total(one, scope) for n, one in columns.items() if n not in keys}
    added = [n for n in scope.table.columns if is_source_row(n) or n == FILE]
    totals |= {name: scope.table[name].min() for name in added}
    if missed is not None:
        totals[_MISSED] = missed.max()
    table = scope.table.mutate(**by).group_by(list(by)).agg(**totals)
    values = {name: table[named.get(name, name)] for name in [*columns, *added]}
    values |= {KEPT: table[KEPT]} if kept is not None else {}
    if missed is not None:
        first = next(iter(columns))
        values[first] = ibis.coalesce(table[_MISSED], as_text(values[first]))
    several = {n: frozenset({SEVERAL}) for n in columns if n not in keys}
    return table.select(**values), several


def _total(one: Translation, scope: Scope) -> ir.Value:
    """Return the value of a column for a group of rows."""
    if one.is_total:
        return one.value
    text = as_text(one.value)
    least, most = text.min(), text.max()
    column = one.lineage[0].column if len(one.lineage) == 1 else ""
    row = scope.source_row("")
    differing = least + " | " + most
    several = unread(SEVERAL, differing, column=column, row=None if row is None else row.min())
    return ibis.ifelse(least == most, most, several)


def distinct(table: ir.Table, part: Part) -> ir.Table:
    """Return one of equal rows, or of each key the row that comes first by its other columns."""
    if not part.distinct:
        return table
    shown = [name for name in table.columns if not is_hidden(name)]
    if part.distinct is True:
        first = {name: table[name].min() for name in table.columns if is_hidden(name)}
        return table.group_by(shown).agg(**first) if first else table.distinct()
    order = [name for name in shown if name not in part.distinct]
    number = ibis.row_number().over(ibis.window(group_by=part.distinct, order_by=order or None))
    numbered = table.mutate(**{_POSITION: number})
    return numbered.filter(numbered[_POSITION] == 0).drop(_POSITION)
