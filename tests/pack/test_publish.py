"""A pack is published whole or not at all, the same bytes twice, nothing outside its folder."""

from __future__ import annotations

import hashlib
import html
import re
from pathlib import Path

import pytest

from salesnb.errors import UsageError
from salesnb.pack.fonts import missing_glyphs
from salesnb.pack.pages import at_version
from tests.pack.small import MONTH, SCRIPT, Pack

STEPS = ["render_page", "write_excel", "open_snapshot", "render_front", "os.replace"]


def bytes_of(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def linked(index: Path) -> list[Path]:
    """Return the files to which an index page links."""
    return [
        index.parent / link for link in re.findall(r'href="([^"#]+)"', index.read_text("utf-8"))
    ]


def test_text_from_data_is_escaped_and_code_is_folded_away(pack: Pack) -> None:
    index = pack.publish()
    page = (index.parent / "pages-00000001" / "02_small.html").read_text(encoding="utf-8")
    for text in (index.read_text(encoding="utf-8"), page):
        assert SCRIPT not in text
        assert len(re.findall(r"<script\b", text)) == 1, "the page's own, for its numbers"
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "secret_call(1234)" in page.split("<footer>")[1]
    assert "secret_call(1234)" not in page.split("<footer>")[0]


@pytest.mark.parametrize("step", STEPS)
def test_an_exception_leaves_the_old_pack(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    index = pack.publish("pages-0000000a")
    before = {file: file.read_bytes() for file in [index, *linked(index)]}

    def stop(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(f"salesnb.pack.publish.{step}", stop)
        with pytest.raises(OSError, match="the disk is full"):
            pack.publish("pages-0000000b")
    assert {file: file.read_bytes() for file in [index, *linked(index)]} == before
    again = pack.publish("pages-0000000b")
    assert sorted(p.name for p in again.parent.iterdir()) == ["index.html", "pages-0000000b"]
    assert all(file.is_file() for file in linked(again))


def test_the_same_inputs_give_the_same_bytes(pack: Pack) -> None:
    first = bytes_of(pack.publish().parent)
    assert len(first) == 3
    assert bytes_of(pack.publish().parent) == first


def test_a_chinese_pack_says_so_and_has_chinese_headings(pack: Pack) -> None:
    index = pack.publish(lang="zh").read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in index
    headings = re.findall(r"<h[12]>(.*?)</h[12]>", index)
    assert len(headings) == 5
    assert all(re.search(r"[\u4e00-\u9fff]", heading) for heading in headings)


def test_a_character_without_a_glyph_is_left_to_the_reader_s_machine(pack: Pack) -> None:
    text = pack.notebook.read_text(encoding="utf-8")
    pack.notebook.write_text(text.replace("# Value", "# Value \U0001f600"), encoding="utf-8")
    pages = pack.publish().parent.rglob("*.html")
    assert any("\U0001f600" in page.read_text(encoding="utf-8") for page in pages)


def test_a_page_with_other_alphabets_carries_their_font_too(pack: Pack) -> None:
    text = pack.notebook.read_text(encoding="utf-8")
    pack.notebook.write_text(text.replace("# Value", "# Value Škoda 囍"), encoding="utf-8")
    page = next(p for p in pack.publish().parent.rglob("02*.html"))
    assert page.read_text(encoding="utf-8").count("@font-face") == 4


def test_a_page_carries_its_font_and_lets_nothing_else_load(pack: Pack) -> None:
    index = pack.publish(lang="zh")
    for file in [index, *index.parent.rglob("*.html")]:
        text = file.read_text(encoding="utf-8")
        assert text.count("@font-face") == 2
        assert "default-src 'none'" in html.unescape(text)
        assert missing_glyphs(text) == set()
        assert len(text) < 400_000


def test_a_language_from_outside_cannot_leave_the_month(pack: Pack) -> None:
    with pytest.raises(UsageError, match="leaves"):
        pack.company.month(MONTH).report("../../..")


def test_an_issued_page_cites_its_version() -> None:
    assert at_version('data-ref="02_a@draft/x?k=1"', "v2") == 'data-ref="02_a@v2/x?k=1"'
    assert at_version("mail me@draft.example", "v2") == "mail me@draft.example"
