"""What the readers of PostgreSQL and Spark share: which tables are wanted, and their errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl, urlencode

from salesnb.contracts import TABLES
from salesnb.errors import SourceError
from salesnb.i18n import did_you_mean, t
from salesnb.settings import SourceSettings, without_user

IsMapped = Callable[[str], bool] | None  # whether the mapping reads a table; None without one


def tables_to_read(
    there: Sequence[str], source: SourceSettings, is_mapped: IsMapped
) -> dict[str, str]:
    """Return what is read: raw name -> its name in the source.

    That is what `source.tables` states; else the tables of canonical names and those that the
    mapping reads, because a database holds many tables that are no exports.
    """
    if source.tables:
        return dict(source.tables)
    reads = is_mapped or (lambda name: False)
    return {name: name for name in sorted(there) if name in TABLES or reads(name)}


def missing_table(source: SourceSettings, name: str, there: Sequence[str]) -> SourceError:
    """Return the error of a stated table that is not there, with the closest name."""
    correct = t("correct source.tables in company.toml, or ask for the right to read it")
    return SourceError(
        t("{source} has no table {name!r}", source=shown(source), name=name),
        fix=did_you_mean(name, there, correct),
    )


def business_zone(source: SourceSettings, column: str) -> str:
    """Return the time zone in which the company's days begin, e.g. `Asia/Shanghai`.

    Raises `SourceError` where company.toml states none; `column` is the one that needs it.
    """
    if not source.time_zone:
        fix = t('state that of the business in company.toml: [source] time_zone = "Asia/Shanghai"')
        named = shown(source)
        raise SourceError(
            t("{source}: {column} holds moments of a time zone", source=named, column=column),
            fix=fix,
        )
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


def driver_errors(engine: str) -> tuple[type[BaseException], ...]:
    """Return the exceptions that the driver of `postgresql` or `spark` raises."""
    if engine == "postgresql":
        import psycopg

        return (psycopg.Error,)
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return (PySparkException, Py4JError, ConnectionError)


def server_error(source: SourceSettings, failure: BaseException) -> SourceError:
    """Return the error of a server that cannot be reached or was lost, with its own reason."""
    reason = reason_of(failure)[:300]
    fix = t(
        "check that it runs, source.url in company.toml, and the credentials outside of it;"
        " then run again"
    )
    return SourceError(t("{source}: {reason}", source=shown(source), reason=reason), fix=fix)


def reason_of(failure: BaseException) -> str:
    """Return the first line of a failure's message, users left out, else the failure's type."""
    lines = (line.strip() for line in without_user(str(failure)).splitlines())
    return next((line for line in lines if line), type(failure).__name__)
