"""What became of the decisions that the month before asked for."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.intake.taken_up import what_was_taken_up
from salesnb.months import Month

OCTOBER = Month.parse("2026-10")
ASKED = pd.DataFrame(
    {
        "decision": ["02_sales.cash", "02_sales.silence"],
        "action": ["Collect.", "Ask."],
        "amount": [5.0, float("nan")],
    }
)


def accepted(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["month", "decision", "due_on", "done_on"])
    days = {name: pd.to_datetime(frame[name], errors="coerce") for name in ("due_on", "done_on")}
    return frame.assign(owner="Li", **days)


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
    answers = accepted(("2026-09", "02_sales.cash", due, done))
    found = what_was_taken_up(ASKED, answers, month=OCTOBER)
    states = found["taken_up"].set_index("decision")["state"].to_dict()
    assert states == {"02_sales.cash": state, "02_sales.silence": "open"}
    counts = found["taken_up_counts"].iloc[0]
    assert (counts["month"], counts["n_asked"], counts[f"n_{state}"]) == ("2026-09", 2, 1)
    assert counts["n_open"] == 1


def test_an_entry_for_another_month_answers_nothing() -> None:
    answers = accepted(("2026-08", "02_sales.cash", "2026-09-30", ""))
    found = what_was_taken_up(ASKED, answers, month=OCTOBER)
    assert set(found["taken_up"]["state"]) == {"open"}


def test_a_misspelt_entry_is_said() -> None:
    answers = accepted(("2026-09", "02_sales.cahs", "2026-11-30", ""))
    found = what_was_taken_up(ASKED, answers, month=OCTOBER)
    states = found["taken_up"].set_index("decision")["state"].to_dict()
    assert states["02_sales.cahs"] == "unknown"
    assert states["02_sales.cash"] == "open"


def test_without_an_earlier_month_nothing_is_counted() -> None:
    found = what_was_taken_up(ASKED.head(0), accepted(), month=OCTOBER)
    assert found["taken_up"].empty
    assert found["taken_up_counts"].empty
