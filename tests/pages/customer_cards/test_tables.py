"""Which customers stand in the tables of 05c_cards, and what its picture draws."""

from __future__ import annotations

from typing import Any

import pytest
from matplotlib.patches import Rectangle

from salesnb.contracts.results import Context, Result
from salesnb.findings import Words
from salesnb.pages.customer_cards import FRAMES, pictures, sentences
from tests.pages.rows import rows

NAMES = {key: Words(key, key, kind="name") for key in ("C1", "C2", "C3", "C4", "C5")}
CONTEXT = Context("CNY", {"customers": NAMES})
KEPT = {"proposal": "keep", "reason": "none", "is_carded": True, "completeness": 0.9}


def cards(*records: dict[str, Any]) -> Result:
    usual = [
        {**KEPT, "customer_id": f"C{place}", "place": place, "year_amount": 100.0 / place, **one}
        for place, one in enumerate(records, start=1)
    ]
    return rows(FRAMES["customer_cards"], *usual, context=CONTEXT)


def names(found: Result) -> list[str]:
    return [str(one) for one in found.frame["customer_id"]]


def test_who_moves_stands_by_proposal_and_sales() -> None:
    found = cards(
        {"proposal": "up"},
        {},
        {"proposal": "down"},
        {"proposal": "look"},
        {"proposal": "down", "year_amount": 99.0},
    )
    assert names(sentences.to_move(found)) == ["C5", "C3", "C4", "C1"]


def test_only_those_who_may_be_proposed_later_point_somewhere() -> None:
    found = cards(
        {"reason": "first", "direction": "up"},
        {"reason": "first", "direction": "down", "proposal": "look"},
        {"reason": "best", "direction": "up"},
        {"reason": "first", "direction": "down"},
    )
    assert set(names(sentences.pointing(found))) == {"C1", "C4"}


def test_cards_to_fill_are_incomplete_or_stale_and_there() -> None:
    found = cards(
        {"completeness": 0.79},
        {"completeness": 0.8},
        {"is_stale": True},
        {"completeness": 0.1, "is_carded": False},
        {"is_stale": True, "is_carded": False},
    )
    assert names(sentences.to_fill(found)) == ["C1", "C3"]


def test_reviews_are_due_of_customers_with_a_card() -> None:
    found = cards({"is_due": True}, {}, {"is_due": True, "is_carded": False}, {"is_due": True})
    assert names(sentences.due(found)) == ["C1", "C4"]


def test_the_shortest_deliveries_and_the_most_lacking_stand_first() -> None:
    agreed = [
        {"customer_id": "C1", "product_id": "P1", "short_amount": 1.0},
        {"customer_id": "C2", "product_id": "P1", "short_amount": 5.0},
    ]
    found = rows(FRAMES["agreements"], *agreed, context=Context("CNY"))
    assert names(found) == ["C2", "C1"]
    lacking = [{"field": "phone", "n": 1}, {"field": "city", "n": 3}]
    assert rows(FRAMES["missing_counts"], *lacking).frame["field"].tolist() == ["city", "phone"]


def test_the_picture_has_a_bar_per_criterion_cut_into_good_fair_and_weak() -> None:
    totals = [
        {"criterion": "sales", "n_graded": 6, "n_good": 3, "n_fair": 2, "n_weak": 1},
        {"criterion": "cash", "n_graded": 4, "n_good": 0, "n_fair": 1, "n_weak": 3},
    ]
    ax = pictures.grades(rows(FRAMES["grade_totals"], *totals, context=CONTEXT))
    labels = {one.get_text() for one in ax.get_yticklabels()}
    assert labels == {"sales", "cash"}
    widths = [bar.get_width() for bar in ax.patches if isinstance(bar, Rectangle)]
    assert sum(widths) == pytest.approx(10.0) and max(widths) == pytest.approx(3.0)


def test_a_month_without_grades_has_an_empty_panel() -> None:
    ax = pictures.grades(rows(FRAMES["grade_totals"], context=CONTEXT))
    assert not ax.patches
