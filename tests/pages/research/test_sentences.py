"""What 05b_research says of which rows, and with which status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.findings import Finding, Words
from salesnb.pages.research import FRAMES, answer, bench, cards, changed, choice, sheet
from tests.pages.rows import page

NAMES = {"C1": Words("One", "一", kind="name"), "C2": Words("Two", "二", kind="name")}
CONTEXT = Context("CNY", {"customers": NAMES})
TOTALS = {
    "scope": "total",
    "n_pursue": 3,
    "n_nurture": 2,
    "n_drop": 1,
    "n_index": 6,
    "easy": 0.667,
    "worth": 5000.0,
    "hour_cost": 100.0,
    "hour_price": 150.0,
    "hours_growth": 0.0,
}
KNOWN = {
    "scope": "total",
    "known_by": 2,
    "basis": "stated",
    "n_a": 4,
    "n_a_single": 1,
    "amount_single": 100.0,
    "share_single": 0.1,
    "n_substitutes": 3,
    "n_substitutes_single": 2,
}


def results_with(**records: Any) -> Results:
    nothing = {"scope": "total"}
    usual = {"totals": nothing, "known_totals": {**nothing, "basis": "none"}}
    usual |= {"bench_totals": nothing, "change_totals": nothing}
    return page(FRAMES, CONTEXT, **{**usual, **records})


def test_without_data_each_sentence_says_what_is_needed() -> None:
    said = answer(results_with())
    assert {one.status for one in said} == {"info"}
    assert [one.key for one in said] == ["advice", "slipping_unknown", "known", "easy"]
    assert "closed deals are needed" in said[0].plain()
    assert "customer_rivals" in sheet.rival(results_with()).plain()
    assert "customer_changes" in changed.masters(results_with()).plain()


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({}, "watch", "Of 4 A customers 1 are known by fewer than 2 of our people: ¥100 a year"),
        ({"share_single": 0.3}, "watch", "30.0% of what A customers buy"),
        ({"n_a_single": 0, "share_single": 0.0}, "good", "Every one of the 4 A customers"),
        ({"basis": "none"}, "info", "export customer_reps"),
    ],
)
def test_too_few_who_know_call_for_action(
    given: Mapping[str, Any], status: str, words: str
) -> None:
    said = bench.known(results_with(known_totals={**KNOWN, **given}))
    assert said.status == status and words in said.plain()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "With the hours of today it pays most to pursue 3 customers"),
        ({"hours_growth": -0.25}, "With hours changed by −25.0%"),
        ({"hour_cost": float("nan")}, "What an hour costs is not known"),
    ],
)
def test_the_advice_says_whose_hours(given: Mapping[str, Any], words: str) -> None:
    said = choice.advice(results_with(totals={**TOTALS, **given}))
    assert said.status == "watch" and words in said.plain()


def moved(**given: Any) -> dict[str, Any]:
    row = {"customer_id": "C1", "before": 100.0, "now": 20.0, "change": -960.0, "growth": -0.8}
    return {**row, "chance": 0.01, "is_told": True, **given}


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({}, "act", "One buys −80.0% against the twelve months before: ¥20 a month after ¥100"),
        ({"change": 960.0, "growth": 0.8, "now": 180.0}, "watch", "One buys +80.0%"),
        ({"is_told": False}, "info", "The largest fall is that of One"),
        ({"is_told": False, "change": 960.0}, "good", "Of 9 customers none"),
    ],
)
def test_only_what_is_beyond_chance_calls_for_action(
    given: Mapping[str, Any], status: str, words: str
) -> None:
    totals = {"scope": "total", "n_judged": 9, "n_down": 1, "n_up": 0, "least_seen": 0.5}
    said = changed.volume(results_with(volumes=[moved(**given)], change_totals=totals))
    assert said.status == status and words in said.plain()


def sheets(*rows: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    usual = {"customer_class": "A", "amount": 500.0, "replaceability": 0.8}
    ends = {"replaceability_low": 0.7, "replaceability_high": 0.9}
    return [{**usual, **ends, **row} for row in rows]


def test_replaced_with_ease_only_where_it_is_sure() -> None:
    one = sheets({"customer_id": "C1"})
    easy = {**TOTALS, "n_easy": 1, "amount_easy": 500.0}
    said = sheet.easy(results_with(totals=easy, customer_research=one))
    assert (
        said.status == "watch"
        and "the largest is One with ¥500 (index 0.80, 0.70 to" in said.plain()
    )
    none = sheet.easy(results_with(totals=TOTALS, customer_research=one))
    assert none.status == "good" and "At none of the 6 customers" in none.plain()


def test_the_largest_customer_with_a_new_owner_is_named() -> None:
    row = {"field": "group_id", "nth": 1, "topic": "owner", "new_value": "G1", "old_value": "G2"}
    dated = {**row, "changed_on": "2026-10-05"}
    rows = [
        {**dated, "customer_id": "C1", "amount": 1.0},
        {**dated, "customer_id": "C2", "amount": 9.0},
    ]
    (said,) = changed.owner(results_with(changes=rows))
    assert said.status == "watch" and said.plain().startswith("Two has a new owner")


def test_a_card_says_only_what_is_known() -> None:
    own = {"customer_id": "C1", "our_share": 0.5, "our_share_low": 0.4, "our_share_high": 0.6}
    rows = results_with(customer_research=[{**own, "share_basis": "both"}]).customer_research
    said: list[Finding] = cards.said(rows)
    assert [one.key for one in said] == ["share"]
    assert "50.0% (40.0% to 60.0%; from rivals seen there and stated purchases)" in said[0].plain()


@pytest.mark.parametrize(
    ("basis", "words"),
    [("classes", "Most sales are with A customers"), ("largest", "Nobody is classed. Of the")],
)
def test_the_open_question_names_classes_only_where_customers_are_classed(
    basis: str, words: str
) -> None:
    question = {"question": "share", "n_open": 2, "n_asked": 2, "amount_open": 250.0}
    totals = {"scope": "total", "class_basis": basis}
    said = choice.unanswered(results_with(bench_totals=totals, question_counts=[question]))
    assert said.key == "open" and words in said.plain()
