"""What a killed run leaves behind, removed at the start of the next one (under the lock)."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from pathlib import Path

from salesnb.paths import MonthFolder

PRIVATE = "snb-"  # folders in the temporary folder: snb-<process>-<random>


def remove_leftovers(folder: MonthFolder) -> None:
    """Remove unfinished folders of a month, and private folders of processes that are gone.

    A snapshot that was set aside is no leftover: closing the month puts it back.
    """
    unfinished = [
        *folder.root.glob(".run*"),
        *folder.root.glob(".closing-*"),
        *folder.root.glob("artefacts/.*"),
        *folder.root.glob("decisions/.*"),
        *folder.root.glob("facts/.*"),
        *folder.root.glob("report/*/.*"),
        *folder.root.glob("report/*/partial/.*"),
        *folder.root.glob("scenarios/.*"),
    ]
    for one in unfinished:
        remove(one)
    remove_private_folders()


def remove_private_folders() -> None:
    """Remove what processes that are gone left in the temporary folder."""
    for one in Path(tempfile.gettempdir()).glob(f"{PRIVATE}*"):
        owner = re.fullmatch(rf"{PRIVATE}(\d+)-\w+", one.name)
        if owner and not _lives(int(owner[1])):
            shutil.rmtree(one, ignore_errors=True)


def private_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a private folder for this process: for sockets (its path is short) or the engine."""
    return tempfile.TemporaryDirectory(
        prefix=f"{PRIVATE}{os.getpid()}-", ignore_cleanup_errors=True
    )


def remove(path: Path) -> None:
    """Remove a file or folder, read-only files in it too."""
    if path.is_dir() and not path.is_symlink():
        for file in path.rglob("*"):
            if not os.access(file, os.W_OK):  # its mode is that of all its names
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
