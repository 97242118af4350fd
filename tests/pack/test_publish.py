"""A pack is published whole or not at all, the same bytes twice, nothing outside its folder."""

from __future__ import annotations

import hashlib
import html
import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from salesnb import artefacts
from salesnb.contracts import results_intake, results_market, results_sales
from salesnb.contracts.results import result
from salesnb.errors import GlyphError, UsageError
from salesnb.findings import cite
from salesnb.i18n import use
from salesnb.index import Entry
from salesnb.pack import publish as publishing
from salesnb.pack.cards import Card, write_cards
from salesnb.pack.check import faults_of
from salesnb.pack.excel import HEAD, sheet_name, write_excel
from salesnb.pack.excel_words import WORDS, word
from salesnb.pack.fonts import missing_glyphs
from salesnb.pack.pages import at_version
from tests.pack.small import HOSTILE, SCRIPT, Pack, amounts

AREAS = (results_intake, results_sales, results_market)
CONTRACTS = tuple(contract for area in AREAS for contract in area.CONTRACTS)
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


def tables(pack: Pack, lang: str = "en") -> openpyxl.Workbook:
    return openpyxl.load_workbook(pack.publish(lang=lang).parent / "pages-00000001" / "pack.xlsx")


def test_excel_holds_text_as_text(pack: Pack) -> None:
    rows = tables(pack)["02_small_amounts"].iter_rows(min_row=HEAD + 2)
    found = {row[0].value: (row[0].data_type, row[1].value, row[1].number_format) for row in rows}
    assert set(found) == {"Harbour", *HOSTILE}
    assert {kind for kind, *_ in found.values()} == {"s"}
    assert found["Harbour"][1:] == (1000.5, "#,##0.00")


def test_excel_is_laid_out_for_reading(pack: Pack) -> None:
    sheet = tables(pack)["02_small_amounts"]
    assert [sheet["A1"].value, sheet["A2"].value] == ["Value", "one customer"]
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert all(12 <= d.width <= 49 for d in sheet.column_dimensions.values())
    assert sheet.tables["t_02_small_amounts"].ref == f"A4:C{4 + 1 + len(HOSTILE)}"


def test_excel_links_from_the_contents_to_each_table_and_back(pack: Pack) -> None:
    book = tables(pack)
    contents = book.worksheets[0]
    leads = {c.hyperlink.location.split("!")[0].strip("'") for row in contents.iter_rows() for c in row if c.hyperlink}  # fmt: skip
    assert leads == {sheet.title for sheet in book.worksheets[2:]}
    for sheet in book.worksheets[2:]:
        assert sheet["A3"].hyperlink.location == f"'{contents.title}'!A1"


def test_excel_speaks_chinese(pack: Pack) -> None:
    book = tables(pack, "zh")
    assert [sheet.title for sheet in book.worksheets[:2]] == ["目录", "图表"]


def test_excel_has_words_where_tables_have_codes() -> None:
    for (name, column), words in WORDS.items():
        (contract,) = [c for c in CONTRACTS if c.name == name]
        assert column in contract.columns
        assert words
    assert word("02_sales_headlines", "measure", "order_intake") == "Order intake"
    with use("zh"):
        assert word("02_sales_headlines", "measure", "order_intake") == "订单额"


def test_excel_draws_native_charts_of_the_tables_cells(tmp_path: Path) -> None:
    monthly = next(c for c in CONTRACTS if c.name == "02_sales_monthly")
    frame = pd.DataFrame(
        {"month": ["2026-09", "2026-10"], "sales": [1.0, 2.0], "margin": [1.0, 1.0], "order_intake": [2.0, 3.0], "collections": [1.0, 1.0]}
    )  # fmt: skip
    artefacts.save([result(frame, monthly)], tmp_path)
    entries = {"02_sales": Entry(id="02_sales", question="Value", results=("monthly",))}
    file = tmp_path / "pack.xlsx"
    write_excel(file, entries, folder=tmp_path, currency="CNY", month="2026-10")
    with zipfile.ZipFile(file) as book:
        drawn = book.read("xl/charts/chart1.xml").decode()
    assert re.findall(r"<c:f>(.*?)</c:f>", drawn)[:2] == ["'02_sales_monthly'!$A$5:$A$6", "'02_sales_monthly'!$B$5:$B$6"]  # fmt: skip


def test_cards_stay_in_their_folder_and_lose_nobody(tmp_path: Path) -> None:
    names = [*HOSTILE, "../../gone", "a/b", "a:b", "CON", ""]
    folder = tmp_path / "deep" / "cards"
    cards = [Card(f"{name}{' ' * i}", name, [("Name", name), ("Next", "")]) for i, name in enumerate(names)]  # fmt: skip
    files = write_cards(folder, cards)
    assert len(set(files.values())) == len(names)
    assert all(file.parent == folder for file in files.values())
    assert [p for p in tmp_path.rglob("*") if p.is_file() and p.parent != folder] == []
    text = files[f"{SCRIPT}"].read_text(encoding="utf-8")
    assert SCRIPT not in text
    assert "not yet assessed" in text


def test_a_card_cites_its_numbers(tmp_path: Path) -> None:
    made = amounts()
    number = cite(made, "amount", currency="CNY", customer="Harbour")
    files = write_cards(tmp_path, [Card("Harbour", "Harbour", [("Kind", "7 halls"), ("Value", number)])])  # fmt: skip
    text = files["Harbour"].read_text(encoding="utf-8")
    assert list(faults_of(text, lambda name, version: made)) == []
    wrong = text.replace(">¥1.0k<", ">¥1.1k<")
    assert [fault[0] for fault in faults_of(wrong, lambda name, version: made)] == ["¥1.1k"]


@pytest.mark.parametrize("character", ["\u9f98", "\U0001f600"])
def test_a_character_without_a_glyph_names_itself_and_the_setting(
    pack: Pack, character: str
) -> None:
    index = pack.publish("pages-0000000a")
    before = index.read_bytes()
    text = pack.notebook.read_text(encoding="utf-8")
    pack.notebook.write_text(text.replace("# Value", f"# {character}"), encoding="utf-8")
    with pytest.raises(GlyphError, match=f"{character} .U.{ord(character):04X}.*SALESNB_FONT"):
        pack.publish("pages-0000000b")
    assert index.read_bytes() == before


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
        publishing.publish(
            pack.company, publishing.Month.parse("2026-10"), "../../..", run="x", entries={}, executed={},
            statuses={}, version="draft",
        )  # fmt: skip


def test_sheet_names_fit_excel_and_differ() -> None:
    taken: set[str] = set()
    for text in ("a" * 40, "A" * 40, "x[1]:*?/\\", "''"):
        name = sheet_name(text, taken)
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert name.lower() not in taken
        taken.add(name.lower())


def test_an_issued_page_cites_its_version() -> None:
    assert at_version('data-ref="02_a@draft/x?k=1"', "v2") == 'data-ref="02_a@v2/x?k=1"'
    assert at_version("mail me@draft.example", "v2") == "mail me@draft.example"
