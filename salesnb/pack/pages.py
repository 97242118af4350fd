"""An executed notebook as one self-contained page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from salesnb.contracts.results import Result
from salesnb.i18n import formats, t
from salesnb.pack.frame import finished, frame, hint, language_tag
from salesnb.pack.labels import labels_of
from salesnb.pack.sections import leave_out
from salesnb.paths import resource

NONE_EMPTY: Mapping[str, str] = {}
_HEADING = re.compile(r"^## +(.+)")
_NO_ROWS = re.compile(r"(<tbody[^>]*>)\s*(?=</tbody>)")
_ALT = re.compile(r'<p class="alt">(.*?)</p>', re.S)


@cache
def _exporter() -> Any:
    from salesnb.pack.exporting import PageExporter

    exporter = PageExporter(
        extra_template_basedirs=[str(resource("templates"))], template_name="report"
    )
    exporter.exclude_anchor_links = True
    exporter.optimistic_validation = True  # once, not after each of its steps
    return exporter


def render_page(
    executed: Path,
    *,
    source: Callable[[str, str], Result],
    company: str,
    month: str,
    version: str,
    scenario: str = "",
    empty: Mapping[str, str] = NONE_EMPTY,
    cards: str = "",
) -> str:
    """Return the page of an executed notebook in the language in use, its citations at `version`.

    `source` looks a result up by name and version, for the labels of its numbers; `scenario` says
    what is otherwise than in the plan; `empty` are sections without anything to show, by heading,
    with what would fill them; `cards` is the list of cards, for a page that has any.
    """
    import nbformat

    notebook = nbformat.read(executed, as_version=4)
    warnings = _warnings(notebook)
    leave_out(notebook, empty)
    page = {
        "lang": language_tag(),
        "title": f"{_title(notebook)} · {company}",
        "frame": frame(),
        "company": company,
        "month": formats.month(month),
        "version": version_word(version, scenario),
        "warnings": warnings,
        "sections": _mark_sections(notebook),
        "words": _words(),
        "cards": cards,
    }
    body, _ = _exporter().from_notebook_node(notebook, resources={"page": page})
    said = without_repeats(at_version(body, version))
    no_rows = rf'\1<tr><td colspan="99">{html.escape(t("no rows"))}</td></tr>'
    return finished(_NO_ROWS.sub(no_rows, said), labels_of(said, source))


def at_version(text: str, version: str) -> str:
    """Return a page whose citations of drafts name an issued version instead."""
    return text if version == "draft" else re.sub(r"(?<=[\w])@draft/", f"@{version}/", text)


def version_word(version: str, scenario: str = "") -> str:
    """Return how a version is called on a page; a scenario says that it is not the plan."""
    if scenario:
        return t("scenario {scenario}, not the plan", scenario=scenario)
    return t("draft") if version == "draft" else t("issued as {version}", version=version)


def without_repeats(page: str) -> str:
    """Return a page without the visible alt sentences that a finding says already.

    The picture keeps its sentence for screen readers; eyes need it once.
    """
    findings = page.partition("<main")[2]

    def keep(match: re.Match[str]) -> str:
        return "" if f"</span> {match[1]}</li>" in findings else match[0]

    return _ALT.sub(keep, page)


def _words() -> dict[str, str]:
    return {
        "back": t("all pages"),
        "skip": t("Skip to the content"),
        "contents": t("On this page"),
        "cards": t("Cards"),
        "hint": hint(),
        "code": t("Show the code behind this page"),
        "warnings": t("Warnings of this run"),
    }


def _mark_sections(notebook: Any) -> list[dict[str, str]]:
    """Wrap what stands under each heading in a section; return the sections' ids and titles.

    What stands between the title and the first heading is folded: it says what went in. The
    first section is the page's answer.
    """
    heads = [i for i, cell in enumerate(notebook.cells) if _heading(cell)]
    if not heads:
        return []
    if heads[0] > 1:
        summary = html.escape(t("What goes in, and that it ties"))
        _add(notebook.cells[1], "opens", f'<details class="fold"><summary>{summary}</summary>')
        _add(notebook.cells[heads[0] - 1], "closes", "</details>")
    for n, (start, end) in enumerate(zip(heads, [*heads[1:], len(notebook.cells)], strict=True), 1):
        name = "answer" if n == 1 else "part"
        label = html.escape(_heading(notebook.cells[start]), quote=True)
        _add(
            notebook.cells[start],
            "opens",
            f'<section id="s{n}" class="{name}" aria-label="{label}">',
        )
        _add(notebook.cells[end - 1], "closes", "</section>")
    return [{"id": f"s{n}", "title": _heading(notebook.cells[i])} for n, i in enumerate(heads, 1)]


def _heading(cell: Any) -> str:
    found = _HEADING.match(cell.source) if cell.cell_type == "markdown" else None
    return re.sub(r"[*`_]", "", found[1]).strip() if found else ""


def _add(cell: Any, where: str, text: str) -> None:
    cell.metadata[where] = cell.metadata.get(where, "") + text


def _title(notebook: Any) -> str:
    first = notebook.cells[0].source.splitlines()[0] if notebook.cells else ""
    return str(first).lstrip("# ").strip()


def _warnings(notebook: Any) -> str:
    outputs = (o for c in notebook.cells for o in c.get("outputs", []))
    return "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stderr")
