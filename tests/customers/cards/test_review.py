"""The rubric: written limits, what each figure is, and what is not graded."""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd
import pytest

from salesnb.customers.cards.figures import FIGURES
from salesnb.customers.cards.review import grade_months
from salesnb.customers.cards.rubric import RUBRIC, grades
from tests.customers.cards.tiny import MONTH, facts, ground, master, months, sold

ONE = master({"customer_id": "A", "credit_limit": 200.0})


def graded(criterion: str, value: float, n: float = 99) -> str:
    return str(grades(pd.Series([value]), pd.Series([n]), RUBRIC[criterion])[0])


@pytest.mark.parametrize("criterion", list(RUBRIC))
def test_limits_are_as_written_on_either_side(criterion: str) -> None:
    rule = RUBRIC[criterion]
    beyond = 0.001 if rule.is_more_better else -0.001
    assert graded(criterion, rule.good) == "good"
    assert graded(criterion, rule.good - beyond) == "fair"
    assert graded(criterion, rule.weak) == "fair"
    assert graded(criterion, rule.weak - beyond) == "weak"
    assert graded(criterion, rule.good - beyond / 10) == "good"  # reads like the limit
    assert graded(criterion, float("nan")) == "unknown"
    if rule.least:
        assert graded(criterion, rule.good, rule.least - 1) == "thin"


def figure(criterion: str, own: dict[str, pd.DataFrame]) -> dict[str, Any]:
    found = FIGURES[criterion](ground(own))
    return dict(found.loc["A"]) if "A" in found.index else {}


def test_growth_is_twelve_months_on_the_twelve_before_or_nothing() -> None:
    cube = pd.concat([sold("A", months(12), 11.0), sold("A", months(12, ago=12), 10.0)])
    assert figure("growth", facts(ONE, cube))["figure"] == pytest.approx(0.1)
    assert figure("growth", facts(ONE, cube[cube["month"] > "2024-12"])) == {}


def test_sales_are_held_against_target_then_agreement_then_the_year_before() -> None:
    cube = pd.concat([sold("A", months(12), 11.0), sold("A", months(12, ago=12), 10.0)])
    own = facts(ONE, cube)
    year_ago = figure("sales", own)
    assert (year_ago["figure"], year_ago["basis"]) == (pytest.approx(1.1), "year_ago")
    of_month = {"customer_id": "A", "product_id": "P1", "agreed_price": 2.0}
    asked = [{**of_month, "period_start": f"{m}-01", "agreed_quantity": 20.0} for m in months(3)]
    agreed = figure("sales", facts(ONE, cube, agreements=asked))
    assert (agreed["figure"], agreed["basis"]) == (pytest.approx(0.5), "agreement")
    plan = pd.DataFrame([("A", str(MONTH), 22.0)], columns=["customer_id", "month", "sales"])
    target = figure("sales", facts(ONE, cube, agreements=asked) | {"targets_before": plan})
    assert (target["figure"], target["basis"]) == (pytest.approx(0.5), "target")


def test_more_of_one_product_does_not_make_up_for_less_of_another() -> None:
    base = {"customer_id": "A", "period_start": "2026-10-01", "agreed_price": 1.0}
    asked = [{**base, "product_id": p, "agreed_quantity": 5.0} for p in ("P1", "P2")]
    cube = sold("A", months(1), 11.0)  # ten pieces of P1, none of P2
    assert figure("sales", facts(ONE, cube, agreements=asked))["figure"] == pytest.approx(0.5)


def test_cash_is_what_is_past_due_and_nothing_is_late_where_no_payment_is_known() -> None:
    owed = [
        {"customer_id": "A", "open_amount": a, "days_past_due": d}
        for a, d in ((30.0, 5), (90.0, 0))
    ]
    other: dict[str, Any] = {"open_instalments": owed, "receivables": [{"customer_id": "A"}]}
    cube = sold("A", months(3), 10.0)
    assert figure("cash", facts(ONE, cube, **other)) == {}
    assert figure("risk", facts(ONE, cube, **other)) == {}
    paid = other | {"collections_cube": [{"amount": 5.0}]}
    assert figure("cash", facts(ONE, cube, **paid))["figure"] == pytest.approx(0.25)
    assert figure("risk", facts(ONE, cube, **paid))["figure"] == pytest.approx(0.6)
    nothing = paid | {"open_instalments": []}
    assert figure("cash", facts(ONE, cube, **nothing))["figure"] == 0


def test_an_unexplained_breach_keeps_price_discipline_from_being_good() -> None:
    lines = [{"month": "2026-10", "customer_id": "A", "n_floored": 9, "n_below_floor": 0}]
    own = facts(ONE, sold("A", months(1), 10.0), price_cells=lines)
    breach = {"customer_id": "A", "month": "2026-10", "amount": 5.0}
    for is_explained, grade in ((True, "good"), (False, "fair")):
        breaches = pd.DataFrame([{**breach, "is_explained": is_explained}])
        review = grade_months(ground(own | {"price_breaches": breaches}))["review"]
        assert review.set_index("criterion").loc["price", "grade"] == grade


def test_visits_are_held_against_the_class_else_against_those_planned() -> None:
    day = {"customer_id": "A", "planned_on": "2026-10-05"}
    made = [
        {**day, "visit_date": "2026-10-05", "status": "held"},
        {**day, "visit_date": None, "status": "cancelled"},
    ]
    own = facts(ONE, sold("A", months(1), 10.0), visits=made)
    assert figure("effort", own)["figure"] == pytest.approx(0.5)
    classes = pd.DataFrame({"customer_id": ["A"], "visits_per_month": [1.0]})
    by_class = figure("effort", own | {"customer_classes": classes})
    assert (by_class["figure"], by_class["basis"]) == (pytest.approx(1 / 3), "class")


def test_a_company_that_only_sells_is_graded_by_what_there_is() -> None:
    review = grade_months(ground(facts(ONE, sold("A", months(2), 10.0))))["review"]
    assert set(review["grade"]) == {"unknown"} and len(review) == len(RUBRIC)


def test_an_equal_grade_again_is_certain_where_nothing_changes() -> None:
    cube = pd.concat([sold("A", months(36), 10.0), sold("B", months(36), 5.0)])
    steady = grade_months(ground(facts(ONE, cube)))["steadiness"].set_index("criterion")
    for criterion, column in product(("sales", "growth"), ("same_share", "chance_share")):
        assert steady.loc[criterion, column] == pytest.approx(1.0)
