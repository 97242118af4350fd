"""What 10_budget says of the plan's costs, on the small company of the costs' own tests."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.validated import result
from salesnb.pages.budget import FRAMES, contribution, costs, credit
from tests.budgets.costs import tiny
from tests.budgets.costs.tiny import TERMS, decided, expenses, facts, spend, visits


def page(plan: dict[str, pd.DataFrame], **more: pd.DataFrame) -> Results:
    known = facts(expenses=expenses(), visits=visits(), spend=spend(), **more)
    found = tiny.costs(known, plan).frames
    return Results({name: result(one, FRAMES[name]) for name, one in found.items()})


def test_the_page_says_what_the_plan_costs_and_what_it_leaves() -> None:
    """Travel of 900 and marketing of 600 on sales of 10,800, of which 2,700 is margin."""
    said = [one.plain() for one in costs.answer(page({}))]
    assert "costs" in said[0] and "13.9%" in said[0] and "2027" in said[0]
    assert "11.1%" in said[1]


@pytest.mark.parametrize(("total", "key"), [(100.0, "over_total"), (9_000.0, "in_total")])
def test_lines_are_held_against_the_stated_total(total: float, key: str) -> None:
    lines = [{"line_id": "B", "label": "T", "expense_type": "travel", "amount": 500.0}]
    found = costs.against_total(page(decided(total=total, lines=lines)).cost_basis)
    assert [one.key for one in found] == [key]


def test_a_budget_of_another_year_is_said() -> None:
    found = costs.against_total(page(decided(year=2025)).cost_basis)
    assert [one.key for one in found] == ["other_year"]


def test_reserves_whose_day_is_over_are_to_be_acted_on_and_an_assumed_rate_is_said() -> None:
    kept = {"reserve_id": "K", "label": "K", "amount": 9.0, "owner": "W", "reason": "x"}
    plan = decided(reserves=[{**kept, "review_on": pd.Timestamp("2026-01-31")}])
    found = {one.key: one for one in credit.found(page(plan, settlement_terms=TERMS))}
    assert found["reserve_due"].status == "act" and found["credit"].status == "watch"
    assert "assumed" in found["credit"].text


def test_what_no_product_group_bears_is_said() -> None:
    assert "not_carried" in {one.key for one in contribution.found(page({}))}


def test_each_table_of_contributions_ends_in_the_whole_plan() -> None:
    *by_dimension, _ = contribution.tables(page({}))
    for view in by_dimension:
        *members, whole = view.result.frame[["node", "contribution"]].itertuples(index=False)
        assert whole.node == "total" and len(members) > 0
        assert round(sum(one.contribution for one in members), 2) == whole.contribution


def without_costs(**more: pd.DataFrame) -> Results:
    """The company of which no selling cost is known."""
    found = tiny.costs(facts(**more)).frames
    return Results({name: result(one, FRAMES[name]) for name, one in found.items()})


def test_without_selling_costs_the_contribution_is_said_to_be_the_margin() -> None:
    """2,700 of margin on sales of 10,800: no cost of nought is shown, nor named a cause."""
    page = without_costs()
    assert page.cost_basis.is_empty
    said = [one.plain() for one in contribution.found(page)]
    assert "No selling cost is known" in said[0] and "the targets" in said[0]
    assert contribution.alt(page).plain() == said[0]
    assert not any("selling cost of" in one for one in said)
    assert "selling_cost" in FRAMES["contribution"].optional.split()


def test_without_any_cost_it_is_said_what_would_tell_what_the_plan_leaves() -> None:
    cube = facts()["sales_cube"].assign(costed_amount=0.0, cost_amount=0.0)
    said = [one.plain() for one in contribution.found(without_costs(sales_cube=cube))]
    assert len(said) == 1 and "standard cost" in said[0] and "10.8k" in said[0]


def test_a_margin_below_nought_is_no_matter_of_selling_costs() -> None:
    planned = facts()["targets"]
    page = without_costs(targets=planned.assign(margin=-planned["margin"]))
    said = [one for one in contribution.found(page) if one.key == "loses"]
    assert said and all("before any selling cost" in one.text for one in said)
