"""The whole loop: run, forms out, filled in, read back; next month's facts and review have it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from salesnb.calendars import build
from salesnb.paths import Company, open_company
from salesnb.reviews.heads.ground import Ground
from salesnb.reviews.heads.reporting import judge_reporting
from salesnb.runs import schedule
from salesnb.snapshot import open_snapshot
from tests.cli.commands import Said, salesnb
from tests.forms.filling import CLOSED, HELD, MONTH, TABLES, fill
from tests.runs.small import good, stand_in, workbooks

BAD = {**HELD, "purpose": "colect what is owed"}


@dataclass(frozen=True)
class Loop:
    """A company in the middle of the loop, and what its commands said."""

    company: Company
    issued: Said
    checked: Said
    next_run: Said


@pytest.fixture(scope="module")
def loop(tmp_path_factory: pytest.TempPathFactory) -> Loop:
    root = tmp_path_factory.mktemp("loop")
    tables = root / "company" / "tables"
    tables.mkdir(parents=True)
    for name, text in TABLES.items():
        (tables / name).write_text(text, encoding="utf-8")
    (root / "company" / "company.toml").write_text('[company]\nname = "Test"\n', encoding="utf-8")
    one = open_company(root / "company")
    with pytest.MonkeyPatch.context() as patched:
        books = workbooks(root / "books", {"a_one": good("a_one", "a_one_sum")})
        patched.setenv("SALESNB_NOTEBOOKS", str(books))
        patched.setattr(schedule, "run_job", stand_in)
        issued = _run(one, "2026-10", "--lang", "en", "--lang", "zh", "--issue", "agreed")
        _fill(one)
        checked = salesnb("check", one.root, "--month", "2026-11")
        again = _run(one, "2026-11", "--lang", "en")
    return Loop(one, issued, checked, again)


def _run(one: Company, month: str, *words: str) -> Said:
    said = salesnb("run", one.root, "--month", month, *words)
    assert said.code == 0, said.out + said.err
    return said


def _fill(one: Company) -> None:
    """Fill in the forms as they lie in the pack, good rows and bad ones."""
    (pack,) = (one.month(CLOSED).report("en") / "v1").glob("pages-*/forms")
    laid = replace(one, root=one.root)
    (one.root / "out").symlink_to(pack)
    fill(laid, "visit_log", {0: {**HELD, "started": "9:00", "ended": "9:30"}, 1: BAD})
    saved = "2026-11-03T09:00:00Z"
    reports = {0: {"n_visits": 0, "done": "office"}, 1: {"n_visits": 1, "done": "C1 seen"}}
    fill(laid, "daily_report", reports, saved=saved)
    fill(laid, "commitment", {0: {"sales_amount": "5,000"}})


def test_an_issued_pack_brings_forms_in_both_languages(loop: Loop) -> None:
    for lang in ("en", "zh"):
        report = loop.company.month(CLOSED).report(lang)
        index = (report / "index.html").read_text(encoding="utf-8")
        (pages,) = report.glob("pages-*")
        assert f'href="{pages.name}/forms/index.html"' in index
        assert len(list((pages / "forms").glob("*.xlsx"))) == 14
        listed = (pages / "forms" / "index.html").read_text(encoding="utf-8")
        assert 'href="visit_log_R07.xlsx"' in listed
    drafts = loop.company.month(MONTH).report("en")
    assert not list(drafts.glob("pages-*/forms"))


def test_check_and_run_tell_what_is_wrong_by_cell(loop: Loop) -> None:
    line = (
        "visit_log_R07.xlsx!C7 purpose = 'colect what is owed': not in the list; did you mean"
        " '收取欠款 collect what is owed'?"
    )
    assert line in loop.checked.out and loop.checked.code == 0
    assert "forms: 3 files came back, 4 rows were taken" in loop.next_run.out
    assert "forms: 1 rows are sent back" in loop.next_run.out


def test_the_next_month_has_the_good_rows(loop: Loop) -> None:
    facts = open_snapshot(loop.company, MONTH)
    visits = (
        facts.frame("visits").astype({"visit_id": "str", "status": "str"}).set_index("visit_id")
    )
    assert (visits.loc["V1", "status"], visits.loc["V2", "status"]) == ("held", "planned")
    assert facts.frame("commitments")["sales_amount"].tolist() == [5000.0]
    sources = facts.frame("form_rows").astype("str").set_index("key")["source"]
    assert sources["V1"] == "visit_log_R07.xlsx!A6"
    assert facts.manifest["frames"]["forms"]["rows"] == 3
    october = open_snapshot(loop.company, CLOSED)
    assert not october.has("forms") and not october.has("commitments")


def test_bad_rows_are_sent_back_and_the_original_stays(loop: Loop) -> None:
    copy = loop.company.inbox / "returned" / "2026-11" / "visit_log_R07.xlsx"
    assert load_workbook(copy).worksheets[0]["C7"].comment
    original = load_workbook(loop.company.inbox / "visit_log_R07.xlsx").worksheets[0]
    assert original["C7"].value == "colect what is owed" and not original["C7"].comment


def test_the_review_of_the_next_month_judges_the_reports(loop: Loop) -> None:
    facts = open_snapshot(loop.company, MONTH)
    found = {
        "reports": _dated(facts.frame("reports"), "period_start", "due_on", "received_on"),
        "visits": _dated(facts.frame("visits"), "planned_on", "visit_date"),
        "sales_cube": facts.frame("sales_cube").astype({"month": "str"}),
        "reps": _dated(facts.frame("reps"), "left_on"),
    }
    calendar = build(first_year=2025, last_year=2027)
    ground = Ground(found, MONTH, 1, calendar, loop.company.settings)
    shown = judge_reporting(ground).rows
    daily = shown[(shown["kind"] == "daily") & (shown["dimension"] == "rep")].set_index("node")
    assert daily.loc["R07", "n_received"] == 2 and daily.loc["R08", "n_received"] == 0
    assert daily.loc["R07", "n_on_time"] == 2
    assert daily.loc["R07", "n_plausible"] == 2
    assert daily.loc["R07", "n_expected"] >= 20


def _dated(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in columns})


def test_the_command_writes_forms_and_leaves_those_that_are_filled_in(
    loop: Loop, tmp_path: Path
) -> None:
    said = salesnb("forms", loop.company.root, "--month", "2026-10", "--to", tmp_path)
    assert said.code == 0 and "14 forms for 2026-11" in said.out
    filled = loop.company.inbox / "visit_log_R07.xlsx"
    (tmp_path / filled.name).write_bytes(filled.read_bytes())
    again = salesnb("forms", loop.company.root, "--month", "2026-10", "--to", tmp_path, "--json")
    assert again.json["kept"] == ["visit_log_R07.xlsx"]
    assert (tmp_path / filled.name).read_bytes() == filled.read_bytes()
    assert again.json["forms"]["visit_log"]["reps"] == ["R07", "R08"]
    unknown = salesnb("forms", loop.company.root, "--month", "2026-10", "--rep", "R99")
    assert unknown.code == 2 and "R99: no rep who works in 2026-11" in unknown.err
    open_month = salesnb("forms", loop.company.root, "--month", "2026-12")
    assert open_month.code == 1 and "2026-12 of Test is not closed" in open_month.err
