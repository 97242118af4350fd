"""A change is found where it is, rarely where there is none, and not in series too short."""

from __future__ import annotations

import numpy as np
import pytest

from salesnb.methods.changepoints import find_changes, first_change, is_long_enough, screen


def noise(seed: int, n: int, *, persistence: float = 0.0) -> np.ndarray:
    drawn = np.random.default_rng(seed).normal(0, 1, n + 50)
    path = np.zeros(n + 50)
    for i in range(1, n + 50):
        path[i] = persistence * path[i - 1] + drawn[i]
    return path[50:]


def test_a_step_is_found_at_its_place_with_its_size() -> None:
    values = noise(1, 40)
    values[25:] += 6
    (found,) = find_changes(values)
    assert found.place == 25
    assert found.earliest <= 25 <= found.latest
    assert found.size == pytest.approx(6, abs=1.0)
    assert found.p <= 0.001


def test_two_steps_are_both_found_in_order() -> None:
    values = noise(2, 60)
    values[20:] += 6
    values[40:] -= 8
    assert [one.place for one in find_changes(values)] == [20, 40]


def test_a_bend_of_the_slope_is_found_near_its_place() -> None:
    values = noise(3, 72)
    values[40:] += 0.4 * np.arange(1, 33)
    (found,) = find_changes(values, kind="slope", is_persistent=True)
    assert abs(found.place - 40) <= 4
    assert found.size == pytest.approx(0.4, abs=0.15)


def test_a_straight_line_has_no_bend_whatever_its_slope() -> None:
    values = noise(4, 72) + 3.0 * np.arange(72)
    assert find_changes(values, kind="slope", is_persistent=True) == []


def test_scale_and_sign_change_nothing_but_the_size() -> None:
    values = noise(5, 40)
    values[15:] += 5
    (plain,), (scaled,) = find_changes(values), find_changes(-1000 * values + 7)
    assert (plain.place, plain.p) == (scaled.place, scaled.p)
    assert scaled.size == pytest.approx(-1000 * plain.size)


def test_a_short_series_has_no_change_to_report() -> None:
    assert not is_long_enough(np.ones(6))
    assert find_changes(np.array([1.0, 1, 1, 9, 9, 9])) == []
    assert first_change(np.array([1.0])) is None


def test_a_constant_series_has_no_change() -> None:
    assert find_changes(np.full(30, 2.5)) == []


def test_many_series_share_one_false_alarm_rate() -> None:
    sets = [{str(i): noise(100 * seed + i, 20) for i in range(10)} for seed in range(20)]
    together = sum(any(screen(one, shuffles=999).values()) for one in sets)
    alone = sum(any(find_changes(y, shuffles=199) for y in one.values()) for one in sets)
    assert together <= 4 < alone  # of 20 sets one alarm is expected; more than four: 0.3 %


def test_the_one_changed_series_of_many_is_named() -> None:
    series = {str(i): noise(i, 30) for i in range(10)}
    series["7"] = series["7"] + np.where(np.arange(30) >= 18, 5.0, 0.0)
    found = screen(series)
    assert [name for name, changes in found.items() if changes] == ["7"]
    assert found["7"][0].place == 18


def test_persistent_noise_is_not_taken_for_a_change() -> None:
    drawn = [noise(seed, 60, persistence=0.6) for seed in range(40)]
    blind = sum(bool(find_changes(one, shuffles=199)) for one in drawn)
    aware = sum(bool(find_changes(one, shuffles=199, is_persistent=True)) for one in drawn)
    assert aware < blind / 2
