"""One run of a company-month at a time; the second says who holds the lock."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from salesnb.errors import LockedError
from salesnb.i18n import t


@contextmanager
def hold(lock: Path, *, started: str) -> Iterator[None]:
    """Hold the lock file inside the block; raise `LockedError` when a living run holds it.

    A lock whose process is gone (on this machine) is taken over.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    own = {"pid": os.getpid(), "host": socket.gethostname(), "started": started}
    _take(lock, own)
    try:
        yield
    finally:
        if _holder(lock).get("pid") == own["pid"]:
            lock.unlink(missing_ok=True)


def _take(lock: Path, own: dict[str, object]) -> None:
    for _ in range(3):
        try:
            handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            holder = _holder(lock)
            if _is_alive(holder):
                raise LockedError(
                    t(
                        "another run holds {name}: process {pid} on {host}, since {started}",
                        name=lock.parent.name,
                        **holder,
                    ),
                    fix=t("wait for it, or end it"),
                ) from None
            lock.unlink(missing_ok=True)
            continue
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(own, file)
        return
    raise LockedError(t("the lock {name} cannot be taken", name=lock.name), fix=t("try again"))


def _holder(lock: Path) -> dict[str, object]:
    unknown = {"pid": 0, "host": "?", "started": "?"}
    try:
        return {**unknown, **json.loads(lock.read_text(encoding="utf-8"))}
    except (OSError, ValueError):
        return unknown


def _is_alive(holder: dict[str, object]) -> bool:
    """Return whether the holder may still run: another machine's always may."""
    pid = int(str(holder["pid"]))
    if holder["host"] not in ("?", socket.gethostname()):
        return True
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
