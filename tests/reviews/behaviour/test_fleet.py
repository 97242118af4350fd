"""Tails, false discoveries and the smallest visible effect, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, norm

from salesnb.reviews.behaviour.fleet import actors_of, at_least, judged, month_of


def actors(p_value: list[float], p_left: list[float], reason: str = "") -> pd.DataFrame:
    return actors_of(
        {
            "actor_id": [f"R{n}" for n in range(len(p_value))],
            "reason": reason,
            "p_value": p_value,
            "p_left": p_left,
            "unit": 0.1,
            "least": 0.05,
        }
    )


def test_the_tail_is_that_of_the_binomial() -> None:
    found = at_least(np.array([3, 0, 10]), np.array([10, 10, 10]), np.array([0.2, 0.2, 0.2]))
    assert found == pytest.approx([binom.sf(2, 10, 0.2), 1.0, 0.2**10])


def test_half_an_order_lies_between_whole_ones() -> None:
    low, middle, high = at_least(np.array([2, 2.5, 3]), np.full(3, 10.0), np.full(3, 0.2))
    assert low > middle > high


def test_q_values_are_those_of_benjamini_and_hochberg() -> None:
    found = judged(actors([0.01, 0.04, 0.5, 0.8], [0.01, 0.04, 0.5, 0.8]), 0.1)
    assert found["q_value"].tolist() == pytest.approx([0.04, 0.08, 2 / 3, 0.8])
    assert found["state"].tolist() == ["suspect", "suspect", "clear", "clear"]


def test_what_the_tables_explain_is_no_suspect() -> None:
    found = judged(actors([0.001, 0.001, 0.9], [0.001, 0.6, 0.9]), 0.1)
    assert found["state"].tolist() == ["suspect", "explained", "clear"]


def test_nobody_is_explained_without_an_explanation() -> None:
    """The unexplained p values rise for others, so that one lies between the two thresholds."""
    found = judged(actors([0.001, 0.001, 0.06, 0.9], [0.5, 0.5, 0.06, 0.9]), 0.1)
    assert found["state"].tolist() == ["explained", "explained", "clear", "clear"]


def test_the_smallest_visible_effect_has_its_power() -> None:
    """Alone, at a rate of 0.1: 0.05 let pass, and 1.28 + 0.84 standard errors of 0.1."""
    found = judged(actors([0.5], [0.5]), 0.1)
    assert found["least_seen"].item() == pytest.approx(0.05 + 0.1 * (norm.ppf(0.9) + norm.ppf(0.8)))


def test_who_cannot_be_judged_counts_in_no_rate() -> None:
    both = pd.concat([actors([0.02], [0.02]), actors([1.0] * 9, [1.0] * 9, "few_orders")])
    found = judged(both.reset_index(drop=True), 0.05)
    assert found["state"].tolist() == ["suspect"] + ["not_judged"] * 9
    assert found["least_seen"].isna().sum() == 9


def test_months_of_days_are_named() -> None:
    days = pd.Series(pd.to_datetime(["2025-12-31", "2026-01-01"]))
    assert month_of(days).tolist() == ["2025-12", "2026-01"]
