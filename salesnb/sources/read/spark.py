"""Exports in a lake: Spark checks and closes them in place, and only the snapshot comes here.

Where the cluster is and how to sign in are Spark's own configuration (spark-defaults.conf, the
environment), the URL's master, or `source.options`. Nothing is written to the lake: what the gate
stores on its way is kept in the cluster's cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
from ibis import udf
from pyspark.sql import SparkSession
from pyspark.sql.types import TimestampType

from salesnb.errors import SourceError
from salesnb.i18n import t
from salesnb.settings import SourceSettings
from salesnb.sources.exports import RawTable
from salesnb.sources.read.servers import (
    IsMapped,
    business_zone,
    missing_table,
    reason_of,
    shown,
    tables_to_read,
)
from salesnb.sources.read.spark_dialect import SparkBackend

_ON_THIS_MACHINE = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


def connect_spark(source: SourceSettings, *, spill: Path) -> SparkBackend:
    """Return Spark as the gate's engine; raise `SourceError` when there is none.

    A session that this process has already is used and left open.
    """
    running = SparkSession.getActiveSession()
    builder = SparkSession.builder.appName("salesnb")
    for name, value in _options(source, spill).items():
        builder = builder.config(name, value)
    try:
        _ = ibis.pyspark  # registers Ibis' options of this engine
        backend = SparkBackend()
        backend.do_connect(running or builder.getOrCreate())
    except Exception as failure:
        named, reason = shown(source), reason_of(failure)
        raise SourceError(
            t("{source}: Spark does not start: {reason}", source=named, reason=reason),
            fix=t("Spark needs Java 17: install it, or let JAVA_HOME name it"),
        ) from None
    backend.owns_session = running is None
    return backend


def _options(source: SourceSettings, spill: Path) -> dict[str, str]:
    """Return Spark's options: those stated, and what a master on this machine needs besides."""
    options = {"spark.ui.showConsoleProgress": "false", **source.options}
    master = urlsplit(source.url).netloc
    if master:
        options["spark.master"] = f"spark://{master}"
    if not options.get("spark.master", "").startswith("local"):
        return options
    warehouse = str(spill / "warehouse")
    folders = {"spark.local.dir": str(spill), "spark.sql.warehouse.dir": warehouse}
    return {**_ON_THIS_MACHINE, **folders, **options}


class SparkTables:
    """The tables of a lake: those of the URL's database, or folders of Parquet by their path."""

    def __init__(self, con: SparkBackend, source: SourceSettings, root: Path) -> None:
        self._con, self._source, self._root = con, source, root
        self._database = urlsplit(source.url).path.strip("/") or "default"

    def read(self, is_mapped: IsMapped) -> Iterator[RawTable]:
        """Yield the wanted tables; raise `SourceError` for one that is not there."""
        there = [] if self._source.tables else self._con.list_tables(database=self._database)
        for name, where in tables_to_read(there, self._source, is_mapped).items():
            table = self._by_path(name, where) if "/" in where else self._by_name(where)
            local = {one: _local(table[one], self._source) for one in self._moments(table)}
            table = table.mutate(**local) if local else table
            yield RawTable(name, table, Path(where), kind="server")

    def _moments(self, table: ir.Table) -> list[str]:
        """Return the columns that hold moments of a time zone (Ibis takes them for local times)."""
        schema = self._con.raw_sql(self._con.compile(table.limit(0))).schema
        return [one.name for one in schema if isinstance(one.dataType, TimestampType)]

    def _by_path(self, name: str, where: str) -> ir.Table:
        path = where if "://" in where else str((self._root / where).resolve())
        return self._con.read_parquet(path, table_name=f"lake_{name}")

    def _by_name(self, where: str) -> ir.Table:
        database, _, table = where.rpartition(".")
        there = self._con.list_tables(database=database or self._database)
        if table not in there:
            raise missing_table(self._source, where, there)
        return self._con.table(table, database=database or self._database)


def _local(moment: ir.Value, source: SourceSettings) -> ir.Value:
    """Return a moment as the business's clocks showed it (Spark's moments are UTC)."""
    zone = business_zone(source, moment.get_name())
    return _from_utc(moment, zone)


@udf.scalar.builtin(name="from_utc_timestamp")
def _from_utc(moment: dt.timestamp, zone: str) -> dt.timestamp:  # type: ignore[empty-body]
    """Return the local time of a moment."""
