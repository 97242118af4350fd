"""Which tables and columns came in: unknown and missing ones, tables without rows, too large."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

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


def stacked(folder: Path, files: dict[str, str], rule: str, **gate: object) -> Said:
    """Return what the gate says of order files under one another, of which a rule may drop rows."""
    (folder / "own.toml").write_text(STACKED.replace('optional = ["colour"]\n', ""), "utf-8")
    files = {"customers.csv": CUSTOMERS, **files}
    settings = {"drop": {rule: ["order_lines"]}, "loss_budget_share": 1.0, **gate}
    return said(company(folder, files, source={"mapping": "own.toml"}, gate=settings))


def left_out(found: Said, reason: str) -> list[tuple[str, int, Decimal]]:
    """Return file, rows and money of what was left out for a reason."""
    rows = found.ledger[found.ledger["reason"] == reason]
    return list(rows[["file", "rows", "money"]].itertuples(index=False, name=None))


def test_rows_that_are_dropped_stand_in_the_ledger_by_file(tmp_path: Path) -> None:
    first = ORDERS + "O8,1,2026-10-07,C9,1,3.00\nO9,1,2026-10-07,C9,1,4.00\n"
    second = f"{HEAD}\nO3,1,2026-10-07,C9,1,5.00\n"
    files = {"orders_1.csv": first, "orders_2.csv": second, "orders_3.csv": f"{HEAD}\n"}
    found = stacked(tmp_path, files, "unknown_reference")
    assert left_out(found, "unknown_reference") == [
        ("orders_1.csv", 2, Decimal(7)),
        ("orders_2.csv", 1, Decimal(5)),
    ]
    assert len(found.tables["order_lines"]) == 2
    assert "#file" not in found.tables["order_lines"].columns


def test_too_large_a_loss_blames_no_single_file_of_several(tmp_path: Path) -> None:
    second = f"{HEAD}\nO3,1,2026-10-07,C9,1,5.00\n"
    files = {"orders_1.csv": ORDERS, "orders_2.csv": second}
    found = stacked(tmp_path, files, "unknown_reference", loss_budget_share=0.01)
    assert of_rule(found, "unknown_reference") == [("orders_2.csv", "customer_id")]
    assert [file for file, _ in of_rule(found, "loss_budget")] == ["orders_1.csv, orders_2.csv"]


def test_of_rows_that_two_files_have_that_of_the_second_is_dropped(tmp_path: Path) -> None:
    again = ORDERS.splitlines()[2]
    second = f"{HEAD}\n{again}\nO3,1,2026-10-07,C1,1,5.00\n"
    files = {"orders_1.csv": ORDERS, "orders_2.csv": second}
    found = stacked(tmp_path, files, "duplicate_row")
    assert left_out(found, "duplicate_row") == [("orders_2.csv", 1, Decimal("50.5"))]
    assert sorted(found.tables["order_lines"]["order_id"]) == ["O1", "O2", "O3"]
    assert tuple(found.counts.set_index("table").loc["order_lines"]) == (4, Decimal(206))


def test_a_total_of_one_of_several_files_is_booked_to_that_file(tmp_path: Path) -> None:
    second = f"{HEAD}\nO3,1,2026-10-07,C1,1,5.00\nTotal,,,,1,5.00\n"
    files = {"orders_1.csv": ORDERS, "orders_2.csv": second}
    found = stacked(tmp_path, files, "duplicate_row")
    assert left_out(found, "total_row") == [("orders_2.csv", 1, Decimal(5))]
    came_in = found.counts.set_index("table").loc["order_lines"]
    assert tuple(came_in) == (3, Decimal("160.5")), "what the ledger explains came in too"


def test_money_of_rows_left_out_is_no_part_of_what_a_stated_total_is_held_against(
    tmp_path: Path,
) -> None:
    totals = {"control_totals.csv": "table,rows,net\norder_lines,1,100\n"}
    rows = with_orders("O1,1,2026-10-05,C1,2,100.00", "Total,,,,2,100.00")
    found = said(company(tmp_path, {**rows, **totals}))
    assert found.n_errors == 0 and found.counts.set_index("table")["money"]["order_lines"] == 200


def workbook(folder: Path, *headers: list[str]) -> Path:
    """Write a workbook with a sheet for each header, each with a row below it."""
    file = folder / "tables" / "orders.xlsx"
    book = xlsxwriter.Workbook(file)
    for number, header in enumerate(headers, start=1):
        sheet = book.add_worksheet(f"Sheet {number}")
        sheet.write_row(0, 0, header)
        sheet.write_row(1, 0, ["O1", "1", "C1", "1", "5"])
    book.close()
    return file


def test_what_is_wrong_with_the_columns_of_a_sheet_names_the_sheet(tmp_path: Path) -> None:
    header = ["order_id", "line_id", "customer_id", "quantity", "net_amount", "colour"]
    one = company(tmp_path, {"customers.csv": CUSTOMERS})
    workbook(tmp_path, header).rename(tmp_path / "tables" / "order_lines.xlsx")
    lines = "\n".join(said(one).sentences)
    assert "order_lines.xlsx Sheet 1 order_on: column 'order_on' is missing" in lines
    assert "order_lines.xlsx Sheet 1 colour: column 'colour' is not known" in lines


def test_many_unknown_columns_are_one_warning(tmp_path: Path) -> None:
    names = [f"field_{n}" for n in range(60)]
    header, row = ",".join([HEAD, *names, "net_amuont"]), "O1,1,2026-10-05,C1,1,5.00" + "," * 61
    found = said(company(tmp_path, with_orders(row, header=header)))
    assert of_rule(found, "unknown_column") == [("order_lines.csv", "")]
    (line,) = [line for line in found.sentences if "not known" in line]
    assert line == (
        "order_lines.csv: 61 columns are not known: 'net_amuont', 'field_0', 'field_1', 'field_2',"
        " 'field_3', 'field_4', 'field_5', 'field_6', …; they are not used; is 'net_amuont'"
        " meant as 'net_amount'?"
    )
    assert found.problems["n_rows"].tolist() == [61] and found.n_errors == 0


def test_a_table_of_a_known_name_that_the_mapping_makes_of_others_is_told_so(
    tmp_path: Path,
) -> None:
    files = {"orders_1.csv": ORDERS, "order_lines.csv": ORDERS.replace("O1", "O9")}
    found = mapped(tmp_path, '[tables.order_lines]\nfrom = "orders_*"\n', files)
    rows = found.problems[found.problems["rule"] == "unknown_table"]
    assert rows["file"].tolist() == ["order_lines.csv"]
    assert rows["message"].tolist() == ["not read: the mapping makes order_lines of other tables"]
    assert rows["fix"].tolist() == ["name it there too, or under source.ignore"]
