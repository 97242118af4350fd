"""Sources against each other: each against all the others, and few claims where all are alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.methods.against_rest import apart, named
from salesnb.prospects.sources.worth import Worth
from salesnb.prospects.sources.yields import source_yields
from tests.prospects.facts import MONTH

WORTH = Worth("deals", 12, 1000.0, 900.0, 1100.0, 40, float("nan"))
Counts = np.ndarray


def leads(n: Counts, valid: Counts, won: Counts, cost: Counts) -> pd.DataFrame:
    """Return journeys of so many leads of each source, all judged, so many valid, won at a cost."""
    source = np.repeat([f"S{i}" for i in range(len(n))], n)
    place = np.concatenate([np.arange(one) for one in n])
    is_won = place < np.repeat(won, n)
    day = pd.Timestamp("2024-05-02")
    never = pd.Series(pd.NaT, range(len(source)), dtype="datetime64[s]")
    table = pd.DataFrame({"lead_source_id": source, "is_won": is_won, "created_on": day})
    return table.assign(
        is_valid=place < np.repeat(valid, n),
        cost_amount=np.repeat(cost, n).astype(float),
        first_order_on=never,
        sales_amount=0.0,
        stage=np.where(is_won, "won", "lost"),
        is_known=False,
        closed_on=day + pd.Timedelta(days=60),
        decided_on=day + pd.Timedelta(days=5),
    )


def judged(*parts: Counts) -> pd.DataFrame:
    traces = pd.DataFrame({"firm": [0], "lead_source_id": ["S0"]})
    table = source_yields(leads(*map(np.asarray, parts)), traces, month=MONTH, worth=WORTH)
    return table.set_index("lead_source_id")


def test_a_source_is_held_against_the_others_without_itself() -> None:
    """S0 is nine tenths of all leads, so that the total is nearly its own."""
    found = judged([900, 100], [180, 35], [45, 12], [10, 10])
    assert found.loc["S0", "valid_rest"] == pytest.approx(0.35)
    assert found.loc["S0", ["valid_verdict", "customer_verdict"]].tolist() == ["less", "less"]
    assert found.loc["S1", "return_rest"] == pytest.approx(45 / 900 * 1000 / 10, rel=0.02)
    assert found.loc["S0", "verdict"] == "less" and found.loc["S1", "verdict"] == "more"
    assert found.loc["total", ["valid_verdict", "customer_verdict"]].tolist() == ["", ""]


def test_sources_alike_are_seldom_told_apart() -> None:
    """Of 100 companies with twelve sources alike, at most one in ten has any that is named.

    One in twenty is allowed; returns rest on few customers each.
    """
    rng = np.random.default_rng(8)
    claims = {"valid_verdict": 0, "customer_verdict": 0, "verdict": 0}
    for _ in range(100):
        n = rng.poisson(150, 12)
        found = judged(n, rng.binomial(n, 0.3), rng.binomial(n, 0.06), np.full(12, 20.0))
        for name in claims:
            claims[name] += bool(found[name].isin(["more", "less"]).any())
    assert max(claims.values()) <= 10, claims


def test_shares_apart_by_hand() -> None:
    rest, above = apart([10, 30], [40, 40])
    assert rest.tolist() == [0.75, 0.25]
    gap = np.log(10.5 / 30.5) - np.log(30.5 / 10.5)
    error = np.sqrt(2 * (1 / 10.5 + 1 / 30.5))
    assert above.tolist() == pytest.approx([gap / error, -gap / error])
    assert named(above).tolist() == ["less", "more"]
    assert np.isnan(apart([3, 0], [10, 0])[1]).all()


def test_of_many_only_those_far_apart_are_named() -> None:
    assert named([2.2] + [0.1] * 19).tolist() == ["alike"] * 20
    assert named([4.0, np.nan] + [0.1] * 18).tolist()[:3] == ["more", "", "alike"]
    assert named([]).tolist() == []
