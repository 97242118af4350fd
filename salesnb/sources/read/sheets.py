"""XLSX exports: each sheet a table of text columns, error cells kept visible."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import ibis
import pyarrow as pa
from ibis.backends.duckdb import Backend
from python_calamine import CalamineWorkbook

from salesnb.i18n import t
from salesnb.settings import FileSettings
from salesnb.sources.exports import (
    SHEET_ROW,
    Exports,
    Problem,
    RawTable,
    file_problem,
    repeated_column,
    table_name,
)
from salesnb.sources.read.csvfiles import header_below
from salesnb.sources.read.layout import Layout, header_place
from salesnb.sources.read.total_rows import set_totals_aside

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_xlsx(file: Path, stated: FileSettings, con: Backend, exports: Exports) -> None:
    """Add the tables of a file's sheets, or of the stated one; and their problems.

    A table is named after its sheet, that of a single sheet after the file.
    """
    below: list[Problem] = []
    sheets = _sheets(file, stated, below)
    for problem in below:
        exports.problems.add(problem)
        exports.unreadable.add(table_name(file))
    if not sheets and not below:
        message, fix = t("no sheet of that name has a header"), t("export it again")
        exports.problems.add(file_problem(file, "empty_file", message, fix))
        exports.unreadable.add(table_name(file))
    for sheet, arrow in sheets.items():
        names = arrow.column_names
        repeated = [name for name in names if names.count(name) > 1]
        if repeated:
            exports.problems.add(repeated_column(file, repeated[0], sheet=sheet))
            exports.unreadable.add(table_name(file))
            continue
        raw = table_name(file) if len(sheets) == 1 else sheet
        table = con.create_table(raw, ibis.memtable(arrow), overwrite=True)
        one = RawTable(raw, table, file, sheet, "xlsx", stated.decimal_mark, stated.date_order)
        exports.add(one)
        set_totals_aside(con, one, exports)


def _sheets(file: Path, stated: FileSettings, below: list[Problem]) -> dict[str, pa.Table]:
    """Return the wanted sheets that have a header, by name, as text columns plus `SHEET_ROW`.

    Where the header stands below title rows and company.toml does not say so, that is added to
    `below` and the sheet is left out.

    A column that is repeated in a header is repeated in the table. An error cell (#N/A, #REF!)
    holds its own text, so that the check finds it: the reader alone would make it blank.
    """
    book = CalamineWorkbook.from_path(str(file))
    errors = _error_cells(file)
    tables = {}
    for name in book.sheet_names:
        if stated.sheet not in ("", name):
            continue
        sheet = book.get_sheet_by_name(name)
        top, left = sheet.start or (0, 0)
        rows = sheet.to_python(skip_empty_area=True)
        place = header_place(rows) if stated.header_row is None else stated.header_row - top - 1
        if place and stated.header_row is None:
            below.append(_header_below(file, stated, name, rows[place], row=top + place + 1))
            continue
        rows, top = rows[max(place, 0) :], top + max(place, 0)
        if rows and any(str(cell).strip() for cell in rows[0]):
            tables[name] = _table(rows, errors.get(name, {}), top=top, left=left)
    return tables


def _header_below(
    file: Path, stated: FileSettings, sheet: str, header: Sequence[object], *, row: int
) -> Problem:
    names = tuple(str(cell).strip() for cell in header)
    place = t("row {n} of sheet {sheet}", n=row, sheet=sheet)
    return header_below(file, stated, place, Layout("", row, names))


def column_letter(index: int) -> str:
    """Return the letters of a sheet's column, 0 being A."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _table(
    rows: Sequence[Sequence[object]], errors: dict[tuple[int, int], str], *, top: int, left: int
) -> pa.Table:
    header = [str(cell).strip() for cell in rows[0]]
    body = [(top + 2 + i, row) for i, row in enumerate(rows[1:]) if any(str(c) != "" for c in row)]
    names = [name or f"column {column_letter(left + j)}" for j, name in enumerate(header)]
    columns = [
        [errors.get((number, left + j)) or _text(row[j]) for number, row in body]
        for j in range(len(header))
    ]
    arrays = [pa.array(values, pa.string()) for values in columns]
    rows = pa.array([number for number, _ in body], pa.int64())
    return pa.Table.from_arrays([*arrays, rows], names=[*names, SHEET_ROW])


def _text(cell: object) -> str | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    return str(cell)


def _error_cells(file: Path) -> dict[str, dict[tuple[int, int], str]]:
    """Return, by sheet, (row from 1, column from 0) -> the error's text."""
    with zipfile.ZipFile(file) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            raise zipfile.BadZipFile("no xl/workbook.xml")
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        found = {}
        for sheet in book.iter(f"{_MAIN}sheet"):
            target = targets.get(sheet.get(_LINK), "").lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            found[sheet.get("name", "")] = _errors_in(archive, part)
    return found


def _errors_in(archive: zipfile.ZipFile, part: str) -> dict[tuple[int, int], str]:
    errors: dict[tuple[int, int], str] = {}
    with archive.open(part) as source:
        for _, cell in ElementTree.iterparse(source):
            if cell.tag == f"{_MAIN}c":
                if cell.get("t") == "e":
                    errors[_address(cell.get("r", "A1"))] = cell.findtext(f"{_MAIN}v") or "#ERROR"
            elif cell.tag == f"{_MAIN}row":
                cell.clear()
    return errors


def _address(text: str) -> tuple[int, int]:
    letters = "".join(c for c in text if c.isalpha())
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(text[len(letters) :]), column - 1
