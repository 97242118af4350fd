"""A pack as a reader sees it: each rule is tried on a page with a fault planted first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from salesnb.pack.fonts import missing_glyphs
from tests.pack.browser import Tab, chromium, found_chromium
from tests.pack.small import SCRIPT, Pack

pytestmark = [
    pytest.mark.long,
    pytest.mark.needs_chromium,
    pytest.mark.skipif(not found_chromium(), reason="no Chromium on this machine"),
]
OUTSIDE = re.compile(
    r"""(?:src|href|action|poster|data)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import"""
)
A4 = 680  # CSS pixels between the margins of a sheet
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
        '<figure role="img" aria-label="x"><svg><defs><path id="o" d="M0 0h9v9z"/></defs>'
        '<g class="n"><use href="#o" fill="#ddd"/></g></svg></figure>',
        "contrast",
        1280,
    ),
    ("<h2>a</h2><h4>b</h4>", "headings", 1280),
    ("<h1>second</h1>", "headings", 1280),
    ("<p>\u58f9 rare \u9f98</p>", "glyph", 1280),
    ("<main></main>", "landmark", 1280),
    ("<table><tr><td>a</td></tr></table>", "table", 1280),
    ("<table><caption>a</caption><tr><th>a</th></tr></table>", "table", 1280),
    ('<a href="#nowhere">a</a>', "link", 1280),
]


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with chromium(tmp_path_factory.mktemp("profile")) as one:
        yield one


def pages(report: Path, lang: str) -> list[Path]:
    """Return the pages of a pack: of the cards, which one template writes, about a dozen."""
    found = sorted((report / lang).rglob("*.html"))
    cards = [one for one in found if one.parent.name == "cards"]
    assert len(found) - len(cards) >= 3, "the index and both workbooks"
    some = cards[:: max(1, len(cards) // 12)]
    return [one for one in found if one not in cards or one in some]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("width", "how"),
    [
        (1280, {}),
        (1280, {"dark": True, "with_fonts": False}),
        (390, {"with_fonts": False}),
        (A4, {"media": "print", "with_fonts": False}),
    ],
    ids=["screen", "dark", "phone", "print"],
)
def test_pages_break_no_rule(
    tab: Tab, demo_report: Path, lang: str, width: int, how: dict[str, Any]
) -> None:
    broken = {str(p): tab.faults(p.as_uri(), width=width, **how) for p in pages(demo_report, lang)}
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
    [
        '<a href="https://example.org">',
        "<img src=//example.org/x>",
        "url('http://a.b/c.woff')",
        "@import 'x'",
    ],
)
def test_an_outside_address_is_found(text: str) -> None:
    assert OUTSIDE.search(text)


def test_a_missing_glyph_is_found() -> None:
    assert missing_glyphs("<p>销售 good &#x1F600;</p>") == {"\U0001f600"}


FIRST = "document.querySelector('.findings data.n')"


@pytest.fixture
def page(pack: Pack) -> Path:
    """The page of the small month: a sentence, a table and a picture."""
    return pack.publish().parent / "pages-00000001" / "02_small.html"


def test_a_number_says_where_it_comes_from_by_pointer_tap_and_key(tab: Tab, page: Path) -> None:
    for event in ("mouseover", "click"):
        tab.open(page.as_uri(), width=390)
        assert said(tab) == []
        tab.value_of(f"{FIRST}.dispatchEvent(new MouseEvent('{event}', {{bubbles: true}}))")
        assert said(tab)[0] == "¥1.0k"
    tab.open(page.as_uri(), width=1280)
    tab.value_of(f"{FIRST}.focus()")
    assert said(tab)[0] == "¥1.0k"
    press(tab, "Escape")
    assert said(tab) == []


def test_the_panel_speaks_in_labels_and_ends_with_the_reference(tab: Tab, page: Path) -> None:
    tab.open(page.as_uri(), width=1280)
    tab.value_of(f"{FIRST}.focus()")
    assert said(tab) == [
        "¥1.0k",
        "exactly 1000.5 CNY",
        "table Value, draft",
        "column Value (CNY)",
        "row Customer: Harbour",
        "02_small_amounts@draft/amount?customer=Harbour",
    ]


def test_the_panel_of_a_chinese_page_speaks_chinese(tab: Tab, pack: Pack) -> None:
    page = pack.publish(lang="zh").parent / "pages-00000001" / "02_small.html"
    tab.open(page.as_uri(), width=1280)
    tab.value_of(f"{FIRST}.focus()")
    *labels, reference = said(tab)[1:]
    assert all(re.search(r"[\u4e00-\u9fff]", label) for label in labels)
    assert reference == "02_small_amounts@draft/amount?customer=Harbour"


def test_text_of_the_data_is_no_markup_in_the_panel(tab: Tab, page: Path) -> None:
    tab.open(page.as_uri(), width=1280)
    tab.value_of("document.querySelector('data.n[data-ref*=script]').focus()")
    assert f"row Customer: {SCRIPT}" in said(tab)
    assert tab.value_of("document.querySelectorAll('#source script').length") == 0


def test_a_number_in_a_picture_says_where_it_comes_from(tab: Tab, page: Path) -> None:
    tab.open(page.as_uri(), width=1280)
    over = "dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))"
    tab.value_of(f"document.querySelector('svg g.n use').{over}")
    assert said(tab)[-1] == "02_small_amounts@draft/amount?customer=Harbour"


def test_arrow_keys_move_between_the_numbers_of_a_table(tab: Tab, page: Path) -> None:
    tab.open(page.as_uri(), width=1280)
    stops = "t => t.querySelectorAll('data[tabindex=\"0\"]').length"
    per_table = tab.value_of(f"[...document.querySelectorAll('table')].map({stops})")
    assert per_table == [1], "one stop of the Tab key per table"
    tab.value_of("document.querySelector('table data.n').focus()")
    before = said(tab)
    press(tab, "ArrowRight")
    assert said(tab) != before
    press(tab, "ArrowLeft")
    assert said(tab) == before


def said(tab: Tab) -> list[str]:
    """Return what the panel says, line by line; nothing when it is hidden."""
    lines = "(p => p.hidden ? [] : [...p.children].map(e => e.textContent.trim()))"
    return list(tab.value_of(f"{lines}(document.getElementById('source'))"))


def press(tab: Tab, key: str) -> None:
    for kind in ("keyDown", "keyUp"):
        tab.send("Input.dispatchKeyEvent", type=kind, key=key)
