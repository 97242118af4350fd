"""Exports in PostgreSQL: copied once, as they were at one moment, by a session that cannot write.

Whom to connect as, and the password, are given as any client takes them: in the URL, PGUSER,
PGPASSWORD, ~/.pgpass, pg_service.conf.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend
from ibis.backends.sql.datatypes import DuckDBType

from salesnb.settings import SourceSettings
from salesnb.sources.exports import RawTable
from salesnb.sources.read.servers import (
    IsMapped,
    business_zone,
    missing_table,
    not_installed,
    split_option,
    tables_to_read,
)
from salesnb.sources.values import DECIMAL

_DEFAULTS = {
    "options": "-c default_transaction_read_only=on -c datestyle=ISO",
    "application_name": "salesnb",
    "connect_timeout": "10",  # seconds
}
_LONGEST_LINE = 64_000_000  # bytes
_ZONED = dt.Timestamp(timezone="UTC")


def read_postgres(
    source: SourceSettings, con: Backend, is_mapped: IsMapped, *, spill: Path
) -> Iterator[RawTable]:
    """Yield the wanted tables, copied into the engine on this machine.

    Raises `SourceError` for a missing table or driver; the driver's own errors pass.
    """
    try:
        import psycopg
    except ImportError:
        raise not_installed(source, "postgres") from None
    url, schema = split_option(source.url, "schema")
    with psycopg.connect(_with_defaults(url), autocommit=True) as server:
        server.read_only = True
        server.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with server.transaction():
            tables = _Tables(ibis.postgres.from_connection(server), source, schema or "public")
            for name, where in tables.wanted(is_mapped).items():
                table = tables.copy(name, where, con, spill)
                yield RawTable(name, table, Path(where), kind="server")


def _with_defaults(url: str) -> str:
    """Return a URL as the driver takes it, with what it does not state itself."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    stated = conninfo_to_dict(url)
    return make_conninfo(url, **{n: v for n, v in _DEFAULTS.items() if n not in stated})


class _Tables:
    """The tables of one database, seen in one transaction."""

    def __init__(self, server: Any, source: SourceSettings, schema: str) -> None:
        self._server, self._source, self._schema = server, source, schema

    def wanted(self, is_mapped: IsMapped) -> dict[str, str]:
        """Return raw name -> `schema.table`; raise `SourceError` for what is not there."""
        there = self._there(self._schema)
        found = {}
        for name, where in tables_to_read(there, self._source, is_mapped).items():
            schema, _, table = where.rpartition(".")
            others = there if not schema else self._there(schema)
            if table not in others:
                raise missing_table(self._source, where, others)
            found[name] = f"{schema or self._schema}.{table}"
        return found

    def _there(self, schema: str) -> list[str]:
        return list(self._server.list_tables(database=schema))

    def copy(self, name: str, where: str, con: Backend, spill: Path) -> ir.Table:
        """Return a table of the server as a stored table of the engine, its types kept."""
        schema, _, table = where.rpartition(".")
        wanted = _readable(self._server.table(table, database=schema), self._source)
        file = spill / f"{name}.from-postgres.csv"
        self._export(wanted, file)
        types = {column: DuckDBType.to_string(kind) for column, kind in wanted.schema().items()}
        relation = con.read_csv(
            str(file),
            table_name=f"read_{name}",
            header=False,
            auto_detect=False,
            columns=types,
            quote='"',
            escape='"',
            max_line_size=_LONGEST_LINE,
        )
        stored = con.create_table(name, relation, overwrite=True)
        file.unlink()
        return stored

    def _export(self, wanted: ir.Table, file: Path) -> None:
        """Write the rows of an expression over the server's tables into a CSV file."""
        statement = f"COPY ({ibis.to_sql(wanted, dialect='postgres')}) TO STDOUT (FORMAT csv)"
        with (
            self._server.con.cursor() as cursor,
            file.open("wb") as target,
            cursor.copy(statement) as stream,
        ):
            for block in stream:
                target.write(block)


def _readable(table: ir.Table, source: SourceSettings) -> ir.Table:
    """Return a table in types that a CSV file keeps; moments are in the business's time zone."""
    columns = {name: _plain(table[name], source) for name in table.columns}
    return table.select(**columns)


def _plain(value: ir.Value, source: SourceSettings) -> ir.Value:
    kind = value.type()
    if kind.is_decimal():
        return value.cast(DECIMAL)
    if kind.is_date():
        return _isfinite(value).ifelse(value, ibis.null("date"))  # 'infinity': no end
    if kind.is_timestamp():
        if kind.timezone is None:
            return value.cast("timestamp")
        return _timezone(business_zone(source, value.get_name()), value)
    if kind.is_integer() or kind.is_floating() or kind.is_boolean():
        return value
    return value.cast("string")


@ibis.udf.scalar.builtin(name="isfinite")
def _isfinite(day: dt.date) -> bool:  # type: ignore[empty-body]
    """Return whether a day is one, not PostgreSQL's infinity."""


@ibis.udf.scalar.builtin(name="timezone")
def _timezone(zone: str, moment: _ZONED) -> dt.timestamp:  # type: ignore[empty-body,valid-type]
    """Return the local time of a moment."""
