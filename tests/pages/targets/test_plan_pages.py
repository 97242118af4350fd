"""What 08_targets says and draws of plans of small companies, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.i18n import use
from salesnb.pages import targets
from salesnb.pages.targets import FRAMES, basis, controls, parts
from salesnb.targets.plan.fitted import Planned
from tests.pages.rows import rows
from tests.targets.plan.company import SOLD, control, facts, forecast, owners, planned, reps, sales

YEAR = [f"2027-{n:02d}" for n in range(1, 13)]
CONTEXT = Context("CNY")
NODES = {("total", "total"): 330.0, ("region", "R1"): 230.0, ("region", "R2"): 100.0}
KNOWN = {"forecast": forecast(NODES, YEAR)}


def page(plan: Planned) -> Results:
    """Return the results of a plan as the workbook has them; other sections have no rows."""
    others = {name: rows(one, context=CONTEXT) for name, one in FRAMES.items()}
    own = {name: result(one, FRAMES[name], context=CONTEXT) for name, one in plan.frames.items()}
    return Results(others | own)


def said(plan: Planned) -> list[str]:
    """Return every sentence of the answer and of the two sections."""
    own = page(plan)
    return [
        one.plain()
        for one in [
            *parts.answer(own),
            *controls.answer(own),
            *controls.found(own),
            *parts.found(own),
        ]
    ]


def keys(plan: Planned) -> dict[str, str]:
    own = page(plan)
    every = [*parts.answer(own), *controls.answer(own), *controls.found(own), *parts.found(own)]
    return {one.key: one.status for one in every}


CASES: dict[str, Callable[[], Planned]] = {
    "no controls": lambda: planned(),
    "forecast": lambda: planned(control("total", "2027", 4200.0), given=facts(**KNOWN)),
    "first month": lambda: planned(given=facts(sales(1))),
    "no sales": lambda: planned(control("total", "2027", 1.0), given=facts(sales(1).iloc[:0])),
    "one customer": lambda: planned(given=facts(sales(24, SOLD[:1]))),
    "closed months": lambda: planned(control("total", "2026", 5000.0), year=2026),
    "all months closed": lambda: planned(control("total", "2025", 5000.0), year=2025),
    "conflict": lambda: planned(
        control("total", "2027", 10.0), control("floor", "2027", 20.0, region_id="R1")
    ),
    "unknown region": lambda: planned(control("floor", "2027", 20.0, region_id="R9")),
    "several dimensions": lambda: planned(
        control("cap", "2027", 100.0, region_id="R1", product_group="G1"),
        control("hold", "2027-Q1", rep_id="S3"),
    ),
    "rep left": lambda: planned(
        given=facts(reps=reps("S1 S2 S3", left_on=["2026-12-15", None, None]))
    ),
    "no regions": lambda: planned(given=facts(regions=facts()["regions"].iloc[:0])),
}


@cache
def case_of(name: str) -> Planned:
    """Return a case's plan, made once for both languages as a month's run does."""
    return CASES[name]()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_plan_gives_a_page_in_both_languages(case: str, lang: str) -> None:
    with use(lang):
        plan = case_of(case)
        assert all(said(plan))
        own = page(plan)
        assert parts.headline(own).plain()
        parts.draw_parts(own.parts)
        plt.close("all")
        assert (len(parts.tables(own.parts)) > 0) == plan.is_planned


def test_the_answer_holds_the_plan_against_last_year_and_the_forecast() -> None:
    own = page(CASES["forecast"]())
    (first,) = parts.answer(own)
    (adds_up,) = basis.adds_up(own.basis)
    assert first.plain() == (
        "The plan of 2027 asks for sales of ¥4.2k: +16.7% on the last twelve months (¥3.6k), and"
        " +6.1% on what is to be expected if nothing changes (¥4.0k)."
    )
    assert adds_up.plain().startswith("Its 60 cells add up to ¥4.2k whichever way")


def likely(plan: Planned, **known: object) -> Results:
    """Return the page of a plan of whose total a range, and perhaps a chance, is known."""
    own = page(plan)
    odds = {"scope": "all", "state": "shown", "low": 3.5e3, "high": 4.6e3, "confidence": 0.8}
    there = {name: getattr(own, name) for name in dir(own)}
    return Results(there | {"odds": rows(FRAMES["odds"], odds | known, context=CONTEXT)})


def test_the_answer_says_the_chance_or_the_range_beside_what_is_asked() -> None:
    (chance,) = parts.answer(likely(CASES["forecast"](), probability=0.42))
    assert chance.plain().endswith("(¥4.0k). The chance to reach it is 42.0%.")
    (range_,) = parts.answer(likely(CASES["forecast"](), state="fails"))
    assert range_.plain().endswith("(¥4.0k; ¥3.5k to ¥4.6k, with 80.0% confidence).")


def test_a_chance_of_months_that_are_over_is_not_said() -> None:
    (said_,) = parts.answer(likely(CASES["forecast"](), state="over", probability=1.0))
    assert "chance" not in said_.plain()


@pytest.mark.parametrize("case", CASES)
def test_the_answer_has_four_sentences_at_most_unless_decisions_conflict(case: str) -> None:
    found = targets.answer(page(case_of(case)))
    assert found
    assert len(found) <= 4 or found[0].key == "control_conflict"


def test_the_most_urgent_of_what_stands_in_the_way_is_in_the_answer_and_no_other() -> None:
    found = targets.answer(page(CASES["rep left"]()))
    assert [one.key for one in found if one.status != "info"] == ["unowned"]


def test_controls_of_another_year_are_not_on_the_page_beside_those_in_force() -> None:
    some = [
        {"place": 1, "kind": "total", "period": "2026", "state": "other"},
        {"place": 2, "kind": "total", "period": "2027", "state": "in_force"},
    ]
    shown = controls.table(rows(controls.CONTROLS, *some, context=CONTEXT))
    assert list(shown.frame["period"]) == ["2027"]
    (alone,) = controls.table(rows(controls.CONTROLS, some[0], context=CONTEXT))
    assert alone["period"] == "2026"


def test_a_conflict_names_the_decisions_and_their_authors() -> None:
    found = said(CASES["conflict"]())
    assert found[0] == (
        "Nothing is targeted: 2 decisions on the plan of 2027 cannot hold together. Without any one"
        " of them the others can."
    )
    assert "Among them: floor of R1 for 2027, ¥20 (Li Wei: so it is)." in found
    assert keys(CASES["conflict"]())["control_conflict"] == "act"


def test_what_nobody_decided_or_looks_after_asks_for_a_decision() -> None:
    assert keys(CASES["no controls"]())["no_total"] == "watch"
    assert keys(CASES["rep left"]())["unowned"] == "act"
    assert "no_total" not in keys(CASES["forecast"]())


def test_why_nothing_is_planned_is_true_for_what_is_known() -> None:
    begun = pd.DataFrame({"day": pd.to_datetime(["2026-09-03", "2026-10-05", "2026-10-12"])})
    (text, *_) = said(planned(given=facts(sales(2), sales_days=begun)))
    assert text == (
        "Nothing is targeted: a plan rests on whole months of sales, and none of those with sales"
        " (2, closed or not; the newest line is of 2026-10-12) can be taken as whole: their lines"
        " begin late or end early."
    )
    (text, *_) = said(planned(given=facts(sales(2).iloc[:0])))
    assert text == "Nothing is targeted: no sales are known yet."
    back = tuple((*one[:6], -1.0) for one in SOLD)
    (text, *_) = said(planned(given=facts(sales(24, back))))
    assert text.startswith("Nothing is targeted: in the last whole months (12) no sales are left")


def test_what_is_sold_online_asks_for_no_rep() -> None:
    methods = pd.DataFrame({"sales_method_id": ["M2"], "kind": ["online"]})
    web = tuple((*one[:3], "(unassigned)", *one[4:]) if one[5] == "M2" else one for one in SOLD)
    found = said(planned(given=facts(sales(24, web), sales_methods=methods)))
    assert "¥1.1k of the plan is sold online and needs no rep." in found
    assert "unowned" not in keys(planned(given=facts(sales(24, web), sales_methods=methods)))
    nobody = tuple((*one[:3], "(unassigned)", *one[4:]) for one in SOLD)
    alone = keys(planned(given=facts(sales(24, nobody))))
    assert "unowned" not in alone and "needs_no_rep" not in alone


def test_sales_that_a_rep_could_carry_ask_for_one_beside_those_online() -> None:
    methods = pd.DataFrame({"sales_method_id": ["M1", "M2"], "kind": ["direct", "online"]})
    rows = tuple(
        (*one[:3], "(unassigned)", *one[4:]) if one[3] in ("S2", "S3") else one for one in SOLD
    )
    plan = planned(given=facts(sales(24, rows), sales_methods=methods))
    assert keys(plan)["unowned"] == "act" and keys(plan)["needs_no_rep"] == "info"
    row = plan.frames["basis"].iloc[0]
    assert (row["unassigned"], row["needs_no_rep"]) == (600.0, 1080.0)


def test_a_cap_says_what_the_plan_would_have() -> None:
    found = said(planned(control("cap", "2027", 600.0, region_id="R2"), given=facts(**KNOWN)))
    text = "In 2027 R2 is capped at ¥600, where the plan would have ¥1.2k (Li Wei: so it is)."
    assert text in found


def test_owners_of_customers_who_moved_are_in_the_parts() -> None:
    moved = owners(("C1", "S3", "2026-12-01", None, 1.0, "owner"))
    frame = planned(given=facts(customer_reps=moved)).frames["parts"]
    reps_then = frame.loc[frame["dimension"] == "rep", "node"]
    assert set(reps_then) == {"S2", "S3"}
    assert isinstance(frame, pd.DataFrame)
