"""Open a returned file: refuse what is no form or could do harm, else give its cells and stamp."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from salesnb.forms.cells import Cell
from salesnb.forms.declared import HEAD_ROW, LAYOUT, Form
from salesnb.forms.kinds import FORMS
from salesnb.forms.lists import Option, Options, normal
from salesnb.forms.sheet import CREATED, LISTS
from salesnb.forms.stamp import SHEET, Stamp, read_stamp
from salesnb.forms.words import both
from salesnb.i18n import LANGUAGES, t

MOST_BYTES = 60_000_000  # of a file when it is unpacked
MOST_ROWS = 3000  # that are looked at
_PROGRAMS = ("vbaproject", "activex/", "ctrlprops/", "macrosheets/", "dialogsheets/")
_LINKS = ("externallinks/", "connections.xml", "querytables/", "embeddings/", "webextensions/")
CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]+)<")
_OLE = b"\xd0\xcf\x11\xe0"  # how an old or an encrypted workbook begins


@dataclass(frozen=True)
class Refused:
    """Why a whole file is not taken, and what to do."""

    rule: str
    message: str
    fix: str


@dataclass(frozen=True)
class Opened:
    """A returned form: its stamp, when it was saved (UTC, None where it does not say), its cells.

    `rows` are the form's own by their row in the sheet; `below` the rows beneath them in which
    something stands. `lists` are those that it was written with.
    """

    stamp: Stamp
    form: Form
    saved: dt.datetime | None
    rows: dict[int, dict[str, Cell]]
    below: tuple[int, ...] = ()
    lists: dict[str, Options] = field(default_factory=dict)


def open_form(content: bytes) -> Opened | Refused:
    """Return the form that a file holds, or why it is refused; nothing in it is carried out."""
    refused = _refused(content)
    if refused:
        return refused
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are not read
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            return _read(book, saved_on(content))
    except Exception as error:  # a damaged file may fail anywhere in its reader
        message = t("cannot be opened ({reason})", reason=type(error).__name__)
        return Refused("unreadable", message, t("save it again as XLSX"))


def _refused(content: bytes) -> Refused | None:
    """Return why a file is refused before it is opened."""
    if content.startswith(_OLE):
        message = t("an old or an encrypted workbook")
        return Refused("unreadable", message, t("save it as XLSX without a password"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return Refused("unreadable", t("not an Excel file"), t("save it as XLSX"))
    names = [one.filename.lower() for one in parts]
    if sum(one.file_size for one in parts) > MOST_BYTES:
        fix = t("write into the form as it was handed out")
        return Refused("too_large", t("larger than any form"), fix)
    for marks, rule, message in (
        (_PROGRAMS, "macros", t("holds macros or controls")),
        (_LINKS, "links", t("holds links to other files or embedded files")),
    ):
        if any(mark in name for name in names for mark in marks):
            return Refused(rule, message, t("copy the values into the form as it was handed out"))
    return None


def _read(book: Any, saved: dt.datetime | None) -> Opened | Refused:
    again = t("write into the form as it was handed out")
    if SHEET not in book.sheetnames:
        return Refused("no_stamp", t("not a form of salesnb: it has no stamp"), again)
    stamp = read_stamp(next(_values(book[SHEET], 1, 1), [None])[0])
    if stamp is None:
        return Refused("no_stamp", t("its stamp cannot be read"), again)
    form = FORMS.get(stamp.form)
    if form is None or stamp.layout != LAYOUT or stamp.columns != form.names:
        message = t("a form with other columns than those in use now")
        return Refused("old_layout", message, t("fill in the form that was handed out last"))
    sheet = form_sheet(book, form)
    if sheet is None:
        message = t("its headings are not those of the form")
        return Refused("headings", message, again)
    epoch = 1904 if book.epoch.year == 1904 else 1900
    rows, below = _rows(sheet, form, stamp, epoch)
    lists = _lists(book) if LISTS in book.sheetnames else {}
    return Opened(stamp, form, saved, rows, below, lists)


def form_sheet(book: Any, form: Form) -> Any | None:
    """Return the sheet that has the form's headings."""
    names = [name for name in book.sheetnames if name not in (SHEET, LISTS)]
    langs = [("en",), ("zh",), LANGUAGES]
    wanted = [[normal(both(one.label, own, "\n")) for one in form.columns] for own in langs]
    for name in names:
        sheet = book[name]
        if not hasattr(sheet, "iter_rows"):
            continue
        found = next(_values(sheet, HEAD_ROW, HEAD_ROW, len(form.columns)), [])
        heads = [normal(str(one or "").replace("*", "")) for one in found]
        if heads in wanted:
            return sheet
    return None


def _values(sheet: Any, first: int, last: int, width: int = 1) -> Iterator[list[Any]]:
    for row in sheet.iter_rows(min_row=first, max_row=last, max_col=width):
        yield [cell.value for cell in row]


def _rows(
    sheet: Any, form: Form, stamp: Stamp, epoch: int
) -> tuple[dict[int, dict[str, Cell]], tuple[int, ...]]:
    """Return the rows of the form, and the rows below it in which something stands."""
    rows: dict[int, dict[str, Cell]] = {}
    below: list[int] = []
    last = stamp.first_row + stamp.n_rows - 1
    found = sheet.iter_rows(min_row=stamp.first_row, max_col=len(form.columns))
    for number, row in enumerate(islice(found, last + MOST_ROWS), start=stamp.first_row):
        if all(one.value is None for one in row):
            continue
        cells = [Cell(one.value, getattr(one, "data_type", "n"), epoch) for one in row]
        if all(one.is_blank for one in cells):
            continue
        if number > last:
            below.append(number)
        else:
            rows[number] = dict(zip(form.names, cells, strict=False))
    return rows, tuple(below)


def _lists(book: Any) -> dict[str, Options]:
    """Return the lists that the form was written with."""
    table = list(book[LISTS].iter_rows(values_only=True))
    if not table:
        return {}
    lists = {}
    for place in range(0, len(table[0]) - 1, 2):
        pairs = [(row[place], row[place + 1]) for row in table[1:] if row[place] is not None]
        options = tuple(Option(str(code), str(text)) for text, code in pairs if code is not None)
        lists[str(table[0][place])] = Options(options)
    return lists


def saved_on(content: bytes) -> dt.datetime | None:
    """Return when a file was saved, as it says itself; None where nobody saved it or says when."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if CORE not in packed.namelist():
            return None
        found = _MODIFIED.search(packed.read(CORE))
    try:
        saved = dt.datetime.fromisoformat(found[1].decode()) if found else None
    except ValueError:
        return None
    if saved is None or saved.replace(tzinfo=None) <= CREATED:
        return None
    return saved if saved.tzinfo else saved.replace(tzinfo=dt.UTC)
