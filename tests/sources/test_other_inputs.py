"""Sheets, Parquet, databases, stated encodings, Chinese words, long lists and drops."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from gate import CUSTOMERS, ORDERS, company, said, with_orders

GOOD = "O1,1,2026-10-05,C1,2,100.00"


def sheet(rows: list[list[object]], *, formula: tuple[str, str] | None = None) -> bytes:
    """Return a workbook with one sheet named Orders; `formula` is a cell and its error value."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page = book.add_worksheet("Orders")
        for i, row in enumerate(rows):
            page.write_row(i, 0, row)
        if formula:
            page.write_formula(formula[0], "=1/0", None, formula[1])
    return held.getvalue()


def test_an_error_cell_is_named_by_sheet_and_cell(tmp_path: Path) -> None:
    head = ORDERS.splitlines()[0].split(",")
    book = sheet([head, ["O1", 1, 46300, "C1", 2, 0]], formula=("F2", "#DIV/0!"))
    files = {"customers.csv": CUSTOMERS, "order_lines.xlsx": book}
    assert said(company(tmp_path, files)).sentences == [
        "order_lines.xlsx Orders!F2 net_amount = '#DIV/0!': an error of Excel;"
        " correct the formula there, and save the file"
    ]


def test_a_date_serial_of_a_sheet_is_read(tmp_path: Path) -> None:
    head = ORDERS.splitlines()[0].split(",")
    files = {
        "customers.csv": CUSTOMERS,
        "order_lines.xlsx": sheet([head, ["O1", 1, 46300, "C1", 2, 7.25]]),
    }
    found = said(company(tmp_path, files))
    assert found.sentences == []
    assert str(found.tables["order_lines"]["order_on"].iloc[0])[:10] == "2026-10-05"
    assert found.tables["order_lines"]["net_amount"].iloc[0] == Decimal("7.25")


def test_a_row_of_a_parquet_file_is_counted(tmp_path: Path) -> None:
    held = io.BytesIO()
    columns = dict(
        zip(
            ORDERS.split("\n")[0].split(","),
            zip(
                ("O1", "1", "2026-10-05", "C1", 2.0, 100.0),
                ("O2", "1", "soon", "C1", 2.0, 100.0),
                strict=True,
            ),
            strict=True,
        )
    )
    pq.write_table(pa.table({k: list(v) for k, v in columns.items()}), held)
    files = {"customers.csv": CUSTOMERS, "order_lines.parquet": held.getvalue()}
    assert said(company(tmp_path, files)).sentences == [
        "order_lines.parquet row 2 order_on = 'soon': not a date; write it as 2026-10-07"
    ]


def database(folder: Path, *, tables: dict[str, str]) -> None:
    with duckdb.connect(str(folder / "erp.duckdb")) as con:
        for name, query in tables.items():
            con.execute(f"create table {name} as {query}")


def test_a_database_without_a_column_and_without_a_table(tmp_path: Path) -> None:
    orders = (
        "select 'O1' order_id, '1' line_id, date '2026-10-05' order_on, 'C1' customer_id,"
        " 2 quantity"
    )
    database(tmp_path, tables={"order_lines": orders})
    one = company(tmp_path, {}, source={"kind": "duckdb", "path": "erp.duckdb"})
    assert said(one).sentences == [
        "erp.duckdb net_amount: column 'net_amount' is missing;"
        " export it, or map it in company.toml"
    ]


def test_a_database_without_lines(tmp_path: Path) -> None:
    database(tmp_path, tables={"customers": "select 'C1' customer_id, 'North' as name"})
    one = company(tmp_path, {}, source={"kind": "duckdb", "path": "erp.duckdb"})
    assert said(one).sentences == [
        "(exports): none of order_lines, invoice_lines, leads, opportunities is there;"
        " export one of them, or map one in company.toml"
    ]


def test_stated_encodings_are_read(tmp_path: Path) -> None:
    for encoding in ("gb18030", "utf-16"):
        files = with_orders(GOOD) | {
            "customers.csv": "customer_id,name\nC1,北方\n".encode(encoding)
        }
        stated = {"files": {"customers": {"encoding": encoding}}}
        found = said(company(tmp_path / encoding, files, source=stated))
        assert found.sentences == []
        assert found.tables["customers"]["name"].tolist() == ["北方"]


def test_a_wrongly_stated_encoding(tmp_path: Path) -> None:
    files = with_orders(GOOD) | {"customers.csv": "customer_id,name\nC1,北方\n".encode("gb18030")}
    found = said(company(tmp_path, files, source={"files": {"customers": {"encoding": "latin"}}}))
    assert found.n_errors == 0 and found.tables["customers"]["name"].tolist() != ["北方"]
    found = said(
        company(tmp_path / "b", files, source={"files": {"customers": {"encoding": "kling"}}})
    )
    assert found.sentences == [
        "customers.csv: 'kling' is no encoding that Python knows;"
        " write utf-8, gb18030, utf-16 or another one in company.toml"
    ]


def test_local_ways_of_writing(tmp_path: Path) -> None:
    files = with_orders('O1,1,05.10.2026,C1,"１２","1.234,50"', "O2,1,2026年10月6日,C1,-1,(7)")
    found = said(company(tmp_path, files, source={"decimal_mark": ",", "date_order": "dmy"}))
    assert found.sentences == []
    lines = found.tables["order_lines"]
    assert lines["net_amount"].tolist() == [Decimal("1234.5"), Decimal("-7")]
    assert [str(day)[:10] for day in lines["order_on"]] == ["2026-10-05", "2026-10-06"]


def test_chinese_words(tmp_path: Path) -> None:
    files = with_orders("O1,1,10月7日,C10,2,100", GOOD, GOOD)
    assert said(company(tmp_path, files), lang="zh").sentences == [
        "order_lines.csv 第 2 行 order_on = '10月7日'：不是日期；请写成 2026-10-07",
        "order_lines.csv 第 4 行 order_id = 'O1'：整行与第 3 行重复；"
        "请删除其中一行，或在 company.toml 的 `[gate]` 下写 "
        'drop = { duplicate_row = ["order_lines"] }；'
        '若两行都正确，请在映射中编号：line_id = "row_number(order_id)"',
        "order_lines.csv 第 3 行 order_id = 'O1'："
        "主键 O1, 1 在第 2 行已出现，但其他值不同；请更正其中一行",
        "order_lines.csv 第 2 行 customer_id = 'C10'："
        "在 customers.csv 中不存在（1 行，100.00）；您是否想写 'C1'？",
    ]


def test_a_long_list_is_cut_and_counted(tmp_path: Path) -> None:
    rows = [f"O{i},1,x,C1,1,2.00" for i in range(25)]
    found = said(company(tmp_path, with_orders(*rows)))
    assert len(found.problems) == 20 and found.n_errors == 25
    assert found.sentences[-1] == (
        "order_lines.csv order_on: not_a_date: 25 rows in all (50.00); the first 20 are shown"
    )


def test_many_unknown_customers_are_cut_and_counted(tmp_path: Path) -> None:
    rows = [f"O{i},1,2026-10-05,X{i},1,2.00" for i in range(25)]
    found = said(company(tmp_path, with_orders(*rows)))
    assert len(found.problems) == 20 and found.n_errors == 25
    assert found.sentences[-1] == (
        "order_lines.csv customer_id: unknown_reference: 25 rows in all (50.00);"
        " the first 20 are shown"
    )


def test_dropped_rows_stand_in_the_ledger_once(tmp_path: Path) -> None:
    rows = (GOOD, GOOD, "O2,1,x,C9,1,7.00", "O3,1,2026-10-05,C9,1,5.00", "O4,1,x,C1,1,3.00")
    rules = ("not_a_date", "unknown_reference", "duplicate_row")
    gate = {"drop": {rule: ["order_lines"] for rule in rules}, "loss_budget_share": 1}
    found = said(company(tmp_path, with_orders(*rows), gate=gate))
    assert found.n_errors == 0
    assert set(found.problems["severity"]) == {"dropped"}
    ledger = {r.reason: (r.rows, r.money) for r in found.ledger.itertuples()}
    assert ledger == {
        "not_a_date": (2, Decimal(10)),
        "unknown_reference": (1, Decimal(5)),
        "duplicate_row": (1, Decimal(100)),
    }
    assert found.counts.set_index("table").loc["order_lines", "money"] == Decimal(215)


def test_a_master_row_without_its_key_hides_no_unknown_one(tmp_path: Path) -> None:
    files = with_orders("O1,1,2026-10-05,C9,2,100", GOOD) | {
        "customers.csv": CUSTOMERS + ",Nobody\n"
    }
    drop = {"missing_value": ["*"], "unknown_reference": ["*"]}
    found = said(company(tmp_path, files, gate={"drop": drop}))
    assert [r.reason for r in found.ledger.itertuples()] == ["missing_value", "unknown_reference"]
    assert found.tables["order_lines"]["customer_id"].tolist() == ["C1"]
