"""Days of orders and cells of prices: held against the raw exports, coarsened, or not held."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest

from salesnb.errors import SalesnbError
from salesnb.paths import Company
from salesnb.snapshot import Snapshot, close_month, open_snapshot
from tests.sources.gate import MONTH, company

LINES = """order_id,line_id,order_on,customer_id,product_id,rep_id,quantity,net_amount,list_amount
O1,1,2026-09-05,C1,P1,R1,2,19.00,22.00
O1,2,2026-09-05,C1,P2,R1,1.5,7.005,
O2,1,2026-10-05,C1,P1,R1,3,20.00,
O3,1,2026-10-05,C1,P1,R1,-1,-9.00,
O4,1,2026-10-05,C2,P3,,1,50.00,
O5,1,2026-10-31,C2,P1,,0.5,4.00,
O5,2,2026-10-31,C2,P2,,1,-5.00,
"""
FILES = {
    "customers.csv": "customer_id,name\nC1,North\nC2,South\n",
    "reps.csv": "rep_id,name\nR1,One\nR2,Two\n",
    "customer_reps.csv": (
        "customer_id,rep_id,valid_from,valid_to,credit_share\n"
        "C2,R1,2026-01-01,,0.333333\nC2,R2,2026-01-01,,0.666667\n"
    ),
    "products.csv": (
        "product_id,name,list_price,floor_price\nP1,One,99,98\nP2,Two,5.67,4.44445\nP3,Three,,\n"
    ),
    "product_prices.csv": (
        "product_id,valid_from,valid_to,list_price,floor_price\n"
        "P1,2026-01-01,2026-10-01,10.00,9.00\nP1,2026-10-01,,10.50,8.00\n"
    ),
    "order_lines.csv": LINES,
}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return close_month(company(tmp_path_factory.mktemp("cells"), FILES), MONTH)


def raw() -> list[dict[str, str]]:
    return list(csv.DictReader(LINES.splitlines()))


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_days_of_orders_are_those_of_the_raw_file(closed: Snapshot) -> None:
    money: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    orders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in raw():
        place = row["order_on"], row["customer_id"]
        money[place] += cents(Decimal(row["net_amount"]))
        orders[place].add(row["order_id"])
    days = closed.frame("order_days")
    sums = days.groupby([days["day"].astype(str), days["customer_id"].astype(str)])
    found = sums[["n_orders", "net_amount"]].sum()
    assert {key: round(value, 2) for key, value in found["net_amount"].items()} == {
        key: float(value) for key, value in money.items()
    }
    assert found["n_orders"].to_dict() == {key: len(ids) for key, ids in orders.items()}


def test_a_credit_alone_is_no_purchase_and_shared_credit_counts_an_order_once(
    closed: Snapshot,
) -> None:
    days = closed.frame("order_days").astype({"customer_id": "str", "rep_id": "str"})
    last = (
        days[days["customer_id"] == "C2"].groupby("rep_id")[["n_orders", "purchase_amount"]].sum()
    )
    assert last["n_orders"].to_dict() == {"R1": 2, "R2": 0}
    assert last["purchase_amount"].sum() == 54.0
    bought = days.loc[days["customer_id"] == "C1", "purchase_amount"].sum()
    assert bought == pytest.approx(19.00 + 7.01 + 20.00)


def by_product(closed: Snapshot) -> pd.DataFrame:
    cells = closed.frame("price_cells")
    keys = [cells["month"].astype(str), cells["product_id"].astype(str)]
    return cells.groupby(keys).sum(min_count=1, numeric_only=True).round(6)


def test_prices_are_those_valid_on_the_day_and_a_lines_own_list_value_wins(
    closed: Snapshot,
) -> None:
    cells = by_product(closed)
    assert cells.loc[("2026-09", "P1"), ["list_amount", "floor_amount"]].tolist() == [22.0, 18.0]
    # October, P1: 3, -1 and 0.5 pieces at 10.50 and 8.00; list 5.25 for the half piece
    assert cells.loc[("2026-10", "P1"), ["list_amount", "floor_amount"]].tolist() == [26.25, 20.0]
    assert cells.loc[("2026-10", "P1"), ["net_amount", "quantity"]].tolist() == [15.0, 2.5]


def test_lines_below_floor_are_counted_with_what_they_lack(closed: Snapshot) -> None:
    cells = by_product(closed)
    assert cells.loc[("2026-10", "P1"), ["n_below_floor", "below_floor_amount"]].tolist() == [1, 4]
    assert cells["n_below_floor"].sum() == 1, "neither a return nor the line at its floor"


def test_an_unknown_price_is_missing_and_counted_not_zero(closed: Snapshot) -> None:
    cells = by_product(closed)
    unknown = cells.loc[("2026-10", "P3")]
    assert unknown[["list_amount", "floor_amount"]].isna().all()
    assert unknown[["n_lines", "n_listed", "n_floored", "listed_amount"]].tolist() == [1, 0, 0, 0]


def test_a_price_without_days_holds_for_the_closed_month_and_signs_must_agree(
    closed: Snapshot,
) -> None:
    cells = by_product(closed)
    assert cells.loc[("2026-09", "P2"), "n_floored"] == 0, "September is not the closed month"
    assert cells.loc[("2026-10", "P2"), "n_floored"] == 0, "one piece for -5.00 says no quantity"


def test_an_amount_at_list_is_rounded_once_half_away_from_zero(tmp_path: Path) -> None:
    lines = (
        "order_id,line_id,order_on,customer_id,product_id,quantity,net_amount\n"
        "A,1,2026-10-05,C1,P1,2.5,1\nB,1,2026-10-05,C1,P2,-2.5,-1\nC,1,2026-10-05,C1,P3,0.000001,1\n"
        "D,1,2026-10-05,C1,P4,123456789.5,1\n"
    )
    prices = (
        "product_id,name,floor_price\nP1,1,0.33\nP2,2,0.33\nP3,3,4999.999999\nP4,4,98765.4321\n"
    )
    files = {"customers.csv": FILES["customers.csv"], "order_lines.csv": lines}
    one = company(tmp_path, {**files, "products.csv": prices})
    cells = close_month(one, MONTH).frame("price_cells").set_index("product_id")
    # 0.825 and -0.825 lie half way; 0.004999... does not reach a cent's half; the last is 1.2e13
    assert cells["floor_amount"].tolist() == [0.83, -0.83, 0.0, 12193263160646.24]


def test_cells_are_those_of_sales_to_the_cent(closed: Snapshot) -> None:
    cube, cells = closed.frame("sales_cube"), closed.frame("price_cells")
    for name in ("net_amount", "quantity", "n_lines"):
        assert cells[name].sum() == pytest.approx(cube[name].sum(), abs=1e-9)
    assert closed.closed_total("price_cells") == closed.closed_total("sales_cube") == 86.01
    assert closed.closed_total("order_days") == 86.01


def coarse(folder: Path, most: int) -> Snapshot:
    return close_month(company(folder, FILES, gate={"most_cells": most}), MONTH)


def test_too_many_cells_are_kept_by_fewer_columns_and_this_is_said(
    tmp_path: Path, closed: Snapshot
) -> None:
    few = coarse(tmp_path, 5)
    said = few.frame("grains").set_index("frame")
    assert said.loc["order_days", ["grain", "given_up"]].tolist() == ["day rep_id", "customer_id"]
    assert said.loc["price_cells", "given_up"] == "product_id"
    assert few.grain("price_cells") == (
        "month",
        "customer_id",
        "rep_id",
        "region_id",
        "sales_method_id",
    )
    assert few.frame("order_days", ["day", "customer_id"])["customer_id"].isna().all()
    for name in ("order_days", "price_cells"):
        assert few.frame(name)["net_amount"].sum() == pytest.approx(86.01)
        assert closed.frame("grains").set_index("frame").loc[name, "given_up"] == ""


def without_cells(closed: Snapshot, to: Path) -> Snapshot:
    """Return the snapshot as it was before there were cells."""
    manifest = json.loads(json.dumps(closed.manifest))
    for name in ("order_days", "price_cells"):
        del manifest["frames"][name]
    return Snapshot(to, manifest)


def test_a_month_closed_before_says_that_it_does_not_hold_them(
    closed: Snapshot, tmp_path: Path
) -> None:
    old = without_cells(closed, tmp_path)
    assert old.lacks("order_days") and not closed.lacks("order_days")
    with pytest.raises(SalesnbError, match="order_days is not held by the snapshot of 2026-10"):
        old.frame("order_days")


LEAVE = """rep_id,absent_on,recorded_on
R1,2026-11-09,2026-10-20
R1,2026-11-10,2026-11-02
R2,2026-11-11,
"""
VISITS = """visit_id,rep_id,customer_id,visit_date,status,recorded_on
V1,R1,C1,2026-11-03,planned,2026-10-28
V2,R1,C1,2026-11-04,planned,2026-11-01
V3,R1,C1,2026-11-05,held,2026-10-28
V4,R1,C1,2026-11-06,planned,
V5,R1,C1,2026-10-06,held,2026-10-07
V6,R1,C1,2026-10-30,held,2026-11-02
"""


def ahead(folder: Path) -> Company:
    return company(folder, {**FILES, "absences.csv": LEAVE, "visits.csv": VISITS})


def test_leave_granted_and_visits_planned_ahead_stand_in_the_month_that_knows_them(
    tmp_path: Path,
) -> None:
    snapshot = close_month(ahead(tmp_path), MONTH)
    assert snapshot.frame("absences")["absent_on"].astype(str).tolist() == ["2026-11-09"]
    assert list(snapshot.frame("visits")["visit_id"]) == ["V1", "V5"]
    ledger = snapshot.frame("ledger").set_index("table")
    assert ledger.loc["absences", "rows"] == 2 and ledger.loc["visits", "rows"] == 4
    assert open_snapshot(ahead(tmp_path), MONTH).manifest == snapshot.manifest
