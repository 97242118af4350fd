"""Prices of rivals against ours: which are compared, and what is said of the others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.market import own_prices
from salesnb.market import prices as rival_prices
from tests.market.facts import (
    CURRENCY,
    MONTH,
    panel,
    prices,
    rival_facts,
    rivals_of,
    rivals_seen,
    spread,
)


def test_the_index_is_their_price_over_our_list_with_n_age_and_interval() -> None:
    row = panel(rivals_seen(prices(("2026-11-30", "K1", 80.0), ("2026-12-21", "K1", 80.0 * 1.21))))
    assert row["index"] == pytest.approx(0.88)  # geometric
    assert (row["n"], row["age_days"], row["newest_on"]) == (2, 10, pd.Timestamp(2026, 12, 21))
    assert row["low"] < 0.88 < row["high"]
    assert row["against_net"] == pytest.approx(0.88 / 0.9, abs=1e-4)
    assert row["month_ago"] == pytest.approx(0.80) and row["n_new"] == 1


def test_one_observation_is_shown_with_its_age_but_has_no_interval() -> None:
    row = panel(rivals_seen(prices(("2026-12-01", "K1", 80.0))))
    assert row["state"] == "single" and row["grade"] == "D" and np.isnan(row["low"])


def test_a_rival_that_vanished_has_a_last_day_and_no_average() -> None:
    got = rivals_seen(
        prices(("2025-03-05", "K2", 70.0), ("2025-02-05", "K2", 71.0), *spread("K1", 95.0))
    )
    row = panel(got, "K2")
    assert row["state"] == "gone" and np.isnan(row["index"]) and row["n"] == 0
    assert row["newest_on"] == pd.Timestamp(2025, 3, 5)
    assert got["news"]["n_gone"].item() == 1


def test_our_own_prices_seen_in_the_market_come_first() -> None:
    rows = prices(
        ("2026-12-05", None, 50.0), ("2026-12-08", "K1", 45.0), ("2026-12-09", "K1", 45.0)
    )
    row = panel(rivals_seen(rows))
    assert row["basis"] == "seen" and row["index"] == pytest.approx(0.9)


def test_prices_in_another_currency_or_unit_are_left_out_and_counted() -> None:
    rows = prices(
        ("2026-12-05", "K1", 90.0),
        ("2026-12-06", "K1", 92.0),
        ("2026-12-07", "K1", 12.5),
        ("2026-12-08", "K1", 13.0),
        ("2026-12-09", "K1", 0.0),
        ("2026-12-10", None, 99.0),
        ("2026-12-11", "K1", 95.0),
    )
    rows.loc[[3, 5], "currency"] = (
        "USD"  # the second is a price of our own, which is none of theirs
    )
    rows.loc[6, ["product_id", "product_group"]] = None
    got = rivals_seen(rows)
    counts = got["price_aside"].set_index("reason")["n_rows"].to_dict()
    assert counts == {"currency": 1, "no_price": 1, "no_group": 1, "far": 1}
    assert panel(got)["n"] == 2


def test_a_product_that_we_launch_is_no_move_of_theirs() -> None:
    products = pd.DataFrame(
        {
            "product_id": ["P1", "P9"],
            "product_group": ["Pumps"] * 2,
            "list_price": [100.0, 300.0],
            "launched_on": [None, "2026-01-01"],
            "delisted_on": [None, None],
        }
    )
    facts = rival_facts(products=products)
    months = ["2025-12", "2026-01"]
    listed = own_prices.list_prices(facts["products"], facts["product_prices"], months)
    chained = own_prices.chained(listed)
    assert chained[("Pumps", "2025-12")] == chained[("Pumps", "2026-01")] == 200.0


def test_a_price_without_its_product_is_as_uncertain_as_its_group_is_mixed() -> None:
    """Two products at 100 and 300: the mean of their logs is known within t(1) * sd / sqrt(2)."""
    products = pd.DataFrame(
        {
            "product_id": ["P1", "P9"],
            "product_group": ["Pumps"] * 2,
            "list_price": [100.0, 300.0],
            "launched_on": [None] * 2,
            "delisted_on": [None] * 2,
        }
    )
    facts = rival_facts(products=products)
    listed = own_prices.list_prices(facts["products"], facts["product_prices"], ["2026-12"])
    half = 12.706 * np.std(np.log([100.0, 300.0]), ddof=1) / np.sqrt(2)
    assert own_prices.mix(listed)["Pumps"] == pytest.approx(half, rel=1e-3)
    assert own_prices.mix(listed[listed["product_id"] == "P1"])["Pumps"] == 0.0
    rows = prices(("2026-12-01", "K1", 190.0), ("2026-12-09", "K1", 200.0))
    wide = panel(rivals_of(rival_facts(rows, products=products)))
    named = panel(rivals_of(rival_facts(rows.assign(product_id="P9"), products=products)))
    assert (wide["basis"], named["basis"]) == ("group", "product")
    assert wide["low"] < 0.01 and 0.4 < named["low"] < 0.65 < named["high"] < 0.95


def left_out(found) -> dict[str, int]:
    return found["price_aside"].set_index("reason")["n_rows"].to_dict()


def test_a_price_without_its_region_counts_in_its_group_alone_and_is_counted() -> None:
    rows = prices(
        ("2026-12-05", "K1", 90.0), ("2026-12-06", "K1", 80.0), ("2025-03-06", "K1", 80.0)
    )
    rows.loc[[1, 2], "region_id"] = None
    found = rivals_seen(rows)
    assert left_out(found) == {"no_region": 1}, "the one of 2025 is too old to be missed"
    assert panel(found)["n"] == 2
    assert panel(found, dimension="region")["index"] == pytest.approx(0.9)


def test_a_price_of_a_product_without_a_group_is_in_no_panel_and_counted() -> None:
    rows = prices(("2026-12-05", "K1", 90.0), ("2026-12-06", "K1", 80.0))
    rows.loc[1, ["product_id", "product_group"]] = ["P9", None]
    products = pd.DataFrame({"product_id": ["P1", "P9"], "product_group": ["Pumps", None]})
    listed = {"list_price": [100.0] * 2, "launched_on": [None] * 2, "delisted_on": [None] * 2}
    found = rivals_seen(rows, products=products.assign(**listed))
    assert left_out(found) == {"no_group": 1}
    assert set(found["price_months"]["product_group"]) == {"Pumps"}
    assert found["prices"]["n"].tolist() == [1, 1], "its group and its region"


def test_each_price_is_compared_or_counted_once_as_left_out() -> None:
    days = [f"2026-12-{day:02d}" for day in range(1, 8)]
    rows = prices(*zip(days, ["K1"] * 7, [90.0, 0.0, 500.0, 20.0, 95.0, 91.0, 92.0], strict=True))
    rows.loc[1, "currency"] = "USD"  # neither its currency nor its price: counted once
    rows.loc[4, ["product_id", "product_group"]] = None
    facts = rival_facts(rows)
    compared, aside = rival_prices.comparable(facts, month=MONTH, currency=CURRENCY)
    assert aside.set_index("reason")["n_rows"].to_dict() == {"currency": 1, "far": 2, "no_group": 1}
    assert len(compared) + aside["n_rows"].sum() == len(rows)
    assert compared.columns.tolist() == rival_prices.COMPARED


def test_nothing_is_written_into_the_facts() -> None:
    facts = rival_facts(prices(*spread("K1", 95.0)))
    copies = {name: frame.copy(deep=True) for name, frame in facts.items()}
    rivals_of(facts)
    for name, copied in copies.items():
        pd.testing.assert_frame_equal(facts[name], copied)


def test_moved_is_the_index_less_that_of_a_month_ago() -> None:
    """A month ago: the root of 0.8 and 0.9. Now: the cube root of 0.8, 0.9 and 1.2."""
    rows = prices(
        ("2026-10-05", "K1", 80.0), ("2026-11-05", "K1", 90.0), ("2026-12-05", "K1", 120.0)
    )
    row = panel(rivals_seen(rows))
    assert row["month_ago"] == pytest.approx((0.8 * 0.9) ** (1 / 2))
    assert row["index"] == pytest.approx((0.8 * 0.9 * 1.2) ** (1 / 3))
    assert row["moved"] == pytest.approx(0.9524 - 0.8485, abs=1e-4)


def test_a_price_that_no_longer_counts_moves_the_index_too() -> None:
    row = panel(rivals_seen(prices(("2025-12-10", "K1", 80.0), ("2026-06-10", "K1", 100.0))))
    assert (row["n"], row["n_new"]) == (1, 0) and row["index"] == pytest.approx(1.0)
    assert row["moved"] == pytest.approx(1.0 - 0.8**0.5)


def test_what_is_first_seen_this_month_has_not_moved() -> None:
    row = panel(rivals_seen(prices(("2026-12-10", "K1", 80.0))))
    assert np.isnan(row["month_ago"]) and np.isnan(row["moved"])


def test_a_panel_compared_with_more_than_one_thing_says_so() -> None:
    rows = prices(("2026-11-05", "K1", 80.0), ("2026-12-05", "K1", 80.0))
    rows.loc[0, "product_id"] = "P1"
    assert panel(rivals_seen(rows))["basis"] == "mixed"
    old = prices(("2025-03-05", "K1", 80.0), ("2026-12-05", "K1", 80.0))
    old.loc[0, "product_id"] = "P1"
    assert panel(rivals_seen(old))["basis"] == "group", "of what the index rests on alone"
