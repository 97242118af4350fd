"""What 03_market says of which rows, and with which status."""

from __future__ import annotations

import pytest

from salesnb.contracts.results import Context
from salesnb.findings import Finding, Words
from salesnb.i18n import use
from salesnb.pages.market import FRAMES, sentences
from tests.pages.rows import page

REGIONS = {"N": Words("North", "北区", kind="name"), "S": Words("South", "南区", kind="name")}
CONTEXT = Context("CNY", {"regions": REGIONS})
WHOLE = sentences.WHOLE
BASIS = {
    "scope": "total",
    "n_used": 2,
    "measured_until": "2025-12",
    "months_beyond": 0,
    "n_aside": 0,
}
SIZE = {**WHOLE, "market": 1e6, "low": 9e5, "high": 1.1e6}
SHARE = {**SIZE, "growth": 0.05, "share": 0.1, "share_low": 0.09, "share_high": 0.11}
SPLIT = {
    **{"span": "latest", "until": "2026-10", **WHOLE},
    **{"change": 60.0, "market": 12.0, "share": 48.0, "outside": 0.0},
}
LOOKED = {"measure": "share", "n_values": 61, "needed": 13, "first": "2021-10", "last": "2026-10"}


def results_with(**records):
    filled = {"basis": BASIS, "coverage": {"scope": "total", "outside_share": 0.0}, **records}
    return page(FRAMES, CONTEXT, **filled)


def of(found: list[Finding], key: str) -> str:
    """Return the sentence with this key."""
    return next(one.plain() for one in found if one.key == key)


def test_without_market_sizes_the_answer_is_one_sentence_and_each_section_says_what_it_lacks() -> (
    None
):
    got = results_with()
    found = sentences.answer(got)
    assert [one.key for one in found] == ["size"], "once, not once for each of four"
    assert "market_sizes" in of(found, "size")
    assert "purchase_potential" in sentences.white_space(got).plain()
    assert "cannot be told" in sentences.share(got).plain()
    assert "two years of both" in sentences.driver(got.split).plain()
    assert sentences.agreement(got).status == "watch"
    assert "no year of it is measured" in of(sentences.outlook(got), "outlook")
    assert "a year of our own sales" in sentences.share_ahead(got.outlook).plain()
    assert "potential index" in sentences.strong(got.strength).plain()
    assert sentences.turning(got) == []


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({}, "info", "no year before is measured"),
        ({"growth": 0.05}, "good", "+5.0% on the year before"),
        ({"growth": -0.02}, "watch", "−2.0% on the year before"),
    ],
)
def test_the_size_is_told_with_its_range_and_growth(given, status, words) -> None:
    said = sentences.size(results_with(size={**SIZE, **given}))
    assert said.status == status and words in said.plain()
    assert "worth ¥1.0M in the twelve months up to Dec 2025 (¥900.0k to ¥1.1M)" in said.plain()


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({}, "info", "(9.0% to 11.0%)."),
        ({"points": 0.012}, "good", "+1.2 percentage points"),
        ({"points": -0.012}, "act", "−1.2 percentage points"),
    ],
)
def test_the_share_is_told_with_its_change(given, status, words) -> None:
    said = sentences.share(results_with(size={**SHARE, **given}))
    assert said.status == status and words in said.plain() and "We held 10.0%" in said.plain()


def test_a_market_smaller_than_our_sales_is_an_alarm_not_a_share() -> None:
    few, many = ({**WHOLE, "n_cells": 20, "n_beyond": n, "beyond_share": n / 20} for n in (2, 3))
    said = sentences.share(results_with(size=SHARE, white_nodes=many))
    assert said.status == "act" and said.plain().startswith("In 3 of 20 cells we sell more than")
    assert sentences.share(results_with(size=SHARE, white_nodes=few)).status == "info"


def test_the_change_of_sales_is_split_into_market_share_and_what_is_outside() -> None:
    said = sentences.driver(results_with(split=SPLIT).split)
    assert said.status == "good" and "outside" not in said.plain()
    assert "up to Oct 2026 changed by ¥60: ¥12 came with the market, ¥48 from" in said.plain()
    lost = sentences.driver(results_with(split={**SPLIT, "share": -48.0, "outside": 96.0}).split)
    assert lost.status == "act" and "¥96 lies outside what is measured" in lost.plain()


def test_white_space_names_the_region_with_most_of_it() -> None:
    white = {"white_space": 500.0, "white_low": 400.0, "white_high": 600.0, "at_usual_share": 50.0}
    nodes = [
        {**WHOLE, **white},
        {"dimension": "region", "node": "S", "white_space": 200.0},
        {"dimension": "region", "node": "N", "white_space": 300.0},
    ]
    cell = {"region_id": "N", "segment": "Food", "product_group": "Pumps"}
    measured = results_with(
        white_nodes=nodes, market_potential={**cell, "rests_on": "market_sizes"}
    )
    said = sentences.white_space(measured)
    assert "is ¥500 (¥400 to ¥600), most of it in North (¥300)" in said.plain()
    assert said.status == "info" and "¥50 of it would be ours" in said.plain()
    stated = results_with(white_nodes=nodes, market_potential={**cell, "rests_on": "customers"})
    said = sentences.white_space(stated)
    assert said.status == "watch" and "So says the customer table" in said.plain()


def source(name: str, over: float) -> dict[str, object]:
    return {"source": name, "over_least": over, "common": 1e6 * (1 + over)}


@pytest.mark.parametrize(
    ("over", "n_used", "status", "words"),
    [
        (0.08, 2, "good", "survey says 8.0% more than the ¥1.0M of association"),
        (0.20, 2, "watch", "survey says 20.0% more than the ¥1.0M of association"),
        (6.0, 1, "act", "too far apart to measure the same in the same currency"),
    ],
)
def test_two_sources_are_held_against_each_other(over, n_used, status, words) -> None:
    two = [source("survey", over), source("association", 0.0)]
    said = sentences.agreement(results_with(sources=two, basis={**BASIS, "n_used": n_used}))
    assert said.status == status and words in said.plain()


def test_one_source_is_named_as_unchecked() -> None:
    said = sentences.agreement(results_with(sources=source("survey", 0.0)))
    assert said.status == "watch" and "One source only (survey)" in said.plain()


def test_what_is_outside_together_or_set_aside_is_said() -> None:
    outside = {"scope": "total", "outside": 60.0, "outside_share": 1 / 3}
    aside = [{"reason": "currency", "n_rows": 1}, {"reason": "roll_up", "n_rows": 2}]
    basis = {**BASIS, "collapsed": "segment, product_group", "n_aside": 3}
    found = sentences.sources(
        results_with(size=SIZE, coverage=outside, basis=basis, set_aside=aside)
    )
    assert "¥60 of our sales of twelve months (33.3%)" in of(found, "outside")
    assert "The segments and product groups of the market sizes" in of(found, "collapsed")
    said = [one.plain() for one in found if one.key == "aside"]
    assert said[0].endswith("could not be used: 1; another currency than the company's.")
    assert "2; a sum over regions" in said[1]
    assert [one.key for one in sentences.sources(results_with(size=SIZE))] == ["sources"]


def test_the_weakest_region_against_its_demand_is_named() -> None:
    rows = [
        {"node": n, "reading": r, "bdi": b, "cdi": 1.1}
        for n, r, b in (("N", "open", 0.8), ("S", "open", 0.5))
    ]
    said = sentences.strong(results_with(strength=rows).strength)
    assert said.status == "watch" and "weakest against demand in South" in said.plain()
    assert "0.50 times our average there" in said.plain()
    even = [{**row, "reading": "even"} for row in rows]
    assert sentences.strong(results_with(strength=even).strength).status == "good"


@pytest.mark.parametrize(
    ("rung", "words"),
    [
        ("back_tested", "rests on how far earlier forecasts were off (values: 72)"),
        ("from_growth", "rests on how much growth varied so far (values: 72)"),
        ("guess", "rests on a guess (values: 72)"),
    ],
)
def test_the_outlook_says_what_its_range_rests_on(rung: str, words: str) -> None:
    row = {"measure": "market", "expected": 1e6, "low": 9e5, "high": 1.1e6, "growth": 0.04}
    outlook = {**row, "rung": rung, "n_values": 72}
    (said,) = sentences.outlook(results_with(outlook=outlook))
    assert words in said.plain() and "+4.0% on the last twelve" in said.plain()
    found = sentences.outlook(results_with(outlook=outlook, basis={**BASIS, "months_beyond": 10}))
    assert "until Dec 2025; its last 10 months are carried on" in of(found, "carried_on")


@pytest.mark.parametrize(("low", "status"), [(0.09, "info"), (0.11, "watch")])
def test_our_share_ahead_is_told_as_clear_only_outside_its_range(low: float, status: str) -> None:
    row = {"measure": "share", "share_now": 0.1, "share_expected": 0.12, "share_high": 0.14}
    said = sentences.share_ahead(results_with(outlook={**row, "share_low": low}).outlook)
    assert said.status == status and "12.0%" in said.plain() and "10.0%" in said.plain()
    unknown = {**row, "share_now": float("nan"), "share_low": low}
    assert "cannot be told" in sentences.share_ahead(results_with(outlook=unknown).outlook).plain()


def test_a_series_too_short_for_a_turn_says_how_much_is_needed() -> None:
    short = {**LOOKED, "measure": "market", "n_values": 6}
    (said,) = sentences.turning(results_with(looked_at=short))
    assert said.status == "info" and "too few values" in said.plain()
    assert "(6, where 13 are needed)" in said.plain()


def test_a_series_without_a_turn_tells_its_growth_and_the_rate_of_false_alarms() -> None:
    row = {**LOOKED, "is_long_enough": True, "yearly_growth": 0.089, "false_alarms": 0.05}
    (said,) = sentences.turning(results_with(looked_at=row))
    assert said.status == "good" and "Our share had no turning point from Oct 2021" in said.plain()
    assert "+8.9% a year" in said.plain() and "In 5.0% of such series" in said.plain()


@pytest.mark.parametrize(("after", "status"), [(-0.05, "act"), (0.1, "good")])
def test_the_newest_turn_is_told_with_the_growth_on_either_side(after, status) -> None:
    looked = {**LOOKED, "measure": "market", "is_long_enough": True, "false_alarms": 0.05}
    turn = {"measure": "market", "growth_before": 0.05, "growth_after": after}
    span = {"earliest": "2024-03", "latest": "2024-06"}
    turns = [{**turn, "month": "2022-01"}, {**turn, **span, "month": "2024-05"}]
    (said,) = sentences.turning(results_with(looked_at=looked, turns=turns))
    assert said.status == status and said.key == "turn_market"
    assert "The market turned in May 2024 (between Mar 2024 and Jun 2024)" in said.plain()


def test_names_and_codes_are_chinese_in_a_chinese_page() -> None:
    rows = {"node": "S", "reading": "open", "bdi": 0.5, "cdi": 1.1}
    with use("zh"):
        said = sentences.strong(results_with(strength=rows).strength).plain()
        aside = sentences.sources(results_with(set_aside={"reason": "no_amount", "n_rows": 1}))
        assert "南区" in said and "没有金额" in of(aside, "aside")
