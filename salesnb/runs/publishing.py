"""Publish what has been run: into a folder that no index links to, so that the old pack stays.

`report/<lang>/` is the last whole pack, `report/<lang>/v1/` the pack of a version, for good. Where
workbooks failed, the other pages go to `report/<lang>/partial/` and the whole pack stays.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from salesnb import artefacts
from salesnb.index import Entry, read_index
from salesnb.months import Month
from salesnb.pack.cards import FONTS
from salesnb.pack.cards import INDEX as CARDS
from salesnb.pack.publish import publish
from salesnb.paths import Company, MonthFolder
from salesnb.runs import digests, journal
from salesnb.runs.leftovers import remove
from salesnb.runs.state import DONE, FAILED, WAITING, executed_file
from salesnb.snapshot.facts import open_snapshot

EXCEL, PARTIAL = "pack.xlsx", "partial"
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
    entries = {id: one for id, one in read_index(notebooks).items() if one.pack}
    statuses = _statuses(folder, entries, lang)
    executed = _executed(folder, statuses, lang)
    parts = _made_of(company, month, statuses, executed, entries)
    name = f"pages-{digests.of({**parts, 'version': version, 'lang': lang})[:8]}"
    is_partial = any(one.get("state") in (FAILED, WAITING) for one in statuses.values())
    whole, partial = folder.report(lang), folder.report(lang) / PARTIAL
    report = partial if is_partial else whole
    live = live_folder(report)
    if live == name and _is_whole(report, live, executed):
        _remove_unlinked(report, live)
    else:
        publish(
            company,
            month,
            lang,
            run=f"{name}-b" if live == name else name,
            entries=entries,
            executed=executed,
            statuses=statuses,
            version=version,
            report=report,
        )
    if not is_partial:
        remove(partial)
        if version != artefacts.DRAFT:
            _keep(whole, version)
    return report / "index.html"


def _keep(report: Path, version: str) -> None:
    """Keep the pack as that of a version, read-only, unless it is kept already."""
    if (report / version).is_dir():
        return
    waiting = report / f".{version}"
    remove(waiting)
    live = live_folder(report)
    shutil.copytree(report / live, waiting / live)
    shutil.copyfile(report / "index.html", waiting / "index.html")
    for file in waiting.rglob("*.*"):
        file.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
    os.replace(waiting, report / version)


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
    """Return what run.json says of each workbook, {} for one that it does not know."""
    done = journal.read(folder.run_json)["workbooks"]
    return {name: done.get(f"{name}/{lang}", {}) for name in entries}


def _executed(folder: MonthFolder, statuses: Mapping[str, Any], lang: str) -> dict[str, Path]:
    """Return the executed notebooks of the workbooks that are done."""
    done = [name for name, one in statuses.items() if one.get("state") == DONE]
    files = {name: executed_file(folder, name, lang) for name in done}
    return {name: file for name, file in files.items() if file.is_file()}


def _made_of(
    company: Company,
    month: Month,
    statuses: Mapping[str, Any],
    executed: Mapping[str, Path],
    entries: Mapping[str, Entry],
) -> dict[str, object]:
    """Return all that the pages of a pack depend on, in what JSON can hold."""
    return {
        "entries": {name: one.model_dump() for name, one in entries.items()},
        "statuses": {n: [one.get("state"), one.get("note")] for n, one in statuses.items()},
        "executed": {name: digests.of_file(file) for name, file in executed.items()},
        "artefacts": artefacts.digests(company.month(month).artefacts(artefacts.DRAFT)),
        "settings": company.settings.model_dump(mode="json"),
        "sales_basis": open_snapshot(company, month).manifest["sales_basis"],
        "code": digests.code(),
        "templates": digests.templates(),
        "libraries": digests.libraries(),
    }


def _is_whole(report: Path, live: str, executed: Mapping[str, Path]) -> bool:
    """Return whether the workbook for Excel, every page and a linked list of cards are there."""
    linked = CARDS in (report / "index.html").read_text(encoding="utf-8")
    names = (EXCEL, *(f"{one}.html" for one in executed), *([CARDS, FONTS] if linked else []))
    return all((report / live / name).is_file() for name in names)


def _remove_unlinked(report: Path, live: str) -> None:
    """Remove the folders of pages that the index does not link to."""
    for other in report.glob("pages-*"):
        if other.name != live:
            shutil.rmtree(other, ignore_errors=True)
