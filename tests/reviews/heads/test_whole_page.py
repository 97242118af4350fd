"""The whole page of companies that lack something: frames as declared, sentences that are whole."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from salesnb.findings import Finding
from salesnb.i18n import use
from salesnb.pages import performance
from salesnb.pages.performance import (
    compliance,
    efficiency,
    market,
    reporting,
    scorecard,
    spending,
    takings,
)
from tests.reviews.heads.companies import (
    Frames,
    expenses,
    facts,
    page_of,
    reports,
    sales,
    targets,
    visits,
)
from tests.reviews.heads.test_compliance import breach, cells, refusals
from tests.reviews.heads.test_market_plan import milestones, outlets
from tests.reviews.heads.test_takings import owing

PARTS = (scorecard, takings, reporting, spending, compliance, market, efficiency)


def whole() -> Frames:
    sold = sales(24, {"R1": 1000.0, "R2": 1000.0, "R3": 1000.0, "R4": 300.0})
    breaches = pd.DataFrame([breach("below_floor", "CR10", 50.0), breach("diversion", "CR30", 9.0)])
    lacking = {"approvals", "month_lines"}
    return owing() | {
        "sales_cube": sold,
        "issued_targets": pd.concat(
            [targets(3000.0), targets(2.0, "visits"), targets(2900.0, "collections")],
            ignore_index=True,
        ),
        "collections_cube": sold[["month", "customer_id", "rep_id"]].assign(
            settlement_id="", amount=sold["net_amount"]
        ),
        "reports": reports({"R1": 20, "R2": 18, "R3": 19, "R4": 2}),
        "visits": visits(),
        "expenses": expenses({"R1": 10.5, "R2": 11.0, "R3": 9.0, "R4": 14.0}),
        "price_cells": cells(),
        "price_breaches": breaches,
        "milestones": milestones(),
        **outlets(),
        **{name: refusals(is_granted=False)[name] for name in lacking},
    }


def nothing() -> Frames:
    found = facts()
    return found | {"sales_cube": found["sales_cube"].iloc[:0]}


def without_reps() -> Frames:
    found = whole()
    cube = found["sales_cube"].assign(rep_id="(unassigned)")
    customers = found["customers"].assign(rep_id="")
    lacking = ("reps", "reports", "visits", "expenses", "customer_reps", "issued_targets")
    none = {name: found[name].iloc[:0] for name in lacking}
    return found | none | {"sales_cube": cube, "customers": customers}


def of_months(n: int) -> Frames:
    found = whole()
    cube = found["sales_cube"]
    first = sorted(set(cube["month"]))[-n]
    return found | {"sales_cube": cube[cube["month"] >= first]}


def without_a_cost() -> Frames:
    found = whole()
    cube = found["sales_cube"].assign(costed_amount=0.0, cost_amount=0.0)
    return found | {"sales_cube": cube}


def credit_notes_alone() -> Frames:
    found = whole()
    cube = found["sales_cube"].copy()
    is_one = cube["customer_id"].eq("CR40")
    cube.loc[is_one, ["net_amount", "purchase_amount"]] *= [-0.1, 0.0]
    return found | {"sales_cube": cube}


def milestones_without_value() -> Frames:
    return facts(milestones=milestones().assign(planned_value=float("nan")))


COMPANIES = {
    "whole": whole,
    "sales alone": facts,
    "twelve months": lambda: of_months(12),
    "one month": lambda: of_months(1),
    "without reps": without_reps,
    "without a cost": without_a_cost,
    "credit notes alone": credit_notes_alone,
    "milestones without a value": milestones_without_value,
    "nothing": nothing,
}


@pytest.mark.parametrize("name", COMPANIES)
def test_each_company_gets_a_page_of_whole_sentences(name: str) -> None:
    shown = page_of(COMPANIES[name]())
    for lang in ("en", "zh") if name in ("whole", "sales alone") else ("en",):
        with use(lang):
            said: list[Finding] = list(performance.answer(shown))
            assert 1 <= len(said) <= 4
            for part in PARTS:
                said += part.found(shown)
                part.tables(shown)
            said += [one.alt(shown) for one in (scorecard, reporting, efficiency)]
            for one in said:
                text = one.plain()
                assert "{" not in text and "nan" not in text and "–" not in text, text
    for part in (scorecard, reporting, efficiency) if name in ("whole", "nothing") else ():
        part.draw(shown)
    plt.close("all")


@pytest.mark.parametrize("window", [1, 3, 24])
def test_every_window_gives_a_page(window: int) -> None:
    shown = page_of(whole(), window=window)
    assert shown.counts.first["n_months"] == window
    assert len(performance.answer(shown)) >= 2


def test_the_rep_who_is_behind_in_all_is_named_with_the_head_that_weighs_most() -> None:
    shown = page_of(whole())
    below = shown.scorecards.where(verdict="below")
    assert [row["node"] for row in below if row["dimension"] == "rep"] == ["R4"]
    text = " ".join(one.plain() for one in scorecard.found(shown))
    assert "R4 (rep)" in text and "sales and collections" in text


def test_heads_without_data_are_said_and_their_weight_shared_out() -> None:
    shown = page_of(facts())
    state = dict(zip(shown.heads.frame["head"], shown.heads.frame["state"], strict=True))
    assert state == {
        "sales": "shown",
        "reporting": "no_reports",
        "expenses": "no_expenses",
        "compliance": "no_rules",
        "market": "no_plan",
    }
    assert shown.heads.where(head="sales").first["weight"] == 1.0
    text = " ".join(one.plain() for one in scorecard.lacking(shown))
    assert text.count("Not judged is") == 4
    cards = shown.scorecards.where(dimension="rep").frame
    assert cards["n_heads"].eq(1).all() and cards["known_weight"].eq(0.5).all()


def test_expenses_without_a_budget_are_said_to_have_none() -> None:
    table = expenses({"R1": 10.0}).assign(budget_amount=float("nan"))
    shown = page_of(facts(expenses=table))
    assert shown.heads.where(head="expenses").first["state"] == "no_budget"
    assert "no budget of expenses" in spending.found(shown)[0].plain()


def test_decisions_name_findings_that_sections_say_and_an_amount_that_they_cite() -> None:
    shown = page_of(whole())
    said = {one.key: one for part in PARTS for one in part.found(shown) if one.status == "act"}
    assert {"rep_below", "refused_done", "milestone_overdue"} <= set(said)
    keys = {one.keys for one in performance.DECISIONS}
    assert set(said) <= keys
    assert keys == {"rep_below", "refused_done", "milestone_overdue", "dearer"}
