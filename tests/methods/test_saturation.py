"""Curves of saturation: their slopes are those of their values, and they bend where they say."""

from __future__ import annotations

import numpy as np
import pytest

from salesnb.methods.saturation import KINDS, Curves

SHAPES = {
    "power": (0.4, 1.0),
    "exponential": (1.0, 1.0),
    "hill": (0.7, 2.5),
    "logistic": (1.0, 4.0),
}


def _curves(kind: str) -> Curves:
    shape = np.array(SHAPES[kind])
    return Curves(np.array([kind] * 2), np.array([3.0, 5e6]), np.array([2.0, 4e5]), shape)


@pytest.mark.parametrize("kind", KINDS)
def test_a_slope_is_the_change_of_the_value(kind: str) -> None:
    curves = _curves(kind)
    for level in (0.05, 0.5, 1.0, 3.0):
        spend, step = level * curves.half, 1e-6 * curves.half
        change = (curves.value(spend + step) - curves.value(spend - step)) / (2 * step)
        np.testing.assert_allclose(curves.slope(spend), change, rtol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_no_spending_brings_nothing_and_more_never_less(kind: str) -> None:
    curves = _curves(kind)
    grid = np.linspace(0, 8, 200)[:, None] * curves.half
    values = curves.value(grid)
    assert (values[0] == 0).all()
    assert (np.diff(values, axis=0) > 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_a_curve_is_convex_up_to_its_inflection_and_concave_after(kind: str) -> None:
    curves = _curves(kind)
    turn = curves.inflection()
    for cell in range(2):
        grid = np.linspace(0.01, 4, 400) * curves.half[cell]
        slope = curves.slope(np.broadcast_to(grid[:, None], (400, 2)))[:, cell]
        rising = np.diff(slope) > 0
        middle = (grid[1:] + grid[:-1]) / 2
        assert rising[middle < turn[cell] - grid[0]].all()
        assert not rising[middle > turn[cell] + grid[0]].any()


def test_half_of_a_hill_curve_is_reached_at_half_and_63_percent_of_an_exponential() -> None:
    hill, exponential = _curves("hill"), _curves("exponential")
    np.testing.assert_allclose(hill.value(hill.half), hill.scale / 2)
    np.testing.assert_allclose(
        exponential.value(exponential.half), exponential.scale * 0.63212, 1e-5
    )


def test_draws_and_kinds_are_broadcast_cells_last() -> None:
    kind = np.array(["hill", "power", "logistic"])
    draws = Curves(kind, np.ones((5, 3)), np.ones((5, 3)), np.full((5, 3), 0.9))
    one = Curves(kind, np.ones(3), np.ones(3), np.full(3, 0.9))
    spend = np.array([0.2, 1.0, 2.0])
    np.testing.assert_array_equal(draws.value(spend), np.tile(one.value(spend), (5, 1)))
    assert one.value(np.ones((7, 3))).shape == (7, 3)
