"""Write one form as an Excel file: lists to choose from, rules of cells, protection, its stamp."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from salesnb.forms.declared import FIRST_ROW, HEAD_ROW, Column, Form
from salesnb.forms.lists import Lists
from salesnb.forms.looks import Looks, look_of, looks
from salesnb.forms.stamp import SHEET, Stamp
from salesnb.forms.words import both, defused
from salesnb.i18n import N_
from salesnb.months import Month

CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - fixed: the same form has the same bytes
LISTS = "_lists"
Row = Mapping[str, object]
_AS_VALUES = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
LINE = 16  # points
_A4 = 9
_MOST_HELP, _MOST_TITLE = 255, 32  # letters that Excel takes in a message and its heading
_NEEDED = N_("* must be filled in")
_WHOSE = N_("Form of the month {month}")
_WRONG: Mapping[str, str] = {
    "date": N_("This must be a day of the form's month, as 2026-10-07."),
    "time": N_("This must be a time of day, as 09:30."),
    "list": N_("Choose a value from the list."),
    "number": N_("This must be a number."),
    "money": N_("This must be an amount of 0 or more."),
    "whole": N_("This must be a whole number of 0 or more."),
}


@dataclass(frozen=True)
class About:
    """Whose form it is: names as the rep reads them, and the languages it is written in."""

    company: str
    rep: str  # identifier and name
    langs: tuple[str, ...]


def write_form(
    file: Path, form: Form, stamp: Stamp, rows: Sequence[Row], lists: Lists, about: About
) -> None:
    """Write the file of a form; `rows` are those that are written ahead, of at most `n_rows`."""
    with xlsxwriter.Workbook(file, _AS_VALUES) as book:
        book.set_properties({"created": CREATED, "title": form.kind, "subject": stamp.month})
        formats = looks(book)
        title = both(form.title, about.langs)
        sheet = book.add_worksheet(title[:31])
        used = {one.of: lists[one.of] for one in form.columns if one.of and one.of in lists}
        filled = {name: one for name, one in used.items() if one.options}
        _write_lists(book, filled)
        _write_stamp(book, stamp)
        _write_head(sheet, form, stamp, about, formats)
        _write_rows(sheet, form, stamp, rows, formats)
        for place, one in enumerate(form.columns):
            _rule(sheet, place, one, form, stamp, about, filled)
        _mark_lacking(sheet, form, stamp, formats)
        _set_print(sheet, form, stamp)


def _write_lists(book: Any, lists: Lists) -> None:
    """Write each list, options and codes, into a sheet that stays hidden; name its options."""
    sheet = book.add_worksheet(LISTS)
    for place, (name, one) in enumerate(lists.items()):
        column = 2 * place
        sheet.write_string(0, column, name)
        for row, option in enumerate(one.options, start=1):
            sheet.write_string(row, column, option.text)
            sheet.write_string(row, column + 1, option.code)
        letter = xlsxwriter.utility.xl_col_to_name(column)
        last = len(one.options) + 1
        book.define_name(f"list_{name}", f"={LISTS}!${letter}$2:${letter}${last}")
    sheet.protect()
    sheet.very_hidden()


def _write_stamp(book: Any, stamp: Stamp) -> None:
    sheet = book.add_worksheet(SHEET)
    sheet.write_string(0, 0, stamp.text())
    sheet.protect()
    sheet.very_hidden()


def _write_head(sheet: Any, form: Form, stamp: Stamp, about: About, formats: Looks) -> None:
    """Write title, whose form it is, how it is filled in, and the headings."""
    month = both(_WHOSE, about.langs, " / ").format(month=stamp.month)
    whose = " · ".join((defused(about.company), about.rep, month, stamp.version))
    sheet.write_string(0, 0, both(form.title, about.langs), formats["title"])
    sheet.write_string(1, 0, whose)
    sheet.write_string(2, 0, both(form.how, about.langs, "\n"))
    sheet.write_string(3, 0, both(_NEEDED, about.langs, " / "))
    for place, one in enumerate(form.columns):
        look = formats["head needed" if one.required and not one.is_filled else "head"]
        sheet.write_string(HEAD_ROW - 1, place, heading(one, about.langs), look)
        sheet.set_column(place, place, one.width, None, {"hidden": one.is_hidden})
    last = max(place for place, one in enumerate(form.columns) if not one.is_hidden)
    sheet.merge_range(2, 0, 2, last, both(form.how, about.langs, "\n"), formats["quiet"])
    sheet.set_row(2, 16 * len(about.langs))
    sheet.set_row(HEAD_ROW - 1, 18 * len(about.langs))
    sheet.freeze_panes(HEAD_ROW, 2)


def heading(column: Column, langs: Sequence[str]) -> str:
    """Return the heading of a column, with a star where it must be filled in."""
    star = " *" if column.required and not column.is_filled else ""
    return both(column.label, langs, "\n") + star


def _write_rows(sheet: Any, form: Form, stamp: Stamp, rows: Sequence[Row], formats: Looks) -> None:
    """Write the rows that are written ahead, and empty ones to write in."""
    for n in range(stamp.n_rows):
        row = rows[n] if n < len(rows) else {}
        n_lines = max((_n_lines(one, row.get(one.name)) for one in form.columns), default=1)
        sheet.set_row(FIRST_ROW - 1 + n, LINE * max(n_lines, form.least_lines))
        for place, one in enumerate(form.columns):
            look = formats[look_of(one)]
            _write_cell(sheet, FIRST_ROW - 1 + n, place, row.get(one.name), look)


def _n_lines(column: Column, value: object) -> int:
    """Return on how many lines a text stands in its column; a Chinese character is two wide."""
    if not isinstance(value, str) or column.is_hidden:
        return 1
    wide = len(value) + sum(c > "\u2e7f" for c in value)
    return -(-wide // (column.width - 1))


def _write_cell(sheet: Any, row: int, place: int, value: object, look: Any) -> None:
    if value is None or value != value:
        sheet.write_blank(row, place, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, place, defused(value), look)
    elif isinstance(value, dt.datetime | dt.date | dt.time):
        sheet.write_datetime(row, place, value, look)
    else:
        sheet.write_number(row, place, float(value), look)  # type: ignore[arg-type]


def _rule(
    sheet: Any,
    place: int,
    column: Column,
    form: Form,
    stamp: Stamp,
    about: About,
    lists: Lists,
) -> None:
    """Set what may stand in the cells of a column, and what is said of it."""
    if column.is_filled or not stamp.n_rows:
        return
    options = _allowed(column, stamp, lists)
    if options is None:
        if not column.help:
            return
        options = {"validate": "any"}
    first = FIRST_ROW - 1
    sheet.data_validation(
        first, place, first + stamp.n_rows - 1, place, {**options, **_said(column, about.langs)}
    )


def _allowed(column: Column, stamp: Stamp, lists: Lists) -> dict[str, Any] | None:
    month = Month.parse(stamp.month)
    if column.kind == "date":
        return _between("date", month.first, month.last)
    if column.kind == "time":
        return _between("time", dt.time(0, 0), dt.time(23, 59, 59))
    if column.kind == "list":
        return {"validate": "list", "source": f"=list_{column.of}"} if column.of in lists else None
    if column.kind in ("money", "whole") or column.most is not None:
        kind = "integer" if column.kind == "whole" else "decimal"
        return _between(kind, 0, column.most if column.most is not None else 10**12)
    if column.kind == "number":
        return _between("decimal", -(10**12), 10**12)
    return None


def _between(kind: str, least: Any, most: Any) -> dict[str, Any]:
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}


def _said(column: Column, langs: Sequence[str]) -> dict[str, Any]:
    """Return what is said when a cell is chosen, and when something else is written."""
    title = both(column.label, langs)[:_MOST_TITLE]
    said: dict[str, Any] = {"ignore_blank": True}
    if column.help:
        text = both(column.help, langs, "\n")[:_MOST_HELP]
        said |= {"input_title": title, "input_message": text}
    if column.kind in _WRONG:
        text = both(_WRONG[column.kind], langs, "\n")[:_MOST_HELP]
        how = "warning" if column.is_open else "stop"
        said |= {"error_title": title, "error_message": text, "error_type": how}
    return said


def _mark_lacking(sheet: Any, form: Form, stamp: Stamp, formats: Looks) -> None:
    """Colour cells that must be filled in and are not, in rows that somebody began."""
    letters = {one.name: form.letter(one.name) for one in form.columns}
    asked = [one for one in form.columns if not one.is_filled]
    ahead = [one.name for one in asked if one.is_answer] or [one.name for one in asked]
    parts = (
        (FIRST_ROW, FIRST_ROW + stamp.n_filled - 1, ahead),
        (FIRST_ROW + stamp.n_filled, FIRST_ROW + stamp.n_rows - 1, [one.name for one in asked]),
    )
    for first, last, begun in parts:
        if last < first:
            continue
        filled = "+".join(f'(${letters[name]}{first}<>"")' for name in begun)
        for one in asked:
            if one.required:
                cell = f"${letters[one.name]}{first}"
                more = _not_shared(one, form, first)
                criteria = f'=AND({cell}="",({filled})>0{more})'
                place = form.names.index(one.name)
                how = {"type": "formula", "criteria": criteria, "format": formats["lacking"]}
                sheet.conditional_format(first - 1, place, last - 1, place, how)


def _not_shared(column: Column, form: Form, first: int) -> str:
    """Return the condition that no row of the same visit above states what a cell lacks."""
    if column.name not in form.shared:
        return ""
    key, own = form.letter("visit_key"), form.letter(column.name)
    visits, stated = f"${key}${first}:${key}{first}", f"${own}${first}:${own}{first}"
    return f',OR(${key}{first}="",COUNTIFS({visits},${key}{first},{stated},"?*")=0)'


def _set_print(sheet: Any, form: Form, stamp: Stamp) -> None:
    """Print on A4 across, headings on every page; protect all but where one writes."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.repeat_rows(HEAD_ROW - 1)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{form.kind} {stamp.month} {stamp.version}&C&A&R&P / &N")
    last = form.names.index([one.name for one in form.columns if not one.is_hidden][-1])
    sheet.print_area(0, 0, FIRST_ROW + stamp.n_rows - 2, last)
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
