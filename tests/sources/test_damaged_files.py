"""A file whose bytes are not what its name says is a sentence, never a traceback."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from gate import CUSTOMERS, ORDERS, company, said

HEAD = ORDERS.splitlines()[0].split(",")
WHOLE = gzip.compress((ORDERS * 50).encode(), mtime=0)
DAMAGED = "the file is damaged, or of another kind than its name says"


def zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    return held.getvalue()


def sheet(rows: list[list[object]]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page = book.add_worksheet("Orders")
        for i, row in enumerate(rows):
            page.write_row(i, 0, row)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("order_lines.xlsx", b"hello"),
        ("order_lines.xlsx", zipped()),
        ("order_lines.parquet", b"PAR1xxxx"),
        ("order_lines.csv.gz", WHOLE[: len(WHOLE) // 2]),
        ("order_lines.csv.gz", b"order_id,line_id\n"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    found = said(company(tmp_path, {"customers.csv": CUSTOMERS, name: content}))
    (sentence,) = found.sentences
    assert sentence.startswith(f"{name}: {DAMAGED} (")
    assert sentence.endswith("; export it again") and str(tmp_path) not in sentence
    assert found.n_errors == 1


def test_a_name_twice_in_a_sheet_loses_no_column_silently(tmp_path: Path) -> None:
    book = sheet([[*HEAD, "quantity"], ["O1", 1, 46300, "C1", 1, 2, 3]])
    found = said(company(tmp_path, {"customers.csv": CUSTOMERS, "order_lines.xlsx": book}))
    assert found.sentences == [
        "order_lines.xlsx Orders: column 'quantity' stands twice; name each column once"
    ]


def test_a_workbook_without_a_header(tmp_path: Path) -> None:
    found = said(company(tmp_path, {"customers.csv": CUSTOMERS, "order_lines.xlsx": sheet([])}))
    assert found.sentences == [
        "order_lines.xlsx: no visible sheet has a header (Orders); export it again"
    ]


def test_ways_of_writing_numbers_and_days(tmp_path: Path) -> None:
    """Signs, thousands, accounting and trailing negatives; slashes, dots, serials, times."""
    rows = [
        'O1,1,2026/10/5,C1,２,"¥1,234.50"',
        'O2,1,46301,C1,-1,"(7.25)"',
        "O3,1,2026.10.7,C1,-1,12.5-",
        "O4,1,20261008,C1,1,1.5e3",
        "O5,1,2026-10-09 13:45,C1,1,999999999999999.123456",
    ]
    text = "\n".join([",".join(HEAD), *rows]) + "\n"
    found = said(company(tmp_path, {"customers.csv": CUSTOMERS, "order_lines.csv": text}))
    assert found.sentences == []
    lines = found.tables["order_lines"]
    assert [str(day)[:10] for day in lines["order_on"]] == [
        f"2026-10-{n:02d}" for n in range(5, 10)
    ]
    assert [str(amount.normalize()) for amount in lines["net_amount"]][:4] == [
        "1234.5",
        "-7.25",
        "-12.5",
        "1.5E+3",
    ]
    assert str(lines["net_amount"][4]) == "999999999999999.123456"


@pytest.mark.parametrize("line", ['"C1,North', "C1,North,7,8", "C1,\x00North"])
def test_what_stands_in_a_broken_line_is_not_missing_elsewhere(tmp_path: Path, line: str) -> None:
    """The line is named once: neither has its file no rows, nor is its key unknown to others."""
    files = {"customers.csv": f"customer_id,name\n{line}\n", "order_lines.csv": ORDERS}
    found = said(company(tmp_path, files))
    broken, unknown = found.sentences
    assert broken.startswith("customers.csv line 2 = ")
    assert unknown.startswith("order_lines.csv line 3 customer_id = 'C2': not in customers.csv")


def test_a_cell_at_the_right_edge_of_a_sheet_is_named_and_takes_no_memory(tmp_path: Path) -> None:
    rows = [HEAD, ["O1", 1, 46300, "C1", 1, 2, *[None] * 16377, "x"]]
    files = {"customers.csv": CUSTOMERS, "order_lines.xlsx": sheet(rows)}
    found = said(company(tmp_path, files))
    assert found.sentences == [
        "order_lines.xlsx: a cell far from the table: A2, XFD2; delete the rows and columns behind"
        " the table in Excel, and save it"
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_wide_file_whose_mark_is_damaged_is_one_sentence(tmp_path: Path, encoding: str) -> None:
    damaged = b"\xff\x7e" + ORDERS.encode(encoding)[2:]
    files = {"customers.csv": CUSTOMERS, "order_lines.csv": damaged}
    stated = {"files": {"order_lines.csv": {"encoding": encoding}}}
    (sentence,) = said(company(tmp_path, files, source=stated)).sentences
    assert sentence.startswith("order_lines.csv: ") and encoding in sentence.lower()
