"""Next year's margin follows from what customers truly are better than from what they did or are
said to be: what a classification of customers can gain."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from salesnb.demo.customers import traits
from salesnb.demo.customers.traits import traits_of
from salesnb.demo.sales.demand import month_factors
from salesnb.demo.sales.orders import World
from tests.demo.drawn import SEEDS, by_customer, company

COST_SHARE = 0.70  # of list prices, about: what a margin is worth beside the discount
Figures = dict[str, np.ndarray]


def behaviour(world: World, orders: pd.DataFrame, first: int) -> Figures:
    """Return margin, revenue, number of orders and days since the last, of twelve months."""
    months = world.truth.months[first : first + 12]
    start, end = pd.Timestamp(months[0].first), pd.Timestamp(months[-1].last)
    year = orders[(orders["order_on"] >= start) & (orders["order_on"] <= end)]
    own = year.groupby("customer_id")
    revenue = own["net_amount"].sum()
    return {
        "margin": by_customer(world, revenue - own["cost_amount"].sum()),
        "revenue": by_customer(world, revenue),
        "orders": by_customer(world, own["order_id"].nunique()),
        "silent": by_customer(world, (end - own["order_on"].max()).dt.days),
    }


def from_traits(world: World, first: int) -> np.ndarray:
    """Return the margin to be expected of the year from month `first`, of who is there before."""
    truth, own = world.truth, traits_of(world.truth)
    span = slice(first, first + 12)
    path = traits.paths(truth)[:, span] * month_factors(truth)[None, span]
    stays = np.exp(-traits.hazards(truth)[:, None] * (np.arange(12) + 0.5) / 12)
    margin = 1 - truth.prices.discount_mean - own.discount - COST_SHARE
    return (path * stays).sum(axis=1) * margin * (world.expected[:, first - 1] > 0)


def from_rfm(before: Figures, year: Figures, at: Figures) -> np.ndarray:
    """Return the margin by recency, frequency and money, as fitted on the year before."""

    def columns(of: Figures) -> np.ndarray:
        logs = [np.log1p(of[name]) for name in ("silent", "orders", "revenue")]
        return np.column_stack([np.ones(len(logs[0])), *logs])

    bought = before["revenue"] > 0
    log_margin = np.log1p(np.maximum(year["margin"], 0))[bought]
    weights = np.linalg.lstsq(columns(before)[bought], log_margin, rcond=None)[0]
    return np.exp(columns(at) @ weights)


def scores(seed: int) -> dict[str, tuple[float, float]]:
    """Return Spearman's rank correlation and R2 with the last year's margin, by predictor."""
    world, orders = company(seed)
    first = world.truth.n_months - 12
    before, now, came = (behaviour(world, orders, first - back) for back in (24, 12, 0))
    said = world.customers[["n_employees", "purchase_potential", "credit_limit"]].astype(float)
    known = {name: said[name].to_numpy() for name in said}
    predictors = known | {
        "traits": from_traits(world, first),
        "revenue": now["revenue"],
        "rfm": from_rfm(before, now, now),
    }
    bought = now["revenue"] > 0
    bought[[int(one[1:]) - 1 for one in world.truth.stories.customers()]] = False
    found = {}
    for name, values in predictors.items():
        here = bought & ~np.isnan(values)
        margin = came["margin"][here]
        rank, linear = spearmanr(values[here], margin)[0], np.corrcoef(values[here], margin)[0, 1]
        found[name] = float(rank), float(linear**2)
    return found


def mean_scores(seeds: Iterable[int]) -> pd.DataFrame:
    rows = [pd.DataFrame(scores(seed), index=["rank", "r2"]) for seed in seeds]
    return sum(rows[1:], rows[0]) / len(rows)


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return mean_scores(SEEDS)


@pytest.mark.parametrize("other", ["revenue", "rfm"])
def test_traits_tell_next_year_better_than_behaviour_does(found: pd.DataFrame, other: str) -> None:
    assert found.loc["rank", "traits"] > found.loc["rank", other] + 0.05
    assert found.loc["r2", "traits"] > found.loc["r2", other] + 0.03


@pytest.mark.parametrize("reading", ["n_employees", "credit_limit", "purchase_potential"])
def test_no_single_reading_tells_next_year_as_well(found: pd.DataFrame, reading: str) -> None:
    assert found.loc["rank", "traits"] > found.loc["rank", reading] + 0.1
    assert found.loc["r2", "traits"] > found.loc["r2", reading] + 0.2


@pytest.mark.long
def test_traits_tell_more_in_each_of_twenty_companies() -> None:
    for seed in range(100, 120):
        one = scores(seed)
        for measure in (0, 1):
            others = [values[measure] for name, values in one.items() if name != "traits"]
            assert one["traits"][measure] > max(others), seed
