"""What a killed run leaves behind, removed at the start of the next one (under the lock)."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from pathlib import Path

from salesnb.paths import MonthFolder

SOCKETS = "snb-"  # private folders for sockets: snb-<process>-<random>


def remove_leftovers(folder: MonthFolder) -> None:
    """Remove unfinished folders of a month, and the socket folders of processes that are gone.

    A snapshot that was set aside is no leftover: closing the month puts it back.
    """
    unfinished = [
        *folder.root.glob(".run*"),
        *folder.root.glob(".closing-*"),
        *folder.root.glob("artefacts/.*"),
        *folder.root.glob("decisions/.*"),
        *folder.root.glob("report/*/.*"),
    ]
    for one in unfinished:
        remove(one)
    for one in Path(tempfile.gettempdir()).glob(f"{SOCKETS}*"):
        owner = re.fullmatch(rf"{SOCKETS}(\d+)-\w+", one.name)
        if owner and not _lives(int(owner[1])):
            shutil.rmtree(one, ignore_errors=True)


def private_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a private folder for the kernels' sockets, its path short enough for one."""
    return tempfile.TemporaryDirectory(prefix=f"{SOCKETS}{os.getpid()}-")


def remove(path: Path) -> None:
    """Remove a file or folder, read-only files in it too."""
    if path.is_dir():
        for file in path.rglob("*"):
            file.chmod(stat.S_IRWXU if file.is_dir() else stat.S_IREAD | stat.S_IWRITE)
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    """Return whether a process lives; True where the system does not tell."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
