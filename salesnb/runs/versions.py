"""Freeze a month's drafts and decisions as its next version; versions are never changed."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

from salesnb import artefacts
from salesnb.paths import MonthFolder
from salesnb.runs import digests
from salesnb.runs.leftovers import remove
from salesnb.snapshot.folders import gather, whole_folder

NOTE = "version.json"


def unchanged_version(folder: MonthFolder) -> str:
    """Return the last version when drafts and decisions equal it, else ''."""
    versions = folder.versions()
    if not versions:
        return ""
    last = versions[-1]
    results = [artefacts.digests(folder.artefacts(v)) for v in (last, artefacts.DRAFT)]
    decisions = [digests.of_folder(folder.decisions(v)) for v in (last, artefacts.DRAFT)]
    return last if results[0] == results[1] and decisions[0] == decisions[1] else ""


def freeze(folder: MonthFolder, reason: str) -> str:
    """Copy drafts aside, mark them read-only, put them in place, and return the version.

    The facts and decisions first: a version is there as soon as its artefacts are.
    """
    version = f"v{len(folder.versions()) + 1}"
    _keep_facts(folder, version)
    for place in (folder.decisions, folder.artefacts):
        waiting = place(artefacts.DRAFT).with_name(f".{version}")
        remove(waiting)
        shutil.copytree(place(artefacts.DRAFT), waiting)
        if place == folder.artefacts:
            _write_note(waiting, reason)
        for file in waiting.iterdir():
            file.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
        remove(place(version))
        os.replace(waiting, place(version))
    return version


def _keep_facts(folder: MonthFolder, version: str) -> None:
    """Keep the snapshot with the version: its files get a second name, so it takes no room."""
    waiting = folder.facts(version).with_name(f".{version}")
    waiting.parent.mkdir(exist_ok=True)
    for one in (waiting, folder.facts(version)):
        remove(one)
    snapshot = whole_folder(folder.snapshot)
    gather(waiting, snapshot, [snapshot])
    os.replace(waiting, folder.facts(version))


def reason_of(folder: MonthFolder, version: str) -> str:
    """Return why a version was issued, '' for the draft."""
    note = folder.artefacts(version) / NOTE
    return str(json.loads(note.read_text(encoding="utf-8"))["reason"]) if note.is_file() else ""


def _write_note(folder: Path, reason: str) -> None:
    """Write why a version was issued, and the digests of its artefacts, beside them."""
    note = {"reason": reason, "artefacts": artefacts.digests(folder)}
    text = json.dumps(note, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / NOTE).write_text(text + "\n", encoding="utf-8")
