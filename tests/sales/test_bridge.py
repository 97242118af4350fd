"""The bridge: each part on a frame that a hand can check, and closing on any frame."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesnb.months import Month
from salesnb.sales.bridge import BETWEEN, OTHERS, PARTS, bridge, bridge_nodes
from salesnb.sales.windows import Windows
from tests.sales.facts import OLDER, facts

YEAR = Windows(Month(2026, 10), 12)
OLD, NEW = "2025-05", "2026-05"
BY = {"region": "region_id"}
ADDITIVE = ["before", "lost", "new", "price", "now"]


def parts(sales: pd.DataFrame, node: str = "total") -> dict[str, float]:
    """Return the parts of one node of facts that reach back beyond both years."""
    sales = pd.concat([facts(OLDER), sales], ignore_index=True)
    made = bridge(sales, windows=YEAR, by=BY)
    one = made[made["node"] == node]
    return dict(zip(one["part"], one["amount"], strict=True))


def wide(sales: pd.DataFrame) -> pd.DataFrame:
    made = bridge(sales, windows=YEAR, by=BY)
    cents = made.assign(amount=(made["amount"] * 100).round().astype("int64"))
    made = cents.pivot(index=["dimension", "node"], columns="part", values="amount")
    return made.reindex(columns=list(PARTS))


def test_a_dearer_product_in_the_same_quantity_is_price_alone() -> None:
    made = parts(facts((OLD, "C1", "P1", "N", 10, 100.0), (NEW, "C1", "P1", "N", 10, 110.0)))
    nought = dict.fromkeys(("lost", "new", "volume", "mix"), 0)
    assert made == {"before": 100, "price": 10, "now": 110, **nought}


def test_more_pieces_at_the_same_price_are_volume_alone() -> None:
    made = parts(facts((OLD, "C1", "P1", "N", 10, 100.0), (NEW, "C1", "P1", "N", 13, 130.0)))
    assert made["volume"] == 30 and made["price"] == made["mix"] == 0


def test_a_shift_to_the_dearer_product_is_mix_alone() -> None:
    made = parts(
        facts(
            (OLD, "C1", "P1", "N", 5, 50.0),
            (OLD, "C1", "P2", "N", 5, 100.0),
            (NEW, "C1", "P1", "N", 2, 20.0),
            (NEW, "C1", "P2", "N", 8, 160.0),
        )
    )
    assert made["mix"] == 30 and made["price"] == made["volume"] == 0


def test_who_bought_in_one_year_only_is_lost_or_new() -> None:
    made = parts(facts((OLD, "C1", "P1", "N", 10, 100.0), (NEW, "C2", "P1", "N", 10, 70.0)))
    assert made["lost"] == -100 and made["new"] == 70
    assert made["price"] == made["volume"] == made["mix"] == 0


def test_a_customer_with_returns_alone_has_bought_nothing() -> None:
    made = parts(facts((OLD, "C1", "P1", "N", 10, 100.0), (NEW, "C1", "P1", "N", -1, -10.0)))
    assert made["lost"] == -110 and made["price"] == 0


def test_a_customer_who_moves_takes_his_old_price_along() -> None:
    sales = facts((OLD, "C1", "P1", "N", 10, 100.0), (NEW, "C1", "P1", "S", 10, 120.0))
    assert parts(sales, "S")["price"] == parts(sales)["price"] == 20
    assert parts(sales, "N")["price"] == 0


def test_without_sales_in_the_earlier_year_all_are_new() -> None:
    made = parts(facts((NEW, "C1", "P1", "N", 10, 110.0)))
    assert made["new"] == made["now"] == 110 and made["before"] == 0


def test_a_year_that_the_exports_do_not_hold_whole_explains_nothing() -> None:
    sales = facts((OLD, "C1", "P1", "N", 10, 100.0), (NEW, "C1", "P1", "N", 10, 110.0))
    assert bridge(sales, windows=YEAR, by=BY).empty


def test_no_sales_give_no_rows() -> None:
    made = bridge(facts(), windows=YEAR, by=BY)
    assert made.empty
    assert bridge_nodes(made, dimensions=("region",), most=12).empty


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
    made = wide(facts(OLDER, *drawn))
    steps = made[["before", "lost", "new", "price", "volume", "mix"]].sum(axis=1)
    assert (steps == made["now"]).all()
    if len(made):
        by_dimension = made.groupby("dimension")[ADDITIVE].sum()
        assert by_dimension.loc["region"].equals(by_dimension.loc["total"])


@settings(deadline=None, max_examples=30)
@given(st.lists(rows, min_size=1, max_size=25), st.integers(1, 3))
def test_the_rows_of_a_table_add_up_to_its_total_to_the_cent(drawn: list[tuple], most: int) -> None:
    steps = bridge(facts(OLDER, *drawn), windows=YEAR, by=BY)
    made = bridge_nodes(steps, dimensions=("region",), most=most).set_index("node")
    cents = (made[list(PARTS)] * 100).round().astype("int64")
    if len(cents):
        assert (cents.drop("total").sum() == cents.loc["total"]).all()
        assert (cents.drop(columns="now").sum(axis=1) == cents["now"]).all()
        assert cents.drop(["total", OTHERS, BETWEEN], errors="ignore").shape[0] <= most


def test_volume_that_moves_to_a_dearer_region_is_a_shift_between_them() -> None:
    sales = facts(
        OLDER,
        (OLD, "C1", "P1", "N", 10, 100.0),
        (NEW, "C1", "P1", "N", 5, 50.0),
        (OLD, "C2", "P2", "S", 10, 200.0),
        (NEW, "C2", "P2", "S", 15, 300.0),
    )
    made = bridge_nodes(bridge(sales, windows=YEAR, by=BY), dimensions=("region",), most=12)
    shift = made.set_index("node").loc[BETWEEN]
    assert shift["volume"] == -50 and shift["mix"] == 50 and shift["now"] == 0


def test_nodes_have_the_size_of_their_change_and_the_rows_that_close_have_none() -> None:
    sales = facts(
        OLDER,
        (OLD, "C1", "P1", "N", 1, 100.0),
        (NEW, "C1", "P1", "N", 1, 101.0),
        (OLD, "C2", "P1", "S", 1, 100.0),
        (NEW, "C2", "P1", "S", 1, 50.0),
    )
    made = bridge_nodes(bridge(sales, windows=YEAR, by=BY), dimensions=("region",), most=12)
    made = made.set_index("node")
    assert made["size"].dropna().to_dict() == {"S": 50.0, "N": 1.0}
    assert made.index[made["size"].isna()].tolist() == [BETWEEN, "total"]
    assert made["growth"][["S", "N"]].tolist() == pytest.approx([-0.5, 0.01])
