"""Publish a pack: the pages first, complete; then the index that links to them, at one stroke."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from salesnb.i18n import use
from salesnb.index import Entry
from salesnb.months import Month
from salesnb.pack.excel import write_excel
from salesnb.pack.front import render_front
from salesnb.pack.pages import render_page
from salesnb.paths import Company
from salesnb.snapshot.reading import open_snapshot


def publish(
    company: Company,
    month: Month,
    lang: str,
    *,
    run: str,
    entries: Mapping[str, Entry],
    executed: Mapping[str, Path],
    statuses: Mapping[str, Mapping[str, str]],
    version: str,
) -> Path:
    """Write the pack of one language and return its index page.

    `executed` are the executed notebooks by workbook, `run` names the folder of the pages. There
    is the old complete pack or the new one; older page folders are removed at the end.
    """
    folder = company.month(month)
    report = folder.report(lang)
    pages = report / run
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True)
    stated = company.settings.company
    artefacts = folder.artefacts(version)
    with use(lang):
        name = stated.name_zh if lang == "zh" and stated.name_zh else stated.name
        for book, notebook in executed.items():
            text = render_page(notebook, lang=lang, company=name, month=str(month), version=version)
            (pages / f"{book}.html").write_text(text, encoding="utf-8")
        write_excel(pages / "pack.xlsx", entries, folder=artefacts, currency=stated.currency, month=str(month))  # fmt: skip
        basis = str(open_snapshot(company, month).manifest["sales_basis"])
        front = render_front(entries, statuses, settings=company.settings, month=str(month), version=version, folder=artefacts, run=run, basis=basis)  # fmt: skip
    index = report / "index.html"
    waiting = report / f".index-{run}.html"
    waiting.write_text(front, encoding="utf-8")
    os.replace(waiting, index)
    _remove_others(report, keep=run)
    return index


def _remove_others(report: Path, *, keep: str) -> None:
    for other in report.iterdir():
        if other.is_dir() and other.name != keep:
            shutil.rmtree(other, ignore_errors=True)
        elif other.name.startswith(".index-"):
            other.unlink(missing_ok=True)
