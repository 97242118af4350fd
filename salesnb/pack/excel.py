"""pack.xlsx: every table behind the pages, as values in named tables, text as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
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

_NUMBER = {"money": "#,##0.00", "price": "#,##0.0000", "quantity": "#,##0.###", "number": "#,##0.####", "integer": "#,##0", "share": "0.0%"}  # fmt: skip
_CHARTS = {"02_sales_monthly": ("line", ("sales", "order_intake", "collections")), "02_sales_ageing": ("column", ("open_amount",))}  # fmt: skip
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's dates have no zone; fixed, so that the same tables give the same bytes
LONGEST_SHEET = 31
A4 = 9  # Excel's number of the paper
MOST_ACROSS = 14  # columns that can still be read on one sheet of paper
NARROWEST, WIDEST = 12, 48  # of a column, in characters
FILTER_BUTTON = 3  # what the button in a heading covers
SEEN = 2000  # texts of a column that decide its width


def write_excel(
    file: Path, entries: Mapping[str, Entry], *, folder: Path, currency: str, month: str
) -> None:
    """Write all results of the workbooks, a sheet each, behind a contents sheet."""
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": False}) as book:  # fmt: skip
        book.set_properties({"created": _CREATED, "title": f"salesnb {month}"})
        kinds = {kind: book.add_format({"num_format": form}) for kind, form in _NUMBER.items()}
        bold = book.add_format({"bold": True, "font_size": 14})
        contents = book.add_worksheet(sheet_name(t("Contents"), set()))
        contents.write_string(0, 0, f"{t('Tables of the month')}: {formats.month(month)}", bold)
        taken = {contents.get_name().lower()}
        for row, result in enumerate(_results(entries, folder), start=2):
            sheet = book.add_worksheet(sheet_name(result.name, taken))
            taken.add(sheet.get_name().lower())
            _write_sheet(book, sheet, result, kinds, currency)
            contents.write_url(row, 0, f"internal:'{sheet.get_name()}'!A1", string=result.name)
            contents.write_string(row, 1, translate(result.contract.label, language()))
            contents.write_number(row, 2, len(result.frame))
        contents.set_column(0, 0, 34)
        contents.set_column(1, 1, 60)


def sheet_name(text: str, taken: set[str]) -> str:
    """Return a sheet name made of `text` that Excel takes and that is not taken yet."""
    plain = re.sub(r"[\[\]:*?/\\]", "_", text).strip("'")[:LONGEST_SHEET] or "sheet"
    name, n = plain, 2
    while name.lower() in taken:
        tail = f"_{n}"
        name, n = plain[: LONGEST_SHEET - len(tail)] + tail, n + 1
    return name


def _results(entries: Mapping[str, Entry], folder: Path) -> list[Result]:
    there = set(artefacts.names(folder))
    wanted = [f"{e.id}_{name}" for e in entries.values() for name in e.results]
    wanted += [name for e in entries.values() for name in e.writes]
    return [artefacts.load(folder, name) for name in wanted if name in there]


def _write_sheet(
    book: Any, sheet: Any, result: Result, kinds: Mapping[str, Any], currency: str
) -> None:
    fields = result.contract.fields
    rows = len(result.frame)
    for column, field in enumerate(fields):
        values = result.frame[field.name].tolist()
        for row, value in enumerate(values, start=1):
            _write_cell(sheet, row, column, value, field, kinds)
    headers = _distinct([label_of(field, currency=currency) for field in fields])
    for column, (field, header) in enumerate(zip(fields, headers, strict=True)):
        sheet.set_column(column, column, _width(result, field, header))
    name = "t_" + re.sub(r"\W", "_", result.name)
    columns = [{"header": header} for header in headers]
    sheet.add_table(0, 0, max(rows, 1), len(fields) - 1, {"name": name, "columns": columns, "style": "Table Style Light 1"})  # fmt: skip
    sheet.freeze_panes(1, 1 + max(map(result.contract.columns.index, result.contract.key[:1])))
    _set_print(sheet, len(fields))
    if result.name in _CHARTS and rows:
        _add_chart(book, sheet, result, headers)


def _set_print(sheet: Any, columns: int) -> None:
    """Print on A4, the heading on each page, the columns side by side where they can be read."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1 if columns <= MOST_ACROSS else 0, 0)
    sheet.set_footer("&L&A&R&P / &N")


def _width(result: Result, field: Field, header: str) -> int:
    """Return a column's width in characters: its heading, and the longest of its texts."""
    longest = _signs(header) + FILTER_BUTTON
    if field.type not in _NUMBER and len(result.frame):
        longest = max(longest, *(_signs(str(v)) for v in result.frame[field.name].unique()[:SEEN]))
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
        sheet.write_string(row, column, translate(str(value), language()) if value else "")


def _distinct(headers: list[str]) -> list[str]:
    found: list[str] = []
    for header in headers:
        name, n = header, 2
        while name.lower() in {h.lower() for h in found}:
            name, n = f"{header} {n}", n + 1
        found.append(name)
    return found


def _add_chart(book: Any, sheet: Any, result: Result, headers: list[str]) -> None:
    kind, columns = _CHARTS[result.name]
    chart = book.add_chart({"type": kind})
    names = result.contract.columns
    first = names.index("month" if "month" in names else result.contract.key[0])
    last = len(result.frame)
    for column in columns:
        place = names.index(column)
        chart.add_series({
            "name": headers[place], "categories": [sheet.get_name(), 1, first, last, first],
            "values": [sheet.get_name(), 1, place, last, place],
        })  # fmt: skip
    chart.set_title({"name": translate(result.contract.label, language())})
    chart.set_size({"width": 720, "height": 360})
    sheet.insert_chart(1, len(names) + 1, chart)
