"""What is owed falls by money that came in, and by no other; who owes is never guessed alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesnb.months import Month
from salesnb.paths import open_company
from salesnb.snapshot import Snapshot, close_month
from tests.cases.case import copied
from tests.cli.commands import salesnb
from tests.sources.gate import CUSTOMERS, MONTH, company, said, with_orders

RECEIPTS = "receipt_id,customer_id,received_on,amount,is_bounced\n"
DUE = "instalment_id,invoice_id,customer_id,issued_on,due_on,due_amount\n"
PAID = "receipt_id,instalment_id,allocated_on,allocated_amount\n"
ONE_DUE = DUE + "I1,V1,C1,2026-10-01,2026-10-20,1000\n"
ORDER = "O1,1,2026-10-05,C1,2,100"


def _closed(root: Path, month: str) -> Snapshot:
    return close_month(open_company(root), Month.parse(month), to=root / "scratch")


def test_an_allocation_above_its_receipt_is_named(tmp_path: Path) -> None:
    root = copied("allocation-above-receipt", tmp_path)
    checked = salesnb("check", root, "--month", "2026-09")
    assert checked.code == 1
    assert "receipt_allocations.csv line 126 receipt_id = 'P1': 900.00 allocated of 100.00" in (
        checked.out
    )


def test_once_dropped_what_is_owed_falls_by_what_came(tmp_path: Path) -> None:
    """Owed are 40,470, less the 100 that came: the receipt pays by the rule."""
    root = copied("allocation-above-receipt", tmp_path)
    drop = '\n[gate]\ndrop = { allocated_above_receipt = ["*"] }\n'
    (root / "company.toml").write_text((root / "company.toml").read_text() + drop)
    snapshot = _closed(root, "2026-09")
    assert snapshot.frame("open_instalments")["open_amount"].sum() == pytest.approx(40_470 - 100)
    ledger = snapshot.frame("ledger").set_index("reason")
    assert ledger.loc["allocated_above_receipt", "money"] == "900.000000"


@pytest.mark.parametrize(
    ("receipts", "paid", "words"),
    [
        ("R1,C1,2026-10-06,100,\n", "R1,I1,2026-10-06,60\nR1,I1,2026-10-07,60\n", "120.00 all"),
        ("R1,C1,2026-10-06,100,true\n", "R1,I1,2026-10-06,100\n", "100.00 allocated of 0.00"),
        ("R1,C1,2026-10-06,1200,\n", "R1,I1,2026-10-06,1200\n", "1,200.00 paid or written off of"),
        ("R1,C1,2026-10-06,100,\n", "R1,I1,2026-10-06,100.00\n", ""),
    ],
)
def test_sums_of_allocations_are_held_against_receipt_and_instalment(
    tmp_path: Path, receipts: str, paid: str, words: str
) -> None:
    files = {**with_orders(ORDER), "instalments.csv": ONE_DUE}
    files |= {"receipts.csv": RECEIPTS + receipts, "receipt_allocations.csv": PAID + paid}
    found = said(company(tmp_path, files))
    assert found.n_errors == (0 if "paid" in words or not words else len(paid.splitlines()))
    assert all(words in one for one in found.sentences) and bool(found.sentences) == bool(words)


def test_instalments_of_credit_notes_reduce_what_is_owed(tmp_path: Path) -> None:
    lines = "invoice_id,line_id,kind,invoice_on,customer_id,quantity,net_amount\n"
    files = {
        "customers.csv": CUSTOMERS,
        "invoice_lines.csv": lines + "V1,1,credit_note,2026-10-01,C1,-1,-1000\n",
        "instalments.csv": ONE_DUE,
        "receipts.csv": RECEIPTS,
    }
    found = said(company(tmp_path, files))
    wrong = found.problems[found.problems["rule"] == "sign_of_document"]
    assert ("instalments.csv", "line 2", "error") in set(
        wrong[["file", "line", "severity"]].itertuples(index=False, name=None)
    )


def test_receipts_without_allocations_leave_no_false_debt(tmp_path: Path) -> None:
    root = copied("receipts-never-allocated", tmp_path)
    checked = salesnb("check", root, "--month", "2026-10")
    assert checked.code == 0
    assert "receipts.csv: receipts without an allocation: 24 (24,000.00)" in checked.out
    snapshot = _closed(root, "2026-10")
    assert snapshot.frame("open_instalments").empty
    assert snapshot.frame("receipt_matches")["rule"].unique().tolist() == ["exact_amount"]
    assert snapshot.frame("receivables")["closing"].iloc[-1] == 0


def test_what_is_left_of_a_receipt_reduces_what_its_customer_owes(tmp_path: Path) -> None:
    files = {**with_orders(ORDER), "instalments.csv": ONE_DUE}
    files["receipts.csv"] = RECEIPTS + "R1,C1,2026-10-06,1300,\n"
    one = company(tmp_path, files)
    snapshot = close_month(one, MONTH, to=tmp_path / "scratch")
    owed = snapshot.frame("open_instalments")
    assert owed["open_amount"].tolist() == [-300] and owed["days_past_due"].tolist() == [0]
    assert snapshot.frame("receivables")["closing"].tolist() == [-300]
    assert snapshot.frame("collections_cube")["amount"].sum() == 1300


def test_without_any_payments_nobody_is_said_to_owe(tmp_path: Path) -> None:
    files = {**with_orders(ORDER), "instalments.csv": ONE_DUE}
    one = company(tmp_path, files)
    assert said(one).problems["rule"].tolist() == ["payments_missing"]
    snapshot = close_month(one, MONTH, to=tmp_path / "scratch")
    assert not {"open_instalments", "receivables"} & set(snapshot.names)
