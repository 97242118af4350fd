"""A small ERPNext export: credit note, split credit, partial payments, a cancelled invoice."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesnb.paths import Company
from salesnb.snapshot import Snapshot, check_exports, close_month
from tests.cli.commands import salesnb
from tests.mappings.ended import require_only_skipped
from tests.mappings.exported import exported_company, sums
from tests.sources.gate import MONTH

EXPORTS = {
    "Territory": (
        "name,territory_name,parent_territory\n"
        "All Territories,All Territories,\nNorth,North,All Territories\n"
    ),
    "Sales Person": "name,sales_person_name\nAnn,Ann Lee\nBob,Bob Wu\n",
    "Customer": (
        "name,customer_name,customer_group,territory\n"
        "Acme,Acme Ltd,Industry,North\nBolt,Bolt Works,Trade,North\n"
    ),
    "Item": (
        "name,item_name,item_group,stock_uom,standard_rate,valuation_rate\n"
        "NUT,Nut M6,Fasteners,Nos,0.50,0.20\nPUMP,Pump,Machines,Nos,900,600\n"
    ),
    "Sales Team": (
        "name,parent,parenttype,sales_person,allocated_percentage\n"
        "t1,Acme,Customer,Ann,60\nt2,Acme,Customer,Bob,40\nt3,Bolt,Customer,Bob,100\n"
        "t4,SINV-1,Sales Invoice,Ann,100\n"
    ),
    "Sales Order": (
        "name,transaction_date,customer,territory,docstatus\n"
        "SO-1,2026-09-20,Acme,North,1\nSO-2,2026-10-02,Bolt,North,1\nSO-3,2026-10-03,Bolt,North,0\n"
    ),
    "Sales Order Item": (
        "name,parent,idx,item_code,delivery_date,qty,stock_qty,base_net_amount,base_price_list_rate\n"
        "a,SO-1,1,PUMP,2026-10-10,2,2,1700.00,900\nb,SO-2,1,NUT,2026-10-10,10,1000,450.00,50\n"
        "c,SO-3,1,NUT,2026-10-10,1,100,45.00,50\n"
    ),
    "Sales Invoice": (
        "name,posting_date,due_date,customer,territory,docstatus,is_return,base_grand_total,base_rounded_total\n"
        "SINV-1,2026-10-05,2026-11-04,Acme,North,1,0,1921.00,1921.00\n"
        "SINV-2,2026-10-08,2026-10-08,Bolt,North,1,0,508.50,509.00\n"
        "SINV-3,2026-10-09,2026-11-08,Bolt,North,2,0,113.00,113.00\n"
        "SINV-4,2026-10-20,,Acme,North,1,1,-960.50,0\n"
    ),
    "Sales Invoice Item": (
        "name,parent,idx,item_code,sales_order,qty,stock_qty,base_net_amount,base_price_list_rate,incoming_rate\n"
        "p,SINV-1,1,PUMP,SO-1,2,2,1700.00,900,600\nq,SINV-2,1,NUT,SO-2,10,1000,450.00,50,0.20\n"
        "r,SINV-3,1,NUT,SO-2,2,200,100.00,50,0.20\ns,SINV-4,1,PUMP,SO-1,-1,-1,-850.00,900,600\n"
    ),
    "Payment Entry": (
        "name,posting_date,payment_type,party_type,party,base_received_amount,mode_of_payment,docstatus\n"
        "PAY-1,2026-10-15,Receive,Customer,Acme,800.00,Wire Transfer,1\n"
        "PAY-2,2026-10-28,Receive,Customer,Acme,160.50,Cash,1\n"
        "PAY-3,2026-10-29,Pay,Supplier,Steel,70.00,Cash,1\n"
        "PAY-4,2026-10-30,Receive,Customer,Bolt,509.00,Cheque,2\n"
    ),
    "Payment Entry Reference": (
        "name,parent,reference_doctype,reference_name,allocated_amount\n"
        "x,PAY-1,Sales Invoice,SINV-1,800.00\ny,PAY-2,Sales Invoice,SINV-1,160.50\n"
        "z,PAY-3,Purchase Invoice,PINV-1,70.00\nw,PAY-4,Sales Invoice,SINV-2,509.00\n"
    ),
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return exported_company(tmp_path_factory.mktemp("erpnext"), mapping="erpnext", exports=EXPORTS)


@pytest.fixture(scope="module")
def snapshot(company: Company) -> Snapshot:
    return close_month(company, MONTH)


def test_the_exports_have_no_fault(company: Company, tmp_path: Path) -> None:
    clean = check_exports(company, MONTH, spill=tmp_path)
    assert clean.problems.empty, clean.problems[["file", "column", "message"]].to_string()


def test_sales_are_submitted_invoices_less_credit_notes(snapshot: Snapshot) -> None:
    cube = snapshot.frame("sales_cube")
    assert sums(cube, "customer_id", "net_amount") == {"Acme": 850.0, "Bolt": 450.0}
    assert sums(cube, "customer_id", "cost_amount") == {"Acme": 600.0, "Bolt": 200.0}
    assert sums(cube, "customer_id", "list_amount") == {"Acme": 900.0, "Bolt": 500.0}


def test_credit_is_shared_as_the_customer_s_team_says(snapshot: Snapshot) -> None:
    cube = snapshot.frame("sales_cube")
    assert sums(cube, "rep_id", "net_amount") == {"Ann": 510.0, "Bob": 790.0}


def test_orders_in_draft_do_not_count(snapshot: Snapshot) -> None:
    assert sums(snapshot.frame("order_cube"), "month", "net_amount") == {
        "2026-09": 1700.0,
        "2026-10": 450.0,
    }


def test_partial_payments_leave_the_rest_open(snapshot: Snapshot) -> None:
    still = snapshot.frame("open_instalments")
    assert sums(still, "instalment_id", "open_amount") == {
        "SINV-1": 960.5,
        "SINV-2": 509.0,
        "SINV-4": -960.5,
    }
    assert sums(snapshot.frame("collections_cube"), "customer_id", "amount") == {"Acme": 960.5}


def test_what_is_no_submitted_document_stands_in_the_ledger(snapshot: Snapshot) -> None:
    ledger = snapshot.frame("ledger")
    left = ledger[ledger["reason"] == "left_out_by_mapping"]
    money = {str(t): float(str(m)) for t, m in zip(left["table"], left["money"], strict=True)}
    assert money == {
        "order_lines": 45.0,
        "invoice_lines": 100.0,
        "instalments": 113.0,
        "receipts": 579.0,
        "receipt_allocations": 579.0,
        "customer_reps": 0.0,
    }


@pytest.mark.long
def test_the_month_runs(company: Company) -> None:
    done = salesnb("run", company.root, "--month", str(MONTH), "--json")
    assert done.code == 0, done.err
    require_only_skipped(
        done.json, "03b_rivals", "04_prospects", "04b_groundwork", "11_deals", "12c_visits"
    )
