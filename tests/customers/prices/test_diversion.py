"""Goods in other regions: who is asked, and what explains them."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.customers.prices.diversion import evidence, find_diversion, wilson
from salesnb.customers.prices.ground import ground_of
from tests.customers.prices.cells import MONTH, Frames, cells, facts, steady

REGIONS = [
    {"region_id": "ALL", "name": "Land"},
    {"region_id": "N", "parent_id": "ALL", "name": "North", "name_zh": "北区"},
    {"region_id": "S", "parent_id": "ALL", "name": "South", "name_zh": "南区"},
]
ASKED = {"kind": "territory", "customer_id": "C00", "asked_on": "2026-01-01", "is_granted": True}


def sold(n_here: int, n_away: int, region: str = "S") -> list[dict]:
    """Return rows of one customer's sell-out, at home and in another region."""
    rows = [
        {"product_id": f"P{i}", "region_id": "N" if i >= n_away else region}
        for i in range(n_here + n_away)
    ]
    day = {"customer_id": "C00", "period_start": "2026-09-01", "sell_out_quantity": 2.0}
    return [{**row, **day} for row in rows]


def company(**given: list[dict]) -> Frames:
    buyers = [{"customer_id": "C00", "region_id": "N"}]
    return facts(cells(list(steady(12))), customers=buyers, regions=REGIONS, **given)


def judged(frames: Frames) -> pd.DataFrame:
    ground = ground_of(frames, month=MONTH)
    return find_diversion(frames, ground, evidence(frames, ground))


def test_a_share_in_another_region_is_a_suspicion_with_its_rows_and_worth() -> None:
    row = judged(company(sell_out=sold(20, 10))).iloc[0]
    assert (row["verdict"], row["explanation"], row["region_id"]) == ("suspect", "", "S")
    assert (row["n_rows"], row["n_all"], row["quantity"]) == (10, 30, 20.0)
    assert row["share"] == pytest.approx(1 / 3) and row["low"] < row["share"] < row["high"]


def test_single_rows_may_be_typing_errors_and_a_region_above_is_no_other() -> None:
    assert judged(company(sell_out=sold(60, 2))).iloc[0]["verdict"] == "few"
    assert judged(company(sell_out=sold(20, 10, "ALL"))).empty


@pytest.mark.parametrize(
    ("given", "explanation", "verdict"),
    [
        ({"outlets": [{"customer_id": "C00", "region_id": "S"}]}, "second_site", "explained"),
        ({"approvals": [{**ASKED, "reference": "S"}]}, "territory", "explained"),
        ({"approvals": [{**ASKED, "reference": "南区"}]}, "territory", "explained"),
        ({"approvals": [ASKED]}, "unnamed_territory", "open"),
        ({"approvals": [{**ASKED, "reference": "S", "is_granted": False}]}, "", "suspect"),
        ({"approvals": [{**ASKED, "reference": "S", "customer_id": "C1"}]}, "", "suspect"),
        ({"approvals": [{**ASKED, "reference": "S", "asked_on": "2026-10-20"}]}, "", "suspect"),
    ],
)
def test_what_explains_goods_elsewhere(
    given: dict[str, list[dict]], explanation: str, verdict: str
) -> None:
    row = judged(company(sell_out=sold(20, 10), **given)).iloc[0]
    assert (row["explanation"], row["verdict"]) == (explanation, verdict)


def test_inspections_and_prices_are_evidence_too_and_rivals_goods_are_not() -> None:
    seen = {"customer_id": "C00", "product_id": "P1", "inspected_on": "2026-09-03"}
    priced = {"customer_id": "C00", "product_id": "P1", "observed_on": "2026-09-03"}
    frames = company(
        outlets=[{"outlet_id": "O1", "region_id": "S"}],
        inspections=[
            {**seen, "outlet_id": "O1"},
            {**seen, "outlet_id": "O1", "competitor_id": "K1"},
        ],
        price_observations=[{**priced, "region_id": "S"}, {**priced, "region_id": "S"}],
    )
    rows = evidence(frames, ground_of(frames, month=MONTH))
    assert rows["source"].tolist() == ["inspection", "price"] and rows["is_away"].all()


def test_wilson_s_interval_is_that_of_the_textbook() -> None:
    assert wilson(0, 10, 1.96) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(5, 10, 1.96) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0, 0, 1.96) == (0.0, 1.0)
