"""What 09_challenge says: each sentence on small rows, its verdict by what may be said."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from salesnb.contracts.results import Context
from salesnb.i18n import use
from salesnb.pages import challenge
from salesnb.pages.challenge import bets, exceptions, fair, hard, reasonable, trust
from tests.pages.rows import page, rows

CONTEXT = Context("CNY")
NAN = float("nan")
YEAR = {
    "dimension": "total",
    "node": "total",
    "period": "2027",
    "kind": "year",
    "target": 180e6,
    "so_far": 0.0,
    "expected": 170e6,
    "low": 150e6,
    "high": 190e6,
    "gap": 10e6,
    "probability": 0.31,
    "band": "very_hard",
    "state": "shown",
    "confidence": 0.8,
}
REP = YEAR | {"dimension": "rep", "node": "R1", "target": 5e6, "expected": 4e6, "gap": 1e6}
SAFE = {
    "scope": "total",
    "period": "2027",
    "dimension": "region",
    "n_bets": 3.0,
    "target": 180e6,
    "expected": 170e6,
    "confidence": 0.8,
    "safe": 160e6,
    "below": 10e6,
    "over_safe": 20e6,
}
QUOTA = {
    "rep_id": "R1",
    "target": 5.4e6,
    "by_rule": 4e6,
    "factor": 1.35,
    "limit": 1.1,
    "above_rule": 1.4e6,
    "state": "too_high",
}
RULE = {
    "scope": "total",
    "n": 38,
    "n_judged": 38,
    "basis": "last_year",
    "growth": 0.1,
    "share_expected": 0.4,
    "share_state": "low",
    "low": 0.2,
    "high": 0.6,
    "by_size": 0.2,
    "by_size_error": 0.02,
    "size_state": "more",
    "by_potential": 0.1,
    "by_potential_error": 0.02,
    "potential_state": "more",
    "largest_factor": 1.04,
}
CHANGE = {
    "dimension": "rep",
    "node": "R1",
    "cause": "unfair",
    "period": "2027",
    "target": 5.4e6,
    "expected": 4e6,
    "proposal": "level_quota",
    "proposed": 4e6,
    "change": -1.4e6,
    "line": 'kind = "cap", period = "2027", rep_id = "R1", amount = 4000000',
}
VERDICT = {
    "kind": "month",
    "dimension": "total",
    "n": 168,
    "n_origins": 24,
    "n_independent": 24.0,
    "error": 0.05,
    "by_chance": 0.12,
    "brier": 0.14,
    "base_rate": 0.21,
    "state": "holds",
}


def of(**records):
    return page(challenge.FRAMES, CONTEXT, **records)


@pytest.mark.parametrize(
    ("state", "says", "silent"),
    [
        ("shown", "with a probability of 31.0%", "No probability"),
        ("unproven", "too short to test those of a year", "31.0%"),
        ("fails", "did not come true in our own past", "31.0%"),
    ],
)
def test_a_probability_is_said_only_where_it_may_be(state: str, says: str, silent: str) -> None:
    (said,) = reasonable.total(of(attainability=YEAR | {"state": state}))
    assert says in said.plain() and silent not in said.plain()
    assert "very hard" in said.plain() and "¥150.0M to ¥190.0M" in said.plain()


@pytest.mark.parametrize(
    ("band", "status"),
    [("out_of_reach", "act"), ("very_hard", "watch"), ("challenging", "good"), ("easy", "watch")],
)
def test_the_band_is_the_verdict(band: str, status: str) -> None:
    assert reasonable.total(of(attainability=YEAR | {"band": band}))[0].status == status


def test_without_targets_or_forecast_that_is_said() -> None:
    (none,) = reasonable.total(of())
    assert "nothing can be tested" in none.plain() and none.status == "info"
    blind = YEAR | {"state": "not_expected", "band": "not_judged", "expected": NAN}
    assert "cannot be told" in reasonable.total(of(attainability=blind))[0].plain()
    over = of(attainability=YEAR | {"state": "over"})
    assert "nothing can be tested" in reasonable.total(over)[0].plain()


def test_the_node_that_asks_for_most_beyond_the_forecast_stands_with_its_range() -> None:
    other = REP | {"node": "R2", "gap": 2e6, "probability": NAN, "state": "unproven"}
    (said,) = reasonable.hardest(of(attainability=[YEAR, REP, other]))
    assert "R2 asks for most" in said.plain() and "probability" not in said.plain()


def test_a_node_without_a_range_is_not_judged_in_words() -> None:
    blind = {"probability": NAN, "low": NAN, "high": NAN, "band": "not_judged"}
    other = REP | blind | {"node": "R2", "gap": 2e6, "state": "no_range"}
    (said,) = reasonable.hardest(of(attainability=[YEAR, REP, other]))
    assert "cannot be told" in said.plain() and " to –" not in said.plain()


def test_targets_that_cannot_be_judged_are_not_called_within_reach() -> None:
    count = {"dimension": "rep", "n_nodes": 9, "target": 1.3e6, "target_share": 1.0}
    blind = count | {"band": "not_judged"}
    (said,) = hard.bands(of(band_counts=blind))
    assert said.status == "info" and "cannot be judged: 9" in said.plain()
    seen, left = hard.bands(of(band_counts=[count | {"band": "challenging", "n_nodes": 2}, blind]))
    assert (seen.status, left.key) == ("info", "bands_unjudged") and "most, 2" in seen.plain()
    (good,) = hard.bands(of(band_counts=count | {"band": "challenging"}))
    assert good.status == "good"


def test_one_rep_is_not_called_the_hardest_of_one() -> None:
    assert reasonable.hardest(of(attainability=[YEAR, REP])) == []


def test_a_target_without_a_forecast_is_named() -> None:
    new = REP | {"node": "R9", "state": "not_expected", "expected": NAN}
    (said,) = reasonable.unjudged(of(attainability=[YEAR, new]))
    assert said.plain().startswith("R9 (rep) has a target of ¥5.0M")


def test_what_is_too_sparse_is_said_with_its_part_of_the_target() -> None:
    sparse = {"dimension": "customer", "grain": "too_sparse", "n_cells": 12, "target_share": 0.09}
    (said,) = reasonable.finer(of(grains=sparse))
    assert "to be judged: 12, with 9.0% of the target" in said.plain()


@pytest.mark.parametrize(
    ("changed", "status", "says"),
    [
        ({}, "good", "held in our own past"),
        ({"state": "fails"}, "watch", "did not hold"),
        ({"state": "too_short", "n_origins": 5}, "info", "too few to tell"),
        ({"kind": "year", "n_independent": 1.2}, "info", "can hardly be tested"),
    ],
)
def test_trust_is_said_as_far_as_it_was_tested(changed, status: str, says: str) -> None:
    (said,) = trust.found(of(verdicts=VERDICT | changed))
    assert said.status == status and says in said.plain()


def test_without_a_past_no_trust_is_claimed() -> None:
    (said,) = trust.found(of())
    assert said.status == "watch" and "no probabilities" in said.plain()


def test_nodes_whose_probabilities_failed_are_named() -> None:
    failed = VERDICT | {"dimension": "rep", "state": "fails"}
    said = trust.found(of(verdicts=[VERDICT, failed]))
    assert said[-1].status == "watch" and "By rep" in said[-1].plain()


def test_misses_offset_and_the_safe_total_lies_below() -> None:
    row = {"dimension": "rep", "n_cells": 38, "n_targets": 38, "missed": 16.1, "missed_low": 7.8}
    row |= {"missed_high": 24.8, "common": 0.15, "n_bets": 5.3}
    (said,) = bets.offset(of(bets=row))
    assert "Of 38 targets of reps, 16.1 are expected to be missed (7.8 to 24.8" in said.plain()
    assert bets.offset(of()) == [] and bets.safe(of()) == []
    (watch,) = bets.safe(of(safe=SAFE))
    assert watch.status == "watch" and "¥10.0M less than is expected" in watch.plain()
    (above,) = bets.safe(of(safe=SAFE | {"safe": 171e6, "below": -1e6}))
    assert "no less than is expected" in above.plain()
    (good,) = bets.safe(of(safe=SAFE | {"over_safe": -1e6}))
    assert good.status == "good"


def test_an_unfair_quota_is_to_be_acted_on_with_its_amount() -> None:
    (said,) = fair.verdict(of(fairness=QUOTA, quota_rule=RULE))
    assert said.status == "act" and "That is ¥1.4M too much." in said.plain()
    (good,) = fair.verdict(of(fairness=QUOTA | {"state": "in_line"}, quota_rule=RULE))
    assert good.status == "good" and "38 quotas follow last year's sales" in good.plain()
    (few,) = fair.verdict(of(fairness=QUOTA, quota_rule=RULE | {"n": 3, "n_judged": 0}))
    assert few.status == "info"
    assert fair.verdict(of())[0].plain() == "Fairness cannot be judged: no rep has a target."


def test_quotas_that_depend_on_size_are_watched_and_on_potential_are_not() -> None:
    found = {one.key: one.status for one in fair.spread(of(quota_rule=RULE))}
    assert found == {"spread": "watch", "by_size": "watch", "by_potential": "info"}


def test_the_largest_change_each_way_and_the_control_are_said() -> None:
    up = CHANGE | {"node": "R2", "cause": "easy", "proposal": "raise_target", "change": 2e5}
    said = {one.key: one for one in exceptions.found(of(exceptions=[CHANGE, up]))}
    assert set(said) == {"too_hard", "too_easy"} and "R1 (rep)" in said["too_hard"].plain()
    (line,) = exceptions.lines(of(exceptions=[CHANGE]))
    assert line.plain().endswith('rep_id = "R1", amount = 4000000')
    assert exceptions.lines(of()) == []
    assert said["too_hard"].plain().endswith("would be ¥4.0M (−¥1.4M).")
    judged = {"dimension": "total", "node": "total", "period": "2027", "kind": "year"}
    assert "No target calls" in exceptions.found(of(attainability=judged))[0].plain()
    assert exceptions.found(of()) == []


def test_what_a_month_must_bring_and_hours_are_held_against_the_best() -> None:
    rate = {"dimension": "total", "node": "total", "asked": 15e6, "best": 13e6, "last": 12e6}
    whole = rate | {"over_best": 1.15, "best_from": "2025-11", "beyond": 2e6}
    rep = whole | {"dimension": "rep", "node": "R1"}
    said = [one.key for one in hard.best(of(rates=[whole, rep]))]
    assert said == ["best", "beyond_best"]
    assert "cannot be compared" in hard.best(of())[0].plain()
    hours = {"rep_id": "R1", "hours_needed": 150.0, "hours": 100.0, "used_share": 1.5}
    (short,) = hard.hours(of(hours=hours | {"n_customers": 9}))
    assert short.status == "watch" and "150 hours a month, and there are 100" in short.plain()
    assert hard.hours(of())[0].status == hard.room(of())[0].status == "info"


def test_a_page_without_anything_answers_and_has_no_sections() -> None:
    empty = of()
    assert [one.key for one in challenge.answer(empty)] == ["plan", "fair"]
    assert not any(one.stands(lambda name: getattr(empty, name)) for one in challenge.SECTIONS)


def test_pictures_are_drawn_with_and_without_rows() -> None:
    bin_ = {"kind": "month", "scope": "nodes", "bin": "b4", "n": 40, "stated": 0.45}
    known = of(
        attainability=[YEAR, REP, REP | {"node": "R2"}],
        reliability=bin_ | {"came_true": 0.5, "low": 0.4, "high": 0.6},
        bets={"dimension": "rep", "n_targets": 8, "missed": 3, "missed_low": 1, "missed_high": 5},
        rates={"dimension": "rep", "node": "R1", "over_best": 1.2},
        fairness=QUOTA,
    )
    for one in (known, of()):
        for draw in (reasonable.draw, bets.draw, hard.draw, fair.draw):
            assert draw(one) is not None
        assert trust.draw(one.reliability) is not None
    plt.close("all")


def test_the_sentences_are_there_in_chinese() -> None:
    with use("zh"):
        (said,) = reasonable.total(of(attainability=YEAR))
        assert said.plain().startswith("2027 的计划要求")


def test_what_is_decided_stands_in_frames_and_keys_of_the_page() -> None:
    for decision in challenge.DECISIONS:
        frame, _, column = decision.amount.partition(".")
        assert not frame or column in challenge.FRAMES[frame].columns
    assert rows(challenge.FRAMES["fairness"], QUOTA).frame["factor"].item() == 1.35
