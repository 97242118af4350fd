"""Tiny companies whose one table of orders comes in every kind of file that the gate reads.

A `Grid` is the table before it is written, so that its structure and values can be changed; a
`Sample` is the file as bytes with what `company.toml` and a mapping say of it.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from salesnb.settings import DROP_RULES

HEADER = ("order_id", "line_id", "order_on", "customer_id", "quantity", "net_amount")
CHINESE = ("订单号", "行号", "日期", "客户", "数量", "金额", "状态")
GERMAN = ("Auftrag", "Pos", "Datum", "Kunde", "Menge", "Betrag", "Status")
_AMOUNTS = ("100.00", "50.50", "-20.00", "1234.56", "0.99", "75", "300.10", "12.00")


@dataclass
class Grid:
    """A table before it is written: its header and rows, which may be ragged."""

    header: list[Any]
    rows: list[list[Any]]


@dataclass(frozen=True)
class Kind:
    """How a company's orders are written, and what the company states about them."""

    name: str
    file: str
    header: tuple[str, ...] = HEADER
    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\n"
    decimal_mark: str = "."
    day_form: str = "%Y-%m-%d"
    titles: int = 0  # rows above the header, stated as header_row
    mapping: str = ""
    stated: dict[str, Any] = field(default_factory=dict)  # under [source]
    others: dict[str, bytes] = field(default_factory=dict)  # files beside it, never changed

    @property
    def form(self) -> str:
        """What the file is: text, xlsx, parquet or duckdb."""
        ending = self.file.removesuffix(".gz").rpartition(".")[2]
        return ending if ending in ("xlsx", "parquet", "duckdb") else "text"

    @property
    def has_open_only(self) -> bool:
        """Whether the mapping keeps rows of one state only."""
        return "where" in self.mapping


@dataclass(frozen=True)
class Sample:
    """One export as bytes, under the name and the settings of its kind."""

    kind: Kind
    content: bytes
    sound: bytes = b""  # the file before it was damaged; '' where it was written anew
    may_drop: bool = False  # whether company.toml lets faulty rows go

    def write(self, folder: Path) -> dict[str, Any]:
        """Write the company's files into a folder; return its settings."""
        tables = folder / "tables"
        tables.mkdir(parents=True)
        for name, content in {self.kind.file: self.content, **self.kind.others}.items():
            (tables / name).write_bytes(content)
        source = dict(self.kind.stated)
        if self.kind.form == "duckdb":
            source |= {"kind": "duckdb", "path": f"tables/{self.kind.file}"}
        if self.kind.mapping:
            (folder / "mapping.toml").write_text(self.kind.mapping, encoding="utf-8")
            source["mapping"] = "mapping.toml"
        company = {"name": "Fuzz", "currency": "CNY"}
        gate: dict[str, Any] = {"memory_gb": 0.5}
        if self.may_drop:
            gate |= {"drop": {rule: ["*"] for rule in DROP_RULES}, "loss_budget_share": 1}
        return {"company": company, "source": source, "gate": gate}


def _mapping(table: str, names: tuple[str, ...], *, where: str = "") -> str:
    columns = "\n".join(f'{to} = "{name}"' for to, name in zip(HEADER, names, strict=False))
    kept = f"where = \"{names[6]} == '{where}'\"\nleaves_out = 0.99\n" if where else ""
    return (
        f'[tables.order_lines]\nfrom = "{table}"\n{kept}[tables.order_lines.columns]\n{columns}\n'
    )


def _settings(file: str, **stated: Any) -> dict[str, Any]:
    return {"files": {file: stated}}


_MASTER = "customer_id,name\n" + "".join(f"0{n},Customer {n}\n" for n in range(1, 9))
KINDS = (
    Kind("csv", "order_lines.csv"),
    Kind("csv with a master", "order_lines.csv", others={"customers.csv": _MASTER.encode()}),
    Kind(
        "German",
        "Auftraege.csv",
        header=GERMAN,
        encoding="utf-8-sig",
        delimiter=";",
        line_end="\r\n",
        decimal_mark=",",
        day_form="%d.%m.%Y",
        mapping=_mapping("Auftraege", GERMAN),
        stated={"decimal_mark": ",", "date_order": "dmy"},
    ),
    Kind(
        "GBK",
        "销售明细.csv",
        header=CHINESE,
        encoding="gb18030",
        mapping=_mapping("销售明细", CHINESE, where="open"),
        stated=_settings("销售明细.csv", encoding="gb18030"),
    ),
    Kind(
        "UTF-16",
        "order_lines.csv",
        encoding="utf-16",
        delimiter="\t",
        stated=_settings("order_lines.csv", encoding="utf-16"),
    ),
    Kind("gzip", "order_lines.csv.gz"),
    Kind("xlsx", "order_lines.xlsx"),
    Kind(
        "xlsx below titles",
        "Orders.xlsx",
        header=CHINESE,
        titles=2,
        mapping=_mapping("Orders", CHINESE, where="open"),
        stated=_settings("Orders.xlsx", header_row=3),
    ),
    Kind("parquet", "order_lines.parquet"),
    Kind("duckdb", "shop.duckdb"),
)


def grid_of(kind: Kind, n_rows: int = 6) -> Grid:
    """Return a kind's sound table: identifiers with leading zeros, days, signed amounts."""
    rows = [_row(kind, n) for n in range(n_rows)]
    width = len(kind.header)
    return Grid(list(kind.header), [row[:width] for row in rows])


def _row(kind: Kind, n: int) -> list[Any]:
    day, amount = dt.date(2026, 10, 1 + n % 28), Decimal(_AMOUNTS[n % len(_AMOUNTS)])
    quantity, state = 1 + n % 5, "open" if n % 3 else "draft"
    if kind.form != "text":
        return [f"00{n + 1}", "1", day, f"0{1 + n % 8}", quantity, amount, state]
    written = str(amount).replace(".", kind.decimal_mark)
    return [
        f"00{n + 1}",
        "1",
        day.strftime(kind.day_form),
        f"0{1 + n % 8}",
        str(quantity),
        written,
        state,
    ]


def written(kind: Kind, grid: Grid) -> bytes:
    """Return the bytes of a kind's file with a table in it."""
    return _WRITERS[kind.form](kind, grid)


def text_of(kind: Kind, grid: Grid) -> str:
    """Return a table as delimited text."""
    held = io.StringIO()
    writer = csv.writer(held, delimiter=kind.delimiter, lineterminator=kind.line_end)
    writer.writerows([*[["Report", ""]] * kind.titles, grid.header, *grid.rows])
    return held.getvalue()


def encoded(kind: Kind, text: str) -> bytes:
    """Return a text as the bytes of a kind's file, compressed where the kind is."""
    raw = text.encode(kind.encoding, errors="replace")
    return gzip.compress(raw, mtime=0) if kind.file.endswith(".gz") else raw


def _text_file(kind: Kind, grid: Grid) -> bytes:
    return encoded(kind, text_of(kind, grid))


def workbook_of(kind: Kind, grid: Grid) -> openpyxl.Workbook:
    """Return a table as a workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data"
    for row in [*[["Report"]] * kind.titles, grid.header, *grid.rows]:
        sheet.append([float(cell) if isinstance(cell, Decimal) else cell for cell in row])
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    """Return a workbook as bytes."""
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _sheet_file(kind: Kind, grid: Grid) -> bytes:
    return saved(workbook_of(kind, grid))


def arrow_of(grid: Grid) -> pa.Table:
    """Return a table as Arrow; a column of mixed values as text, rows cut to the header."""
    columns = []
    for j in range(len(grid.header)):
        cells = [row[j] if j < len(row) else None for row in grid.rows]
        try:
            columns.append(pa.array(cells))
        except (pa.ArrowException, TypeError, OverflowError, ValueError):
            columns.append(pa.array([None if one is None else str(one) for one in cells]))
    return pa.Table.from_arrays(columns, names=[str(one) for one in grid.header])


def _parquet_file(kind: Kind, grid: Grid) -> bytes:
    held = io.BytesIO()
    pq.write_table(arrow_of(grid), held)
    return held.getvalue()


def _distinct(header: list[Any]) -> list[str]:
    """Return names of which no two are the same to a database, which knows no case."""
    names = [str(one) or "?" for one in header]
    low = [name.lower() for name in names]
    return [f"{name}_{j}" if low[j] in low[:j] else name for j, name in enumerate(names)]


def _duckdb_file(kind: Kind, grid: Grid) -> bytes:
    table = arrow_of(Grid(_distinct(grid.header), grid.rows))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.duckdb"
        with duckdb.connect(str(path)) as con:
            con.register("came_in", table)
            con.execute("CREATE TABLE order_lines AS SELECT * FROM came_in")
            con.unregister("came_in")
        return path.read_bytes()


_WRITERS: dict[str, Callable[[Kind, Grid], bytes]] = {
    "text": _text_file,
    "xlsx": _sheet_file,
    "parquet": _parquet_file,
    "duckdb": _duckdb_file,
}
