"""The log of needs: who works on what, what is late, how tenders ended."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.prospects.groundwork.needs import exact, look_ahead, rates, read_needs, register
from tests.prospects.groundwork.companies import MONTH, facts

NEEDS = pd.DataFrame(
    [
        # need, kind, noted, decides, amount, result, deal
        ("N1", "tender", "2026-08-01", "2026-11-15", 100.0, None, None),
        ("N2", "tender", "2026-08-01", "2026-12-15", 200.0, None, "D1"),
        ("N3", "tender", "2026-08-01", "2028-12-15", 300.0, None, None),
        ("N4", "tender", "2026-01-01", "2026-05-15", 400.0, None, None),
        ("N5", "tender", "2026-01-01", "2026-05-15", 500.0, "won", "D2"),
        ("N6", "tender", "2026-01-01", "2026-06-15", 600.0, "no_offer", None),
        ("N7", "tender", "2026-01-01", "2026-06-15", 700.0, "lost", "D3"),
        ("N8", "association", "2026-09-01", "2026-12-01", 50.0, None, None),
        ("N9", "authority", "2026-01-01", "2026-03-01", 60.0, None, None),
        ("N10", "tender", "2026-11-02", "2026-12-01", 800.0, None, None),
        ("N11", "tender", "2026-08-01", "2026-11-03", 900.0, "won", "D4"),
        ("N12", "tender", "2026-08-01", None, 30.0, None, None),
    ],
    columns="need_id kind noted_on decides_on amount result opportunity_id".split(),  # noqa: SIM905
).assign(organisation="Water Authority 水务局", region_id="R1", product_group="Seals")
DEALS = pd.DataFrame(
    {
        "opportunity_id": ["D1", "D2", "D3", "D4"],
        "stage": ["proposal", "won", "lost", "won"],
        "rep_id": ["R1", "R2", "R3", "R4"],
        "closed_on": [None, "2026-05-15", "2026-06-15", "2026-11-03"],
        "created_on": "2026-02-01",
    }
)


def given(**more: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return facts(needs=NEEDS, opportunities=DEALS, **more)


def test_each_need_stands_where_it_stood_at_the_end_of_the_month() -> None:
    states = read_needs(given(), MONTH).set_index("need_id")["state"].to_dict()
    assert states == {
        "N1": "unworked",
        "N2": "worked",
        "N3": "unworked",
        "N4": "late",
        "N5": "won",
        "N6": "no_offer",
        "N7": "lost",
        "N8": "unworked",
        "N9": "passed",
        "N11": "worked",  # won only after the month's end
        "N12": "unworked",
    }


def test_the_calendar_holds_tenders_of_the_months_ahead() -> None:
    found = look_ahead(read_needs(given(), MONTH), MONTH, 6)
    assert sorted(found["tenders"]["need_id"]) == ["N1", "N11", "N2"]
    row = found["needs"].iloc[0]
    assert (row["n_ahead"], row["n_unworked"], row["amount_unworked"]) == (3, 1, 100.0)
    assert (row["n_late"], row["n_no_day"], row["n_later"]) == (1, 1, 1)
    assert row["first_on"] == pd.Timestamp("2026-11-15")
    assert row["unworked_won"] == pytest.approx(50.0)
    days = found["tenders"].set_index("need_id")["days_left"]
    assert days["N1"] == 15


def test_rates_count_offers_and_tenders() -> None:
    rows = look_ahead(read_needs(given(), MONTH), MONTH, 6)["results"]
    whole = rows[rows["dimension"] == "total"].iloc[0]
    assert (whole["n_decided"], whole["won_share"]) == (3, 0.5)
    assert whole["offered_share"] == pytest.approx(2 / 3) and whole["amount_no_offer"] == 600
    assert set(rows["dimension"]) == {"total", "region", "product_group"}


def ended(won: np.ndarray, lost: np.ndarray) -> pd.DataFrame:
    """Return needs of tenders in as many regions, so many of each won and lost."""
    n = won + lost
    region = np.repeat([f"R{i}" for i in range(len(n))], n)
    state = np.concatenate(
        [np.repeat(["won", "lost"], pair) for pair in zip(won, lost, strict=True)]
    )
    rows = pd.DataFrame({"region_id": region, "state": state, "kind": "tender", "amount": 1.0})
    return rows.assign(product_group="", decides_on=pd.Timestamp("2026-05-15"))


def test_a_region_is_held_against_the_others_not_against_a_whole_with_itself() -> None:
    rows = rates(ended(np.array([30, 30, 2]), np.array([30, 30, 58])), MONTH).set_index("node")
    assert rows.loc["R2", "won_rest"] == pytest.approx(0.5)
    assert rows.loc["R2", "verdict"] == "less" and rows.loc["total", "verdict"] == ""


def test_many_regions_alike_are_seldom_called_worse() -> None:
    """Of 200 companies with twenty regions alike, at most one in twenty has one that is named."""
    rng, named = np.random.default_rng(3), 0
    for _ in range(200):
        n = rng.poisson(15, 20)
        won = rng.binomial(n, 0.4)
        named += bool((rates(ended(won, n - won), MONTH)["verdict"] == "less").any())
    assert named <= 10


def test_exact_intervals_are_those_of_the_tables() -> None:
    low, high = exact(np.array([0, 5, 10, 0]), np.array([10, 10, 10, 0]))
    assert low[:3] == pytest.approx([0, 0.187, 0.692], abs=1e-3)
    assert high[:3] == pytest.approx([0.308, 0.813, 1.0], abs=1e-3)
    assert np.isnan([low[3], high[3]]).all()


def test_a_body_is_found_by_either_of_its_names() -> None:
    bodies = pd.DataFrame(
        {
            "organisation_id": ["O1", "O2", "O3"],
            "name": ["Water Authority", "Pump Association", "Institute"],
            "name_zh": ["水务局", None, "研究院"],
            "kind": ["authority", "association", "institute"],
            "region_id": ["R1", None, "R2"],
        }
    )
    touches = pd.DataFrame(
        {
            "organisation_id": ["O1", "O1", "O3"],
            "touched_on": ["2025-01-10", "2026-02-10", "2026-10-01"],
            "rep_id": "R1",
        }
    )
    named = NEEDS.assign(organisation=["水务局", "water authority", *["Pump Association"] * 10])
    own = facts(needs=named, opportunities=DEALS, organisations=bodies, touches=touches)
    rows = register(own, read_needs(own, MONTH), MONTH, 6).set_index("organisation_id")
    assert rows["n_needs"].to_dict() == {"O1": 2, "O2": 9, "O3": 0}
    assert rows["state"].to_dict() == {"O1": "overdue", "O2": "overdue", "O3": "seen"}
    assert rows.loc["O1", "months_since"] == pytest.approx(8.6, abs=0.1)


def test_nothing_noted_is_no_fault() -> None:
    own = facts()
    noted = read_needs(own, MONTH)
    found = look_ahead(noted, MONTH, 6)
    assert found["needs"]["n_needs"].tolist() == [0] and found["tenders"].empty
    assert register(own, noted, MONTH, 6).empty
