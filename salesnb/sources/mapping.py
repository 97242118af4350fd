"""Foreign exports as canonical tables, by a declared mapping and without code.

A mapping is a TOML file: shipped ones in `data/mappings/` are used by name, a company's own
by its path. What may stand in it is declared in `mapping_declared`, how expressions read in
`mapping_expressions`; `docs/own-company.md` explains it with an example.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Names
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Table
from salesnb.errors import MappingError, closest
from salesnb.i18n import t
from salesnb.paths import inside, resource
from salesnb.sources.mapping_declared import Mapping, Part, parse_mapping
from salesnb.sources.mapping_faults import Faults
from salesnb.sources.mapping_scope import Scope, written_alike
from salesnb.sources.mapping_steps import Made, Source, make_part, raw_source, stacked
from salesnb.sources.places import Again
from salesnb.sources.tables import LeftOut, MappedTable, RawTable

__all__ = [
    "Mapping",
    "is_named",
    "load_mapping",
    "map_tables",
    "parse_mapping",
    "shipped_mappings",
    "unused",
]


def shipped_mappings() -> dict[str, Path]:
    """Return the mappings that ship with salesnb, by name."""
    return {file.stem: file for file in sorted(resource("data", "mappings").glob("*.toml"))}


def load_mapping(name: str, *, folder: Path | None = None) -> Mapping:
    """Return a mapping by its shipped name or its file (relative to the company's folder).

    Raises `MappingError` with every fault of the file, or when there is no such mapping;
    `UsageError` when the name leaves the folder.
    """
    file = mapping_file(name, folder=folder)
    return parse_mapping(_declared(file), where=file.name)


def mapping_file(name: str, *, folder: Path | None = None) -> Path:
    """Return the file behind a mapping's name; raises as `load_mapping` does."""
    shipped = shipped_mappings()
    file = shipped.get(name) or inside(folder or Path(), name)
    if file.is_file():
        return file
    near = closest(name, shipped)
    raise MappingError(
        t("mapping {name!r}: neither a file nor one of {shipped}",
          name=name, shipped=", ".join(shipped)),
        fix=t("did you mean {near!r}?", near=near) if near else t("write its name or its path"),
    )  # fmt: skip


def _declared(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(
            t("{file}: not TOML in UTF-8 ({reason})", file=file.name, reason=error),
            fix=t("correct that line"),
        ) from error


def map_tables(raw: Names[str, RawTable], mapping: Mapping | None = None) -> dict[str, MappedTable]:
    """Return the canonical tables that `mapping` makes of the raw ones.

    A raw table of a canonical name that the mapping does not make maps to itself, all its
    columns kept: the check reports those that no contract knows. Raises `MappingError` with
    every fault of the mapping against these exports and the contracts.
    """
    again = Again(raw, partial(_all_mapped, mapping=mapping))
    mapped = _all_mapped(raw, mapping=mapping)
    return {name: replace(one, placed=again.of(name)) for name, one in mapped.items()}


def _all_mapped(raw: Names[str, RawTable], *, mapping: Mapping | None) -> dict[str, MappedTable]:
    mapped = {} if mapping is None else _mapped(raw, mapping)
    for name, one in raw.items():
        if name in TABLES and name not in mapped:
            source = raw_source(one)
            mapped[name] = MappedTable(name, one.table, (one,), source.scope.lineage)
    return {name: mapped[name] for name in TABLES if name in mapped}


def unused(raw: Names[str, RawTable], mapping: Mapping | None = None) -> tuple[str, ...]:
    """Return the names of the raw tables that no canonical table is made of."""
    idle = (name for name in raw if name not in TABLES)
    return tuple(sorted(n for n in idle if mapping is None or not is_named(mapping, n)))


def is_named(mapping: Mapping, raw: str) -> bool:
    """Return whether the mapping reads a raw table of that name."""
    every = [*mapping.prepare.values(), *mapping.tables.values()]
    parts = [part for parts in every for part in parts]
    named = [name for part in parts for name in (*part.from_, *(j.table for j in part.join))]
    return any(fnmatchcase(raw, one) for one in named)


def _mapped(raw: Names[str, RawTable], mapping: Mapping) -> dict[str, MappedTable]:
    faults = Faults(mapping.where)
    _check_names(mapping, faults)
    sources = {name: raw_source(one) for name, one in raw.items()}
    for name, parts in mapping.prepare.items():
        made = _made(parts, sources, faults, place=f"prepare.{name}")
        if made is not None:
            sources[name] = _as_source(made)
    mapped = {}
    for name, parts in mapping.tables.items():
        made = _made(parts, sources, faults, place=f"tables.{name}")
        if made is not None and name in TABLES:
            _check_ways(TABLES[name], made, faults)
            mapped[name] = _canonical(name, made)
    faults.raise_if_any()
    return mapped


def _made(
    parts: list[Part], sources: Names[str, Source], faults: Faults, *, place: str
) -> Made | None:
    """Return all parts of a table under one another, or None when one has a fault."""
    places = [place] if len(parts) == 1 else [f"{place}[{n}]" for n in range(1, len(parts) + 1)]
    made = [make_part(p, sources, faults, place=at) for p, at in zip(parts, places, strict=True)]
    done = [one for one in made if one is not None]
    if len(done) < len(parts):
        return None
    with faults.at(place):
        return stacked(done)
    return None


def _as_source(made: Made) -> Source:
    return Source(Scope(made.table, made.lineage, made.absent), made.origins)


def _canonical(name: str, made: Made) -> MappedTable:
    left_out = () if made.left_out is None else (LeftOut(made.origins[0], made.left_out),)
    return MappedTable(name, made.table, made.origins, made.lineage, left_out, made.plain)


def _check_ways(table: Table, made: Made, faults: Faults) -> None:
    """Record columns of numbers or dates whose files are not written alike."""
    read = [one.name for one in table.fields if one.type not in ("id", "text")]
    for name in read:
        with faults.at(f"tables.{table.name}.columns.{name}"):
            written_alike(made.lineage.get(name, ()))


def _check_names(mapping: Mapping, faults: Faults) -> None:
    """Record tables and columns that no contract has, required ones that are not mapped."""
    for name, parts in mapping.tables.items():
        if name not in TABLES:
            faults.add(f"tables.{name}", t("no such table"), near=closest(name, TABLES))
            continue
        for part in parts:
            _check_columns(TABLES[name], part, faults)


def _check_columns(table: Table, part: Part, faults: Faults) -> None:
    place = f"tables.{table.name}"
    for column in part.columns:
        if column not in table.names:
            message = t("no such column; {table} has {columns}",
                        table=table.name, columns=", ".join(table.names))  # fmt: skip
            faults.add(f"{place}.columns.{column}", message, near=closest(column, table.names))
    lacking = [one.name for one in table.fields if one.required and one.name not in part.columns]
    if lacking and part.columns:
        faults.add(place, t("not mapped, but required: {columns}", columns=", ".join(lacking)))
    if part.distinct and table.money:
        faults.add(f"{place}.distinct", t("would drop money; the check reports double rows"))
