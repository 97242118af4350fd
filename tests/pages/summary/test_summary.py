"""What 15_summary says: sentences of other pages, points with who and when, last month's points."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.citations import Citation, Cited
from salesnb.contracts.page import Results
from salesnb.contracts.results import Context, Result
from salesnb.contracts.validated import result
from salesnb.findings import Finding, say
from salesnb.i18n import LANGUAGES, use
from salesnb.i18n.words import Words
from salesnb.index import Entry
from salesnb.pages.summary import FRAMES, answer, checked, points, told
from tests.pages.rows import rows

CONTEXT = Context("CNY", {"reps": {"R1": Words("Li Wei", "李伟", kind="name")}})


def held(**said: list[Finding]) -> Results:
    """Return the parts that are told of what workbooks said (`_02_sales` for 02_sales)."""
    frames = told.told({name.removeprefix("_"): found for name, found in said.items()})
    return Results({name: result(frame, FRAMES[name]) for name, frame in frames.items()})


def of(key: str, text: str, value: float = 3.0) -> Finding:
    """Return a sentence that ends in a number."""
    number = Cited(value, Citation("02_sales_level", "draft", "amount", ()), "integer", "")
    return Finding(key, "watch", f"{text} {{n}}", {"n": number})


def test_the_first_sentence_that_was_said_of_each_line_is_told() -> None:
    page = held(
        _02_sales=[of("level", "High."), of("driver", "By volume.")],
        _13_review=[of("held_sales_month", "Missed."), of("where_new", "There.")],
    )
    assert [one.plain() for one in told.sentences(page.happened)] == ["Missed. 3"]
    assert [one.plain() for one in told.sentences(page.causes)] == ["By volume. 3", "There. 3"]
    assert told.sentences(page.happened)[0].key == "13_review.held_sales_month"
    assert told.sentences(page.ahead) == []


def test_without_targets_the_sales_page_is_told() -> None:
    page = held(_02_sales=[of("level", "High.")])
    assert [one.status for one in told.sentences(page.happened)] == ["watch"]


def test_nothing_explains_a_month_whose_data_are_in_doubt() -> None:
    said = {"13_review": [of("why_month", "By volume."), of("where_new", "There.")]}
    assert len(told.told(said)["causes"]) == 2
    assert told.told(said, is_in_doubt=True)["causes"].empty


def test_what_only_says_that_it_cannot_be_told_is_no_summary() -> None:
    page = held(
        _03_market=[say("driver", "info", "It cannot be told.")],
        _02_sales=[of("last_month", "Collections:", float("nan"))],
    )
    assert page.happened.is_empty and page.causes.is_empty


def point(**more: object) -> Result:
    row = {
        "place": 1,
        "decision": "06_risk.call",
        "status": "act",
        "amount": 854_600.0,
        "about": "likely to be late",
        "lever": "collect",
        "share": 0.5,
        "value": 427_300.0,
        "action": "Call them.",
        "owner_id": "",
        "owner": "finance",
        "due_on": pd.Timestamp("2026-11-30"),
        "text": "Much is late.",
        "slots": "{}",
    }
    return rows(FRAMES["points"], row | more, context=CONTEXT)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "To do: Call them. Who: finance, by 2026-11-30. At stake: ¥854.6k (likely to be"),
        (
            {"owner_id": "R1", "owner": ""},
            "To do: Call them. Who: Li Wei, by 2026-11-30. At stake: ¥854.6k",
        ),
        ({"owner": ""}, "To do: Call them. By 2026-11-30. At stake: ¥854.6k (likely to be"),
        (
            {"amount": float("nan"), "value": float("nan")},
            "To do: Call them. Who: finance, by 2026-11-30.",
        ),
        (
            {"action": "", "amount": float("nan"), "value": float("nan")},
            "To do by 2026-11-30: agree who looks into it, and what is done.",
        ),
    ],
)
def test_a_point_says_what_to_do_who_does_it_and_by_when(
    more: dict[str, object], said: str
) -> None:
    seen, asked = points.found(Results({"points": point(**more)}))
    assert (seen.plain(), seen.status) == ("Much is late.", "act")
    assert asked.plain().startswith(said)


def counted(**counts: object) -> Results:
    numbers = [one for one in FRAMES["checked_counts"].columns if one != "month"]
    row = {"month": "2026-09", **dict.fromkeys(numbers, 0), **counts}
    counts_of = rows(FRAMES["checked_counts"], row)
    return Results({"checked_counts": counts_of, "older": rows(FRAMES["older"])})


@pytest.mark.parametrize(
    ("counts", "status", "words"),
    [
        ({"n_asked": 3, "n_open": 3}, "watch", "Sep 2026 asked for (3) none was taken up"),
        ({"n_asked": 3, "n_open": 1, "n_done": 2}, "watch", "2 are done"),
        ({"n_asked": 2, "n_accepted": 2}, "good", "2 are taken up"),
    ],
)
def test_what_became_of_last_months_points_is_counted(
    counts: dict[str, object], status: str, words: str
) -> None:
    said, outcome = checked.found(counted(**counts, n_gone=1))
    assert said.status == status and words in said.plain()
    assert "no longer raised: 1;" in outcome.plain()


def test_a_misspelt_entry_is_to_be_corrected() -> None:
    for counts in ({"n_asked": 2, "n_open": 2}, {"n_asked": 0}):
        said = checked.found(counted(**counts, n_unknown=1))
        assert said[-1].status == "act" and "plan/accepted.toml" in said[-1].plain()


def test_what_is_long_past_due_is_named() -> None:
    late = {"month": "2026-07", "decision": "06_risk.call", "state": "late", "owner": "Li"}
    older = rows(FRAMES["older"], late | {"due_on": "2026-08-31"})
    (said,) = checked.found(
        Results({"checked_counts": rows(FRAMES["checked_counts"]), "older": older})
    )
    assert "06_risk.call of the report of Jul 2026, which Li does" in said.plain()


def moved(n_taken: int) -> Result:
    row = {"lever": "collect", "share": 0.5, "n_taken": n_taken, "gone_taken": 0.6}
    return rows(FRAMES["moved"], row | {"n_left": 9, "gone_left": 0.2})


def test_leverages_are_held_against_what_went_once_there_are_enough_cases() -> None:
    assert checked.evidence(moved(checked.FEW - 1)) == []
    (said,) = checked.evidence(moved(checked.FEW))
    assert "“collect what is due” 60.0% was gone" in said.plain()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_month_in_which_nothing_was_said_gives_no_sentence(lang: str) -> None:
    parts = told.told({})
    frames = {name: result(frame, FRAMES[name]) for name, frame in parts.items()}
    frames["points"] = rows(FRAMES["points"])
    with use(lang):
        assert answer(Results(frames)) == []


def test_the_page_waits_for_all_others_of_the_pack() -> None:
    from salesnb.index import after, read_index

    entries = read_index()
    others = {name for name, one in entries.items() if one.pack and name != "15_summary"}
    assert set(after(entries["15_summary"], entries)) == others
    assert next(reversed(entries)) == "15_summary"
    assert isinstance(entries["15_summary"], Entry)
