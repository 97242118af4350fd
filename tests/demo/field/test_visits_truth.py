"""Visits are possible unless invented; only held, real ones sell; aims and readiness as stated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import Truth
from salesnb.demo.customers import masters
from salesnb.demo.field import aims, expenses, field_facts, visits
from salesnb.demo.sales.demand import expected_orders
from salesnb.demo.sales.orders import World, order_lines
from salesnb.demo.sales.response import visit_effect, visit_factors
from salesnb.demo.truths.stories import InventedVisits, Stories
from salesnb.months import Month
from tests.demo.cases.stories import made_visits
from tests.demo.sales.panels import monthly

SMALL = Truth(n_customers=60, n_reps=12, n_months=48, stories=Stories())
AIMS = Truth().field_work.aims
N_AIMS = len(AIMS)
WEIGHTS = np.array([aim.weight for aim in AIMS])
INVENTED = InventedVisits("R05", "2023-01", share=0.5, found_by="2024-10")


def tables(truth: Truth) -> dict[str, pd.DataFrame]:
    return {
        "visits": visits.visits(truth),
        "customers": masters.customers(truth),
        "reps": field_facts.with_days(truth, masters.reps(truth)),
    }


@pytest.fixture(scope="module")
def full() -> pd.DataFrame:
    return visits.visits(Truth(stories=Stories()))


def hours(column: pd.Series) -> pd.Series:
    time = pd.to_datetime(column)
    return time.dt.hour + time.dt.minute / 60


def test_real_visits_leave_time_for_the_way_and_lie_within_the_day() -> None:
    for seed in range(1, 4):
        made = made_visits(tables(replace(SMALL, seed=seed)), SMALL.first_month)
        assert not made["is_impossible"].any()
        assert hours(made["started_at"]).min() >= 8
        assert hours(made["ended_at"]).max() <= 20
        assert not made.duplicated(["rep_id", "customer_id", "visit_date"]).any()


def test_visits_are_on_working_days_without_absence_or_home_day() -> None:
    known = tables(SMALL)
    made = made_visits(known, SMALL.first_month)
    home = made["rep_id"].map(known["reps"].set_index("rep_id")["home_days"])
    assert not (made["visit_date"].dt.strftime("%a") == home).any()


def test_check_ins_are_near_the_customer() -> None:
    known = tables(SMALL)
    made = made_visits(known, SMALL.first_month)
    changes = masters.customer_changes(SMALL).query("field == 'latitude'")
    at = known["customers"].set_index("customer_id")["latitude"]
    gap = (made["check_in_latitude"] - made["customer_id"].map(at)).abs()
    has_moved = made["customer_id"].isin(changes["customer_id"])
    assert gap[~has_moved].max() < 0.006
    (customer, old, day), *_ = changes[["customer_id", "old_value", "changed_on"]].to_numpy()
    before = made[(made["customer_id"] == customer) & (made["visit_date"] < day[:7])]
    assert (before["check_in_latitude"] - float(old)).abs().max() < 0.006


def test_shares_of_moved_unplanned_and_cancelled_visits(full: pd.DataFrame) -> None:
    past = full[full["status"] != "planned"]
    work = Truth().field_work
    is_unplanned = past["status"] == "unplanned"
    is_moved = past["planned_on"].notna() & (past["planned_on"] != past["visit_date"])
    kept = 1 - Truth().conduct.visit_cancelled_share
    assert is_unplanned.mean() == pytest.approx(work.unplanned_share * kept, abs=0.006)
    assert is_moved.mean() == pytest.approx(work.moved_share * kept, abs=0.008)
    assert (is_unplanned | is_moved).mean() == pytest.approx(0.15 * kept, abs=0.01)
    assert past.loc[is_unplanned, "planned_on"].isna().all()
    cancelled = past[past["status"] == "cancelled"]
    assert cancelled[["started_at", "visit_hours", "result"]].isna().all(axis=None)


def test_visits_of_the_next_month_are_known_in_this_one(full: pd.DataFrame) -> None:
    end = Truth().months[-1]
    ahead = full[full["visit_date"] > pd.Timestamp(end.last)]
    assert len(ahead) > 500
    assert (ahead["status"] == "planned").all()
    assert ahead["recorded_on"].between(pd.Timestamp(end.first), pd.Timestamp(end.last)).all()
    assert not full.loc[full["status"] != "planned", "recorded_on"].notna().any()


def test_invented_visits_are_those_that_left_no_time_for_them() -> None:
    for seed in range(1, 5):
        truth = replace(SMALL, seed=seed, stories=Stories(invented_visits=(INVENTED,)))
        made = made_visits(tables(truth), INVENTED.start)
        known = visits.calendar(truth).set_index("visit_id")["is_real"]
        assert made["is_impossible"].equals(~made["visit_id"].map(known).astype(bool))
        own = made[made["rep_id"] == INVENTED.rep_id]
        error = np.sqrt(INVENTED.share * (1 - INVENTED.share) / len(own))
        assert own["is_impossible"].mean() == pytest.approx(INVENTED.share, abs=4 * error)


def test_only_held_real_visits_sell() -> None:
    """Inventing visits takes orders away, and nothing else does."""
    honest, false = SMALL, replace(SMALL, stories=Stories(invented_visits=(INVENTED,)))
    lost = visits.weights(honest) - visits.weights(false)
    table = visits.calendar(false)
    missing = table[~table["is_real"] & table["status"].isin(["held", "unplanned"])]
    assert set(missing["rep_id"]) == {INVENTED.rep_id}
    weight = missing["aim"].map({aim.id: aim.weight for aim in AIMS}).sum()
    assert lost.sum() == pytest.approx(weight)
    assert (expected_orders(false) <= expected_orders(honest) + 1e-9).all()


def test_visiting_leaves_the_level_of_the_company_alone() -> None:
    assert visit_factors(Truth()).mean() == pytest.approx(1, abs=0.01)


def aim_counts(truth: Truth) -> np.ndarray:
    """Return held visits by customer, month of the table and aim, as visits and objectives say."""
    made = visits.visits(truth).merge(aims.visit_objectives(truth), on="visit_id")
    months = [str(month) for month in truth.months[-visits.VISIT_MONTHS :]]
    places = [
        pd.Index(names).get_indexer(column)
        for names, column in (
            (masters.customer_ids(truth), made["customer_id"]),
            (months, made["visit_date"].dt.strftime("%Y-%m")),
            ([aim.id for aim in AIMS], made["objective"]),
        )
    ]
    counts = np.zeros((truth.n_customers, visits.VISIT_MONTHS, N_AIMS))
    np.add.at(counts, tuple(places), 1)
    return counts


def effects_of_aims(truth: Truth) -> tuple[np.ndarray, np.ndarray]:
    """Return the log effect of a visit by aim on next month's orders, and the standard errors.

    Each customer has a level of its own; what the month brings beside visits is known, and effects
    saturate as the truth says.
    """
    expected = expected_orders(truth) / visit_factors(truth)
    mean = expected[:, -visits.VISIT_MONTHS + 1 :]
    sold = monthly(order_lines(World(truth, 1.0)), masters.customer_ids(truth), truth)
    orders = sold[:, -visits.VISIT_MONTHS + 1 :]
    counts = aim_counts(truth)[:, :-1]
    most = truth.response.visit_effect_most
    theta = np.full(N_AIMS, 0.03)
    alive = (mean.sum(axis=1) > 0) & (orders.sum(axis=1) > 0)
    orders, mean, counts = orders[alive], mean[alive], counts[alive]
    for _ in range(8):
        gone = np.exp(-(counts @ theta) / most)
        fit = mean * np.exp(most * (1 - gone))
        level = (orders.sum(axis=1) / fit.sum(axis=1))[:, None]
        fit = fit * level
        slope = counts * gone[:, :, None]
        slope = (
            slope
            - (slope * fit[:, :, None]).sum(axis=1, keepdims=True)
            / fit.sum(axis=1, keepdims=True)[:, :, None]
        )
        weight = np.einsum("cti,ct,ctj->ij", slope, fit, slope)
        theta = theta + np.linalg.solve(weight, np.einsum("cti,ct->i", slope, orders - fit))
    return theta, np.sqrt(np.diag(np.linalg.inv(weight)))


def mean_effects(seeds: range, truth: Truth) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of the estimates over some seeds, and its standard errors."""
    found = [effects_of_aims(replace(truth, seed=seed)) for seed in seeds]
    theta, error = (np.array(one) for one in zip(*found, strict=True))
    return theta.mean(axis=0), np.sqrt((error**2).sum(axis=0)) / len(found)


def slope_on(planted: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> tuple[float, float]:
    """Return the slope of estimates on planted effects through the origin, and its error."""
    sum_ = (planted**2 / spread**2).sum()
    return float((planted * mean / spread**2).sum() / sum_), float(1 / np.sqrt(sum_))


def test_effects_of_aims_on_orders_are_recovered() -> None:
    planted = WEIGHTS * Truth().response.visit_effect
    mean, spread = mean_effects(range(1, 5), Truth(stories=Stories()))
    assert (abs(mean - planted) < 3 * spread).all()
    slope, error = slope_on(planted, mean, spread)
    assert slope > 4 * error
    assert slope == pytest.approx(1, abs=3 * error)


def test_visits_without_effect_show_none() -> None:
    response = replace(Truth().response, visit_effect=1e-9)
    mean, spread = mean_effects(range(1, 3), Truth(stories=Stories(), response=response))
    slope, error = slope_on(WEIGHTS * Truth().response.visit_effect, mean, spread)
    assert slope == pytest.approx(0, abs=3 * error)


@pytest.mark.long
def test_each_strong_aim_is_seen_over_many_companies_and_the_one_without_effect_is_not() -> None:
    planted = WEIGHTS * Truth().response.visit_effect
    mean, spread = mean_effects(range(1, 21), Truth(stories=Stories()))
    print(mean, spread)
    strong = planted > 0.05
    assert (mean[strong] > 3 * spread[strong]).all()
    (nothing,) = np.flatnonzero(planted == 0)
    assert AIMS[nothing].id == "educate"
    assert abs(mean[nothing]) < 2.5 * spread[nothing]


def test_the_first_visit_brings_the_stated_effect_and_many_no_more_than_the_most() -> None:
    stated = Truth().response
    assert visit_effect(Truth(), np.array([1e-6]))[0] / 1e-6 == pytest.approx(
        stated.visit_effect, rel=1e-3
    )
    assert visit_effect(Truth(), np.array([1e6]))[0] == pytest.approx(stated.visit_effect_most)
    assert sum(Truth().field_work.shares) == pytest.approx(1)
    assert np.dot(Truth().field_work.shares, WEIGHTS) == pytest.approx(1)


def odds_of_meeting(objectives: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the log odds of meeting by aim at no readiness, and last the effect of readiness."""
    names = [aim.id for aim in AIMS]
    design = np.column_stack(
        [objectives["objective"].eq(name) for name in names] + [objectives["readiness"]]
    ).astype(float)
    met = objectives["is_met"].to_numpy(float)
    beta = np.zeros(design.shape[1])
    for _ in range(8):
        p = 1 / (1 + np.exp(-design @ beta))
        normal = (design * (p * (1 - p))[:, None]).T @ design
        beta = beta + np.linalg.solve(normal, design.T @ (met - p))
    return beta, np.sqrt(np.diag(np.linalg.inv(normal)))


@pytest.mark.parametrize("readiness", [Truth().field_work.readiness_logit, 0.0])
def test_readiness_and_aims_predict_whether_an_aim_is_met(readiness: float) -> None:
    work = replace(Truth().field_work, readiness_logit=readiness)
    found = [
        odds_of_meeting(aims.visit_objectives(Truth(seed=seed, field_work=work)))
        for seed in range(1, 4)
    ]
    beta, error = (np.array(one) for one in zip(*found, strict=True))
    planted = np.array([*(aim.met_logit for aim in AIMS), readiness])
    spread = np.sqrt((error**2).sum(axis=0)) / len(found)
    assert (abs(beta.mean(axis=0) - planted) < 3.5 * spread).all()


def test_travel_is_paid_by_visit() -> None:
    spent = expenses.with_freight(SMALL, expenses.expenses(SMALL))
    travel = spent[spent["expense_type"] == "travel"]
    table = visits.visits(SMALL)
    made = table[table["status"].isin(["held", "unplanned"])]
    counts = made.groupby(["rep_id", made["visit_date"].dt.strftime("%Y-%m-01")]).size()
    paid = travel.set_index(["rep_id", "period_start"])["driver_quantity"]
    assert (paid.reindex(counts.index) == counts).all()
    cost = travel["amount"] / travel["driver_quantity"]
    assert cost.median() == pytest.approx(expenses.UNIT_COSTS["travel"], rel=0.05)


@pytest.mark.parametrize(("customers", "reps", "months"), [(20, 4, 36), (60, 12, 96)])
def test_small_companies_have_visits(customers: int, reps: int, months: int) -> None:
    size = {"n_customers": customers, "n_reps": reps, "n_months": months}
    truth = replace(SMALL, first_month="2019-01", **size)
    table = visits.visits(truth)
    assert len(table) > 5 * customers
    months_seen = table["visit_date"].dt.strftime("%Y-%m")
    assert months_seen.max() == str(truth.months[-1] + 1)
    assert Month.parse(months_seen.min()) == truth.months[-24]
