"""Prices of rivals against ours: which are compared, and what is said of the others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.errors import UsageError
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

CUT = "2026-11"


def left_out(found, counted: str = "n_year") -> dict[str, int]:
    """Return how many prices were left out, by the reason."""
    counts = found["price_rows"].set_index("outcome")[counted]
    return (
        counts[counts > 0]
        .drop(["compared", "ours", "left_out", "total"], errors="ignore")
        .to_dict()
    )


def test_the_ratio_is_their_price_over_our_list_with_n_age_and_interval() -> None:
    row = panel(rivals_seen(prices(("2026-11-30", "K1", 80.0), ("2026-12-21", "K1", 80.0 * 1.21))))
    assert row["price_ratio"] == pytest.approx(0.88)  # geometric
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
    assert row["state"] == "gone" and np.isnan(row["price_ratio"]) and row["n"] == 0
    assert row["newest_on"] == pd.Timestamp(2025, 3, 5)
    assert got["news"]["n_gone"].item() == 1


def test_our_own_prices_seen_in_the_market_come_first() -> None:
    rows = prices(
        ("2026-12-05", None, 50.0), ("2026-12-08", "K1", 45.0), ("2026-12-09", "K1", 45.0)
    )
    row = panel(rivals_seen(rows))
    assert row["basis"] == "seen" and row["price_ratio"] == pytest.approx(0.9)


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
    rows.loc[[3, 5], "currency"] = "USD"  # the second is a price of our own
    rows.loc[6, ["product_id", "product_group"]] = None
    got = rivals_seen(rows)
    assert left_out(got) == {"currency": 2, "no_price": 1, "no_group": 1, "far": 1}
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


def test_a_price_without_its_region_counts_in_its_group_alone_and_is_counted() -> None:
    rows = prices(
        ("2026-12-05", "K1", 90.0), ("2026-12-06", "K1", 80.0), ("2025-03-06", "K1", 80.0)
    )
    rows.loc[[1, 2], "region_id"] = None
    found = rivals_seen(rows)
    assert left_out(found) == {}, "in product groups it counts"
    assert left_out(found, "n_regions") == {"no_region": 1}, "that of 2025 is too old to be missed"
    assert panel(found)["n"] == 2
    assert panel(found, dimension="region")["price_ratio"] == pytest.approx(0.9)


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
    compared, accounted = rival_prices.comparable(facts, month=MONTH, currency=CURRENCY)
    assert left_out({"price_rows": accounted}) == {"currency": 1, "far": 2, "no_group": 1}
    counts = accounted.set_index("outcome")["n_year"]
    assert (counts["compared"], counts["left_out"], counts["total"]) == (
        len(compared),
        4,
        len(rows),
    )
    assert compared.columns.tolist() == rival_prices.COMPARED


def test_nothing_is_written_into_the_facts() -> None:
    facts = rival_facts(prices(*spread("K1", 95.0)))
    copies = {name: frame.copy(deep=True) for name, frame in facts.items()}
    rivals_of(facts)
    for name, copied in copies.items():
        pd.testing.assert_frame_equal(facts[name], copied)


def test_moved_is_the_level_less_that_of_a_month_ago() -> None:
    """A month ago: the root of 0.8 and 0.9. Now: the cube root of 0.8, 0.9 and 1.2."""
    rows = prices(
        ("2026-10-05", "K1", 80.0), ("2026-11-05", "K1", 90.0), ("2026-12-05", "K1", 120.0)
    )
    row = panel(rivals_seen(rows))
    assert row["month_ago"] == pytest.approx((0.8 * 0.9) ** (1 / 2))
    assert row["price_ratio"] == pytest.approx((0.8 * 0.9 * 1.2) ** (1 / 3))
    assert row["moved"] == pytest.approx(0.9524 - 0.8485, abs=1e-4)


def test_a_price_that_no_longer_counts_moves_the_level_too() -> None:
    row = panel(rivals_seen(prices(("2025-12-10", "K1", 80.0), ("2026-06-10", "K1", 100.0))))
    assert (row["n"], row["n_new"]) == (1, 0) and row["price_ratio"] == pytest.approx(1.0)
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
    assert panel(rivals_seen(old))["basis"] == "group", "of what the level rests on alone"


def test_every_price_seen_is_accounted_for_in_each_of_the_windows() -> None:
    """Of 2026 two compared (one without a region), one of ours, one left out; of 2025 one."""
    rows = prices(
        ("2026-12-05", "K1", 90.0),
        ("2026-12-06", "K1", 80.0),
        ("2026-12-07", None, 99.0),
        ("2026-12-08", "K1", 0.0),
        ("2025-12-31", "K1", 90.0),
        ("2027-01-01", "K1", 90.0),
    )
    rows.loc[1, "region_id"] = None
    got = rivals_seen(rows)["price_rows"].set_index("outcome")
    assert got.loc["total"].tolist() == [4, 4, 5], "what is seen after the month is not known"
    assert got.loc["compared"].tolist() == [2, 1, 3] and got.loc["ours"].tolist() == [1, 1, 1]
    assert got.loc["left_out"].tolist() == [1, 2, 1]
    parts = got.loc[["no_price", "no_region"]].sum()
    assert parts.tolist() == got.loc["left_out"].tolist()
    alone = rivals_seen(rows[:1])["price_rows"]
    assert alone["outcome"].tolist() == ["compared", "ours", "left_out", "total"]
    assert rivals_seen()["price_rows"].empty


def test_what_is_seen_after_the_month_changes_nothing() -> None:
    rows = spread("K1", 95.0)
    later = [("2027-01-10", "K1", 50.0, "customer"), ("2027-02-10", "K3", 50.0, "customer")]
    known, all_rows = rivals_seen(prices(*rows)), rivals_seen(prices(*rows, *later))
    for name, frame in known.items():
        pd.testing.assert_frame_equal(frame, all_rows[name])


def test_a_month_ago_is_what_the_page_of_that_month_said() -> None:
    """The cut is seen for the second time this month, and found; a month ago it was not."""
    rows = [(d, k, p * (0.9 if d >= CUT else 1.0), s) for d, k, p, s in spread("K1", 95.0)]
    seen = prices(*rows, *spread("K2", 97.0, seed=2), ("2026-12-11", "K3", 80.0))
    now, before = (rivals_of(rival_facts(seen), month=m) for m in (MONTH, MONTH - 1))
    found = [len(one["price_changes"]) for one in (now, before)]
    assert found == [1, 0], "the level of now is that since the cut, that of then is not"
    key = ["dimension", "competitor_id", "node"]
    both = now["prices"].merge(before["prices"], on=key, how="left", suffixes=("", "_then"))
    assert both["month_ago"].tolist() == pytest.approx(
        both["price_ratio_then"].tolist(), nan_ok=True
    )
    assert both["month_ago"].isna().tolist() == (both["competitor_id"] == "K3").tolist()
    assert panel(now)["moved"] < -0.02


@pytest.mark.parametrize(
    ("price", "is_far"), [(300.0, False), (301.0, True), (33.4, False), (33.3, True)]
)
def test_a_price_beyond_three_times_or_a_third_of_ours_is_another_thing(price, is_far) -> None:
    assert left_out(rivals_seen(prices(("2026-12-05", "K1", price)))) == (
        {"far": 1} if is_far else {}
    )


def test_the_group_that_is_noted_counts_and_else_that_of_the_product() -> None:
    rows = prices(("2026-12-05", "K1", 90.0), ("2026-12-06", "K1", 90.0))
    rows["product_id"] = "P1"
    rows["product_group"] = [None, "Seals"]
    got = rivals_seen(rows)["price_months"]
    assert got["product_group"].tolist() == ["Pumps", "Seals"] and got["n"].tolist() == [1, 1]


def test_prices_of_one_group_share_their_error_and_those_of_two_do_not() -> None:
    """Half ranges of 0.2: in one group they add up (0.4 of 2), of two by their squares."""
    rows = pd.DataFrame(
        {
            "competitor_id": "K1",
            "region_id": "N",
            "product_group": ["Pumps", "Pumps", "Seals"],
            "mix": 0.2,
        }
    )
    by_group = rival_prices._mix_of(rows, ["competitor_id", "product_group"])
    assert by_group.tolist() == pytest.approx([0.2, 0.2])
    by_region = rival_prices._mix_of(rows, ["competitor_id", "region_id"])
    assert by_region.tolist() == pytest.approx([np.hypot(0.4, 0.2) / 3])


def test_how_near_a_price_counts_as_equal_stands_among_the_results() -> None:
    assert rivals_seen()["news"]["near"].item() == rival_prices.NEAR


@pytest.mark.parametrize(
    ("frame", "change", "said"),
    [
        ("price_observations", {"columns": {"observed_price": "price_observed"}}, "no column"),
        ("products", {"columns": {"list_price": "list_prize"}}, "the nearest is list_prize"),
        ("sales_cube", {"columns": {"net_amount": "net"}}, "sales_cube has no column net_amount"),
    ],
)
def test_a_frame_without_a_column_is_refused_by_name(frame, change, said) -> None:
    facts = rival_facts(prices(("2026-12-05", "K1", 90.0)))
    facts[frame] = facts[frame].rename(**change)
    with pytest.raises(UsageError, match=said):
        rivals_of(facts)
