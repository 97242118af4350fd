"""One run of a company-month at a time; the second says who holds the lock.

The lock is the operating system's: it ends with its process, however that ends, so no lock is
ever left over. The file only says who holds it; it stays, empty, when nobody does.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from salesnb.errors import LockedError
from salesnb.i18n import t

FAR = 1 << 20  # Windows locks bytes, and nobody can read locked ones: lock one that holds nothing
TRIES = 20  # how often a file is read again while its new holder is still writing


@contextmanager
def hold(lock: Path, *, started: str) -> Iterator[None]:
    """Hold the lock file inside the block; raise `LockedError` when another run holds it."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _taken(handle):
            raise _held_by(lock)
        own = {"pid": os.getpid(), "host": socket.gethostname(), "started": started}
        _write(handle, json.dumps(own))
        try:
            yield
        finally:
            _write(handle, "")
    finally:
        os.close(handle)


def _write(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, text.encode())


if sys.platform == "win32":

    def _taken(handle: int) -> bool:
        """Return whether this process has the lock now."""
        import msvcrt

        os.lseek(handle, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _taken(handle: int) -> bool:
        """Return whether this process has the lock now."""
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _held_by(lock: Path) -> LockedError:
    """Return the error that names the holder; one that has just begun may still be writing."""
    for _ in range(TRIES):
        try:
            holder = json.loads(lock.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            time.sleep(0.05)
            continue
        return LockedError(
            t(
                "another run holds {name}: process {pid} on {host}, since {started}",
                name=lock.parent.name,
                **holder,
            ),
            fix=t("wait for it, or end it"),
        )
    return LockedError(
        t("another run holds {name}", name=lock.parent.name), fix=t("wait for it, or end it")
    )
