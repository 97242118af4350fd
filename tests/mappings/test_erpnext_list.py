"""ERPNext's own list export: labels as the header, lines of a document under its head."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesnb.newcompany.folder import make_company
from salesnb.paths import Company
from salesnb.snapshot import Snapshot, check_exports, close_month
from tests.mappings.exported import exported_company, sums
from tests.mappings.test_erpnext import EXPORTS as BY_FIELD_NAME
from tests.sources.gate import MONTH

EXPORTS = {
    "Customer": (
        "ID,Customer Name,Customer Group,Territory,Sales Person (Sales Team),"
        "Contribution (%) (Sales Team)\n"
        "Acme,Acme Ltd,Industry,North,Ann,60\n,,,,Bob,40\nBolt,Bolt Works,Trade,North,Bob,100\n"
        "Carl,Carl & Sons,Trade,North,,\n"
    ),
    "Sales Invoice": (
        "ID,Customer,Date,Payment Due Date,Territory,Status,Is Return (Credit Note),"
        "Grand Total (Company Currency),Rounded Total (Company Currency),ITEM,Quantity (Items),"
        "Qty as per Stock UOM (Items),Net Amount (Company Currency) (Items),"
        "Price List Rate (Company Currency) (Items),Sales Order (Items)\n"
        "SINV-4,Acme,2026-10-20,,North,Return,1,-960.50,0,PUMP,-1,-1,-850.00,900,\n"
        "SINV-3,Bolt,2026-10-09,2026-11-08,North,Cancelled,0,113.00,113.00,NUT,2,200,100.00,50,\n"
        "SINV-2,Bolt,2026-10-08,2026-10-08,North,Paid,0,508.50,509.00,NUT,10,1000,400.00,50,SO-2\n"
        ",,,,,,,,,NUT,1,100,50.00,50,SO-2\n"
        "SINV-1,Acme,2026-10-05,2026-11-04,North,Partly Paid,0,1921,1921,PUMP,2,2,1700,900,SO-1\n"
        "SINV-0,Acme,2026-10-04,2026-11-04,North,Draft,0,11.30,11.00,NUT,1,100,10.00,50,\n"
    ),
    "Payment Entry": (
        "ID,Posting Date,Payment Type,Party Type,Party,Mode of Payment,Status,"
        "Received Amount (Company Currency),Type (Payment References),Name (Payment References),"
        "Allocated (Payment References)\n"
        "PAY-3,2026-10-29,Pay,Supplier,Steel,Cash,Submitted,70.00,Purchase Invoice,PINV-1,70.00\n"
        "PAY-2,2026-10-28,Receive,Customer,Bolt,Cash,Submitted,509.00,Sales Invoice,SINV-2,509.00\n"
        "PAY-1,2026-10-15,Receive,Customer,Acme,Wire Transfer,Submitted,800.00,"
        "Sales Invoice,SINV-1,700.00\n"
        ",,,,,,,,Sales Invoice,SINV-4,100.00\n"
    ),
}


@pytest.fixture(scope="module", params=["Item (Items)", "Item Code (Items)"])
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Company:
    exports = {name: text.replace("ITEM", request.param) for name, text in EXPORTS.items()}
    folder = tmp_path_factory.mktemp("erpnext")
    return exported_company(folder, mapping="erpnext_list", exports=exports)


@pytest.fixture(scope="module")
def snapshot(company: Company) -> Snapshot:
    return close_month(company, MONTH)


def test_the_exports_have_no_error(company: Company, tmp_path: Path) -> None:
    clean = check_exports(company, MONTH, spill=tmp_path)
    assert not clean.n_errors, clean.problems[["file", "column", "message"]].to_string()


def test_lines_belong_to_the_document_above_them(snapshot: Snapshot) -> None:
    cube = snapshot.frame("sales_cube")
    assert sums(cube, "customer_id", "net_amount") == {"Acme": 850.0, "Bolt": 450.0}
    assert sums(cube, "product_id", "net_amount") == {"NUT": 450.0, "PUMP": 850.0}
    assert sums(cube, "rep_id", "net_amount") == {"Ann": 510.0, "Bob": 790.0}


def test_drafts_and_cancelled_documents_stand_in_the_ledger(snapshot: Snapshot) -> None:
    ledger = snapshot.frame("ledger")
    left = ledger[
        (ledger["reason"] == "left_out_by_mapping") & (ledger["table"] == "invoice_lines")
    ]
    assert [float(str(one)) for one in left["money"]] == [110.0]


def test_payments_are_allocated_line_by_line(snapshot: Snapshot) -> None:
    still = snapshot.frame("open_instalments")
    assert sums(still, "instalment_id", "open_amount")["SINV-1"] == 1221.0
    assert sums(snapshot.frame("collections_cube"), "customer_id", "amount")["Bolt"] == 509.0


@pytest.mark.parametrize(
    ("exports", "fitting"), [(EXPORTS, "erpnext_list"), (BY_FIELD_NAME, "erpnext")]
)
def test_the_header_says_which_of_the_two_mappings_fits(
    tmp_path: Path, exports: dict[str, str], fitting: str
) -> None:
    tables = tmp_path / "exports"
    tables.mkdir()
    for name, text in exports.items():
        (tables / f"{name}.csv").write_text(text, encoding="utf-8")
    assert make_company(tmp_path / "company", tables=tables).fitting == (fitting,)
