"""Forms as they come back: what is read, every fault by its cell, and files that are refused."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from salesnb.forms.inbox import read_inbox
from salesnb.forms.kinds import FORMS
from salesnb.forms.rows import rows_of
from salesnb.forms.taken import problems_of
from salesnb.i18n import use
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.sources.exports import sentences
from tests.forms.filling import FIRST, HELD, MONTH, fill, n_ahead, saved_on
from tests.sources.gate import Said, require_chinese, said


def told(one: Company, *, lang: str = "en", month: Month = MONTH) -> list[str]:
    """Return what is said of forms by themselves, without the exports."""
    with use("en"):
        problems = problems_of(read_inbox(one, month, ["R07", "R08"])).frame()
    require_chinese(problems)
    with use(lang):
        return list(sentences(problems))


def n_rows(one: Company) -> int:
    """Return how many rows can be taken."""
    return sum(len(form.rows) for form in read_inbox(one, MONTH, ["R07", "R08"]).returned)


def rows(gate: Said, table: str, key: str) -> Mapping[str, Any]:
    """Return the row of a table with a key."""
    frame = gate.tables[table]
    found = frame[frame.iloc[:, 0] == key]
    assert len(found) == 1, frame
    return found.iloc[0].to_dict()


def test_an_untouched_form_says_nothing(one: Company) -> None:
    fill(one, "visit_log", {})
    assert (told(one), n_rows(one)) == ([], 0)


NASTY = {
    0: {**HELD, "purpose": "回访"},
    1: {**HELD, "visit_date": "11月7日", "purpose": "colect what is owed"},
    -1: {**HELD, "visit_date": "2026-11-05", "customer_id": "C1", "result": "#N/A"},
    -2: {**HELD, "visit_date": "2026-11-06", "customer_id": "C1", "result": "=1+1"},
    -3: {"visit_date": "2026-11-06", "customer_id": "C1", "status": "held"},
    -4: {**HELD, "visit_date": "2026-12-06", "customer_id": "C1"},
    -5: {
        **HELD,
        "visit_date": "2026-11-09",
        "customer_id": "C1",
        "started": "10:00",
        "ended": "9:00",
    },
    -6: {**HELD, "visit_date": "2026-11-10", "customer_id": "C1", "started": "morning"},
    -7: {**HELD, "visit_date": "2026-11-10", "customer_id": "C1", "result": "many"},
    -8: {**HELD, "visit_date": "2026-11-11", "customer_id": "C1"},
    -9: {**HELD, "visit_date": "2026-11-11", "customer_id": "C1"},
}


def test_every_fault_is_told_by_cell(one: Company) -> None:
    fill(one, "visit_log", NASTY)
    lines = told(one)
    wanted = """
        visit_log_R07.xlsx!C6 purpose = '回访': not in the list; choose from the list of the cell
        visit_log_R07.xlsx!A7 visit_date = '11月7日': not a date; write it as 2026-11-07
        visit_log_R07.xlsx!C7 purpose = 'colect what is owed': not in the list; did you mean '收取欠款 collect what is owed'?
        visit_log_R07.xlsx!J9 result = '#N/A': an error of the spreadsheet, not a value; write the value itself
        visit_log_R07.xlsx!J10 result = '=1+1': a formula: forms take values only; copy the cell and paste it as a value
        visit_log_R07.xlsx!C11 purpose: is missing; fill it in
        visit_log_R07.xlsx!A12 visit_date = '2026-12-06': not a day of 2026-11, the month of this form; write it into the form of 2026-12
        visit_log_R07.xlsx!F13 ended = '09:00': ends before it starts; correct one of the two times
        visit_log_R07.xlsx!E14 started = 'morning': not a time of day; write it as 09:30
        visit_log_R07.xlsx!J15 result = 'many': not a number; write digits only, as 1200.50
        visit_log_R07.xlsx!A17 visit_date = '2026-11-11': the same as row 16; take one of them out
    """  # noqa: E501 - messages as they are printed
    assert sorted(lines) == sorted(line.strip() for line in wanted.strip().splitlines())
    chinese = told(one, lang="zh")
    assert "visit_log_R07.xlsx!C7 purpose = 'colect what is owed'：不在允许值之列" in "\n".join(
        chinese
    )


def test_nasty_but_right_input_is_taken(one: Company) -> None:
    fill(
        one,
        "visit_log",
        {
            0: {
                "visit_date": 46329,
                "purpose": "收取欠款",
                "status": " Held ",
                "result": "1,200.50",
            },
            1: {
                "visit_date": "2026/11/6",
                "purpose": "COLLECT  what is OWED",
                "status": "held",
                "started": "９：05",
                "ended": dt.time(9, 45),
                "result": "１２００元",
                "readiness": "4",
            },
            -1: {
                "visit_date": dt.datetime(2026, 11, 9),
                "customer_id": "c3",
                "purpose": "educate",
                "status": "held",
                "started": 0.375,
                "ended": "10点05",
                "outcome": "ordered  ",
            },
        },
    )
    gate = said(one, month=MONTH)
    assert not [line for line in gate.sentences if "visit_log" in line]
    first, second = rows(gate, "visits", "V1"), rows(gate, "visits", "V2")
    assert str(first["visit_date"])[:10] == "2026-11-03"
    assert str(first["planned_on"])[:10] == "2026-11-03"
    assert (first["status"], second["status"]) == ("held", "held")
    assert str(second["started_at"]) == "2026-11-06 09:05:00"
    assert float(second["visit_hours"]) == pytest.approx(40 / 60, abs=1e-4)
    added = rows(gate, "visits", "F-R07-20261109-C3")
    assert (added["status"], added["result"]) == ("unplanned", "ordered")
    assert str(added["started_at"]) == "2026-11-09 09:00:00"
    aims = gate.tables["visit_objectives"].set_index("visit_id")
    assert float(aims.loc["V1", "result"]) == 1200.5
    assert float(aims.loc["V2", "result"]) == 1200
    assert float(aims.loc["V2", "readiness"]) == pytest.approx(0.8)


def test_good_rows_are_taken_where_others_are_not(one: Company) -> None:
    bad = {**HELD, "customer_id": "C99999 none"}
    fill(one, "visit_log", {0: {**HELD}, 1: {**HELD, "purpose": "nothing"}, 2: bad})
    gate = said(one, month=MONTH)
    assert "visit_log_R07.xlsx!B8 customer_id = 'C99999 none': not among the customers" in "".join(
        gate.sentences
    )
    assert rows(gate, "visits", "V1")["status"] == "held"
    assert rows(gate, "visits", "V2")["status"] == "planned"
    assert gate.n_errors == 0


def rewritten(file: Path, name: str) -> None:
    """Add a part to a workbook."""
    packed = io.BytesIO(file.read_bytes())
    with zipfile.ZipFile(packed, "a") as parts:
        parts.writestr(name, b"x")
    file.write_bytes(packed.getvalue())


@pytest.mark.parametrize(
    ("part", "said_of_it"),
    [
        ("xl/vbaProject.bin", "holds macros or controls"),
        ("xl/activeX/activeX1.xml", "holds macros or controls"),
        ("xl/externalLinks/externalLink1.xml", "holds links to other files"),
        ("xl/embeddings/oleObject1.bin", "holds links to other files"),
    ],
)
def test_what_could_do_harm_is_refused(one: Company, part: str, said_of_it: str) -> None:
    rewritten(fill(one, "visit_log", {0: HELD}), part)
    (line,) = told(one)
    assert f"inbox/visit_log_R07.xlsx: {said_of_it}" in line


def test_what_is_no_form_is_refused(one: Company) -> None:
    one.inbox.mkdir(exist_ok=True)
    Workbook().save(one.inbox / "list.xlsx")
    (one.inbox / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    (one.inbox / "secret.xlsx").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 64)
    (one.inbox / "macros.xlsm").write_bytes(b"PK")
    (one.inbox / "notes.txt").write_text("not looked at", encoding="utf-8")
    (one.inbox / "~$visit_log_R07.xlsx").write_bytes(b"open in Excel")
    assert sorted(line.split(";")[0] for line in told(one)) == [
        "inbox/broken.xlsx: not an Excel file",
        "inbox/list.xlsx: not a form of salesnb: it has no stamp",
        "inbox/macros.xlsm: .xlsm is no form",
        "inbox/secret.xlsx: an old or an encrypted workbook",
    ]


def stamped(**other: object) -> Any:
    """Return a change of a form's stamp."""
    import json

    def change(book: Any) -> None:
        cell = book["_meta"]["A1"]
        cell.value = json.dumps({**json.loads(cell.value), **other})

    return change


@pytest.mark.parametrize(
    ("to", "other", "why"),
    [
        ("", {"version": "v1"}, "version v1; draft was handed out last; copy the rows"),
        ("", {"company": "Other"}, "a form of Other; put it into `inbox/` of that company"),
        ("", {"layout": 0}, "a form with other columns than those in use now"),
        ("", {"month": "2026-09"}, "no forms of 2026-09 were handed out"),
        ("", {"rep_id": "R99"}, "the form of R99, under the name of R07"),
        ("plan.xlsx", {"rep_id": "R99"}, "this form was not handed out to R99"),
        ("visit_log_R08.xlsx", {}, "the form of R07, under the name of R08"),
        ("R08/visit_log.xlsx", {}, "the form of R07, under the name of R08"),
        ("2026-10/visit_log_R07.xlsx", {}, "a form of 2026-11, in the folder of 2026-10"),
    ],
)
def test_the_form_of_another_is_refused_with_the_reason(
    one: Company, to: str, other: dict[str, object], why: str
) -> None:
    fill(one, "visit_log", {0: HELD}, to=to, change=stamped(**other))
    (line,) = told(one)
    assert why in line
    assert n_rows(one) == 0


@pytest.mark.parametrize(
    "to", ["visit_log_R07 (1).xlsx", "2026-11/visit_log_R07.xlsx", "R07/back.xlsx"]
)
def test_other_names_of_the_own_form_are_good(one: Company, to: str) -> None:
    fill(one, "visit_log", {0: HELD}, to=to)
    assert (told(one), n_rows(one)) == ([], 1)


def test_other_headings_and_rows_below_are_told(one: Company) -> None:
    def renamed(book: Any) -> None:
        book.worksheets[0]["E5"] = "Begin"

    fill(one, "visit_log", {0: HELD}, change=renamed)
    assert "its headings are not those of the form" in told(one)[0]

    def below(book: Any) -> None:
        last = FIRST + n_ahead(book) + FORMS["visit_log"].blank
        book.worksheets[0].cell(last, 2).value = "C1"

    fill(one, "visit_log", {0: HELD}, change=below)
    (line,) = told(one)
    assert line.startswith("visit_log_R07.xlsx!39: below the rows of the form: not read")


def test_a_later_month_is_left_for_later(one: Company) -> None:
    fill(one, "visit_log", {0: {**HELD, "purpose": "?"}})
    october = Month.parse("2026-10")
    assert not told(one, month=october)
    assert told(one)


def test_a_file_without_a_day_of_saving_counts_still(one: Company) -> None:
    file = fill(one, "commitment", {0: {"sales_amount": 10}})
    file.write_bytes(saved_on(file.read_bytes(), "2000-01-01T00:00:00Z"))
    inbox = read_inbox(one, MONTH, ["R07", "R08"])
    (row,) = rows_of(inbox, "Asia/Shanghai").of("commitments")
    assert row.values["committed_on"] == dt.date(2026, 11, 30)


def test_the_first_row_of_a_visit_says_for_all_its_aims_that_it_was_held(one: Company) -> None:
    def same_visit(book: Any) -> None:
        names = FORMS["visit_log"].names
        sheet = book.worksheets[0]
        for name in ("visit_key", "visit_date", "customer_id"):
            place = names.index(name) + 1
            sheet.cell(FIRST + 1, place).value = sheet.cell(FIRST, place).value

    aims = {0: HELD, 1: {"purpose": "educate", "result": 2}, 2: {"purpose": "educate", "result": 2}}
    fill(one, "visit_log", aims, change=same_visit)
    assert told(one) == ["visit_log_R07.xlsx!G8 status: is missing; fill it in"]
    rows = rows_of(read_inbox(one, MONTH, ["R07"]), "Asia/Shanghai")
    assert [row.values["status"] for row in rows.of("visits")] == ["held"]
    assert [row.values["objective"] for row in rows.of("visit_objectives")] == [
        "collect",
        "educate",
    ]
