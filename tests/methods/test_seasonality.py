"""A moving festival is told apart from the season; intervals hold; short series stay humble."""

from __future__ import annotations

import numpy as np
import pytest

from salesnb.methods.seasonality import decompose
from tests.methods.planted import CALENDAR, ELASTICITY, FESTIVAL, fixed_indices, planted, wape

SEEDS = range(20)
days = CALENDAR.working_days


def test_january_and_february_are_forecast_a_third_better_than_by_fixed_indices() -> None:
    actual, ours, fixed = [], [], []
    for seed in SEEDS:
        series = planted(seed)
        foreseen = decompose(*series.known, working_days=days, ahead=2).frame
        actual.append(series.values[series.n : series.n + 2])
        ours.append(foreseen["expected"].to_numpy()[-2:])
        fixed.append(fixed_indices(series)[:2])
    error, rival = (wape(np.array(actual), np.array(f)) for f in (ours, fixed))
    assert error <= 0.7 * rival


def test_intervals_hold_about_as_often_as_they_say() -> None:
    inside = []
    for seed in SEEDS:
        series = planted(seed)
        foreseen = decompose(*series.known, working_days=days, ahead=12).frame.tail(12)
        new = series.values[series.n :]
        inside.append(((foreseen["low"] <= new) & (new <= foreseen["high"])).mean())
    assert 0.88 <= np.mean(inside) <= 1.0


def test_planted_effects_lie_in_their_intervals() -> None:
    truth = [*FESTIVAL, ELASTICITY]
    inside = []
    for seed in SEEDS:
        effects = decompose(*planted(seed).known, working_days=days).effects
        inside.append((effects["low"] <= truth) & (truth <= effects["high"]))
    assert np.mean(inside) >= 0.85


def test_the_shift_of_the_festival_alone_raises_no_alarm() -> None:
    wrong = 0
    for seed in SEEDS:
        series = planted(seed)
        frame = decompose(*series.known, working_days=days, ahead=2).frame.tail(2)
        new = series.values[series.n : series.n + 2]
        wrong += int(((new < frame["low"]) | (new > frame["high"])).sum())
    assert wrong <= 4  # of 40 months, 2 are expected outside a 95 % interval


def test_the_calendar_is_taken_out_of_a_series_without_noise() -> None:
    series = planted(3, noise=0.001)
    frame = decompose(*series.known, working_days=days).frame
    left = np.diff(np.log(frame["adjusted"]))
    raw = np.diff(np.log(frame["actual"]))
    assert left.std() < 0.1 * raw.std()


@pytest.mark.parametrize(
    ("n", "rung"), [(6, "short"), (11, "short"), (12, "medium"), (24, "medium"), (25, "full")]
)
def test_the_rung_says_how_much_history_there_is(n: int, rung: str) -> None:
    series = planted(0)
    fitted = decompose(series.months[:n], series.values[:n], working_days=days)
    assert fitted.rung == rung
    assert len(fitted.frame) == n and fitted.frame.notna().all().all()


def test_with_zeros_and_negatives_parts_are_added() -> None:
    series = planted(1)
    values = series.values[:36].copy()
    values[[4, 9, 10]] = 0, -1000, -10
    fitted = decompose(series.months[:36], values, working_days=days, ahead=1)
    assert fitted.is_additive
    assert np.isfinite(fitted.frame[["trend", "factor", "low", "high"]].to_numpy()).all()


def test_a_single_month_that_collapsed_says_nothing_of_the_parts() -> None:
    series = planted(1)
    months, known = series.known
    values = known.copy()
    values[30] = -3 * known[30]
    whole, hit = (decompose(months, one, working_days=days, ahead=3) for one in (known, values))
    assert not hit.is_additive and hit.frame.loc[30, "actual"] == values[30]
    near = ["trend", "factor", "expected", "low", "high"]
    assert np.allclose(hit.frame[near], whole.frame[near], rtol=0.03)


def test_a_month_that_is_empty_every_year_is_a_season_not_a_collapse() -> None:
    series = planted(1)
    months, values = series.months[:36], series.values[:36].copy()
    values[[7, 19, 31]] = 0
    fitted = decompose(months, values, working_days=days, ahead=12)
    ahead = fitted.frame["expected"].to_numpy()[36:]
    assert fitted.is_additive and ahead.argmin() == 7 and ahead[7] < 0.3 * np.median(ahead)


def test_growth_does_not_fall_by_more_than_all() -> None:
    values = np.r_[np.full(20, 100.0), 60, 40, 20, 10, 5, -5, -10, -20, -30, -40]
    months = [f"{2020 + i // 12}-{i % 12 + 1:02d}" for i in range(len(values))]
    grown = decompose(months, values, working_days=days).growth.iloc[0]
    assert grown["estimate"] == grown["low"] == -1.0


def test_two_months_are_too_few() -> None:
    with pytest.raises(ValueError, match="at least three months"):
        decompose(["2026-01", "2026-02"], np.array([1.0, 2.0]), working_days=days)


def test_a_series_in_other_units_has_the_same_parts() -> None:
    months, values = planted(2).known
    one = decompose(months, values, working_days=days)
    other = decompose(months, values * 1000, working_days=days)
    assert np.allclose(other.frame["trend"], 1000 * one.frame["trend"], rtol=1e-3)
    assert np.allclose(other.frame["factor"], one.frame["factor"], rtol=1e-3)
