"""What company.toml says of all exports alike: the company's currency and its time zone."""

from __future__ import annotations

from dataclasses import replace

from salesnb.settings import Settings
from salesnb.sources.days import in_zone
from salesnb.sources.exports import Exports, RawTable


def apply_notation(exports: Exports, settings: Settings) -> None:
    """Let every raw table know the company's currency and, in files, its time zone.

    Text in Parquet and DuckDB is read as company.toml says for that file; their typed moments of
    a time zone become local ones where a zone is stated.
    """
    for name, raw in exports.tables.items():
        known = replace(raw, currency=settings.company.currency)
        if raw.kind in {"parquet", "duckdb"}:
            way = settings.source.of(raw.file.name)
            known = replace(known, decimal_mark=way.decimal_mark, date_order=way.date_order)
        zone = settings.source.time_zone
        exports.tables[name] = _in_zone(known, zone) if zone and not raw.is_served else known


def _in_zone(raw: RawTable, zone: str) -> RawTable:
    kinds = dict(raw.table.schema().items())
    zoned = [name for name, kind in kinds.items() if kind.is_timestamp() and kind.timezone]
    local = {name: in_zone(zone, raw.table[name]) for name in zoned}
    return replace(raw, time_zone=zone, table=raw.table.mutate(**local) if local else raw.table)
