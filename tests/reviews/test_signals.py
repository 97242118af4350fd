"""Dangers and chances: each kind alone by hand, and nothing from what is chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.reviews.signals.bought import came_back, fell_silent, first_in_group
from salesnb.reviews.signals.market import price_steps, share_moves
from salesnb.reviews.signals.orders import orders_ahead
from salesnb.reviews.signals.study import COLUMNS, find_signals
from tests.reviews.planted import MARCH, PRODUCTS, cube, sale

WHOLE = [str(one) for one in (MARCH - 26).until(MARCH)]
NONE = pd.DataFrame({"month": [], "net_amount": []})


def steady(amount: float = 100.0, **more: object) -> list[dict[str, object]]:
    return [sale(month, "C1", amount, **more) for month in WHOLE]


def split(**share: float) -> pd.DataFrame:
    """Return what 03 says of twelve months by region: the part of our share."""
    rows = [("latest", str(MARCH), "region", node, amount) for node, amount in share.items()]
    return pd.DataFrame(rows, columns=["span", "until", "dimension", "node", "share"])


def test_a_share_that_moved_more_than_its_months_vary_is_clear() -> None:
    """N1 sells 100 a month, then 130; S1 the same in sum, all of it in one month."""
    jump = [sale(month, "C1", 100.0 + 30 * (month > "2025-03")) for month in WHOLE]
    odd = [sale(m, "C2", 100.0 + 360 * (m == "2026-01"), region_id="S1") for m in WHOLE]
    found = share_moves(split(N1=360.0, S1=360.0), cube(*jump, *odd), PRODUCTS, WHOLE)
    assert found.set_index("node")["is_clear"].to_dict() == {"N1": True, "S1": False}
    assert found.set_index("node").at["S1", "chance_amount"] == pytest.approx(
        2.200985 * 360 / np.sqrt(12) * np.sqrt(12), rel=1e-4
    )


def test_no_share_is_told_from_a_short_history_or_an_older_market() -> None:
    sales = cube(*steady())
    assert share_moves(split(N1=360.0), sales, PRODUCTS, WHOLE[-20:]).empty
    assert share_moves(split(N1=360.0).assign(until="2025-12"), sales, PRODUCTS, WHOLE).empty
    assert share_moves(None, sales, PRODUCTS, WHOLE).empty


def test_a_rival_s_cut_costs_what_the_group_grew_less() -> None:
    """G1 sold 1,200 a year ago; it grew 10 points less than all others: 120."""
    step = {"competitor_id": "K", "product_group": "G1", "months_ago": 5.0, "size": -0.1}
    step |= {"our_growth": 0.02, "other_growth": 0.12, "n_after": 9.0}
    steps = pd.DataFrame([step, step | {"months_ago": 14.0}, step | {"size": 0.1}])
    found = price_steps(steps, cube(*steady()), PRODUCTS, MARCH)
    assert found[["node", "amount", "rival"]].values.tolist() == [
        ["G1", pytest.approx(-120.0), "K"]
    ]


def test_customers_who_stopped_are_dangers_and_those_who_came_back_a_chance() -> None:
    overdue = pd.DataFrame(
        [("C1", "stopped", 500.0), ("C2", "late", 900.0), ("C3", "stopped", 0.0)],
        columns=["customer_id", "state", "year_amount"],
    )
    assert fell_silent(overdue)[["node", "amount"]].values.tolist() == [["C1", -500.0]]
    sales = cube(
        sale("2024-10", "C4", 50.0),
        sale("2026-02", "C4", 70.0),
        *(sale(month, "C5", 9.0) for month in ("2024-10", "2025-08", "2026-02")),
        sale("2026-02", "C6", 5.0),
    )
    found = came_back(sales, MARCH)
    assert found[["amount", "n_rows"]].values.tolist() == [[70.0, 1]]
    assert came_back(cube(*steady()), MARCH).empty


def test_a_first_purchase_of_another_group_is_white_space_won() -> None:
    """C1 has bought G1 for years and buys G2 now; C2 is new, C3 bought G2 before."""
    sales = cube(
        *steady(),
        sale("2023-12", "C1", 1.0),  # with it the facts reach back over the year before
        sale("2026-03", "C1", 40.0, product_id="P2"),
        sale("2026-03", "C2", 30.0, product_id="P2"),
        *(sale(month, "C3", 20.0, product_id="P2") for month in ("2024-03", "2026-03")),
    )
    found = first_in_group(sales, PRODUCTS, MARCH)
    assert found[["node", "amount", "n_rows", "before"]].values.tolist() == [["G2", 40.0, 1, 0.0]]


def test_orders_beyond_what_goes_with_sales_are_clear_only_beyond_their_noise() -> None:
    noise = np.where(np.arange(27) % 2, 1.02, 0.98)
    sales = cube(*steady())
    rows = pd.DataFrame({"month": WHOLE, "net_amount": 100 * noise})
    assert not orders_ahead(rows, sales, WHOLE)["is_clear"].any()
    rows.loc[rows["month"] > "2025-12", "net_amount"] *= 0.8
    found = orders_ahead(rows, sales, WHOLE).iloc[0]
    assert found["is_clear"] and found["amount"] == pytest.approx(-60, abs=3)
    assert orders_ahead(NONE, sales, WHOLE).empty
    assert orders_ahead(rows, sales, WHOLE[-10:]).empty
    assert orders_ahead(rows.assign(net_amount=100.0), sales, WHOLE).empty  # one and the same


def test_nothing_at_all_gives_an_empty_list() -> None:
    facts = {"sales_cube": cube(), "products": PRODUCTS, "order_cube": NONE}
    found = find_signals(facts, month=MARCH, whole=[])
    assert found.empty and list(found) == COLUMNS


@pytest.mark.parametrize("seed", range(3))
def test_a_market_without_moves_gives_few_clear_shares(seed: int) -> None:
    """Forty regions of pure noise: at 95 % two of them are expected, eight would be too many."""
    rng = np.random.default_rng([13, seed])
    rows = [
        sale(month, "C1", float(100 * np.exp(0.3 * rng.normal())), region_id=f"X{place}")
        for place in range(40)
        for month in WHOLE
    ]
    sales = cube(*rows)
    monthly = sales.groupby(["region_id", "month"], observed=True)["net_amount"].sum().unstack()
    change = monthly[WHOLE[-12:]].sum(axis=1) - monthly[WHOLE[-24:-12]].sum(axis=1)
    found = share_moves(split(**change.to_dict()), sales, PRODUCTS, WHOLE)
    assert len(found) == 40 and found["is_clear"].sum() < 8


def test_the_report_month_is_what_bounds_a_recent_purchase() -> None:
    sales = cube(*steady(), sale("2026-03", "C1", 40.0, product_id="P2"))
    assert first_in_group(sales, PRODUCTS, Month(2026, 2)).empty
