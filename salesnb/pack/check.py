"""Check a pack: every number is looked up in its artefact and written anew.

A number with a citation must equal its cell and read as its format writes it; a numeral without
one is a fault, in the text of a page as in its pictures. Days, months, identifiers, the ticks of
axes, headings, file names and code are no numbers, nor are the 95 % of an interval and the 100
of an index.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

import pandas as pd

from salesnb import artefacts
from salesnb.citations import Citation
from salesnb.contracts.results import Context, Result
from salesnb.errors import CitationError, SalesnbError
from salesnb.i18n import formats, t, use
from salesnb.months import Month
from salesnb.paths import Company, MonthFolder

COLUMNS = ["page", "number", "ref", "fault"]
UNCITED = "a numeral without a citation"
NAMED = 5  # faults that a message names
_SKIPPED = {"style", "script", "title", "pre", "code", "header", "nav", "h1", "h2", "h3"}
_VOID = {"meta", "br", "img", "hr", "input", "link", "col"}
_NO_NUMBERS = re.compile(
    # days and months
    r"\d{4}-\d{2}(-\d{2})?|\d{4}年\d{1,2}月(\d{1,2}日)?|(?<!\d)\d{1,2}月|\b[A-Z][a-z]{2} \d{4}\b"
    r"|\b\w*[A-Za-z_]\w*-?\d[\w.-]*|\b\d+(_\w+|[A-Za-z]\w*)"  # identifiers, names of artefacts
    r"|\d{1,3}–\d{1,3}|> \d{1,3}|95 ?%"  # buckets; the level of all intervals
    r"|(where we are|ours being|our list is) 100\b|我们为 100|目录价为100"  # the base of an index
    r"|\b1(00)? = "
    r"|\b1 [/÷] ?[(（]"  # one over a formula
    r"|\b(1[0-2]|[1-9]) [×x] |UTF-8|\bv\d+\b"
)
_NUMERAL = re.compile(r"\d")
_TAG = re.compile(
    r"<!--(?P<comment>.*?)-->|<![^>]*>"
    r"|<(?P<ends>/?)(?P<tag>[A-Za-z][\w:-]*)(?P<rest>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.S,
)
_ATTRIBUTE = re.compile(r"([\w:-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'))?")
_PLAIN_ATTRIBUTE = re.compile(r" ([a-z-]+)=\"([^\"]*)\"")
_DATA = re.compile(r"<data( [^>]*)>([^<]*)</data>")
_NAMES = re.compile(  # elements whose text is no number, with nothing but text in them
    r"<(title|code|header|nav|h1|h2|h3)\b[^<>]*>(?:(?!<\1\b).)*?</\1>"
    r"|<span class=\"text(?: whole)?\">[^<]*</span>",
    re.S,
)
_LEFT = re.compile(
    r"<(?:data|title|code|header|nav|h[123]|pre|svg|!--)\b|<!--|<span class=\"[^\"]*\btext\b"
)
_WITH_DIGIT = re.compile(r">([^<>]*\d[^<>]*)<")
_NEVER_SHOWN = re.compile(  # most of a card, no text of it
    r"<style\b[^>]*>[^<]*</style>|<(style|script)\b[^>]*>.*?</\1>", re.S
)
Source = Callable[[str, str], Result]
Cited = tuple[str, dict[str, str]]  # a number as it reads, and the attributes that cite it


def check_pack(company: Company, month: Month, lang: str) -> pd.DataFrame:
    """Return the faults of a published pack: page, number, ref, fault; none is a good pack."""
    folder = company.month(month)
    report = folder.report(lang)
    texts = {
        page.relative_to(report).as_posix(): page.read_text(encoding="utf-8")
        for page in sorted(report.rglob("*.html"))
    }
    context = Context(company.settings.company.currency)
    with use(lang):
        return check_pages(texts, cells_of(folder, context))


def cells_of(folder: MonthFolder, context: Context | None = None) -> Source:
    """Return what looks a result up by name and version, each read once."""

    @cache
    def found(name: str, version: str) -> Result:
        return artefacts.load(folder.artefacts(version), name, version=version, context=context)

    return found


def check_pages(texts: Mapping[str, str], source: Source) -> pd.DataFrame:
    """Return the faults of pages by name; the language in use must be their own."""
    pages = {name: text for name, text in texts.items() if not name.endswith(".css")}
    rows = [(name, *fault) for name, text in pages.items() for fault in faults_of(text, source)]
    return pd.DataFrame(rows, columns=COLUMNS)


def require_true(faults: pd.DataFrame) -> list[str]:
    """Return the numerals without a citation, for the index to say; raise for any other fault.

    Raises `CitationError` naming the first numbers that are not what their cells hold. A numeral
    that cites nothing (in a workbook of one's own) is not known to be wrong.
    """
    wrong = faults[faults["fault"] != UNCITED]
    if len(wrong):
        first = [
            f"{f.page}: {f.number} ({f.ref}) {f.fault}" for f in wrong.head(NAMED).itertuples()
        ]
        raise CitationError(
            t("numbers of the report that are not what their cells hold: {n}", n=len(wrong))
            + "\n  "
            + "\n  ".join(first),
            fix=t(
                "nothing was published, the report before stands; run the month again,"
                " and report it if it happens twice"
            ),
        )
    return [f"{f.page}: {f.number}" for f in faults.head(NAMED).itertuples()]


def faults_of(text: str, source: Source) -> Iterator[tuple[str, str, str]]:
    """Yield (number, ref, fault) for each fault of a page; the language in use must be its own."""
    cited, said = _read(_NEVER_SHOWN.sub("", text))
    for shown, attributes in cited:
        fault = _fault(shown, attributes, source)
        if fault:
            yield shown, attributes.get("data-ref", ""), fault
    for words in said:
        rest = _NO_NUMBERS.sub("", words)
        if _NUMERAL.search(rest):
            yield words.strip()[:60], "", UNCITED


def _fault(shown: str, attributes: dict[str, str], source: Source) -> str:
    try:
        ref = Citation.parse(attributes["data-ref"])
        result = source(ref.artefact, ref.version)
        value = float(_value(result, ref))
    except (SalesnbError, ValueError, KeyError) as error:
        return f"cannot be looked up: {error}"
    unit = attributes.get("data-unit", "")
    if unit != (declared := _unit(result, ref.column)) and result.context.currency:
        return f"is said to be in {unit!r}, its column is in {declared!r}"
    stated = float(attributes.get("value") or attributes.get("data-value") or "nan")
    if value != stated and not (math.isnan(value) and math.isnan(stated)):
        return f"its cell holds {value!r}, the page {stated!r}"
    written = formats.write(value, attributes["data-fmt"], currency=unit)
    return "" if written == shown.strip() else f"reads {shown.strip()!r}, should read {written!r}"


def _value(result: Result, ref: Citation) -> Any:
    """Return the cell that a citation names; raise `CitationError` where there is not one."""
    place = _places(result).get(tuple(text for _, text in ref.where))
    if place is None or [name for name, _ in ref.where] != result.contract.keys:
        return result.cited(ref)[ref.column]
    result.field(ref.column)
    return _cells(result, ref.column)[place]


@lru_cache(maxsize=64)
def _places(result: Result) -> dict[tuple[str, ...], int]:
    """Return the row of each key, as citations write it; keys are unique."""
    columns = [result.frame[name].tolist() for name in result.contract.keys]
    keys = zip(*([str(one) for one in column] for column in columns), strict=True)
    return {key: place for place, key in enumerate(keys)}


@lru_cache(maxsize=512)
def _cells(result: Result, column: str) -> list[Any]:
    """Return the values of a column."""
    return list(result.frame[column].tolist())


def _unit(result: Result, column: str) -> str:
    """Return what a column's numbers are in: the currency, or the unit of its declaration."""
    field = result.field(column)
    return result.context.currency if field.type in {"money", "price"} else field.unit


def _read(page: str) -> tuple[list[Cited], list[str]]:
    """Return the cited numbers of a page without styles and scripts, and texts that may hold more.

    A page without pictures, as each of thousands of cards is, takes four expressions.
    """
    cited = [
        (html.unescape(shown) if "&" in shown else shown, _plain_attributes(own))
        for own, shown in _DATA.findall(page)
    ]
    rest = _NAMES.sub("<>", _DATA.sub("<>", page))
    if _LEFT.search(rest):
        reader = _Reader()
        reader.feed(page)
        return reader.cited, reader.words
    return cited, [html.unescape(one) for one in _WITH_DIGIT.findall(f">{rest}<")]


class _Reader:
    """Collects cited numbers, and the text in which a bare numeral would be a fault.

    The words of a picture are drawn as shapes; each stands as a comment before its shapes. Pages
    are written by this program, every text of theirs escaped: so they are read tag by tag, which
    takes a fifth of what a parser of all HTML does.
    """

    def __init__(self) -> None:
        self.cited: list[Cited] = []
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []  # tag, and whether its text is no number
        self._data: dict[str, str] | None = None
        self._text = ""

    def feed(self, page: str) -> None:
        """Read a page without its styles and scripts."""
        end = 0
        for found in _TAG.finditer(page):
            if found.start() > end:
                self.handle_data(html.unescape(page[end : found.start()]))
            end, tag = found.end(), (found["tag"] or "").lower()
            if not tag:
                self.handle_comment(found["comment"] or "")
            elif found["ends"]:
                self.handle_endtag(tag)
            else:
                self.handle_starttag(tag, _attributes(found["rest"]))
                if found["rest"].endswith("/") and tag not in _VOID:
                    self.handle_endtag(tag)
        self.handle_data(html.unescape(page[end:]))

    def handle_starttag(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "g" and "data-ref" in attributes:
            self.cited.append((attributes.get("data-text", ""), attributes))
        if tag == "data":
            self._data, self._text = attributes, ""
        if tag not in _VOID:
            self._open.append((tag, _is_no_number(tag, attributes)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "data" and self._data is not None:
            self.cited.append((self._text, self._data))
            self._data = None
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._data is not None:
            self._text += data
        elif not self._is_skipped():
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        if any(tag == "svg" for tag, _ in self._open) and not self._is_skipped():
            self.words.append(data)

    def _is_skipped(self) -> bool:
        return any(skipped for _, skipped in self._open)


def _plain_attributes(text: str) -> dict[str, str]:
    """Return the attributes of a number as this program writes them."""
    found = dict(_PLAIN_ATTRIBUTE.findall(text))
    return {n: html.unescape(v) for n, v in found.items()} if "&" in text else found


def _attributes(text: str) -> dict[str, str]:
    """Return the attributes of a tag."""
    return {name.lower(): html.unescape(a or b) for name, a, b in _ATTRIBUTE.findall(text)}


def _is_no_number(tag: str, attributes: Mapping[str, str]) -> bool:
    """Return whether an element's text is text from the data, a cited shape, a tick or a title."""
    if tag == "g":
        return "data-ref" in attributes or attributes.get("class") == "tick"
    return tag in _SKIPPED or (tag == "span" and "text" in attributes.get("class", "").split())
