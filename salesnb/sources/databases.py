"""Exports that lie in a database or a lake: which tables are read, and what goes wrong there, in words.

PostgreSQL's tables are copied once, in one read-only transaction, into the engine on this machine.
Spark's stay where they are: it becomes the engine, and only the snapshot comes here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from ibis.backends.sql import SQLBackend
from ibis.common.exceptions import IbisError

from salesnb.contracts import TABLES
from salesnb.errors import SourceError, closest
from salesnb.i18n import t
from salesnb.paths import Company
from salesnb.settings import SourceSettings, without_user
from salesnb.sources.connect import connect
from salesnb.sources.mapping import Mapping, is_named
from salesnb.sources.reading import Exports, add_raw, read_exports, scheme

SERVERS = frozenset({"postgresql", "spark"})


def is_server(company: Company) -> bool:
    """Return whether the exports lie on a server, which cannot say whether they have changed."""
    return scheme(company.settings.source) in SERVERS


def engine_for(company: Company, *, spill: Path) -> SQLBackend:
    """Return the engine that checks and closes: Spark where the exports are its own, else DuckDB."""
    settings = company.settings
    if scheme(settings.source) == "spark":
        try:
            from salesnb.sources.spark import connect_spark
        except ImportError:
            raise not_installed(settings.source, "spark") from None
        return connect_spark(settings.source, spill=spill)
    return connect(memory_gb=settings.gate.memory_gb, spill=spill)


def read_source(
    company: Company, con: SQLBackend, mapping: Mapping | None, *, spill: Path
) -> Exports:
    """Return all raw tables of a company, from wherever company.toml says that they are.

    Raises `SourceError` when a server cannot be reached or lacks a table.
    """
    source = company.settings.source
    if not is_server(company):
        return read_exports(company, con, spill=spill)
    exports = Exports()
    if scheme(source) == "spark":
        from salesnb.sources.spark import SparkTables

        for raw in SparkTables(con, source, company.root).read(mapping):
            add_raw(exports, raw)
        return exports
    from salesnb.sources.postgres import read_postgres

    for raw in read_postgres(source, con, mapping, spill=spill):
        add_raw(exports, raw)
    return exports


def chosen(there: Sequence[str], source: SourceSettings, mapping: Mapping | None) -> dict[str, str]:
    """Return what is read: raw name -> its name in the source.

    That is what `source.tables` states; else the tables of canonical names and those that the
    mapping reads: a database holds much that is no export.
    """
    if source.tables:
        return dict(source.tables)
    wanted = (n for n in there if n in TABLES or (mapping is not None and is_named(mapping, n)))
    return {name: name for name in sorted(wanted)}


def missing_table(source: SourceSettings, name: str, there: Sequence[str]) -> SourceError:
    """Return the error of a stated table that is not there, with the closest name."""
    near = closest(name, there)
    return SourceError(
        t("{source} has no table {name!r}", source=shown(source), name=name),
        fix=t("did you mean {near!r}?", near=near)
        if near
        else t("correct source.tables in company.toml, or ask for the right to read it"),
    )


def business_zone(source: SourceSettings, column: str) -> str:
    """Return the time zone in which a day begins; raise `SourceError` where none is stated."""
    if not source.time_zone:
        raise SourceError(
            t("{source}: {column} holds moments of a time zone", source=shown(source), column=column),
            fix=t('state that of the business in company.toml: [source] time_zone = "Asia/Shanghai"'),
        )  # fmt: skip
    return source.time_zone


def not_installed(source: SourceSettings, extra: str) -> SourceError:
    """Return the error of a package that only companies with such a source need."""
    return SourceError(
        t("{source} needs the extra {extra}", source=shown(source), extra=extra),
        fix=f"pip install 'salesnb[{extra}]'",
    )


def shown(source: SourceSettings) -> str:
    """Return the source as messages name it: without user, password and options."""
    return without_user(source.url).partition("?")[0]


def split_option(url: str, name: str) -> tuple[str, str]:
    """Return a URL without one option of its query, and that option's value ('' when absent)."""
    base, _, query = url.partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    value = options.pop(name, "")
    return base + ("?" + urlencode(options) if options else ""), value


@contextmanager
def told(company: Company) -> Iterator[None]:
    """Turn a server's failures into one `SourceError`; what is no server's passes unchanged."""
    if not is_server(company):
        yield
        return
    source = company.settings.source
    try:
        yield
    except (*_failures(scheme(source)), IbisError) as failure:
        raise _lost(source, failure) from None


def _failures(engine: str) -> tuple[type[BaseException], ...]:
    """Return the exceptions of an engine's driver."""
    if engine == "postgresql":
        import psycopg

        return (psycopg.Error,)
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return (PySparkException, Py4JError, ConnectionError)


def _lost(source: SourceSettings, failure: BaseException) -> SourceError:
    lines = [line.strip() for line in without_user(str(failure)).splitlines() if line.strip()]
    reason = lines[0][:300] if lines else type(failure).__name__
    return SourceError(
        t("{source}: {reason}", source=shown(source), reason=reason),
        fix=t("check that it runs, source.url in company.toml, and the credentials outside of it; then run again"),
    )  # fmt: skip
