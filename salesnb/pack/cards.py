"""Cards: one page per rep, customer or other subject, from one template in one loop.

What stands on them is declared by rooms (`contracts.cards.CardPart`), workbook by workbook in the
order of the index, so that a later workbook adds its sections to the card of the same subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jinja2

from salesnb.artefacts import Saved
from salesnb.contracts.cards import SHEETS, CardPart
from salesnb.contracts.results import Result
from salesnb.i18n import formats, language, t, translate
from salesnb.i18n.words import Words
from salesnb.index import Entry
from salesnb.pack.cardparts import capital, listed_cells, shown_part, table_heads
from salesnb.pack.cardrows import column_of, found, rows_of
from salesnb.pack.check import Source
from salesnb.pack.fonts import font_face
from salesnb.pack.frame import frame, hint, labelled, language_tag, page_style
from salesnb.pack.labels import labels_of
from salesnb.pack.pages import version_word
from salesnb.pages import cards_of
from salesnb.paths import resource, safe_name

FOLDER, INDEX = "cards", "cards/index.html"
FONTS = "cards/fonts.css"  # beside them: each of hundreds would carry the same 240 kB
_OTHER = re.compile(r"[^\x00-\x7f]+")
STYLE_PLACE = "/* the style of cards */"  # filled in at the end: it is the same on all of them
Part = tuple[str, CardPart]  # the workbook that declares it


@dataclass(frozen=True)
class About:
    """What a pack is of: the company as it is called, month, version, scenario ('' for none)."""

    company: str
    month: str
    version: str
    scenario: str = ""

    @property
    def shown_version(self) -> str:
        """The version in words."""
        return version_word(self.version, self.scenario)


@dataclass(frozen=True)
class Card:
    """One subject's card: its file in the folder of cards, and its rows of every part."""

    subject: str
    id: str
    file: str
    name: Words
    rows: Sequence[tuple[CardPart, Result | None]]

    @cached_property
    def openings(self) -> list[tuple[CardPart, Result]]:
        """The parts that open it, and their rows: what the first one says stands on top."""
        return [(part, rows) for part, rows in self.rows if part.opens and rows is not None]


def card_pages(
    entries: Mapping[str, Entry], saved: Saved, about: About, source: Source
) -> dict[str, str]:
    """Return the pages of all cards by file, a list of them, and their fonts; {} without a card.

    In the language in use. Subjects whose identifiers give the same file name get a number, so that
    none is lost.
    """
    cards = list(cards_in(entries, saved))
    if not cards:
        return {}
    around, (written, listed) = _around(about), _templates()
    texts = {one.file: written.render(**around, **_shown(one)) for one in cards}
    texts[INDEX] = listed.render(**around, title=t("Cards"), lists=_lists(cards))
    pages = {name: labelled(one, labels_of(one, source)) for name, one in texts.items()}
    shown = set().union(*(_OTHER.findall(one) for one in pages.values()))
    style = "{}</style>\n<style>{}".format(page_style(), _text("card.css"))
    return {
        **{name: one.replace(STYLE_PLACE, style, 1) for name, one in pages.items()},
        FONTS: font_face("".join(shown)),
    }


def cards_in(entries: Mapping[str, Entry], saved: Saved) -> Iterator[Card]:
    """Yield the cards of a month, subject by subject, in the order of what opens them."""
    declared = [(book, part) for book, entry in entries.items() for part in cards_of(entry.page)]
    for subject in dict.fromkeys(part.subject for _, part in declared):
        own = [one for one in declared if one[1].subject == subject]
        yield from _of_subject(subject, sorted(own, key=_place), saved)


def _place(part: Part) -> int:
    """Return the place of a part's sheet: those of a customer first, no sheet last."""
    sheet = part[1].sheet
    return SHEETS.index(sheet) if sheet in SHEETS else len(SHEETS) + (not sheet)


def _of_subject(subject: str, parts: Sequence[Part], saved: Saved) -> Iterator[Card]:
    held = [(part, rows_of(found(saved, book, part), part)) for book, part in parts]
    ids = dict.fromkeys(id for part, rows in held if part.opens for id in rows)
    taken: set[str] = set()
    for id in ids:
        rows = [(part, own.get(id)) for part, own in held]
        opening, first = next((one, own) for one, own in rows if one.opens and own is not None)
        name = first.first.words(column_of(first, opening))
        file = f"{FOLDER}/{_free_name(safe_name(f'{subject}_{id}'), taken)}.html"
        yield Card(subject, id, file, name, rows)


def _shown(card: Card) -> dict[str, Any]:
    """Return what the template fills in for one card."""
    said = [one.html() for part, rows in card.openings for one in part.says(rows)]
    sheets = _sheets(card)
    return {
        "title": str(card.name),
        "id": "" if str(card.name) == card.id else card.id,
        "opening": said,
        "sheets": sheets,
        "is_signed": not sheets or not all(one["is_signed"] for one in sheets),
    }


def _sheets(card: Card) -> list[dict[str, Any]]:
    """Return the sheets of a card with their blocks; what has no sheet stands in the last one.

    A sheet that is signed by itself is a page of its own on paper.
    """
    blocks: dict[str, list[dict[str, Any]]] = {}
    for part, rows in card.rows:
        if not part.opens and (block := shown_part(part, rows)):
            blocks.setdefault(part.sheet, []).append(block)
    has_others = len(blocks) > 1
    return [
        {
            "title": translate(sheet, language()) if sheet else t("Further") if has_others else "",
            "blocks": own,
            "is_signed": any(one["signed"] for one in own),
        }
        for sheet, own in blocks.items()
    ]


def _lists(cards: Sequence[Card]) -> list[dict[str, Any]]:
    """Return a table per kind of subject: name, link, and the numbers that open the card.

    Cards that other results open have a table of their own, for it has other columns.
    """
    groups: dict[CardPart, list[Card]] = {}
    for one in cards:
        groups.setdefault(one.openings[0][0], []).append(one)
    return [_list(part, own) for part, own in groups.items()]


def _list(part: CardPart, own: Sequence[Card]) -> dict[str, Any]:
    rows = own[0].openings[0][1]
    heads = table_heads(rows, part.columns.split())
    return {
        "title": _subject(rows, part),
        "heads": heads,
        "rows": [_listed(one) for one in own],
    }


def _subject(rows: Result, part: CardPart) -> str:
    """Return what the members of a dimension are called."""
    if (column := column_of(rows, part)) != "node":
        return rows.heading(column)
    return capital(str(rows.words("dimension", part.subject, {})))


def _listed(card: Card) -> dict[str, Any]:
    part, rows = card.openings[0]
    link = card.file.removeprefix(f"{FOLDER}/")
    cells = listed_cells(rows.first, part.columns.split())
    return {"name": str(card.name), "link": link, "cells": cells}


def _around(about: About) -> dict[str, Any]:
    """Return what is the same on all cards."""
    return {
        "lang": language_tag(),
        "frame": {**frame(), "css": STYLE_PLACE, "fonts": FONTS.removeprefix(f"{FOLDER}/")},
        "company": about.company,
        "month": formats.month(about.month),
        "version": about.shown_version,
        "words": {
            "back": t("all cards"),
            "pages": t("all pages"),
            "skip": t("Skip to the content"),
            "own": t("Who carries it"),
            "firm": t("Who set it"),
            "day": t("Day"),
            "hint": hint(),
        },
    }


def _text(name: str) -> str:
    return resource("templates", "cards", name).read_text(encoding="utf-8")


def _templates() -> tuple[jinja2.Template, jinja2.Template]:
    """Return the template of a card, and that of the list of cards."""
    folders = [resource("templates", "cards"), resource("templates", "report")]
    loader = jinja2.FileSystemLoader(folders)
    made = jinja2.Environment(loader=loader, autoescape=True)
    return made.get_template("card.html.j2"), made.get_template("cards.html.j2")


def _free_name(name: str, taken: set[str]) -> str:
    free, n = name, 2
    while free.lower() in taken:
        free, n = f"{name}_{n}", n + 1
    taken.add(free.lower())
    return free
