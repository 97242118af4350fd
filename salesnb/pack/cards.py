"""Cards: one page per customer, rep or other subject, from one template in one loop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2

from salesnb.i18n import language, t
from salesnb.pack.pages import style_sheet
from salesnb.paths import inside, resource, safe_name


@dataclass(frozen=True)
class Card:
    """One subject's page: its id (a file name is made of it), title, and labelled lines."""

    id: str
    title: str
    lines: Sequence[tuple[str, str]]


def write_cards(folder: Path, cards: Iterable[Card]) -> Mapping[str, Path]:
    """Write a page per card into `folder`; return the files by card id.

    What a card does not know yet reads "not yet assessed". Ids that give the same file name get
    a number, so that none is lost.
    """
    folder.mkdir(parents=True, exist_ok=True)
    loader = jinja2.FileSystemLoader(resource("templates", "cards"))
    template = jinja2.Environment(loader=loader, autoescape=True).get_template("card.html.j2")
    written: dict[str, Path] = {}
    taken: set[str] = set()
    for card in cards:
        name = _free_name(safe_name(card.id), taken)
        file = inside(folder, f"{name}.html")
        text = template.render(
            lang="zh-CN" if language() == "zh" else "en", title=card.title, lines=card.lines,
            css=style_sheet(), missing=t("not yet assessed"),
        )  # fmt: skip
        file.write_text(text, encoding="utf-8")
        written[card.id] = file
    return written


def _free_name(name: str, taken: set[str]) -> str:
    free, n = name, 2
    while free.lower() in taken:
        free, n = f"{name}_{n}", n + 1
    taken.add(free.lower())
    return free
