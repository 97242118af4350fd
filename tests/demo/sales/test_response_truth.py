"""Orders respond to marketing as stated: the planted effects are recovered from the tables."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import Truth
from salesnb.demo.customers import masters
from salesnb.demo.prospects import marketing
from salesnb.demo.sales import returns
from salesnb.demo.sales.demand import expected_orders
from salesnb.demo.sales.orders import World, order_lines
from salesnb.demo.sales.response import marketing_effects
from tests.demo.sales.panels import Estimate, monthly, regional_effects

TRUTH = Truth()
EFFECTS = TRUTH.response.order_effects
PLANTED = np.array([effect for _, effect in EFFECTS])
WITHIN = 1.3634  # standard errors either side of an 80 % interval, of t with 11 degrees


@lru_cache(maxsize=32)
def estimate(truth: Truth) -> Estimate:
    """Return the effects of the channels, from the tables of orders and spend."""
    firms = masters.customers(truth)
    leaves = masters.leaf_regions()
    home = firms["region_id"].map({region: i for i, region in enumerate(leaves)}).to_numpy()
    counts = monthly(order_lines(World(truth, 1.0)), firms["customer_id"].tolist(), truth)
    works = marketing.saturations(truth, marketing.spend(truth))
    channels = [works[name] for name, _ in TRUTH.response.order_effects]
    return regional_effects(counts, home, np.stack(channels, axis=2))


def without_marketing(truth: Truth) -> Truth:
    none = tuple((name, 0.0) for name, _ in truth.response.order_effects)
    return replace(truth, response=replace(truth.response, order_effects=none))


def over(seeds: range, *, effects: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Return the estimates and errors: seeds in rows, channels in columns."""
    truths = [Truth(seed=seed) for seed in seeds]
    found = [estimate(truth if effects else without_marketing(truth)) for truth in truths]
    return np.array([one.value for one in found]), np.array([one.error for one in found])


def assert_mean_is(values: np.ndarray, errors: np.ndarray, truth: np.ndarray) -> None:
    """Check that the mean over the seeds lies within 3 of its standard errors of the truth."""
    error = np.sqrt((errors**2).sum(axis=0)) / len(errors)
    assert (abs(values.mean(axis=0) - truth) < 3 * error).all()


def test_effects_are_recovered_and_told_within_forty_per_cent() -> None:
    values, errors = over(range(1, 7))
    assert_mean_is(values, errors, PLANTED)
    assert (WITHIN * np.median(errors, axis=0) <= 0.4 * PLANTED).all()


def test_planted_returns_are_the_slopes_of_the_simulated_response() -> None:
    """A unit more a month, for so long that the stock is steady, against the closed form."""
    stated = returns.marginal_returns(TRUTH, order_lines(World(TRUTH, 1.0)))
    for channel, own in stated.groupby("marketing_channel_id"):
        rate = own.set_index("region_id")["spend_a_month"].reindex(masters.leaf_regions())
        steady = np.repeat(rate.fillna(0).to_numpy()[:, None], 600, axis=1)
        works = [marketing.works(TRUTH, channel, steady + unit)[:, -1] for unit in (-0.5, 0.5)]
        slope = pd.Series(works[1] - works[0], masters.leaf_regions())[own["region_id"]].to_numpy()
        effect = dict(TRUTH.response.order_effects).get(channel, 0.0)
        sold = own["orders_a_month"] * effect * slope
        np.testing.assert_allclose(own["more_orders_per_unit"], sold, rtol=1e-5)
        most = next(one[6] for one in TRUTH.response.channels if one[0] == channel)
        size = pd.Series(marketing.scales(TRUTH), masters.leaf_regions())[own["region_id"]]
        np.testing.assert_allclose(own["more_leads_per_unit"], most * size * slope, rtol=1e-5)


def test_marginal_returns_are_recovered_by_channel() -> None:
    """The sum over the regions of a channel, with the effects that the tables show."""
    ratios, errors = [], []
    for seed in range(1, 7):
        truth = Truth(seed=seed)
        found = estimate(truth)
        shown = tuple((n, v) for (n, _), v in zip(EFFECTS, found.value.tolist(), strict=True))
        other = replace(truth, response=replace(truth.response, order_effects=shown))
        orders = tiny_orders(truth)
        sums = [
            returns.marginal_returns(one, orders)
            .groupby("marketing_channel_id")["more_orders_per_unit"]
            .sum()[[name for name, _ in EFFECTS]]
            .to_numpy()
            for one in (other, truth)
        ]
        ratios.append(sums[0] / sums[1])
        errors.append(found.error / PLANTED)
    assert_mean_is(np.array(ratios), np.array(errors), np.ones(len(EFFECTS)))


def tiny_orders(truth: Truth) -> pd.DataFrame:
    """Return orders of one amount by every customer in every month of the last year."""
    firms = masters.customers(truth)["customer_id"]
    days = [month.first.isoformat() for month in truth.months[-12:]]
    rows = [(customer, day, 1000.0) for customer in firms for day in days]
    return pd.DataFrame(rows, columns=["customer_id", "order_on", "net_amount"])


def test_nothing_is_found_where_nothing_was_planted() -> None:
    assert_mean_is(*over(range(1, 3), effects=False), np.zeros(len(PLANTED)))


def test_marketing_leaves_the_level_of_the_company_alone() -> None:
    with_, without = (expected_orders(t).sum() for t in (TRUTH, without_marketing(TRUTH)))
    assert with_ / without == pytest.approx(1, abs=0.02)


def test_marketing_brings_a_plausible_part_of_the_orders() -> None:
    """The log effect of all channels, over months without any spend."""
    works = marketing.saturations(TRUTH, marketing.spend(TRUTH))
    total = sum(effect * works[name].mean() for name, effect in TRUTH.response.order_effects)
    assert 0.08 < total < 0.22
    assert marketing_effects(TRUTH).mean() == pytest.approx(0, abs=1e-12)


@pytest.mark.long
def test_intervals_cover_at_about_their_rate() -> None:
    values, errors = over(range(1, 21))
    assert_mean_is(values, errors, PLANTED)
    covered = (abs(values - PLANTED) < WITHIN * errors).mean()
    print(values.mean(axis=0), values.std(axis=0), errors.mean(axis=0), covered)
    assert 0.70 <= covered <= 0.90
    told = (WITHIN * errors <= 0.4 * PLANTED).mean(axis=0)
    print(told)
    assert (told >= 0.6).all()
