"""What a cell shows: numbers with citations, pictures with words, tables a screen reader can read."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from salesnb import display
from salesnb.citations import Citation
from salesnb.errors import ArtefactError, GlyphError
from salesnb.findings import Finding, cite
from salesnb.i18n import use
from salesnb.plots.style import annotate, figure
from tests.pack.small import HOSTILE, SCRIPT, Shown, amounts, sentence


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


def test_an_answer_cites_its_numbers_and_escapes_its_names(shown: Shown) -> None:
    display.answer([sentence(amounts())])
    data = Cells(shown.html[0]).of("data")
    assert [d["data-ref"] for d in data] == ["02_small_amounts@draft/amount?customer=Harbour"]
    assert data[0]["value"] == "1000.5"
    assert SCRIPT not in shown.html[0]
    assert shown.plain == [f"■ act: {SCRIPT} bought for ¥1.0k."]


def test_every_number_of_a_table_can_be_looked_up(shown: Shown) -> None:
    made = amounts()
    display.table(made, columns=["customer", "amount", "part"], currency="CNY")
    data = Cells(shown.html[0]).of("data")
    assert len(data) == 2 * len(made.frame)
    for one in data:
        ref = Citation.parse(str(one["data-ref"]))
        assert made.cell(ref.column, **dict(ref.where)) == float(str(one["value"]))
    assert not any(name in shown.html[0] for name in HOSTILE if "<" in name)


def test_a_table_has_a_caption_and_scoped_headings(shown: Shown) -> None:
    display.table(amounts(), columns=["customer", "amount"])
    cells = Cells(shown.html[0])
    assert re.search(r"<table[^>]*><caption>Value</caption>", shown.html[0])
    assert [h["scope"] for h in cells.of("th")] == ["col", "col"]
    assert cells.of("style") == []


def test_a_long_table_says_where_the_rest_is(shown: Shown) -> None:
    made = amounts([f"C{i}" for i in range(40)])
    display.table(made, columns=["customer", "amount"])
    assert len(Cells(shown.html[0]).of("data")) == display.MOST_ROWS
    assert "pack.xlsx" in shown.plain[0]


def test_a_missing_number_is_a_dash_without_a_citation(shown: Shown) -> None:
    made = amounts(["A", "B"])
    made.frame.loc[0, "amount"] = float("nan")
    display.table(made, columns=["customer", "amount"])
    assert len(Cells(shown.html[0]).of("data")) == 1
    assert "–" in shown.html[0]


def test_a_table_with_too_many_columns_is_refused() -> None:
    with pytest.raises(ArtefactError, match="10 columns"):
        display.table(amounts(), columns=["amount"] * 10)


def picture(number: object = None, title: str = "") -> object:
    fig, ax = figure()
    ax.bar(["a"], [1])
    ax.set_title(title)
    if number is not None:
        annotate(ax, number, (0, 1))  # type: ignore[arg-type]
    return fig


def test_a_picture_says_its_numbers_and_cites_them(shown: Shown) -> None:
    made = amounts()
    number = cite(made, "amount", currency="CNY", customer="Harbour")
    alt = Finding("alt", "info", "Harbour bought for {n}.", {"n": number})
    display.show(picture(number), alt=alt, caption="Value")  # type: ignore[arg-type]
    cells = Cells(shown.html[0])
    assert cells.of("figure")[0]["aria-label"] == "Harbour bought for ¥1.0k."
    drawn = [g for g in cells.of("g") if "data-ref" in g]
    assert [(g["data-value"], g["data-text"]) for g in drawn] == [("1000.5", "¥1.0k")]
    assert drawn[0]["data-ref"] == str(number.ref)
    assert "currentColor" in shown.html[0]
    assert not re.search(r'<svg[^>]* (width|height)="', shown.html[0])


def test_two_pictures_of_a_page_share_no_id_and_refer_to_their_own(shown: Shown) -> None:
    alt = Finding("alt", "info", "a picture")
    for title in ("one", "two"):
        display.show(picture(title=title), alt=alt)  # type: ignore[arg-type]
    ids = [re.findall(r'\bid="([^"]+)"', text) for text in shown.html]
    assert ids[0] and ids[1]
    assert not set(ids[0]) & set(ids[1])
    for text, own in zip(shown.html, ids, strict=True):
        named = {a or b for a, b in re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text)}
        assert named and named <= set(own)


def test_the_same_picture_gives_the_same_bytes(shown: Shown) -> None:
    for _ in range(2):
        display.show(picture(title="销售"), alt=Finding("alt", "info", "a"))  # type: ignore[arg-type]
    assert shown.html[0] == shown.html[1]


@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_missing_glyph_is_an_error() -> None:
    with pytest.raises(GlyphError, match="the font has no"):
        display.show(picture(title="\U00012000"), alt=Finding("a", "info", "a"))  # type: ignore[arg-type]


def twice(price: float) -> pd.DataFrame:
    return pd.DataFrame({"sales": [2 * price]})


def test_what_if_shows_three_cases_in_a_batch(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALESNB_BATCH", "1")
    with use("zh"):
        display.whatif(twice, price=(1.0, 2.0, 3.0))
    values = [line.split() for line in shown.plain[0].splitlines()]
    assert [row[1:] for row in values[1:]] == [["1.0", "2.0"], ["2.0", "4.0"], ["3.0", "6.0"]]
    assert all(re.search(r"[\u4e00-\u9fff]", row[0]) for row in values[1:])
