"""What 12c_visits says: each sentence on small rows, in both languages, true for that company."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.findings import Finding
from salesnb.i18n import use
from salesnb.pages import visits as room
from salesnb.pages.visits import aims, done, effects, prepared, ready, reports, seen
from tests.pages.rows import page as page_of

CONTEXT = Context("CNY")
Record = Mapping[str, object]
BASIS: Record = {
    "scope": "total",
    "planned_month": "2026-11",
    "source": "planned",
    "n_visits": 20,
    "n_reps": 3,
    "n_customers": 15,
    "n_sheets": 20,
    "n_without": 0,
    "n_aims": 45,
    "n_unreachable": 0,
    "n_untold": 0,
    "margin_share": 0.3,
}
READ: Record = {"scope": "total", "n_contradicted": 0, "n_numbers": 50}
VISIT: Record = {
    "customer_class": "all",
    "n": 900,
    "effect": 0.05,
    "effect_low": 0.01,
    "effect_high": 0.09,
    "smallest_visible": 0.06,
    "verdict": "pays",
    "n_year": 400,
    "worth": 50.0,
    "worth_low": 10.0,
    "worth_high": 90.0,
    "cost": 60.0,
    "spent": 24000.0,
    "covers": "cannot_tell",
}
RANGE: Record = {"effect": 0.1, "effect_low": 0.05, "effect_high": 0.15, "smallest_visible": 0.1}
WHEN: Record = {**RANGE, "when": "naive", "verdict": "pays"}
PREPARED: Record = {**RANGE, "action": "readiness", "n": 600, "n_met": 300}
COLLECT: Record = {**RANGE, "action": "collect", "n": 200, "n_all": 900, "days_with": 8.0}
DONE: Record = {
    "node": "total",
    "n_planned": 40,
    "n_held": 30,
    "n_on_day": 25,
    "n_cancelled": 6,
    "n_unplanned": 3,
    "n_made": 33,
    "adherence": 0.75,
    "n_measured": 20,
    "n_met": 12,
    "met_share": 0.6,
}
CLASS: Record = {
    "customer_class": "A",
    "months": 1,
    "n_customers": 20,
    "n_reached": 10,
    "reached": 0.5,
}
RECEIVED: Record = {
    "kind": "total",
    "n_due": 40,
    "n_received": 30,
    "n_on_time": 20,
    "n_plausible": 28,
    "n_claimed": 2,
    "n_copied": 0,
    "n_impossible": 0,
    "n_differs": 1,
    "received": 0.75,
    "on_time": 0.5,
    "plausible": 28 / 30,
}


def made(**records: object) -> Results:
    rows = {"sheets_basis": BASIS, "effects_basis": READ, **records}
    return page_of(room.FRAMES, CONTEXT, **rows)  # type: ignore[arg-type]


def said(found: list[Finding], key: str) -> str:
    """Return the sentence of a key, after reading it in both languages."""
    one = next(one for one in found if one.key == key)
    with use("zh"):
        chinese = one.plain()
    assert "{" not in chinese and any("一" <= letter <= "鿿" for letter in chinese)
    assert "–" not in one.plain(), one.plain()
    return one.plain()


def keys(found: list[Finding]) -> set[str]:
    return {one.key for one in found}


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("pays", "changes orders"),
        ("harms", "order less"),
        ("no_effect", "worth having"),
        ("cannot_tell", "cannot be told"),
        ("few", "too few"),
    ],
)
def test_each_verdict_of_visits_has_its_sentence(verdict: str, words: str) -> None:
    page = made(visits_told={**VISIT, "verdict": verdict}, timing=WHEN)
    assert words in said(effects.found(page), "visits")
    assert ("naive" in keys(effects.found(page))) == (verdict != "few")


@pytest.mark.parametrize(
    ("covers", "key"), [("yes", "cover"), ("no", "no_cover"), ("cannot_tell", "cover_untold")]
)
def test_a_class_earns_its_cost_or_not(covers: str, key: str) -> None:
    own = {**VISIT, "customer_class": "C", "covers": covers}
    found = effects.found(made(visits_told=[VISIT, own]))
    assert "class C" in said(found, key)
    assert not {"cover", "no_cover", "cover_untold"} - {key} & keys(found)


def test_nothing_is_said_of_cost_where_it_is_not_known() -> None:
    own = {**VISIT, "customer_class": "C", "covers": ""}
    found = keys(effects.found(made(visits_told=[VISIT, own])))
    assert not found & {"cover", "no_cover", "cover_untold"}


@pytest.mark.parametrize(("verdict", "words"), [("pays", "orders come"), ("harms", "stayed away")])
def test_visits_that_follow_orders_are_named(verdict: str, words: str) -> None:
    before = {**WHEN, "when": "before", "verdict": verdict}
    assert words in said(effects.found(made(visits_told=VISIT, timing=before)), "follow")


def test_aims_that_cannot_be_told_are_said_to_be() -> None:
    one = {**RANGE, "action": "collect", "n": 90, "verdict": "cannot_tell"}
    assert said(effects.found(made(aims_told=one)), "aims_untold").startswith("No aim can")
    two = {**RANGE, "action": "more_orders", "n": 90, "verdict": "pays"}
    found = effects.found(made(aims_told=[one, two]))
    assert said(found, "aims_untold").startswith("No other aim")
    assert "sell more" in said(found, "aim_pays")
    bad = effects.found(made(aims_told={**two, "verdict": "harms"}))
    assert "order less" in said(bad, "aim_harms")
    assert "from +10.0%" in said([effects.alt(made(aims_told=[one, two]))], "drawn")


@pytest.mark.parametrize("verdict", ["pays", "harms", "no_effect", "cannot_tell", "few"])
def test_readiness_and_collecting_have_a_sentence_for_each_verdict(verdict: str) -> None:
    page = made(
        prepared_told={**PREPARED, "verdict": verdict}, collected={**COLLECT, "verdict": verdict}
    )
    assert said(prepared.found(page), "readiness")
    assert said(prepared.collected(page), "collecting")
    assert prepared.found(made()) == prepared.collected(made()) == []


def test_numbers_go_before_what_is_stated() -> None:
    page = made(effects_basis={**READ, "n_contradicted": 4})
    assert "4 of 50" in said(effects.found(page), "contradicted")
    assert "contradicted" not in keys(effects.found(made()))


def test_without_a_plan_no_sheet_is_made() -> None:
    page = made(sheets_basis={**BASIS, "n_visits": 0, "source": "none"})
    assert keys(aims.found(page)) == {"none_planned"}
    assert "Nov 2026" in said(aims.answer(page), "none_planned")
    assert "No sheet" in said(ready.found(page), "no_sheets")


def test_what_comes_before_selling_is_named() -> None:
    owed = {
        "customer_id": "C1",
        "amount": 100.0,
        "past_due": 60.0,
        "oldest_days": 20,
        "is_first": True,
    }
    sad = {"customer_id": "C2", "n_open": 1, "oldest_days": 90, "claimed": 0.0, "is_first": True}
    page = made(owed=owed, complaining=sad)
    assert "C1" in said(aims.found(page), "collect")
    assert "claimed" not in said(aims.found(page), "complaint")
    page = made(owed={**owed, "is_first": False}, complaining={**sad, "is_first": False})
    assert not keys(aims.found(page)) & {"collect", "complaint"}


def test_worth_is_told_only_where_costs_and_results_are_known() -> None:
    asked = {"objective": "collect", "n_customers": 3, "amount": 90.0, "worth": 30.0}
    before = {"objective": "collect", "n": 30, "n_measured": 30, "n_met": 2, "reached": 0.07}
    page = made(aims_asked=asked, reached_before={**before, "reach": "no"})
    assert "is worth" in said(aims.found(page), "worth")
    assert "out of reach" in said(aims.found(page), "unreachable")
    assert "not told" in said(aims.found(made(aims_asked=asked)), "worth")
    page = made(sheets_basis={**BASIS, "n_without": 2, "n_untold": 5})
    assert "2 of 20" in said(aims.found(page), "without")
    assert "5 of 45" in said(aims.found(page), "untold")


def test_what_is_not_written_is_an_open_question() -> None:
    sheet = {"visit_key": "a", "objective": "collect", "visit_date": "2026-11-03"}
    check = {"item": "plan_complete", "n_ready": 3, "n_open": 17}
    lack = {"product_group": "Seals", "lacking": "answer", "n_visits": 4, "worth": 9.0}
    page = made(visit_sheets=sheet, checklist=check, lacking=lack)
    assert "17" in said(ready.found(page), "ready")
    assert "Seals" in said(ready.found(page), "lacking")


def test_plan_and_done() -> None:
    rep = {**DONE, "node": "R1", "adherence": 0.5}
    page = made(done=[DONE, rep], coverage=CLASS)
    assert "30 of 40" in said(done.found(page), "done")
    assert "R1" in said(done.found(page), "least")
    assert "class A" in said(done.found(page), "unreached")
    bare = made(done={**DONE, "n_planned": 0, "adherence": float("nan"), "n_measured": 0})
    assert "cannot be compared" in said(done.found(bare), "done")
    assert "no class" in said(done.found(bare), "unreached")
    assert said(done.answer(made()), "done").startswith("No visit")


def test_inspections_and_the_register() -> None:
    assert said(seen.found(made()), "inspected").startswith("No inspection")
    assert said(seen.found(made()), "registered").startswith("No outlet")
    counts = {"n_seen": 9, "n_outlets": 4, "n_again": 5, "n_up": 1, "n_down": 2, "n_none": 1}
    moved = {"change": 0.02, "change_low": 0.0, "change_high": 0.1}
    rows = [{**counts, "aspect": one, **moved} for one in ("stock", "price", "display")]
    turn = {"before": "prospect", "after": "customer", "n": 6}
    page = made(
        inspected=rows,
        registered={"node": "total", "n_outlets": 30, "n_new": 3, "n_twins": 2, "covered": 0.5},
        turns=turn,
    )
    found = seen.found(page)
    assert {"stock", "prices", "display", "registered", "twins", "turns"} == keys(found)
    for key in keys(found) - {"registered"}:
        said(found, key)
    loose = made(registered={"node": "total", "n_outlets": 30, "n_new": 3, "n_twins": 0})
    assert "coverage is not told" in said(seen.found(loose), "registered")


def test_reports_are_judged_by_what_was_worked_out() -> None:
    found = reports.found(made(received=RECEIVED))
    assert "28 of 30" in said(found, "plausible") and "1" in said(found, "differs")
    assert said(reports.found(made()), "reports").startswith("No report")
    none = {**RECEIVED, "n_received": 0, "n_differs": 0, "plausible": float("nan")}
    assert keys(reports.found(made(received=none))) == {"reports"}
