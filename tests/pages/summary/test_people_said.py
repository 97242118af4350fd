"""What the summary says of reps and teams: each case once, and only what is known."""

from __future__ import annotations

from typing import Any

import pytest

from salesnb.contracts.frames import declared
from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.i18n.words import Words
from salesnb.pages.summary import cards, people
from tests.pages.rows import page, rows

FRAMES = declared(people)
CONTEXT = Context("CNY", {"reps": {"M1": Words("Ada", "艾达", kind="name")}})
COUNTS = {
    "n_teams": 0,
    "n_reps": 4,
    "n_asked": 4,
    "n_met": 2,
    "n_within": 2,
    "n_missed": 0,
    "n_open": 0,
}
MONTH = {"span": "month", "since": "2026-10"}
YEAR = {"span": "year_to_date", "since": "2026-01"}
HELD = {"actual": 90.0, "held": 80.0, "target": 100.0, "gap": -20.0}


def team(name: str, **other: object) -> dict[str, object]:
    return {"manager_id": name, **MONTH, **COUNTS, **HELD, "missing": 0.0, **other}


def page_of(*teams: dict[str, Any]) -> Results:
    return page(FRAMES, CONTEXT, teams=list(teams))


@pytest.mark.parametrize(
    ("counts", "status", "words"),
    [
        ({"n_missed": 1, "missing": 5e3}, "watch", "1 beyond chance, where ¥5.0k"),
        ({}, "good", "nobody is known"),
        ({"n_asked": 0}, "info", "no rep has a target of sales; sales of 4 reps"),
    ],
)
def test_the_month_of_all_reps_is_told(counts: Any, status: str, words: str) -> None:
    (said,) = people.found(page_of(team("total", **counts)))
    assert said.status == status and words in said.plain()


def test_who_cannot_be_judged_is_told_apart() -> None:
    first, second = people.found(page_of(team("total", n_open=3, n_asked=7)))
    assert first.status == "info" and "of 3 reps below target it cannot be told" in second.plain()


def test_teams_that_lack_most_are_named_and_who_is_in_none() -> None:
    short = [team(f"M{n}", n_missed=1, missing=n * 10.0) for n in (1, 2, 3)]
    above = team("M9", n_missed=3, missing=60.0, n_teams=3)
    said = people.found(page_of(team("total"), above, *short, team("(unassigned)", n_reps=1)))
    assert [one.key for one in said] == ["people", "team_short", "team_short", "in_no_team"]
    assert "Team of M3" in said[1].plain() and "reps without one: 1" in said[-1].plain()
    assert people.found(page_of()) == []


def test_tables_put_the_total_last_and_leave_out_what_is_empty() -> None:
    rows_of = [team("total", missing=99.0), team("(unassigned)"), team("M1"), team("M2", missing=5)]
    (table,) = people.tables(page_of(*rows_of))
    names = table.result.frame["manager_id"].tolist()
    assert names == ["M2", "M1", "(unassigned)", "total"] and not table.folded
    assert people.tables(page_of()) == []


@pytest.mark.parametrize(
    ("verdict", "reason", "month", "year"),
    [
        ("met", "", "met the target", "against the ¥100 asked (−¥20)."),
        ("missed_within_noise", "", "by ¥10 by chance alone", "chance alone may take ¥10"),
        ("missed", "", "beyond chance, ¥80 against", "beyond chance: at target"),
        ("cannot_tell", "no_range", "cannot be told", "cannot be told"),
        ("cannot_tell", "partial", "data end early", "data end early"),
        ("cannot_tell", "left", "the rep left", "the rep left"),
        ("not_asked", "", "the target was nought", "the target was nought"),
        ("no_target", "", "came to ¥90; no target", "came to ¥90; no target"),
    ],
)
def test_a_rep_is_told_month_and_year(verdict: str, reason: str, month: str, year: str) -> None:
    own = {"rep_id": "R1", **HELD, "seen_miss": 10.0, "verdict": verdict, "reason": reason}
    found = rows(FRAMES["reps"], own | MONTH, own | YEAR, context=CONTEXT)
    first, second = (one.plain() for one in cards.opening(found))
    assert month in first and first.startswith("Oct 2026")
    assert year in second and second.startswith("Since Jan 2026")


def test_a_year_that_begins_with_the_month_is_not_told_twice() -> None:
    own = {"rep_id": "R1", **HELD, "verdict": "met"}
    scored = {"points": 70.0, "low": 60.0, "high": 80.0, "firm": 90.0, "standing": "below"}
    january = {**YEAR, "since": "2026-10"}
    found = rows(FRAMES["reps"], own | MONTH | scored, own | january | scored)
    assert [one.key for one in cards.opening(found)] == ["month", "points"]
    of_team = rows(FRAMES["teams"], team("M1"), team("M1") | january)
    assert [one.key for one in cards.opening_of_team(of_team)] == ["team"]
    assert [one.key for one in cards.missed(of_team)] == ["people", "apart"]


def test_what_a_team_sold_without_a_target_is_told_apart() -> None:
    found = rows(FRAMES["teams"], team("M1"), team("M1", held=90.0) | YEAR, context=CONTEXT)
    said = cards.missed(found)
    assert [one.key for one in said] == ["people", "people", "apart"]
    assert "¥80 of the team's ¥90" in said[-1].plain()


def test_parts_name_columns_of_the_frames_of_the_room() -> None:
    for one in cards.CARDS:
        if (frame := FRAMES.get(one.frame)) is not None:
            named = {*one.columns.replace("+", " ").split(), one.by, one.only.partition("=")[0]}
            assert named - {""} <= set(frame.columns), one
