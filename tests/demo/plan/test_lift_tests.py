"""The test of spending in the plan agrees with the planted response within its stated error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from salesnb.demo import Truth
from salesnb.demo.customers import masters
from salesnb.demo.plan.lift_tests import AFTER, MONTHS, LiftTest, lift_test
from salesnb.demo.prospects import marketing
from salesnb.demo.sales import response
from salesnb.demo.sales.orders import World, order_lines
from salesnb.demo.truths.stories import Stories

SMALL = Truth(n_customers=120, n_reps=12, n_months=36, stories=Stories())


def case_of(seed: int) -> tuple[World, LiftTest]:
    world = World(replace(SMALL, seed=seed), 1.0)
    found = lift_test(world, order_lines(world))
    assert found is not None
    return world, found


def test_what_was_measured_lies_about_what_the_response_says() -> None:
    found = [case_of(seed)[1] for seed in range(1, 5)]
    gaps = np.array([(one.measured - one.lift) / one.standard_error for one in found])
    assert abs(gaps.mean()) < 3 / np.sqrt(len(gaps)) and 0.2 < gaps.std() < 2
    assert all(one.lift > 0 and one.spend_change > 0 for one in found)


def test_the_expected_lift_is_what_orders_would_lack_without_the_campaign(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By the simulated response itself, with the spend of a pause in the months of the test."""
    world, test = case_of(3)
    truth, orders = world.truth, order_lines(world)
    spent = marketing.spend(truth)
    first, last = test.first.first.isoformat(), test.last.first.isoformat()
    is_test = spent["region_id"].isin(test.regions) & spent["period_start"].between(first, last)
    is_test &= spent["marketing_channel_id"] == test.channel
    size = dict(zip(masters.leaf_regions(), marketing.scales(truth), strict=True))
    usual = next(one[3] for one in truth.response.channels if one[0] == test.channel)
    pause = spent["region_id"].map(size) * usual * truth.campaigns.pause_level
    less = spent.assign(amount=spent["amount"].where(~is_test, spent["amount"].clip(upper=pause)))
    before = response.marketing_effects(truth)
    monkeypatch.setattr(marketing, "spend", lambda _: less)
    lost = before - response.marketing_effects(truth)
    lost -= lost[:, :1]  # the level of the company is left alone, in the first month too
    home = masters.customers(truth).set_index("customer_id")["region_id"]
    place = [masters.leaf_regions().index(home[one]) for one in orders["customer_id"]]
    month = orders["order_on"].dt.year * 12 + orders["order_on"].dt.month
    month -= truth.months[0].year * 12 + truth.months[0].number
    start = truth.months.index(test.first)
    inside = orders["customer_id"].map(home).isin(test.regions)
    inside &= month.between(start, start + MONTHS + AFTER - 1)
    share = 1 - np.exp(-lost[np.array(place)[inside], month[inside]])
    assert test.lift == pytest.approx((orders["net_amount"][inside] * share).sum(), rel=1e-3)
    assert test.spend_change == pytest.approx((spent["amount"] - less["amount"]).sum(), abs=500)
