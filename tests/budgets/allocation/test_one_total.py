"""One total over cells: the optimum where it is known in closed form, in any unit and order."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.budgets.allocation import allocate
from salesnb.methods.saturation import Curves, Floats


def frame(kind: str, scale: Floats, half: Floats, shape: Floats | float) -> pd.DataFrame:
    return pd.DataFrame({"kind": kind, "scale": scale, "half": half, "shape": shape})


SCALE = np.array([3.0, 1.0, 2.0, 7.0]) * 1e5
HALF = np.array([2.0, 5.0, 1.0, 9.0]) * 1e4


def test_square_roots_share_the_total_by_the_squares_of_their_sizes() -> None:
    found = allocate(frame("power", SCALE, np.ones(4), 0.5), 1e5)
    np.testing.assert_allclose(found.plan["spend"], 1e5 * SCALE**2 / (SCALE**2).sum(), atol=0.011)
    assert found.response == pytest.approx(np.sqrt(1e5 * (SCALE**2).sum()), rel=1e-12)
    assert found.shadow["brings"][0] == pytest.approx(found.response / 2e5, rel=1e-9)


def test_exponential_curves_share_by_their_logarithms() -> None:
    found = allocate(frame("exponential", SCALE, HALF, 1.0), 1e5)
    price = found.shadow["brings"][0]
    expected = HALF * np.maximum(np.log(SCALE / (HALF * price)), 0)
    np.testing.assert_allclose(found.plan["spend"], expected, atol=0.011)
    assert found.plan["spend"].sum() == pytest.approx(1e5, abs=1e-9)


def test_hill_curves_of_shape_one_share_by_the_roots_of_size_and_half() -> None:
    found = allocate(frame("hill", SCALE, HALF, 1.0), 3e5)
    root = np.sqrt(SCALE * HALF)
    expected = root * (3e5 + HALF.sum()) / root.sum() - HALF
    assert (expected > 0).all()
    np.testing.assert_allclose(found.plan["spend"], expected, atol=0.011)


@pytest.mark.parametrize("n_active", [1, 2, 4])
def test_alike_s_curves_are_used_up_to_their_tangent_and_the_others_not_at_all(
    n_active: int,
) -> None:
    shape, half = 3.0, 4e4
    tangent = half * (shape - 1) ** (1 / shape)
    cells = frame("hill", np.full(5, 1e6), np.full(5, half), shape)
    found = allocate(cells, n_active * tangent)
    expected = n_active * 1e6 * (shape - 1) / shape
    assert found.response == pytest.approx(expected, rel=1e-6)
    assert (found.plan["spend"] > 0).sum() == n_active
    assert found.gap < 1e-8


def test_two_cells_with_a_trap_go_all_to_the_better_one() -> None:
    found = allocate(frame("hill", np.array([1.0, 1.01]), np.ones(2), 4.0), 1.0, digits=6)
    assert found.plan["spend"].tolist() == [0.0, 1.0]
    assert found.response == pytest.approx(0.505, rel=1e-12)
    assert found.gap <= 1e-6


def mixed(rng: np.random.Generator, n: int) -> pd.DataFrame:
    kind = rng.choice(["hill", "power", "exponential", "logistic"], n)
    shape = np.where(kind == "power", rng.uniform(0.3, 1.0, n), rng.uniform(1.0, 4.0, n))
    cells = pd.DataFrame({"cell_id": [f"c{i:03d}" for i in range(n)], "kind": kind})
    half = rng.lognormal(0, 0.6, n) * 1e5
    cells = cells.assign(scale=rng.lognormal(0, 0.6, n) * 1e6, half=half, shape=shape)
    return cells.assign(lower=half * rng.uniform(0, 0.1, n), upper=half * rng.uniform(0.5, 3, n))


@pytest.mark.parametrize("seed", range(4))
def test_the_plan_is_the_same_in_any_unit_and_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = mixed(rng, 12)
    total = float(cells["upper"].sum() * rng.uniform(0.2, 0.8))
    found = allocate(cells, total)
    assert found.gap <= 1e-6
    amounts = ["half", "lower", "upper", "scale"]
    for unit, digits in ((1e3, 5), (1e6, 8)):
        other = cells.sample(frac=1, random_state=seed)
        other[amounts] /= unit
        again = allocate(other, total / unit, digits=digits).plan.sort_index()
        np.testing.assert_allclose(again["spend"] * unit, found.plan["spend"], atol=1e-4)


@pytest.mark.parametrize("seed", range(12))
def test_no_plan_on_a_grid_is_better_and_none_exceeds_the_bound(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = mixed(rng, 3).assign(lower=0.0)
    total = round(float(cells["half"].sum() * rng.uniform(0.2, 0.9)), 2)
    found = allocate(cells, total)
    share = np.linspace(0, 1, 401)
    first, second = (one.ravel() for one in np.meshgrid(share, share))
    spend = np.stack([first, second, 1 - first - second], axis=1) * total
    spend = spend[(spend >= 0).all(axis=1) & (spend <= cells["upper"].to_numpy()).all(axis=1)]
    columns = (cells[name].to_numpy() for name in ("scale", "half", "shape"))
    best = Curves(cells["kind"].to_numpy(str), *columns).value(spend).sum(axis=1).max(initial=0)
    assert found.response >= best * (1 - 1e-6)
    assert found.bound >= found.response
    assert found.gap <= 1e-6
