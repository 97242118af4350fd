"""Targets that no amount states: grades known at the month's end, owners, what is overdue."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.plans.reading import entries
from salesnb.targets.plan.qualitative import judge_goals

OCTOBER = Month.parse("2026-10")


def stated(*goals: tuple[str, str, str]) -> pd.DataFrame:
    rows = [
        {
            "target_id": name,
            "goal": f"goal {name}",
            "owner": owner,
            "due_on": dt.date.fromisoformat(due),
            "evidence": "a paper",
            **{f"grade_{n}": f"{n} done" for n in range(5)},
        }
        for name, owner, due in goals
    ]
    return entries({"controls": {"qualitative": rows}}, "controls", "qualitative")


def milestones(*rows: dict[str, object]) -> pd.DataFrame:
    columns = ["milestone_id", "kind", "grade", "done_share", "evidence", "done_on"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(done_on=pd.to_datetime(table["done_on"]))


def done(
    name: str, grade: float | None, on: str | None = None, **more: object
) -> dict[str, object]:
    return {"milestone_id": name, "kind": "qualitative", "grade": grade, "done_on": on, **more}


def test_each_target_has_the_grade_that_is_known_at_the_months_end() -> None:
    targets = stated(
        ("A", "Li", "2026-10-31"), ("B", "Li", "2026-11-30"), ("C", "Wu", "2027-06-30")
    )
    grades = milestones(done("A", 3, "2026-10-22", evidence="signed"), done("B", 4, "2026-11-02"))
    goals = judge_goals(targets, grades, month=OCTOBER)["goals"].set_index("target_id")
    assert goals["state"].to_dict() == {"A": "graded", "B": "soon", "C": "later"}
    assert goals.loc["A", ["reached", "grade_text", "proof"]].tolist() == [0.75, "3 done", "signed"]
    assert goals["grade"].notna().tolist() == [True, False, False]
    november = judge_goals(targets, grades, month=OCTOBER + 1)["goals"]
    assert november["state"].tolist() == ["graded", "graded", "later"]


def test_owners_add_up_and_targets_without_a_grade_do_not_count_as_nought() -> None:
    targets = stated(
        ("A", "Li", "2026-08-31"), ("B", "Li", "2026-09-30"), ("C", "Wu", "2026-09-30")
    )
    found = judge_goals(targets, milestones(done("A", 2), done("C", 0)), month=OCTOBER)
    owners = found["goal_owners"].set_index("owner")
    assert owners.loc["Li", ["n_targets", "n_graded", "n_open", "n_overdue"]].tolist() == [
        2,
        1,
        1,
        1,
    ]
    assert owners["reached"].to_dict() == pytest.approx({"Li": 0.5, "Wu": 0.0, "total": 0.25})
    late = found["goals"].set_index("target_id")["days_overdue"]
    assert late["B"] == 31
    assert late.drop("B").isna().all()


def test_a_target_due_on_the_last_day_is_overdue_then() -> None:
    found = judge_goals(stated(("A", "Li", "2026-10-31")), milestones(), month=OCTOBER)
    assert found["goals"]["state"].tolist() == ["overdue"]
    assert found["goal_owners"]["reached"].isna().all()


def test_targets_of_earlier_years_are_settled_once_they_are_graded() -> None:
    targets = stated(("A", "Li", "2025-06-30"), ("B", "Li", "2025-06-30"))
    found = judge_goals(targets, milestones(done("A", 4, "2025-07-01")), month=OCTOBER)
    assert found["goals"]["target_id"].tolist() == ["B"]
    assert found["goals_basis"]["n_settled"].tolist() == [1]
    own_year = judge_goals(targets, milestones(done("A", 4)), month=OCTOBER - 12, year_start=4)
    assert len(own_year["goals"]) == 2


def test_milestones_that_nobody_stated_are_counted() -> None:
    one = milestones(done("A", 1), done("Z", 4), {"milestone_id": "Q", "kind": "quantitative"})
    found = judge_goals(stated(("A", "Li", "2026-12-31")), one, month=OCTOBER)
    assert found["goals_basis"]["n_unstated"].tolist() == [1]


def test_without_targets_or_milestones_there_are_no_rows() -> None:
    found = judge_goals(stated(), milestones(), month=OCTOBER)
    assert [len(frame) for frame in found.values()] == [0, 0, 0]
    bare = judge_goals(stated(("A", "Li", "2026-12-31")), pd.DataFrame(), month=OCTOBER)
    assert bare["goals"]["state"].tolist() == ["soon"]
