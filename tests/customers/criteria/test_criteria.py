"""The seven criteria on small facts: values by hand, what is missing, what people judge."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.criteria.assessed import Assessed, assess
from salesnb.customers.criteria.scales import CRITERIA, SCALES, scales_of
from salesnb.errors import CompanyError
from tests.customers.facts import LAST, Frames, company, cube, decided, section

NO_SCALES = decided()["scales"]


def value(found: Assessed, criterion: str, customer: str) -> float:
    return float(found.value[found.ids.get_loc(customer), CRITERIA.index(criterion)])


def source(found: Assessed, criterion: str, customer: str) -> int:
    return int(found.source[found.ids.get_loc(customer), CRITERIA.index(criterion)])


def measured(facts: Frames, judged: pd.DataFrame | None = None) -> Assessed:
    return assess(facts, decided()["judgements"] if judged is None else judged, month=LAST)


def test_scales_put_the_limits_at_nought_and_one() -> None:
    for scale in SCALES.values():
        ends = scale.score(np.array([scale.worst, scale.best]))
        assert ends == pytest.approx([0, 1])
        middle = float(scale.value(0.5))
        assert scale.score(np.array([middle])) == pytest.approx([0.5])
    beyond = SCALES["distance"].score(np.array([1000.0, -5.0, np.nan]))
    assert beyond[:2] == pytest.approx([0, 1]) and np.isnan(beyond[2])


def test_limits_that_cannot_be_are_refused_all_at_once() -> None:
    stated = pd.DataFrame(
        [("distanc", 1, 0), ("credit", -5, 0), ("ease", 2, 2), ("loyalty", 1, 0)],
        columns=["criterion", "worst", "best"],
    )
    with pytest.raises(CompanyError) as caught:
        scales_of(stated, {})
    text = str(caught.value)
    for part in ("did you mean 'distance'", "credit: -5", "ease: 2 and 2", "wrong side"):
        assert part in text
    good = pd.DataFrame([("distance", 400, 0)], columns=["criterion", "worst", "best"])
    assert scales_of(good, {})["distance"].score(np.array([200.0])) == pytest.approx([0.5])


def test_expected_sales_of_a_steady_customer_are_a_year_at_its_margin() -> None:
    found = measured(company({"A": 1000.0, "B": 1000.0, "C": 1000.0}))
    steady = 12_000 * 0.25
    assert value(found, "expected_sales", "A") == pytest.approx(steady, rel=0.03)


def test_who_stopped_buying_is_expected_to_bring_little() -> None:
    lines = cube({"A": 1000.0, "B": 1000.0})
    stopped = (lines["customer_id"] == "B") & (lines["month"] > str(LAST - 8))
    found = measured({"sales_cube": lines[~stopped]})
    assert value(found, "expected_sales", "B") < 0.1 * value(found, "expected_sales", "A")


def test_loyalty_is_what_was_bought_again_by_product_group() -> None:
    lines = cube({"A": 100.0}, months=24)
    now = lines["month"] > str(LAST - 12)
    lines.loc[now, "product_id"] = "P2"  # everything went to another group
    half = cube({"B": 100.0}, months=24)
    half.loc[half["month"] > str(LAST - 12), "net_amount"] = 50.0
    products = pd.DataFrame({"product_id": ["P1", "P2"], "product_group": ["Pumps", "Seals"]})
    found = measured({"sales_cube": pd.concat([lines, half]), "products": products})
    assert value(found, "loyalty", "A") == 0.0
    assert value(found, "loyalty", "B") == pytest.approx(0.5)


def test_dependence_is_what_rivals_leave_else_our_part_of_the_potential() -> None:
    customers = pd.DataFrame({"customer_id": ["A", "B"], "purchase_potential": [1e5, 24_000.0]})
    rivals = pd.DataFrame(
        {
            "customer_id": ["A", "A", "A"],
            "competitor_id": ["K1", "K2", "K1"],
            "purchase_share": [0.3, 0.2, 0.9],
            "observed_on": pd.to_datetime(["2026-05-01", "2026-03-01", "2020-01-01"]),
        }
    )
    facts = company({"A": 1000.0, "B": 1000.0}, customers=customers, customer_rivals=rivals)
    found = measured(facts)
    assert value(found, "dependence", "A") == pytest.approx(0.5)  # the old one no longer counts
    assert value(found, "dependence", "B") == pytest.approx(0.5, abs=0.02)


def test_influence_is_the_chance_to_move_at_least_one() -> None:
    ties = pd.DataFrame(
        {
            "from_id": ["A", "A", "A"],
            "to_id": ["X", "Y", "Z"],
            "influence": [0.5, 0.5, 0.9],
            "known_since": pd.to_datetime(["2025-01-01", "2025-01-01", "2027-01-01"]),
        }
    )
    found = measured(company({"A": 1.0, "B": 1.0}, contact_edges=ties))
    assert value(found, "influence", "A") == pytest.approx(0.75)  # the later tie is not known yet
    assert np.isnan(value(found, "influence", "B")) and source(found, "influence", "B") == 1


def test_credit_is_the_days_after_the_due_day_weighted_by_amounts() -> None:
    bills = pd.DataFrame(
        {
            "customer_id": ["A", "A"],
            "due_on": ["2026-11-01", "2026-11-01"],
            "expected_on": ["2026-11-11", "2026-12-01"],
            "unpaid_share": [0.0, 0.0],
            "open_amount": [300.0, 100.0],
        }
    )
    found = measured(company({"A": 1.0}, payment_times=bills))
    assert value(found, "credit", "A") == pytest.approx((300 * 10 + 100 * 30) / 400)


def test_ease_is_visits_an_order_and_distance_kilometres_to_the_rep() -> None:
    visits = pd.DataFrame(
        {
            "customer_id": ["A"] * 30,
            "visit_date": pd.Timestamp("2026-06-01"),
            "status": ["held"] * 24 + ["cancelled"] * 6,
        }
    )
    customers = pd.DataFrame(
        {"customer_id": ["A"], "latitude": [31.0], "longitude": [121.0], "region_id": [""]}
    )
    reps = pd.DataFrame(
        {"rep_id": ["R1"], "base_latitude": [32.0], "base_longitude": [121.0], "left_on": [None]}
    )
    found = measured(company({"A": 10.0}, visits=visits, customers=customers, reps=reps))
    assert value(found, "ease", "A") == pytest.approx(2.0)  # 24 held, 12 months with an order
    assert value(found, "distance", "A") == pytest.approx(111.19, abs=0.1)  # a degree


def test_what_is_missing_widens_the_range_and_is_no_average() -> None:
    found = measured(company({"A": 10.0}))
    for criterion in ("credit", "dependence", "influence", "ease", "distance"):
        place = CRITERIA.index(criterion)
        assert np.isnan(found.score[0, place])
        assert (found.low[0, place], found.high[0, place]) == (0.0, 1.0)
    assert found.n_missing[0] == 5


def test_judgements_count_before_data_in_the_unit_of_the_scale_or_as_a_score() -> None:
    judged = section(
        "judgements",
        "judgements",
        {"topic": "credit", "customer_id": "A", "value": 45.0, "judged_on": LAST.first},
        {
            "topic": "influence",
            "customer_id": "A",
            "value": 0.8,
            "low": 0.6,
            "high": 0.9,
            "unit": "score",
            "judged_on": LAST.first,
        },
        {"topic": "visits", "customer_id": "A", "value": 9.0, "judged_on": LAST.first},
    )
    found = measured(company({"A": 10.0}), judged)
    place = CRITERIA.index("credit")
    assert found.score[0, place] == pytest.approx(0.5)
    assert (found.low[0, place], found.high[0, place]) == pytest.approx((0.35, 0.65))
    assert source(found, "influence", "A") == 3
    assert found.score[0, CRITERIA.index("influence")] == pytest.approx(0.8)


def test_a_merged_customer_is_part_of_the_one_that_it_was_merged_into() -> None:
    customers = pd.DataFrame({"customer_id": ["A", "B", "C"], "merged_into": ["B", "C", ""]})
    found = measured(company({"A": 10.0, "B": 20.0, "C": 30.0}, customers=customers))
    assert list(found.ids) == ["C"]
    assert found.history.sales[0, -1] == pytest.approx(60.0)


def test_prospects_are_no_customers_and_inactive_ones_only_with_purchases() -> None:
    customers = pd.DataFrame(
        {
            "customer_id": ["A", "P", "Q", "R"],
            "kind": ["end_user", "prospect", "prospect", "end_user"],
            "is_active": [False, True, True, False],
        }
    )
    found = measured(company({"A": 10.0, "Q": 5.0}, customers=customers))
    assert list(found.ids) == ["A", "Q"]
