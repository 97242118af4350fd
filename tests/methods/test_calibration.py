"""Stated probabilities and intervals are held against what came, by figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from salesnb.methods.calibration import (
    base_rate_brier,
    brier,
    calibration_error,
    rate,
    reliability,
)

STATED = [0.05, 0.15, 0.15, 0.95, 1.0]
CAME = [0, 0, 1, 1, 1]


def test_the_reliability_table_has_a_row_per_bin_with_statements() -> None:
    table = reliability(STATED, CAME)
    assert table["low"].tolist() == pytest.approx([0, 0.1, 0.9])
    assert table["n"].tolist() == [1, 2, 2]
    assert table["stated"].tolist() == pytest.approx([0.05, 0.15, 0.975])
    assert table["came_true"].tolist() == [0, 0.5, 1]


def test_calibration_error_and_brier_score_by_hand() -> None:
    assert calibration_error(STATED, CAME) == pytest.approx((0.05 + 2 * 0.35 + 2 * 0.025) / 5)
    expected = (0.05**2 + 0.15**2 + 0.85**2 + 0.05**2) / 5
    assert brier(STATED, CAME) == pytest.approx(expected)
    assert base_rate_brier(CAME) == pytest.approx(0.6 * 0.4)


def test_who_always_states_the_rate_is_calibrated_and_no_better_than_the_base() -> None:
    hits = np.array([1, 0, 0, 0, 1] * 20)
    assert calibration_error(np.full(100, 0.4), hits) == pytest.approx(0)
    assert brier(np.full(100, 0.4), hits) == pytest.approx(base_rate_brier(hits))


def test_what_is_unknown_does_not_count() -> None:
    found = rate([1.0, 1.0, 0.0, np.nan])
    assert (found.value, found.n) == (pytest.approx(2 / 3), 3)


def test_statements_of_one_time_are_one_observation() -> None:
    hits = np.array([[1, 1, 1, 1], [0, 0, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]])
    assert rate(hits).error == pytest.approx(0.5 / 15**0.5)
    together = rate(hits, times=np.arange(4)[:, None])
    assert (together.value, together.n, together.n_times) == (0.5, 16, 4)
    assert together.error == pytest.approx(0.5 / 3**0.5)


def test_without_statements_nothing_is_said() -> None:
    assert np.isnan([brier([], []), calibration_error([], []), base_rate_brier([])]).all()
    assert rate([]).n == 0 and np.isnan(rate([1.0]).error)
    with pytest.raises(ValueError, match="between 0 and 1"):
        brier([1.2], [1])
