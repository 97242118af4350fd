"""The demo pack as a reader sees it: each rule is tried on a page with a fault planted first."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from salesnb.plots.style import FONTS
from tests.pack.browser import Tab, chromium, found_chromium

pytestmark = [
    pytest.mark.long,
    pytest.mark.needs_chromium,
    pytest.mark.skipif(not found_chromium(), reason="no Chromium on this machine"),
]
OUTSIDE = re.compile(
    r"""(?:src|href|action|poster|data)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import"""
)
# A fault for each rule: what is put into a page, and the rule that must name it.
PLANTED = [
    ("<script>console.error('broken')</script>", "console", 1280),
    ("<script>undefinedName()</script>", "console", 1280),
    ('<img alt="x" src="http://example.org/x.png">', "request", 1280),
    ('<p style="color:#aaa;background:#fff">pale</p>', "contrast", 1280),
    ('<div style="width:500px">wide</div>', "overflow", 390),
    ('<p id="twice"></p><p id="twice"></p>', "id", 1280),
    ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "alt", 1280),
    ("<svg></svg>", "alt", 1280),
    (
        '<figure role="img" aria-label="x"><svg><defs><path id="o" d="M0 0h9v9z"/></defs><g class="n"><use href="#o" fill="#ddd"/></g></svg></figure>',
        "contrast",
        1280,
    ),
    ("<h2>a</h2><h4>b</h4>", "headings", 1280),
    ("<h1>second</h1>", "headings", 1280),
]


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with chromium(tmp_path_factory.mktemp("profile")) as one:
        yield one


def pages(report: Path, lang: str) -> list[Path]:
    found = sorted((report / lang).rglob("*.html"))
    assert len(found) >= 3, "the index and both workbooks"
    return found


@cache
def shipped_characters() -> frozenset[int]:
    """Return the characters of the font that ships with the project."""
    with TTFont(next(FONTS.glob("*.otf"))) as font:
        return frozenset(font.getBestCmap())


def missing_glyphs(text: str) -> set[str]:
    """Return the characters of a page that the shipped font lacks."""
    plain = html.unescape(re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", text, flags=re.S))
    return {c for c in plain if c.isprintable() and ord(c) not in shipped_characters()}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False)])
def test_pages_break_no_rule(
    tab: Tab, demo_report: Path, lang: str, width: int, dark: bool
) -> None:
    broken = {
        p.name: tab.faults(p.as_uri(), width=width, dark=dark) for p in pages(demo_report, lang)
    }
    assert {name: faults for name, faults in broken.items() if faults} == {}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pages_name_no_outside_address_and_lack_no_glyph(demo_report: Path, lang: str) -> None:
    for page in pages(demo_report, lang):
        text = page.read_text(encoding="utf-8")
        assert OUTSIDE.findall(text) == [], page.name
        assert missing_glyphs(text) == set(), page.name


@pytest.mark.parametrize(("fault", "rule", "width"), PLANTED)
def test_a_planted_fault_is_found(
    tab: Tab, demo_report: Path, tmp_path: Path, fault: str, rule: str, width: int
) -> None:
    text = (demo_report / "en" / "index.html").read_text(encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text(text.replace("</main>", f"{fault}</main>"), encoding="utf-8")
    assert any(f.startswith(f"{rule}:") for f in tab.faults(page.as_uri(), width=width))


@pytest.mark.parametrize(
    "text",
    ['<a href="https://example.org">', "<img src=//example.org/x>", "url('http://a.b/c.woff')", "@import 'x'"],
)  # fmt: skip
def test_an_outside_address_is_found(text: str) -> None:
    assert OUTSIDE.search(text)


def test_a_missing_glyph_is_found() -> None:
    assert missing_glyphs("<p>销售 good &#x1F600;</p>") == {"\U0001f600"}
