"""What customers earn with us, engagement, and rebates to the cent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.enthusiasm.engagement import engagement, scaled
from salesnb.customers.enthusiasm.profit import growth_of, own_profit
from salesnb.customers.enthusiasm.rebates import period_of, rebate_of, simulate_rebates
from salesnb.months import Month

MONTH = Month(2026, 10)
STEPS = {100.0: 0.01, 200.0: 0.02, 400.0: 0.035}


def terms(**more: object) -> pd.DataFrame:
    table = pd.DataFrame({"threshold_amount": list(STEPS), "rebate_share": list(STEPS.values())})
    given = {"customer_id": "A", "per": "year", "valid_from": "2026-01-01", "valid_to": ""} | more
    return table.assign(**given).assign(
        valid_from=lambda t: pd.to_datetime(t["valid_from"]),
        valid_to=lambda t: pd.to_datetime(t["valid_to"].replace("", None)),
    )


def sold(amounts: dict[str, float], customer: str = "A") -> pd.DataFrame:
    return pd.DataFrame(
        {"customer_id": customer, "month": list(amounts), "net_amount": list(amounts.values())}
    )


@pytest.mark.parametrize(
    ("bought", "rebate"),
    [(99.99, 0.0), (100.0, 1.0), (199.99, 2.0), (200.0, 4.0), (333.35, 6.67), (1000.0, 35.0)],
)
def test_a_rebate_is_on_all_purchases_and_exact(bought: float, rebate: float) -> None:
    assert rebate_of(bought, STEPS) == rebate


def test_halves_of_a_cent_go_up() -> None:
    """1.5 % of 1.00 is 1.5 cents: two; of 0.33 half a cent less a hair: none or one by rule."""
    assert rebate_of(1.00, {0.5: 0.015}) == 0.02
    assert rebate_of(100.33, {0.5: 0.005}) == 0.50


def test_the_next_threshold() -> None:
    """150 bought by October; the year before 60 by October and 72 in all: 180 by December."""
    before = {"2025-03": 40.0, "2025-09": 20.0, "2025-11": 12.0}
    sales = sold(before | {"2026-02": 100.0, "2026-10": 50.0})
    found = simulate_rebates(terms(), sales, pd.Series({"A": 0.3}), month=MONTH).iloc[0]
    assert found["bought"] == 150
    assert found["expected"] == 180
    assert found["rebate_now"] == 1.5
    assert found["rebate_expected"] == 1.8
    assert found["threshold"] == 200
    assert found["missing"] == 20
    assert found["rebate_next"] == 4
    assert found["gain"] == 2.2
    assert found["extra_margin"] == 6
    assert found["net"] == 3.8
    assert found["state"] == "in_reach"


def test_without_a_year_before_the_months_that_are_over_speak() -> None:
    found = simulate_rebates(terms(), sold({"2026-02": 100.0}), pd.Series(dtype=float), month=MONTH)
    assert found["expected"].iloc[0] == 120
    assert np.isnan(found["net"].iloc[0])


def test_nothing_is_left_above_the_highest_threshold() -> None:
    found = simulate_rebates(terms(), sold({"2026-02": 900.0}), pd.Series({"A": 0.3}), month=MONTH)
    assert found["state"].iloc[0] == "top"
    assert np.isnan(found["gain"].iloc[0])


def test_terms_that_ended_or_begin_later_do_not_hold() -> None:
    for one in (
        terms(valid_from="2025-01-01", valid_to="2026-01-01"),
        terms(valid_from="2026-11-01"),
    ):
        assert simulate_rebates(
            one, sold({"2026-02": 9.0}), pd.Series(dtype=float), month=MONTH
        ).empty


@pytest.mark.parametrize(
    ("per", "start", "first", "last"),
    [
        ("year", 1, "2026-01", "2026-12"),
        ("year", 4, "2026-04", "2027-03"),
        ("quarter", 1, "2026-10", "2026-12"),
        ("quarter", 2, "2026-08", "2026-10"),
        ("month", 1, "2026-10", "2026-10"),
    ],
)
def test_periods_follow_the_fiscal_year(per: str, start: int, first: str, last: str) -> None:
    assert [str(one) for one in period_of(MONTH, per, start)] == [first, last]


def test_own_profit_is_resale_less_paid_and_rebate() -> None:
    """Bought at 80 what lists at 100, sold on at 104 of list, 1 % rebate on 80."""
    sales = sold({"2026-05": 80.0}).assign(
        product_id="P", quantity=10.0, listed_amount=80.0, list_amount=100.0
    )
    master = pd.DataFrame({"customer_id": ["A"], "resale_price_index": [104.0]})
    rebates = pd.DataFrame({"customer_id": ["A"], "share_now": [0.01]})
    facts = {"sales_cube": sales, "customers": master}
    found = own_profit(facts, rebates, month=MONTH).iloc[0]
    assert found["profit"] == pytest.approx(104 - 80 + 0.8)
    assert found["profit_share"] == pytest.approx(24.8 / 104)
    unknown = facts | {"customers": master.assign(resale_price_index=np.nan)}
    assert np.isnan(own_profit(unknown, rebates, month=MONTH)["profit"].iloc[0])


def test_growth_is_told_only_beyond_the_scatter_of_months() -> None:
    months = [str(MONTH - back) for back in range(23, -1, -1)]
    steady = pd.DataFrame(
        {"customer_id": "A", "month": months, "amount": [10.0] * 12 + [12.0] * 12}
    )
    rough = steady.assign(customer_id="B", amount=[0.0, 20.0] * 6 + [60.0, 0.0] * 6)
    found = growth_of(pd.concat([steady, rough]), month=MONTH, first=months[0])
    assert found.loc["A", ["growth", "growth_low"]].astype(float).tolist() == pytest.approx(
        [0.2, 0.2]
    )
    assert found["outlook"].tolist() == ["grows", "unclear"]
    assert growth_of(steady, month=MONTH, first="2026-01")["outlook"].tolist() == ["short"]


def test_the_index_is_the_mean_of_known_parts_and_widens_by_the_others() -> None:
    parts = pd.DataFrame({"rhythm": [1.0, 1.0], "growth": [0.5, np.nan], "breadth": [0.0, np.nan]})
    found = engagement(parts)
    assert found.loc[0, ["engagement", "engagement_low", "engagement_high"]].tolist() == [
        pytest.approx(50),
        pytest.approx(25),
        pytest.approx(75),
    ]
    assert np.isnan(found.loc[1, "engagement"])


def test_parts_stay_between_their_limits() -> None:
    found = scaled("rhythm", pd.Series([0.1, 1.0, 2.0, 3.0, 9.0, np.nan]))
    assert found.tolist()[:5] == [1, 1, 0.5, 0, 0]
    assert np.isnan(found.iloc[5])
