"""Frames of a snapshot by hand: what is owed, what came in, what was known, on which basis."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from salesnb.errors import SalesnbError
from salesnb.measures import measure
from salesnb.methods.issued_targets import monthly_targets
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.snapshot import close_month, open_snapshot
from salesnb.snapshot.close import is_outdated
from salesnb.snapshot.typed import typed
from tests.sources.gate import CUSTOMERS, MONTH, ORDERS, company

INVOICES = (
    "invoice_id,line_id,invoice_on,customer_id,quantity,net_amount\n"
    "I1,1,2026-09-05,C1,2,100.00\nI2,1,2026-10-06,C2,1,50.50\n"
)
CASH = {
    "customers.csv": CUSTOMERS,
    "invoice_lines.csv": INVOICES,
    "instalments.csv": (
        "instalment_id,customer_id,issued_on,due_on,due_amount\n"
        "S1,C1,2026-09-05,2026-10-05,100.00\nS2,C2,2026-10-06,2026-11-06,50.50\n"
        "S3,C1,2026-10-20,2026-10-20,-10.00\nS4,C2,2026-11-03,2026-12-03,80.00\n"
    ),
    "receipts.csv": (
        "receipt_id,customer_id,received_on,amount\n"
        "Q1,C1,2026-10-08,60.00\nQ2,C2,2026-10-25,80.00\n"
    ),
    "receipt_allocations.csv": (
        "receipt_id,instalment_id,allocated_on,allocated_amount\n"
        "Q1,S1,2026-10-08,60.00\nQ2,S4,2026-10-25,80.00\n"
    ),
    "write_offs.csv": (
        "write_off_id,instalment_id,written_off_on,written_off_amount\nW1,S1,2026-10-30,5.00\n"
    ),
}


def rows(frame: pd.DataFrame, *columns: str) -> list[tuple]:
    return list(frame[list(columns)].astype(object).itertuples(index=False, name=None))


def test_the_roll_forward_closes_and_carries_over(tmp_path: Path) -> None:
    owed = close_month(company(tmp_path, CASH), MONTH).frame("receivables")
    assert rows(
        owed,
        "month",
        "customer_id",
        "opening",
        "invoiced",
        "credited",
        "received",
        "written_off",
        "closing",
    ) == [
        ("2026-09", "C1", 0, 100, 0, 0, 0, 100),
        ("2026-10", "C1", 100, 0, -10, 60, 5, 25),
        ("2026-10", "C2", 0, 50.5, 0, 80, 0, -29.5),
    ]
    rolled = measure("receivables_closing").compute(
        *(owed[name] for name in ["opening", "invoiced", "credited", "received", "written_off"])
    )
    assert rolled.round(2).tolist() == owed["closing"].tolist()


def test_a_payment_before_its_invoice_is_cash_of_the_payer(tmp_path: Path) -> None:
    snapshot = close_month(company(tmp_path, CASH), MONTH)
    cash = snapshot.frame("collections_cube")
    assert rows(cash, "month", "customer_id", "amount") == [
        ("2026-10", "C1", 60),
        ("2026-10", "C2", 80),
    ]
    still = snapshot.frame("open_instalments")
    assert rows(still, "instalment_id", "open_amount", "days_past_due") == [
        ("S1", 35, 26),
        ("S2", 50.5, -6),
        ("S3", -10, 11),
    ]


def test_sales_on_orders_keep_invoices_out_of_the_cube(tmp_path: Path) -> None:
    files = {"customers.csv": CUSTOMERS, "invoice_lines.csv": INVOICES, "order_lines.csv": ORDERS}
    snapshot = close_month(company(tmp_path, files, rules={"sales_basis": "order"}), MONTH)
    assert snapshot.manifest["sales_basis"] == "order"
    assert rows(snapshot.frame("sales_cube"), "month", "net_amount") == [
        ("2026-10", 100),
        ("2026-10", 50.5),
    ]
    assert snapshot.frame("order_cube").equals(snapshot.frame("sales_cube"))
    assert set(snapshot.manifest["totals"]) == {"invoice_lines", "order_lines"}


def test_orders_are_sales_where_there_is_nothing_else(tmp_path: Path) -> None:
    one = company(tmp_path, {"customers.csv": CUSTOMERS, "order_lines.csv": ORDERS})
    snapshot = close_month(one, MONTH)
    assert snapshot.manifest["sales_basis"] == "order"
    assert not snapshot.has("order_cube")


def test_a_target_is_known_from_its_issue_not_from_its_period(tmp_path: Path) -> None:
    targets = (
        "target_id,measure,issued_on,period_start,period_end,target_value\n"
        "T1,sales,2026-10-20,2026-11-01,2026-11-30,500\n"
        "T2,sales,2026-11-02,2026-12-01,2026-12-31,600\n"
        "T3,sales,,2026-10-01,2026-10-31,400\nT4,sales,,2026-11-01,2026-11-30,400\n"
    )
    files = {"customers.csv": CUSTOMERS, "order_lines.csv": ORDERS, "issued_targets.csv": targets}
    known = close_month(company(tmp_path, files), MONTH).frame("issued_targets")
    assert list(known["target_id"]) == ["T1", "T3"]


def test_a_version_issued_after_the_month_does_not_count_in_it(tmp_path: Path) -> None:
    targets = (
        "target_id,measure,version,issued_on,period_start,period_end,target_value\n"
        "T1,sales,1,2025-12-20,2026-10-01,2026-10-31,500\n"
        "T2,sales,2,2026-09-20,2026-10-01,2026-10-31,450\n"
        "T3,sales,3,2026-11-02,2026-10-01,2026-10-31,400\n"
    )
    files = {"customers.csv": CUSTOMERS, "order_lines.csv": ORDERS, "issued_targets.csv": targets}
    known = close_month(company(tmp_path, files), MONTH).frame("issued_targets")
    counted = monthly_targets(typed(known, "issued_targets"), MONTH, MONTH)
    assert counted["target_value"].astype(float).tolist() == [450.0]


def test_rows_left_out_of_a_table_without_money_stand_in_the_ledger(tmp_path: Path) -> None:
    visits = (
        "visit_id,rep_id,customer_id,visit_date\nV1,R1,C1,2026-10-08\nV2,R1,C1,2026-11-02\n"
        "V3,R1,C1,not a day\n"
    )
    files = {
        "customers.csv": CUSTOMERS,
        "order_lines.csv": ORDERS,
        "visits.csv": visits,
        "reps.csv": "rep_id,name\nR1,One\n",
    }
    gate = {"drop": {"not_a_date": ["*"]}, "loss_budget_share": 0.5}
    ledger = close_month(company(tmp_path, files, gate=gate), MONTH).frame("ledger")
    assert rows(ledger, "table", "reason", "rows") == [
        ("visits", "not_a_date", 1),
        ("visits", "after_the_month", 1),
    ]
    assert set(ledger["money"].astype(str)) == {"0"}


def late(folder: Path) -> Company:
    return company(folder, {"order_lines.csv": ORDERS + "O3,1,2026-09-30,C1,1,9.00\n"})


def test_late_rows_are_told_month_by_month(tmp_path: Path) -> None:
    one = company(tmp_path, {"customers.csv": CUSTOMERS, "order_lines.csv": ORDERS})
    close_month(one, MONTH - 1)
    close_month(one, MONTH)
    changes = close_month(late(tmp_path), MONTH).frame("changes")
    assert rows(changes, "against", "month", "lines_before", "lines_now", "money_now") == [
        ("earlier_close", "2026-09", 0, 1, 9),
        ("previous_month", "2026-09", 0, 1, 9),
    ]


def test_an_issued_month_keeps_its_facts_and_says_that_exports_moved(tmp_path: Path) -> None:
    one = company(tmp_path, {"customers.csv": CUSTOMERS, "order_lines.csv": ORDERS})
    issued = close_month(one, MONTH).manifest
    one.month(MONTH).artefacts("v1").mkdir(parents=True)
    assert not is_outdated(one, MONTH)
    late(tmp_path)
    assert close_month(one, MONTH).manifest == issued
    assert is_outdated(one, MONTH)
    again = close_month(one, MONTH, reissue=True)
    assert again.manifest["totals"]["order_lines"]["kept_money"] == "159.50"
    assert not is_outdated(one, MONTH)


def test_a_column_that_a_table_gained_later_is_empty_in_a_month_closed_before(
    tmp_path: Path,
) -> None:
    snapshot = close_month(company(tmp_path, CASH), MONTH)
    file = snapshot.folder / "customers.parquet"
    pq.write_table(pq.read_table(file).drop_columns(["segment", "credit_limit"]), file)
    frame = snapshot.frame("customers", ["customer_id", "segment", "credit_limit"])
    assert list(frame["customer_id"]) == ["C1", "C2"]
    assert frame[["segment", "credit_limit"]].isna().all(axis=None)
    with pytest.raises(SalesnbError, match="sales_cube has no column 'order_id'"):
        snapshot.frame("sales_cube", ["order_id"])


def test_an_unknown_frame_or_column_names_the_closest(tmp_path: Path) -> None:
    snapshot = close_month(company(tmp_path, CASH), MONTH)
    with pytest.raises(SalesnbError, match="sales_cube"):
        snapshot.frame("sale_cube")
    with pytest.raises(SalesnbError, match="net_amount"):
        snapshot.frame("sales_cube", ["net_amonut"])
    with pytest.raises(SalesnbError, match="2024-01"):
        open_snapshot(company(tmp_path, CASH), Month.parse("2024-01"))


def test_the_same_exports_give_the_same_bytes(tmp_path: Path) -> None:
    digests = []
    for name in ("a", "b"):
        manifest = close_month(company(tmp_path / name, CASH), MONTH).manifest
        digests.append({frame: one["digest"] for frame, one in manifest["frames"].items()})
    assert digests[0] == digests[1]
