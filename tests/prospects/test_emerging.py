"""A new type of user: the smallest rise that is said to be visible is one that would be told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.prospects.places.emerging import RECENT, RISE, emerging_types

MONTHS = pd.period_range("2021-11", periods=60, freq="M").astype(str)
Array = np.ndarray


def found(counts: Array) -> pd.DataFrame:
    """Return what is told of counts (months, types), the types being S0, S1, and so on."""
    total = counts.sum(axis=1)
    parts = [
        pd.DataFrame({"segment": f"S{i}", "month": MONTHS, "n": own, "n_all": total})
        for i, own in enumerate(counts.T)
    ]
    return emerging_types(pd.concat(parts), draws=199).set_index("segment")


def risen(row: pd.Series, others: Array, per_month: int, rng: np.random.Generator) -> Array:
    """Return counts in which the first type rises to what is said to be visible of it."""
    begin = MONTHS.tolist().index(row["since"])
    ramp = np.maximum(np.arange(len(MONTHS)) - begin + 1, 0) / (len(MONTHS) - begin)
    step = (row["visible"] - row["share_before"]) / ramp[-RECENT:].mean()
    share = row["share_before"] + step * ramp
    return np.array([rng.multinomial(per_month, [one, *(1 - one) * others]) for one in share])


def test_a_visible_rise_is_half_as_large_again_where_leads_are_many() -> None:
    """With 3,000 leads a month chance hides next to nothing, yet less is never called new."""
    counts = np.random.default_rng(1).multinomial(3000, [0.03, 0.47, 0.5], size=60)
    rows = found(counts)
    assert (rows["visible"] >= RISE * rows["share_before"]).all()
    assert rows["was_small"].tolist() == [True, False, False]


def test_a_rise_to_what_is_visible_is_told_four_times_in_five() -> None:
    """80 companies of which the first type rises to what was said beforehand: s.e. .045."""
    rng, hits = np.random.default_rng(2), []
    for per_month, shares in ((30, [0.03, 0.25, 0.24, 0.24, 0.24]), (100, [0.02, 0.3, 0.3, 0.38])):
        rest = np.array(shares[1:]) / sum(shares[1:])
        for _ in range(40):
            row = found(rng.multinomial(per_month, shares, size=60)).loc["S0"]
            now = found(risen(row, rest, per_month, rng)).loc["S0"]
            hits.append(now["verdict"] == "emerging")
    assert 0.68 <= np.mean(hits) <= 0.92


@pytest.mark.filterwarnings("error")
def test_a_type_that_rose_so_far_that_no_drawn_company_has_a_small_one() -> None:
    """Its share of all months is usual: among companies without a rise nothing was small."""
    counts = np.tile([3, 8, 9], (60, 1))
    counts[30:] = [9, 5, 6]
    row = found(counts).loc["S0"]
    assert row["was_small"] and row["verdict"] == "emerging"
    assert RISE * row["share_before"] <= row["visible"] < 0.6
