"""Calls are ranked by what was known before them, and what was learnt later changes no rank."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from salesnb.demo.drawing import draw
from salesnb.demo.prospects import leads as drawn_leads
from salesnb.prospects.screening import tested
from salesnb.prospects.screening.known import known_before, outcomes
from salesnb.prospects.screening.logistic import fit
from salesnb.prospects.sources.journeys import journeys
from tests.prospects.facts import MONTH, facts, of_truth


def test_weights_of_a_known_rule_are_found_again() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {"source": rng.choice(["a", "b"], 20_000), "size": rng.normal(3, 2, 20_000)}
    )
    chance = expit(-1 + 1.5 * (frame["source"] == "b") + 0.8 * (frame["size"] - 3) / 2)
    rule = fit(frame, rng.random(len(frame)) < chance, ["source"], ["size"])
    assert np.abs(rule.chances(frame) - chance).mean() < 0.01


def test_a_member_never_seen_stands_at_the_common_level() -> None:
    frame = pd.DataFrame({"source": ["a"] * 50 + ["b"] * 50})
    rule = fit(frame, np.repeat([1.0, 0.0], 50), ["source"], [])
    assert rule.chances(pd.DataFrame({"source": ["new"]}))[0] == pytest.approx(0.5, abs=0.01)


def test_ties_share_what_is_caught() -> None:
    good = np.array([True, True, False, False, False])
    assert tested.caught_share(np.full(5, 0.3), good) == pytest.approx(0.2)
    assert tested.caught_share(np.array([0.9, 0.1, 0.2, 0.2, 0.2]), good) == pytest.approx(0.5)


def test_what_only_callers_fill_in_is_left_out() -> None:
    """The potential is known of all called leads, and of none that waits."""
    called = {"is_valid": False, "called_on": "2026-05-05", "potential_amount": 10.0}
    rows = [
        {"lead_id": f"L{i}", "created_on": "2026-05-01", "status": "new", "phone": "13956306749"}
        | (called | {"status": "invalid"} if i < 40 else {})
        for i in range(60)
    ]
    known = known_before(journeys(facts(leads=rows), month=MONTH))
    assert known.can_tell and known.late == ("potential_amount",)
    assert "has_phone" in known.groups and not known.numbers


def test_later_outcomes_change_no_earlier_chance() -> None:
    given = of_truth(draw(35, n_months=48).truth)
    leads = journeys(given, month=MONTH)
    known, (_, decided) = known_before(leads), outcomes(leads, month=MONTH)
    whole = tested.held_out(known, decided, month=MONTH)
    day = pd.Timestamp((MONTH - 11).first)
    early = tested.held_out(known, decided[pd.to_datetime(decided["on"]) < day], month=MONTH)
    both = whole.merge(early, on="row")
    assert len(early) and len(both) == len(early)
    assert both["chance_x"].tolist() == both["chance_y"].tolist()


def test_the_ranking_is_close_to_what_the_true_chances_would_do() -> None:
    shares, best = [], []
    for seed in (36, 37, 38):
        truth = draw(seed).truth
        leads = journeys(of_truth(truth), month=MONTH)
        known, (by, decided) = known_before(leads), outcomes(leads, month=MONTH)
        held = tested.held_out(known, decided, month=MONTH)
        true = drawn_leads.drawn(truth).set_index("lead_id")["valid_chance"]
        chance = true.reindex(leads["lead_id"].iloc[held["row"]]).to_numpy(float)
        assert by == "valid"
        shares.append(tested.measured(held)["caught"])
        best.append(tested.caught_share(chance, held["is_good"].to_numpy(bool)))
    assert np.mean(shares) >= 0.5 and np.mean(best) - np.mean(shares) < 0.12


def test_lift_adds_up() -> None:
    rng = np.random.default_rng(2)
    chance = rng.random(95)
    frame = pd.DataFrame({"row": range(95), "is_good": rng.random(95) < chance, "chance": chance})
    table = tested.lift(frame)
    assert table["n"].sum() == 95 and table["caught_share"].iloc[-1] == pytest.approx(1)
    assert table["n_good"].sum() == frame["is_good"].sum()
