"""Plans by month where the best one is known: closed forms, and every plan of small grids."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from salesnb.budgets.monthly import MonthlyAllocation, allocate_months
from salesnb.methods.adstock import carry_over
from salesnb.methods.saturation import Curves
from tests.budgets.monthly.plans import cells, limits, total_of


def _response(frame: pd.DataFrame, spend: np.ndarray, tail: int) -> float:
    """Return the response of a plan (n, T), worked out apart from the package's own way."""
    columns = ("kind", "scale", "half", "shape")
    kind, *rest = (frame[name].to_numpy() for name in columns)
    curves = Curves(kind.astype(str), *rest)
    longer = np.hstack([spend, np.zeros((len(spend), tail))])
    return float(curves.value(carry_over(longer.T, frame["decay"], frame["stock"])).sum())


def _parts(whole: int, n: int) -> Iterator[np.ndarray]:
    """Yield every way to split a whole into n parts, as (2, n / 2)."""
    for bars in itertools.combinations(range(whole + n - 1), n - 1):
        ends = np.array([-1, *bars, whole + n - 1])
        yield (np.diff(ends) - 1.0).reshape(2, -1)


def _spend(plan: MonthlyAllocation) -> np.ndarray:
    months = plan.plan["month"].nunique()
    return plan.plan["spend"].to_numpy().reshape(-1, months)


def test_without_carry_over_months_fall_apart_into_the_closed_form() -> None:
    rng = np.random.default_rng(1)
    scale, half = rng.uniform(1, 2, 6) * 1e6, rng.uniform(1, 2, 6) * 1e5
    frame = pd.DataFrame({"kind": "hill", "scale": scale, "half": half, "shape": 1.0})
    frame = frame.assign(decay=0.0, stock=0.0)
    total = 12 * 8e5
    plan = allocate_months(frame, total, tail=0, gap=1e-6)
    root = np.sqrt(scale * half)
    best = root * (total / 12 + half.sum()) / root.sum() - half
    assert (best > 0).all()
    assert plan.status == "optimal"
    assert plan.response == pytest.approx(12 * (scale * best / (half + best)).sum(), rel=1e-6)
    np.testing.assert_allclose(_spend(plan), np.tile(best[:, None], 12), rtol=0.02)


def test_months_of_like_s_shaped_cells_meet_the_tangent() -> None:
    frame = pd.DataFrame({"kind": "hill", "scale": [1e6] * 5, "half": 1e5, "shape": 2.0})
    plan = allocate_months(frame.assign(decay=0.0), 2e5, months=1, tail=0, gap=1e-6)
    assert plan.response == pytest.approx(1e6, rel=1e-5)  # two cells at their half, none elsewhere
    assert plan.bound == pytest.approx(1e6, rel=1e-4)
    assert sorted(_spend(plan).ravel().round(-2)) == [0, 0, 0, 1e5, 1e5]


def test_a_steady_plan_is_worth_its_static_curve() -> None:
    frame = cells(3, 4, "mixed").assign(decay=[0.0, 0.3, 0.6, 0.9])
    steady = (0.5 * frame["half"]).round(2)
    locked = frame.assign(present=steady, stock=steady, is_locked=True)
    plan = allocate_months(locked, 1e9, tail=0)
    columns = ("scale", "half", "shape")
    curves = Curves(frame["kind"].to_numpy(str), *(frame[c].to_numpy() for c in columns))
    static = curves.value(steady.to_numpy())
    np.testing.assert_allclose(plan.cells["response"], 12 * static, rtol=1e-9)
    assert (plan.plan["binds"] == "locked").all()


@pytest.mark.parametrize("seed", range(2))
def test_no_plan_of_a_grid_is_better(seed: int) -> None:
    frame = cells(seed, 2, "s", kinds=("hill", "logistic")).drop(columns="upper")
    total = total_of(frame, 0.4, months=3)
    plan = allocate_months(frame, total, months=3, tail=2)
    step = total / 12
    best = max(_response(frame, parts * step, 2) for parts in _parts(12, 6))
    assert plan.response == pytest.approx(_response(frame, _spend(plan), 2), rel=1e-9)
    assert plan.bound >= best
    assert plan.response >= best * (1 - 1e-9)


def test_a_total_above_all_upper_bounds_is_not_spent_and_worth_nothing_more() -> None:
    frame = cells(5, 4, "concave")
    plan = allocate_months(frame, 1e9)
    np.testing.assert_allclose(_spend(plan), np.tile(frame[["upper"]], 12), atol=0.01)
    assert plan.shadow["brings"].iloc[0] == pytest.approx(0, abs=1e-6)
    assert (plan.plan["binds"] == "upper").all()


def test_a_total_of_nothing_is_a_plan_of_nothing() -> None:
    plan = allocate_months(cells(6, 3, "mixed"), 0.0)
    assert (plan.plan["spend"] == 0).all()
    assert plan.response == pytest.approx(plan.cells["carried_in"].sum())
    assert plan.bound == pytest.approx(plan.response, rel=1e-4)


def test_one_more_unit_of_money_brings_what_the_total_is_worth() -> None:
    frame = cells(7, 5, "concave")
    total = total_of(frame, 0.3)
    plans = [allocate_months(frame, total * factor, gap=1e-6) for factor in (1.0, 1.01)]
    gain = (plans[1].response - plans[0].response) / (0.01 * total)
    worth = [plan.shadow["brings"].iloc[0] for plan in plans]
    assert worth[1] * 0.98 < gain < worth[0] * 1.02


def test_marginal_returns_of_months_are_equal_inside_the_bounds() -> None:
    frame = cells(8, 6, "concave").drop(columns="upper")
    total = total_of(frame, 0.8)
    found = allocate_months(frame, total, gap=1e-6)
    inside = found.plan[found.plan["binds"] == ""]
    price = found.shadow["brings"].iloc[0]
    assert len(inside) > 40
    np.testing.assert_allclose(inside["marginal"], price, rtol=5e-3)
    outside = found.plan[found.plan["binds"] == "lower"]
    assert (outside["marginal"] < price * 1.005).all()


def test_a_limit_of_a_month_parts_its_marginal_return_from_the_others() -> None:
    frame = cells(9, 4, "concave").drop(columns="upper")
    total = total_of(frame, 0.8)
    least = [0.0] * 12
    least[4] = 0.25 * total
    found = allocate_months(frame, total, month_lowest=least, gap=1e-6)
    inside = found.plan[found.plan["binds"] == ""]
    by_month = inside.groupby("month")["marginal"].mean()
    brings = found.shadow.set_index("month")["brings"]
    assert brings["5"] < 0
    assert by_month["5"] == pytest.approx(brings[""] + brings["5"], rel=0.01)
    assert by_month["9"] == pytest.approx(brings[""], rel=0.01)


def test_what_comes_after_the_year_counts() -> None:
    frame = cells(10, 4, "concave").assign(decay=0.8)
    total = total_of(frame, 0.4)
    last = [
        allocate_months(frame, total, tail=tail).months["spend"].to_numpy()[11] for tail in (0, 12)
    ]
    assert last[0] < 0.5 * last[1]


def test_limits_hold_to_the_minor_unit() -> None:
    frame = cells(11, 6, "mixed").assign(lower=1000.01, upper_year=1e6, lower_year=20000.07)
    total = total_of(frame, 0.25)
    given = limits(frame, total)
    plan = allocate_months(frame, total, **given)
    spend = np.rint(_spend(plan) * 100).astype(int)
    assert spend.sum() <= round(total * 100)
    assert (spend >= 100001).all()
    assert (spend.sum(axis=1) <= 100_000_000).all()
    assert (spend.sum(axis=1) >= 2_000_007).all()
    assert (spend.sum(axis=0) >= np.ceil(given["month_lowest"][0] * 100 - 1e-6)).all()
    assert (spend.sum(axis=0) <= np.floor(given["month_highest"][0] * 100 + 1e-6)).all()
    own = (frame["group"] == "G0").to_numpy()
    assert spend[own].sum() <= np.floor(0.3 * total * 100 + 1e-6)
    shown = plan.shadow[["lowest", "reached", "highest"]].to_numpy()
    assert (shown[:, 0] <= shown[:, 1] + 1e-6).all()
    assert (shown[:, 1] <= shown[:, 2] + 1e-6).all()
