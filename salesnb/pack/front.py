"""The index page: what a director reads in two minutes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from salesnb import artefacts
from salesnb.contracts.results import Result
from salesnb.findings import SYMBOLS, Finding, cite, from_record
from salesnb.i18n import N_, formats, language, t, translate
from salesnb.index import Entry
from salesnb.pack.pages import style_sheet, version_word
from salesnb.paths import resource
from salesnb.settings import Settings

URGENT = {"act": 0, "watch": 1}
MOST_URGENT = 6
FRAME_WORDS = {
    "sales_cube": N_("Sales"),
    "order_cube": N_("Order intake"),
    "collections_cube": N_("Collections"),
}
TILES = (
    ("sales", "month"),
    ("margin_share", "month"),
    ("order_intake", "month"),
    ("collections", "month"),
)


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
) -> str:
    """Return the index page in the language in use.

    `statuses` says for each workbook its state (done, failed, skipped) and a note; `folder` holds
    the artefacts, `run` is the folder of the pages beside the index.
    """
    company = settings.company
    said = {name: _findings(folder, name, version) for name in entries}
    name = company.name_zh if language() == "zh" and company.name_zh else company.name
    return _environment().get_template("front.html.j2").render(
        lang="zh-CN" if language() == "zh" else "en", company=name, month=formats.month(month),
        css=style_sheet(), version=version_word(version), provisional=_provisional(basis),
        tiles=_tiles(folder, version, company.currency), urgent=_urgent(said, run, entries),
        books=[_book(entry, said[i], statuses.get(i, {}), run) for i, entry in entries.items()],
        excel=f"{run}/pack.xlsx", changed=_changed(folder, version, company.currency), words=_words(),
    )  # fmt: skip


def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(resource("templates", "report"))
    return jinja2.Environment(loader=loader, autoescape=jinja2.select_autoescape(default=True, default_for_string=True), trim_blocks=True)  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "decide": t("What needs a decision"),
        "nothing": t("Nothing stands out this month."),
        "pages": t("Pages"),
        "excel": t("every table of these pages, for further work"),
        "changed": t("What changed since the last closing"),
    }


def _provisional(basis: str) -> str:
    return (
        t("Sales on these pages are booked orders: no invoices came in.")
        if basis == "order"
        else ""
    )


def _findings(folder: Path, book: str, version: str) -> list[Finding]:
    name = f"{book}_findings"
    if name not in artefacts.names(folder):
        return []
    rows = artefacts.load(folder, name, version=version).frame.to_dict("records")
    return [from_record({str(k): v for k, v in row.items()}, version=version) for row in rows]


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


def _tiles(folder: Path, version: str, currency: str) -> list[dict[str, str]]:
    if "02_sales_headlines" not in artefacts.names(folder):
        return []
    headlines = artefacts.load(folder, "02_sales_headlines", version=version)
    return [tile for m, s in TILES if (tile := _tile(headlines, m, s, currency)) is not None]


def _tile(headlines: Result, measure: str, span: str, currency: str) -> dict[str, str] | None:
    from salesnb.tables.sales import MEASURE_WORDS

    if headlines.rows(measure=measure, span=span).empty:
        return None
    is_share = measure.endswith("_share")
    value = cite(
        headlines, "share" if is_share else "value", currency=currency, measure=measure, span=span
    )
    change = cite(
        headlines, "points" if is_share else "growth", fmt="growth", measure=measure, span=span
    )
    said = Finding("tile", "info", "{n}", {"n": value}).html()
    note = Finding(
        "tile",
        "info",
        t("points on a year ago: {n}") if is_share else t("on a year ago: {n}"),
        {"n": change},
    )
    return {"label": translate(MEASURE_WORDS[measure], language()), "value": said, "note": "" if change.value != change.value else note.html()}  # fmt: skip


def _changed(folder: Path, version: str, currency: str) -> list[str]:
    """Return what late rows changed in months that were closed before, in sentences."""
    if "01_intake_changes" not in artefacts.names(folder):
        return [t("This is the first closing: nothing to compare with.")]
    rows = artefacts.load(folder, "01_intake_changes", version=version)
    if rows.is_empty:
        return [t("No month that was closed before has changed.")]
    found = []
    for row in rows.frame.head(8).to_dict("records"):
        where = {k: row[k] for k in rows.contract.key}
        slots = {
            "before": cite(rows, "money_before", currency=currency, **where),
            "now": cite(rows, "money_now", currency=currency, **where),
        }
        frame = translate(FRAME_WORDS.get(str(row["frame"]), str(row["frame"])), language())
        text = t("{month}, {frame}: ", month=formats.month(str(row["month"])), frame=frame)
        found.append(Finding("change", "info", text + "{before} → {now}", slots).html())
    return found
