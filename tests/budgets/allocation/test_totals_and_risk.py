"""Frontier, least total, floors of return, risk and draws: known answers and how they tie."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.budgets.allocation import allocate
from salesnb.budgets.risk import allocate_risk
from salesnb.budgets.totals import allocate_return, frontier, least_budget
from salesnb.errors import ConflictError, UsageError
from salesnb.methods.saturation import Curves, Floats

SCALE = np.array([3.0, 1.0, 2.0, 7.0]) * 1e5
HALF = np.array([2.0, 5.0, 1.0, 9.0]) * 1e4


def hill(shape: float) -> pd.DataFrame:
    return pd.DataFrame({"kind": "hill", "scale": SCALE, "half": HALF, "shape": shape})


def drawn(rng: np.random.Generator, n_draws: int, shape: Floats | float) -> Curves:
    spread = rng.lognormal(0, 0.4, (2, n_draws, 4))
    shapes = np.broadcast_to(np.asarray(shape), (n_draws, 4))
    return Curves(np.array(["hill"] * 4), SCALE * spread[0], HALF * spread[1], shapes)


def test_one_more_unit_lies_between_the_shadow_prices_of_both_totals() -> None:
    found = frontier(hill(1.0), [1e5, 1e5 + 1], digits=4)
    more = found["response"].diff()[1]
    assert found["brings"][1] <= more <= found["brings"][0]
    assert (found["status"] == "optimal").all()


@pytest.mark.parametrize("shape", [1.0, 2.5])
def test_the_least_total_of_what_a_total_brings_is_that_total(shape: float) -> None:
    cells = hill(shape)
    response = allocate(cells, 1e5).response
    found = least_budget(cells, response)
    assert found.total == pytest.approx(1e5, rel=1e-5)
    assert found.allocation.response >= response
    assert found.lowest <= 1e5 + 0.01
    assert found.total - found.lowest <= 1e5 * 1e-4


def test_a_response_beyond_all_curves_is_refused_with_the_most_found() -> None:
    with pytest.raises(
        ConflictError, match=r"no total brings 1,400,000.00: the most found is 1,(29|30)"
    ):
        least_budget(hill(1.0), 1.4e6)
    with pytest.raises(ConflictError):
        least_budget(hill(1.0).assign(upper=1e3), 1e6)


def test_a_floor_of_marginal_return_stops_where_the_next_unit_brings_just_that() -> None:
    scale, half = SCALE, HALF
    cells = pd.DataFrame({"kind": "exponential", "scale": scale, "half": half, "shape": 1.0})
    found = allocate(cells, 1e6, floor=4.0)
    expected = half * np.maximum(np.log(scale / (half * 4.0)), 0)
    np.testing.assert_allclose(found.plan["spend"], expected, atol=0.011)
    assert found.shadow["brings"][0] == 0.0
    assert found.gap <= 1e-6


def test_a_floor_of_return_spends_until_the_whole_returns_just_that() -> None:
    found = allocate_return(hill(1.0), 1e6, least_return=4.0)
    spent = found.plan["spend"].sum()
    assert found.response / spent == pytest.approx(4.0, rel=1e-5)
    assert allocate(hill(1.0), spent * 1.01).response < 4.0 * spent * 1.01
    assert allocate_return(hill(1.0), 1e4, least_return=4.0).plan["spend"].sum() == 1e4
    with pytest.raises(ConflictError, match="no plan brings 90"):
        allocate_return(hill(1.0).assign(lower=1e3), 1e6, least_return=90.0)


def test_at_the_sums_of_bounds_the_bounds_are_the_plan() -> None:
    cells = hill(2.0).assign(lower=[100.0, 0, 50, 7], upper=[5e3, 1e3, 2e3, 9e3])
    full = allocate(cells, 1e6)
    assert full.plan["spend"].tolist() == cells["upper"].tolist()
    assert full.shadow["brings"].tolist() == [0.0]
    assert set(full.plan["binds"]) == {"upper"}
    assert allocate(cells, 157.0).plan["spend"].tolist() == cells["lower"].tolist()
    with pytest.raises(ConflictError):
        allocate(cells, 156.0)


def test_a_locked_cell_stays_and_the_others_share_the_rest() -> None:
    cells = hill(1.0).assign(present=[1e4, 2e4, 3e4, 4e4], is_locked=[False, True, False, False])
    found = allocate(cells, 1e5)
    assert found.plan["spend"][1] == 2e4
    rest = allocate(cells.drop(1), 8e4)
    assert found.plan["spend"].drop(1).tolist() == rest.plan["spend"].tolist()


def test_the_best_plan_stays_when_it_is_the_present_one_and_says_why() -> None:
    cells = hill(1.5)
    first = allocate(cells, 1e5)
    again = allocate(cells.assign(present=first.plan["spend"]), 1e5)
    assert "stays" in again.reason
    assert again.plan["spend"].tolist() == first.plan["spend"].tolist()
    moved = allocate(cells.assign(present=25e3), 1e5)
    assert moved.reason == ""


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_is_worse_than_a_present_one_that_is_allowed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = hill(2.0).assign(unit=[0.01, np.nan, 700.0, np.nan], group=list("aabb"))
    present = np.array([rng.uniform(1e3, 2e4), rng.uniform(1e3, 2e4), 700.0 * 5, 12345.0]).round(2)
    groups = pd.DataFrame({"group": ["a"], "highest": [4.1e4]})
    found = allocate(cells.assign(present=present), present.sum().round(2), groups=groups)
    columns = Curves(cells["kind"].to_numpy(str), SCALE, HALF, np.full(4, 2.0))
    assert found.response >= columns.value(present).sum()


def test_spending_outside_what_was_seen_is_marked() -> None:
    cells = hill(1.0).assign(
        observed_low=[0, 1e5, 0, np.nan], observed_high=[10.0, 1e6, 1e6, np.nan]
    )
    assert allocate(cells, 1e5).plan["is_extrapolated"].tolist() == [True, True, False, False]


def test_one_draw_is_the_curve_itself_and_many_are_their_mean() -> None:
    rng = np.random.default_rng(4)
    plain = allocate(hill(1.8), 1e5)
    single = Curves(np.array(["hill"] * 4), SCALE[None], HALF[None], np.full((1, 4), 1.8))
    one = allocate(hill(1.8), 1e5, draws=single)
    np.testing.assert_allclose(one.plan["spend"], plain.plan["spend"], rtol=1e-3)
    assert one.response == pytest.approx(plain.response, rel=1e-6)
    draws = drawn(rng, 60, np.array([1.0, 1.5, 2.0, 3.0]))
    found = allocate(hill(1.0).assign(present=25e3), 1e5, draws=draws)
    spend = found.plan["spend"].to_numpy()
    assert found.response == pytest.approx(draws.value(spend).sum(axis=1).mean(), rel=1e-12)
    assert found.gap <= 1e-5
    assert found.gains is not None
    gained = draws.value(spend).sum(axis=1) - draws.value(np.full(4, 25e3)).sum(axis=1)
    np.testing.assert_allclose(found.gains, gained, rtol=1e-9)
    shares = rng.dirichlet(np.ones(4), 4000) * 1e5
    others = draws.value(shares[:, None, :]).sum(axis=2).mean(axis=1)
    assert others.max() <= found.response * (1 + 1e-9)


def test_without_weight_on_the_worst_draws_the_plan_is_that_of_the_mean() -> None:
    draws = drawn(np.random.default_rng(1), 80, 1.0)
    plain = allocate(hill(1.0), 1e5, draws=draws)
    found = allocate_risk(hill(1.0), 1e5, draws, weight=0.0)
    assert found.value == pytest.approx(plain.response, rel=1e-6)
    assert found.mean == pytest.approx(found.value, rel=1e-12)


@pytest.mark.parametrize("shape", [1.0, 2.5])
def test_the_worst_draws_weigh_and_no_other_plan_exceeds_the_bound(shape: float) -> None:
    rng = np.random.default_rng(7)
    draws = drawn(rng, 100, shape)
    found = allocate_risk(hill(1.0), 1e5, draws, weight=0.5, tail=0.1)
    sums = np.sort(found.sums)
    assert found.worst == pytest.approx(sums[:10].mean(), rel=1e-9)
    assert found.value == pytest.approx((sums.mean() + sums[:10].mean()) / 2, rel=1e-9)
    shares = rng.dirichlet(np.ones(4), 3000) * 1e5
    others = np.sort(draws.value(shares[:, None, :]).sum(axis=2), axis=1)
    values = (others.mean(axis=1) + others[:, :10].mean(axis=1)) / 2
    assert values.max() <= found.bound
    assert found.plan["spend"].sum() == pytest.approx(1e5)
    if shape == 1.0:
        assert found.gap <= 1e-4
        assert values.max() <= found.value * (1 + 1e-9)


def test_risk_refuses_what_it_cannot_weigh() -> None:
    draws = drawn(np.random.default_rng(1), 5, 1.0)
    with pytest.raises(UsageError, match="units"):
        allocate_risk(hill(1.0).assign(unit=5.0), 1e5, draws)
    with pytest.raises(UsageError, match="tail above 0"):
        allocate_risk(hill(1.0), 1e5, draws, tail=0.0)


def test_what_no_total_can_be_found_for_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match="response is no number: nan"):
        least_budget(hill(1.0), np.nan)
    with pytest.raises(UsageError, match="the cells have no column half"):
        least_budget(hill(1.0).drop(columns="half"), 10.0)
    with pytest.raises(UsageError, match="lower = x"):
        least_budget(hill(1.0).assign(lower="x"), 10.0)
    with pytest.raises(UsageError, match="several resources: money, hours"):
        least_budget(hill(1.0).assign(resource=["hours"] + [""] * (len(hill(1.0)) - 1)), 10.0)
