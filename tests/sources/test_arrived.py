"""Which tables and columns came in: unknown and missing ones, tables without rows, too large."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.sources.gate import CUSTOMERS, ORDERS, Said, company, said, with_orders

HEAD = ORDERS.splitlines()[0]
STACKED = '[tables.order_lines]\nfrom = "orders_*"\noptional = ["colour"]\n'
JOINED = """
[tables.order_lines]
from = "orders_*"
join = { table = "heads", on = ["order_id"] }
[tables.order_lines.columns]
order_id = "order_id"
line_id = "line_id"
order_on = "heads.order_on"
customer_id = "customer_id"
quantity = "quantity"
net_amount = "net_amount"
"""


def mapped(folder: Path, mapping: str, files: dict[str, str]) -> Said:
    """Return what the gate says of files that a mapping puts under one another."""
    (folder / "own.toml").write_text(mapping, encoding="utf-8")
    files = {"customers.csv": CUSTOMERS} | files
    return said(company(folder, files, source={"mapping": "own.toml"}))


def of_rule(found: Said, rule: str) -> list[tuple[str, str]]:
    """Return file and column of the problems of one rule."""
    rows = found.problems[found.problems["rule"] == rule]
    return list(rows[["file", "column"]].itertuples(index=False, name=None))


def test_an_unknown_column_is_told_of_the_file_that_has_it(tmp_path: Path) -> None:
    second = f"{HEAD},colour\nO3,1,2026-10-07,C1,1,5.00,red\n"
    found = mapped(tmp_path, STACKED, {"orders_1.csv": ORDERS, "orders_2.csv": second})
    assert of_rule(found, "unknown_column") == [("orders_2.csv", "colour")]
    assert found.n_errors == 0


def test_a_column_that_no_file_has_is_told_of_all_of_them(tmp_path: Path) -> None:
    lines = "order_id,line_id,customer_id,quantity,net_amount\nO{},1,C1,1,5.00\n"
    files = {f"orders_{n}.csv": lines.format(n) for n in (1, 2)}
    found = mapped(tmp_path, '[tables.order_lines]\nfrom = "orders_*"\n', files)
    assert of_rule(found, "missing_column") == [("orders_1.csv, orders_2.csv", "order_on")]


def test_rows_and_money_of_a_table_stand_once_however_many_its_files(tmp_path: Path) -> None:
    lines = "order_id,line_id,customer_id,quantity,net_amount\nO{},1,C1,1,{}.00\n"
    files = {"orders_1.csv": lines.format(1, 5), "orders_2.csv": lines.format(2, 7)}
    heads = "order_id,order_on\nO1,2026-10-05\nO2,2026-10-06\n"
    found = mapped(tmp_path, JOINED, {**files, "heads.csv": heads})
    own = found.files[found.files["table"] == "order_lines"]
    assert own["file"].tolist() == ["orders_1.csv", "orders_2.csv", "heads.csv"]
    assert not {"rows", "money"} & set(own.columns), "they are of the table, not of each file"
    counts = found.counts.set_index("table")
    assert tuple(counts.loc["order_lines"]) == (2, Decimal(12))
    assert counts.loc["customers", "rows"] == 2 and counts.index.is_unique


def test_a_table_without_rows_is_a_warning(tmp_path: Path) -> None:
    found = said(company(tmp_path, {"customers.csv": CUSTOMERS, "order_lines.csv": HEAD + "\n"}))
    assert [line for line in found.sentences if "a header and no rows" in line]
    assert of_rule(found, "no_rows") == [("order_lines.csv", "")]


def test_a_table_of_notes_alone_is_not_called_a_header(tmp_path: Path) -> None:
    rows = with_orders("Exported on 2026-10-31,,,,,")
    found = said(company(tmp_path, rows))
    assert found.ledger["reason"].tolist() == ["footer"]
    (line,) = [line for line in found.sentences if "no rows" in line]
    assert "only totals or notes, and no rows" in line


@pytest.mark.parametrize(("digits", "n_errors"), [(2, 0), (4, 1)])
def test_amounts_whose_sum_passes_what_can_be_counted_are_an_error(
    digits: int, n_errors: int, tmp_path: Path
) -> None:
    rows = ("O1,1,2026-10-05,C1,1,500000000000000", "O2,1,2026-10-06,C1,1,-500000000000000")
    settings = {"name": "Test", "currency_digits": digits}
    found = said(company(tmp_path, with_orders(*rows), company=settings))
    assert of_rule(found, "too_large_sum") == [("order_lines.csv", "net_amount")] * n_errors
    lines = [line for line in found.sentences if "more than can be counted" in line]
    assert len(lines) == n_errors == found.n_errors
    for line in lines:
        assert "1,000,000,000,000,000.00" in line, "credit notes do not make a sum small"
        assert "(922,337,203,685,478)" in line and "export them in a larger unit" in line


def test_rows_that_are_dropped_blame_no_single_file_of_several(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(STACKED.replace('optional = ["colour"]\n', ""), "utf-8")
    second = f"{HEAD}\nO3,1,2026-10-07,C9,1,5.00\n"
    files = {"customers.csv": CUSTOMERS, "orders_1.csv": ORDERS, "orders_2.csv": second}
    gate = {"drop": {"unknown_reference": ["order_lines"]}, "loss_budget_share": 0.01}
    found = said(company(tmp_path, files, source={"mapping": "own.toml"}, gate=gate))
    (dropped,) = found.ledger[found.ledger["reason"] == "unknown_reference"].to_dict("records")
    assert (dropped["file"], dropped["rows"]) == ("orders_1.csv, orders_2.csv", 1)
    assert of_rule(found, "unknown_reference") == [("orders_2.csv", "customer_id")]
    assert [file for file, _ in of_rule(found, "loss_budget")] == ["orders_1.csv, orders_2.csv"]
