"""Chances of deals, held-out tests, effects, advice and plays: what must come out by hand."""

import numpy as np
import pandas as pd
import pytest

from salesnb.deals import effects, large_numbers, odds, persistence, plays, study, tested, worth
from salesnb.methods import common_factor
from salesnb.methods.common_factor import GRID, Shared
from tests.deals.planted import MARCH, deal, drawn, facts

PLAN = pd.DataFrame(
    [
        ("P1", "Trial", "试用", "before", "assistance", "proposal", 12.0, "Rep", "Signed"),
        ("P2", "Costs", "成本", "before", "benefit", "proposal", 5.0, "Rep", "Agreed"),
        ("P3", "Start", "开车", "after", "service", "won", 8.0, "Service", "Passed"),
    ],
    columns=[
        "play_id",
        "name",
        "name_zh",
        "phase",
        "lever",
        "stage",
        "hours",
        "owner",
        "exit_criterion",
    ],
)


@pytest.fixture(scope="module")
def ground():
    truth, held = drawn()
    return study.ground_of(held, month=truth.months[-1])


def test_chances_are_shares_and_the_later_the_stage_the_likelier(ground):
    chance = pd.Series(ground.win_chance).groupby(ground.open["stage"].to_numpy()).mean()
    assert np.all((ground.won + ground.lost).sum(axis=1) <= 1 + 1e-9)
    assert chance["prospecting"] < chance["proposal"] < chance["negotiation"]


def test_months_left_add_up_to_the_hazard(ground):
    rows = ground.open.head(3)
    won, lost = ground.rule.ahead(rows, months=120)
    left = 1 - np.cumsum(won + lost, axis=1)
    assert ground.months_left[:3] == pytest.approx(1 + left.sum(axis=1), rel=0.02)


def test_earlier_statements_are_made_of_what_was_known_then(ground):
    """The rule of an earlier day is the same whether rows are filtered or rebuilt."""
    day = ground.end - pd.DateOffset(months=12) + pd.offsets.MonthEnd(0)
    then = tested.as_known(ground.learnt, day)
    assert then.landmarks["day"].max() <= day
    assert then.history.deals["ended_on"].dropna().max() <= day
    before = odds.fit(then)
    later = ground.learnt.closings["day"] > day
    assert later.any() and len(then.closings) + later.sum() >= len(ground.learnt.closings) - 40
    assert before.n_deals == len(then.closings)


def test_statements_that_hold_and_statements_that_do_not():
    rng = np.random.default_rng(0)
    said = rng.uniform(0, 1, 900)
    rows = pd.DataFrame(
        {"opportunity_id": np.arange(900).astype(str), "day": pd.Timestamp("2026-01-31")}
    )
    rows = rows.assign(within=6, stated=said, closing=0.5, closed=rng.random(900) < 0.5)
    good = tested.judge(rows.assign(came_true=(rng.random(900) < said).astype(float)))["tested"]
    bad = tested.judge(rows.assign(came_true=(rng.random(900) < said / 2).astype(float)))["tested"]
    assert good["verdict"].tolist() == ["holds"] and bad["verdict"].tolist() == ["apart"]
    same = rows.assign(stated=0.3, came_true=(rng.random(900) < 0.3).astype(float))
    assert tested.judge(same)["tested"]["verdict"].tolist() == ["no_better"]


def stated(said, came, *, months=1):
    """Return statements of as many deals, each of them made in so many months."""
    days = pd.date_range("2025-01-31", periods=months, freq="ME")
    rows = pd.DataFrame({"opportunity_id": np.arange(len(said)).astype(str), "stated": said})
    rows = rows.assign(came_true=came.astype(float), within=24, closing=0.5, closed=0.5)
    return rows.merge(pd.DataFrame({"day": days}), how="cross")


def test_high_chances_that_are_off_are_not_averaged_away():
    """Of 840 deals right at .1 to .5 sixty more were to win at .85 and win at .5: mean gap .02."""
    rng = np.random.default_rng(0)
    said = np.concatenate([rng.uniform(0.1, 0.5, 840), np.full(60, 0.85)])
    true = np.where(said == 0.85, 0.5, said)
    found = tested.judge(stated(said, rng.random(900) < true))
    row, bins = found["tested"].iloc[0], found["reliability"].set_index("low")
    assert row["apart"] < tested.MOST_APART and row["verdict"] == "in_part"
    top = bins.loc[0.8]
    assert top["verdict"] == "off" and top["came_low"] < 0.5 < top["came_high"] < top["stated"]
    assert (bins["verdict"] == "off").sum() == row["n_off"] == 1


def test_chances_that_lean_to_the_extremes_are_told_though_no_bin_is():
    rng = np.random.default_rng(3)
    true = rng.beta(2, 3, 1500)
    odds_of = 1.5 * np.log(true / (1 - true))
    said = 1 / (1 + np.exp(-odds_of))
    row = tested.judge(stated(said, rng.random(1500) < true))["tested"].iloc[0]
    assert row["lean"] > 3 and row["verdict"] in ("in_part", "apart")


def test_chances_that_are_right_are_seldom_said_to_be_off():
    """Sixty companies whose chances are right, each deal stated of in three months."""
    rng, off = np.random.default_rng(5), 0
    for _ in range(60):
        said = rng.beta(1, 2, 300)
        row = tested.judge(stated(said, rng.random(300) < said, months=3))["tested"].iloc[0]
        off += row["verdict"] in ("in_part", "apart")
    assert off <= 6


def test_what_is_tested_is_what_the_page_states(ground):
    """The chance of the page is of two years: statements of it that are over are held against."""
    found = tested.judge(tested.state_earlier(ground.learnt))["tested"]
    assert found["within"].tolist() == [odds.AHEAD, 12, 3]
    until = ground.end - pd.DateOffset(months=odds.AHEAD) + pd.offsets.MonthEnd(0)
    assert found["last_on"].iloc[0] <= until
    truth, held = drawn()
    younger = study.ground_of(held, month=truth.months[-18])
    short = tested.judge(tested.state_earlier(younger.learnt))["tested"]
    assert short["within"].tolist() == [12, 3] and (short["ahead"] == odds.AHEAD).all()


def test_what_deals_bring_is_exact_in_the_mean_and_safe_lies_below():
    n = 60
    won = np.tile([0.2, 0.1, 0.0] + [0.0] * 9, (n, 1))
    lost = np.tile([0.3, 0.4, 0.0] + [0.0] * 9, (n, 1))
    held = large_numbers.Pipeline(np.full(n, 100.0), won, lost)
    known = (GRID == 0.1).astype(float)
    found = large_numbers.bring(held, Shared(0.1, 0.1, 0.1, 50, known), confidence=0.8)
    found = found.set_index("months")
    assert found["mean"].tolist() == pytest.approx([1200.0, 1800.0, 1800.0])
    one = common_factor.total(np.full(n, 0.2), np.full(n, 100.0), 0.0)
    assert found.loc[1, "n_alone"] == pytest.approx(60, rel=0.05)
    assert found.loc[1, "alone_safe"] == pytest.approx(one.safe(0.8), abs=101)
    assert found.loc[1, "n_bets"] < 45 and found.loc[1, "safe"] <= found.loc[1, "alone_safe"]


def test_margin_effort_and_worth_by_hand():
    held = facts(
        [deal("D1"), deal("D2", margin_amount=None)],
        touches=[("2026-02-10", "visit", "D1", "R1", 4.0)],
    )
    ground = study.ground_of(held, month=MARCH)
    found = worth.value_deals(ground).set_index("opportunity_id")
    assert found.loc["D1", "margin"] == pytest.approx(200.0)
    assert found.loc["D2", "margin_basis"] == "none"
    months = 2 * 80 / 30.4
    ahead = 4.0 / months * ground.months_left[0]
    assert found.loc["D1", "hours_ahead"] == pytest.approx(ahead)
    assert found.loc["D1", "effort"] == pytest.approx(ahead * 100)
    chance = ground.win_chance[0]
    assert found.loc["D1", "worth"] == pytest.approx(chance * 200 - ahead * 100)
    assert found.loc["D1", "most_hours"] == pytest.approx(chance * 2)
    advice = persistence.advise(
        ground, worth.value_deals(ground), pd.DataFrame(columns=effects.EFFECTS.split())
    )
    assert advice["advice"].tolist() == ["stop" if chance * 2 < ahead else "go_on", "not_judged"]


def test_a_lever_that_works_is_advised_where_it_pays(ground):
    row = dict.fromkeys(effects.EFFECTS.split(), np.nan) | {"family": "lever", "item": "help"}
    known = pd.DataFrame([row | {"verdict": "works", "effect": 0.2, "effect_low": 0.1}])
    found = persistence.advise(ground, worth.value_deals(ground), known)
    own = ground.open["lever"] == "help"
    assert not (found.loc[own.to_numpy(), "advice"] == "change_lever").any()
    changed = found[found["advice"] == "change_lever"]
    assert len(changed) and (changed["lever_gain"] > 0).all()


def test_an_effect_of_nothing_is_not_claimed_and_one_of_much_is():
    rng = np.random.default_rng(4)
    deals, touches = [], []
    for i in range(400):
        made = pd.Timestamp("2024-01-01") + pd.Timedelta(days=int(rng.integers(0, 600)))
        has = rng.random(2) < 0.5
        won = rng.random() < (0.6 if has[0] else 0.2)
        end = made + pd.Timedelta(days=40)
        days = {"created_on": made.strftime("%Y-%m-%d"), "closed_on": end.strftime("%Y-%m-%d")}
        deals.append(deal(f"D{i}", **days, stage="won" if won else "lost"))
        on = (made + pd.Timedelta(days=5)).strftime("%Y-%m-%d")
        kinds = [kind for kind, there in zip(("sample", "message"), has, strict=True) if there]
        touches += [(on, kind, f"D{i}", "R1", 1.0) for kind in kinds]
    held = facts(deals, touches=[("2023-12-31", "call", "D0", "R1", 1.0), *touches])
    ground = study.ground_of(held, month=MARCH)
    found = effects.study_effects(ground.history, ground.facts).set_index("item")
    assert found.loc["sample", "verdict"] == "works"
    assert (
        found.loc["sample", "effect_low"]
        < 0.4 * (1 - np.exp(-1 / 3)) * 3
        < found.loc["sample", "effect_high"] + 0.1
    )
    assert found.loc["message", "verdict"] == "cannot_tell"


def test_plays_of_a_stage_and_next_steps():
    deals = [
        deal("D1", stage="proposal", lever="help"),
        deal("D2", stage="proposal", lever="other", next_step="", next_step_on=None),
        deal("D3", stage="qualified", next_step_on="2026-03-02"),
    ]
    changes = [
        (f"D{k}", "2026-02-01 09:00:00", "2026-02-01", "stage", "qualified", "proposal")
        for k in (1, 2)
    ]
    ground = study.ground_of(facts(deals, changes), month=MARCH)
    none = pd.Series(["", "", ""])
    assert plays.next_plays(ground, PLAN, none)["next_play"].tolist() == ["Trial", "Trial", ""]
    assert plays.step_states(ground).tolist() == ["ahead", "none", "passed"]
    shown = plays.show_plays(ground, PLAN, pd.DataFrame(columns=effects.EFFECTS.split()))
    assert shown["n_deals"].tolist() == [2, 2, 0]


def test_dependence_before_and_after_deals():
    deals = [
        deal(f"W{i}", customer_id=f"C{i}", stage="won", closed_on="2026-02-10") for i in range(10)
    ]
    ground = study.ground_of(facts(deals), month=MARCH)
    names = [f"C{i}" for i in range(40)]
    rng = np.random.default_rng(1)
    before = pd.DataFrame({"customer_id": names, "replaceability": 0.5})
    fall = np.where(np.arange(40) < 10, -0.05, 0.0) + rng.normal(0, 0.005, 40)
    after = before.assign(replaceability=0.5 + fall)
    own, told = plays.depend(ground, {"2026-01": before, "2026-02": after})
    assert len(own) == 10 and told["verdict"].tolist() == ["rises"]
    assert plays.depend(ground, {"2026-02": after})[1]["verdict"].tolist() == ["few"]


def test_targets_as_last_issued_replace_those_stated_outside():
    from salesnb.deals.pipeline import targets_ahead

    stated = pd.DataFrame(columns=["measure", "period_start", "period_end", "target_value"])
    issued = pd.DataFrame({"month": ["2026-04", "2026-04", "2026-03"], "sales": [1.0, 2.0, 9.0]})
    assert targets_ahead(issued, stated, MARCH) == {"2026-04": 3.0}
