"""A run with -p is a scenario: apart from the plan in results and reports, and never issued."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesnb import artefacts
from salesnb.errors import UsageError
from salesnb.paths import Company
from salesnb.runs.issue import issue_month
from tests.runs.small import MONTH, company, good, run, states, workbooks

BOOKS = {
    "a_one": good("a_one", "one_sum"),
    "b_two": good("b_two", "two_sum", 'book.reads("one_sum").frame["value"].iloc[0] * 2'),
    "c_three": good("c_three", "c_three_sum", "3.5"),
}
FIVE = {"top": "5"}


def books(folder: Path) -> Path:
    return workbooks(
        folder,
        BOOKS,
        a_one='writes = ["one_sum"]',
        b_two='reads = ["one_sum"]\nwrites = ["two_sum"]',
    )


def value(one: Company, name: str) -> float:
    frame = artefacts.load(one.month(MONTH).artefacts("draft"), name).frame
    return float(frame["value"].iloc[0])


def test_a_scenario_leaves_results_report_and_journal_of_the_plan_alone(tmp_path: Path) -> None:
    one, own = company(tmp_path / "small"), books(tmp_path / "books")
    run(one, own)
    month = one.month(MONTH)
    plan = {p: p.read_bytes() for p in month.root.rglob("*") if p.is_file()}
    outcome = run(one, own, parameters=FIVE)
    after = {p: p.read_bytes() for p in month.root.rglob("*") if p.is_file() and p in plan}
    assert after == plan
    five = one.in_scenario("top = 5", MONTH)
    assert (value(one, "one_sum"), value(one, "two_sum")) == (153.5, 307.0)
    assert (value(five, "one_sum"), value(five, "two_sum")) == (155.5, 311.0)
    assert outcome.packs["en"] == five.month(MONTH).report("en") / "index.html"


def test_a_scenario_runs_only_what_depends_on_it(tmp_path: Path) -> None:
    one, own = company(tmp_path / "small"), books(tmp_path / "books")
    run(one, own)
    asked = states(run(one, own, parameters=FIVE, only=("c_three",)))
    assert asked == {"c_three/en": "done"}
    assert set(states(run(one, own, parameters=FIVE)).values()) == {"done", "unchanged"}
    assert set(states(run(one, own, parameters=FIVE)).values()) == {"unchanged"}
    assert set(states(run(one, own)).values()) == {"unchanged"}


def test_its_pages_say_that_they_are_not_the_plan(tmp_path: Path) -> None:
    one, own = company(tmp_path / "small"), books(tmp_path / "books")
    run(one, own, parameters=FIVE)
    report = one.in_scenario("top = 5", MONTH).month(MONTH).report("en")
    pages = [file.read_text(encoding="utf-8") for file in report.rglob("*.html")]
    assert len(pages) == 4
    assert all("scenario top = 5, not the plan" in page for page in pages)
    assert not one.month(MONTH).report("en").exists()


def test_a_scenario_is_never_issued(tmp_path: Path) -> None:
    one, own = company(tmp_path / "small"), books(tmp_path / "books")
    with pytest.raises(UsageError, match="a scenario \\(top = 5\\) is never issued"):
        run(one, own, parameters=FIVE, issue="agreed")
    assert not one.month(MONTH).root.exists()
    run(one, own, parameters=FIVE)
    with pytest.raises(UsageError, match="has no drafts"):
        issue_month(one, MONTH, reason="agreed", started="", notebooks=own)


def test_scenarios_that_differ_stand_side_by_side(tmp_path: Path) -> None:
    one, own = company(tmp_path / "small"), books(tmp_path / "books")
    run(one, own, parameters={"top": "5"})
    run(one, own, parameters={"top": "6"})
    found = [value(one.in_scenario(f"top = {n}", MONTH), "one_sum") for n in (5, 6)]
    assert found == [155.5, 156.5]
