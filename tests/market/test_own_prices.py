"""What a rival's price is compared with: our own prices, the product's list, the group's list."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.market import own_prices
from salesnb.months import Month
from salesnb.snapshot.typed import typed

PRODUCTS = ["product_id", "product_group", "list_price", "launched_on", "delisted_on"]
DATED = ["product_id", "valid_from", "valid_to", "list_price"]
LISTED = ["product_id", "product_group", "month", "list_price"]
SEEN = ["month", "product_id", "product_group", "observed_price"]
SALES = ["month", "product_group", "net_amount", "listed_amount", "list_amount"]


def products(*rows: tuple) -> pd.DataFrame:
    return typed(pd.DataFrame(rows, columns=PRODUCTS), "products")


def dated(*rows: tuple) -> pd.DataFrame:
    return typed(pd.DataFrame(rows, columns=DATED), "product_prices")


def listed(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=LISTED)


def by_month(found: pd.DataFrame) -> dict[tuple[str, str], float]:
    return found.set_index(["product_id", "month"])["list_price"].to_dict()


def test_dated_prices_hold_from_their_day_on_and_count_as_of_mid_month() -> None:
    pumps = products(("P1", "Pumps", 90.0, None, None))
    rises = dated(("P1", None, "2026-03-15", 100.0), ("P1", "2026-03-15", None, 110.0))
    found = own_prices.list_prices(pumps, rises, ["2026-02", "2026-03"])
    assert len(found) == 2, "on the day of the change the new one alone"
    assert by_month(found) == {("P1", "2026-02"): 100.0, ("P1", "2026-03"): 110.0}


def test_without_dated_prices_the_price_of_today_holds_in_every_month() -> None:
    pumps = products(("P1", "Pumps", 90.0, None, None), ("P2", "Pumps", 0.0, None, None))
    found = own_prices.list_prices(pumps, dated(), ["2026-02", "2026-03"])
    assert by_month(found) == {("P1", "2026-02"): 90.0, ("P1", "2026-03"): 90.0}


def test_a_product_has_a_price_only_while_it_is_on_sale() -> None:
    pumps = products(("P1", "Pumps", 90.0, "2026-02-15", "2026-04-15"))
    found = own_prices.list_prices(pumps, dated(), ["2026-01", "2026-02", "2026-03", "2026-04"])
    assert found["month"].tolist() == ["2026-02", "2026-03"]


def test_our_price_is_that_seen_then_that_of_the_product_then_that_of_the_group() -> None:
    prices = listed(("P1", "Pumps", "2026-03", 100.0), ("P9", "Pumps", "2026-03", 300.0))
    rows = pd.DataFrame(
        [
            ("2026-03", "P1", "Seals", 1.0),  # our own price of seals was seen
            ("2026-03", "P9", "Pumps", 1.0),
            ("2026-03", "", "Pumps", 1.0),
            ("2026-04", "P9", "Pumps", 1.0),  # no price of that month
        ],
        columns=SEEN,
    )
    own_seen = pd.DataFrame(
        [("2026-03", "", "Seals", 40.0), ("2026-03", "", "Seals", 90.0)], columns=SEEN
    )
    found = own_prices.reference(rows, own_seen, prices)
    assert found["basis"].tolist() == ["seen", "product", "group", ""]
    assert found["our_price"].tolist() == pytest.approx([60.0, 300.0, 200.0, np.nan], nan_ok=True)
    assert (found["mix"] > 0).tolist() == [False, False, True, False]


def test_the_group_s_price_moves_with_the_products_on_sale_in_both_months() -> None:
    """P1 rises by a tenth, P2 is launched at three times its price: a rise of a tenth."""
    prices = listed(
        ("P1", "Pumps", "2026-01", 100.0),
        ("P1", "Pumps", "2026-02", 110.0),
        ("P2", "Pumps", "2026-02", 330.0),
    )
    found = own_prices.chained(prices)
    assert found[("Pumps", "2026-02")] == pytest.approx(220.0)
    assert found[("Pumps", "2026-01")] == pytest.approx(200.0)
    assert own_prices.chained(prices[:0]).empty


def test_the_mix_of_a_group_is_that_of_its_newest_month() -> None:
    """Student's t of 95 % for three products is 4.303; logs 0, ln 2, ln 4 have a sd of ln 2."""
    old = [("P9", "Pumps", "2026-01", 900.0)]
    new = [(f"P{i}", "Pumps", "2026-02", price) for i, price in enumerate((100.0, 200.0, 400.0))]
    found = own_prices.mix(listed(*old, *new, ("S1", "Seals", "2026-01", 5.0)))
    assert found["Pumps"] == pytest.approx(4.303 * np.log(2) / np.sqrt(3), rel=1e-3)
    assert found["Seals"] == 0.0


def test_realisation_is_of_twelve_months_and_of_lines_with_a_list_value() -> None:
    sales = pd.DataFrame(
        [
            ("2025-12", "Pumps", 10.0, 10.0, 100.0),  # too old
            ("2026-01", "Pumps", 95.0, 80.0, 100.0),  # 15 of it without a list value
            ("2026-12", "Pumps", 90.0, np.nan, 100.0),  # of a month closed before
            ("2026-12", "Pumps", 50.0, 50.0, np.nan),
            ("2026-12", "Seals", 50.0, np.nan, np.nan),
        ],
        columns=SALES,
    )
    found = own_prices.realisation(sales, month=Month(2026, 12))
    assert found == pytest.approx({"Pumps": (80.0 + 90.0) / 200.0})
