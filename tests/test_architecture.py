"""docs/architecture.md names only what exists: every name in code font is one of the code's."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
WORD = re.compile(r"[A-Za-z_]\w{2,}")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)
# what is written in the page for any name of its kind, and words of other languages and programs
ANY = """
    LANG version name column columns text row rows key other format room domain id
"""
FOREIGN = """
    Ibis DuckDB Parquet JSON HTML SVG DECIMAL NULL STRING DATE DOUBLE BOOLEAN TIMESTAMP TOML CSV
    XLSX UTF class data value fmt pytest python report
"""
PLACES = ("salesnb", "tests", "benchmarks", "notebooks", "templates", "docs", "data")


def in_code_font(text: str) -> list[str]:
    """Return what stands in code font in the prose of a page."""
    return re.findall(r"`([^`]+)`", FENCE.sub("", text))


@cache
def known() -> frozenset[str]:
    """Return every name of the code: identifiers, words of its strings, files and folders."""
    found: set[str] = set()
    for path in sorted((ROOT / "salesnb").rglob("*.py")):
        found.update(_names(path.read_text(encoding="utf-8")))
    for file in ("Makefile", "pyproject.toml", "notebooks/index.toml"):
        found.update(WORD.findall((ROOT / file).read_text(encoding="utf-8")))
    for place in PLACES:
        for path in (ROOT / place).rglob("*"):
            found.update(WORD.findall(path.name))
    return frozenset(found | set(PLACES))


def _names(source: str) -> Iterator[str]:
    """Yield the identifiers of a module, and the words of strings that are no docstrings."""
    before = tokenize.NEWLINE
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            yield token.string
        elif token.type == tokenize.STRING and before not in (tokenize.NEWLINE, tokenize.INDENT):
            yield from WORD.findall(token.string)
        if token.type not in (tokenize.NL, tokenize.COMMENT):
            before = token.type


def unknown(text: str) -> list[str]:
    """Return the names in code font that nothing in the code is called."""
    named = {word for code in in_code_font(text) for word in WORD.findall(code)}
    return sorted(named - known() - set(ANY.split()) - set(FOREIGN.split()))


def test_every_name_on_the_page_is_one_of_the_code() -> None:
    missing = unknown(PAGE.read_text(encoding="utf-8"))
    assert not missing, f"docs/architecture.md names what does not exist: {missing}"


def test_a_name_that_is_gone_is_found() -> None:
    gone = "rooms_" + "of_old"
    assert unknown(f"`salesnb.pages` and `{gone}(company)`") == [gone]
