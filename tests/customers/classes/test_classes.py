"""Classes: chances sum to one, nobody depends on others, hours bound A, moves are slow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.classes import boundaries, scoring, six_limits
from salesnb.customers.classes.boundaries import Limits, find_boundaries
from salesnb.customers.classes.classing import classify
from salesnb.customers.classes.service import Service, service_of
from salesnb.customers.classes.study import Asked, Study, classify_customers
from salesnb.errors import UsageError
from salesnb.methods.visit_curve import secured_by
from salesnb.settings import BusinessRules
from tests.customers.facts import LAST, Frames, company, decided, pairs

RULES = BusinessRules()
USUAL = Asked()
RNG = np.random.default_rng(5)
MANY = {f"C{i:03d}": float(one) for i, one in enumerate(RNG.lognormal(9, 1, 120))}
REPS = pd.DataFrame(
    {
        "rep_id": ["R1"],
        "left_on": [pd.NaT],
        "hours_per_month": [150.0],
        "cost_per_hour": [120.0],
        "base_latitude": [31.0],
        "base_longitude": [121.0],
    }
)


def study(facts: Frames, asked: Asked = USUAL, **plan: pd.DataFrame) -> Study:
    return classify_customers(facts, decided(**plan), asked, month=LAST, rules=RULES)


def classes(facts: Frames, asked: Asked = USUAL, **plan: pd.DataFrame) -> pd.DataFrame:
    return study(facts, asked, **plan).frames["customer_classes"].set_index("customer_id")


def test_chances_sum_to_one_for_every_customer() -> None:
    found = classes(company(MANY, reps=REPS))
    total = found[["p_a", "p_b", "p_c"]].sum(axis=1)
    assert np.abs(total - 1).max() < 1e-12
    assert found[["p_a", "p_b", "p_c"]].to_numpy().min() >= 0


def test_one_more_customer_changes_nobody_given_the_boundaries() -> None:
    before = study(company(MANY, reps=REPS))
    kept = {"earlier_boundaries": before.frames["class_boundaries"]}
    same = classes(company(MANY, reps=REPS) | kept)
    largest = {"NEW": 1.05 * max(MANY.values())}
    after = classes(company(MANY | largest, reps=REPS) | kept)
    pd.testing.assert_frame_equal(after.drop(index="NEW"), same)


def test_twice_the_hours_of_an_a_visit_make_a_smaller() -> None:
    facts = company(MANY, reps=REPS)
    usual = classes(facts, Asked(hours_a=2.5))
    twice = classes(facts, Asked(hours_a=5.0))
    n = [(one["customer_class"] == "A").sum() for one in (usual, twice)]
    assert 0 < n[1] < n[0]


def test_a_team_without_stated_hours_has_the_usual_ones_and_that_is_counted() -> None:
    team = pd.DataFrame({"rep_id": ["R1", "R2"], "hours_per_month": [100.0, np.nan]})
    (row,) = study(company(MANY, reps=team)).frames["class_boundaries"].to_dict("records")
    assert (row["n_assumed"], row["assumed_hours"]) == (1, RULES.hours_per_rep)
    found = study(company(MANY, reps=team[["rep_id"]]))
    assert found.limits.hours == 2 * RULES.hours_per_rep
    (stated,) = (
        study(company(MANY, reps=team), Asked(hours=90.0))
        .frames["class_boundaries"]
        .to_dict("records")
    )
    assert stated["n_assumed"] == 0


def test_nobody_is_classified_where_neither_hours_nor_costs_of_visits_are_known() -> None:
    found = study(company(MANY)).frames
    assert not len(found["customer_classes"]) and not len(found["flips"])
    assert found["class_boundaries"]["n_customers"].item() == len(MANY)
    assert len(classes(company(MANY), Asked(hours=90.0))) == len(MANY)
    assert not len(classes(company(MANY), Asked(hours=90_000.0))), "enough for everybody as an A"


@pytest.mark.parametrize("hours", [80.0, 90.0, 120.0, 200.0])
def test_hours_that_are_too_few_are_kept_and_have_a_price(hours: float) -> None:
    value = np.array(sorted(MANY.values()))
    service = service_of({"reps": REPS}, decided()["judgements"], RULES, month=LAST)
    found = find_boundaries(value, service, Limits(hours=hours))
    assert boundaries.used(value, service, found.cuts)[0] <= hours
    free = find_boundaries(value, service, Limits())
    is_enough = boundaries.used(value, service, free.cuts)[0] <= hours
    assert (found.hour_price == 0) == is_enough


def test_the_boundary_is_the_worth_that_repays_the_further_visits() -> None:
    service = Service(
        visits=np.array([2.0, 1.0, 0.25]),
        hours=np.array([5.0, 2.5, 0.625]),
        money=np.zeros(3),
        secured=np.array([1.1, 1.0, 0.8]),
        hour_cost=100.0,
        todays=1.0,
        n_judged=0,
    )
    found = find_boundaries(np.array([1e4, 2e4, 4e4]), service, Limits())
    assert found.cuts == pytest.approx((2.5 * 12 * 100 / 0.1, 12_000.0))  # 11,250 in two digits


def test_the_best_classes_of_all_are_those_of_the_boundaries() -> None:
    """Every assignment of six customers, by hours that bind: none secures more."""
    from itertools import product

    service = Service(
        visits=np.array([2.0, 1.0, 0.25]),
        hours=np.array([4.0, 2.0, 0.5]),
        money=np.zeros(3),
        secured=np.array([1.1, 1.0, 0.8]),
        hour_cost=0.0,
        todays=1.0,
        n_judged=0,
    )
    value = np.array([10.0, 20.0, 30.0, 50.0, 80.0, 200.0])
    found = find_boundaries(value, service, Limits(hours=9.0))
    place = scoring.classes_of(value, found.cuts)
    ours = value @ service.secured[place]
    hours = service.hours[place].sum()
    best = max(
        value @ service.secured[list(one)]
        for one in product(range(3), repeat=6)
        if service.hours[list(one)].sum() <= hours
    )
    assert ours == pytest.approx(best)


def test_negative_limits_and_a_class_that_takes_no_more_are_refused() -> None:
    service = service_of({}, decided()["judgements"], RULES, month=LAST)
    with pytest.raises(UsageError, match="limited to -1"):
        find_boundaries(np.array([1.0]), service, Limits(hours=-1.0))
    flat = replace(service, hours=np.array([1.0, 1.0, 1.0]))
    with pytest.raises(UsageError, match="more visits for A than for B"):
        find_boundaries(np.array([1.0]), flat, Limits())


def test_selling_capacity_bounds_the_number_of_a() -> None:
    value = np.array(sorted(MANY.values()))
    service = service_of({}, decided()["judgements"], RULES, month=LAST)
    found = find_boundaries(value, service, Limits(most_a=7))
    assert (value >= found.cuts[0]).sum() <= 7
    assert found.a_price > 0


def test_one_more_point_of_a_share_costs_the_visits_of_the_cheapest_further_a() -> None:
    """By hand: B customers of 10, 20, 30 as A cost 50 a year more and secure 0.5 more each."""
    found = six_limits.Classed(
        assessed=None,  # type: ignore[arg-type]  # not asked
        value=np.array([10.0, 20.0, 30.0, 200.0]),
        place=np.array([1, 1, 1, 0], dtype=np.int8),
        service=Service(
            visits=np.array([2.0, 1.0, 0.5]),
            hours=np.array([2.0, 1.0, 0.5]),
            money=np.array([150.0, 100.0, 50.0]),
            secured=np.array([1.5, 1.0, 0.8]),
            hour_cost=0.0,
            todays=1.0,
            n_judged=0,
        ),
        limits=Limits(),
        bounds=boundaries.Boundaries((100.0, 5.0), 0.0, 0.0, 0.0),
    )
    assert found.losses.tolist() == [45.0, 40.0, 35.0, 0.0]
    adds = np.array([0.004, 0.008, 0.02, 0.9])
    assert found.point_cost(adds) == pytest.approx(35 * 0.01 / 0.02)  # half of the third
    adds = np.array([0.004, 0.02, 0.004, 0.9])
    assert found.point_cost(adds) == pytest.approx(40 * 0.01 / 0.02)
    assert np.isnan(found.point_cost(np.array([0.004, 0.0, 0.0, 0.9])))


def test_a_boundary_stays_while_it_holds() -> None:
    value = np.array(sorted(MANY.values()))
    service = service_of({"reps": REPS}, decided()["judgements"], RULES, month=LAST)
    new = find_boundaries(value, service, Limits()).cuts
    near, far = (1.1 * new[0], 1.1 * new[1]), (2 * new[0], new[1])
    assert find_boundaries(value, service, Limits(), near).cuts == near
    assert find_boundaries(value, service, Limits(), far).cuts == new


def test_who_had_a_class_leaves_it_only_clearly() -> None:
    value = np.array([90.0, 90.0, 80.0, 110.0, 110.0, 120.0])
    before = pd.Series(["A", "B", "A", "B", "", "C"])
    found = classify(value, (100.0, 50.0), before)
    assert ["ABC"[one] for one in found] == ["A", "B", "B", "B", "A", "A"]


def test_moves_are_those_since_the_month_before() -> None:
    facts = company(MANY, reps=REPS)
    now = classes(facts)
    name = now.index[now["customer_class"] == "A"][0]
    wrong = now.reset_index()[["customer_id", "customer_class"]]
    wrong = wrong[wrong["customer_id"] != now.index[0]]
    wrong.loc[wrong["customer_id"] == name, "customer_class"] = "C"
    found = study(facts | {"earlier_classes": wrong}).frames
    moved = found["customer_classes"].set_index("customer_id")["moved"]
    worth = now["worth"][name]
    cut = float(found["class_boundaries"]["a_from"].iloc[0])
    assert moved[name] == ("up" if worth > 1.0 else "") and worth >= cut
    assert moved[now.index[0]] == "new"


def test_visits_secure_one_at_todays_and_less_with_each() -> None:
    found = secured_by(np.array([0.0, 0.5, 1.0, 2.0, 3.0]), 0.6, 0.85)
    assert found[:3] == pytest.approx([0.6, 0.85, 1.0])
    assert (np.diff(found) > 0).all() and (np.diff(found[2:]) < found[2] - found[1]).all()


def test_swapping_a_money_unit_with_its_limits_changes_nothing() -> None:
    usual = classes(company(MANY, reps=REPS))
    thousand = {name: one * 1000 for name, one in MANY.items()}
    dear = REPS.assign(cost_per_hour=120_000.0)
    other = classes(company(thousand, reps=dear))
    assert (usual["customer_class"] == other["customer_class"]).all()


def test_permuting_customers_changes_nothing() -> None:
    turned = dict(reversed(list(MANY.items())))
    first, second = classes(company(MANY)), classes(company(turned))
    pd.testing.assert_frame_equal(first, second.reindex(first.index), check_like=True)


def test_contradictory_pairs_stop_the_study() -> None:
    wrong = pairs(
        ("credit", "loyalty", 9.0), ("loyalty", "ease", 9.0), ("ease", "credit", 9.0), author="Wu"
    )
    with pytest.raises(Exception, match="Wu contradict"):
        classes(company(MANY), pairs=wrong)


def test_a_company_of_one_customer_and_one_without_anybody() -> None:
    one = study(company({"only": 1000.0}, reps=REPS)).frames
    assert len(one["customer_classes"]) == 1 and not len(one["held_out"])
    none = study({"sales_cube": company({"x": 1.0})["sales_cube"].iloc[:0]}).frames
    assert not len(none["customer_classes"]) and none["class_table"]["n_customers"].sum() == 0
