"""What 05c_cards says of which rows, and with which status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.findings import Finding, Words
from salesnb.i18n import use
from salesnb.pages import decisions_of
from salesnb.pages.customer_cards import FRAMES, sentences
from tests.pages.rows import page

NAMES = {key: Words(key * 2, key, kind="name") for key in ("C1", "C2")}
PRODUCTS = {"P1": Words("Seal", "密封件", kind="name")}
CONTEXT = Context("CNY", {"customers": NAMES, "products": PRODUCTS})
COUNTS = """n_customers n_carded n_listed n_silent n_merged n_judged n_unjudged least_graded
    months_running n_turn_up n_turn_down n_up n_down n_look n_first n_agreed n_short n_incomplete
    n_dated n_stale stale_days n_due n_unclassed n_months"""
NOBODY = {"scope": "total", **dict.fromkeys(COUNTS.split(), 0)}
MONTH = NOBODY | {
    "n_customers": 9,
    "n_carded": 6,
    "carded_share": 0.9,
    "n_silent": 2,
    "n_listed": 1,
    "n_judged": 4,
    "n_unjudged": 2,
    "least_graded": 3,
    "months_running": 2,
    "n_turn_up": 2,
    "turn_up_amount": 3e6,
    "n_turn_down": 1,
    "turn_down_amount": 1e6,
    "complete_from": 0.8,
    "n_dated": 6,
    "stale_days": 365,
    "n_due": 5,
}


def results_with(month: Mapping[str, Any] | None = None, **records: Any) -> Results:
    return page(FRAMES, CONTEXT, card_month={**MONTH, **(month or {})}, **records)


def says(found: Finding, key: str, status: str, *parts: str) -> None:
    assert (found.key, found.status) == (key, status)
    assert all(part in found.plain() for part in parts), found.plain()


@pytest.mark.parametrize(("down", "status"), [(1e6, "good"), (3e6, "good"), (4e6, "watch")])
def test_the_month_is_watched_where_more_money_points_down_than_up(
    down: float, status: str
) -> None:
    said = sentences.turned(results_with({"turn_down_amount": down}).card_month)
    amounts = "up for 2 customers (¥3.0M", f"down for 1 (¥{down / 1e6:.1f}M"
    says(said, "month", status, *amounts, "of 4 that could be judged; of 2 more")


def test_a_month_that_judges_nobody_says_why() -> None:
    unjudged = results_with({"n_judged": 0, "n_unjudged": 6})
    says(sentences.turned(unjudged.card_month), "month", "info", "None of the 6", "fewer than 3")
    assert sentences.proposed(unjudged.card_month) == []
    says(sentences.turned(results_with(NOBODY).card_month), "month", "info", "No customer has a")


def test_proposals_are_said_one_by_one_those_that_cost_first() -> None:
    moved = {"n_down": 1, "down_amount": 2e5, "n_up": 2, "up_amount": 4e5, "n_first": 3}
    moved |= {"n_look": 4, "look_amount": 6e5}
    down, up, look, first = sentences.proposed(results_with(moved).card_month)
    says(down, "move_down", "act", "move down: 1, with ¥200.0k")
    says(up, "move_up", "good", "move up: 2, with ¥400.0k")
    says(look, "look", "watch", "4 (¥600.0k)", "contradict")
    says(first, "first", "info", "are alike: 3", "2 months running")
    (nobody,) = sentences.proposed(results_with({"n_first": 3}).card_month)
    says(nobody, "nobody", "info", "Nobody is proposed to move: 3 customers would be")


def agreement(customer: str, short: float) -> dict[str, object]:
    row = {"customer_id": customer, "product_id": "P1", "agreed_amount": 9e4}
    return {**row, "short_amount": short, "kept_amount": 9e4 - short}


@pytest.mark.parametrize(("kept", "status"), [(0.79, "act"), (0.8, "watch"), (0.95, "watch")])
def test_agreements_name_the_largest_gap(kept: float, status: str) -> None:
    totals = {"n_agreed": 2, "n_short": 2, "agreed_amount": 2e5, "short_amount": 5e4}
    rows = [agreement("C1", 2e4), agreement("C2", 3e4)]
    (said,) = sentences.agreed(results_with({**totals, "kept_share": kept}, agreements=rows))
    says(said, "agreed", status, f"{kept:.1%}", "¥50.0k is short, with 2", "Seal at C2C2: ¥30.0k")


def test_agreements_that_were_kept_are_good_and_none_are_not_spoken_of() -> None:
    totals = {"n_agreed": 1, "agreed_amount": 9e4, "kept_share": 1.0}
    (said,) = sentences.agreed(results_with(totals, agreements=[agreement("C1", 0.0)]))
    says(said, "agreed", "good", "All of what 1 customers", "¥90.0k")
    assert sentences.agreed(results_with()) == []


@pytest.mark.parametrize(
    ("given", "key", "status", "words"),
    [
        ({}, "cards", "good", "0 of 6 cards are incomplete (filled to less than 80.0%), 0 are st"),
        ({"n_incomplete": 2}, "cards", "watch", "2 of 6 cards are incomplete"),
        ({"n_stale": 1}, "stale", "watch", "1 are stale (nobody saw or changed the customer for"),
        ({"n_dated": 0}, "cards", "good", "how fresh they are is not known"),
    ],
)
def test_cards_that_lack_or_are_old_are_watched(
    given: Mapping[str, Any], key: str, status: str, words: str
) -> None:
    (said,) = sentences.cards(results_with(given).card_month)
    says(said, key, status, words, "5 reviews are due next month")


def test_nobody_has_a_card_where_nothing_was_sold() -> None:
    assert sentences.cards(results_with(NOBODY).card_month) == []
    (said,) = sentences.covered(results_with({"carded_share": float("nan")}).card_month)
    says(said, "covered", "info", "6 of 9 customers have a card; nothing was sold")
    (said,) = sentences.covered(results_with().card_month)
    says(said, "covered", "info", "with 90.0% of the sales", "2 have been silent", "1 are beyond")


def graded(criterion: str, n_weak: int, amount: float) -> dict[str, object]:
    return {"criterion": criterion, "n_graded": 5, "n_weak": n_weak, "weak_amount": amount}


def test_the_criterion_with_most_weak_money_is_named_not_that_with_most_customers() -> None:
    rows = [graded("sales", 4, 1e5), graded("cash", 1, 3e5)]
    (said,) = sentences.graded(results_with(grade_totals=rows).grade_totals)
    says(said, "weak", "watch", "is cash: 1 of 5 graded customers are, with ¥300.0k")
    (said,) = sentences.graded(results_with(grade_totals=[graded("cash", 0, 0)]).grade_totals)
    says(said, "weak", "info", "No customer that is graded is weak")
    (said,) = sentences.graded(results_with().grade_totals)
    says(said, "ungraded", "info", "can be graded by any criterion")


def test_a_grade_near_chance_is_watched() -> None:
    rows = [
        {"criterion": "sales", "n": 40, "same_share": 0.51, "chance_share": 0.44},
        {"criterion": "growth", "n": 50, "same_share": 0.69, "chance_share": 0.44},
    ]
    said = {one.key: one for one in sentences.steady(results_with(steadiness=rows).steadiness)}
    says(said["steady_sales"], "steady_sales", "watch", "Of 40", "51.0%", "44.0%")
    says(said["steady_growth"], "steady_growth", "info", "Of 50", "69.0%")


def test_what_most_cards_lack_is_named_and_what_nobody_keeps_is_set_apart() -> None:
    lacking = [
        {"field": "phone", "n": 2, "share": 0.3, "amount": 5e5},
        {"field": "city", "n": 4, "share": 0.6, "amount": 1e5},
    ]
    rows = results_with(missing_counts=lacking, unkept_fields=[{"field": "storage_area"}])
    most, unkept = sentences.lacking(rows)
    says(most, "lacking", "watch", "most is City: 4 of them (60.0%), with ¥100.0k")
    says(unkept, "unkept_storage_area", "info", "Kept for no customer", "Storage area")
    (none,) = sentences.lacking(results_with())
    says(none, "lacking", "info", "No card lacks anything")


def test_every_decision_asks_of_something_that_the_page_says_and_counts() -> None:
    loud = {"n_down": 1, "down_amount": 1.0, "n_look": 1, "look_amount": 1.0, "n_stale": 1}
    loud |= {"kept_share": 0.5, "n_agreed": 1, "agreed_amount": 2.0, "short_amount": 1.0}
    rows = results_with({**loud, "stale_amount": 1.0}, agreements=[agreement("C1", 1.0)])
    urgent = {one.key for one in sentences.answer(rows) if one.status in {"act", "watch"}}
    decisions = decisions_of("salesnb.pages.customer_cards")
    assert {one.keys for one in decisions} == {"move_down", "look", "agreed", "stale"} <= urgent
    for one in decisions:
        frame, _, column = one.amount.partition(".")
        assert getattr(rows, frame).first[column] == 1.0


def test_the_answer_is_said_in_chinese_without_a_word_of_english() -> None:
    moved = {"n_down": 1, "down_amount": 2e5, "n_first": 3}
    rows = results_with(moved)
    with use("zh"):
        said = " ".join(one.plain() for one in sentences.answer(rows))
    assert said.isascii() is False and "customers" not in said and "months" not in said
