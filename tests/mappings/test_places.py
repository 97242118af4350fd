"""A fault behind a mapping is reported in the right file, on its physical line."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "sources"))

from gate import CUSTOMERS, ORDERS, company, said

HEAD = ORDERS.splitlines()[0]
RENAMED = """
[tables.order_lines]
from = "orders_*"
[tables.order_lines.columns]
order_id = "Nr"
line_id = "Pos"
order_on = "Day"
customer_id = "Cust"
quantity = "Qty"
net_amount = "Net"
"""
UNION = {
    "customers.csv": CUSTOMERS,
    "orders_a.csv": "Nr,Pos,Day,Cust,Qty,Net\nA1,1,2026-10-01,C1,1,5\nA2,1,2026-10-01,C1,1,x1\n",
    "orders_b.csv": (
        'Nr,Pos,Day,Cust,Qty,Net\nB1,1,"2026-10\n-01",C1,1,5\nB2,1,2026-10-01,C1,1,x1\n'
        "B3,1,2026-10-01,C1,1,7\nB3,1,2026-10-01,C1,1,7\nA1,1,2026-10-01,C1,1,5\n"
    ),
}
SAME_ROW = (
    'delete one, or write drop = { duplicate_row = ["order_lines"] } under `[gate]` in'
    " company.toml; where both are right, number them in a mapping:"
    ' line_id = "row_number(order_id)"'
)
JOINED = """
[tables.order_lines]
from = "positions"
[[tables.order_lines.join]]
table = "heads"
on = ["Nr"]
[tables.order_lines.columns]
order_id = "Nr"
line_id = "Pos"
order_on = "heads.Day"
customer_id = "heads.Cust"
quantity = "Qty"
net_amount = "Qty * Net"
"""


def sentences(folder: Path, files: dict[str, str], mapping: str) -> list[str]:
    one = company(folder, files, source={"mapping": "own.toml"})
    (folder / "own.toml").write_text(mapping, encoding="utf-8")
    return said(one).sentences


def test_the_sentence_of_the_guide(tmp_path: Path) -> None:
    known = "customer_id,name\n" + "".join(f"C{n:04d},N\n" for n in range(995, 1002))
    amounts = {31: ("C9999", "10000.00"), 33: ("C9999", "2000"), 35: ("C9999", "400")}
    rows = [
        ",".join([f"O{n}", "1", "2026-10-05", who, "1", net])
        for n in range(2, 40)
        for who, net in [amounts.get(n, ("C0995", "5"))]
    ]
    files = {"customers.csv": known, "orders.csv": "\r\n".join([HEAD, *rows]) + "\r\n"}
    assert sentences(tmp_path, files, '[tables.order_lines]\nfrom = "orders"\n') == [
        "orders.csv line 31 customer_id = 'C9999': not in customers.csv (3 lines, 12,400.00);"
        " did you mean 'C0999'?"
    ]


def test_files_under_one_another_are_told_apart(tmp_path: Path) -> None:
    assert sentences(tmp_path, UNION, RENAMED) == [
        "orders_b.csv line 2 Day order_on = '2026-10\\n-01': not a date; write it as 2026-10-07",
        "orders_a.csv line 3 Net net_amount = 'x1': not a number; write it as 1234.50",
        "orders_b.csv line 4 Net net_amount = 'x1': not a number; write it as 1234.50",
        "orders_b.csv line 6 Nr order_id = 'B3': the whole row stands already at line 5;"
        f" {SAME_ROW}",
        "orders_b.csv line 7 Nr order_id = 'A1': the whole row stands already at"
        " orders_a.csv line 2;"
        f" {SAME_ROW}",
    ]


def test_a_value_of_a_joined_file_is_told_in_that_file(tmp_path: Path) -> None:
    files = {
        "customers.csv": CUSTOMERS,
        "heads.csv": "Nr,Day,Cust\nA1,2026-10-01,C1\nA2,35.13.2026,C1\nA3,2026-10-03,C22\n",
        "positions.csv": "Nr,Pos,Qty,Net\nA1,1,1,x\nA2,1,1,7\nA3,1,1,9\n",
    }
    assert sentences(tmp_path, files, JOINED) == [
        "heads.csv line 3 Day order_on = '35.13.2026': not a date; write it as 2026-10-07, or state"
        ' `date_order = "dmy"` or `date_order = "mdy"`',
        "positions.csv line 2 Net net_amount = 'x': not a number; write it as 1234.50",
        "heads.csv line 4 Cust customer_id = 'C22': not in customers.csv (1 line, 9.00);"
        " did you mean 'C2'?",
    ]


def test_one_of_equal_rows_keeps_a_place(tmp_path: Path) -> None:
    files = UNION | {"heads.csv": "Nr,Name\nC1,A\nC1,A\n,B\n", "order_lines.csv": ORDERS}
    own = (
        '[tables.customers]\nfrom = "heads"\ndistinct = true\n'
        'columns = { customer_id = "Nr", name = "Name" }\n'
    )
    found = [s for s in sentences(tmp_path, files, own) if "missing" in s]
    assert found == ["heads.csv line 4 Nr customer_id: missing; every row needs one"]
