"""The index page: what a director reads in two minutes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

from salesnb import artefacts
from salesnb.contracts.results import Result
from salesnb.findings import SYMBOLS, Finding, Slot, Words, cite, from_record
from salesnb.i18n import N_, formats, language, t, translate
from salesnb.index import Entry
from salesnb.pack import headlines
from salesnb.pack.frame import finished, frame, hint, language_tag
from salesnb.pack.pages import version_word
from salesnb.paths import resource
from salesnb.settings import Settings

URGENT = {"act": 0, "watch": 1}
MOST_URGENT = 6
MISSING = "01_intake_missing"
MOST_MISSING = 5
MISSING_TEXT = N_("{table}: {n} tasks of managing sales wait for it; {owner} usually has it.")


def render_front(
    entries: Mapping[str, Entry],
    statuses: Mapping[str, Mapping[str, str]],
    *,
    settings: Settings,
    month: str,
    version: str,
    folder: Path,
    run: str,
    basis: str,
    untraced: Sequence[str] = (),
) -> str:
    """Return the index page in the language in use.

    `statuses` says for each workbook its state (done, failed, skipped) and a note; `folder` holds
    the artefacts, `run` is the folder of the pages beside the index, `untraced` are numerals of
    the pages that cite no cell. Raises `GlyphError`.
    """
    company = settings.company
    said = {name: _findings(folder, name, version) for name in entries}
    name = company.name_zh if language() == "zh" and company.name_zh else company.name
    shown = _environment().get_template("front.html.j2").render(
        lang=language_tag(), frame=frame(), title=f"{name} · {formats.month(month)}", company=name,
        month=formats.month(month), version=version_word(version), provisional=_provisional(basis),
        tiles=headlines.tiles(folder, version, company.currency), plan=headlines.plan_words(folder, version), urgent=_urgent(said, run, entries),
        books=[_book(entry, said[i], statuses.get(i, {}), run) for i, entry in entries.items()],
        missing=[*_missing(folder, version), *_untraced(untraced)], excel=f"{run}/pack.xlsx",
        changed=headlines.changed(folder, version, company.currency), words=_words(),
    )  # fmt: skip
    return finished(shown)


def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(resource("templates", "report"))
    return jinja2.Environment(loader=loader, autoescape=jinja2.select_autoescape(default=True, default_for_string=True), trim_blocks=True)  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "title": t("Sales report"),
        "skip": t("Skip to the content"),
        "hint": hint(),
        "decide": t("What needs a decision"),
        "why": t("why"),
        "nothing": t("Nothing stands out this month."),
        "pages": t("Pages"),
        "excel": t("Every table of these pages in full, for further work in a spreadsheet."),
        "missing": t("What is missing"),
        "complete": t("Every table that the pages read came in."),
        "changed": t("What changed since the last closing"),
    }


def _provisional(basis: str) -> str:
    return (
        t("Sales on these pages are booked orders: no invoices came in.")
        if basis == "order"
        else ""
    )


def _findings(folder: Path, book: str, version: str) -> list[Finding]:
    """Return what a page answers, then what its sections kept, each finding once."""
    answer = f"{book}_findings"
    names = [n for n in artefacts.names(folder) if n.startswith(f"{book}_") and n.endswith("_findings")]  # fmt: skip
    found: dict[str, Finding] = {}
    for name in sorted(names, key=lambda n: (n != answer, n)):
        for row in artefacts.load(folder, name, version=version).frame.to_dict("records"):
            one = from_record({str(k): v for k, v in row.items()}, version=version)
            found.setdefault(one.key, one)
    return list(found.values())


def _urgent(
    said: Mapping[str, list[Finding]], run: str, entries: Mapping[str, Entry]
) -> list[dict[str, str]]:
    found = [
        (URGENT[f.status], i, f) for i, all_ in said.items() for f in all_ if f.status in URGENT
    ]
    found.sort(key=lambda x: (x[0], x[1]))
    return [
        {
            "status": f.status, "mark": f"{SYMBOLS[f.status]} {formats.status_word(f.status)}", "html": f.html(),
            "link": f"{run}/{i}.html", "book": translate(entries[i].question, language()),
        }
        for _, i, f in found[:MOST_URGENT]
    ]  # fmt: skip


def _book(entry: Entry, said: list[Finding], status: Mapping[str, str], run: str) -> dict[str, Any]:
    done = status.get("state") == "done"
    words = {"done": t("ready"), "failed": t("failed"), "skipped": t("left out")}
    state = words.get(status.get("state", ""), t("not run"))
    note = status.get("note", "")
    return {
        "question": translate(entry.question, language()),
        "answer": said[0].html() if said else "",
        "link": f"{run}/{entry.id}.html" if done else "",
        "state": f"{entry.id} · {state}" + (f": {note}" if note else ""),
    }


def _missing(folder: Path, version: str) -> list[str]:
    """Return the tables that no export brought, the most useful first, in sentences."""
    if MISSING not in artefacts.names(folder):
        return []
    rows = artefacts.load(folder, MISSING, version=version)
    return [
        Finding("missing", "info", MISSING_TEXT, _missing_slots(rows, row)).html()
        for row in rows.frame.head(MOST_MISSING).to_dict("records")
    ]


def _untraced(untraced: Sequence[str]) -> list[str]:
    """Return the sentence that warns of numerals that nobody can trace, if there are any."""
    if not untraced:
        return []
    text = N_("These numerals on the pages cite no cell, so nobody has checked them: {which}.")
    return [Finding("untraced", "watch", text, {"which": Words("; ".join(untraced), is_name=True)}).html()]  # fmt: skip


def _missing_slots(rows: Result, row: Mapping[Hashable, Any]) -> dict[str, Slot]:
    return {
        "table": Words(str(row["label"])),
        "owner": Words(str(row["owner"])),
        "n": cite(rows, "n_tasks", table=row["table"]),
    }
