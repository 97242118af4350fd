"""What customers can carry against the last issued plan."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from salesnb.customers.capability.carried import study_capability
from salesnb.months import Month

MONTH = Month(2026, 10)
KEPT = {"continued": pd.DataFrame(columns=["customer_id", "goes_on_as", "how"])}


def facts(**customers: list) -> dict[str, pd.DataFrame]:
    master = pd.DataFrame({"customer_id": ["A", "B"], "kind": "end_user"} | customers)
    sales = pd.DataFrame(
        {
            "customer_id": ["A", "B"],
            "month": "2026-05",
            "product_id": "P",
            "quantity": [10.0, 10.0],
            "net_amount": [100.0, 100.0],
        }
    )
    terms = pd.DataFrame({"settlement_id": ["T"], "nominal_days": [60.0], "tenor_days": [13.0]})
    return {"customers": master, "sales_cube": sales, "settlement_terms": terms}


def plan(**targets: float) -> SimpleNamespace:
    rows = [(one, "2026-10", 999.0) for one in targets]  # a month that is over
    rows += [
        (one, f"2027-{m:02d}", amount / 12) for one, amount in targets.items() for m in range(1, 13)
    ]
    frame = pd.DataFrame(rows, columns=["customer_id", "month", "sales"])
    return SimpleNamespace(month=Month(2026, 9), version="v1", frame=frame)


def judged(own: dict[str, pd.DataFrame], issued: object) -> pd.DataFrame:
    found = study_capability(own, KEPT, issued, month=MONTH)["capability"]  # type: ignore[arg-type]
    return found.set_index("customer_id")


def test_without_an_issued_plan_nothing_is_assessed() -> None:
    found = study_capability(facts(), KEPT, None, month=MONTH)
    assert found["capability"].empty
    assert found["capability_basis"].empty


def test_the_narrowest_means_hold_the_customer() -> None:
    """Credit of 100 that turns over every 73 days carries 500 a year."""
    own = facts(purchase_potential=[900.0, np.nan], credit_limit=[100.0, np.nan], settlement_id="T")
    found = judged(own, plan(A=1000.0, B=50.0))
    assert found.loc["A", "target_year"] == pytest.approx(1000)
    assert found.loc["A", "cash"] == pytest.approx(500)
    assert found.loc["A", "held_by"] == "cash"
    assert found.loc["A", "capability_ratio"] == pytest.approx(0.5)
    assert found.loc["A", "state"] == "short"
    assert found.loc["A", "short_amount"] == pytest.approx(500)
    assert found.loc["B", "state"] == "unknown"


def test_what_a_customer_has_shown_it_can_carry() -> None:
    """It is said to buy 40 a year and bought 100: 105 is within a tenth more, 120 is not."""
    own = facts(purchase_potential=[40.0, 40.0])
    found = judged(own, plan(A=105.0, B=120.0))
    assert found["carried"].tolist() == [100, 100]
    assert found["state"].tolist() == ["unclear", "short"]


def test_goods_that_stay_in_stock_are_not_shown_ability() -> None:
    own = facts(purchase_potential=[40.0, 40.0])
    own["sell_out"] = pd.DataFrame(
        {
            "customer_id": ["A"],
            "product_id": ["P"],
            "period_start": pd.to_datetime(["2026-06-01"]),
            "sell_out_quantity": [6.0],
            "stock_quantity": [4.0],
        }
    )
    found = judged(own, plan(A=100.0, B=100.0))
    assert found.loc["A", "sell_through"] == pytest.approx(0.6)
    assert found.loc["A", "shown"] == pytest.approx(60)
    assert found["state"].tolist() == ["short", "enough"]


def test_peers_say_what_a_unit_carries() -> None:
    names = [f"D{i}" for i in range(10)]
    master = pd.DataFrame({"customer_id": names, "kind": "distributor", "storage_area": 10.0})
    sales = pd.DataFrame(
        {
            "customer_id": names,
            "month": "2026-05",
            "product_id": "P",
            "quantity": 1.0,
            "net_amount": [100.0 * (i + 1) for i in range(10)],
        }
    )
    own = {"customers": master, "sales_cube": sales, "settlement_terms": pd.DataFrame()}
    found = judged(own, plan(D0=2000.0))
    assert found.loc["D0", "storage"] == pytest.approx(
        10 * np.quantile(np.arange(10, 101, 10), 0.8)
    )
    few = {**own, "customers": master.head(5)}
    assert judged(few, plan(D0=2000.0)).loc["D0", "state"] == "unknown"
