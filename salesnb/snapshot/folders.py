"""The folder of a snapshot: whether it is whole, and how it is replaced.

It is replaced in two moves, so that a killed run never leaves a month without a whole snapshot.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from salesnb.artefacts import digest

MANIFEST = "manifest.json"  # written last: a folder that has one is whole


def manifest_of(folder: Path) -> dict[str, Any] | None:
    """Return what a snapshot states of itself, None where there is none or it cannot be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "frames" in found else None


def is_whole(folder: Path) -> bool:
    """Return whether a folder holds a snapshot that was written to its end."""
    return manifest_of(folder) is not None


def damaged_files(folder: Path) -> list[str]:
    """Return the files of a snapshot that are lost or are not as they were written.

    A folder that is not there has none; one whose manifest cannot be read has lost that.
    """
    manifest = manifest_of(folder)
    if manifest is None:
        return [MANIFEST] if folder.is_dir() else []
    return [
        f"{name}.parquet"
        for name, frame in manifest["frames"].items()
        if not holds(folder / f"{name}.parquet", frame["digest"])
    ]


def is_intact(folder: Path) -> bool:
    """Return whether a folder holds a whole snapshot, each file as it was written."""
    return is_whole(folder) and not damaged_files(folder)


def holds(file: Path, stated: str) -> bool:
    """Return whether a file is there and has the digest that was stated when it was written."""
    return file.is_file() and digest(file) == stated


def gather(into: Path, stated: Path, sources: Sequence[Path]) -> None:
    """Fill a folder with the snapshot that `stated` describes, each file from a source that has it.

    A file that no source holds as it was written stays out: see `damaged_files`.
    """
    into.mkdir(exist_ok=True)
    frames = (manifest_of(stated) or {"frames": {}})["frames"]
    for name, frame in frames.items():
        file = f"{name}.parquet"
        found = next((one / file for one in sources if holds(one / file, frame["digest"])), None)
        if found is not None and not (into / file).exists():
            _link(found, into / file)
    shutil.copyfile(stated / MANIFEST, into / MANIFEST)


def _link(file: Path, to: Path) -> None:
    """Give a file a second name, which takes no room; copy it where the system has no such."""
    try:
        os.link(file, to)
    except OSError:
        shutil.copyfile(file, to)


def _former(target: Path) -> Path:
    """Return the folder that keeps the former snapshot while a new one is moved to `target`."""
    return target.with_name(f".{target.name}-before")


def whole_folder(target: Path) -> Path:
    """Return the folder that holds the snapshot now.

    That is `target`, or the former one's folder when a run was killed while it moved them.
    Nothing is moved here, because a reader holds no lock.
    """
    former = _former(target)
    return former if not is_whole(target) and is_whole(former) else target


def recover(target: Path) -> None:
    """Undo a replacement that was killed half way: the former snapshot goes back to `target`."""
    former = _former(target)
    if not is_whole(former):
        shutil.rmtree(former, ignore_errors=True)
        return
    if not is_whole(target):
        shutil.rmtree(target, ignore_errors=True)
        os.replace(former, target)
        return
    shutil.rmtree(former)


def replace_snapshot(new: Path, target: Path) -> None:
    """Move a finished snapshot to `target`; at every step the former or the new one is whole."""
    recover(target)
    former = _former(target)
    if target.exists():
        os.replace(target, former)
    os.replace(new, target)
    shutil.rmtree(former, ignore_errors=True)
