"""Rolling origins see no later month; their intervals hold as often as they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from salesnb.methods.backtest import accuracy, backtest
from salesnb.methods.error_ranges import covered, error_quantiles


def carried(values: np.ndarray, ahead: int) -> np.ndarray:
    """Forecast the last value, as a rule whose errors are known."""
    return np.repeat(values[:, -1:], ahead, axis=1)


def walks(seed: int, n: int = 40, months: int = 72) -> np.ndarray:
    steps = np.random.default_rng(seed).normal(0, 1, (n, months))
    return 100 + steps.cumsum(axis=1)


def test_an_origin_knows_nothing_of_later_months() -> None:
    values = walks(1, n=3)
    changed = values.copy()
    changed[:, 60:] += 50
    both = [backtest(one, 12, origins=24) for one in (values, changed)]
    early = both[0].origins <= 60
    assert early.any()
    assert both[0].expected[early] == pytest.approx(both[1].expected[early])
    assert both[0].actual[-1, :, 0] == pytest.approx(values[:, -1])
    assert np.isnan(both[0].actual[-1, :, 1:]).all()


def test_errors_and_measures_are_those_worked_out_by_hand() -> None:
    values = np.array([[10.0] * 12 + [12.0] * 12])
    tested = backtest(values, 1, origins=12, rule=carried)
    errors = tested.errors[:, 0, 0]
    assert errors.tolist() == [2.0] + [0.0] * 11
    row = accuracy(tested, ["all"], [(1, 1)]).iloc[0]
    assert row["n"] == 12
    assert row["wape"] == pytest.approx(2 / 144)
    assert row["bias"] == pytest.approx(-2 / 144)
    assert row["mase"] == pytest.approx((2 / 12) / 2)
    assert row["last_year_wape"] == pytest.approx(24 / 144)
    assert row["error_saved"] == pytest.approx(1 - 2 / 24)


def test_a_row_too_short_is_not_judged() -> None:
    values = walks(2, n=2, months=30)
    values[1, :27] = np.nan
    tested = backtest(values, 3, origins=12)
    assert np.isnan(tested.expected[:, 1]).all()
    assert accuracy(tested, ["long", "short"], [(1, 3)])["n"].tolist() == [33, 0]
    assert len(backtest(values[:, :10], 3).origins) == 0


def test_what_was_known_at_a_column_leaves_later_errors_out() -> None:
    tested = backtest(walks(3, n=2, months=40), 12, origins=20, rule=carried).as_known(30)
    assert (tested.origins < 30).all()
    last = tested.origins[:, None] + np.arange(1, 13)
    assert (np.isnan(tested.errors[:, 0]) == (last > 30)).all()


def test_the_sum_of_months_is_a_step_of_its_own() -> None:
    tested = backtest(walks(4, n=2), 12, origins=20)
    year = tested.summed(12)
    assert year.errors.shape == (20, 2, 1)
    assert year.errors[0, :, 0] == pytest.approx(tested.errors[0].sum(axis=1))
    assert np.isnan(year.errors[-1]).all()


def test_intervals_of_random_walks_hold_as_often_as_they_say() -> None:
    tested = backtest(walks(5, months=96), 6, origins=60, rule=carried)
    for confidence in (0.8, 0.95):
        held = np.nanmean(covered(tested, ["one"] * 40, confidence=confidence))
        assert held == pytest.approx(confidence, abs=0.03)


def test_intervals_widen_and_scale_and_need_no_past() -> None:
    values = walks(6, n=4)
    asked = {"expected": np.full((4, 6), 100.0), "size": np.full(4, 100.0), "quantiles": (0.1, 0.9)}
    tested = backtest(values, 6, origins=36, rule=carried)
    low, high = np.moveaxis(error_quantiles(tested, [0, 0, 1, 1], **asked), 2, 0)
    assert (np.diff(high - low, axis=1) > 0).all() and (low < 100).all() and (high > 100).all()
    bigger = backtest(1e9 * values, 6, origins=36, rule=carried)
    scaled = {"expected": 1e9 * asked["expected"], "size": 1e9 * asked["size"]}
    found = error_quantiles(bigger, [0, 0, 1, 1], **scaled, quantiles=(0.1, 0.9))
    assert found[:, :, 0] == pytest.approx(1e9 * low)
    unknown = backtest(values[:, :8], 6)
    wide = error_quantiles(unknown, [0] * 4, **asked)
    assert np.isfinite(wide).all() and (wide[:, :, 1] - wide[:, :, 0] > high - low).all()


def test_a_wilder_row_has_a_wider_interval_than_its_class() -> None:
    values = walks(7, n=10)
    values[0] = 100 + 5 * (values[0] - 100)
    tested = backtest(values, 3, origins=48, rule=carried)
    ends = error_quantiles(
        tested,
        ["one"] * 10,
        expected=np.full((10, 3), 100.0),
        size=np.full(10, 100.0),
        quantiles=(0.1, 0.9),
    )
    width = (ends[:, :, 1] - ends[:, :, 0])[:, 0]
    assert width[0] > 2 * width[1:].max()


def rising(months: int = 60, n: int = 6) -> np.ndarray:
    """Return rows that rise faster than a rule that carries on their last value."""
    noise = np.random.default_rng(8).normal(0, 1, (n, months))
    return 100 + 2 * np.arange(months) + noise


def test_a_range_lies_to_the_side_of_past_errors_and_keeps_the_forecast() -> None:
    asked = {"expected": np.full((6, 6), 100.0), "size": np.full(6, 100.0), "quantiles": (0.1, 0.9)}
    for sign in (1, -1):
        tested = backtest(sign * rising() + (0 if sign > 0 else 400), 6, rule=carried)
        low, high = np.moveaxis(error_quantiles(tested, ["one"] * 6, **asked), 2, 0)
        up, down = (high - 100).mean(), (100 - low).mean()
        assert (low <= 100).all() and (high >= 100).all()
        assert up > 3 * down if sign > 0 else down > 3 * up


def test_sums_that_share_their_months_move_a_range_less_than_months_of_their_own() -> None:
    tested = backtest(rising(n=1), 12, rule=carried)
    asked = {"expected": np.full((1, 1), 100.0), "size": np.full(1, 100.0), "quantiles": (0.1, 0.9)}
    year = tested.summed(12)
    alone = replace(year, length=1)
    (low, high), (low_alone, high_alone) = (
        error_quantiles(one, ["one"], **asked)[0, 0] for one in (year, alone)
    )
    assert high + low > 200 and high_alone + low_alone > high + low
