"""Cells of the lines under a promotion or a granted price exception, held against the raw lines."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from salesnb.snapshot import Snapshot, close_month
from tests.sources.gate import MONTH, company

HEAD = "order_id,line_id,order_on,customer_id,product_id,quantity,net_amount,list_amount"
LINES = f"""{HEAD},promotion_id
O1,1,2026-09-05,C1,P1,2,16.00,20.00,
O2,1,2026-10-05,C1,P1,3,24.00,30.00,PR1
O3,1,2026-10-06,C1,P1,1,7.00,10.00,
O3,2,2026-10-06,C1,P1,1,6.50,10.00,PR1
O4,1,2026-10-07,C1,P1,1,7.50,10.00,
O5,1,2026-10-08,C1,P1,1,7.25,10.00,
O6,1,2026-10-09,C1,P1,1,7.75,10.00,
"""
APPROVALS = """approval_id,kind,customer_id,asked_on,decided_on,is_granted,reference
A1,price,C1,2026-09-04,2026-09-05,true,O1
A2,price,C1,2026-10-05,2026-10-06,true,O3
A3,price,C1,2026-10-06,2026-10-07,false,O4
A4,price,C1,2026-10-08,2026-11-02,true,O5
A5,credit,C1,2026-10-08,2026-10-08,true,O6
"""
FILES = {
    "customers.csv": "customer_id,name\nC1,North\n",
    "products.csv": "product_id,name,floor_price\nP1,One,7.2\n",
    "promotions.csv": "promotion_id,name,starts_on,ends_on\nPR1,Autumn,2026-10-01,2026-10-31\n",
    "order_lines.csv": LINES,
    "approvals.csv": APPROVALS,
}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return close_month(company(tmp_path_factory.mktemp("exceptions"), FILES), MONTH)


def by_mark(closed: Snapshot) -> pd.DataFrame:
    cells = closed.frame("price_exceptions").astype({"promotion_id": "object", "month": "str"})
    cells["promotion_id"] = cells["promotion_id"].fillna("")
    return cells.set_index(["month", "promotion_id", "is_approved"]).sort_index()


def test_only_promotions_and_what_was_granted_by_the_months_end_are_exceptions(
    closed: Snapshot,
) -> None:
    """O4 was refused, O5 granted in November, O6 granted more credit: none of them is there."""
    cells = by_mark(closed)
    assert cells["net_amount"].to_dict() == {
        ("2026-09", "", True): 16.0,
        ("2026-10", "", True): 7.0,
        ("2026-10", "PR1", False): 24.0,
        ("2026-10", "PR1", True): 6.5,
    }
    assert cells["list_amount"].tolist() == [20.0, 10.0, 30.0, 10.0]


def test_what_exceptions_lack_of_the_floor_is_part_of_what_all_lines_lack(closed: Snapshot) -> None:
    cells, every = by_mark(closed), closed.frame("price_cells")
    assert cells["below_floor_amount"].fillna(0).tolist() == [0.0, 0.2, 0.0, 0.7]
    assert every["below_floor_amount"].sum() == pytest.approx(0.9)
    assert every["net_amount"].sum() == 76.0


def test_without_approvals_and_promotions_there_are_no_exceptions(tmp_path: Path) -> None:
    files = {name: FILES[name] for name in ("customers.csv", "products.csv")}
    lines = "\n".join(line.rpartition(",")[0] for line in LINES.splitlines()) + "\n"
    cells = close_month(company(tmp_path, {**files, "order_lines.csv": lines}), MONTH)
    assert cells.frame("price_exceptions").empty and not cells.lacks("price_exceptions")


def test_too_many_cells_are_kept_coarser(tmp_path: Path) -> None:
    few = close_month(company(tmp_path, FILES, gate={"most_cells": 2}), MONTH)
    cells = few.frame("price_exceptions")
    assert cells["net_amount"].sum() == 53.5
    assert "promotion_id" in few.grain("price_exceptions")
