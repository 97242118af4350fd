"""What customers truly are shows in orders, prices and payments, and in noisy readings of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import Truth, draw
from salesnb.demo.customers import masters, readings, traits
from salesnb.demo.customers.traits import CustomerTraits, traits_of
from salesnb.demo.facts import customer_facts
from salesnb.demo.sales import cash, invoices
from salesnb.demo.sales.demand import expected_orders
from salesnb.demo.sales.orders import World, order_lines
from tests.demo.drawn import SEEDS, agrees, by_customer, company, counts

TRUTH = Truth()
STATED, READ = TRUTH.traits, TRUTH.readings
Drawn = tuple[World, pd.DataFrame, CustomerTraits]


def companies() -> Iterator[Drawn]:
    for seed in SEEDS:
        world, orders = company(seed)
        yield world, orders, traits_of(world.truth)


def with_traits(seed: int, **changed: object) -> Truth:
    return replace(TRUTH, seed=seed, traits=replace(STATED, **changed))  # type: ignore[arg-type]


def slope(x: np.ndarray, y: np.ndarray) -> float:
    return float(np.polyfit(x, y, 1)[0])


def test_the_shares_of_settlement_methods_add_up_to_one() -> None:
    terms = TRUTH.cash.terms
    assert sum(one.customer_share for one in terms) == pytest.approx(1)
    assert [one.kind for one in terms if one.nominal_days == 60] == ["net"]


def test_normal_scores_are_correlated_as_stated() -> None:
    own = [traits_of(Truth(seed=seed)) for seed in range(1, 21)]
    scores = {
        "growth": np.concatenate([one.growth for one in own]),
        "discount": np.concatenate([one.discount for one in own]),
        "payment": np.concatenate([one.payment for one in own]),
        "capability": np.concatenate([one.capability for one in own]),
        "size": np.concatenate([np.log(one.potential) for one in own]),
        "loyalty": np.concatenate([logit(one.loyalty) for one in own]),
        "dependence": np.concatenate([logit(one.dependence) for one in own]),
    }
    for left, right, stated in STATED.correlations:
        assert np.corrcoef(scores[left], scores[right])[0, 1] == pytest.approx(stated, abs=0.05)


def logit(share: np.ndarray) -> np.ndarray:
    return np.log(share / (1 - share))


def usual_discounts(orders: pd.DataFrame) -> pd.DataFrame:
    """Return mean, variance and number of the lines' discounts by customer, before the stories."""
    lines = orders[orders["promotion_id"].isna() & (orders["order_on"] < "2024-11-01")]
    share = 1 - lines["net_amount"] / lines["list_amount"]
    table = share.groupby(lines["customer_id"]).agg(["mean", "var", "count"])
    return table[table["count"] >= 20]


def between_sd(discounts: pd.DataFrame) -> float:
    """Return the standard deviation of customers' means, what chance adds taken off."""
    chance = (discounts["var"] / discounts["count"]).mean()
    return float(np.sqrt(max(discounts["mean"].var() - chance, 0)))


def test_discounts_differ_between_customers_as_stated() -> None:
    spread, slopes = [], []
    for world, orders, own in companies():
        seen = usual_discounts(orders)
        spread.append(between_sd(seen))
        true = pd.Series(own.discount, world.customers["customer_id"])
        slopes.append(slope(true[seen.index].to_numpy(), seen["mean"].to_numpy()))
    assert np.mean(spread) == pytest.approx(STATED.discount_sd, rel=0.08)
    assert np.mean(slopes) == pytest.approx(1, abs=0.06)


def test_no_differences_of_discount_where_none_are_planted() -> None:
    world = World(with_traits(1, discount_sd=0.0), 0.5)
    assert between_sd(usual_discounts(order_lines(world))) < 0.1 * STATED.discount_sd


def drift_coefficient(world: World, orders: pd.DataFrame) -> float:
    """Return the factor on each customer's stated drift that its own orders fit best.

    Counts of a customer's months given their sum are multinomial; one step of Newton's from 1.
    """
    truth, number = world.truth, counts(world, orders)
    own = traits_of(truth)
    drift = own.growth - (1 - STATED.leaving_share) * own.fading
    years = np.arange(truth.n_months) / 12
    usual = expected_orders(truth)
    move = drift[:, None] * years[None, :]
    share = usual / np.maximum(usual.sum(axis=1, keepdims=True), 1e-12)
    mean = (share * move).sum(axis=1, keepdims=True)
    n_orders = number.sum(axis=1, keepdims=True)
    score = (number * (move - mean)).sum()
    information = (n_orders * share * (move - mean) ** 2).sum()
    return float(1 + score / information)


def test_each_customer_grows_and_fades_as_stated() -> None:
    assert agrees([drift_coefficient(world, orders) for world, orders, _ in companies()], 1)


def leavers(world: World, orders: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which customers with an order a month or more fell silent, and their years."""
    number = counts(world, orders)
    months = np.arange(number.shape[1])
    first = np.where(number > 0, months, 999).min(axis=1)
    last = np.where(number > 0, months, -1).max(axis=1)
    busy = traits_of(world.truth).level * (last > first) >= 1
    busy[[int(one[1:]) - 1 for one in world.truth.stories.customers()]] = False
    gone = last < number.shape[1] - 9
    return busy, gone, (np.minimum(last, number.shape[1] - 9) - first + 1) / 12


def test_as_many_leave_as_their_loyalty_says() -> None:
    ratios, gaps = [], []
    for world, orders, own in companies():
        busy, gone, years = leavers(world, orders)
        ratios.append(gone[busy].sum() / (traits.hazards(world.truth) * years)[busy].sum())
        gaps.append(own.loyalty[busy & ~gone].mean() - own.loyalty[busy & gone].mean())
    assert agrees(ratios, 1)
    assert min(gaps) > 0


def test_nobody_leaves_where_all_that_is_lost_is_lost_by_buying_less() -> None:
    assert traits.months_held(with_traits(1, leaving_share=0.0)).min() >= 10_000


def paid(seed: int, **changed: object) -> tuple[pd.Series, CustomerTraits, list[str]]:
    """Return mean days late by customer on 30 days, the traits, and who did not pay something."""
    _, orders = company(seed)
    truth = with_traits(seed, **changed)
    books = cash.ledgers(truth, invoices.invoice_lines(truth, orders))
    owed = books.instalments[books.instalments["settlement_id"] == "T4"]
    both = owed.merge(books.receipt_allocations, on="instalment_id")
    both = both[(both["allocated_amount"] > 0) & (both["due_on"] < "2026-01-01")]
    late = (both["allocated_on"] - both["due_on"]).dt.days
    lost = books.write_offs.merge(books.instalments, on="instalment_id")["customer_id"]
    return late.groupby(both["customer_id"]).mean(), traits_of(truth), sorted(set(lost))


def test_customers_pay_as_late_as_their_habit_says() -> None:
    term = next(one for one in TRUTH.cash.terms if one.id == "T4")
    for seed in (1, 2):
        late, own, lost = paid(seed)
        rows = late.index.str[1:].astype(int) - 1
        found = slope(own.lateness[rows], late.to_numpy())
        assert found == pytest.approx(term.late_mean, rel=0.15)
        defaulted = np.array([int(one[1:]) - 1 for one in lost])
        assert np.log(own.lateness[defaulted]).mean() > np.log(own.lateness).mean()


@pytest.mark.parametrize("weight", [STATED.default_by_lateness, 0.0])
def test_who_pays_late_defaults_more_often_as_stated(weight: float) -> None:
    """Drawing by odds that rise with a normal score moves its mean by weight times variance."""
    gaps = []
    for seed in range(1, 41):
        truth = with_traits(seed, default_by_lateness=weight)
        late = np.log(traits_of(truth).lateness)
        bad = [int(one[1:]) - 1 for one in cash.bad_payers(truth)]
        gaps.append(late[bad].mean() - late.mean())
    assert np.mean(gaps) == pytest.approx(weight * STATED.late_log_sd**2, abs=0.06)


def test_readings_are_as_near_to_the_truth_as_stated() -> None:
    """In logs, the correlation is sd over the root of both variances; old readings add a little."""
    found: dict[str, list[float]] = {
        "n_employees": [],
        "purchase_potential": [],
        "credit_limit": [],
    }
    stated: dict[str, list[float]] = {name: [] for name in found}
    missing: dict[str, list[float]] = {name: [] for name in found}
    for seed in range(1, 11):
        own, table = traits_of(Truth(seed=seed)), masters.customers(Truth(seed=seed))
        true = {"credit_limit": np.log(own.level)}
        for name in found:
            latent = true.get(name, np.log(own.potential))
            seen = np.log(table[name].astype(float).to_numpy())
            is_known = ~np.isnan(seen)
            found[name].append(np.corrcoef(seen[is_known], latent[is_known])[0, 1])
            noise = getattr(READ, name).log_sd
            stated[name].append(latent.std() / np.hypot(latent.std(), noise))
            missing[name].append(1 - is_known.mean())
    for name in found:
        assert np.mean(found[name]) == pytest.approx(np.mean(stated[name]), abs=0.03), name
        share = getattr(READ, name).missing_share
        assert np.mean(missing[name]) == pytest.approx(share, abs=0.02)


def test_a_fifth_of_the_readings_is_old() -> None:
    exact = readings.Reading(0.0, 0.0)
    truth = replace(TRUTH, readings=replace(READ, purchase_potential=exact))
    seen = masters.customers(truth)["purchase_potential"].to_numpy()
    is_new = np.abs(seen - readings.true_potential(truth)) <= 500
    assert 1 - is_new.mean() == pytest.approx(READ.stale_share, abs=0.05)


def test_risk_ratings_tell_something_of_payment() -> None:
    gaps = []
    for seed in range(1, 11):
        truth = Truth(seed=seed)
        rated = pd.Series(traits_of(truth).payment).groupby(masters.customers(truth)["risk_rating"])
        gaps.append(rated.mean()["C"] - rated.mean()["A"])
    tail = 1.554 + 0.798  # mean of a normal score beyond 85 %, and of its lower half
    assert np.mean(gaps) == pytest.approx(READ.rating_correlation * tail, abs=0.1)


def test_potential_is_what_customers_buy_over_our_share_of_it() -> None:
    ratios, corr = [], []
    for world, orders, own in companies():
        year = orders[orders["order_on"] >= str(world.truth.months[-12].first)]
        ours = by_customer(world, year.groupby("customer_id")["net_amount"].sum())
        stayed = (world.expected[:, -12:] > 0).all(axis=1)
        share = ours / readings.true_potential(world.truth)
        ratios.append(share[stayed].sum() / own.dependence[stayed].sum())
        large = stayed & (own.level > 1)
        corr.append(np.corrcoef(share[large], own.dependence[large])[0, 1])
    assert np.mean(ratios) == pytest.approx(1, abs=0.06)
    assert min(corr) > 0.5


def test_rivals_supply_what_we_do_not() -> None:
    low, high = READ.rivals_named_share
    beyond = []
    for world, orders, own in companies():
        rivals = customer_facts.customer_rivals(world, orders)
        last = rivals.groupby("customer_id")["observed_on"].transform("max")
        theirs = rivals[rivals["observed_on"] == last].groupby("customer_id")["purchase_share"]
        total = theirs.sum()
        rows = total.index.str[1:].astype(int) - 1
        stayed = (world.expected[rows, -22:] > 0).all(axis=1)
        ours = 1 - total.to_numpy()[stayed] / ((low + high) / 2)
        assert len(total) > 0.25 * len(own.level)
        assert np.corrcoef(ours, own.dependence[rows][stayed])[0, 1] > 0.5
        beyond.append((ours - own.dependence[rows][stayed]).mean())
    assert np.mean(beyond) == pytest.approx(0, abs=0.05)


def test_dealers_figures_are_readings_of_what_they_can_do() -> None:
    for seed in SEEDS:
        truth = Truth(seed=seed)
        seen, able = readings.dealer_columns(truth), traits_of(truth).capability
        for name in ("storage_area", "n_sales_staff", "n_outlets"):
            values = seen[name].astype(float)
            known = values.notna().to_numpy()
            assert np.corrcoef(np.log(values[known]), able[known])[0, 1] > 0.7
        prices = seen["resale_price_index"].to_numpy()
        assert slope(able, prices) == pytest.approx(READ.resale_by_capability, abs=0.5)


@pytest.mark.parametrize("size", [(20, 4, 36), (60, 12, 96), (25, 5, 120)])
def test_companies_of_any_size_have_customers(size: tuple[int, int, int]) -> None:
    n_customers, n_reps, n_months = size
    world = draw(1, n_customers=n_customers, n_reps=n_reps, n_months=n_months).world
    assert len(world.customers) == world.customers["customer_id"].nunique() == n_customers
    assert set(world.owners["customer_id"]) == set(world.customers["customer_id"])
    assert set(world.owners["rep_id"]) <= set(world.reps["rep_id"])
    assert world.expected.shape == (n_customers, n_months)
    assert world.expected[:, -1].sum() > 0
