"""A result as a table: as declared, every number cited, what says nothing left out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from salesnb.citations import Citation
from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Context, Result, TableView
from salesnb.contracts.validated import result
from salesnb.display.tables import as_html_and_text
from salesnb.errors import ArtefactError, CitationError
from salesnb.i18n import use
from tests.contracts.small import NODES, nodes
from tests.display.cells import Cells

SCRIPT = "<script>alert(1)</script>"
FIELDS = (
    col.text("customer", "Customer"),
    col.money("amount", "Amount", shown="money_column"),
    col.money("before", "Before", shown="money_column"),
    col.money("exact", "Exact", shown="money_full"),
    col.whole("age_days", "Age", unit="days"),
    col.share("part", "Share"),
    col.flag("is_new", "New"),
)
SALES = Frame(
    name="02_small_sales",
    title="Value",
    grain="one row per customer",
    key="customer",
    fields=FIELDS,
    shows="customer amount",
)


def sales(contract: Frame = SALES, n: int = 2, **columns: Any) -> Result:
    given: dict[str, Any] = {
        "customer": [f"C{i:02d}" for i in range(n)],
        "amount": [100.0 * (i + 1) for i in range(n)],
        "before": 50.0,
        "exact": 12.5,
        "age_days": 3,
        "part": 0.5,
        "is_new": True,
    }
    return result(pd.DataFrame(given | columns), contract, context=Context("CNY"))


def html_of(thing: Result | TableView) -> str:
    return as_html_and_text(thing.table() if isinstance(thing, Result) else thing)[0]


def text_of(thing: Result | TableView) -> list[str]:
    """Return the lines of the plain text: title, headings, rows, source."""
    return as_html_and_text(thing.table() if isinstance(thing, Result) else thing)[1].splitlines()


def cells(thing: Result | TableView) -> list[list[str]]:
    """Return the texts of the body's cells, by row."""
    rows = re.findall(r"<tr>(.*?)</tr>", html_of(thing).partition("<tbody")[2], re.S)
    found = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in rows]
    return [[re.sub("<[^>]+>", "", cell) for cell in row] for row in found if row]


def headings(thing: Result | TableView) -> list[str]:
    return [re.sub("<[^>]+>", "", h) for h in re.findall(r"<th\b.*?</th>", html_of(thing), re.S)]


def test_every_number_of_a_table_can_be_looked_up() -> None:
    shown_result = nodes()
    data = Cells(html_of(shown_result.table("node amount growth age_days"))).of("data")
    assert len(data) == 4 + 3 + 3, "two are missing"
    for one in data:
        row = shown_result.cited(Citation.parse(str(one["data-ref"])))
        column = Citation.parse(str(one["data-ref"])).column
        assert row[column] == float(str(one["value"]))


def test_a_table_shows_the_declared_columns_in_their_order() -> None:
    assert headings(sales()) == ["Customer", "Amount"]
    assert headings(sales().table("amount customer")) == ["Amount", "Customer"]


def test_units_stand_in_headings_where_cells_do_not_carry_them() -> None:
    shown = sales().table("amount exact age_days part")
    assert headings(shown) == ["Amount", "Exact (CNY)", "Age (days)", "Share"]
    assert cells(shown)[0] == ["¥100", "12.50", "3", "50.0%"]


def test_the_currency_is_that_of_the_company_and_no_argument() -> None:
    shown_result = replace(sales(), context=Context("EUR"))
    assert cells(shown_result)[0] == ["C00", "€100"]


def test_names_words_and_months_are_read_by_column_and_flags_as_yes_and_no() -> None:
    shown_result = nodes().where(dimension="region", node="1")
    shown = shown_result.table("node competitor_id state month is_new")
    assert cells(shown) == [["Shore", "Rival One", "good", "Oct 2026", "no"]]
    with use("zh"):
        assert cells(shown) == [["海岸", "对手一", "良好", "2026年10月", "否"]]


def test_a_month_is_kept_on_one_line_and_a_name_is_not() -> None:
    shown = nodes().where(dimension="region", node="1").table("node month")
    assert re.findall(r'<span class="(text[^"]*)">', html_of(shown)) == ["text", "text whole"]


@pytest.mark.parametrize(
    ("largest", "shown"), [(99_999.0, ["¥100.0k", "¥50"]), (100_000.0, ["¥100k", "&lt; ¥1k"])]
)
def test_amounts_share_one_unit_only_from_100_000_on(largest: float, shown: list[str]) -> None:
    """In thousands nothing would be left of small ones; both columns are read together."""
    shown_result = sales(amount=[largest, 2.0]).table("amount before")
    assert cells(shown_result)[0] == shown


def test_very_large_amounts_are_read_in_millions() -> None:
    assert cells(sales(amount=[2_659_672_000.0, 2e6]).table("amount")) == [["¥2,659.7M"], ["¥2.0M"]]
    with use("zh"):
        assert cells(sales(amount=[2_659_672_000.0, 2e6]).table("amount"))[0] == ["¥26.60亿"]


def test_amounts_that_are_not_read_together_keep_their_own_unit() -> None:
    shown_result = sales(amount=[9e6, 1.0], exact=[12.5, 3.0]).table("amount exact")
    assert cells(shown_result) == [["¥9,000k", "12.50"], ["&lt; ¥1k", "3.00"]]


def test_a_missing_number_is_a_dash_without_a_citation() -> None:
    shown_result = sales(amount=[np.nan, 5.0])
    assert cells(shown_result) == [["C00", "–"], ["C01", "¥5"]]
    assert len(Cells(html_of(shown_result)).of("data")) == 1


def test_a_column_without_any_value_is_left_out() -> None:
    shown_result = sales(amount=np.nan, customer=["A", "B"])
    assert headings(shown_result.table("customer amount before")) == ["Customer", "Before"]
    empty_text = nodes(note="").table("node note amount")
    assert headings(empty_text) == ["Node", "Net sales"]


def test_an_optional_column_is_left_out_where_it_holds_nought_throughout() -> None:
    shows = "customer before is_new"
    plain, optional = SALES, replace(SALES, optional="before is_new")
    for contract, n in ((plain, 3), (optional, 1)):
        shown_result = sales(contract, before=0.0, is_new=False)
        assert len(headings(shown_result.table(shows))) == n
    assert len(headings(sales(optional, before=[0.0, 1.0]).table(shows))) == 3


def test_the_row_of_sums_is_bold() -> None:
    text = html_of(nodes().table("node amount"))
    assert [re.sub("<[^>]+>", "", bold) for bold in re.findall("<b>.*?</b>", text)] == [
        "Total",
        "¥500",
    ]
    assert "<b>" not in html_of(nodes().without_total().table("node amount"))


@pytest.mark.parametrize(
    ("nothing", "html", "text"),
    [
        (None, '<p class="nothing">Value: nothing to list.</p>', "Value: nothing to list."),
        ("Net sales", '<p class="nothing">Net sales</p>', "Net sales"),
        ("", "", ""),
    ],
)
def test_a_result_without_rows_says_so_as_declared(
    nothing: str | None, html: str, text: str
) -> None:
    shown_result = sales(replace(SALES, nothing=nothing), 0)
    assert as_html_and_text(shown_result.table()) == (html, text)
    with use("zh"):
        assert bool(as_html_and_text(shown_result.table())[1]) == bool(text)


def test_a_folded_table_opens_under_its_title() -> None:
    opened, folded = (html_of(sales().table(folded=one)) for one in (False, True))
    assert folded == f'<details class="fold"><summary>Value</summary>{opened}</details>'


def test_a_long_table_says_where_the_rest_is() -> None:
    shown_result = sales(n=20)
    assert len(cells(shown_result)) == SALES.rows == 15
    assert text_of(shown_result)[-1] == (
        "The first rows only; all are in pack.xlsx, sheet 02_small_sales."
    )
    assert len(cells(shown_result.table(rows=3))) == 3
    assert text_of(sales())[-1] == "Source: 02_small_sales"


def test_more_than_nine_columns_are_refused() -> None:
    assert len(NODES.columns) == 10
    with pytest.raises(ArtefactError, match="10 columns; show at most 9"):
        as_html_and_text(nodes().table(" ".join(NODES.columns)))


def test_a_column_that_is_not_there_is_told_with_the_nearest_one() -> None:
    with pytest.raises(CitationError, match="did you mean 'amount'"):
        sales().table("customer amont")


def test_text_of_the_data_is_escaped() -> None:
    text = html_of(sales(customer=[SCRIPT, "a & b"]))
    assert SCRIPT not in text and "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert text_of(sales(customer=[SCRIPT, "a & b"]))[2].split()[0] == SCRIPT


def test_a_table_has_a_caption_and_scoped_headings_and_no_style_of_its_own() -> None:
    text = html_of(sales())
    assert re.search(r"<table[^>]*><caption>Value</caption>", text)
    assert [h["scope"] for h in Cells(text).of("th")] == ["col", "col"]
    assert Cells(text).of("style") == []


def test_the_plain_text_has_title_headings_and_the_same_cells() -> None:
    assert [line.split() for line in text_of(sales())] == [
        ["Value"],
        ["Customer", "Amount"],
        ["C00", "¥100"],
        ["C01", "¥200"],
        ["Source:", "02_small_sales"],
    ]


def test_a_part_of_a_result_says_what_was_chosen_of_it() -> None:
    shown_result = nodes().where(dimension="region")
    assert text_of(shown_result.table("node amount"))[0] == "Where do we stand? (Region)"
    assert headings(shown_result.table("node amount"))[0] == "Region"


def test_a_number_that_was_chosen_cites_its_cell_in_the_caption() -> None:
    """A bare numeral there would be told on the front page as one that nobody has checked."""
    chosen = sales(part=0.25, age_days=30).where(part=0.25, age_days=30)
    assert chosen.title == "Value (Share: 25.0%, Age: 30)"
    caption = html_of(chosen).split("<caption>")[1].split("</caption>")[0]
    assert [(one["data-fmt"], one["value"]) for one in Cells(caption).of("data")] == [
        ("share", "0.25"),
        ("integer", "30.0"),
    ]
    assert re.sub("<[^>]+>", "", caption) == chosen.title


def test_two_tables_of_one_result_have_ids_of_their_own() -> None:
    ids = [set(re.findall(r'\bid="([^"]+)"', html_of(one))) for one in (sales(), sales(n=3))]
    assert ids[0] and not ids[0] & ids[1]
    assert html_of(sales()) == html_of(sales())


HEADED = replace(
    SALES,
    fields=(
        col.text("customer", "Customer"),
        col.money("amount", "This year: amount"),
        col.whole("n", "This year: deals"),
        col.money("before", "Last year: amount"),
        col.text("region", "Region"),
    ),
    shows="customer amount n before region",
    order="region -amount",
)


def headed(contract: Frame = HEADED) -> Result:
    rows = [("A", 9.0, 1, 5.0, "N"), ("B", 7.0, 2, 5.0, "S"), ("C", 8.0, 3, 5.0, "N")]
    return result(pd.DataFrame(rows, columns=contract.columns), contract, context=Context("CNY"))


def test_what_neighbouring_headings_share_stands_once_above_them() -> None:
    """A head that one column has alone stays in its heading."""
    assert [one.strip() for one in headings(headed())] == [
        *("Customer", "This year", "Last year: amount", "Region"),
        *("Amount", "Deals"),
    ]
    (head,) = (h for h in Cells(html_of(headed())).of("th") if h["colspan"] == "2")
    assert head["scope"] == "colgroup"
    apart = headed().table("amount customer n")
    assert headings(apart) == ["This year: amount", "Customer", "This year: deals"]
    assert text_of(headed())[1].count("This year: ") == 2, "plain text has whole headings"


def test_a_chinese_label_has_its_head_before_a_chinese_colon() -> None:
    fields = (*HEADED.fields[:1], col.whole("a", "今年：数"), col.whole("b", "今年：额"))
    frame = replace(HEADED, fields=fields, shows="", order="")
    shown_result = result(pd.DataFrame([("A", 1, 2)], columns=frame.columns), frame)
    assert [one.strip() for one in headings(shown_result)] == ["Customer", "今年", "数", "额"]


def test_rows_stand_in_groups_below_the_value_that_they_share() -> None:
    text = html_of(headed(replace(HEADED, groups="region")))
    heads = re.findall(r'class="gt_group_heading".*?>(.*?)</th>', text)
    assert [re.sub("<[^>]+>", "", one) for one in heads] == ["N", "S"]
    customers = re.findall(r'<span class="text">([A-Z])</span>', text)
    assert customers == ["N", "A", "C", "S", "B"], "the largest first in each group"
    ids = [one["id"] for one in Cells(text).of("th")]
    assert len(set(ids)) == len(ids) and not re.search("[<>\ue000\ue001]", "".join(map(str, ids)))
    with pytest.raises(ValueError, match="order must begin with region"):
        replace(HEADED, groups="region", order="-amount")


def test_sums_stand_last_also_below_the_first_rows_of_a_long_list() -> None:
    contract = replace(SALES, total="customer", order="-amount", rows=3)
    one = sales(contract, 5, customer=["A", "B", "total", "C", "D"], amount=[5.0, 4, 15, 3, 3])
    assert one.frame["customer"].tolist() == ["A", "B", "C", "D", "total"]
    assert [row[0] for row in cells(one)] == ["A", "B", "total"]
    assert "<b>" in html_of(one) and text_of(one)[-1].startswith("The first rows only")


def test_a_table_reads_as_text_with_columns_to_the_right() -> None:
    text = as_html_and_text(sales(n=11).table("customer amount"))[1].splitlines()
    frame = pd.DataFrame([line.split() for line in text[2:-1]], columns=text[1].split())
    assert frame.to_string(index=False).splitlines() == text[1:-1]


def test_the_library_marks_up_an_arrow_table_as_it_does_a_frame() -> None:
    from great_tables import GT

    row = {"customer": ["C00"], "amount": ["¥100"]}
    with pytest.warns(UserWarning, match="experimental"):
        arrow = GT(pa.table(row), id="small")
    frame = GT(pd.DataFrame(row, dtype="object"), id="small")
    assert arrow.as_raw_html() == frame.as_raw_html()
