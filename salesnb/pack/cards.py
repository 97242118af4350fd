"""Cards: one page per customer, rep or other subject, from one template in one loop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from salesnb.citations import Cited
from salesnb.findings import data_element
from salesnb.i18n import t
from salesnb.pack.frame import finished, frame, language_tag
from salesnb.paths import inside, resource, safe_name


@dataclass(frozen=True)
class Card:
    """One subject's page: its id (a file name is made of it), title, and labelled lines.

    A line's value is text, a cited number, or '' for what is not known yet.
    """

    id: str
    title: str
    lines: Sequence[tuple[str, str | Cited]]


def write_cards(folder: Path, cards: Iterable[Card]) -> Mapping[str, Path]:
    """Write a page per card into `folder`; return the files by card id.

    What a card does not know yet reads "not yet assessed". Ids that give the same file name get
    a number, so that none is lost.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folders = [resource("templates", "cards"), resource("templates", "report")]
    loader = jinja2.FileSystemLoader(folders)
    template = jinja2.Environment(loader=loader, autoescape=True).get_template("card.html.j2")
    written: dict[str, Path] = {}
    taken: set[str] = set()
    for card in cards:
        name = _free_name(safe_name(card.id), taken)
        file = inside(folder, f"{name}.html")
        lines = [(label, _shown(value)) for label, value in card.lines]
        text = template.render(lang=language_tag(), title=card.title, lines=lines, frame=frame())
        file.write_text(finished(text), encoding="utf-8")
        written[card.id] = file
    return written


def _shown(value: str | Cited) -> Markup:
    """Return a line's value as HTML: text escaped and marked as data, numbers cited."""
    if isinstance(value, Cited):
        return Markup(data_element(value))
    return Markup('<span class="text">{}</span>').format(value or t("not yet assessed"))


def _free_name(name: str, taken: set[str]) -> str:
    free, n = name, 2
    while free.lower() in taken:
        free, n = f"{name}_{n}", n + 1
    taken.add(free.lower())
    return free
