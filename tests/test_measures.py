"""Every KPI against numbers worked out by hand; missing where it has no meaning, never infinite."""

from __future__ import annotations

import inspect

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesnb.errors import UsageError
from salesnb.measures import MEASURES, attainment, effort, growth, market, measure, pipeline, ratio
from salesnb.measures import receivables as cash

nan = float("nan")
PARTS = (attainment, cash, pipeline, market, effort)
# what the business asks for, by id; more may be registered
ASKED = """
    attainment variance pace required_run_rate growth growth_contribution
    collection_rate_sales collection_rate_owed due_collection_rate dso dso_count_back dso_true
    dso_best_possible average_days_delinquent cei overdue_ratio roll_rate credit_utilisation
    weighted_pipeline pipeline_coverage required_coverage sales_velocity
    wape forecast_bias forecast_value_added interval_coverage
    market_share relative_share penetration bdi cdi share_decomposition price_volume_mix
    price_realisation price_compliance sell_through weeks_of_cover
    expense_ratio flexed_variance visit_compliance frequency_compliance productive_rate
    reporting_discipline customers_dependence our_dependence loyalty
    quota_reached quota_near quota_skew quota_bimodality quota_size_correlation
"""


# --- the registry ---------------------------------------------------------------------------


def test_every_measure_that_is_asked_for_is_registered_once() -> None:
    assert set(ASKED.split()) <= set(MEASURES)
    assert len(MEASURES) == sum(len(part.MEASURES) for part in PARTS)


def test_no_two_measures_share_a_label_or_a_formula() -> None:
    for shown in ("label", "formula"):
        texts = [getattr(one, shown) for one in MEASURES.values()]
        assert all(texts) and len(set(texts)) == len(texts)


def test_a_band_belongs_to_its_measure() -> None:
    for one in MEASURES.values():
        if one.band:
            low, high = one.band
            assert low < high and one.direction in {"band", "up"}


def test_an_unknown_measure_is_refused_with_the_nearest_id() -> None:
    assert measure("cei").label == "Collection effectiveness index"
    with pytest.raises(UsageError, match="did you mean 'attainment'"):
        measure("atainment")


@pytest.mark.parametrize("id", sorted(MEASURES))
@pytest.mark.parametrize("fill", [0.0, -1.0, nan, 1e-300, 1e12])
def test_no_measure_is_ever_infinite(id: str, fill: float) -> None:
    compute = MEASURES[id].compute
    needed = [
        one
        for one in inspect.signature(compute).parameters.values()
        if one.kind is one.POSITIONAL_OR_KEYWORD
    ]
    column = pd.Series([fill, fill, 0.0], dtype=float)
    if id == "dso_count_back":  # its months lie along the last axis
        found = compute(fill, column, column)
    else:
        found = compute(*[column for _ in needed])
    assert not np.isinf(np.asarray(found, dtype=float)).any()


# --- division -------------------------------------------------------------------------------


def test_a_ratio_keeps_the_kind_and_shape_that_it_was_given() -> None:
    assert ratio(1, 4) == 0.25 and isinstance(ratio(1, 4), float)
    np.testing.assert_array_equal(ratio([1, 2], np.array([4, 0])), [0.25, nan])
    table = pd.DataFrame({"a": [1.0, 2.0]})
    assert ratio(table, 4).shape == (2, 1)


def test_series_are_matched_by_label_not_by_position() -> None:
    part = pd.Series({"north": 1.0, "south": 8.0})
    whole = pd.Series({"south": 16.0, "north": 4.0})
    assert ratio(part, whole).to_dict() == {"north": 0.25, "south": 0.5}
    assert pipeline.wape(part, whole.sort_index() * 2) == pipeline.wape(part, whole * 2)


@pytest.mark.parametrize("whole", [0, -4, nan])
def test_a_ratio_to_nothing_is_missing(whole: float) -> None:
    assert np.isnan(ratio(1.0, whole))


finite = st.floats(allow_nan=False, allow_infinity=False)


@settings(deadline=None)
@given(finite, finite)
def test_a_ratio_is_a_number_or_missing(part: float, whole: float) -> None:
    found = ratio(part, whole)
    assert np.isnan(found) or np.isfinite(found)
    assert np.isnan(ratio(np.array([part]), np.array([whole])))[0] == np.isnan(found)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [(112, 100, 0.12), (0, 100, -1.0), (50, 0, nan), (50, -10, nan), (nan, 100, nan)],
)
def test_growth_is_defined_on_a_base_above_zero(now: float, before: float, expected: float) -> None:
    assert growth(now, before) == pytest.approx(expected, nan_ok=True)


# --- targets --------------------------------------------------------------------------------


def test_attainment_and_what_is_left_to_do() -> None:
    assert attainment.attainment(90, 120) == 0.75
    assert attainment.variance(90, 120) == -30
    assert attainment.pace(400, 500) == 0.8
    assert attainment.required_run_rate(1200, 1000, 8) == 25
    assert np.isnan(attainment.required_run_rate(1200, 1000, 0))
    np.testing.assert_allclose(attainment.contribution(np.array([10, -4]), 200), [0.05, -0.02])


def test_quota_quality_of_five_reps() -> None:
    reps = [0.8, 0.9, 1.0, 1.2, 1.5, nan]
    assert attainment.reached_share(reps) == 0.6
    assert attainment.near_share(reps) == 0.8
    assert attainment.skewness(reps) == pytest.approx(pd.Series(reps).skew())
    assert attainment.size_correlation(reps[:3], [3, 2, 1]) == pytest.approx(-1)


def test_two_groups_of_reps_are_told_from_one() -> None:
    even = np.linspace(0.5, 1.5, 2001)
    assert attainment.bimodality(even) == pytest.approx(5 / 9, abs=2e-3)
    assert attainment.bimodality([0.6, 0.61, 0.62, 1.38, 1.39, 1.4] * 5) > 0.8
    bell = np.sort(np.random.default_rng(7).normal(1, 0.2, 4000))
    assert attainment.bimodality(bell) == pytest.approx(1 / 3, abs=0.02)


@pytest.mark.parametrize("few", [[], [1.0], [1.0, 1.0, 1.0, 1.0, 1.0]])
def test_shape_of_attainment_needs_reps_that_differ(few: list[float]) -> None:
    assert np.isnan(attainment.skewness(few))
    assert np.isnan(attainment.bimodality(few))
    assert np.isnan(attainment.size_correlation(few, few))


# --- cash -----------------------------------------------------------------------------------


def test_the_two_collection_rates_differ() -> None:
    # 500 owed at first, 600 sold, 400 owed at the end: 700 came in
    assert cash.collections_to_sales(700, 600) == pytest.approx(7 / 6)
    assert cash.collections_to_owed(500, 600, 400) == pytest.approx(7 / 11)
    assert cash.due_collection_rate(180, 200) == 0.9


def test_dso_and_the_days_that_late_payers_cost() -> None:
    days = cash.dso(400, 1200, 92)
    best = cash.best_possible_dso(300, 1200, 92)
    assert days == pytest.approx(30.6667, abs=1e-4)
    assert best == pytest.approx(23.0)
    assert cash.average_days_delinquent(days, best) == pytest.approx(7.6667, abs=1e-4)


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        (400, 31 + 150 / 200 * 30),  # all October, 150 of September's 200
        (250, 31.0),
        (100, 100 / 250 * 31),
        (0, 0.0),
        (750, 92.0),
        (751, nan),  # more than all the sales given: the answer lies further back
        (-1, nan),
    ],
)
def test_dso_counted_back_over_three_months(closing: float, expected: float) -> None:
    found = cash.count_back_dso(closing, [300, 200, 250], [31, 30, 31])
    assert found == pytest.approx(expected, nan_ok=True)


def test_counting_back_passes_over_a_month_without_sales() -> None:
    assert cash.count_back_dso(100, [50, 0, 60], [31, 30, 31]) == pytest.approx(31 + 30 + 0.8 * 31)


def test_counting_back_many_customers_at_once() -> None:
    found = cash.count_back_dso([250, 400], [[300, 200, 250]] * 2, [31, 30, 31])
    np.testing.assert_allclose(found, [31.0, 53.5])


def test_true_dso_weighs_each_open_invoice_by_its_months_sales() -> None:
    ages, amounts, sales = (np.array(v) for v in ([10, 40], [100, 50], [200, 250]))
    assert cash.true_dso(ages, amounts, sales) == 10 * 100 / 200 + 40 * 50 / 250
    assert np.isnan(cash.true_dso(ages, amounts, np.array([200, 0])))


def test_collection_effectiveness_of_a_quarter() -> None:
    # 500 owed + 600 / 3 sold; 400 owed at the end, of which 300 are not yet due
    assert cash.collection_effectiveness(500, 600, 400, 300, months=3) == pytest.approx(75)
    assert cash.collection_effectiveness(500, 200, 300, 300) == pytest.approx(100)
    assert np.isnan(cash.collection_effectiveness(0, 0, 0, 0))


def test_how_much_is_late_and_at_risk() -> None:
    assert cash.overdue_ratio(100, 400) == 0.25
    assert cash.roll_rate(30, 120) == 0.25
    assert cash.utilisation(cash.exposure(400, 50, 30), 600) == pytest.approx(0.8)
    assert np.isnan(cash.utilisation(10, 0))


# --- pipeline and forecasts -----------------------------------------------------------------


def test_pipeline_against_quota() -> None:
    assert pipeline.weighted_pipeline([100, 200, nan], [0.5, 0.25, 0.9]) == 100
    assert pipeline.pipeline_coverage(600, 200) == 3
    assert np.isnan(pipeline.pipeline_coverage(600, -5))  # the quota is met
    assert pipeline.required_coverage(0.25) == 4
    assert pipeline.required_coverage(0.25, 0.2) == pytest.approx(5)
    assert pipeline.sales_velocity(20, 5000, 0.3, 60) == 500


def test_forecast_accuracy() -> None:
    expected, came = [110, 90, 50, nan], [100, 100, 0, 70]
    assert pipeline.wape(expected, came) == pytest.approx(70 / 200)
    assert pipeline.bias(expected, came) == pytest.approx(50 / 200)
    assert pipeline.value_added(0.4, 0.35) == pytest.approx(0.05)
    covered = pipeline.interval_coverage([1, 5, 9, nan], [0, 6, 9, 0], [2, 8, 9, 9])
    assert covered == pytest.approx(2 / 3)
    assert np.isnan(pipeline.wape([1.0], [0.0]))
    assert np.isnan(pipeline.interval_coverage([], [], []))


# --- market and price -----------------------------------------------------------------------


def test_shares_and_development() -> None:
    assert market.market_share(20, 80) == 0.25
    assert market.relative_share(20, 40) == 0.5
    assert market.penetration(30, 120) == 0.25
    # the group has 10 % of the people and 20 % of our sales
    assert market.development_index(200, 10, 1000, 100) == pytest.approx(2)
    assert market.share_from_parts(0.4, 0.5, 1.2) == pytest.approx(0.24)


SOLD = pd.DataFrame(
    {"q0": [10, 20, 0, 8], "a0": [100, 100, 0, 16], "q1": [12, 10, 5, 0], "a1": [132, 50, 20, 0]},
    index=["dearer", "fewer", "new", "gone"],
    dtype=float,
)


def parts_of(sold: pd.DataFrame) -> pd.DataFrame:
    return market.price_volume_mix(sold["q0"], sold["a0"], sold["q1"], sold["a1"])


def test_price_volume_and_mix_by_hand() -> None:
    sums = parts_of(SOLD).sum()
    assert sums["price"] == pytest.approx((11 - 10) * 12)
    assert sums["volume"] == pytest.approx((22 - 30) * 200 / 30)
    assert sums["mix"] == pytest.approx(-18 - 12 + 8 * 200 / 30)
    assert (sums["new"], sums["lost"], sums["change"]) == (20, -16, -14)


def test_doubling_everything_is_volume_and_only_volume() -> None:
    sums = parts_of(SOLD.assign(q1=SOLD["q0"] * 2, a1=SOLD["a0"] * 2)).sum()
    assert sums.drop(["volume", "change"]).abs().max() == pytest.approx(0)
    assert sums["volume"] == pytest.approx(216)


amounts = st.lists(st.integers(-50, 500), min_size=4, max_size=4)


@settings(deadline=None)
@given(amounts, amounts, amounts, amounts)
def test_the_parts_add_up_to_the_change_item_by_item(
    q0: list, a0: list, q1: list, a1: list
) -> None:
    parts = parts_of(pd.DataFrame({"q0": q0, "a0": a0, "q1": q1, "a1": a1}, dtype=float))
    rest = parts["change"] - parts.drop(columns="change").sum(axis=1)
    assert rest.abs().max() < 1e-6
    assert np.isfinite(parts.to_numpy()).all()


def test_prices_and_the_channel() -> None:
    assert market.price_realisation(90, 100) == 0.9
    assert market.price_compliance(45, 50) == 0.9
    assert market.sell_through(60, 80) == 0.75
    assert market.weeks_of_cover(120, 30) == 4
    assert market.stock_gap(100, 80, 60, 120) == 0
    assert market.stock_gap(100, 80, 60, 110) == 10


# --- effort and ties ------------------------------------------------------------------------


def test_expenses_are_held_against_the_activity_that_there_was() -> None:
    assert effort.expense_ratio(50, 1000) == 0.05
    # 1000 for 50 visits; 60 were held for 1300: 1200 allowed, 100 too dear
    assert effort.flexed_variance(1300, 1000, 50, 60) == pytest.approx(100)
    assert np.isnan(effort.flexed_variance(1300, 1000, 0, 60))


def test_visits_and_reports() -> None:
    assert effort.visit_compliance(18, 20) == 0.9
    assert effort.frequency_compliance(30, 40) == 0.75
    assert effort.productive_rate(9, 18) == 0.5
    assert effort.reporting_discipline(19, 20) == 0.95


def test_who_depends_on_whom() -> None:
    assert effort.customers_dependence(60, 80) == 0.75
    assert effort.our_dependence(60, 600) == 0.1


def test_loyal_customers_buy_regularly_and_have_long_done_so() -> None:
    assert effort.regularity([10, 20, 30]) == pytest.approx(1 / 1.5)
    assert effort.regularity([7, 7, 7]) == 1
    assert np.isnan(effort.regularity([7]))
    assert effort.loyalty(0.6, 30) == pytest.approx(0.55)
    assert effort.loyalty(0.6, 120) == pytest.approx(0.8)
