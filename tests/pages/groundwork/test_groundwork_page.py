"""What 04b_groundwork says: each sentence on small rows, in both languages.

Pages of whole companies are read in `tests/prospects/groundwork/test_whole_page.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.findings import Finding
from salesnb.i18n import use
from salesnb.pages import groundwork as room
from salesnb.pages.groundwork import (
    buildup,
    influence,
    needs,
    reserves,
    speaking,
    stages,
    stopping,
)
from tests.pages.rows import page as page_of

CONTEXT = Context("CNY")
Record = Mapping[str, object]
BASIS: Record = {"scope": "total", "lacking": "", "horizon": 36, "n_leads": 100, "n_months": 60}
CHANNEL: Record = {
    "marketing_channel_id": "M5",
    "spent": 2e5,
    "n_leads": 40,
    "n_leads_ever": 300,
    "half_life": 18.0,
    "low": 11.0,
    "high": 30.0,
    "prior_months": 4.0,
    "prior_low": 0.4,
    "prior_high": 40.0,
    "prior_from": "default",
    "basis": "told",
}
STOP: Record = {
    "marketing_channel_id": "M5",
    "saved": 6e5,
    "leads_lost": 240.0,
    "leads_low": 180.0,
    "leads_high": 290.0,
    "leads_after": 160.0,
    "margin_lost": 2.4e6,
    "margin_low": 1.5e6,
    "margin_high": 3.5e6,
    "net": 1.8e6,
    "net_low": 9e5,
    "net_high": 2.9e6,
    "chance": 0.99,
    "basis": "told",
    "verdict": "keep",
    "spent": 2e5,
    "planned": 1.5e5,
    "is_secured": False,
}
NETWORK: Record = {
    "scope": "total",
    "n_nodes": 1200,
    "n_ties": 1800,
    "n_unknown": 150,
    "n_refused": 480,
    "n_concern": 40,
    "at_stake": 8e7,
    "chosen": 9e6,
    "bound": 9.9e6,
    "share_of_best": 0.95,
    "n_chosen": 8,
    "n_sources": 1200,
    "is_exact": True,
}
PERSON: Record = {
    "dimension": "person",
    "node": "P1",
    "kind": "person",
    "place": 1,
    "moves": 2e6,
    "usable": 1.5e6,
    "brokerage": 0.2,
    "consent": "given",
    "rep_id": "R1",
    "next_step": "agree",
    "state": "chosen",
}
WAY: Record = {
    "relation": "knows",
    "n_ties": 40,
    "n_rivals": 4,
    "n_concern": 3,
    "n_deals": 90,
    "effect": -0.12,
    "low": -0.2,
    "high": -0.04,
    "smallest": 0.1,
    "verdict": "less",
    "ours_relation": "recommends",
    "ours_effect": 0.08,
}
RESERVE: Record = {
    "reserve_id": "R-1",
    "label": "New",
    "label_zh": "新",
    "amount": 3e5,
    "review_on": "2027-06-30",
    "good_amount": 9e5,
    "now": 1e5,
    "later": 2.5e5,
    "option": 1.5e5,
    "option_low": 1e5,
    "option_high": 2e5,
    "chance": 0.45,
    "chance_low": 0.3,
    "chance_high": 0.6,
    "needed_chance": 0.3,
    "author": "Wang",
}
TENDER: Record = {
    "need_id": "N1",
    "organisation": "Water Authority",
    "kind": "tender",
    "product_group": "Seals",
    "decides_on": "2026-11-06",
    "amount": 4e5,
    "state": "unworked",
}
NEEDS: Record = {
    "scope": "total",
    "n_needs": 20,
    "n_open": 6,
    "n_ahead": 5,
    "amount_ahead": 9e5,
    "n_unworked": 2,
    "amount_unworked": 6e5,
    "first_on": "2026-11-06",
    "last_months": 6,
}


def made(**records: object) -> Results:
    rows = {"build_basis": BASIS, "network": NETWORK, "needs": NEEDS, **records}
    return page_of(room.FRAMES, CONTEXT, **rows)  # type: ignore[arg-type]


def said(found: list[Finding], key: str) -> str:
    """Return the sentence of a key, after reading it in both languages."""
    one = next(one for one in found if one.key == key)
    with use("zh"):
        chinese = one.plain()
    assert "{" not in chinese and any("一" <= letter <= "鿿" for letter in chinese)
    assert "–" not in one.plain(), one.plain()
    return one.plain()


@pytest.mark.parametrize(
    ("change", "words", "status"),
    [
        ({}, "holds only", "act"),
        ({"is_secured": True}, "plan/budget.toml holds", "good"),
        ({"planned": float("nan")}, "No line of plan/budget.toml", "act"),
    ],
)
def test_work_that_pays_is_held_against_the_budget(change: Record, words: str, status: str) -> None:
    found = buildup.found(made(channels=CHANNEL, stopping={**STOP, **change}))
    assert words in said(found, "keep")
    assert next(one for one in found if one.key == "keep").status == status


@pytest.mark.parametrize(
    ("verdict", "key"),
    [
        ("cannot_tell", "cannot_tell"),
        ("judged", "judged"),
        ("no_worth", "no_worth"),
        ("not_by_leads", "by_leads"),
    ],
)
def test_each_verdict_on_stopping_has_its_sentence(verdict: str, key: str) -> None:
    page = made(channels=CHANNEL, stopping={**STOP, "verdict": verdict})
    found = stopping.found(page)
    assert said(found, key) and "keep" not in {one.key for one in found}
    assert all(one.status in ("watch", "info") for one in found)


def test_judgements_are_told_with_author_and_day() -> None:
    judged = {"prior_from": "judgement", "prior_author": "Wang", "prior_on": "2026-01-05"}
    page = made(channels=[{**CHANNEL, **judged}, {**CHANNEL, "marketing_channel_id": "M1"}])
    found = buildup.found(page)
    assert "Wang judged on 2026-01-05" in said(found, "judged_life")
    assert "other channels" in said(found, "usual_life")
    untold = {**CHANNEL, "basis": "not_identified"}
    assert "not identified" in said(buildup.found(made(channels=untold)), "untold")


def test_whom_to_cultivate_is_said_with_the_bound() -> None:
    text = said(influence.found(made(people=PERSON)), "cultivate")
    assert "8 people or bodies" in text and "95.0%" in text
    alone = made(people=PERSON, network={**NETWORK, "n_chosen": 1})
    assert said(influence.found(alone), "cultivate").startswith("One person")
    nobody = made(network={**NETWORK, "n_chosen": 0})
    assert said(influence.found(nobody), "nobody_to_cultivate")
    bare = made(people={**PERSON, "rep_id": "", "next_step": "name_rep"})
    assert "nobody of us" in said(influence.found(bare), "first")


def test_sampled_ways_are_said_with_their_error() -> None:
    sampled = {**NETWORK, "is_exact": False, "n_sources": 600}
    page = made(people={**PERSON, "brokerage_error": 0.01}, network=sampled)
    assert "from 600 of 1,200" in said(influence.found(page), "broker")


@pytest.mark.parametrize(
    ("answer", "key", "words"),
    [
        ("imitate", "rival_way", "imitate them"),
        ("replace", "rival_way", "do not imitate"),
        ("watch", "rival_way", "No way of ours"),
        ("leave", "rival_leave", "won more often, not less"),
        ("cannot_tell", "rival_cannot_tell", "cannot be told"),
        ("too_few", "rival_too_few", "too few"),
    ],
)
def test_each_answer_to_competitors_has_its_sentence(answer: str, key: str, words: str) -> None:
    found = speaking.found(made(rivals_ways={**WAY, "answer": answer}))
    assert words in said(found, key) and "cost us" not in said(found, key)
    clean = speaking.found(made(rivals_ways={**WAY, "answer": answer, "n_concern": 0}))
    assert "compliance" not in said(clean, key)


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ("wait", "reserve_wait"),
        ("spend", "reserve_spend"),
        ("drop", "reserve_drop"),
        ("cannot_tell", "reserve_open"),
        ("no_inputs", "reserve_blind"),
    ],
)
def test_each_answer_on_a_reserve_has_its_sentence(answer: str, key: str) -> None:
    assert said(reserves.found(made(reserves={**RESERVE, "answer": answer})), key)
    due = made(reserves={**RESERVE, "answer": "wait", "is_due": True})
    assert said(reserves.found(due), "reserve_due")


def test_tenders_nobody_works_on_are_to_be_decided() -> None:
    other = {**TENDER, "need_id": "N2", "amount": 2e5}
    found = needs.found(made(tenders=[TENDER, other]))
    assert "2 of 5 tenders" in said(found, "tenders") and found[0].status == "act"
    one = made(tenders=TENDER, needs={**NEEDS, "n_unworked": 1})
    assert said(needs.found(one), "tenders").startswith("Nobody works on the tender of")
    worked = made(needs={**NEEDS, "n_unworked": 0})
    assert said(needs.found(worked), "tenders_worked")
    none = made(needs={**NEEDS, "n_ahead": 0, "n_unworked": 0, "n_late": 2, "n_no_day": 1})
    assert said(needs.found(none), "no_tenders") and said(needs.found(none), "late_results")


def test_rates_below_all_others_are_named() -> None:
    whole = {"dimension": "total", "node": "total", "n_decided": 100, "won_share": 0.4}
    whole |= {"won_low": 0.3, "won_high": 0.5, "offered_share": 0.8}
    whole |= {"offered_low": 0.7, "offered_high": 0.9, "amount_no_offer": 1e6}
    low = {**whole, "dimension": "region", "node": "R1", "won_share": 0.1}
    low |= {"won_low": 0.02, "won_high": 0.3, "won_rest": 0.46, "verdict": "less"}
    chance = {**low, "node": "R2", "verdict": "alike"}
    found = needs.found(made(results=[whole, low, chance], tenders=TENDER))
    assert "R1" in said(found, "rate_low") and "elsewhere 46.0%" in said(found, "rate_low")
    assert said(found, "rates") and [one.key for one in found].count("rate_low") == 1


def test_stages_that_moved_are_said_and_unsure_ones_too() -> None:
    row = {"dimension": "region", "node": "R1", "stage": "trial", "since": "2026-10", "n_years": 1}
    row |= {"n_known": 60, "n_buyers": 30, "trial_share": 0.5, "repeat_share": 0.3, "sales": 1e6}
    rule = {"scope": "total", "trial_from": 0.3, "repeat_from": 0.5, "repeat_months": 3}
    for change, key in (
        ({"moved": "down", "is_sure": True}, "fallen_back"),
        ({"moved": "up", "is_sure": True}, "risen"),
        ({"moved": "same", "is_sure": True}, "early"),
        ({"moved": "same", "is_sure": False}, "unsure_stage"),
        ({"moved": "same", "is_sure": True, "stage": "repeat", "n_years": 3}, "steady_stages"),
    ):
        found = stages.found(made(stages_now={**row, **change}, stage_rule=rule))
        assert said(found, key) and "default" in said(found, "stage_rule")


def test_every_key_of_a_decision_is_said_somewhere() -> None:
    keys = {key for one in room.DECISIONS for key in one.keys.split()}
    assert keys == {
        "tenders",
        "bodies_overdue",
        "keep",
        "cultivate",
        "rival_way",
        "fallen_back",
        "reserve_due",
        "reserve_drop",
        "reserve_spend",
    }
