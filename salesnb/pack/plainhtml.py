"""Markup written evenly: sorted attributes, no blank runs between elements, every element closed.

Pages have always been written as Beautiful Soup writes what it has parsed. That builds a tree of
every shape of every picture; markup that is nested as it should be needs none and is written while
it is read, to the same characters. Anything else is left to Beautiful Soup. Pictures
are most of a page and are even as they are drawn: they stay, but for runs of blanks.
"""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

from bs4 import BeautifulSoup
from bs4.builder import HTMLTreeBuilder
from bs4.dammit import EntitySubstitution

Attributes = list[tuple[str, str | None]]
NO_ALT = "No description has been provided for this image"  # what nbconvert says of a picture
_VOID = frozenset(HTMLTreeBuilder.DEFAULT_EMPTY_ELEMENT_TAGS or ())
_RAW = {"script", "style"}
_AS_IT_STANDS = {"pre", "textarea"}
_SPECIAL = re.compile("[&<>]")
_BLANKS = re.compile(r"[ \n\t\f\r]*")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_BETWEEN = re.compile(r">\s+<")
_PLACE = "<svg></svg>"  # of a picture while the rest is written
_PLAIN = 0xA0  # character references from here on, and those of ASCII, mean what they say


class _Unusual(Exception):
    """The markup has something that only a parser with a tree treats right."""


def evenly(page: str) -> str:
    """Return a page's markup as Beautiful Soup writes it; every picture has an alternative text."""
    drawn: list[str] = []

    def take_out(found: re.Match[str]) -> str:
        drawn.append(_BETWEEN.sub(">\n<", found[0]))
        return _PLACE

    writer = _Writer()
    try:
        writer.feed(_SVG.sub(take_out, page))
        writer.close()
        written = writer.written()
    except _Unusual:
        return _by_tree(page)
    back = iter(drawn)
    return _SVG.sub(lambda _: next(back), written)


def _by_tree(page: str) -> str:
    tree = BeautifulSoup(page, features="html.parser")
    for picture in tree.select("img:not([alt])"):
        picture["alt"] = NO_ALT
    return str(tree)


class _Writer(HTMLParser):
    """Writes markup while it reads it; raises `_Unusual` for what it leaves to a tree."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._parts: list[str] = []
        self._open: list[str] = []
        self._text: list[str] = []

    def written(self) -> str:
        """Return all that was written; every element must have been closed."""
        self._end_text()
        if self._open:
            raise _Unusual
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self._end_text()
        is_void = tag in _VOID
        self._parts.append(f"<{tag}{_attributes(tag, attrs)}{'/>' if is_void else '>'}")
        if not is_void:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._end_text()
        if not self._open or self._open.pop() != tag:
            raise _Unusual
        self._parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_entityref(self, name: str) -> None:
        known = EntitySubstitution.HTML_ENTITY_TO_CHARACTER.get(name)
        self._text.append(f"&{name}" if known is None else known)

    def handle_charref(self, name: str) -> None:
        self._text.append(_character(name))

    def handle_comment(self, data: str) -> None:
        self._end_text()
        self._parts.append(f"<!--{self._settled(data)}-->")

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            raise _Unusual
        self._end_text()
        self._parts.append("<!DOCTYPE html>\n")

    def handle_pi(self, data: str) -> None:
        raise _Unusual

    def unknown_decl(self, data: str) -> None:
        raise _Unusual

    def _end_text(self) -> None:
        if self._text:
            text = self._settled("".join(self._text))
            is_raw = bool(self._open) and self._open[-1] in _RAW
            self._parts.append(text if is_raw else _escaped(text))
            self._text = []

    def _settled(self, text: str) -> str:
        """Return a text, one of blanks alone as one blank or one line's end."""
        if not _BLANKS.fullmatch(text) or not _AS_IT_STANDS.isdisjoint(self._open):
            return text
        return "\n" if "\n" in text else " "


def _attributes(tag: str, attrs: Attributes) -> str:
    """Return an element's attributes as they are written, by name; of doubles the last."""
    if tag == "meta" and any("charset" in f"{name}={value}" for name, value in attrs):
        attrs = _of_charset(attrs)
    lists = _lists(tag)
    missing = {"alt": NO_ALT} if tag == "img" else {}
    values = {**missing, **{name: value or "" for name, value in attrs}}
    return "".join(
        f" {name}={_quoted(' '.join(value.split()) if name in lists else value)}"
        for name, value in sorted(values.items())
    )


def _of_charset(attrs: Attributes) -> Attributes:
    if attrs != [("charset", "utf-8")]:
        raise _Unusual
    return attrs


@cache
def _lists(tag: str) -> frozenset[str]:
    """Return the attributes of an element that are lists of words."""
    known = HTMLTreeBuilder.DEFAULT_CDATA_LIST_ATTRIBUTES
    return frozenset({*known.get("*", ()), *known.get(tag, ())})


def _quoted(value: str) -> str:
    text = _escaped(value)
    if '"' not in text:
        return f'"{text}"'
    return '"{}"'.format(text.replace('"', "&quot;")) if "'" in text else f"'{text}'"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ENTITIES[found[0]], text)


def _character(name: str) -> str:
    """Return the character of a reference by number."""
    digits, base = (name[1:], 16) if name[:1] in "xX" else (name, 10)
    try:
        place = int(digits, base)
    except ValueError:
        raise _Unusual from None
    if not (0x20 <= place < 0x7F or _PLAIN <= place < 0xD800):
        raise _Unusual
    return chr(place)
