"""Publish a pack: the pages first, complete; then the index that links to them, at one stroke."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from salesnb.artefacts import Held, Saved
from salesnb.contracts.results import Context
from salesnb.i18n import use
from salesnb.index import Entry
from salesnb.months import Month
from salesnb.pack.cards import INDEX, About, card_pages
from salesnb.pack.check import Source, cells_of, check_pages, require_true
from salesnb.pack.excel import write_excel
from salesnb.pack.front import Front, render_front
from salesnb.pack.handouts import add_handouts
from salesnb.pack.pages import render_page
from salesnb.pack.sections import empty_sections
from salesnb.pages import cards_of
from salesnb.paths import Company
from salesnb.snapshot.facts import open_snapshot
from salesnb.snapshot.names import MasterNames

SELDOM = (50_000, 20, 50)  # as `gc.set_threshold` takes it


@contextmanager
def _searching_seldom() -> Iterator[None]:
    """Search seldom for garbage: a tenth of the time goes into searching what is still needed."""
    usual = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@_searching_seldom()
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
    report: Path,
) -> Path:
    """Write the pack of one language into the folder `report` and return its index page.

    `executed` are the executed notebooks by workbook, `run` names the folder of the pages. There
    is the old complete pack or the new one; older page folders are removed at the end. Raises
    `CitationError` for a number that is not what its cell holds; the pack before then stands.
    """
    folder = company.month(month)
    _emptied(report / run)
    stated, artefacts = company.settings.company, folder.artefacts(version)
    snapshot = open_snapshot(company, month)
    context = Context(stated.currency, MasterNames(snapshot))
    source = cells_of(folder, context)
    with use(lang):
        saved = Held(artefacts, version, context)
        name = stated.name_zh if lang == "zh" and stated.name_zh else stated.name
        about = About(name, str(month), version, company.scenario)
        cards = card_pages(entries, saved, about, source)
        pages = _pages(executed, entries, saved, about, source, has_cards=bool(cards))
        written = {f"{run}/{file}": text for file, text in {**pages, **cards}.items()}
        untraced = require_true(check_pages(written, source))
        _write(report, written)
        excel = report / run / "pack.xlsx"
        write_excel(excel, entries, saved=saved, month=str(month))
        forms = add_handouts(company, month, version, report / run, about.shown_version)
        front = render_front(
            _front(company, month, entries, statuses, version=version, run=run),
            saved,
            source=source,
            basis=str(snapshot.manifest["sales_basis"]),
            pages={book: written[f"{run}/{book}.html"] for book in executed},
            untraced=untraced,
            cards=f"{run}/{INDEX}" if cards else "",
            forms=f"{run}/{forms}" if forms else "",
        )
        require_true(check_pages({"index.html": front}, source))
    _write(report, {f".index-{run}.html": front})
    os.replace(report / f".index-{run}.html", report / "index.html")
    _remove_others(report, keep=run)
    return report / "index.html"


def _pages(
    executed: Mapping[str, Path],
    entries: Mapping[str, Entry],
    saved: Saved,
    about: About,
    source: Source,
    *,
    has_cards: bool,
) -> dict[str, str]:
    """Return the page of each workbook; those that add to cards link to the list of them."""
    return {
        f"{book}.html": render_page(
            one,
            source=source,
            empty=empty_sections(entries[book], saved),
            cards=INDEX if has_cards and cards_of(entries[book].page) else "",
            company=about.company,
            month=about.month,
            version=about.version,
            scenario=about.scenario,
        )
        for book, one in executed.items()
    }


def _front(
    company: Company,
    month: Month,
    entries: Mapping[str, Entry],
    statuses: Mapping[str, Mapping[str, str]],
    *,
    version: str,
    run: str,
) -> Front:
    """Return what the index page is of."""
    is_first = bool(open_snapshot(company, month).manifest.get("is_first", False))
    about = (company.settings, str(month), version, run, company.scenario, is_first)
    return Front(entries, statuses, *about)


def _emptied(pages: Path) -> None:
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True)


def _write(report: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        file = report / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _remove_others(report: Path, *, keep: str) -> None:
    """Remove older folders of pages and unfinished indexes; the packs of versions stay."""
    for other in report.glob("pages-*"):
        if other.name != keep:
            shutil.rmtree(other, ignore_errors=True)
    for unfinished in report.glob(".index-*"):
        unfinished.unlink()
