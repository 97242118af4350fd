"""pack.xlsx: values as values, text as text, names and words where tables have codes, charts."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from salesnb import artefacts
from salesnb.artefacts import Saved
from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Chart, Frame
from salesnb.contracts.results import Context, Result
from salesnb.contracts.validated import result
from salesnb.contracts.workbooks import FINDINGS
from salesnb.display import sheets
from salesnb.display.sheets import place_of, sheet_columns
from salesnb.display.tables import _source_note
from salesnb.findings import as_record, say
from salesnb.i18n import use
from salesnb.i18n.words import Words
from salesnb.index import Entry
from salesnb.pack import excel
from salesnb.pack.excel import HEAD, sheet_name, write_excel
from salesnb.pages.sales import columns as c
from tests.contracts.small import nodes
from tests.pack.small import HOSTILE, Pack

NAMES = {"regions": {"R1": Words("Shore", "海岸", kind="name"), "R2": Words("Hills", kind="name")}}
CONTEXT = Context("CNY", NAMES)
STATE = {"low": "act", "high": "good"}
REGIONS = Frame(
    name="regions",
    title="Value",
    grain="one row per region and month",
    key="region_id month",
    order="part",
    fields=(
        col.ident("region_id", "Region", of="regions", words={"total": "Total"}),
        col.month("month", "Month"),
        col.code("state", "State", STATE),
        col.money("amount", "Net sales"),
        col.share("part", "Share"),
        col.whole("n", "Rows"),
        col.flag("is_new", "New"),
    ),
    chart=Chart("column", "region_id", "amount=actual", but={"region_id": ("total",)}),
)
ROWS = [
    ("R1", "2026-10", "high", 10.5, 0.25, 3, True),
    ("R2", "2026-10", "low", 31.5, 0.75, None, False),
    ("total", "2026-10", "high", 42.0, 1.0, 3, False),
]


def regions(contract: Frame = REGIONS) -> Result:
    return result(pd.DataFrame(ROWS, columns=contract.columns), contract, context=CONTEXT)


def written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, contract: Frame = REGIONS, lang: str = "en"
) -> Path:
    """Write the tables of a month that has one result."""
    monkeypatch.setattr(excel, "frames_of", lambda room: {contract.name: contract})
    entry = Entry(id="02_small", question="Value", page="any", writes=(contract.name,))
    folder.mkdir(exist_ok=True)
    artefacts.save([regions(contract)], folder)
    file = folder / "pack.xlsx"
    with use(lang):
        write_excel(file, {entry.id: entry}, saved=Saved(folder, "draft", CONTEXT), month="2026-10")
    return file


def rows_of(file: Path, sheet: str = "regions") -> list[tuple]:
    found = openpyxl.load_workbook(file)[sheet].iter_rows(min_row=HEAD + 1, values_only=True)
    return list(found)


def test_an_identifier_is_followed_by_what_people_call_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, *rows = rows_of(written(tmp_path, monkeypatch))
    assert head[:3] == ("Region", "Region: name", "Month")
    assert [row[:2] for row in rows] == [("R1", "Shore"), ("R2", "Hills"), ("Total", "Total")]


def test_codes_are_words_months_stay_as_they_sort_and_numbers_are_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, first, second, _ = rows_of(written(tmp_path, monkeypatch))
    assert head[2:] == ("Month", "State", "Net sales (CNY)", "Share", "Rows", "New")
    assert first[2:] == ("2026-10", "good", 10.5, 0.25, 3, True)
    assert second[3] == "act" and second[6] is None


def test_a_chinese_workbook_has_chinese_headings_words_and_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, first, second, _ = rows_of(written(tmp_path, monkeypatch, lang="zh"))
    assert head[:2] == ("区域", "区域名称")
    assert (first[1], first[3]) == ("海岸", "良好")
    assert second[1] == "Hills", "a member without a Chinese name keeps its own"


def columns(shown: Result) -> list[str]:
    return [one.heading for one in sheet_columns(shown)]


def test_identifiers_that_nobody_named_stand_once() -> None:
    unnamed = result(regions().frame.head(2), REGIONS, context=Context("CNY"))
    assert columns(unnamed)[:2] == ["Region", "Month"]


def test_a_member_has_the_name_that_it_has_in_its_dimension() -> None:
    shown = sheet_columns(nodes())
    named = shown[place_of(shown, "node", in_words=True)]
    assert named.heading == "Node: name"
    assert named.values == ["Total", "Shore", "2", "low"]
    assert shown[place_of(shown, "node")].values == ["Total", "1", "2", "low"]


def test_a_chinese_reader_reads_the_total_in_chinese_beside_identifiers_and_as_the_scope() -> None:
    fields = (col.SCOPE, replace(c.NODES, within=""), col.whole("n", "Rows"))
    whole = Frame("whole", "Whole", key="scope", fields=fields)
    rows = pd.DataFrame([("total", "total", 3)], columns=whole.columns)
    with use("zh"):
        shown = sheet_columns(result(rows, whole, context=CONTEXT))
    assert [column.values for column in shown[:2]] == [["合计"], ["合计"]]


def test_a_sheet_says_in_chinese_what_a_row_is_whatever_its_key_was_saved_as(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = replace(REGIONS, grain="", key="region_id month state")
    file = written(tmp_path, monkeypatch, told, lang="zh")
    assert openpyxl.load_workbook(file)["regions"]["A2"].value == "每个区域、月份和状态一行"


def test_headings_that_are_the_same_are_told_apart() -> None:
    fields = (col.key("key", "Key"), col.money("one", "Value"), col.money("two", "value"))
    twice = Frame("twice", "Twice", "one row", "key", fields)
    shown = result(pd.DataFrame({"key": ["a"], "one": [1.0], "two": [2.0]}), twice)
    assert columns(shown) == ["Key", "Value", "Value 2"]


def drawn(file: Path) -> dict[str, str]:
    """Return the parts of a workbook that draw charts."""
    with zipfile.ZipFile(file) as book:
        names = [name for name in book.namelist() if name.startswith("xl/charts/")]
        return {name: book.read(name).decode() for name in names}


def test_a_declared_chart_draws_the_cells_of_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names are its categories, its values the money; the total is left out."""
    (chart,) = drawn(written(tmp_path, monkeypatch)).values()
    cells = re.findall(r"<c:f>(.*?)</c:f>", chart)
    assert cells == ["regions!$B$5:$B$6", "regions!$E$5:$E$6"]
    assert "<c:v>Net sales (CNY)</c:v>" in chart
    assert "<a:t>Value</a:t>" in chart


@pytest.mark.parametrize(
    ("chart", "series"),
    [
        (Chart("line", "month", "amount=actual part=plan"), ["$E$5:$E$7", "$F$5:$F$7"]),
        (Chart("bar", "region_id", "amount=bad", only={"state": "low"}), ["$E$6"]),
        (Chart("bar", "region_id", "amount=bad", only={"state": "no such"}), []),
    ],
)
def test_a_chart_draws_its_columns_and_the_rows_that_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chart: Chart, series: list[str]
) -> None:
    contract = replace(REGIONS, chart=chart)
    texts = drawn(written(tmp_path, monkeypatch, contract)).values()
    found = [re.findall(r"<c:val>.*?<c:f>regions!(.*?)</c:f>", text, re.S) for text in texts]
    assert [cells for one in found for cells in one] == series


def test_a_frame_without_a_chart_draws_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract = replace(REGIONS, chart=None)
    assert drawn(written(tmp_path, monkeypatch, contract)) == {}


def tables(pack: Pack, lang: str = "en") -> openpyxl.Workbook:
    return openpyxl.load_workbook(pack.publish(lang=lang).parent / "pages-00000001" / "pack.xlsx")


def test_text_from_data_stays_text(pack: Pack) -> None:
    rows = tables(pack)["02_small_amounts"].iter_rows(min_row=HEAD + 2)
    found = {row[0].value: (row[0].data_type, row[1].value, row[1].number_format) for row in rows}
    assert set(found) == {"Harbour", *HOSTILE}
    assert {kind for kind, *_ in found.values()} == {"s"}
    assert found["Harbour"][1:] == (1000.5, "#,##0.00")


def test_a_sheet_is_laid_out_for_reading(pack: Pack) -> None:
    sheet = tables(pack)["02_small_amounts"]
    assert [sheet["A1"].value, sheet["A2"].value] == ["Value", "one customer"]
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert all(12 <= d.width <= 49 for d in sheet.column_dimensions.values())
    assert sheet.tables["t_02_small_amounts"].ref == f"A4:C{4 + 1 + len(HOSTILE)}"


def test_the_names_of_the_key_stay_in_sight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.load_workbook(written(tmp_path, monkeypatch))
    assert book["regions"].freeze_panes == "C5"


def test_the_contents_lead_to_each_table_and_back(pack: Pack) -> None:
    book = tables(pack)
    contents = book.worksheets[0]
    linked = [c.hyperlink.location for row in contents.iter_rows() for c in row if c.hyperlink]
    leads = {location.split("!")[0].strip("'") for location in linked}
    assert leads == {sheet.title for sheet in book.worksheets[2:]} == {"02_small_amounts"}
    for sheet in book.worksheets[2:]:
        assert sheet["A3"].hyperlink.location == f"'{contents.title}'!A1"


def test_a_chinese_pack_has_chinese_sheets(pack: Pack) -> None:
    book = tables(pack, "zh")
    assert [sheet.title for sheet in book.worksheets[:2]] == ["目录", "图表"]


def test_sheet_names_fit_excel_and_differ() -> None:
    taken: set[str] = set()
    for text in ("a" * 40, "A" * 40, "x[1]:*?/\\", "''"):
        name = sheet_name(text, taken)
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert name.lower() not in taken
        taken.add(name.lower())


def test_headings_of_one_text_name_the_column_that_they_follow() -> None:
    fields = [col.key("key", "Key")]
    for span in ("Month", "Share"):
        fields += [col.money(f"{span}_value", span), col.share(f"{span}_part", "Growth")]
    contract = Frame("spans", "Value", "one row", "key", tuple(fields))
    columns = sheet_columns(result(pd.DataFrame(columns=contract.columns), contract))
    assert [one.heading for one in columns][1:] == [
        "Month",
        "Growth (Month)",
        "Share",
        "Growth (Share)",
    ]


def test_a_result_without_rows_stands_in_the_contents_but_has_no_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    artefacts.save([result(pd.DataFrame(columns=REGIONS.columns), REGIONS)], tmp_path)
    monkeypatch.setattr(excel, "frames_of", lambda _: {REGIONS.name: REGIONS})
    entry = Entry(id="02", question="Value", writes=("regions",))
    file = tmp_path / "pack.xlsx"
    write_excel(file, {"02": entry}, saved=Saved(tmp_path, "draft", CONTEXT), month="2026-10")
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["Contents", "Charts"]
    rows = [[cell.value for cell in row] for row in book["Contents"].iter_rows()]
    assert ["Value", "no rows", 0] in rows


def test_a_result_too_long_for_a_sheet_says_where_its_rows_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_CELLS", len(ROWS) * len(REGIONS.columns) - 1)
    book = openpyxl.load_workbook(written(tmp_path, monkeypatch))
    assert book.sheetnames == ["Contents", "Charts"]
    rows = [[cell.value for cell in row] for row in book["Contents"].iter_rows()]
    assert ["Value", "too long for a sheet: regions.parquet", len(ROWS)] in rows
    with use("en"):
        note = _source_note(regions().keep(slice(1)), len(ROWS))
    assert note == "The first rows only; all are saved as regions.parquet."


def test_a_kept_sentence_is_read_in_the_language_of_the_file() -> None:
    row = regions().first
    record = as_record(say("share", "info", "{region_id} has {part}.", row), 1)
    kept = result(pd.DataFrame([record], columns=FINDINGS.columns), FINDINGS, context=CONTEXT)
    for lang, said in {"en": "Shore has 25.0%.", "zh": "海岸 has 25.0%."}.items():
        with use(lang):
            columns = {one.name: one.values for one in sheet_columns(kept)}
            assert columns["text"] == [said]
            assert "slots" not in columns
