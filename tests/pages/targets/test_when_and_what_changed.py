"""08_targets: when the plan falls due, targets without an amount, what changed since."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.i18n import use
from salesnb.i18n.words import Words
from salesnb.pages import frames_of
from salesnb.pages.targets import calendar, qualitative, trials, versions
from tests.pages.rows import page, rows

NAMES = {"regions": {"R1": Words("West", "西部", kind="name"), "R2": Words("East", kind="name")}}
CONTEXT = Context("CNY", NAMES)
FRAMES = frames_of("salesnb.pages.targets")
MONTH = {"month": "2027-02", "state": "open", "working_days": 16, "target": 9e6, "per_day": 562500}
MARCH = {"month": "2027-03", "state": "open", "working_days": 23, "target": 12e6, "per_day": 521739}
DUE = {"scope": "total", "first": "2027-01", "last": "2027-12", "n_open": 12, "n_judged": 12}
GOAL = {
    "target_id": "Q1",
    "goal": "A distributor in each city",
    "goal_zh": "各城市均有经销商",
    "owner": "Lei Liu",
    "due_on": "2026-09-30",
    "shows": "Signed agreements",
    "state": "overdue",
    "days_overdue": 31,
}
OWNERS = {"owner": "total", "n_targets": 3, "n_graded": 1, "n_open": 2, "n_overdue": 1}
SINCE = {
    "scope": "total",
    "state": "compared",
    "year": "2027",
    "issued": "2026-09",
    "version": "v1",
    "before": 130e6,
    "closed": 0.0,
    "expected": 1e6,
    "decided": 6.9e6,
    "territory": 0.0,
    "now": 137.9e6,
    "change": 7.9e6,
    "n_moved": 2,
    "n_controls": 1,
}


def said(**records: object) -> Results:
    return page(FRAMES, CONTEXT, **records)


def test_the_month_that_asks_for_most_stands_beside_the_one_that_asks_for_least() -> None:
    found = calendar.headline(rows(calendar.DUE_MONTHS, MONTH, MARCH, context=CONTEXT))
    assert "Mar 2027 asks for most: ¥12.0M on 23 working days; Feb 2027" in found.plain()


def test_a_single_open_month_and_none_are_said() -> None:
    closed = rows(calendar.DUE_MONTHS, MONTH | {"state": "closed"}, MARCH, context=CONTEXT)
    assert calendar.headline(closed).plain().startswith("One month of the plan is open: Mar 2027")
    none = rows(calendar.DUE_MONTHS, context=CONTEXT)
    assert "no open month is targeted" in calendar.headline(none).plain()


@pytest.mark.parametrize(
    ("above", "judged", "status"),
    [(1, 12, "watch"), (7, 12, "act"), (0, 12, "good"), (0, 0, "info")],
)
def test_months_above_the_range_of_the_forecast_are_called_out(above, judged, status) -> None:
    far = MARCH | {"place": "above", "low": 8e6, "high": 10e6}
    months = [MONTH | {"place": "above", "low": 8e6, "high": 8.9e6}, far]
    found = calendar.outside(
        said(due=DUE | {"n_above": above, "n_judged": judged}, due_months=months)
    )
    assert [one.status for one in found] == [status]
    if above:
        assert "farthest in Mar 2027: ¥12.0M" in found[0].plain()


def test_years_whose_working_weekends_are_not_announced_are_named() -> None:
    found = calendar.outside(said(due=DUE | {"n_above": 0, "unpublished": "2027"}))
    assert found[-1].plain().startswith("Of 2027 the working weekends around holidays")


def test_an_overdue_target_names_its_owner_and_its_proof_in_the_language_of_the_page() -> None:
    found = qualitative.found(said(goals=GOAL, goal_owners=OWNERS | {"reached": 0.75}))
    assert [one.key for one in found] == ["goals", "goal_overdue"]
    assert "reached 75.0% of the highest grade" in found[0].plain()
    assert found[1].status == "act"
    assert "“A distributor in each city”, due on 2026-09-30 (31 days" in found[1].plain()
    assert "Lei Liu answers for it" in found[1].plain()
    with use("zh"):
        assert "各城市均有经销商" in found[1].plain()


def test_a_target_overdue_for_days_is_watched_and_one_without_a_grade_has_no_share() -> None:
    found = qualitative.found(said(goals=GOAL | {"days_overdue": 3}, goal_owners=OWNERS))
    assert found[1].status == "watch"
    assert found[0].plain().endswith("None of them has a grade yet.")


def test_a_low_grade_is_watched_and_the_next_due_date_is_said() -> None:
    low = {**GOAL, "state": "graded", "grade": 1, "grade_text": "Candidates named"}
    later = {**GOAL, "target_id": "Q2", "state": "later", "due_on": "2027-06-30"}
    found = qualitative.found(said(goals=[low, later], goal_owners=OWNERS))
    assert "was graded 1 on the scale from nought to four: Candidates named" in found[1].plain()
    assert "on 2027-06-30" in found[2].plain()


def test_without_such_targets_that_is_said() -> None:
    basis = {"scope": "total", "n_unstated": 2}
    found = qualitative.found(said(goals_basis=basis))
    assert "states no target without an amount" in found[0].plain()
    assert "does not state as targets: 2" in found[1].plain()


def test_the_bridge_names_its_causes() -> None:
    text = versions.headline(said(since=SINCE)).plain()
    assert text.startswith("Since the plan of Sep 2026 the total of 2027 moved by +¥7.9M")
    assert "forecast and history +¥1.0M, controls +¥6.9M, closed months ¥0" in text


@pytest.mark.parametrize(
    ("changed", "begins"),
    [
        ({"state": "first"}, "This is the first plan of 2027: none"),
        ({"state": "other_year"}, "This is the first plan of 2027: the one of Sep 2026"),
        ({"state": "nothing"}, "Nothing is targeted now"),
        ({"both": 7.9e6, "expected": float("nan")}, "Since the plan of Sep 2026"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(changed, begins) -> None:
    found = versions.headline(said(since=SINCE | changed))
    assert found.plain().startswith(begins)


def test_a_changed_control_has_its_author_and_reason() -> None:
    total = {
        "place": 1,
        "change": "changed",
        "kind": "total",
        "period": "2027",
        "dimension": "total",
        "node": "total",
        "amount_before": 131e6,
        "amount_after": 137.9e6,
        "author": "Wei Wang",
        "reason": "Board",
    }
    region = total | {"place": 2, "change": "added", "dimension": "region", "node": "R1"}
    held = region | {"place": 3, "kind": "hold", "amount_after": float("nan")}
    found = versions.controls(rows(versions.CHANGED_CONTROLS, total, region, held, context=CONTEXT))
    assert found[0].plain() == (
        "Changed: total of the whole for 2027, from ¥131.0M to ¥137.9M (Wei Wang: Board)."
    )
    assert found[1].plain() == "New: total of West for 2027, ¥137.9M (Wei Wang: Board)."
    assert found[2].plain() == "New: hold of West for 2027, as it is (Wei Wang: Board)."


def test_members_that_moved_most_either_way_are_named() -> None:
    node = {"dimension": "region", "before": 5e6}
    up = node | {"node": "R1", "now": 6e6, "change": 1e6}
    down = node | {"node": "R2", "now": 4.5e6, "change": -0.5e6}
    both = versions.members(said(changed_nodes=[up, down]))
    assert "West rose most: +¥1.0M, from ¥5.0M to ¥6.0M; that of East fell most" in both[0].plain()
    (one,) = versions.members(said(changed_nodes=[down]))
    assert "the plan of East moved most" in one.plain()
    assert versions.members(said(changed_nodes=[node | {"node": "R1", "change": 0.0}])) == []


def test_pictures_and_sentences_do_without_rows() -> None:
    none = said()
    for draw, frame in (
        (calendar.draw_months, none.due_months),
        (versions.draw_steps, none.changed_steps),
    ):
        draw(frame)
    plt.close("all")
    assert calendar.found(none) == []
    assert versions.found(none) == []
    assert versions.answer(none) == []
    assert trials.refused(none.trials) == []


def test_a_total_that_cannot_hold_is_said() -> None:
    row = {"case": "low", "total": 131e6, "n_conflicting": 2}
    (one,) = trials.refused(rows(trials.TRIALS, row, context=CONTEXT))
    assert "¥131.0M cannot hold beside what is decided: 2 controls" in one.plain()


def test_a_total_that_did_not_move_is_said_without_a_row_of_noughts() -> None:
    row = {"scope": "all", "state": "compared", "year": "2027", "issued": "2026-09"}
    row |= {"before": 137.9e6, "now": 137.9e6, "change": 0.0}
    one = versions.headline(said(since=[row]))
    assert one.plain() == "The total of 2027 is still that of the plan of Sep 2026: ¥137.9M."
