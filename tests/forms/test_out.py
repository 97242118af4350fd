"""Forms as they are written: rules of cells, what stands in them, what no spreadsheet may run."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from salesnb.errors import UsageError
from salesnb.forms.handed import handed_out, note_file
from salesnb.forms.kinds import FORMS
from salesnb.forms.out import hand_out, write_forms
from salesnb.paths import Company
from tests.forms.filling import CLOSED, FIRST, MONTH


@pytest.fixture
def folder(made: Company) -> Path:
    return made.root


def book(folder: Path, form: str, rep: str = "R07") -> Any:
    return load_workbook(folder / "out" / f"{form}_{rep}.xlsx")


def rule(sheet: Any, cell: str) -> Any:
    """Return the rule of a cell."""
    return next(one for one in sheet.data_validations.dataValidation if cell in one.sqref)


def test_each_rep_at_work_gets_each_form(folder: Path) -> None:
    names = {file.stem for file in (folder / "out").glob("*.xlsx")}
    assert names == {f"{kind}_{rep}" for kind in FORMS for rep in ("R07", "R08")}


def test_a_visit_log_holds_the_planned_visits(folder: Path) -> None:
    sheet = book(folder, "visit_log").worksheets[0]
    rows = [
        [cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST, max_row=FIRST + 3)
    ]
    assert [row[1] for row in rows] == [
        "C1 北方工厂 North Works",
        "C2 南方磨坊 South Mill",
        "C3 远方电厂 Far Plant",
        None,
    ]
    assert str(rows[0][0]) == "2026-11-03 00:00:00"
    assert rows[0][FORMS["visit_log"].names.index("visit_key")] == "V1"


def test_cells_are_chosen_from_named_lists_and_days_lie_in_the_month(folder: Path) -> None:
    one = book(folder, "visit_log")
    sheet = one.worksheets[0]
    assert rule(sheet, "C6").formula1 == "list_objectives"
    assert rule(sheet, "C6").errorStyle in (None, "stop")
    assert rule(sheet, "B6").errorStyle == "warning"
    day = rule(sheet, "A6")
    assert (day.type, int(day.formula1), int(day.formula2)) == ("date", 46327, 46356)
    assert "2026-10-07" in day.prompt and "月" in day.prompt
    assert "list_customers" in one.defined_names
    assert one["_lists"].sheet_state == one["_meta"].sheet_state == "veryHidden"


def test_only_cells_to_write_in_are_open(folder: Path) -> None:
    sheet = book(folder, "visit_log").worksheets[0]
    assert sheet.protection.sheet
    assert not sheet["E6"].protection.locked
    assert sheet["D6"].protection.locked and sheet["A5"].protection.locked
    assert sheet["C5"].value.endswith("*")
    assert sheet.conditional_formatting
    assert (sheet.freeze_panes, sheet.page_setup.paperSize, sheet.page_setup.orientation) == (
        "C6",
        9,
        "landscape",
    )
    assert sheet.column_dimensions["M"].hidden


def test_the_stamp_says_whose_form_it_is(folder: Path) -> None:
    stamp = json.loads(book(folder, "commitment")["_meta"]["A1"].value)
    wanted = {"form": "commitment", "rep_id": "R07", "month": "2026-11", "version": "draft"}
    assert {key: stamp[key] for key in wanted} == wanted
    assert stamp["company"] == "Test"


def test_text_from_data_is_no_formula(folder: Path) -> None:
    one = book(folder, "visit_log", "R08")
    cells = [cell for sheet in one.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert one.worksheets[0]["B6"].value == "C4 =2+5"


def test_what_is_asked_for_stands_beside_last_year(folder: Path) -> None:
    sheet = book(folder, "commitment").worksheets[0]
    row = [cell.value for cell in sheet[FIRST]]
    assert row[:3] == ["C1 北方工厂 North Works", "泵类 Pumps", 500]


def test_a_daily_report_has_a_row_per_working_day(folder: Path) -> None:
    sheet = book(folder, "daily_report").worksheets[0]
    days = [str(row[0].value)[:10] for row in sheet.iter_rows(min_row=FIRST) if row[0].value]
    assert days[:6] == [f"2026-11-0{n}" for n in (2, 3, 4, 5, 6, 9)]


def test_the_same_month_gives_the_same_bytes(made: Company, folder: Path, tmp_path: Path) -> None:
    written = write_forms(made, CLOSED, tmp_path / "again")
    assert written.n_files == 14
    for file in (tmp_path / "again").glob("*.xlsx"):
        assert file.read_bytes() == (folder / "out" / file.name).read_bytes()


def test_what_is_handed_out_is_noted_rep_by_rep(one: Company, tmp_path: Path) -> None:
    note_file(one, MONTH).unlink()
    hand_out(one, CLOSED, tmp_path / "out", only=["R08"])
    note = handed_out(one, MONTH)
    assert note is not None and note.forms["visit_log"].reps == ("R08",)
    hand_out(one, CLOSED, tmp_path / "out", only=["R07"])
    note = handed_out(one, MONTH)
    assert note is not None and note.forms["visit_log"].reps == ("R07", "R08")
    with pytest.raises(UsageError, match="R09"):
        hand_out(one, CLOSED, tmp_path / "out", only=["R09"])


def test_libreoffice_keeps_the_rules(folder: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not there")
    source = folder / "out" / "visit_log_R07.xlsx"
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, home, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=180)
    again = load_workbook(tmp_path / source.name)
    sheet, before = again.worksheets[0], book(folder, "visit_log").worksheets[0]
    old = {one.type for one in before.data_validations.dataValidation}
    assert {one.type for one in sheet.data_validations.dataValidation} >= old - {None}
    assert sheet.protection.sheet and not sheet["E6"].protection.locked
    assert "list_customers" in again.defined_names
    assert again["_meta"].sheet_state != "visible"
    assert json.loads(again["_meta"]["A1"].value)["rep_id"] == "R07"
