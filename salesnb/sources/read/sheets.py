"""XLSX exports: which sheets of a file are read, and each of them as a table of text columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis
import pyarrow as pa
from ibis.backends.duckdb import Backend
from python_calamine import CalamineSheet, CalamineWorkbook

from salesnb.contracts import TABLES
from salesnb.i18n import did_you_mean, t
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
from salesnb.sources.read.cells import Book, SheetCells, scan
from salesnb.sources.read.csvfiles import header_below
from salesnb.sources.read.layout import Layout, header_place
from salesnb.sources.read.sheetcolumns import Column, Sheet
from salesnb.sources.read.total_rows import set_totals_aside


def read_xlsx(
    file: Path,
    stated: FileSettings,
    con: Backend,
    exports: Exports,
    *,
    is_known: Callable[[str], bool],
) -> None:
    """Add the tables of a file's sheets, or of the stated one; and their problems.

    A table is named after its sheet, that of a single sheet after the file. `is_known` says
    whether a table of that name is canonical or mapped. Raises what `damaged.DAMAGED` lists.
    """
    book = scan(file)
    sheets = {one.name: one for one in read_sheets(file, book, stated) if one.has_header}
    problem = _unclear(file, stated, book, sheets, is_known)
    if problem is not None:
        exports.problems.add(problem)
        exports.unreadable.add(table_name(file))
        return
    if not stated.sheet:
        _report_hidden(file, book, exports)
    for sheet in sheets.values():
        raw = table_name(file) if len(sheets) == 1 else sheet.name
        problem = _header_problem(file, stated, sheet, is_wanted=len(sheets) == 1 or is_known(raw))
        if problem is not None:
            exports.problems.add(problem)
            exports.unreadable.add(raw)
            continue
        _add(file, stated, con, exports, _Named(raw, sheet, book.excel_epoch))


def _header_problem(
    file: Path, stated: FileSettings, sheet: Sheet, *, is_wanted: bool
) -> Problem | None:
    """Return what is wrong with a sheet's header, None where the sheet can be read.

    Of a sheet that nobody wants it is not asked where its header stands.
    """
    if sheet.stands_below and is_wanted:
        place = t("row {n} of sheet {sheet}", n=sheet.top, sheet=sheet.name)
        return header_below(file, stated, place, Layout("", sheet.top, tuple(sheet.header)))
    repeated = [name for name, n in Counter(sheet.header).items() if n > 1]
    return repeated_column(file, repeated[0], sheet=sheet.name) if repeated else None


def read_sheets(file: Path, book: Book, stated: FileSettings) -> Iterator[Sheet]:
    """Yield the sheets that a person sees, or the stated one, in their order."""
    with CalamineWorkbook.from_path(str(file)) as opened:
        for name, cells in book.cells.items():
            if name == stated.sheet or (not stated.sheet and name not in book.hidden):
                cells.require_dense()
                yield _sheet(name, opened.get_sheet_by_name(name), cells, stated.header_row)


def _sheet(name: str, sheet: CalamineSheet, cells: SheetCells, header_row: int | None) -> Sheet:
    """Return a sheet from its header on: where that is stated, or where it seems to stand."""
    start, left = sheet.start or (0, 0)
    rows = sheet.to_python(skip_empty_area=True)
    place = header_place(rows) if header_row is None else max(header_row - start - 1, 0)
    top = start + place
    merged = tuple(
        (first[1], first[0] + 1, last[0] + 1)
        for first, last in sheet.merged_cell_ranges or []
        if last[0] > first[0] > top
    )
    stands_below = place > 0 and header_row is None
    return Sheet(name, rows[place:], top + 1, left, cells, merged, stands_below)


def _unclear(
    file: Path,
    stated: FileSettings,
    book: Book,
    sheets: Mapping[str, Sheet],
    is_known: Callable[[str], bool],
) -> Problem | None:
    """Return why it is not clear which sheets to read, None where it is."""
    names = ", ".join(book.cells)
    if stated.sheet and stated.sheet not in book.cells:
        message = t("no sheet {name!r}; there are: {names}", name=stated.sheet, names=names)
        fix = did_you_mean(
            stated.sheet, list(book.cells), _state_sheet(file, next(iter(book.cells)))
        )
        return file_problem(file, "sheet", message, fix)
    if not sheets:
        message = t("no visible sheet has a header ({names})", names=names)
        return file_problem(file, "empty_file", message, t("export it again"))
    name = table_name(file)
    is_one = len(sheets) == 1 or name in sheets or not is_known(name)
    if is_one or all(is_known(one) for one in sheets):
        return None
    message = t("{n} sheets have a header: {names}", n=len(sheets), names=", ".join(sheets))
    fix = _state_sheet(file, _likeliest(name, sheets))
    return file_problem(file, "sheet", message, fix)


def _likeliest(table: str, sheets: Mapping[str, Sheet]) -> str:
    """Return the sheet with most of a table's columns, else the longest."""
    known = set(TABLES[table].names) if table in TABLES else set()
    return max(
        sheets, key=lambda one: (len(known & set(sheets[one].header)), len(sheets[one].rows))
    )


def _state_sheet(file: Path, sheet: str) -> str:
    return t(
        'state which one in company.toml: [source.files."{file}"] sheet = "{sheet}"',
        file=file.name,
        sheet=sheet,
    )


def _report_hidden(file: Path, book: Book, exports: Exports) -> None:
    """Record sheets that hold something and are left out because nobody sees them."""
    for name in book.hidden:
        if name in book.cells and book.cells[name].n_cells:
            fix = _state_sheet(file, name)
            message = t("the sheet is hidden, and left out")
            problem = Problem("warning", "", file.name, "hidden_sheet", message, fix, name)
            exports.problems.add(problem)


@dataclass(frozen=True)
class _Named:
    """A sheet as a raw table of that name; the year from which its workbook counts days."""

    raw: str
    sheet: Sheet
    excel_epoch: int


def _add(file: Path, stated: FileSettings, con: Backend, exports: Exports, one: _Named) -> None:
    """Add a sheet's table, and what is doubtful in its columns."""
    sheet = one.sheet
    body = list(sheet.body)
    columns = [
        Column(name, sheet.left + j, [(n, row[j]) for n, row in body], stated.decimal_mark)
        for j, name in enumerate(sheet.header)
    ]
    arrays = [pa.array(column.texts(sheet.cells), pa.string()) for column in columns]
    numbers = pa.array([number for number, _ in body], pa.int64())
    names = [*sheet.header, SHEET_ROW]
    arrow = pa.Table.from_arrays([*arrays, numbers], names=names)
    raw = RawTable(
        one.raw,
        con.create_table(one.raw, ibis.memtable(arrow), overwrite=True),
        file,
        sheet.name,
        "xlsx",
        stated.decimal_mark,
        stated.date_order,
        left=sheet.left,
        numbers=frozenset(one.name for one in columns if one.is_number),
        unread=frozenset(one.name for one in columns if one.is_unread(sheet.cells)),
        excel_epoch=one.excel_epoch,
    )
    exports.add(raw)
    set_totals_aside(con, raw, exports)
    for column in columns:
        for problem in column.doubts(file, sheet):
            exports.doubts.append((one.raw, column.name, problem))
