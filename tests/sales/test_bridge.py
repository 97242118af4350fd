"""The bridge: each part on a frame that a hand can check, and closing on any frame."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesnb.members import OTHERS
from salesnb.months import Month
from salesnb.sales.bridge import PARTS, bridge, bridge_nodes
from salesnb.sales.windows import Windows
from tests.sales.facts import OLDER, facts

YEAR = Windows(Month(2026, 10), 12)
OLD, NEW = "2025-05", "2026-05"
BY = {"region": "region_id"}
STEPS = [part for part in PARTS if part not in ("before", "now")]
NOUGHT = dict.fromkeys(STEPS, 0)


def parts(sales: pd.DataFrame, node: str = "total", **how: list[str]) -> dict[str, float]:
    """Return the parts of one node of facts that reach back beyond both years."""
    sales = pd.concat([facts(OLDER), sales], ignore_index=True)
    drivers = bridge(sales, windows=YEAR, by=BY, **how)
    one = drivers[drivers["node"] == node]
    return dict(zip(one["part"], one["amount"], strict=True))


def wide(sales: pd.DataFrame) -> pd.DataFrame:
    drivers = bridge(sales, windows=YEAR, by=BY)
    cents = drivers.assign(amount=(drivers["amount"] * 100).round().astype("int64"))
    drivers = cents.pivot(index=["dimension", "node"], columns="part", values="amount")
    return drivers.reindex(columns=list(PARTS))


def test_a_dearer_product_in_the_same_quantity_is_price_alone() -> None:
    drivers = parts(facts((OLD, "C1", "P1", "N", 10, 100.0), (NEW, "C1", "P1", "N", 10, 110.0)))
    assert drivers == {**NOUGHT, "before": 100, "price": 10, "now": 110}


def test_more_pieces_at_the_same_price_are_volume_alone() -> None:
    drivers = parts(facts((OLD, "C1", "P1", "N", 10, 100.0), (NEW, "C1", "P1", "N", 13, 130.0)))
    assert drivers["volume"] == 30 and drivers["price"] == drivers["mix"] == 0


def test_pieces_of_each_product_count_at_its_own_price() -> None:
    drivers = parts(
        facts(
            (OLD, "C1", "P1", "N", 5, 50.0),
            (OLD, "C1", "P2", "N", 5, 100.0),
            (NEW, "C1", "P1", "N", 2, 20.0),
            (NEW, "C1", "P2", "N", 8, 160.0),
        )
    )
    assert drivers == {**NOUGHT, "before": 150, "volume": 30, "now": 180}


def test_the_same_product_sold_to_customers_who_pay_more_is_mix_alone() -> None:
    drivers = parts(
        facts(
            (OLD, "C1", "P1", "N", 5, 50.0),
            (OLD, "C2", "P1", "N", 5, 100.0),
            (NEW, "C1", "P1", "N", 2, 20.0),
            (NEW, "C2", "P1", "N", 8, 160.0),
        )
    )
    assert drivers == {**NOUGHT, "before": 150, "mix": 30, "now": 180}


def test_a_product_that_nobody_bought_before_is_volume() -> None:
    drivers = parts(
        facts(
            (OLD, "C1", "P1", "N", 5, 50.0),
            (NEW, "C1", "P1", "N", 5, 50.0),
            (NEW, "C1", "P2", "N", 1, 70.0),
        )
    )
    assert drivers == {**NOUGHT, "before": 50, "volume": 70, "now": 120}


def test_a_customer_who_stopped_does_not_hide_in_volume() -> None:
    sales = facts(
        (OLD, "C1", "P1", "N", 10, 100.0),
        (NEW, "C1", "P1", "N", 4, 40.0),
        (OLD, "C2", "P1", "N", 10, 100.0),
        (NEW, "C2", "P1", "N", 15, 150.0),
    )
    assert parts(sales)["volume"] == -10
    drivers = parts(sales, stopped=["C1", "of another firm"])
    assert drivers == {**NOUGHT, "before": 200, "stopped": -60, "volume": 50, "now": 190}


def test_a_credit_note_above_a_year_s_purchases_makes_nobody_new_or_lost() -> None:
    drivers = parts(
        facts(
            (OLD, "C1", "P1", "N", 10, 100.0),
            (OLD, "C1", "P1", "N", -11, -110.0),
            (NEW, "C1", "P1", "N", 10, 100.0),
        )
    )
    assert drivers["new"] == drivers["lost"] == 0 and drivers["volume"] == 110


def test_who_bought_in_one_year_only_is_lost_or_new() -> None:
    drivers = parts(facts((OLD, "C1", "P1", "N", 10, 100.0), (NEW, "C2", "P1", "N", 10, 70.0)))
    assert drivers["lost"] == -100 and drivers["new"] == 70
    assert drivers["price"] == drivers["volume"] == drivers["mix"] == 0


def test_a_customer_with_returns_alone_has_bought_nothing() -> None:
    drivers = parts(facts((OLD, "C1", "P1", "N", 10, 100.0), (NEW, "C1", "P1", "N", -1, -10.0)))
    assert drivers["lost"] == -110 and drivers["price"] == 0


def test_a_customer_who_moves_takes_his_old_price_along() -> None:
    sales = facts((OLD, "C1", "P1", "N", 10, 100.0), (NEW, "C1", "P1", "S", 10, 120.0))
    assert parts(sales, "S")["price"] == parts(sales)["price"] == 20
    assert parts(sales, "N")["price"] == 0


def test_without_sales_in_the_earlier_year_all_are_new() -> None:
    drivers = parts(facts((NEW, "C1", "P1", "N", 10, 110.0)))
    assert drivers["new"] == drivers["now"] == 110 and drivers["before"] == 0


def test_a_year_that_the_exports_do_not_hold_whole_explains_nothing() -> None:
    sales = facts((OLD, "C1", "P1", "N", 10, 100.0), (NEW, "C1", "P1", "N", 10, 110.0))
    assert bridge(sales, windows=YEAR, by=BY).empty


def test_no_sales_give_no_rows() -> None:
    drivers = bridge(facts(), windows=YEAR, by=BY)
    assert drivers.empty
    assert bridge_nodes(drivers, dimensions=("region",), most=12).empty


rows = st.tuples(
    st.sampled_from([OLD, "2025-11", NEW, "2024-10"]),
    st.sampled_from(["C1", "C2", "C3"]),
    st.sampled_from(["P1", "P2"]),
    st.sampled_from(["N", "S", "(unassigned)"]),
    st.integers(-5, 20).map(lambda n: n / 4),
    st.integers(-100_000, 1_000_000).map(lambda n: n / 100),
)


@settings(deadline=None, max_examples=30)
@given(st.lists(rows, min_size=1, max_size=25))
def test_every_node_closes_and_nodes_add_up_to_the_cent(drawn: list[tuple]) -> None:
    drivers = wide(facts(OLDER, *drawn))
    assert (drivers[["before", *STEPS]].sum(axis=1) == drivers["now"]).all()
    if len(drivers):
        by_dimension = drivers.groupby("dimension")[list(PARTS)].sum()
        assert by_dimension.loc["region"].equals(by_dimension.loc["total"])


@settings(deadline=None, max_examples=30)
@given(st.lists(rows, min_size=1, max_size=25), st.integers(1, 3))
def test_the_rows_of_a_table_add_up_to_its_total_to_the_cent(drawn: list[tuple], most: int) -> None:
    steps = bridge(facts(OLDER, *drawn), windows=YEAR, by=BY)
    drivers = bridge_nodes(steps, dimensions=("region",), most=most).set_index("node")
    cents = (drivers[list(PARTS)] * 100).round().astype("int64")
    if len(cents):
        assert (cents.drop("total").sum() == cents.loc["total"]).all()
        assert (cents.drop(columns="now").sum(axis=1) == cents["now"]).all()
        assert cents.drop(["total", OTHERS], errors="ignore").shape[0] <= most


def test_firm_and_regions_agree_in_what_they_call_volume() -> None:
    sales = facts(
        OLDER,
        (OLD, "C1", "P1", "N", 10, 100.0),
        (NEW, "C1", "P1", "N", 5, 50.0),
        (OLD, "C2", "P2", "S", 10, 200.0),
        (NEW, "C2", "P2", "S", 15, 300.0),
    )
    drivers = bridge_nodes(bridge(sales, windows=YEAR, by=BY), dimensions=("region",), most=12)
    assert drivers.set_index("node")["volume"].to_dict() == {"N": -50, "S": 100, "total": 50}
    assert (drivers["mix"] == 0).all()


def test_nodes_have_the_size_of_their_change_and_the_rows_that_close_have_none() -> None:
    sales = facts(
        OLDER,
        (OLD, "C1", "P1", "N", 1, 100.0),
        (NEW, "C1", "P1", "N", 1, 101.0),
        (OLD, "C2", "P1", "S", 1, 100.0),
        (NEW, "C2", "P1", "S", 1, 50.0),
    )
    drivers = bridge_nodes(bridge(sales, windows=YEAR, by=BY), dimensions=("region",), most=12)
    drivers = drivers.set_index("node")
    assert drivers["size"].dropna().to_dict() == {"S": 50.0, "N": 1.0}
    assert drivers.index[drivers["size"].isna()].tolist() == ["total"]
    assert drivers["growth"][["S", "N"]].tolist() == pytest.approx([-0.5, 0.01])
