"""Send bad rows back: a copy of each form with its faults marked, in `inbox/returned/`.

What was taken is locked and marked, what is wrong has a colour and a comment; nothing in a copy
is a formula. The file that came in stays as it is.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from salesnb.forms.inbox import SENT_BACK, Inbox
from salesnb.forms.opened import CORE, form_sheet
from salesnb.forms.returned import Fault, Returned
from salesnb.i18n import N_, t, told_in, translate
from salesnb.paths import Company

WRONG, TAKEN = "F8C9C4", "DDEFDD"
NOTE_ROW = 4  # above the headings
_SAVED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_SIZE = (320, 120)  # of a comment, in pixels
_WHAT = N_("Red cells are to be corrected; green rows were taken. Send this file back.")


def send_back(company: Company, inbox: Inbox) -> list[Path]:
    """Write a copy of each form that has rows to correct, and return the copies.

    Copies of forms that are in order by now are removed.
    """
    folder = company.inbox / SENT_BACK
    langs = sorted(company.settings.company.languages, reverse=True)
    wanted: dict[Path, bytes] = {}
    for one in inbox.returned:
        if one.n_faulty:
            content = (company.inbox / one.name).read_bytes()
            wanted[folder / one.stamp.month / Path(one.name).name] = marked(content, one, langs)
    for file, content in wanted.items():
        if not file.is_file() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            waiting = file.with_name(f".{file.name}")
            waiting.write_bytes(content)
            waiting.replace(file)
    if folder.is_dir():
        for file in folder.rglob("*.xlsx"):
            if file not in wanted:
                file.unlink()
    return sorted(wanted)


def marked(content: bytes, form: Returned, langs: Sequence[str]) -> bytes:
    """Return the file of a form with its faults marked; the same inputs give the same bytes."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(content), keep_links=False)
    sheet = form_sheet(book, form.form) or book.worksheets[0]
    sheet.cell(NOTE_ROW, 1).value = " / ".join(translate(_WHAT, lang) for lang in langs)
    _without_formulas(book)
    taken = {one.row for one in form.rows}
    for row in sorted(taken):
        for place in range(1, len(form.form.columns) + 1):
            _paint(sheet.cell(row, place), TAKEN, is_locked=True)
    for row in sorted({one.row for one in form.faults if one.is_refusal}):
        _mark_row(sheet, form, row, [one for one in form.faults if one.row == row], langs)
    packed = io.BytesIO()
    book.save(packed)
    return _fixed(packed.getvalue(), form)


def _without_formulas(book: Any) -> None:
    """Turn formulas into the text that they are written as."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type in ("f", "e"):
                    cell.value = f"'{cell.value}"
                    cell.data_type = "s"


def _mark_row(
    sheet: Any, form: Returned, row: int, faults: Iterable[Fault], langs: Sequence[str]
) -> None:
    """Colour the cells with faults and write into a comment what is wrong; unlock the row."""
    from openpyxl.comments import Comment

    by_column: dict[str, list[Fault]] = {}
    for one in faults:
        column = one.column if one.column in form.form.names else form.form.names[0]
        by_column.setdefault(column, []).append(one)
    for column, own in by_column.items():
        cell = sheet.cell(row, form.form.names.index(column) + 1)
        _paint(cell, WRONG, is_locked=form.form.column(column).is_filled)
        cell.comment = Comment("\n".join(_told(own, langs)), "salesnb", *reversed(_SIZE))


def _told(faults: Iterable[Fault], langs: Sequence[str]) -> list[str]:
    lines = []
    for one in faults:
        for lang in langs:
            what, fix = told_in(one.message, lang), told_in(one.fix, lang)
            lines.append(f"{what}; {fix}" if fix else what)
    return list(dict.fromkeys(lines))


def _paint(cell: Any, colour: str, *, is_locked: bool) -> None:
    from openpyxl.styles import PatternFill, Protection

    cell.fill = PatternFill("solid", fgColor=colour)
    cell.protection = Protection(locked=is_locked)


def _fixed(content: bytes, form: Returned) -> bytes:
    """Return a workbook with the day on which the rep saved it, and no other moment."""
    saved = f"{form.saved:%Y-%m-%dT%H:%M:%SZ}".encode() if form.saved else b"2000-01-01T00:00:00Z"
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.infolist():
            part = old.read(one)
            if one.filename == CORE:
                part = _SAVED.sub(rb"\g<1>" + saved, part)
            new.writestr(zipfile.ZipInfo(one.filename), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def said_of(inbox: Inbox, n_copies: int) -> list[str]:
    """Return what a run says of the forms that came back, a sentence each."""
    if inbox.is_empty:
        return []
    n_rows = sum(len(one.rows) for one in inbox.returned)
    said = [
        t("forms: {n} files came back, {rows} rows were taken", n=len(inbox.returned), rows=n_rows)
    ]
    n_faulty = sum(one.n_faulty for one in inbox.returned)
    if n_faulty:
        text = t(
            "forms: {n} rows are sent back, {files} files in `inbox/returned/`",
            n=n_faulty,
            files=n_copies,
        )
        said.append(text)
    if inbox.refused:
        said.append(
            t("forms: {n} files were refused; `salesnb check` says why", n=len(inbox.refused))
        )
    return said
