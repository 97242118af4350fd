"""Joins of mappings: by keys, and by the day on which the other table's row is valid.

Validity is an interval join, not an as-of join: every engine has it, and both ends are
stated. A table with one day per row is valid from that day until the next one of its key.
Before anything is joined, keys that would turn one row into several are reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import ibis
import ibis.expr.types as ir

from salesnb.i18n import N_, t
from salesnb.sources.map.declared import Join
from salesnb.sources.map.expressions import condition, day_of, translate
from salesnb.sources.map.kinds import as_text, shifted
from salesnb.sources.map.scope import MATCHED, PARTNER, Faulty, Scope
from salesnb.sources.map.unread import PARTNER as A_PARTNER
from salesnb.sources.map.unread import is_unread, parse_unread, unread

FIRST_DAY = ibis.date("0001-01-01")
SHOWN = 3
_SEVERAL = N_(
    "{table} has several rows for {on} = {keys}, so one row would become several; "
    "add a key to on, or state grows = true"
)
_OVERLAP = N_(
    "{table}: validity overlaps for {on} = {keys}; correct the dates, or state whether the "
    "end is 'exclusive' or 'inclusive'"
)
_UNREAD_AT = N_(
    "at = {column}: no date can be read, such as {found!r}; "
    "say how it is written: day({column}, '%d.%m.%Y')"
)
_UNREAD_DAY = N_(
    "{table}.{column} = {found!r}: not a date; say how it is written: day({column}, '%d.%m.%Y')"
)


@dataclass(frozen=True)
class _Sides:
    """Both tables with the columns that the join compares: #key0, ..., #at | #from, #to."""

    left: ir.Table
    right: ir.Table
    keys: list[str]
    dated: bool


def joined(left: Scope, right: Scope, join: Join) -> Scope:
    """Return `left` with the columns of `right` as `alias.column`.

    With `how = "inner"` the column `#matched` tells which rows found a partner; they are
    left out later, so that they can be counted. Raises `Faulty` for unknown columns, keys
    that would make one row several, and dates that cannot be read.
    """
    right = replace(right, table=_chosen(right, join))
    sides = _sides(left, right, join)
    if not join.grows:
        _refuse_growth(sides, join)
    table = _put_together(sides, right, join)
    if join.how == "required":
        is_alone = table[f"{join.alias}{MATCHED}"].isnull()
        alone = _no_partner(replace(left, table=table), join)
        missed = ibis.ifelse(is_alone, alone, ibis.null("string"))
        table = table.mutate(**{f"{join.alias}{PARTNER}": missed}).drop(f"{join.alias}{MATCHED}")
    return replace(
        left,
        table=table,
        lineage={**left.lineage, **_named(join, right.lineage)},
        blank=left.blank | _named(join, dict.fromkeys(right.blank)).keys(),
        unread={**left.unread, **_named(join, right.unread)},
        tables={**left.tables, join.alias: right.table},
    )


def _named(join: Join, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of the other table's columns, by their names after the join."""
    return {f"{join.alias}.{name}": about for name, about in columns.items()}


def _chosen(right: Scope, join: Join) -> ir.Table:
    """Return the other table's rows in which the condition of the join holds."""
    if not join.where:
        return right.table
    chosen = condition(join.where, right)
    if chosen.missed is not None:
        _refuse_unread(right.table.select(missed=chosen.missed), join)
    return right.table.filter(chosen.holds)


def _refuse_unread(table: ir.Table, join: Join) -> None:
    """Raise for a row of which the condition of a join, or its key, cannot be worked out."""
    found = table.filter(table.missed.notnull()).limit(1).to_pyarrow().to_pylist()
    missed = parse_unread(found[0]["missed"]) if found else None
    if missed is not None:
        about = {"table": join.table, "column": missed.column, "found": missed.value}
        raise Faulty(t("{table}.{column} = {found!r} cannot be read", **about))


def _no_partner(left: Scope, join: Join) -> ir.StringValue:
    """Return what stands for the partner of a row that has none: its keys and its day."""
    keys = [as_text(translate(mine, left).value).fill_null("") for mine in join.keys]
    text = keys[0]
    for key in keys[1:]:
        text = text + ", " + key
    if join.at:
        day = day_of(join.at, left)[0]
        text = text + ibis.ifelse(day.isnull(), "", ibis.literal(", ") + day.cast("string"))
    raws = [raw.column for mine in join.keys for raw in translate(mine, left).lineage]
    names = [mine for mine in join.keys if left.has(mine)]
    row = left.source_row(names[0]) if names else None
    column = raws[0] if len(set(raws)) == 1 else ""
    return unread(A_PARTNER, text, column=column, row=row, about=join.table)


def _sides(left: Scope, right: Scope, join: Join) -> _Sides:
    ours: dict[str, ir.Value] = {}
    theirs: dict[str, ir.Value] = {}
    for i, (mine, other) in enumerate(join.keys.items()):
        name = f"#key{i}"
        ours[name], theirs[name] = _key(mine, left, join), _key(other, right, join)
        if ours[name].type() != theirs[name].type():
            ours[name], theirs[name] = as_text(ours[name]), as_text(theirs[name])
    keys = list(ours)
    if join.at:
        ours["#at"] = _written_day(join.at, left, join)
        for name, text in (("#from", join.valid_from or join.as_of), ("#to", join.valid_to)):
            theirs[name] = _readable_day(text, right, join) if text else ibis.null("date")
    other = right.table.mutate(**theirs)
    if join.as_of:
        other = _until_the_next(other, keys, join)
    return _Sides(left.table.mutate(**ours), other, keys, dated=bool(join.at))


def _until_the_next(table: ir.Table, keys: list[str], join: Join) -> ir.Table:
    """Return a table of days with the day before which each row holds: that of the next row.

    Rows of the same key and day are left as open as the last: they overlap, which is a fault.
    """
    table = table.filter(table["#from"].notnull())
    later = table["#from"].lead().over(ibis.window(group_by=keys, order_by="#from"))
    until = ibis.ifelse(later == table["#from"], ibis.null("date"), later)
    if join.within_days is None:
        return table.mutate(**{"#to": until})
    oldest = shifted(table["#from"], ibis.interval(days=join.within_days + 1), back=False)
    return table.mutate(**{"#to": ibis.least(ibis.coalesce(until, oldest), oldest)})


def _key(text: str, scope: Scope, join: Join) -> ir.Value:
    try:
        one = translate(text, scope)
        value = one.value
    except Faulty as fault:
        message = t("key {key!r}: {message}", key=text, message=fault.message)
        raise Faulty(message, near=fault.near) from fault
    if one.unread:
        missed = ibis.ifelse(is_unread(value), value, ibis.null("string"))
        _refuse_unread(scope.table.select(missed=missed), join)
    return value.strip().nullif("") if isinstance(value, ir.StringValue) else value


def _written_day(text: str, scope: Scope, join: Join) -> ir.Value:
    """Return the days of our rows; raise when none can be read, as nothing would be found.

    Single days that cannot be read are left to the check, which shows each of them.
    """
    day, converted = day_of(text, scope)
    if converted and scope.table.filter(day.notnull()).limit(1).to_pyarrow().num_rows == 0:
        received = converted[0][0]
        filled = scope.table.filter(received.notnull()).limit(1)
        for row in filled.select(found=received).to_pyarrow().to_pylist():
            raise Faulty(t(_UNREAD_AT, column=text, found=row["found"]))
    return day


def _readable_day(text: str, scope: Scope, join: Join) -> ir.Value:
    """Return the days of a validity; raise for one that cannot be read: it would count as open."""
    day, converted = day_of(text, scope)
    for received, value in converted:
        unread = scope.table.filter(received.notnull() & value.isnull()).limit(1)
        for row in unread.select(found=received).to_pyarrow().to_pylist():
            raise Faulty(t(_UNREAD_DAY, table=join.table, column=text, found=row["found"]))
    return day


def _refuse_growth(sides: _Sides, join: Join) -> None:
    """Raise when a key that our rows have stands in several rows of the other table."""
    several = _overlapping(sides, join) if sides.dated else _repeated(sides)
    keys = several.select(*sides.keys).distinct().order_by(*sides.keys)
    used = keys.semi_join(sides.left, sides.keys).limit(SHOWN).to_pyarrow().to_pylist()
    if used:
        shown = "; ".join(", ".join(str(value) for value in row.values()) for row in used)
        message = _OVERLAP if sides.dated else _SEVERAL
        on = ", ".join(join.keys.values())
        raise Faulty(t(message, table=join.table, on=on, keys=shown))


def _repeated(sides: _Sides) -> ir.Table:
    counted = sides.right.group_by(sides.keys).aggregate(rows=lambda table: table.count())
    return counted.filter(counted.rows > 1)


def _overlapping(sides: _Sides, join: Join) -> ir.Table:
    window = ibis.window(group_by=sides.keys, order_by=["#from", "#to"])
    ordered = sides.right.mutate(**{"#from": sides.right["#from"].fill_null(FIRST_DAY)})
    following = ordered["#from"].lead().over(window)
    dated = ordered.mutate(**{"#next": following})
    start, end = dated["#next"], dated["#to"]
    inside = start <= end if join.end == "inclusive" else start < end
    return dated.filter(start.notnull() & (end.isnull() | inside))


def _put_together(sides: _Sides, right: Scope, join: Join) -> ir.Table:
    """Return the left rows with the other table's columns; the compared ones leave again."""
    compared = sides.keys + (["#from", "#to"] if sides.dated else [])
    columns = [sides.right[name].name(f"{join.alias}.{name}") for name in right.table.columns]
    helpers = [sides.right[name].name(f"{join.alias}{name}") for name in compared]
    found = ibis.literal(True).name(f"{join.alias}{MATCHED}")
    other = sides.right.select(*columns, *helpers, found)
    on = [sides.left[name] == other[f"{join.alias}{name}"] for name in sides.keys]
    if sides.dated:
        on += _valid(sides.left["#at"], other, join)
    together = sides.left.left_join(other, on)
    kept = [f"{join.alias}{name}" for name in compared]
    dropped = [*sides.keys, *(["#at"] if sides.dated else []), *kept]
    if join.how == "left":
        dropped.append(f"{join.alias}{MATCHED}")
    return together.drop(*dropped)


def _valid(day: ir.Value, other: ir.Table, join: Join) -> list[ir.BooleanValue]:
    start, end = other[f"{join.alias}#from"], other[f"{join.alias}#to"]
    before_end = day <= end if join.end == "inclusive" else day < end
    return [start.isnull() | (start <= day), end.isnull() | before_end]
