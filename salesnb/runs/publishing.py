"""Publish what has been run: into a folder that no index links to, so that the old pack stays."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from salesnb import artefacts
from salesnb.index import Entry, read_index
from salesnb.months import Month
from salesnb.pack.publish import publish
from salesnb.paths import Company, MonthFolder
from salesnb.runs import digests, journal
from salesnb.runs.state import DONE, executed_file
from salesnb.snapshot.facts import open_snapshot

EXCEL = "pack.xlsx"
_LINK = re.compile(r'href="(pages-[0-9a-f]+-?b?)/')


def publish_pack(
    company: Company,
    month: Month,
    lang: str,
    *,
    notebooks: Path | None,
    version: str = artefacts.DRAFT,
) -> Path:
    """Publish the pack of one language from what has been executed, and return its index page.

    The folder of the pages is named by all that they are made of, so the same inputs give the
    same bytes; a pack that stands already, whole, is left alone.
    """
    folder = company.month(month)
    entries = read_index(notebooks)
    statuses = _statuses(folder, entries, lang)
    executed = {
        name: executed_file(folder, name, lang)
        for name, one in statuses.items()
        if one.get("state") == DONE and executed_file(folder, name, lang).is_file()
    }
    parts = _made_of(company, month, statuses, executed, entries)
    name = f"pages-{digests.of({**parts, 'version': version, 'lang': lang})[:8]}"
    report = folder.report(lang)
    live = live_folder(report)
    if live == name and _is_whole(report / live, executed):
        _remove_unlinked(report, live)
        return report / "index.html"
    run = f"{name}-b" if live == name else name
    return publish(company, month, lang, run=run, entries=entries, executed=executed, statuses=statuses, version=version)  # fmt: skip


def live_folder(report: Path) -> str:
    """Return the folder of pages that the index links to, '' when there is none."""
    try:
        text = (report / "index.html").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    found = _LINK.search(text)
    return found[1] if found else ""


def page_of(report: Path, book: str) -> Path | None:
    """Return the published page of a workbook, None when it has none."""
    page = report / live_folder(report) / f"{book}.html"
    return page if live_folder(report) and page.is_file() else None


def _statuses(folder: MonthFolder, entries: Mapping[str, Entry], lang: str) -> dict[str, Any]:
    done = journal.read(folder.run_json)["workbooks"]
    return {name: done.get(f"{name}/{lang}", {}) for name in entries}


def _made_of(
    company: Company,
    month: Month,
    statuses: Mapping[str, Any],
    executed: Mapping[str, Path],
    entries: Mapping[str, Entry],
) -> dict[str, object]:
    said = {n: [one.get("state"), one.get("note")] for n, one in statuses.items()}
    drafts = company.month(month).artefacts(artefacts.DRAFT)
    return {
        "entries": {name: one.model_dump() for name, one in entries.items()},
        "statuses": said,
        "executed": {name: digests.of_file(file) for name, file in executed.items()},
        "artefacts": artefacts.digests(drafts),
        "settings": company.settings.model_dump(mode="json"),
        "sales_basis": open_snapshot(company, month).manifest["sales_basis"],
        "code": digests.code(),
        "templates": digests.templates(),
        "libraries": digests.libraries(),
    }


def _is_whole(pages: Path, executed: Mapping[str, Path]) -> bool:
    return all((pages / name).is_file() for name in (EXCEL, *(f"{n}.html" for n in executed)))


def _remove_unlinked(report: Path, live: str) -> None:
    for other in report.glob("pages-*"):
        if other.name != live:
            shutil.rmtree(other, ignore_errors=True)
