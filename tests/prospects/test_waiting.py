"""Shares over time against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.prospects.sources.funnel import funnel
from salesnb.prospects.sources.journeys import journeys
from salesnb.prospects.sources.shares import pooled, wilson
from salesnb.prospects.sources.waiting import curve
from salesnb.prospects.sources.worth import mean_range
from tests.prospects.facts import MONTH, facts


def test_without_anybody_waiting_shares_are_counts() -> None:
    found = curve(np.array([1.0, 2, 3, 4]), np.ones(4, int))
    assert found.share.tolist() == pytest.approx([0.25, 0.5, 0.75, 1.0])
    assert found.error[1] == pytest.approx(np.sqrt(0.25 / 4))
    assert found.halfway()[0] == 2


def test_who_waits_counts_as_long_as_he_has() -> None:
    """Kaplan and Meier by hand: 1 - 4/5 x 2/3; Greenwood 0.5333 x sqrt(1/20 + 1/6)."""
    found = curve(np.array([1.0, 2, 3, 4, 5]), np.array([1, 0, 1, 0, 0]))
    assert found.share.tolist() == pytest.approx([0.2, 0.2, 7 / 15, 7 / 15, 7 / 15])
    assert found.error[2] == pytest.approx(8 / 15 * np.sqrt(1 / 20 + 1 / 6))


def test_who_left_by_another_end_cannot_come() -> None:
    """Aalen and Johansen without anybody waiting: the plain share, with its binomial error."""
    found = curve(np.array([1.0, 1, 2, 2, 3]), np.array([1, 2, 1, 2, 2]))
    assert found.share[-1] == pytest.approx(0.4)
    assert found.error[-1] == pytest.approx(np.sqrt(0.4 * 0.6 / 5))


def test_curves_of_nobody_and_of_nothing() -> None:
    assert np.isnan(curve(np.array([]), np.array([], int)).at(10)).all()
    share, low, high = curve(np.array([5.0] * 20), np.zeros(20, int)).at(10)
    assert (share, low) == (0, 0) and high == pytest.approx(1 - 0.025 ** (1 / 20))


@pytest.mark.parametrize("competing", [0.0, 0.4])
def test_intervals_hold_the_true_share(competing: float) -> None:
    """500 samples of 60: the share by day 30 lies inside in 95 % of them."""
    rng, inside = np.random.default_rng(5), 0
    rate = 0.02
    truth = rate / (rate + competing * rate) * (1 - np.exp(-rate * (1 + competing) * 30))
    for _ in range(500):
        comes = rng.exponential(1 / rate, 60)
        leaves = rng.exponential(1 / (competing * rate), 60) if competing else np.full(60, np.inf)
        seen = rng.uniform(20, 80, 60)
        time = np.minimum(np.minimum(comes, leaves), seen)
        cause = np.select([time == comes, time == leaves], [1, 2], 0)
        _, low, high = curve(time, cause).at(30)
        inside += low <= truth <= high
    assert inside / 500 == pytest.approx(0.95, abs=0.03)


def test_wilson_by_hand() -> None:
    low, high = wilson(np.array([5.0]), np.array([10.0]))
    assert (low[0], high[0]) == (pytest.approx(0.2366, abs=1e-4), pytest.approx(0.7634, abs=1e-4))


def test_small_groups_are_drawn_to_the_others_more_than_large_ones() -> None:
    share, low, high = pooled(np.array([0.0, 30, 100]), np.array([3.0, 100, 500]))
    assert 0 < low[0] < share[0] < high[0]
    assert abs(share[2] - 0.2) < 0.01 and high[0] - low[0] > high[2] - low[2]


def test_the_mean_of_skewed_amounts_lies_in_its_range() -> None:
    """1,000 samples of ten log-normal amounts: Cox's range holds their mean 93 % of the time."""
    rng, truth = np.random.default_rng(4), np.exp(0.5)
    ranges = [mean_range(rng.lognormal(0, 1, 10)) for _ in range(1000)]
    assert np.mean([low <= truth <= high for low, high in ranges]) > 0.91
    assert mean_range(np.full(10, 7.0)) == (pytest.approx(7.0), pytest.approx(7.0))


def test_the_funnel_counts_who_waits_and_steps_that_go_backwards() -> None:
    day = "2026-0{}-01".format
    leads = [
        {"lead_id": "L1", "created_on": day(1), "called_on": day(3), "is_valid": True},
        {"lead_id": "L2", "created_on": day(5), "called_on": day(4), "is_valid": False},
        {"lead_id": "L3", "created_on": day(6)},
    ]
    found = funnel(journeys(facts(leads=leads), month=MONTH), month=MONTH, horizon=12)
    called = found.set_index("step").loc["called"]
    assert called[["n_in", "n_came", "n_waiting", "n_backwards"]].tolist() == [3, 2, 1, 1]
    valid = found.set_index("step").loc["valid"]
    assert valid[["n_in", "n_came", "n_out"]].tolist() == [2, 1, 1]
    assert pd.isna(valid["half_days"])
