"""Cards: one page per rep, customer or other subject, from one template in one loop.

What stands on them is declared by rooms (`contracts.cards.CardPart`), workbook by workbook in the
order of the index, so that a later workbook adds its sections to the card of the same subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jinja2

from salesnb.artefacts import Saved
from salesnb.contracts.cards import CardPart
from salesnb.contracts.results import Result
from salesnb.i18n import formats, t
from salesnb.i18n.words import Words
from salesnb.index import Entry
from salesnb.pack.cardparts import capital, listed_cells, shown_part, table_heads
from salesnb.pack.check import Source
from salesnb.pack.fonts import font_face
from salesnb.pack.frame import finished, frame, hint, language_tag
from salesnb.pack.labels import labels_of
from salesnb.pack.pages import version_word
from salesnb.pages import cards_of
from salesnb.paths import resource, safe_name

FOLDER, INDEX = "cards", "cards/index.html"
Part = tuple[str, CardPart]  # the workbook that declares it


@dataclass(frozen=True)
class About:
    """What a pack is of: the company as it is called, month, version, scenario ('' for none)."""

    company: str
    month: str
    version: str
    scenario: str = ""


@dataclass(frozen=True)
class Card:
    """One subject's card: its file in the folder of cards, and its rows of every part."""

    subject: str
    id: str
    file: str
    name: Words
    rows: Sequence[tuple[CardPart, Result | None]]

    @cached_property
    def opening(self) -> tuple[CardPart, Result]:
        """The first part that opens it, and its rows."""
        return next((part, rows) for part, rows in self.rows if part.opens and rows is not None)


def card_pages(
    entries: Mapping[str, Entry], saved: Saved, about: About, source: Source
) -> dict[str, str]:
    """Return the pages of all cards by file, and a list of them; {} where there is no card.

    In the language in use. Subjects whose identifiers give the same file name get a number, so that
    none is lost.
    """
    cards = list(cards_in(entries, saved))
    if not cards:
        return {}
    around = _around(about)
    template = _environment().get_template("card.html.j2")
    texts = {one.file: template.render(**around, **_shown(one)) for one in cards}
    template = _environment().get_template("cards.html.j2")
    texts[INDEX] = template.render(**around, title=t("Cards"), lists=_lists(cards))
    labels = {name: labels_of(one, source) for name, one in texts.items()}
    face = font_face("\n".join([*texts.values(), *labels.values()]))
    return {name: finished(one, labels[name], face) for name, one in texts.items()}


def cards_in(entries: Mapping[str, Entry], saved: Saved) -> Iterator[Card]:
    """Yield the cards of a month, subject by subject, in the order of what opens them."""
    declared = [(book, part) for book, entry in entries.items() for part in cards_of(entry.page)]
    for subject in dict.fromkeys(part.subject for _, part in declared):
        own = [one for one in declared if one[1].subject == subject]
        yield from _of_subject(subject, own, saved)


def _of_subject(subject: str, parts: Sequence[Part], saved: Saved) -> Iterator[Card]:
    held = [(part, _by_member(_found(saved, book, part), subject)) for book, part in parts]
    ids = dict.fromkeys(id for part, rows in held if part.opens for id in rows)
    taken: set[str] = set()
    for id in ids:
        rows = [(part, own.get(id)) for part, own in held]
        first = next(found for part, found in rows if part.opens and found is not None)
        name = first.first.words(_column(first, subject))
        file = f"{FOLDER}/{_free_name(safe_name(f'{subject}_{id}'), taken)}.html"
        yield Card(subject, id, file, name, rows)


def _found(saved: Saved, book: str, part: CardPart) -> Result | None:
    """Return the result of a part: that of the room, else the one under its own name."""
    return next(
        (r for name in (f"{book}_{part.frame}", part.frame) if (r := saved.load(name)) is not None),
        None,
    )


def _by_member(result: Result | None, subject: str) -> dict[str, Result]:
    """Return the rows of each member of a dimension, in their order; stand-ins have none."""
    if result is None or result.is_empty:
        return {}
    column = _column(result, subject)
    own = result.members(column)
    if column == "node":
        own = own.keep(own.frame["dimension"] == subject)
    groups = own.frame.groupby(column, sort=False, observed=True).indices
    return {str(id): own.take(places) for id, places in groups.items()}


def _column(result: Result, subject: str) -> str:
    own = f"{subject}_id"
    return own if own in result.contract.columns and "node" not in result.contract.keys else "node"


def _shown(card: Card) -> dict[str, Any]:
    """Return what the template fills in for one card."""
    part, rows = card.opening
    blocks = [shown_part(one, found) for one, found in card.rows if not one.opens]
    return {
        "title": str(card.name),
        "id": "" if str(card.name) == card.id else card.id,
        "opening": [one.html() for one in part.says(rows)],
        "blocks": [one for one in blocks if one],
    }


def _lists(cards: Sequence[Card]) -> list[dict[str, Any]]:
    """Return a table per kind of subject: name, link, and the numbers that open the card."""
    found = []
    for subject in dict.fromkeys(one.subject for one in cards):
        own = [one for one in cards if one.subject == subject]
        part, rows = own[0].opening
        heads = table_heads(rows, part.columns.split())
        listed = [_listed(one) for one in own]
        found.append({"title": _subject(rows, subject), "heads": heads, "rows": listed})
    return found


def _subject(rows: Result, subject: str) -> str:
    """Return what the members of a dimension are called."""
    if _column(rows, subject) != "node":
        return rows.heading(f"{subject}_id")
    return capital(str(rows.words("dimension", subject, {})))


def _listed(card: Card) -> dict[str, Any]:
    part, rows = card.opening
    link = card.file.removeprefix(f"{FOLDER}/")
    cells = listed_cells(rows.first, part.columns.split())
    return {"name": str(card.name), "link": link, "cells": cells}


def _around(about: About) -> dict[str, Any]:
    """Return what is the same on all cards."""
    folder = resource("templates", "cards")
    return {
        "lang": language_tag(),
        "frame": frame(),
        "css": (folder / "card.css").read_text(encoding="utf-8"),
        "company": about.company,
        "month": formats.month(about.month),
        "version": version_word(about.version, about.scenario),
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


def _environment() -> jinja2.Environment:
    folders = [resource("templates", "cards"), resource("templates", "report")]
    return jinja2.Environment(loader=jinja2.FileSystemLoader(folders), autoescape=True)


def _free_name(name: str, taken: set[str]) -> str:
    free, n = name, 2
    while free.lower() in taken:
        free, n = f"{name}_{n}", n + 1
    taken.add(free.lower())
    return free
