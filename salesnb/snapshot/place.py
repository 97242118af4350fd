"""Where a finished snapshot stands, and how it gets there without a moment of loss."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MANIFEST = "manifest.json"  # written last: a folder with one is whole


def is_whole(folder: Path) -> bool:
    """Return whether a snapshot in a folder is complete."""
    return (folder / MANIFEST).is_file()


def aside(target: Path) -> Path:
    """Return where the former snapshot stands while the new one takes its place."""
    return target.with_name(f".{target.name}-before")


def standing(target: Path) -> Path:
    """Return the folder in which the snapshot stands now: its place, or aside when a run was
    killed between the two moves of `put_in_place`. Nothing is moved: a reader holds no lock.
    """
    former = aside(target)
    return former if not is_whole(target) and is_whole(former) else target


def recover(target: Path) -> None:
    """Undo a replacement that was killed half way: the former snapshot goes back to its place."""
    former = aside(target)
    if not is_whole(former):
        shutil.rmtree(former, ignore_errors=True)
        return
    if not is_whole(target):
        shutil.rmtree(target, ignore_errors=True)
        os.replace(former, target)
        return
    shutil.rmtree(former)


def put_in_place(new: Path, target: Path) -> None:
    """Move a finished snapshot to its place; at every step the former or the new one is whole."""
    recover(target)
    former = aside(target)
    if target.exists():
        os.replace(target, former)
    os.replace(new, target)
    shutil.rmtree(former, ignore_errors=True)
