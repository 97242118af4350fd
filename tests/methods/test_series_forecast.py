"""Forecasts go on with what is there, and say how far they may be wrong."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from salesnb.methods.series_forecast import (
    forecast_months,
    forecast_periods,
    project,
    quotient,
    summed,
)
from tests.methods.planted import CALENDAR, fixed_indices, planted, wape


@lru_cache
def monthly(seed: int, n: int):
    series = planted(seed, n=n)
    forecast = forecast_months(*series.known, working_days=CALENDAR.working_days)
    return forecast, series


def test_a_flat_series_goes_on_flat() -> None:
    assert np.exp(project(np.full(20, 7.0), ahead=5)) == pytest.approx([7.0] * 5)


def test_steady_growth_goes_on_at_half_to_all_of_its_pace() -> None:
    values = 100 * 1.05 ** np.arange(12)
    growth = np.exp(project(values, ahead=1)) / values[-1] - 1
    assert 0.025 <= growth[0] <= 0.051


def test_units_do_not_matter() -> None:
    values = 100 * 1.05 ** np.arange(8) * (1 + 0.02 * np.sin(np.arange(8)))
    assert project(1e9 * values, ahead=3) == pytest.approx(project(values, ahead=3) + np.log(1e9))


def test_the_calendar_is_put_back() -> None:
    forecast, series = monthly(3, 60)
    new = series.values[60:]
    assert forecast.rung == "back_tested" and forecast.n_origins == 24
    assert wape(new, forecast.frame["expected"].to_numpy()) < 0.05
    assert wape(new, forecast.frame["expected"].to_numpy()) < wape(new, fixed_indices(series))


def test_the_interval_comes_from_earlier_runs_and_never_narrows() -> None:
    forecast, _ = monthly(3, 60)
    width = np.log(forecast.frame["high"] / forecast.frame["low"]).to_numpy()
    assert (np.diff(width) >= -1e-9).all()
    assert set(forecast.errors["step"]) == set(range(1, 13))
    assert forecast.errors["origin"].max() == 59


def test_a_short_history_says_so_and_is_wider() -> None:
    short, _ = monthly(3, 13)
    long, _ = monthly(3, 60)
    assert short.rung == "from_growth" and short.n_origins == 0
    widths = [np.log(one.frame["high"] / one.frame["low"]).iloc[-1] for one in (short, long)]
    assert widths[0] > widths[1]


@pytest.mark.parametrize(
    ("n", "rung"),
    [(1, "guess"), (2, "guess"), (3, "from_growth"), (6, "from_growth"), (40, "back_tested")],
)
def test_every_length_of_yearly_history_has_its_rung(n: int, rung: str) -> None:
    values = 100 * 1.04 ** np.arange(n) * np.exp(np.random.default_rng(n).normal(0, 0.02, n))
    forecast = forecast_periods(values, ahead=2)
    assert forecast.rung == rung and forecast.n == n
    low, expected, high = forecast.frame[["low", "expected", "high"]].to_numpy().T
    assert (low < expected).all() and (expected < high).all()


def test_a_quotient_is_as_uncertain_as_both_sides() -> None:
    values = 100 * np.exp(np.random.default_rng(1).normal(0, 0.02, 40))
    one = forecast_periods(values, ahead=1)
    row = quotient(one, one).iloc[0]
    assert row["expected"] == pytest.approx(1.0)
    own = np.log(one.frame["high"] / one.frame["low"]).iloc[0]
    assert np.log(row["high"] / row["low"]) == pytest.approx(own * 2**0.5)


@pytest.mark.parametrize("values", [[1.0, 0.0, 2.0], [1.0, -1.0, 3.0], []])
def test_values_that_have_no_logarithm_are_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        forecast_periods(np.array(values))


def test_a_year_is_surer_than_its_months() -> None:
    forecast, series = monthly(6, 60)
    year = summed(forecast).frame.iloc[0]
    assert year["expected"] == pytest.approx(forecast.frame["expected"].sum())
    assert forecast.frame["low"].sum() <= year["low"] < year["high"] <= forecast.frame["high"].sum()
    assert year["low"] <= series.values[60:].sum() <= year["high"]


def test_yearly_growth_goes_on_at_its_pace() -> None:
    forecast = forecast_periods(100 * 1.045 ** np.arange(6), ahead=2)
    assert forecast.frame["expected"].tolist() == pytest.approx([100 * 1.045**6, 100 * 1.045**7])
