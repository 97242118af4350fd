"""pack.xlsx: every table behind the pages, as values in named tables, text as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from salesnb import artefacts
from salesnb.contracts.fields import Field
from salesnb.contracts.results import Result
from salesnb.display import label_of
from salesnb.i18n import formats, language, t, translate
from salesnb.index import Entry
from salesnb.pack.excel_charts import A4, add_charts
from salesnb.pack.excel_words import word

_NUMBER = {"money": "#,##0.00", "price": "#,##0.0000", "quantity": "#,##0.###", "number": "#,##0.####", "integer": "#,##0", "share": "0.0%"}  # fmt: skip
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's dates have no zone; fixed, so that the same tables give the same bytes
_AS_VALUES = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
HEAD = 3  # row of the headings: above it title, grain and the way back
LONGEST_SHEET = 31
MOST_ACROSS = 14  # columns that can still be read on one sheet of paper
NARROWEST, WIDEST = 12, 48  # of a column, in characters
FILTER_BUTTON = 3  # what the button in a heading covers
SEEN = 2000  # texts of a column that decide its width
ACCENT, QUIET = "#0A5A92", "#55616D"
_HEADING = {"bold": True, "font_color": QUIET, "bottom": 1, "bottom_color": QUIET}


@dataclass(frozen=True)
class _Book:
    """The workbook being written, its formats, and what its tables are in."""

    file: Any
    formats: Mapping[str, Any]
    currency: str
    contents: str  # name of the first sheet


def write_excel(
    file: Path, entries: Mapping[str, Entry], *, folder: Path, currency: str, month: str
) -> None:
    """Write all results of the workbooks, a sheet each, behind a contents sheet and the charts."""
    with xlsxwriter.Workbook(file, _AS_VALUES) as made:
        made.set_properties({"created": _CREATED, "title": f"{t('Tables of the month')} {month}"})
        contents = made.add_worksheet(sheet_name(t("Contents"), set()))
        charts = made.add_worksheet(sheet_name(t("Charts"), set()))
        book = _Book(made, _formats(made), currency, contents.get_name())
        taken = {sheet.get_name().lower() for sheet in (contents, charts)}
        tables: dict[str, tuple[Result, str, int]] = {}
        for result in _results(entries, folder):
            sheet = made.add_worksheet(sheet_name(result.name, taken))
            taken.add(sheet.get_name().lower())
            _write_sheet(book, sheet, result)
            tables[result.name] = (result, sheet.get_name(), HEAD)
        _write_contents(book, contents, entries, tables, month)
        charts.write_string(0, 0, t("Charts"), book.formats["title"])
        add_charts(made, charts, tables, currency)


def _formats(made: Any) -> dict[str, Any]:
    return {
        **{kind: made.add_format({"num_format": form, "align": "right"}) for kind, form in _NUMBER.items()},
        "text": made.add_format({"align": "left", "indent": 1}),
        "head": made.add_format({**_HEADING, "align": "right"}),
        "head of text": made.add_format({**_HEADING, "align": "left", "indent": 1}),
        "title": made.add_format({"bold": True, "font_size": 14}),
        "part": made.add_format({"bold": True, "font_color": ACCENT, "bottom": 1, "bottom_color": "#D9DFE5"}),
        "quiet": made.add_format({"font_color": QUIET}),
        "link": made.add_format({"font_color": ACCENT, "underline": 1}),
        "count": made.add_format({"num_format": "#,##0", "font_color": QUIET}),
    }  # fmt: skip


def _write_contents(
    book: _Book,
    sheet: Any,
    entries: Mapping[str, Entry],
    tables: Mapping[str, tuple[Result, str, int]],
    month: str,
) -> None:
    """Write the first sheet: per workbook its question, then what each table holds, linked."""
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, f"{t('Tables of the month')}: {formats.month(month)}", book.formats["title"])  # fmt: skip
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


def _write_entry(book: _Book, sheet: Any, row: int, table: tuple[Result, str, int]) -> None:
    result, name, _ = table
    label = translate(result.contract.label, language())
    sheet.write_url(row, 0, f"internal:'{name}'!A1", book.formats["link"], string=label)
    sheet.write_string(row, 1, name, book.formats["quiet"])
    sheet.write_number(row, 2, len(result.frame), book.formats["count"])


def sheet_name(text: str, taken: set[str]) -> str:
    """Return a sheet name made of `text` that Excel takes and that is not taken yet."""
    plain = re.sub(r"[\[\]:*?/\\]", "_", text).strip("'")[:LONGEST_SHEET] or "sheet"
    name, n = plain, 2
    while name.lower() in taken:
        tail = f"_{n}"
        name, n = plain[: LONGEST_SHEET - len(tail)] + tail, n + 1
    return name


def _names(entry: Entry) -> list[str]:
    """Return the results of a workbook that stand in the pack."""
    return [*(f"{entry.id}_{name}" for name in entry.results), *entry.writes]


def _results(entries: Mapping[str, Entry], folder: Path) -> list[Result]:
    there = set(artefacts.names(folder))
    wanted = [name for entry in entries.values() for name in _names(entry)]
    return [artefacts.load(folder, name) for name in wanted if name in there]


def _write_sheet(book: _Book, sheet: Any, result: Result) -> None:
    """Write one result as a named table below its title, its grain and the link back."""
    fields, rows = result.contract.fields, len(result.frame)
    sheet.write_string(0, 0, translate(result.contract.label, language()), book.formats["title"])
    sheet.write_string(1, 0, translate(result.contract.grain, language()), book.formats["quiet"])
    sheet.write_url(2, 0, f"internal:'{book.contents}'!A1", book.formats["link"], string=f"← {t('Contents')}")  # fmt: skip
    headers = _distinct([label_of(field, currency=book.currency) for field in fields])
    for column, (field, header) in enumerate(zip(fields, headers, strict=True)):
        values = result.frame[field.name].tolist()
        if field.type not in {*_NUMBER, "flag"}:
            values = [word(result.name, field.name, value) for value in values]
        for row, value in enumerate(values, start=HEAD + 1):
            _write_cell(sheet, row, column, value, field, book.formats)
        sheet.set_column(column, column, _width(values, field, header))
    name = "t_" + re.sub(r"\W", "_", result.name)
    heads = ["head" if field.type in _NUMBER else "head of text" for field in fields]
    columns = [{"header": text, "header_format": book.formats[kind]} for text, kind in zip(headers, heads, strict=True)]  # fmt: skip
    sheet.add_table(HEAD, 0, HEAD + max(rows, 1), len(fields) - 1, {"name": name, "columns": columns, "style": "Table Style Light 1"})  # fmt: skip
    sheet.freeze_panes(HEAD + 1, 1 + max(map(result.contract.columns.index, result.contract.key[:1])))  # fmt: skip
    _set_print(sheet, len(fields))


def _set_print(sheet: Any, columns: int) -> None:
    """Print on A4, the heading on each page, the columns side by side where they can be read."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.repeat_rows(HEAD)
    sheet.fit_to_pages(1 if columns <= MOST_ACROSS else 0, 0)
    sheet.set_footer("&L&A&R&P / &N")


def _width(values: Sequence[Any], field: Field, header: str) -> int:
    """Return a column's width in characters: its heading, and the longest of its texts."""
    longest = _signs(header) + FILTER_BUTTON
    if field.type not in _NUMBER and values:
        longest = max(longest, *(_signs(str(value)) for value in values[:SEEN]))
    return min(max(longest + 1, NARROWEST), WIDEST)


def _signs(text: str) -> int:
    """Return how wide a text is in Latin letters: a Chinese character takes two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _write_cell(
    sheet: Any, row: int, column: int, value: Any, field: Field, kinds: Mapping[str, Any]
) -> None:
    """Write one value: numbers as numbers, everything else as plain text, never a formula."""
    if field.type in _NUMBER:
        if value == value:
            sheet.write_number(row, column, value, kinds[field.type])
    elif field.type == "flag":
        sheet.write_boolean(row, column, bool(value))
    else:
        sheet.write_string(row, column, value, kinds["text"])


def _distinct(headers: list[str]) -> list[str]:
    found: list[str] = []
    for header in headers:
        name, n = header, 2
        while name.lower() in {h.lower() for h in found}:
            name, n = f"{header} {n}", n + 1
        found.append(name)
    return found
