"""A workbook in LibreOffice: it opens, and holds what the artefacts hold."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from salesnb import artefacts
from salesnb.contracts.results import Context
from salesnb.display.sheets import place_of, sheet_columns
from salesnb.i18n import use
from salesnb.months import Month
from salesnb.pack.excel import HEAD
from salesnb.paths import open_company
from salesnb.snapshot.facts import open_snapshot
from salesnb.snapshot.names import MasterNames
from tests.pack.small import MONTH, Pack

OFFICE = shutil.which("soffice") or shutil.which("libreoffice") or ""
pytestmark = [
    pytest.mark.long,
    pytest.mark.needs_libreoffice,
    pytest.mark.skipif(not OFFICE, reason="no LibreOffice on this machine"),
]
ERROR = re.compile(r"#(REF!|NAME\?|VALUE!|DIV/0!|N/A|NUM!|NULL!)|Err:\d+")
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


def opened(book: Path, folder: Path) -> dict[str, list[list[str]]]:
    """Return the sheets of a workbook as LibreOffice reads them: raw values, formulas computed."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    saved = ["--convert-to", EVERY_SHEET, "--outdir", str(folder), str(book)]
    command = [OFFICE, "--headless", profile, *saved]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    sheets = {}
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as text:
            sheets[file.stem.removeprefix(f"{book.stem}-")] = list(csv.reader(text))
    return sheets


def errors(sheets: dict[str, list[list[str]]]) -> list[str]:
    return [c for rows in sheets.values() for row in rows for c in row if ERROR.fullmatch(c)]


def formulas(book: Path) -> list[str]:
    """Return the formulas of a workbook, its sheets read one row at a time."""
    sheets = openpyxl.load_workbook(book, read_only=True).worksheets
    rows = (row for sheet in sheets for row in sheet.iter_rows())
    return [str(one.value) for row in rows for one in row if one.data_type == "f"]


def number(text: str) -> float:
    """Return a cell's number; LibreOffice keeps the sign of a share."""
    return float(text[:-1]) / 100 if text.endswith("%") else float(text or "nan")


def wrong_numbers(
    sheets: dict[str, list[list[str]]], folder: Path, context: Context | None = None
) -> list[tuple[str, str]]:
    """Return the (sheet, column) whose numbers are not those of the artefact."""
    found = []
    for name, rows in sheets.items():
        if name not in artefacts.names(folder):
            continue
        saved = artefacts.load(folder, name, context=context)
        columns = sheet_columns(saved)
        for column in saved.contract.columns:
            if saved.frame[column].dtype.kind == "f":
                place = place_of(columns, column)
                read = [number(row[place]) for row in rows[HEAD + 1 : HEAD + 1 + len(saved.frame)]]
                stated = saved.frame[column].to_numpy()
                is_same = len(read) == len(stated) and np.allclose(
                    np.array(read), stated, rtol=1e-12, atol=1e-12, equal_nan=True
                )
                if not is_same:
                    found.append((name, column))
    return found


def test_the_workbook_opens_with_the_numbers_of_the_artefacts(pack: Pack, tmp_path: Path) -> None:
    book = pack.publish().parent / "pages-00000001" / "pack.xlsx"
    sheets = opened(book, tmp_path)
    assert len(sheets) == 3, "contents, charts, amounts"
    assert errors(sheets) == []
    assert formulas(book) == []
    assert wrong_numbers(sheets, pack.company.month(MONTH).artefacts("draft")) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_demo_workbook_opens_too(demo_report: Path, tmp_path: Path, lang: str) -> None:
    (book,) = (demo_report / lang).rglob("pack.xlsx")
    sheets = opened(book, tmp_path)
    month = demo_report.parent
    drafts = month / "artefacts" / "draft"
    company = open_company(month.parents[1])
    names = MasterNames(open_snapshot(company, Month.parse(month.name)))
    assert len(set(sheets) & set(artefacts.names(drafts))) >= 10
    assert errors(sheets) == []
    assert formulas(book) == []
    with use(lang):
        assert wrong_numbers(sheets, drafts, Context("CNY", names)) == []


def test_planted_faults_are_found(pack: Pack, tmp_path: Path) -> None:
    book = pack.publish().parent / "pages-00000001" / "pack.xlsx"
    changed = openpyxl.load_workbook(book)
    sheet = changed["02_small_amounts"]
    sheet["B5"] = 1.0
    sheet["F1"] = "=no_such_name+1"
    changed.save(book)
    sheets = opened(book, tmp_path)
    assert errors(sheets) == ["#NAME?"]
    assert formulas(book) == ["=no_such_name+1"]
    folder = pack.company.month(MONTH).artefacts("draft")
    assert wrong_numbers(sheets, folder) == [("02_small_amounts", "amount")]
