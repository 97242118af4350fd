"""A total below rows of which an amount cannot be read: the amount is the fault, not the total."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.sources.gate import company, said, with_orders

FIRST, LAST = "O1,1,2026-10-05,C1,2,100.00", "O3,1,2026-10-07,C1,1,20.00"
UNREAD = "O2,1,2026-10-06,C1,2,5O.00"  # a letter in place of a nought


def test_an_amount_that_cannot_be_read_gives_no_faults_of_the_total_below(tmp_path: Path) -> None:
    found = said(company(tmp_path, with_orders(FIRST, UNREAD, LAST, "Total,,,,5,170.00")))
    assert found.sentences == [
        "order_lines.csv line 3 net_amount = '5O.00': not a number; write it as 1234.50",
        "order_lines.csv line 5 = 'Total': looks like a total (net_amount 170.00), not checked:"
        " 1 value above it is no number; correct that first; the total is left out",
    ]
    assert found.n_errors == 1
    assert found.ledger[["reason", "money"]].to_numpy().tolist() == [["total_row", Decimal(170)]]


def test_a_total_that_is_no_sum_of_readable_rows_is_still_checked_as_a_row(tmp_path: Path) -> None:
    found = said(company(tmp_path, with_orders(FIRST, LAST, "Total,,,,5,170.00")))
    assert "line 4 = 'Total': looks like a total, and its largest number is not" in str(
        found.sentences
    )
    assert found.n_errors == 3 and found.ledger.empty


def test_a_row_without_a_word_for_a_total_is_none_because_a_value_cannot_be_read(
    tmp_path: Path,
) -> None:
    found = said(company(tmp_path, with_orders(FIRST, UNREAD, LAST, LAST, "O4,1,,C1,5,170.00")))
    assert found.ledger.empty and found.n_errors == 3  # one unread, one repeated, one without a day
