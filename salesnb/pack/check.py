"""Check a pack: every number is looked up in its artefact and written anew.

A number with a citation must equal its cell and read as its format writes it; a numeral without
one is a fault. Days, months, identifiers, axis ticks, file names and code are no numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser

import pandas as pd

from salesnb import artefacts
from salesnb.citations import Citation
from salesnb.contracts.results import Result
from salesnb.errors import SalesnbError
from salesnb.i18n import formats, use
from salesnb.months import Month
from salesnb.paths import Company

COLUMNS = ["page", "number", "ref", "fault"]
_SKIPPED = {
    "style",
    "script",
    "title",
    "pre",
    "code",
    "header",
    "h1",
    "h2",
    "h3",
    "svg",
    "summary",
    "strong",
}
_VOID = {"meta", "br", "img", "hr", "input", "link", "col"}
_NO_NUMBERS = re.compile(
    r"\d{4}-\d{2}(-\d{2})?|\d{4}年\d{1,2}月(\d{1,2}日)?|\b[A-Z][a-z]{2} \d{4}\b"  # days and months
    r"|\b\w*[A-Za-z_]\w*-?\d[\w.-]*|\b\d+(_\w+|[A-Za-z]\w*)"  # identifiers, names of artefacts
    r"|\d{1,3}–\d{1,3}|> \d{1,3}"  # buckets
    r"|\b(1[0-2]|[1-9]) [×x] |UTF-8|\bv\d+\b"
)
_NUMERAL = re.compile(r"\d")


def check_pack(company: Company, month: Month, lang: str) -> pd.DataFrame:
    """Return the faults of a published pack: page, number, ref, fault; none is a good pack."""
    folder = company.month(month)
    report = folder.report(lang)
    rows = []

    @cache
    def cell_source(name: str, version: str) -> Result:
        return artefacts.load(folder.artefacts(version), name, version=version)

    with use(lang):
        for page in sorted(report.rglob("*.html")):
            found = faults_of(page.read_text(encoding="utf-8"), cell_source)
            rows += [(page.relative_to(report).as_posix(), *fault) for fault in found]
    return pd.DataFrame(rows, columns=COLUMNS)


def faults_of(text: str, source: Callable[[str, str], Result]) -> Iterator[tuple[str, str, str]]:
    """Yield (number, ref, fault) for each fault of a page; the language in use must be its own."""
    reader = _Reader()
    reader.feed(text)
    for shown, attributes in reader.cited:
        fault = _fault(shown, attributes, source)
        if fault:
            yield shown, attributes.get("data-ref", ""), fault
    for words in reader.words:
        rest = _NO_NUMBERS.sub("", words)
        if _NUMERAL.search(rest):
            yield words.strip()[:60], "", "a numeral without a citation"


def _fault(shown: str, attributes: dict[str, str], source: Callable[[str, str], Result]) -> str:
    try:
        ref = Citation.parse(attributes["data-ref"])
        result = source(ref.artefact, ref.version)
        value = float(str(result.cell(ref.column, **_typed(result, ref))))
    except (SalesnbError, ValueError, KeyError) as error:
        return f"cannot be looked up: {error}"
    stated = float(attributes.get("value") or attributes.get("data-value") or "nan")
    if value != stated:
        return f"its cell holds {value!r}, the page {stated!r}"
    written = formats.write(value, attributes["data-fmt"], currency=attributes.get("data-unit", ""))
    return "" if written == shown.strip() else f"reads {shown.strip()!r}, should read {written!r}"


def _typed(result: Result, ref: Citation) -> dict[str, object]:
    """Return the key of a citation with numbers where the frame has numbers."""
    kinds = result.frame.dtypes
    return {k: float(v) if kinds[k].kind == "f" else v for k, v in ref.where}


class _Reader(HTMLParser):
    """Collects cited numbers, and the text in which a bare numeral would be a fault."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cited: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self._data: dict[str, str] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "g" and "data-ref" in attributes:
            self.cited.append((attributes.get("data-text", ""), attributes))
        if tag == "data":
            self._data, self._text = attributes, ""
        if tag not in _VOID:
            is_text = tag == "span" and attributes.get("class") == "text"  # data that is text
            self._open.append("code" if is_text else tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "data" and self._data is not None:
            self.cited.append((self._text, self._data))
            self._data = None
        while self._open and self._open.pop() not in (tag, "code" if tag == "span" else tag):
            pass

    def handle_data(self, data: str) -> None:
        if self._data is not None:
            self._text += data
        elif not _SKIPPED.intersection(self._open):
            self.words.append(data)
