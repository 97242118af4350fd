"""A small Odoo export, made by hand: refund, two instalments, partial payments, a draft."""

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
    "res_partner": (
        ".id,name,city,country_id/.id,country_id/name,user_id/.id,customer_rank\n"
        "11,Acme,Lyon,75,France,2,3\n12,Bolt,Bonn,57,Germany,3,1\n13,Steel,Graz,12,Austria,,0\n"
    ),
    "res_users": ".id,name\n2,Ann Lee\n3,Bob Wu\n",
    "product_product": (
        ".id,name,categ_id/name,list_price,standard_price\n"
        "21,Pump,Machines,900.0,600.0\n22,Nut,Fasteners,0.5,0.2\n"
    ),
    "sale_order": (
        ".id,name,date_order,state,partner_id/commercial_partner_id/.id,user_id/.id,currency_rate\n"
        "31,S00001,2026-09-20 08:30:00,sale,11,2,1.0\n"
        "32,S00002,2026-10-02 10:00:00,sale,12,3,1.25\n"
        "33,S00003,2026-10-03 10:00:00,draft,12,3,1.0\n"
    ),
    "sale_order_line": (
        ".id,order_id/.id,display_type,product_id/.id,product_uom_qty,price_subtotal\n"
        "41,31,,21,2.0,1700.0\n42,32,,22,1000.0,562.5\n43,32,line_note,,0.0,0.0\n44,33,,22,100.0,45.0\n"
    ),
    "account_move": (
        ".id,name,move_type,state,invoice_date,invoice_origin,commercial_partner_id/.id,invoice_user_id/.id\n"
        "51,INV/1,out_invoice,posted,2026-10-05,S00001,11,2\n52,INV/2,out_invoice,posted,2026-10-08,S00002,12,3\n"
        "53,INV/3,out_invoice,draft,2026-10-09,S00002,12,3\n54,RINV/1,out_refund,posted,2026-10-20,,11,2\n"
        "55,BILL/1,in_invoice,posted,2026-10-21,,13,\n56,PAY/1,entry,posted,,,11,\n57,PAY/2,entry,posted,,,11,\n"
    ),
    "account_move_line": (
        ".id,move_id/.id,display_type,product_id/.id,quantity,balance,date_maturity\n"
        "61,51,product,21,2.0,-1700.0,\n62,51,tax,,0.0,-340.0,\n"
        "63,51,payment_term,,0.0,1020.0,2026-10-05\n64,51,payment_term,,0.0,1020.0,2026-11-04\n"
        "65,52,product,22,1000.0,-450.0,\n66,52,payment_term,,0.0,450.0,2026-11-07\n"
        "67,53,product,22,100.0,-45.0,\n68,53,payment_term,,0.0,45.0,2026-11-08\n"
        "69,54,product,21,1.0,850.0,\n70,54,tax,,0.0,170.0,\n71,54,payment_term,,0.0,-1020.0,2026-10-20\n"
        "72,55,product,,1.0,70.0,\n73,55,payment_term,,0.0,-70.0,2026-11-20\n"
        "74,56,product,,0.0,600.0,\n75,56,payment_term,,0.0,-600.0,2026-10-15\n"
        "76,57,product,,0.0,500.0,\n77,57,payment_term,,0.0,-500.0,2026-10-28\n"
    ),
    "account_payment": (
        ".id,move_id/.id,payment_type,partner_type,state,date,partner_id/commercial_partner_id/.id,amount_company_currency_signed\n"
        "81,56,inbound,customer,paid,2026-10-15,11,600.0\n82,57,inbound,customer,in_process,2026-10-28,11,500.0\n"
        "83,,inbound,customer,draft,2026-10-29,12,450.0\n"
    ),
    "account_partial_reconcile": (
        ".id,debit_move_id/.id,credit_move_id/.id,amount,max_date\n"
        "91,63,75,600.0,2026-10-15\n92,63,77,420.0,2026-10-28\n93,64,77,80.0,2026-10-28\n94,64,71,940.0,2026-10-30\n"
    ),
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return exported_company(tmp_path_factory.mktemp("odoo"), mapping="odoo", exports=EXPORTS)


@pytest.fixture(scope="module")
def snapshot(company: Company) -> Snapshot:
    return close_month(company, MONTH)


def test_the_exports_have_no_fault(company: Company, tmp_path: Path) -> None:
    clean = check_exports(company, MONTH, spill=tmp_path)
    assert clean.problems.empty, clean.problems[["file", "column", "message"]].to_string()


def test_sales_are_posted_invoices_less_refunds(snapshot: Snapshot) -> None:
    cube = snapshot.frame("sales_cube")
    assert sums(cube, "customer_id", "net_amount") == {"11": 850.0, "12": 450.0}
    assert sums(cube, "customer_id", "quantity") == {"11": 1.0, "12": 1000.0}
    assert sums(cube, "rep_id", "net_amount") == {"2": 850.0, "3": 450.0}


def test_orders_are_confirmed_ones_at_the_rate_of_their_day(snapshot: Snapshot) -> None:
    assert sums(snapshot.frame("order_cube"), "month", "net_amount") == {
        "2026-09": 1700.0,
        "2026-10": 450.0,
    }


def test_each_instalment_is_paid_by_its_own_allocations(snapshot: Snapshot) -> None:
    still = snapshot.frame("open_instalments")
    assert sums(still, "instalment_id", "open_amount") == {"64": 940.0, "66": 450.0, "71": -1020.0}
    assert sums(snapshot.frame("collections_cube"), "customer_id", "amount") == {"11": 1100.0}


def test_drafts_stand_in_the_ledger(snapshot: Snapshot) -> None:
    ledger = snapshot.frame("ledger")
    left = ledger[ledger["reason"] == "left_out_by_mapping"]
    money = {str(t): float(str(m)) for t, m in zip(left["table"], left["money"], strict=True)}
    assert (money["order_lines"], money["receipts"]) == (45.0, 450.0)
    assert snapshot.manifest["totals"]["invoice_lines"]["kept_money"] == "1300.00"


@pytest.mark.long
def test_the_month_runs(company: Company) -> None:
    done = salesnb("run", company.root, "--month", str(MONTH), "--json")
    assert done.code == 0, done.err
    require_only_skipped(
        done.json, "03b_rivals", "04_prospects", "04b_groundwork", "11_deals", "12c_visits"
    )
