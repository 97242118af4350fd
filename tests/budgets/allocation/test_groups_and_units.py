"""Groups, whole units, least amounts, fixed costs: against all plans of small cases."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from salesnb.budgets.allocation import Allocation, allocate
from salesnb.errors import ConflictError, UsageError
from salesnb.methods.saturation import Curves, Floats


def cells_of(rng: np.random.Generator, n: int) -> pd.DataFrame:
    kind = rng.choice(["hill", "power", "exponential", "logistic"], n)
    shape = np.where(kind == "power", rng.uniform(0.3, 1.0, n), rng.uniform(1.0, 4.0, n))
    sizes = {"scale": rng.lognormal(0, 0.6, n) * 1e4, "half": rng.lognormal(0, 0.6, n) * 1e3}
    return pd.DataFrame({"kind": kind, **sizes, "shape": shape})


def value(cells: pd.DataFrame, spend: Floats) -> Floats:
    columns = (cells[name].to_numpy() for name in ("scale", "half", "shape"))
    return Curves(cells["kind"].to_numpy(str), *columns).value(spend).sum(axis=-1)


def best_of(cells: pd.DataFrame, plans: Floats, total: float, allowed: Floats) -> float:
    fits = (plans.sum(axis=1) <= total + 1e-9) & allowed
    return float(value(cells, plans[fits]).max(initial=0.0))


def require_certified(found: Allocation, best: float) -> None:
    assert found.bound >= best * (1 - 1e-9)
    assert found.response >= best * (1 - 1e-4)
    assert found.gap <= 1e-4


@pytest.mark.parametrize("seed", range(4))
def test_whole_units_are_those_of_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = cells_of(rng, 5).assign(unit=rng.integers(3, 9, 5) * 100.0)
    total = 3000.0
    numbers = [np.arange(0, total + 1, unit) for unit in cells["unit"]]
    plans = np.array(list(itertools.product(*numbers)))
    found = allocate(cells, total)
    require_certified(found, best_of(cells, plans, total, np.ones(len(plans), bool)))
    counts = found.plan["spend"] / cells["unit"]
    assert (counts == counts.round()).all()
    assert found.plan["spend"].sum() <= total


def test_straight_curves_in_thirds_of_the_total_are_a_knapsack() -> None:
    cells = pd.DataFrame({"kind": "power", "scale": [1.0, 3.0, 2.0], "half": 1.0, "shape": 1.0})
    found = allocate(cells.assign(unit=100.0, upper=200.0), 300.0)
    assert found.plan["spend"].tolist() == [0.0, 200.0, 100.0]
    assert found.response == 800.0


@pytest.mark.parametrize("seed", range(4))
def test_least_amounts_fixed_costs_and_groups_are_those_of_a_fine_grid(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = cells_of(rng, 3).assign(
        least_if_active=[700.0, np.nan, np.nan],
        fixed_cost=[np.nan, 300.0, np.nan],
        group=list("aab"),
    )
    total = 2000.0
    groups = pd.DataFrame(
        {"group": ["a", "b"], "lowest": [400.0, 200.0], "highest": [1500.0, 1200.0]}
    )
    grid = np.arange(0, total + 1, 25)
    plans = np.stack([one.ravel() for one in np.meshgrid(grid, grid, grid)], axis=1)
    money = plans.sum(axis=1) + 300 * (plans[:, 1] > 0)
    first = money - plans[:, 2]
    allowed = (money <= total) & ((plans[:, 0] == 0) | (plans[:, 0] >= 700))
    allowed &= (first >= 400) & (first <= 1500) & (plans[:, 2] >= 200) & (plans[:, 2] <= 1200)
    found = allocate(cells, total, groups=groups)
    require_certified(found, best_of(cells, plans, total, allowed))
    spend = found.plan["spend"].to_numpy()
    assert spend[0] == 0 or spend[0] >= 700
    money_here = spend + np.array([0, 300, 0]) * (spend > 0)
    assert money_here.sum() <= total + 1e-9
    assert 400 - 1e-9 <= money_here[:2].sum() <= 1500 + 1e-9
    assert 200 <= money_here[2] <= 1200


def test_one_more_of_a_binding_group_brings_what_its_shadow_says() -> None:
    cells = cells_of(np.random.default_rng(3), 6).assign(kind="exponential", group=list("aaabbb"))
    groups = pd.DataFrame({"group": ["a"], "highest": [500.0]})
    found = allocate(cells, 4000.0, groups=groups, gap=1e-5)
    more = allocate(cells, 4000.0, groups=groups.assign(highest=501.0), gap=1e-5)
    row = found.shadow[found.shadow["constraint"] == "highest"].iloc[0]
    assert row["reached"] == row["amount"] == 500.0
    assert more.response - found.response == pytest.approx(row["brings"], rel=0.02)


def test_cells_may_lie_in_groups_of_several_columns() -> None:
    cells = cells_of(np.random.default_rng(5), 8).assign(
        region=list("aabbccdd"), channel=list("xyxyxyxy")
    )
    groups = pd.DataFrame(
        {
            "column": ["region", "channel", "channel"],
            "group": ["a", "x", "y"],
            "lowest": [1000.0, 2000.0, np.nan],
            "highest": [1500.0, np.nan, 1800.55],
        }
    )
    found = allocate(cells, 4000.0, groups=groups)
    spend = found.plan["spend"]
    assert 1000 - 1e-9 <= spend[cells["region"] == "a"].sum() <= 1500 + 1e-9
    assert spend[cells["channel"] == "x"].sum() >= 2000 - 1e-9
    assert spend[cells["channel"] == "y"].sum() <= 1800.55 + 1e-9
    assert round(spend.sum(), 6) == 4000.0
    assert found.gap <= 1e-4


@pytest.mark.parametrize("unit", [1e3, 1e6])
def test_the_plan_with_groups_is_the_same_in_any_unit_and_order(unit: float) -> None:
    cells = cells_of(np.random.default_rng(8), 9).assign(
        group=list("abc") * 3, least_if_active=[300.0, *[np.nan] * 8], unit=[*[np.nan] * 8, 150.0]
    )
    groups = pd.DataFrame({"group": ["a", "b"], "lowest": [900.0, 0.0], "highest": [2e4, 400.0]})
    found = allocate(cells, 5000.0, groups=groups)
    other = cells.sample(frac=1, random_state=1)
    other[["scale", "half", "least_if_active", "unit"]] /= unit
    scaled = groups.assign(lowest=groups["lowest"] / unit, highest=groups["highest"] / unit)
    digits = 2 + round(np.log10(unit))
    again = allocate(other, 5000.0 / unit, groups=scaled, digits=digits).plan.sort_index()
    np.testing.assert_allclose(again["spend"] * unit, found.plan["spend"], atol=0.011)


def test_what_cannot_hold_together_is_named_with_its_amounts() -> None:
    cells = cells_of(np.random.default_rng(1), 4).assign(group=list("aabb"))
    with pytest.raises(ConflictError) as caught:
        allocate(cells.assign(lower=300.0), 1100.0)
    assert "1,200.00" in caught.value.message and "100.00 more" in caught.value.message
    groups = pd.DataFrame({"group": ["a", "b"], "lowest": [700.0, 600.0]})
    with pytest.raises(ConflictError, match=r"total of 1,000.00.*700.00 for a.*600.00 for b"):
        allocate(cells, 1000.0, groups=groups)
    with pytest.raises(ConflictError, match=r"at least 700.00 for a \(its cells may spend 200.00"):
        allocate(cells.assign(upper=100.0), 1000.0, groups=groups.iloc[:1])
    units = pd.DataFrame({"group": ["a"], "lowest": [80.0], "highest": [130.0]})
    with pytest.raises(ConflictError, match=r"at least 80.00 for a; at most 130.00 for a"):
        allocate(cells.assign(unit=70.0), 1000.0, groups=units)


def test_all_faults_of_the_cells_are_told_at_once() -> None:
    cells = pd.DataFrame({"kind": ["hill", "log"], "scale": [1, -1], "half": [0, 1], "shape": 1.0})
    with pytest.raises(UsageError) as caught:
        allocate(cells.assign(lower=[5, 0], upper=[4, "x"]), {"hours": 3.0})
    for part in ("kind", "scale", "half", "above the upper one", "upper is no number", "no total"):
        assert part in caught.value.message


def test_what_the_first_cell_states_is_named() -> None:
    cells = cells_of(np.random.default_rng(3), 2).assign(lower=[5.0, 0.0], upper=[4.0, 9.0])
    with pytest.raises(UsageError, match=r"the first is 0 \(lower = 5.0; upper = 4.0\)"):
        allocate(cells, 100.0)
    groups = pd.DataFrame({"group": ["a"], "lowest": ["many"]})
    with pytest.raises(UsageError, match="bounds of group a: lowest = many"):
        allocate(cells.assign(group="a", lower=0.0), 100.0, groups=groups)
    with pytest.raises(UsageError, match=r"total of money .* or too great: -3"):
        allocate(cells.assign(lower=0.0), -3.0)


def test_units_least_amounts_and_fixed_costs_above_the_total_are_named() -> None:
    cells = cells_of(np.random.default_rng(4), 3).assign(lower=[10.0, 10.0, np.nan])
    with pytest.raises(ConflictError, match=r"2 cells spend 1,200.00 at least, 200.00 more than"):
        allocate(cells.assign(unit=600.0), 1000.0)
    with pytest.raises(ConflictError, match=r"1 cells spend 500.00 at least, 100.00 more than"):
        allocate(cells.iloc[:1].assign(least_if_active=500.0), 400.0)
    with pytest.raises(ConflictError, match=r"2 cells spend 1,020.00 at least, 20.00 more than"):
        allocate(cells.assign(fixed_cost=500.0), 1000.0)


def test_no_cells_and_figures_that_are_no_numbers_are_refused() -> None:
    cells = cells_of(np.random.default_rng(5), 2)
    with pytest.raises(UsageError, match="there are no cells"):
        allocate(cells.iloc[:0], 100.0)
    with pytest.raises(UsageError, match="or too great: all"):
        allocate(cells, {"": "all"})  # type: ignore[dict-item]
    with pytest.raises(UsageError, match="floor is no number: nan"):
        allocate(cells, 100.0, floor=np.nan)
    with pytest.raises(UsageError, match="is_locked is neither true nor false"):
        allocate(cells.assign(is_locked="yes", present=1.0), 100.0)


def test_each_resource_has_a_total_of_its_own() -> None:
    cells = cells_of(np.random.default_rng(2), 6).assign(resource=[*["hours"] * 3, "", "", ""])
    found = allocate(cells, {"": 900.0, "hours": 160.0})
    assert found.plan["spend"][:3].sum() == pytest.approx(160.0)
    assert found.plan["spend"][3:].sum() == pytest.approx(900.0)
    assert found.shadow["name"].tolist() == ["", "hours"]
    alone = allocate(cells.iloc[:3], {"hours": 160.0})
    assert alone.plan["spend"].tolist() == found.plan["spend"][:3].tolist()
