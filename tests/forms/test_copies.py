"""A form that comes back more than once: each row counts once, the newest copy holds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from openpyxl import load_workbook

from salesnb.forms.inbox import Inbox, inbox_digest, read_inbox
from salesnb.forms.sending import said_of, send_back
from salesnb.months import Month
from salesnb.paths import Company
from tests.forms.filling import HELD, MONTH, fill

EARLY = "2026-11-10T02:00:00Z"


def read(one: Company) -> Inbox:
    return read_inbox(one, MONTH, ["R07", "R08"])


def taken(inbox: Inbox) -> list[tuple[str, int, str]]:
    """Return file, row and customer of each row that is taken."""
    found = [
        (form.name, row.row, str(row.values["customer_id"]))
        for form in inbox.returned
        for row in form.rows
    ]
    return sorted(found)


def test_the_same_file_twice_counts_once(one: Company) -> None:
    file = fill(one, "visit_log", {0: HELD})
    (one.inbox / "visit_log_R07 (1).xlsx").write_bytes(file.read_bytes())
    inbox = read(one)
    assert len(taken(inbox)) == 1
    assert [refused.rule for _, refused in inbox.refused] == ["same_file"]


def test_rows_of_an_older_copy_that_a_newer_one_has_are_not_taken_again(one: Company) -> None:
    fill(one, "visit_log", {0: HELD}, to="visit_log_R07.xlsx", saved=EARLY)
    fill(one, "visit_log", {0: HELD, 1: HELD}, to="visit_log_R07 (1).xlsx")
    inbox = read(one)
    assert [file for file, *_ in taken(inbox)] == ["visit_log_R07 (1).xlsx"] * 2
    form = next(one for one in inbox.returned if one.rows)
    came = [inbox.since(form, row) for row in form.rows]
    assert [one.day for one in came if one] == [10, 30]


def test_a_corrected_row_replaces_the_one_in_its_place(one: Company) -> None:
    wrong = {**HELD, "visit_date": "2026-11-09", "customer_id": "C1", "outcome": "order"}
    fill(one, "visit_log", {-1: wrong}, saved=EARLY)
    fill(one, "visit_log", {-1: {**wrong, "visit_date": "2026-11-10"}}, to="again/b.xlsx")
    (only,) = [row for form in read(one).returned for row in form.rows]
    assert only.values["visit_date"] == dt.date(2026, 11, 10)


def test_rows_of_a_second_copy_are_further_rows(one: Company) -> None:
    first = {**HELD, "visit_date": "2026-11-09", "customer_id": "C1"}
    other = {
        "visit_date": "2026-11-19",
        "customer_id": "C2",
        "purpose": "educate",
        "status": "held",
        "outcome": "order",
    }
    fill(one, "visit_log", {-1: first}, saved=EARLY)
    fill(one, "visit_log", {-1: other}, to="second.xlsx")
    assert len(taken(read(one))) == 2


def marks(file: Path) -> dict[str, str]:
    """Return the comments of a copy by cell."""
    sheet = load_workbook(file).worksheets[0]
    return {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}


def test_bad_rows_go_back_with_their_faults_marked(one: Company) -> None:
    bad = {1: {**HELD, "purpose": "colect what is owed"}, -1: {**HELD, "result": "=1+1"}}
    original = fill(one, "visit_log", {0: HELD, **bad})
    before = original.read_bytes()
    inbox = read(one)
    (copy,) = send_back(one, inbox)
    assert copy == one.inbox / "returned" / "2026-11" / "visit_log_R07.xlsx"
    assert original.read_bytes() == before
    found = marks(copy)
    assert sorted(found) == ["A9", "B9", "C7", "J9"]
    assert "did you mean '收取欠款 collect what is owed'?" in found["C7"]
    assert "您是不是要填" in found["C7"] or "不在允许值之列" in found["C7"]
    sheet = load_workbook(copy).worksheets[0]
    assert (sheet["C7"].protection.locked, sheet["G6"].protection.locked) == (False, True)
    assert sheet["J9"].data_type == "s"
    assert "green rows were taken" in str(sheet["A4"].value)
    assert any("2 rows are sent back" in line for line in said_of(inbox, 1))
    assert send_back(one, inbox) == [copy]


def test_a_copy_that_is_corrected_and_sent_in_settles_the_row(one: Company) -> None:
    fill(one, "visit_log", {0: HELD, 1: {**HELD, "purpose": "Colect"}}, saved=EARLY)
    (copy,) = send_back(one, read(one))
    again = read(one)
    assert send_back(one, again) == [copy]  # what goes back is not read as if it came in
    fill(one, "visit_log", {0: HELD, 1: HELD}, to="visit_log_R07-2.xlsx")
    inbox = read(one)
    assert len(taken(inbox)) == 2
    assert send_back(one, inbox) == [] and not copy.exists()


def test_what_was_read_before_is_the_same(one: Company) -> None:
    fill(one, "visit_log", {0: {**HELD, "started": "9:00"}, 1: {**HELD, "purpose": "?"}})
    fill(one, "commitment", {0: {"sales_amount": 5.5}})
    first = read_inbox(one, MONTH, ["R07"], keeps=True)
    kept = list((one.root / "months" / ".forms").rglob("*.json"))
    again = read_inbox(one, MONTH, ["R07"])
    assert len(kept) == 2
    for before, after in zip(first.returned, again.returned, strict=True):
        assert (before.rows, before.faults) == (after.rows, after.faults)
    kept[0].write_text("{", encoding="utf-8")
    assert taken(read(one)) == taken(first)


def test_a_later_month_changes_nothing_of_an_earlier_one(one: Company) -> None:
    october, november = Month.parse("2026-10"), MONTH
    assert inbox_digest(one, november) == ""
    fill(one, "visit_log", {0: HELD})
    assert inbox_digest(one, october) == ""
    first = inbox_digest(one, november)
    fill(one, "commitment", {0: {"sales_amount": 5}})
    assert inbox_digest(one, november) not in ("", first)
