"""One rule for many series: what it recovers, what it leaves alone, what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesnb.methods import forecasting
from salesnb.methods.exponential import damped_holt, theta
from salesnb.methods.forecasting import forecast_many
from salesnb.methods.seasonal_index import DECAY, seasonal_index

SEASON = np.array([0.8, 0.7, 1.1, 1.0, 1.0, 1.1, 0.9, 0.9, 1.1, 1.2, 1.3, 0.9])


def seasonal(years: int, *, growth: float = 0.0) -> np.ndarray:
    """Return years of one season whose level grows by `growth` of its first value a month."""
    months = 12 * years
    return 50 * (1 + growth * np.arange(months)) * SEASON[np.arange(months) % 12]


def ragged() -> np.ndarray:
    """Return series of all kinds and lengths, the newest value last."""
    rng = np.random.default_rng(4)
    rows = np.full((12, 60), np.nan)
    for row, n in zip(rows, (60, 60, 48, 30, 24, 23, 13, 12, 11, 3, 2, 1), strict=True):
        row[60 - n :] = np.round(rng.lognormal(2, 0.4, n) * SEASON[np.arange(n) % 12], 2)
    rows[1] -= 9.0  # has negative months
    rows[2, -40:] *= rng.random(40) < 0.3  # sells now and then
    return rows


def test_a_constant_goes_on_whatever_its_length() -> None:
    for n in (1, 2, 5, 12, 13, 30, 200):
        assert forecast_many(np.full((1, n), 7.0), 15)[0] == pytest.approx([7.0] * 15)


def test_a_season_without_noise_goes_on_month_by_month() -> None:
    for n in (36, 41, 60, 170):
        values = np.resize(50 * SEASON, n)
        new = 50 * SEASON[np.arange(n, n + 18) % 12]
        assert forecast_many(values[None, :], 18)[0] == pytest.approx(new, rel=1e-6)


def test_a_growing_season_is_met_within_two_percent() -> None:
    ahead = seasonal(6, growth=0.005)[-12:]
    found = forecast_many(seasonal(5, growth=0.005)[None, :], 12)[0]
    assert found == pytest.approx(ahead, rel=0.04)
    assert found.sum() == pytest.approx(ahead.sum(), rel=0.02)


def test_last_year_stands_for_a_season_in_the_second_year() -> None:
    values = np.resize(50 * SEASON, 20)
    new = 50 * SEASON[np.arange(20, 32) % 12]
    found = forecast_many(values[None, :], 12)[0]
    assert np.abs(found - new).sum() < 0.6 * np.abs(new - values.mean()).sum()


def test_noise_alone_gets_no_season() -> None:
    noise = np.random.default_rng(2).normal(100, 10, (200, 60))
    index = seasonal_index(
        noise, np.ones(noise.shape, dtype=bool), period=12, by_ratio=np.ones(200, dtype=bool)
    )
    assert (index == 1).all(axis=1).mean() > 0.85
    assert np.abs(index - 1).mean() < 0.01


def test_late_years_count_more_in_the_index() -> None:
    early, late = np.tile([0.5, 1.5], 12), np.tile([0.8, 1.2], 12)
    values = np.concatenate([early, late])[None, :]
    known, by_ratio = np.ones(values.shape, dtype=bool), np.ones(1, dtype=bool)
    index = seasonal_index(values, known, period=2, by_ratio=by_ratio)[0]
    assert 0.78 < index[0] < 0.82 and index.sum() == pytest.approx(2)
    assert DECAY < 1


def test_theta_of_a_line_goes_on_at_half_its_slope() -> None:
    line = np.arange(1.0, 61.0)[None, :]
    found = theta(line, np.zeros(1, dtype=int), 3, trust=np.ones(1))[0]
    assert np.diff(found) == pytest.approx([0.5, 0.5])
    assert theta(line, np.zeros(1, dtype=int), 1, trust=np.zeros(1))[0, 0] < 60


def test_damped_holt_of_a_line_fades() -> None:
    line = np.arange(1.0, 61.0)[None, :]
    steps = np.diff(damped_holt(line, np.zeros(1, dtype=int), 5, trust=np.ones(1), year=12)[0])
    assert (steps > 0).all() and (np.diff(steps) < 0).all() and steps[0] < 1


def test_each_row_is_forecast_as_if_it_were_alone() -> None:
    rows = ragged()
    together = forecast_many(rows, 14)
    for row, found in zip(rows, together, strict=True):
        alone = forecast_many(row[~np.isnan(row)][None, :], 14)[0]
        assert found == pytest.approx(alone, rel=1e-9, abs=1e-9)
    order = np.random.default_rng(0).permutation(len(rows))
    assert forecast_many(rows[order], 14) == pytest.approx(together[order], rel=1e-12)


@pytest.mark.parametrize("unit", [1e-3, 1e6, 1e12])
def test_units_do_not_matter(unit: float) -> None:
    assert forecast_many(unit * ragged(), 14) == pytest.approx(unit * forecast_many(ragged(), 14))


def test_every_kind_of_row_has_a_sensible_forecast() -> None:
    rows = ragged()
    found = forecast_many(rows, 18)
    assert np.isfinite(found).all()
    assert (found[np.arange(12) != 1] >= 0).all()
    assert (np.abs(found).max(axis=1) <= 2 * np.nanmax(np.abs(rows), axis=1)).all()


def test_a_row_that_never_began_is_unknown_and_one_that_ended_stays_at_zero() -> None:
    rows = np.array([[np.nan] * 24, [5.0] * 12 + [0.0] * 12, [0.0] * 24])
    found = forecast_many(rows, 3)
    assert np.isnan(found[0]).all() and (found[1:] == 0).all()
    assert forecast_many(np.empty((0, 5)), 3).shape == (0, 3)
    assert np.isnan(forecast_many(np.empty((2, 0)), 3)).all()


def test_sales_now_and_then_are_forecast_at_their_mean() -> None:
    drawn = np.random.default_rng(7)
    rows = drawn.poisson(0.4, (300, 48)) * drawn.lognormal(3, 0.5, (300, 48))
    assert forecast_many(rows, 12).mean() == pytest.approx(rows.mean(), rel=0.06)


@pytest.mark.parametrize(
    ("values", "ahead", "period", "message"),
    [
        ([[1.0, np.nan, 2.0]], 1, 12, "row 0 has a gap"),
        ([[1.0], [np.inf]], 1, 12, "row 1 has an infinite value"),
        ([1.0, 2.0], 1, 12, "1-dimensional"),
        ([[1.0]], 0, 12, "at least 1"),
        ([[1.0]], 1, 0, "at least 1"),
    ],
)
def test_what_cannot_be_forecast_is_refused(values, ahead, period, message) -> None:
    with pytest.raises(ValueError, match=message):
        forecast_many(np.array(values), ahead, period=period)


def test_what_is_masked_or_missing_in_a_frame_is_not_known() -> None:
    plain = forecast_many([[np.nan, 2.0, 5.0]], 3)
    masked = np.ma.array([[9.0, 2.0, 5.0]], mask=[[True, False, False]])
    frame = pd.DataFrame({"a": pd.array([None], dtype="Int64"), "b": [2], "c": [5]})
    assert forecast_many(masked, 3).tolist() == plain.tolist()
    assert forecast_many(frame, 3).tolist() == plain.tolist()
    assert forecast_many([[2, 5]], 3).tolist() == plain.tolist()


@pytest.mark.parametrize(("ahead", "period"), [(2.5, 12), ("3", 12), (None, 12), (3, 1.5)])
def test_steps_are_whole_numbers(ahead: Any, period: Any) -> None:
    with pytest.raises(ValueError, match="whole numbers, at least 1"):
        forecast_many([[1.0, 2.0]], ahead, period=period)


def test_last_year_goes_on_with_half_of_its_growth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecasting, "WEIGHTS", np.tile([0.0, 0.0, 1.0], (4, 1)))
    values = np.concatenate([100 * SEASON, 120 * SEASON])[None, :]
    expected = [*(132 * SEASON), *(145.2 * SEASON)]
    assert forecast_many(values, 24)[0] == pytest.approx(expected)


def test_a_part_that_falls_below_zero_takes_nothing_from_the_others() -> None:
    values = np.concatenate([np.full(24, 100.0), np.linspace(96, 4, 24)])
    noughts = forecast_many(values[None, :], 60)[0, -12:]
    last_year = values[-12:] * 0.75**5  # half of a growth of at least a half
    assert (noughts >= last_year / 7 - 1e-9).all()
