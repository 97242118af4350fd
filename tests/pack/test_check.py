"""The checker finds what is wrong with a page: each fault is planted into a good one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.validated import result
from salesnb.errors import CitationError
from salesnb.pack.check import check_pack, faults_of
from salesnb.paths import open_company
from tests.pack.small import MONTH, Pack


def faults_after(pack: Pack, before: str, after: str) -> list[str]:
    """Return the faults of the pack after one replacement on its page."""
    page = pack.publish().parent / "pages-00000001" / "02_small.html"
    text = page.read_text(encoding="utf-8")
    assert before in text, "the page must hold what is to be changed"
    page.write_text(text.replace(before, after, 1), encoding="utf-8")
    return check_pack(pack.company, MONTH, "en")["fault"].tolist()


def test_a_good_pack_has_no_fault(pack: Pack) -> None:
    pack.publish()
    assert check_pack(pack.company, MONTH, "en").empty


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (">¥1.0k<", ">¥1.1k<", "reads '¥1.1k', should read '¥1.0k'"),
        ('value="1000.5"', 'value="1000.6"', "its cell holds 1000.5, the page 1000.6"),
        ('data-fmt="money"', 'data-fmt="share"', "should read"),
        ('data-unit="CNY"', 'data-unit="EUR"', "is said to be in 'EUR', its column is in 'CNY'"),
        ('data-unit="CNY"', "", "is said to be in '', its column is in 'CNY'"),
        ("</main>", "<p>We sold 77 pieces.</p></main>", "a numeral without a citation"),
        (
            "</main>",
            "<p>We sold <strong>77</strong> pieces.</p></main>",
            "a numeral without a citation",
        ),
        ("</main>", "<svg><g><!-- 77 --></g></svg></main>", "a numeral without a citation"),
        ("/amount?customer=Harbour", "/amount?customer=Nobody", "cannot be looked up"),
        ("/amount?customer=Harbour", "/weight?customer=Harbour", "cannot be looked up"),
        ("02_small_amounts@draft/amount", "02_small_nothing@draft/amount", "cannot be looked up"),
        ("02_small_amounts@draft/amount", "02_small_amounts@v7/amount", "cannot be looked up"),
        ('data-ref="02_small_amounts@draft', 'data-ref="no citation', "cannot be looked up"),
        ('data-ref="', 'data-nothing="', "cannot be looked up"),
    ],
)
def test_a_planted_fault_is_found(pack: Pack, before: str, after: str, said: str) -> None:
    found = faults_after(pack, before, after)
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(("stated", "n_faults"), [("nan", 0), ("0.0", 1)])
def test_a_number_that_is_not_defined_is_that_of_an_empty_cell(stated: str, n_faults: int) -> None:
    """A company with one month of lines has no pace to compare with: its page says –."""
    fields = (col.key("key", "Key"), col.money("value", "Value"))
    contract = Frame("small_pace", "Small", "one row", "key", fields)
    unknown = result(pd.DataFrame({"key": ["a"], "value": [float("nan")]}), contract)
    text = (
        f'<data data-ref="small_pace@draft/value?key=a" data-fmt="money" value="{stated}">–</data>'
    )
    assert len(list(faults_of(text, lambda name, version: unknown))) == n_faults


@pytest.mark.parametrize(
    "text",
    [
        '<svg><g class="tick"><!-- 77 --></g></svg>',
        "<h2>7. Seven</h2>",
        '<span class="text">Mill No. 3</span>',
        '<span class="text whole">Mill No. 3</span>',
        "<p>from 2026-10-07 to Oct 2026, in 2026年10月, of customer C0042</p>",
        "<table><tr><th>Mean of two years, ours being 100</th></tr></table>",
        "<p>The mean where we are 100; 两年均值（我们为 100）</p>",
        "<p>Each counts as 1 / (variance of its range); 权重为 1 ÷（方差）</p>",
    ],
)
def test_ticks_headings_names_and_days_are_no_numbers(pack: Pack, text: str) -> None:
    assert faults_after(pack, "</main>", f"{text}</main>") == []


def test_a_wrong_number_is_not_published_and_the_old_pack_stands(pack: Pack) -> None:
    index = pack.publish("pages-0000000a")
    before = index.read_bytes()
    text = pack.notebook.read_text(encoding="utf-8")
    pack.notebook.write_text(text.replace(">¥1.0k<", ">¥1.1k<", 1), encoding="utf-8")
    with pytest.raises(CitationError, match=r"02_small.html: ¥1.1k .*should read '¥1.0k'"):
        pack.publish("pages-0000000b")
    assert index.read_bytes() == before
    assert check_pack(pack.company, MONTH, "en").empty


def test_a_numeral_that_cites_nothing_is_published_with_a_warning(pack: Pack) -> None:
    text = pack.notebook.read_text(encoding="utf-8")
    pack.notebook.write_text(
        text.replace("# Value", "# Value\\n\\nAbout 77 pieces"), encoding="utf-8"
    )
    front = pack.publish().read_text(encoding="utf-8")
    assert "02_small.html: About 77 pieces" in front


def test_a_changed_artefact_is_found(pack: Pack) -> None:
    pack.publish()
    file = pack.company.month(MONTH).artefacts("draft") / "02_small_amounts.parquet"
    file.write_bytes(file.read_bytes() + b" ")
    assert "changed after it was saved" in check_pack(pack.company, MONTH, "en")["fault"].iloc[0]


@pytest.mark.long
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_number_of_the_demo_pack_is_its_cells(demo_report: Path, lang: str) -> None:
    company = open_company(demo_report.parents[2])
    assert check_pack(company, MONTH, lang).to_dict("records") == []
