"""Forms of a company: what they cost, and whether planted faults are told, each by its cell.

`python -m benchmarks.forms FOLDER 2026-10`: a company folder (a copy: its inbox is emptied) whose
month is closed. All forms are written; the visit logs are filled in by a script, most rows right in
one of the ways in which people write, one in five with a fault, and read back.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import load_workbook

from salesnb.forms.calendars import write_calendars
from salesnb.forms.inbox import Inbox, read_inbox
from salesnb.forms.kinds import VISIT_LOG
from salesnb.forms.out import hand_out, newest_version
from salesnb.forms.words import OBJECTIVES, both
from salesnb.i18n import LANGUAGES
from salesnb.months import Month
from salesnb.paths import Company, open_company

FIRST = 6
PLANTED = 0.2
Write = Callable[[random.Random, dt.date], object]
RIGHT: dict[str, tuple[Write, ...]] = {
    "visit_date": (
        lambda _, day: day,
        lambda _, day: f"{day:%Y/%m/%d}",
        lambda _, day: f"{day.year}年{day.month}月{day.day}日",
        lambda _, day: (day - dt.date(1899, 12, 30)).days,
    ),
    "purpose": (
        lambda rng, _: rng.choice(list(OBJECTIVES)),
        lambda rng, _: OBJECTIVES[rng.choice(list(OBJECTIVES))].upper(),
        lambda rng, _: both(OBJECTIVES[rng.choice(list(OBJECTIVES))], LANGUAGES) + "  ",
    ),
    "started": (lambda *_: "9:05", lambda *_: "９：05", lambda *_: dt.time(9, 5), lambda *_: 0.375),
    "ended": (lambda *_: dt.time(9, 50),),
    "status": (lambda *_: "held", lambda *_: "已拜访", lambda *_: "Held "),
    "result": (lambda *_: 3, lambda *_: "1,200.50", lambda *_: "１２００元", lambda *_: None),
}
WRONG: dict[str, tuple[object, ...]] = {
    "visit_date": ("11月7日", "2026-13-40", "soon", "#N/A", dt.date(2020, 1, 1)),
    "purpose": ("回访", "chat", "=1+1"),
    "started": ("morning", "25:00"),
    "status": ("maybe", None),
    "result": ("many", "#N/A", "=SUM(A1:A2)", "12 pcs"),
    "customer_id": ("C99999999 nobody", None),
}
LATER = {"C99999999 nobody"}  # told once the exports are asked


def main(folder: str, month: str) -> None:
    """Print what writing and reading cost, and how many planted faults are told."""
    company, when = open_company(folder), Month.parse(month)
    shutil.rmtree(company.inbox, ignore_errors=True)
    company.inbox.mkdir()
    with TemporaryDirectory() as place:
        forms = Path(place, "forms")
        start = time.process_time()
        written = hand_out(company, when, forms)
        print(f"{written.n_files} forms written: {time.process_time() - start:.1f} CPU s")
        start = time.process_time()
        version = newest_version(company, when)
        files = write_calendars(company, when, version, Path(place, "calendars"))
        print(f"{len(files)} calendars: {time.process_time() - start:.1f} CPU s")
        planted = _fill(company, forms)
    start = time.process_time()
    inbox = read_inbox(company, when + 1, [], keeps=True)
    print(f"{len(inbox.returned)} forms read: {time.process_time() - start:.1f} CPU s")
    start = time.process_time()
    read_inbox(company, when + 1, [])
    print(f"read again: {time.process_time() - start:.1f} CPU s")
    _compare(inbox, planted)


def _fill(company: Company, forms: Path) -> set[tuple[str, int, str]]:
    """Fill in the visit logs, drop all forms into the inbox, and return the cells with a fault."""
    rng, planted = random.Random(7), set()
    for file in sorted(forms.glob("*.xlsx")):
        if not file.name.startswith(VISIT_LOG.kind):
            shutil.copy(file, company.inbox / file.name)
            continue
        book = load_workbook(file)
        sheet, row = book.worksheets[0], FIRST
        while sheet.cell(row, 1).value is not None:
            wrong = _fill_row(sheet, row, rng)
            planted |= {(file.name, row, wrong)} if wrong else set()
            row += 1
        book.save(company.inbox / file.name)
    return planted


def _fill_row(sheet: Any, row: int, rng: random.Random) -> str:
    """Fill in a row; return the column of its fault, '' where there is none."""
    day = sheet.cell(row, 1).value.date()
    for name, ways in RIGHT.items():
        _write(sheet, row, name, rng.choice(ways)(rng, day))
    if rng.random() >= PLANTED:
        return ""
    name = rng.choice(list(WRONG))
    value = rng.choice(WRONG[name])
    _write(sheet, row, name, value)
    return "" if value in LATER else name


def _write(sheet: Any, row: int, name: str, value: object) -> None:
    cell = sheet.cell(row, VISIT_LOG.names.index(name) + 1)
    cell.value = value
    if value == "#N/A":
        cell.data_type = "e"


def _compare(inbox: Inbox, planted: set[tuple[str, int, str]]) -> None:
    repeated = {"repeated_row"}  # drawn purposes may meet
    told = {
        (form.name, one.row, one.column)
        for form in inbox.returned
        for one in form.faults
        if one.is_refusal and one.rule not in repeated
    }
    n_rows = sum(len(form.rows) + form.n_faulty for form in inbox.returned)
    print(f"{n_rows} rows, {len(planted)} faults planted: {len(planted & told)} told by their cell")
    print(f"told and not planted: {sorted(told - planted)[:5]} ({len(told - planted)})")


if __name__ == "__main__":
    main(*sys.argv[1:])
