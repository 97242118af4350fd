"""BG/NBD: published figures, closed forms, what cannot be fitted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesnb.methods.buying.bgnbd import BgNbd, fit_bgnbd, log_likelihood

CDNOW = Path(__file__).resolve().parents[4] / "shared" / "data" / "cdnow"
PUBLISHED = BgNbd(0.243, 4.414, 0.793, 2.426, 0.0, 0, True)


def simulated(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return purchases of n customers by the model's own story, r .25, alpha 4.5, a .8, b 2.5."""
    rng = np.random.default_rng(seed)
    rate, leaves = rng.gamma(0.25, 1 / 4.5, n), rng.beta(0.8, 2.5, n)
    age = rng.uniform(27, 39, n)
    x, last, now, stays = np.zeros(n), np.zeros(n), np.zeros(n), np.ones(n, dtype=bool)
    while stays.any():
        own = np.flatnonzero(stays)
        now[own] += rng.exponential(1 / rate[own])
        stays[own[now[own] >= age[own]]] = False
        own = own[now[own] < age[own]]
        x[own], last[own] = x[own] + 1, now[own]
        stays[own] = rng.random(len(own)) > leaves[own]
    return x, last, age


@pytest.mark.skipif(not CDNOW.is_dir(), reason="the CDNOW sample is not there")
def test_published_parameters() -> None:
    table = pd.read_csv(CDNOW / "cdnow_customers_summary.csv")
    found = fit_bgnbd(table["frequency"], table["recency"], table["T"])
    assert [found.r, found.alpha, found.a] == pytest.approx([0.2426, 4.4135, 0.7929], abs=0.001)
    assert found.b == pytest.approx(2.4258, abs=0.002)
    assert found.log_likelihood == pytest.approx(-9582.4256, abs=0.001)
    at_published = log_likelihood(PUBLISHED, table["frequency"], table["recency"], table["T"])
    assert at_published == pytest.approx(-9582.4268, abs=0.001)


def test_expected_of_one_customer() -> None:
    assert PUBLISHED.expected(2, 30.43, 38.86, ahead=39) == pytest.approx(1.226, abs=0.0005)
    assert PUBLISHED.p_alive(2, 30.43, 38.86) == pytest.approx(0.7266, abs=0.0001)


def test_who_bought_once_counts_as_there_but_is_not_sure_to_order() -> None:
    assert PUBLISHED.p_alive(0, 0, 38.86) == 1
    chance = PUBLISHED.chance_of_order(0, 0, 38.86, ahead=39)
    assert chance == pytest.approx(1 - (43.274 / 82.274) ** 0.243)


def test_no_time_ahead_brings_nothing() -> None:
    assert PUBLISHED.expected(2, 30.0, 38.0, ahead=0) == pytest.approx(0, abs=1e-12)
    assert PUBLISHED.chance_of_order(2, 30.0, 38.0, ahead=0) == pytest.approx(0, abs=1e-12)


def test_expected_is_finite_where_a_is_one() -> None:
    near = BgNbd(0.5, 4.0, 1.0 + 1e-4, 2.0, 0.0, 0, True).expected(3, 20, 30, ahead=10)
    at = BgNbd(0.5, 4.0, 1.0, 2.0, 0.0, 0, True).expected(3, 20, 30, ahead=10)
    assert at == pytest.approx(near, rel=1e-3)


def test_expected_is_what_simulated_customers_do() -> None:
    """Without history (x = 0 at age 0) the expectation is that of a new customer."""
    x, _, age = simulated(40_000, seed=1)
    new = BgNbd(0.25, 4.5, 0.8, 2.5, 0.0, 0, True).expected(0, 0, 0, ahead=float(age.mean()))
    error = x.std() / len(x) ** 0.5
    assert x.mean() == pytest.approx(float(new), abs=5 * error)


def test_slope_is_that_of_the_likelihood() -> None:
    from salesnb.methods.buying.bgnbd import _Parts

    x, last, age = simulated(300, seed=2)
    parts = _Parts.of(np.column_stack([x, last, age]), np.ones(len(x)))
    at = np.log([0.4, 3.0, 0.7, 1.8])
    step = 1e-6 * np.eye(4)
    steep = [(parts.loss(at + one)[0] - parts.loss(at - one)[0]) / 2e-6 for one in step]
    assert parts.loss(at)[1] == pytest.approx(steep, abs=1e-6)


def test_refit_of_simulated_customers() -> None:
    """Truth r .25, a/(a+b) .24: the share that leaves and the pace are told; a and b less so."""
    found = fit_bgnbd(*simulated(20_000, seed=3))
    assert found.r == pytest.approx(0.25, rel=0.15)
    assert found.alpha == pytest.approx(4.5, rel=0.15)
    assert found.a / (found.a + found.b) == pytest.approx(0.8 / 3.3, rel=0.15)


def test_unit_of_time_and_order_of_rows_change_nothing() -> None:
    x, last, age = simulated(2_000, seed=4)
    weeks, days = fit_bgnbd(x, last, age), fit_bgnbd(x[::-1], 7 * last[::-1], 7 * age[::-1])
    assert days.r == pytest.approx(weeks.r, rel=1e-4)
    assert days.alpha == pytest.approx(7 * weeks.alpha, rel=1e-3)


def test_alike_customers_count_as_often_as_they_are() -> None:
    x, last, age = simulated(500, seed=5)
    twice = fit_bgnbd(np.tile(x, 2), np.tile(last, 2), np.tile(age, 2))
    assert twice.log_likelihood == pytest.approx(2 * fit_bgnbd(x, last, age).log_likelihood)


@pytest.mark.parametrize(
    ("x", "last", "age", "word"),
    [
        ([1, 0], [5, 0], [4, 4], "end"),
        ([1, 0], [np.nan, 0], [9, 9], "missing"),
        ([0, 0], [0, 0], [9, 9], "twice"),
        ([0, 1], [3, 3], [9, 9], "nobody else"),
        ([-1, 1], [0, 3], [9, 9], "end"),
    ],
)
def test_what_cannot_be(x: list, last: list, age: list, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        fit_bgnbd(x, last, age)
