"""Ranges of ratios and shares: closed forms, and how often they hold the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.reviews.heads.chance import as_part, ratios, shares

KEY = ("rep", "R1")


def rows(part: list[float], whole: list[float]) -> pd.DataFrame:
    units = [f"m{place}" for place in range(len(part))]
    return pd.DataFrame({"dimension": "rep", "node": "R1", "unit": units, "a": part, "b": whole})


def test_a_ratio_has_the_error_of_its_units() -> None:
    found = ratios(rows([1, 2, 3, 6], [2, 2, 4, 4]), "a", "b", unit="unit").loc[KEY]
    assert found["value"] == pytest.approx(1.0)
    # residuals -1, 0, -1, 2: sum of squares 6, times 4 / 3 is 8
    assert found["error"] == pytest.approx(np.sqrt(8) / 12)


def test_a_ratio_of_few_units_has_no_error_and_one_of_nothing_no_value() -> None:
    assert np.isnan(ratios(rows([1, 2], [2, 2]), "a", "b", unit="unit").loc[KEY, "error"])
    assert ratios(rows([1, 2], [0, 0]), "a", "b", unit="unit").empty


def test_rows_of_a_unit_count_as_one() -> None:
    twice = pd.concat([rows([1, 2, 3, 6], [2, 2, 4, 4])] * 2)
    once = rows([2, 4, 6, 12], [4, 4, 8, 8])
    left, right = (ratios(one, "a", "b", unit="unit") for one in (twice, once))
    pd.testing.assert_frame_equal(left, right)


def test_a_share_of_few_cases_is_never_certain() -> None:
    found = shares(rows([3.0], [3.0]), "a", "b").loc[KEY]
    near = 5 / 7
    assert found["value"] == 1.0
    assert found["error"] == pytest.approx(np.sqrt(near * (1 - near) / 7))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_the_range_of_a_ratio_of_twelve_months_holds_the_truth(share: float) -> None:
    rng, held = np.random.default_rng(7), 0
    for _ in range(400):
        whole = rng.lognormal(0, 0.3, 12)
        part = share * whole * np.exp(rng.normal(0, 0.15, 12) - 0.15**2 / 2)
        one = ratios(rows(list(part), list(whole)), "a", "b", unit="unit").loc[KEY]
        held += abs(one["value"] - share) <= 1.645 * one["error"]
    assert 0.82 <= held / 400 <= 0.94  # stated: 0.90; twelve months make it a little narrow


def test_a_part_without_a_reference_has_no_rows() -> None:
    found = shares(rows([3.0], [4.0]), "a", "b")
    assert as_part(found, "market", "numeric", reference=float("nan")).empty
    assert as_part(found, "market", "numeric", reference=0.5, most=1.0)["most"].tolist() == [1.2]
    assert as_part(found, "market", "numeric", reference=1.0, most=1.0)["most"].tolist() == [1.0]
