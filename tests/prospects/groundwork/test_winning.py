"""Does somebody behind a deal go with winning: planted effects, and what was not known then."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.prospects.groundwork.cooperation import cultivate_people, rivals_ways
from salesnb.prospects.groundwork.ties import Ground
from salesnb.prospects.groundwork.winning import effects, logistic
from tests.prospects.groundwork.companies import MONTH, Frames, cube, facts, ties

N = 600


def deals(
    effect: float, *, seed: int = 4, known_since: str = "2020-01-01", rival: float = 0.0
) -> Frames:
    """Return deals: half have somebody behind them, a third a competitor's tie."""
    rng = np.random.default_rng(seed)
    customer = [f"C{place:04d}" for place in range(N)]
    has, theirs = rng.random(N) < 0.5, rng.random(N) < 0.33
    chance = 1 / (1 + np.exp(1.0 - effect * 0.6 * has - rival * theirs))
    day = pd.Timestamp("2024-01-15") + pd.to_timedelta(rng.integers(0, 900, N), "D")
    table = pd.DataFrame({"opportunity_id": customer, "customer_id": customer, "created_on": day})
    table["closed_on"] = day + pd.Timedelta(40, "D")
    table["stage"] = np.where(rng.random(N) < chance, "won", "lost")
    table["amount"] = rng.lognormal(10, 0.7, N)
    spoken = ties(*((f"P{one}", one, 0.6) for one in np.array(customer)[has]))
    spoken = spoken.assign(to_kind="customer", known_since=known_since)
    tied = ties(*(("K1", one, 0.5) for one in np.array(customer)[theirs]), relation="supplies")
    tied = tied.assign(from_kind="competitor", to_kind="customer")
    edges = pd.concat([spoken, tied], ignore_index=True)
    return facts(opportunities=table, contact_edges=edges)


def found(given: Frames) -> pd.DataFrame:
    return effects(Ground(given, MONTH)).set_index(["side", "relation"])


def test_an_effect_that_is_there_is_found_and_held_by_its_range() -> None:
    row = found(deals(2.5)).loc[("ours", "recommends")]
    assert row["verdict"] == "more" and row["unit_low"] <= 2.5 <= row["unit_high"]
    assert row["low"] <= row["effect"] <= row["high"] and row["smallest"] > 0


def test_without_an_effect_none_is_claimed() -> None:
    """Ranges of 95 %: of twenty companies one may be wrong, two are bad luck."""
    said = [found(deals(0.0, seed=seed))["verdict"].eq("cannot_tell").all() for seed in range(20)]
    assert sum(said) >= 17


def test_a_tie_learnt_of_after_the_deal_began_counts_nothing() -> None:
    rows = found(deals(2.5, known_since="2026-09-30"))
    assert rows.loc[("ours", "recommends"), "n_deals"] == 0
    assert rows.loc[("ours", "recommends"), "verdict"] == "too_few"


def test_a_concern_alone_replaces_nothing() -> None:
    """Nothing of ours goes with winning, so that there is no way to answer by."""
    given = deals(0.0, rival=-1.5)
    edges = given["contact_edges"]
    concerned = edges.assign(has_concern=(edges["from_kind"] == "competitor"))
    ground = Ground(given | {"contact_edges": concerned}, MONTH)
    ways = rivals_ways(ground, effects(ground)).iloc[0]
    assert ways["n_concern"] > 0 and ways["ours_relation"] == "" and ways["answer"] == "watch"


def test_what_is_seen_with_a_competitor_s_ties_is_answered() -> None:
    given = deals(2.5, rival=-1.2)
    ground = Ground(given, MONTH)
    ways = rivals_ways(ground, effects(ground)).iloc[0]
    assert ways["verdict"] == "less" and ways["answer"] == "replace"
    assert ways["ours_relation"] == "recommends"
    given = deals(0.0, rival=-1.5)
    ground = Ground(given, MONTH)
    assert rivals_ways(ground, effects(ground))["answer"].tolist() == ["watch"]


def test_the_regression_is_that_of_a_table_of_four_cells() -> None:
    x = np.column_stack([np.r_[np.ones(40), np.zeros(60)], np.ones(100)])
    won = np.r_[np.ones(20), np.zeros(20), np.ones(15), np.zeros(45)]
    weight, spread = logistic(x, won, np.arange(100), np.array([True, True]))
    assert weight == pytest.approx([np.log(3), -np.log(3)])
    usual = 1 / 20 + 1 / 20 + 1 / 15 + 1 / 45
    assert spread[0, 0] == pytest.approx(usual * 100 / 99, rel=1e-6)


def people(given: Frames, most: int = 5) -> pd.DataFrame:
    return cultivate_people(Ground(given, MONTH), most)["people"].set_index("node")


def business(**amounts: float) -> pd.DataFrame:
    return cube(*((str(MONTH), customer, "R1", amount) for customer, amount in amounts.items()))


def test_the_next_step_follows_consent_and_concern() -> None:
    rows = ties(*((name, "C1", 0.5) for name in "ABCDE"), ("F", "C2", 0.5))
    rows["to_kind"] = "customer"
    rows["has_consent"] = rows["from_id"].map({"A": True, "B": None, "C": False, "F": True})
    rows["has_consent"] = rows["has_consent"].astype(object).where(rows["from_id"] != "D", True)
    rows["has_concern"] = rows["from_id"].eq("D")
    known = ties(("R1", "A", 0.4), ("R1", "B", 0.4), relation="knows").assign(from_kind="rep")
    reps = pd.DataFrame({"rep_id": ["R1"], "left_on": [None]})
    edges = pd.concat([rows, known], ignore_index=True)
    sold = business(C1=1000.0, C2=500.0)
    table = people(facts(contact_edges=edges, reps=reps, sales_cube=sold))
    assert table["next_step"].drop("C1").to_dict() == {
        "A": "agree",
        "B": "ask_consent",
        "C": "no_consent",
        "D": "approval",
        "E": "name_rep",
        "F": "name_rep",
    }
    assert table.loc["A", "rep_id"] == "R1" and table.loc["F", "rep_id"] == ""
    assert table.loc[["C", "D"], "state"].tolist() == ["held", "held"]
    assert table.loc["C", "usable"] == 0 < table.loc["C", "moves"]


def test_a_rep_who_left_is_nobody_to_send() -> None:
    rows = ties(("A", "C1", 0.5)).assign(to_kind="customer")
    known = ties(("R1", "A", 0.4), relation="knows").assign(from_kind="rep")
    reps = pd.DataFrame({"rep_id": ["R1"], "left_on": ["2026-05-31"]})
    edges = pd.concat([rows, known], ignore_index=True)
    table = people(facts(contact_edges=edges, reps=reps, sales_cube=business(C1=9.0)))
    assert table.loc["A", "next_step"] == "name_rep"


def test_business_at_stake_is_sales_and_open_leads() -> None:
    leads = pd.DataFrame(
        {
            "lead_id": ["L1", "L2", "L3", "L4"],
            "created_on": ["2024-01-01", "2024-01-02", "2026-09-01", "2026-09-02"],
            "status": ["converted", "invalid", "valid", "lost"],
            "potential_amount": [1000.0] * 4,
        }
    )
    won = pd.DataFrame(
        {
            "opportunity_id": ["D1", "D2", "D3", "D4"],
            "lead_id": ["L1", None, None, "L3"],
            "customer_id": ["C9", "C1", "C2", None],
            "stage": ["won", "proposal", "lost", "lost"],
            "created_on": "2024-02-01",
            "closed_on": ["2024-03-01", None, "2024-03-01", "2026-11-02"],
            "amount": [10.0, 60.0, 20.0, 80.0],
        }
    )
    ground = Ground(facts(leads=leads, opportunities=won, sales_cube=business(C1=70.0)), MONTH)
    assert ground.lead_share == pytest.approx(0.5)
    """Half of the deals closed by the month were won; one of L3 is lost only after it."""
    assert ground.at_stake.to_dict() == pytest.approx({"C1": 100.0, "L3": 540.0})
