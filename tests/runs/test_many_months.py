"""Months in sequence: each reads what was issued before, late rows change nothing issued."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesnb import artefacts
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.runs.month import Options, Outcome, run_month
from tests.runs.small import OPENED, SAVED, bytes_below, company, states, workbooks

pytestmark = pytest.mark.long
FIRST, LAST = Month.parse("2026-07"), Month.parse("2026-10")
DECLARED = 'writes = ["plan"]\nearlier = [{name = "plan", months = 2}]'
BEFORE = (
    'before = [book.earlier("plan", back) for back in (1, 2)]\n'
    'known = sum(one.frame["value"].iloc[0] for one in before if one is not None)'
)
HEAD = "order_id,line_id,order_on,customer_id,quantity,net_amount\n"
LINES = {
    "2026-07": "O1,1,2026-07-05,C1,1,10.00\n",
    "2026-08": "O2,1,2026-08-05,C1,1,20.00\n",
    "2026-09": "O3,1,2026-09-05,C2,1,40.00\n",
    "2026-10": "O4,1,2026-10-05,C2,1,80.00\n",
}


def books(folder: Path) -> Path:
    """Write one workbook: its plan is the sales up to the month and the two plans before it."""
    value = 'book.frame("sales_cube")["net_amount"].sum() + known'
    cells = {"a_plan": [OPENED.format(id="a_plan"), BEFORE, SAVED.format(name="plan", value=value)]}
    return workbooks(folder, cells, a_plan=DECLARED)


def closed(one: Company, month: Month, notebook_folder: Path, **asked: object) -> Outcome:
    return run_month(one, month, Options(("en",), notebooks=notebook_folder, **asked))  # type: ignore[arg-type]


def plan(one: Company, month: Month) -> float:
    issued = artefacts.as_issued(one, "plan", month)
    assert issued is not None and issued.version == "v1"
    return float(issued.frame["value"].iloc[0])


def test_each_month_builds_on_what_was_issued(tmp_path: Path) -> None:
    notebook_folder = books(tmp_path / "books")
    one = company(tmp_path / "small", orders=HEAD + "".join(LINES.values()))
    for month in FIRST.until(LAST):
        assert closed(one, month, notebook_folder, issue=f"{month}").n_failed == 0
    assert [plan(one, month) for month in FIRST.until(LAST)] == [10, 40, 120, 310]
    before = bytes_below(one.root / "months")
    late = HEAD + "".join(LINES.values()) + "O9,1,2026-07-31,C1,1,1000.00\n"
    one = company(one.root, orders=late)
    assert states(closed(one, FIRST, notebook_folder)) == {"a_plan/en": "unchanged"}
    assert bytes_below(one.root / "months") == before
    assert closed(one, LAST + 1, notebook_folder, issue="November").n_failed == 0
    assert plan(one, LAST + 1) == 150 + 1000 + 310 + 120


def test_a_draft_of_a_later_month_does_not_reach_an_earlier_one(tmp_path: Path) -> None:
    notebook_folder = books(tmp_path / "books")
    one = company(tmp_path / "small", orders=HEAD + "".join(LINES.values()))
    closed(one, LAST, notebook_folder)
    closed(one, FIRST, notebook_folder, issue="July")
    assert plan(one, FIRST) == 10
