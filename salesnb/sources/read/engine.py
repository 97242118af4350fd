"""The engine that checks and closes, what it may touch, and what its failures mean.

Exports are data: what they hold cannot make the engine read other files, or load extensions.
"""

from __future__ import annotations

import glob
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
from ibis.backends.duckdb import Backend
from ibis.backends.sql import SQLBackend
from ibis.common.exceptions import IbisError
from sqlglot import exp

from salesnb.errors import CompanyError, DataError, SalesnbError, SourceError
from salesnb.i18n import t, tn
from salesnb.paths import Company
from salesnb.settings import SourceSettings
from salesnb.sources.exports import Problems
from salesnb.sources.read.duck import Engine
from salesnb.sources.read.parquet import damaged_tables, parquet_files
from salesnb.sources.read.servers import driver_errors, not_installed, reason_of, server_error

_SERVERS = {"postgresql", "spark"}
_UNREADABLE = (  # what the engine raises for a database file that is damaged inside
    duckdb.IOException,
    duckdb.InvalidInputException,
    duckdb.SerializationException,
    duckdb.InternalException,
    duckdb.FatalException,
)


def engine_for(company: Company, *, spill: Path) -> SQLBackend:
    """Return the engine that checks and closes: Spark where the exports lie there, else DuckDB.

    `spill` is an existing folder for what the engine stores on its way.
    """
    settings = company.settings
    if scheme(settings.source) == "spark":
        try:
            from salesnb.sources.read.spark import connect_spark
        except ImportError:
            raise not_installed(settings.source, "spark") from None
        return connect_spark(settings.source, spill=spill)
    return connect(memory_gb=settings.gate.memory_gb, spill=spill)


def connect(*, memory_gb: float = 2.0, threads: int | None = None, spill: Path) -> Backend:
    """Return an engine that keeps within `memory_gb` and spills to `spill` (an existing folder).

    The engine's own file lies in `spill` too, so that tables larger than memory can be held.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        con = Engine().connect(
            str(spill / "gate.duckdb"),
            memory_limit=f"{memory_gb}GB",
            threads=threads or min(os.cpu_count() or 1, 8),
            temp_directory=str(spill),
        )
    con.raw_sql("SET preserve_insertion_order = true")
    con.raw_sql("SET TimeZone = 'UTC'")  # not the machine's, for moments without a stated zone
    return con


def is_server(company: Company) -> bool:
    """Return whether the exports lie on a server, which cannot say whether they have changed."""
    return scheme(company.settings.source) in _SERVERS


def scheme(source: SourceSettings) -> str:
    """Return what a source's URL begins with, '' for files."""
    return source.url.partition("://")[0]


def confine(con: Backend, folders: Sequence[Path]) -> None:
    """Let the engine read and write in these folders only, and load no extension from now on."""
    names = [str(folder.resolve()) for folder in folders]
    escaped = [glob.escape(name) for name in names]  # the engine compares what it is asked for
    allowed = ", ".join(quoted(name) for name in dict.fromkeys([*names, *escaped]))
    for setting in (
        f"allowed_directories = [{allowed}]",
        "enable_external_access = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "lock_configuration = true",
    ):
        con.raw_sql(f"SET {setting}")


def quoted(text: str) -> str:
    """Return a text as the engine's SQL writes it."""
    return exp.Literal.string(text).sql("duckdb")


@contextmanager
def source_errors_named(company: Company) -> Iterator[None]:
    """Raise the failures of a server, or of the engine over exports, as one `SalesnbError`.

    A damaged export is a `DataError` with a problem per file, anything else a `SourceError`;
    what is neither passes unchanged.
    """
    try:
        yield
    except SalesnbError:
        raise
    except Exception as failure:
        raise _explained(company, failure) from None


def _explained(company: Company, failure: Exception) -> Exception:
    """Return the error that says what a failure means to a person, else the failure itself."""
    source = company.settings.source
    if isinstance(failure, duckdb.Error):
        return _engine_error(company, failure)
    if is_server(company) and isinstance(failure, (*driver_errors(scheme(source)), IbisError)):
        return server_error(source, failure)
    return failure


def _engine_error(company: Company, failure: duckdb.Error) -> Exception:
    """Return what the engine's failure means: no memory, no disk, a damaged export."""
    if isinstance(failure, duckdb.OutOfMemoryException):
        return SourceError(
            t("the memory of {gb:g} GB is not enough", gb=company.settings.gate.memory_gb),
            fix=t("raise gate.memory_gb in company.toml"),
        )
    if is_exhausted(failure):
        fix = t("free some space, or move the company's folder to a larger disk")
        return SourceError(reason_of(failure), fix=fix)
    if is_server(company):
        return failure
    path = source_folder(company)
    problems = _damage(path)
    if not problems.n_errors:
        is_damage = isinstance(failure, _UNREADABLE) and path.is_file()
        return _damaged_database(path, failure) if is_damage else failure
    return DataError(
        tn("{n} error in the exports", "{n} errors in the exports", problems.n_errors),
        fix=t("export these files again"),
        problems=problems.frame(),
    )


def _damaged_database(path: Path, failure: duckdb.Error) -> SourceError:
    return SourceError(
        t("{file} is damaged ({reason})", file=path.name, reason=reason_of(failure)),
        fix=t("export it again"),
    )


def is_exhausted(failure: BaseException) -> bool:
    """Return whether memory or disk were not enough, which says nothing of the file."""
    text = str(failure)
    return isinstance(failure, duckdb.OutOfMemoryException) or "No space left" in text


def _damage(path: Path) -> Problems:
    """Return the problems of exports that are damaged inside, each read to its end."""
    problems = Problems()
    if path.is_file():
        return problems
    for problem in damaged_tables([one for one in sorted(path.iterdir()) if parquet_files(one)]):
        problems.add(problem)
    return problems


def source_folder(company: Company) -> Path:
    """Return the folder or database file of the exports; raise `CompanyError` when missing."""
    source = company.settings.source
    stated = source.url.removeprefix("duckdb://") if scheme(source) == "duckdb" else source.path
    path = (company.root / Path(stated).expanduser()).resolve()
    if not path.exists():
        key = "url" if source.url else "path"
        raise CompanyError(
            t("{path}: the exports are not there", path=path.name),
            fix=t("correct source.{key} in company.toml", key=key),
        )
    return path
