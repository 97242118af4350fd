"""Signs are held against what a row stands for: nothing is added the wrong way in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cases.case import copied
from tests.cli.commands import salesnb
from tests.sources.gate import CUSTOMERS, company, said, with_orders

INVOICES = "invoice_id,line_id,kind,invoice_on,customer_id,quantity,net_amount,cost_amount\n"
SALE = "I1,1,invoice,2026-10-05,C1,2,100.00,60.00\n"
RECEIPTS = "receipt_id,customer_id,received_on,amount,is_bounced\n"
TURNED = "-abs(net_amount) if kind in ['credit_note', 'rebate'] else net_amount"


def _invoices(rows: str) -> dict[str, str | bytes]:
    return {"customers.csv": CUSTOMERS, "invoice_lines.csv": INVOICES + SALE + rows}


def test_positive_credit_notes_stop_the_month_with_their_lines_and_money(tmp_path: Path) -> None:
    checked = salesnb("check", copied("credit-note-positive", tmp_path), "--month", "2026-09")
    assert checked.code == 1
    assert "invoice_lines.csv line 266 net_amount = '1330.00': above zero in a credit note" in (
        checked.out
    )
    assert "(4 lines, 10,070.00)" in checked.out and TURNED in checked.out


def test_the_mapping_that_the_message_names_makes_the_month_right(tmp_path: Path) -> None:
    root = copied("credit-note-positive", tmp_path)
    names = (root / "tables" / "invoice_lines.csv").read_text().splitlines()[0].split(",")
    columns = "".join(f"{name} = {name!r}\n" for name in names if name != "net_amount")
    mapping = '[tables.invoice_lines]\nfrom = "invoice_lines"\n[tables.invoice_lines.columns]\n'
    (root / "mapping.toml").write_text(f'{mapping}{columns}net_amount = "{TURNED}"\n')
    stated = (root / "company.toml").read_text()
    (root / "company.toml").write_text(stated + 'mapping = "mapping.toml"\n')
    checked = salesnb("check", root, "--month", "2026-09", "--json")
    assert checked.code == 0, checked.out
    assert {one["rule"] for one in checked.json["problems"]} == {"opposite_signs"}


@pytest.mark.parametrize(
    ("row", "rule", "severity"),
    [
        ("I2,1,rebate,2026-10-06,C1,1,9.00,0\n", "sign_of_document", "error"),
        ("I2,1,credit_note,2026-10-06,C1,-1,-50.00,30.00\n", "opposite_signs", "warning"),
        ("I2,1,credit_note,2026-10-06,C1,1,-50.00,-30.00\n", "opposite_signs", "warning"),
        ("I2,1,invoice,2026-10-06,C1,-1,50.00,30.00\n", "opposite_signs", "warning"),
    ],
)
def test_each_amount_has_the_sign_of_its_document(
    tmp_path: Path, row: str, rule: str, severity: str
) -> None:
    found = said(company(tmp_path, _invoices(row))).problems
    assert found["rule"].tolist() == [rule]
    assert found["severity"].tolist() == [severity]
    assert found["line"].tolist() == ["line 3"]


def test_returns_and_discounts_with_the_right_sign_are_no_fault(tmp_path: Path) -> None:
    row = "I2,1,credit_note,2026-10-06,C1,-1,-50.00,-30.00\nI3,1,,2026-10-06,C1,0,-5.00,0\n"
    assert said(company(tmp_path, _invoices(row))).sentences == []


def test_a_table_that_is_mostly_below_zero_is_exported_with_the_other_sign(tmp_path: Path) -> None:
    files = with_orders("O1,1,2026-10-05,C1,-2,-100", "O2,1,2026-10-05,C1,-2,-100")
    found = said(company(tmp_path, files))
    assert found.problems["severity"].unique().tolist() == ["warning"]
    assert found.sentences[0] == (
        "order_lines.csv line 2 net_amount = '-100': below zero (2 lines, -200.00); correct it,"
        ' or map it with the other sign: `net_amount = "-net_amount"`'
    )


@pytest.mark.parametrize(
    ("rows", "severities"),
    [
        ("R1,C1,2026-10-05,-10,\n", ["error", "warning"]),
        ("R1,C1,2026-10-05,-10,\nR2,C1,2026-10-06,90,\nR3,C1,2026-10-06,90,\n", ["warning"]),
        ("R1,C1,2026-10-05,-10,true\n", []),
    ],
)
def test_receipts_below_zero_are_named(tmp_path: Path, rows: str, severities: list[str]) -> None:
    files: dict[str, Any] = with_orders("O1,1,2026-10-05,C1,2,100")
    found = said(company(tmp_path, {**files, "receipts.csv": RECEIPTS + rows})).problems
    signs = found[found["rule"].isin(["sign_of_document", "refund_of_nothing"])]
    assert sorted(signs["severity"]) == severities
