"""What became of the points that the month before asked for, and of what was at stake."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.reviews.summary.checked import check_points
from tests.reviews.summary.raised import matter, raised

OCTOBER = Month.parse("2026-10")
ASKED = pd.DataFrame(
    {
        "place": [1, 2],
        "decision": ["02_sales.cash", "02_sales.silence"],
        "action": ["Collect.", "Ask."],
        "amount": [5.0, float("nan")],
        "subject": ["", ""],
    }
)
SPOKE = {"02_sales"}
Frames = dict[str, pd.DataFrame]


def accepted(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["month", "decision", "due_on", "done_on"])
    days = {name: pd.to_datetime(frame[name], errors="coerce") for name in ("due_on", "done_on")}
    return frame.assign(owner="Li", **days)


def check(answers: pd.DataFrame, now: pd.DataFrame | None = None, asked: object = None) -> Frames:
    rows = raised() if now is None else now
    return check_points(ASKED if asked is None else asked, answers, rows, SPOKE, month=OCTOBER)


@pytest.mark.parametrize(
    ("due", "done", "state"),
    [
        ("2026-11-30", "", "accepted"),
        ("2026-10-31", "", "late"),
        ("2026-10-31", "2026-10-20", "done"),
        ("2026-10-31", "2026-11-02", "late"),  # what is done later was not done by then
    ],
)
def test_an_entry_is_accepted_late_or_done_by_the_end_of_the_month(
    due: str, done: str, state: str
) -> None:
    found = check(accepted(("2026-09", "02_sales.cash", due, done)))
    states = found["checked"].set_index("decision")["state"].to_dict()
    assert states == {"02_sales.cash": state, "02_sales.silence": "open"}
    counts = found["checked_counts"].iloc[0]
    assert (counts["month"], counts["n_asked"], counts[f"n_{state}"]) == ("2026-09", 2, 1)
    assert counts["n_open"] == 1


def test_an_entry_for_another_month_answers_nothing() -> None:
    found = check(accepted(("2026-08", "02_sales.cash", "2026-09-30", "")))
    assert set(found["checked"]["state"]) == {"open"}


def test_a_misspelt_entry_is_said_and_stands_last() -> None:
    rows = check(accepted(("2026-09", "02_sales.cahs", "2026-11-30", "")))["checked"]
    assert rows["decision"].tolist() == ["02_sales.cash", "02_sales.silence", "02_sales.cahs"]
    assert rows["state"].tolist() == ["open", "open", "unknown"]
    assert rows["place"].tolist() == [1, 2, 3]


def test_without_an_earlier_month_nothing_is_counted() -> None:
    found = check(accepted(), asked=ASKED.head(0))
    assert all(found[name].empty for name in ("checked", "checked_counts", "older"))


@pytest.mark.parametrize(
    ("now", "outcome", "left"),
    [
        (float("nan"), "no_amount", None),
        (2.0, "less", 2.0),
        (5.0, "more", 5.0),
        (None, "gone", 0.0),
    ],
)
def test_what_is_at_stake_is_compared_with_the_month_before(
    now: float | None, outcome: str, left: float | None
) -> None:
    today = raised() if now is None else raised(matter("02_sales.cash", now))
    row = check(accepted(), today)["checked"].iloc[0]
    assert row["outcome"] == outcome
    assert row["now"] == left if left is not None else pd.isna(row["now"])


def test_a_workbook_that_says_nothing_this_month_leaves_its_points_open() -> None:
    asked = ASKED.assign(decision=["09_challenge.hours", "02_sales.silence"])
    found = check(accepted(), asked=asked)
    assert found["checked"]["outcome"].tolist() == ["not_judged", "gone"]
    counts = found["checked_counts"].iloc[0]
    assert (counts["n_not_judged"], counts["n_gone"]) == (1, 1)


def test_the_same_matter_of_somebody_else_is_not_compared() -> None:
    asked = ASKED.assign(subject=["R4", ""])
    for rep, outcome in {"R4": "less", "R23": "not_judged"}.items():
        today = raised(matter("02_sales.cash", 2.0, asks="manager", rep_id=rep))
        row = check(accepted(), today, asked)["checked"].iloc[0]
        assert row["outcome"] == outcome
        assert row["now"] == 2 if outcome == "less" else pd.isna(row["now"])


def test_the_same_matter_under_another_of_its_names_is_compared() -> None:
    today = raised(matter("02_sales.debts", 2.0) | {"keys": "02_sales.cash 02_sales.debts"})
    assert check(accepted(), today)["checked"]["outcome"].tolist() == ["less", "gone"]


def test_what_was_taken_up_earlier_is_kept_until_it_is_done() -> None:
    answers = accepted(
        ("2026-07", "02_sales.cash", "2026-08-31", ""),
        ("2026-08", "02_sales.cash", "2026-12-31", ""),
        ("2026-08", "02_sales.silence", "2026-09-30", "2026-09-15"),
    )
    older = check(answers)["older"]
    assert older[["month", "state"]].values.tolist() == [
        ["2026-07", "late"],
        ["2026-08", "accepted"],
    ]
