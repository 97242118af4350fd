"""pack.xlsx: every table behind the pages, as values in named tables, text as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from salesnb.artefacts import Saved
from salesnb.contracts.frames import Chart, grain_as_read
from salesnb.contracts.results import Result
from salesnb.display.sheets import SheetColumn, fits_a_sheet, place_of, sheet_columns
from salesnb.i18n import formats, language, t, translate
from salesnb.index import Entry
from salesnb.pack.excel_charts import A4, Drawn, add_charts
from salesnb.pack.excel_rows import Sheet
from salesnb.pages import frames_of

_NUMBER = {
    "money": "#,##0.00",
    "price": "#,##0.0000",
    "quantity": "#,##0.###",
    "number": "#,##0.####",
    "integer": "#,##0",
    "share": "0.0%",
}
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's dates have no zone; fixed, so that the same tables give the same bytes
_AS_VALUES = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "in_memory": True,  # else each of hundreds of sheets is a file for a while
}
HEAD = 3  # row of the headings: above it title, grain and the way back
LONGEST_SHEET = 31
NARROWEST, WIDEST = 12, 48  # of a column, in characters
FILTER_BUTTON = 3  # what the button in a heading covers
SEEN = 2000  # texts of a column that decide its width
ACCENT, QUIET = "#0A5A92", "#55616D"
_HEADING = {"bold": True, "font_color": QUIET, "bottom": 1, "bottom_color": QUIET}


@dataclass(frozen=True)
class _Book:
    """The workbook being written, its formats, and the name of its first sheet."""

    file: Any
    formats: Mapping[str, Any]
    contents: str


@dataclass(frozen=True)
class _Written:
    """A result with its sheet; '' where it has no rows, or too many for a sheet."""

    result: Result
    sheet: str
    columns: list[SheetColumn]


def write_excel(file: Path, entries: Mapping[str, Entry], *, saved: Saved, month: str) -> None:
    """Write all results of the workbooks, a sheet each, behind a contents sheet and the charts."""
    with xlsxwriter.Workbook(file, _AS_VALUES) as workbook:
        workbook.set_properties(
            {"created": _CREATED, "title": f"{t('Tables of the month')} {month}"}
        )
        contents = workbook.add_worksheet(sheet_name(t("Contents"), set()))
        charts = workbook.add_worksheet(sheet_name(t("Charts"), set()))
        book = _Book(workbook, _formats(workbook), contents.get_name())
        taken = {sheet.get_name().lower() for sheet in (contents, charts)}
        written: dict[str, _Written] = {}
        for result in _results(entries, saved):
            written[result.name] = _write_result(book, result, taken)
        _write_contents(book, contents, entries, written, month)
        charts.write_string(0, 0, t("Charts"), book.formats["title"])
        add_charts(workbook, charts, _drawn(entries, written))


def _write_result(book: _Book, result: Result, taken: set[str]) -> _Written:
    """Write a result as a sheet; one without rows, or too long, is only named in the contents."""
    if result.is_empty or not fits_a_sheet(result, len(result.frame)):
        return _Written(result, "", [])
    sheet = book.file.add_worksheet(sheet_name(result.name, taken), Sheet)
    taken.add(sheet.get_name().lower())
    return _Written(result, sheet.get_name(), _write_sheet(book, sheet, result))


def _drawn(entries: Mapping[str, Entry], written: Mapping[str, _Written]) -> list[Drawn]:
    """Return what is drawn: each result whose frame declares a chart, with its sheet."""
    charts: dict[str, Chart] = {}
    for entry in entries.values():
        for name, frame in frames_of(entry.page).items():
            if frame.chart is not None:
                charts[entry.result_name(name)] = frame.chart
    return [
        Drawn(charts[name], one.result, one.sheet, HEAD, one.columns)
        for name, one in written.items()
        if name in charts and (one.sheet or one.result.is_empty)
    ]


def _formats(workbook: Any) -> dict[str, Any]:
    return {
        **{
            kind: workbook.add_format({"num_format": form, "align": "right"})
            for kind, form in _NUMBER.items()
        },
        "text": workbook.add_format({"align": "left", "indent": 1}),
        "head": workbook.add_format({**_HEADING, "align": "right"}),
        "head of text": workbook.add_format({**_HEADING, "align": "left", "indent": 1}),
        "title": workbook.add_format({"bold": True, "font_size": 14}),
        "part": workbook.add_format(
            {"bold": True, "font_color": ACCENT, "bottom": 1, "bottom_color": "#D9DFE5"}
        ),
        "quiet": workbook.add_format({"font_color": QUIET}),
        "link": workbook.add_format({"font_color": ACCENT, "underline": 1}),
        "count": workbook.add_format({"num_format": "#,##0", "font_color": QUIET}),
    }


def _write_contents(
    book: _Book,
    sheet: Any,
    entries: Mapping[str, Entry],
    tables: Mapping[str, _Written],
    month: str,
) -> None:
    """Write the first sheet: per workbook its question, then what each table holds, linked."""
    sheet.hide_gridlines(2)
    sheet.write_string(
        0, 0, f"{t('Tables of the month')}: {formats.month(month)}", book.formats["title"]
    )
    for column, (width, head) in enumerate(((58, t("Table")), (36, t("Sheet")), (10, t("Rows")))):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, head, book.formats["quiet"])
    row = 3
    for entry in entries.values():
        own = [name for name in _names(entry) if name in tables]
        if own:
            for column, text in enumerate((translate(entry.question, language()), "", "")):
                sheet.write_string(row, column, text, book.formats["part"])
            for row, name in enumerate(own, start=row + 1):  # noqa: B020 - goes on below the question
                _write_entry(book, sheet, row, tables[name])
            row += 2
    sheet.freeze_panes(3, 0)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _write_entry(book: _Book, sheet: Any, row: int, table: _Written) -> None:
    label = translate(table.result.contract.title, language())
    if table.sheet:
        link = f"internal:'{table.sheet}'!A1"
        sheet.write_url(row, 0, link, book.formats["link"], string=label)
    else:
        sheet.write_string(row, 0, label)
    where = table.sheet or _elsewhere(table.result)
    sheet.write_string(row, 1, where, book.formats["quiet"])
    sheet.write_number(row, 2, len(table.result.frame), book.formats["count"])


def _elsewhere(result: Result) -> str:
    """Return why a result has no sheet, and where its rows are."""
    if result.is_empty:
        return t("no rows")
    return t("too long for a sheet: {file}", file=f"{result.name}.parquet")


def sheet_name(text: str, taken: set[str]) -> str:
    """Return a sheet name made of `text` that Excel takes and that is not taken yet."""
    plain = re.sub(r"[\[\]:*?/\\]", "_", text).strip("'")[:LONGEST_SHEET] or "sheet"
    name, n = plain, 2
    while name.lower() in taken:
        tail = f"_{n}"
        name, n = plain[: LONGEST_SHEET - len(tail)] + tail, n + 1
    return name


def _names(entry: Entry) -> list[str]:
    """Return the results of a workbook that stand in the pack: first its own, then shared ones."""
    own = [entry.result_name(name) for name in frames_of(entry.page) if name not in entry.writes]
    return [*own, *entry.writes]


def _results(entries: Mapping[str, Entry], saved: Saved) -> list[Result]:
    wanted = [name for entry in entries.values() for name in _names(entry)]
    return [found for name in wanted if (found := saved.load(name)) is not None]


def _write_sheet(book: _Book, sheet: Any, result: Result) -> list[SheetColumn]:
    """Write one result as a named table below its title, its grain and the link back."""
    columns, contract = sheet_columns(result), result.contract
    sheet.write_string(0, 0, translate(contract.title, language()), book.formats["title"])
    sheet.write_string(1, 0, grain_as_read(contract), book.formats["quiet"])
    back = f"internal:'{book.contents}'!A1"
    sheet.write_url(2, 0, back, book.formats["link"], string=f"← {t('Contents')}")
    for place, one in enumerate(columns):
        _write_column(sheet, place, one, book.formats)
        sheet.set_column(place, place, _width(one))
    _add_table(book, sheet, result, columns)
    sheet.freeze_panes(HEAD + 1, 1 + place_of(columns, contract.keys[0], in_words=True))
    _set_print(sheet)
    return columns


def _add_table(book: _Book, sheet: Any, result: Result, columns: list[SheetColumn]) -> None:
    """Make the cells a named table with its headings."""
    heads = [
        {"header": one.heading, "header_format": book.formats[_head_format(one)]} for one in columns
    ]
    how = {
        "name": "t_" + re.sub(r"\W", "_", result.name),
        "columns": heads,
        "style": "Table Style Light 1",
    }
    last = HEAD + max(len(result.frame), 1)
    sheet.add_named(HEAD, last, len(columns) - 1, how)


def _head_format(column: SheetColumn) -> str:
    return "head" if column.kind in _NUMBER else "head of text"


def _set_print(sheet: Any) -> None:
    """Print on A4, the heading on each page, all columns on its width."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.repeat_rows(HEAD)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def _width(column: SheetColumn) -> int:
    """Return a column's width in characters: its heading, and the longest of its texts."""
    longest = _signs(column.heading) + FILTER_BUTTON
    if column.kind not in _NUMBER and column.values:
        longest = max(longest, *map(_signs, set(map(str, column.values[:SEEN]))))
    return min(max(longest + 1, NARROWEST), WIDEST)


def _signs(text: str) -> int:
    """Return how wide a text is in Latin letters: a Chinese character takes two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _write_column(sheet: Sheet, place: int, column: SheetColumn, looks: Mapping[str, Any]) -> None:
    """Write values: numbers as numbers, everything else as plain text, never a formula."""
    if column.kind in _NUMBER:
        sheet.write_numbers(HEAD + 1, place, column.values, looks[column.kind])
    elif column.kind == "flag":
        for row, value in enumerate(column.values, start=HEAD + 1):
            sheet.write_boolean(row, place, bool(value))
    else:
        sheet.write_texts(HEAD + 1, place, column.values, looks["text"])
