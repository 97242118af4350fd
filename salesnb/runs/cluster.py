"""Whole company-months on a Dask cluster, through the executor that also runs them here.

A worker runs a month as this machine would: it needs the same salesnb, and it must see the company
folders under the same paths (a shared drive). One company-month at a time per worker thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from salesnb import __version__
from salesnb.errors import CompanyError, SalesnbError, UsageError
from salesnb.i18n import t
from salesnb.paths import find_company
from salesnb.runs.companies import Asked

CONNECT_SECONDS = 10


@contextmanager
def cluster_executor(address: str) -> Iterator[Executor]:
    """Open an executor on the cluster at `address` (`tcp://host:8786`).

    Raises `UsageError` without the extra `dask`, `SalesnbError` when nothing answers there, no
    worker has joined, or a worker has another salesnb.
    """
    with _connected(address) as client:
        _require_workers(client, address)
        yield client.get_executor(pure=False, retries=0)


def _connected(address: str) -> Any:
    """Return a Dask client of the scheduler at `address`."""
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            t("--cluster needs the extra {extra}", extra="dask"), fix="pip install 'salesnb[dask]'"
        ) from None
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as failure:
        reason = _first_line(failure)
        start = t(
            "start one with: dask scheduler; then: dask worker {address} --nthreads 1",
            address=address,
        )
        raise SalesnbError(
            t("no Dask scheduler answers at {address} ({reason})", address=address, reason=reason),
            fix=start,
        ) from None


def located(asked: Sequence[Asked]) -> list[Asked]:
    """Return what is asked with whole paths: a worker starts in a folder of its own.

    A company that is not here stays as named, and its worker says so.
    """
    return [replace(one, where=_whole(one.where)) for one in asked]


def _whole(where: str) -> str:
    """Return the whole path of a company folder; a name that is not found stays as it is."""
    try:
        return str(find_company(where))
    except CompanyError:
        return where


def _require_workers(client: Any, address: str) -> None:
    """Raise unless there are workers, all with this salesnb."""
    found: dict[str, object] = client.run(installed_version, on_error="return")
    if not found:
        raise SalesnbError(
            t("the cluster at {address} has no workers", address=address),
            fix=t("start one with: dask worker {address} --nthreads 1", address=address),
        )
    for worker, version in sorted(found.items()):
        if version != __version__:
            versions = {"found": _first_line(version), "here": __version__}
            raise SalesnbError(
                t("worker {worker} has salesnb {found}, here is {here}", worker=worker, **versions),
                fix=t("install the same version everywhere"),
            )


def installed_version() -> str:
    """Return the version of salesnb in the process that runs this."""
    from salesnb import __version__

    return __version__


def _first_line(failure: object) -> str:
    """Return the first line of what an error says, or its kind when it says nothing."""
    return (str(failure).splitlines() or [type(failure).__name__])[0]
