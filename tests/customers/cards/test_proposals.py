"""Proposals: nobody moves for one month, contradictions go to a person, ends stay ends."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.cards import study
from salesnb.customers.cards.proposals import _directions, _proposed
from salesnb.customers.cards.strategy import _next_reviews, spread
from tests.customers.cards.tiny import MONTH, facts, ground, master, months, sold


def proposed(
    direction: str, own: str, proposed_class: str, same: float, running: int = 2
) -> tuple[str, str]:
    row = {"direction": direction, "customer_class": own, "proposed_class": proposed_class}
    found = _proposed(pd.DataFrame([{**row, "months_same": same}]), running)
    return str(found["proposal"][0]), str(found["reason"][0])


@pytest.mark.parametrize(
    "direction, own, limits, same, expected",
    [
        ("up", "B", "B", 1, ("keep", "first")),
        ("up", "B", "B", 2, ("up", "review")),
        ("down", "B", "", 2, ("down", "review")),
        ("down", "", "", 2, ("down", "review")),
        ("up", "A", "A", 5, ("keep", "best")),
        ("down", "C", "C", 5, ("keep", "least")),
        ("none", "B", "A", 1, ("up", "class")),
        ("up", "B", "A", 2, ("up", "both")),
        ("down", "B", "A", 1, ("look", "against")),
        ("none", "B", "B", 9, ("keep", "none")),
    ],
)
def test_a_proposal_and_its_reason(
    direction: str, own: str, limits: str, same: float, expected: tuple[str, str]
) -> None:
    assert proposed(direction, own, limits, same) == expected


@pytest.mark.parametrize(
    "n_graded, n_good, n_weak, expected",
    [
        *((5, 4, 0, "up"), (5, 5, 0, "up"), (5, 4, 1, "none"), (4, 3, 0, "up"), (3, 3, 0, "none")),
        *((5, 1, 2, "down"), (5, 2, 2, "none"), (4, 0, 1, "none"), (4, 0, 4, "down")),
    ],
)
def test_where_a_month_points(n_graded: int, n_good: int, n_weak: int, expected: str) -> None:
    row = {"n_graded": n_graded, "n_good": n_good, "n_weak": n_weak}
    assert _directions(pd.DataFrame([row]))[0] == expected


def test_months_running_end_with_the_first_other_month_and_with_one_that_is_missing() -> None:
    own = ground(facts(master({"customer_id": "A"}), sold("A", months(2), 10.0)))
    known = study.describe(own, stale_days=365)
    found = known | study.agree(own, known) | study.grade_months(own)
    then = pd.DataFrame({"customer_id": ["A"], "direction": ["none"]})
    for before, n in (([1, 2], 3), ([2], 1), ([], 1)):
        earlier = {str(MONTH - ago): then for ago in before}
        cards = study.propose(own, found, earlier, months_running=2)["customer_cards"]
        assert cards["months_same"].tolist() == [n]


def test_reviews_come_as_often_as_the_class_says_and_never_move() -> None:
    own = ground(facts(master(), sold("A", months(1), 1.0)))
    ids = [f"C{n}" for n in range(600)]
    for name, every in (("A", 1), ("B", 3), ("C", 6)):
        classes = pd.Series(name, index=ids)
        days = _next_reviews(own, classes)
        ahead = (days.dt.year * 12 + days.dt.month - 1 - MONTH.ordinal).to_numpy()
        assert ahead.min() == 1 and ahead.max() == every
        counts = np.bincount(ahead)[1:]
        assert counts.min() > 600 / every * 0.7  # spread over the months
        later = _next_reviews(own.at(MONTH + 1), classes)
        assert (later[ahead > 1] == days[ahead > 1]).all()
    assert spread("C1") == spread("C1")


def test_the_whole_page_stands_on_next_to_nothing() -> None:
    own = ground(facts(master(), sold("A", months(1), 10.0)))
    known = study.describe(own, stale_days=365)
    found = known | study.agree(own, known) | study.grade_months(own)
    cards = study.propose(own, found, {}, months_running=2)
    counted = study.count_month(own, found | cards, months_running=2, stale_days=365)
    row = counted["card_month"].iloc[0]
    assert (row["n_carded"], row["n_judged"], row["n_unjudged"]) == (1, 0, 1)
    assert cards["customer_cards"].loc[0, ["proposal", "objective"]].tolist() == ["keep", "keep"]
