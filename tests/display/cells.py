"""What cells show in a test: HTML and plain text in order, and the tags of a piece of HTML."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

import pytest


@dataclass
class Shown:
    """What was displayed, instead of a notebook."""

    html: list[str]
    plain: list[str]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    seen = Shown([], [])

    def keep(bundle: dict[str, str], raw: bool) -> None:
        assert raw
        seen.html.append(bundle["text/html"])
        seen.plain.append(bundle["text/plain"])

    monkeypatch.setattr("IPython.display.display", keep)
    return seen


class Cells(HTMLParser):
    """Collects the start tags of a piece of HTML with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]
