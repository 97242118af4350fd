"""Sections without anything to show: they are left out of a page, which names them in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from salesnb.artefacts import Saved
from salesnb.i18n import language, t, translate
from salesnb.index import Entry
from salesnb.pages import sections_of


def empty_sections(entry: Entry, saved: Saved) -> dict[str, str]:
    """Return the sections that have nothing to show, by heading, with what would fill each.

    `saved` are the month's results; what fills a section is in the language in use.
    """
    sections = sections_of(entry.page)
    return {
        one.heading: translate(one.gives, language())
        for one in sections
        if not one.stands(lambda name: saved.load(entry.result_name(name)))
    }


def leave_out(notebook: Any, empty: Mapping[str, str]) -> None:
    """Take the cells of empty sections out of a notebook, and say so at the end of its answer.

    The last section, on the limits of the page, goes where nothing but the answer stands.
    """
    parts = _parts(notebook.cells)
    if not empty or len(parts) < 2:
        return
    before, answer, *sections = parts
    left = [part for part in sections if _english(part) in empty]
    kept = [part for part in sections if _english(part) not in empty]
    cells = [*before, *answer, _line(left, empty)]
    audit = [cell for part in kept[-1:] for cell in part if cell.cell_type == "code"]
    rest = audit if len(kept) == 1 else [cell for part in kept for cell in part]
    notebook.cells = [*cells, *rest] if left else notebook.cells


def _parts(cells: Sequence[Any]) -> list[list[Any]]:
    """Return the cells before the first heading, then those of each section."""
    parts: list[list[Any]] = [[]]
    for cell in cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            parts.append([])
        parts[-1].append(cell)
    return parts


def _heading(part: Sequence[Any]) -> str:
    return str(part[0].source.partition("\n")[0].lstrip("# ").strip())


def _english(part: Sequence[Any]) -> str:
    """Return a section's heading as the workbook has it, whatever the language of the page."""
    return str(part[0].metadata.get("heading", _heading(part)))


def _line(left: Sequence[Sequence[Any]], empty: Mapping[str, str]) -> Any:
    """Return the cell that names the sections left out, those that lack the same together."""
    from nbformat.v4 import new_markdown_cell

    by_need: dict[str, list[str]] = {}
    for part in left:
        by_need.setdefault(empty[_english(part)], []).append(_heading(part))
    mark = {"zh": "、"}.get(language(), ", ")
    quoted = [
        (mark.join(t('"{heading}"', heading=one) for one in headings), gives)
        for gives, headings in by_need.items()
    ]
    named = [t("{headings} (it takes {gives})", headings=h, gives=g) for h, g in quoted]
    joined = {"zh": "；"}.get(language(), "; ").join(named)
    return new_markdown_cell(t("Not shown, for lack of data: {sections}.", sections=joined))
