"""What a customer's three cards say, and where their parts stand."""

from __future__ import annotations

from typing import Any

import pytest

from salesnb.contracts.cards import INFORMATION, REVIEW, SHEETS, STRATEGY
from salesnb.contracts.results import Context, Result
from salesnb.findings import Words
from salesnb.pages.customer_cards import CARDS, FRAMES, cards
from tests.pages.rows import rows

CONTEXT = Context("CNY", {"customers": {"C1": Words("One", "一", kind="name")}})
OWN = {"customer_id": "C1", "n_graded": 4, "n_good": 3, "n_weak": 1, "year_amount": 2e5}


def result_of(frame: str, **row: Any) -> Result:
    return rows(FRAMES[frame], {"customer_id": "C1", **row}, context=CONTEXT)


@pytest.mark.parametrize(
    ("growth", "words"),
    [(0.1, "¥200.0k in twelve months, +10.0% on the"), (float("nan"), "in twelve months; of 4")],
)
def test_a_card_opens_with_sales_and_grades(growth: float, words: str) -> None:
    (said,) = cards.opening(result_of("customer_cards", **OWN, growth=growth))
    assert words in said.plain() and "3 are good and 1 weak" in said.plain()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, []),
        ({"completeness": 0.75}, ["75.0% of what"]),
        ({"days_old": 12}, ["12 days ago"]),
        ({"completeness": 1.0, "days_old": 400, "is_stale": True}, ["100.0%", "Stale: nobody"]),
    ],
)
def test_a_card_says_of_its_freshness_only_what_is_known(row: Any, said: list[str]) -> None:
    found = [one.plain() for one in cards.kept(result_of("information", **row))]
    assert len(found) == len(said)
    assert all(words in text for words, text in zip(said, found, strict=True))


def test_what_is_wanted_names_amount_and_offer_where_there_are_any() -> None:
    bare = {"objective": "keep", "objective_amount": 0.0, "next_review_on": "2026-12-31"}
    keys = [one.key for one in cards.wanted(result_of("strategy", **bare))]
    assert keys == ["objective", "next_review"]
    more = {**bare, "objective": "collect", "objective_amount": 5e4}
    more |= {"offer_group": "Seals", "offer_share": 0.6}
    aim, offer, review = (one.plain() for one in cards.wanted(result_of("strategy", **more)))
    assert aim == "Objective: collect what is past due, then sell (¥50.0k)."
    assert "Seals" in offer and "60.0%" in offer
    assert "31 Dec 2026" in review or "2026-12-31" in review


@pytest.mark.parametrize(
    ("direction", "same", "words"),
    [
        ("none", 0, ()),
        ("down", 1, ("points down, for the first time",)),
        ("up", 3, ("points up, for 3 months running",)),
    ],
)
def test_a_verdict_says_why_and_since_when(
    direction: str, same: int, words: tuple[str, ...]
) -> None:
    row = {"proposal": "keep", "reason": "first", "direction": direction, "months_same": same}
    first, *others = (one.plain() for one in cards.verdict(result_of("customer_cards", **row)))
    assert first.startswith("Proposal: keep. Why: the month's review points there, too few")
    assert len(others) == len(words)
    assert all(part in text for part, text in zip(words, others, strict=True))


def test_each_sheet_of_a_customer_has_parts_and_one_of_them_opens_the_card() -> None:
    assert {one.subject for one in CARDS} == {"customer"}
    assert SHEETS == (INFORMATION, STRATEGY, REVIEW)
    assert {one.sheet for one in CARDS} == set(SHEETS)
    assert [one.frame for one in CARDS if one.opens] == ["customer_cards"]


def test_parts_name_columns_of_the_frames_of_the_room() -> None:
    for one in CARDS:
        frame = FRAMES.get(one.frame)
        if frame is not None:  # another workbook's result is known to that one alone
            named = {*one.columns.replace("+", " ").split(), one.only} - {""}
            assert named <= set(frame.columns), one.frame
