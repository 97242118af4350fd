"""Columns that read as a whole once company.toml says how their file writes numbers and dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

import ibis.expr.types as ir

from salesnb.contracts.fields import Field
from salesnb.i18n import t
from salesnb.sources.advice import state
from salesnb.sources.check.rules import Rule
from salesnb.sources.check.work import Gate, TableWork
from salesnb.sources.check.working import writing
from salesnb.sources.values import NUMBERS, TYPES, Writing, blank, typed

_RULES = {"not_a_number", "not_whole", "not_a_date", "not_a_time"}


@dataclass(frozen=True)
class _Left:
    """How many values of a text column are there, and how many a way of writing leaves unread."""

    field: Field
    n: int
    by_way: Mapping[str, int]  # value of the setting -> values left unread

    @property
    def setting(self) -> str:
        return _setting(self.field)


def advised(work: TableWork, gate: Gate, broken: Iterable[Rule]) -> dict[str, str]:
    """Return for each broken column what to state, where every value of it then reads."""
    columns = [rule.field.name for rule in broken if rule.name in _RULES]
    by_raw: dict[str, list[str]] = {}
    for name in columns:
        for raw in sorted({one.raw for one in work.mapped.lineage.get(name, ())})[:1]:
            by_raw.setdefault(raw, []).append(name)
    found: dict[str, str] = {}
    for raw, names in by_raw.items():
        found |= _advice(work, gate, raw, names)
    return found


def _advice(work: TableWork, gate: Gate, raw: str, broken: list[str]) -> dict[str, str]:
    """Return what to state of one raw table's file, by broken column."""
    left = _left_unread(work, raw)
    stated: dict[str, list[str]] = {}  # setting -> the values with which every column reads
    alone: dict[str, str] = {}
    faulty = [left[name] for name in broken if name in left]
    for one in faulty:
        reads = [way for way, n in one.by_way.items() if not n]
        others = [other for other in left.values() if other.setting == one.setting]
        if whole := [way for way in reads if not any(other.by_way[way] for other in others)]:
            stated[one.setting] = whole
        elif reads:
            alone[one.field.name] = _alone(one, reads[0])
    file = work.exports.tables[raw].file.name
    chosen = {name: ways[0] for name, ways in sorted(stated.items(), reverse=True)}
    lines = state(file, gate.settings.source.of(file), **chosen)
    whole_file = [one for one in faulty if one.setting in stated]
    return alone | {one.field.name: _sentence(one.n, stated, lines) for one in whole_file}


def _setting(field: Field) -> str:
    return "decimal_mark" if field.type in NUMBERS else "date_order"


def _left_unread(work: TableWork, raw: str) -> dict[str, _Left]:
    """Count in one pass what each other way of writing leaves unread, by text column of a file."""
    table = work.mapped.table
    wanted: dict[str, ir.Value] = {}
    columns: dict[str, Field] = {}
    for one in work.contract.fields:
        behind = {column.raw for column in work.mapped.lineage.get(one.name, ())}
        is_read = one.name in table.columns and TYPES[one.type] not in {"string", "boolean"}
        if raw in behind and is_read and isinstance(table[one.name], ir.StringValue):
            columns[one.name] = one
            wanted |= {f"{one.name}|{k}": flag.sum() for k, flag in _flags(work, one).items()}
    counts = table.aggregate(**wanted).to_pyarrow().to_pylist()[0] if wanted else {}
    return {
        name: _counted(one, {key: int(counts[f"{name}|{key}"] or 0) for key in _flags(work, one)})
        for name, one in columns.items()
    }


def _flags(work: TableWork, field: Field) -> dict[str, ir.BooleanValue]:
    """Return what is counted of a column: values there, unread now, against, unread by each way.

    A value that reads now and holds the decimal mark speaks against another mark.
    """
    value, now = work.mapped.table[field.name], writing(work.mapped, field.name)
    is_there, read = ~blank(value), typed(value, field, now)
    flags = {"there": is_there, "unread": is_there & read.isnull()}
    flags["against"] = read.notnull() & value.contains(now.decimal_mark)
    for way, how in _other_ways(field, now).items():
        is_left = is_there & typed(value, field, how).isnull()
        is_converted = field.name in work.mapped.plain  # what a mapping has read is read
        flags[way] = is_left & read.isnull() if is_converted else is_left
    return flags


def _other_ways(field: Field, now: Writing) -> dict[str, Writing]:
    if _setting(field) == "decimal_mark":
        mark = "," if now.decimal_mark == "." else "."
        return {mark: replace(now, decimal_mark=mark)}
    return {one: replace(now, date_order=one) for one in ("dmy", "mdy") if one != now.date_order}


def _counted(field: Field, n: dict[str, int]) -> _Left:
    """Return the counts of a column: what speaks against a mark counts as left unread by it."""
    there, unread, against = n.pop("there"), n.pop("unread"), n.pop("against")
    is_doubtful = _setting(field) == "decimal_mark" and 0 < unread < against
    return _Left(field, there, {way: left + against * is_doubtful for way, left in n.items()})


def _alone(left: _Left, way: str) -> str:
    """Return what to do about a column that is written differently from the others of its file."""
    name, setting = left.field.name, f'{left.setting} = "{way}"'
    written = "%d.%m.%Y" if way == "dmy" else "%m/%d/%Y"
    call = f'number({name}, "{way}")' if way in ",." else f'day({name}, "{written}")'
    return t(
        "all {n} values of this column, but not those of the others, read with `{setting}`: map it"
        " in a mapping, as `{call}`",
        n=left.n,
        setting=setting,
        call=call,
    )


def _sentence(n: int, stated: Mapping[str, list[str]], advice: str) -> str:
    choices = [
        reduce(_either, (f'`{name} = "{way}"`' for way in ways))
        for name, ways in sorted(stated.items(), reverse=True)
    ]
    settings = reduce(_both, choices)
    return t(
        "all {n} values read with {settings}; {advice}",
        n=n,
        settings=settings,
        advice=advice,
    )


def _either(one: str, other: str) -> str:
    return t("{one} or {other}", one=one, other=other)


def _both(one: str, other: str) -> str:
    return t("{one} and {other}", one=one, other=other)
