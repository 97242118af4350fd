"""What 05_customers says of which rows, and with which status."""

from __future__ import annotations

import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.findings import Finding, Words
from salesnb.pages.customers import FRAMES, answer, bounds, classes, criteria, foretold, moves
from tests.pages.rows import page

NAMES = {"C1": Words("One", "一", kind="name"), "C2": Words("Two", "二", kind="name")}
CONTEXT = Context("CNY", {"customers": NAMES})
BOUNDARIES = {
    "scope": "total",
    "a_from": 46_000.0,
    "b_from": 20_000.0,
    "counted": "margin",
    "visit_cost": 512.0,
    "hour_price": 700.0,
    "todays_visits": 1.2,
    "n_curves": 5,
    "n_customers": 2,
    "n_assumed": 0,
}
TABLE = [
    {"customer_class": one, "n_customers": n, "expected": 100.0, "share": 0.5, "hours": 10.0}
    for one, n in (("A", 1), ("B", 1), ("C", 0))
]
CUSTOMERS = [
    {"customer_id": "C1", "customer_class": "A", "proposed_class": "A", "p_a": 0.9, "worth": 9.0},
    {"customer_id": "C2", "customer_class": "B", "proposed_class": "B", "p_a": 0.4, "worth": 5.0},
]
CRITERIA = [
    {"criterion": "credit", "weight": 0.6, "known_share": 0.9, "n_flips": 1},
    {"criterion": "influence", "weight": 0.4, "known_share": 0.1, "n_flips": 0},
]
METHODS = ("classes", "rfm", "revenue")


def results_with(**given: object) -> Results:
    usual = {
        "customer_classes": CUSTOMERS,
        "class_boundaries": BOUNDARIES,
        "class_table": TABLE,
        "criteria": CRITERIA,
        "class_limits": [limit("enough")],
        "held_out_basis": {"scope": "total", "state": "too_short", "since": "2025-11"},
    }
    return page(FRAMES, CONTEXT, **{**usual, **given})


def limit(state: str, used: float = 100.0) -> dict[str, object]:
    return {"limit": "time", "unit": "hours", "bound": 120.0, "used": used, "state": state}


def held(lead: float, low: float) -> list[dict[str, object]]:
    """Return the held-out year in which the classes lead by so much, in the worst case."""
    return [
        {"method": one, "share_a": 0.6, "lead": lead, "lead_low": low, "lead_high": lead + 0.02}
        for one in METHODS
    ]


def one(found: list[Finding], key: str) -> Finding:
    return next(each for each in found if each.key == key)


def test_the_answer_says_class_boundary_moves_test_and_what_is_unknown() -> None:
    keys = [each.key for each in answer(results_with())]
    assert keys == ["classes", "boundaries", "moves", "foretold", "unknown_influence"]


@pytest.mark.parametrize(
    ("state", "key", "status"),
    [
        ("enough", "boundaries", "info"),
        ("binds", "hours_bind", "watch"),
        ("short", "hours_short", "act"),
    ],
)
def test_hours_that_are_too_few_ask_for_a_decision(state: str, key: str, status: str) -> None:
    found = bounds.answer(results_with(class_limits=[limit(state)]))[0]
    assert (found.key, found.status) == (key, status)
    assert key != "hours_bind" or "¥700" in found.plain()


def test_classes_that_nothing_bounds_are_no_verdict() -> None:
    nobody = {"customer_classes": [], "class_table": [], "class_moves": [], "flips": []}
    for time, words in (({"bound": None}, "neither reps"), ({}, "120 hours a month there are")):
        page = results_with(**nobody, class_limits=[limit("enough") | time])
        (found,) = [each for each in answer(page) if not each.key.startswith("unknown")]
        assert (found.key, found.status) == ("unbounded", "watch")
        assert words in found.plain()
    said = [each.key for each in criteria.found(page)]
    assert "flips" not in said, "of nobody's class"


def test_hours_that_nobody_states_are_said_to_be_assumed() -> None:
    assert "assumed_hours" not in [each.key for each in bounds.found(results_with())]
    page = results_with(class_boundaries={**BOUNDARIES, "n_assumed": 3, "assumed_hours": 80.0})
    short = results_with(
        class_boundaries={**BOUNDARIES, "n_assumed": 3, "assumed_hours": 80.0},
        class_limits=[limit("short")],
    )
    said = [(each.key, each.status) for each in bounds.answer(short)]
    assert said == [("hours_may_be_short", "watch"), ("assumed_hours", "watch")]
    found = one(bounds.found(page), "assumed_hours")
    assert found.status == "watch" and "Of 3 reps" in found.plain() and "80" in found.plain()


@pytest.mark.parametrize(
    ("lead", "low", "status", "word"),
    [
        (0.03, 0.01, "good", "better"),
        (0.03, -0.01, "info", "chance"),
        (-0.02, -0.04, "watch", "worse"),
    ],
)
def test_the_held_out_year_is_shown_also_when_it_is_bad(
    lead: float, low: float, status: str, word: str
) -> None:
    basis = {"scope": "total", "state": "measured", "since": "2025-11", "n_a": 7}
    found = foretold.answer(results_with(held_out=held(lead, low), held_out_basis=basis))[0]
    assert found.status == status and word in found.plain()


def test_a_choice_of_all_customers_foretells_nothing() -> None:
    basis = {"scope": "total", "state": "measured", "since": "2025-11", "n_a": 7, "n_customers": 7}
    page = results_with(held_out=held(0.0, 0.0), held_out_basis=basis)
    (found,) = foretold.found(page)
    assert found.status == "info" and "all 7 customers of a year ago were A" in found.plain()


def test_who_fell_out_of_a_asks_for_a_decision() -> None:
    before = [{**one, "earlier_class": "A"} for one in CUSTOMERS]
    fell = {
        "customer_id": "C2",
        "moved": "down",
        "earlier_class": "A",
        "customer_class": "B",
        "worth": 5.0,
        "deciding": "credit",
    }
    found = moves.answer(results_with(customer_classes=before, class_moves=[fell]))
    assert found[0].status == "act" and "Two" in found[0].plain()
    stayed = moves.answer(results_with(customer_classes=before))
    assert stayed[0].status == "good"


def test_weights_that_nobody_judged_are_said_to_count_alike() -> None:
    found = criteria.found(results_with())
    assert (
        one(found, "weights").status == "watch" and "count alike" in one(found, "weights").plain()
    )


def test_a_company_without_customers_says_so_and_draws_nothing() -> None:
    empty = results_with(
        customer_classes=[],
        class_table=[{**each, "n_customers": 0} for each in TABLE],
        class_boundaries={**BOUNDARIES, "n_customers": 0},
    )
    found = answer(empty)
    assert [each.key for each in found] == ["classes"] and "Nobody" in found[0].plain()
    for section in (classes, bounds, foretold):
        assert section.alt(empty).plain()
        assert section.draw(empty) is not None


def test_the_picture_has_the_customers_nearest_to_the_boundary() -> None:
    ax = classes.draw(results_with())
    assert {label.get_text() for label in ax.get_yticklabels()} == {"One", "Two"}
    assert "Two" in classes.alt(results_with()).plain()
