"""Which results of earlier runs still hold: same inputs, same code, same parameters, all there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from salesnb import artefacts
from salesnb.i18n import LANGUAGES
from salesnb.index import Entry, after
from salesnb.months import Month
from salesnb.paths import Company, MonthFolder
from salesnb.runs import digests, journal
from salesnb.runs.state import DONE, Run, executed_file


def noted(folder: MonthFolder, book: str, lang: str) -> dict[str, Any]:
    """Return what run.json says of a workbook, {} when it says nothing."""
    return dict(journal.read(folder.run_json)["workbooks"].get(f"{book}/{lang}", {}))


def is_intact(folder: MonthFolder, book: str, lang: str) -> bool:
    """Return whether a finished workbook's results and page are there as they were made."""
    note = noted(folder, book, lang)
    executed = executed_file(folder, book, lang)
    if note.get("state") != DONE or not executed.is_file():
        return False
    drafts = folder.artefacts(artefacts.DRAFT)
    there = artefacts.digests(drafts)
    kept = all(
        there.get(name) == digest and artefacts.is_whole(drafts, name)
        for name, digest in note.get("artefacts", {}).items()
    )
    return kept and digests.of_file(executed) == note.get("executed")


def is_current(entry: Entry, notebook: Path, company: Company, month: Month, *, lang: str) -> bool:
    """Return whether a finished workbook would come out the same if it ran again now."""
    folder = company.month(month)
    note = noted(folder, entry.id, lang)
    if not is_intact(folder, entry.id, lang):
        return False
    parameters: Mapping[str, object] = note.get("parameters", {})
    digest = digests.of_workbook(entry, notebook, company, month, parameters=parameters, lang=lang)
    return bool(digest == note.get("digest"))


def is_reusable(run: Run, book: str) -> bool:
    """Return whether a workbook that this run leaves alone, and all before it, still hold."""
    own = any(is_still_valid(run, book, lang) for lang in LANGUAGES)
    return own and all(is_reusable(run, one) for one in after(run.entries[book], run.entries))


def is_still_valid(run: Run, book: str, lang: str) -> bool:
    """Return whether a workbook of a run would come out the same if it ran again now."""
    entry, notebook = run.entries[book], run.notebook(book)
    return is_current(entry, notebook, run.company, run.month, lang=lang)
