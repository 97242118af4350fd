"""What a person would read in an export: every row with its day, quantity and amount.

Nothing here calls salesnb: text is read by Python's csv module, workbooks by openpyxl, Parquet by
Arrow, databases by DuckDB's own driver; numbers and days by the strict readers below.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from tests.sources.fuzz.companies import Kind

_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000"), " ")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ASCII = {**_WIDE, **_BLANKS, ord("−"): "-", ord("’"): "'", ord("ʼ"): "'", ord("￥"): "¥"}
_CURRENCY = r"(?:CN¥|¥|元|(?i:RMB|CNY)|人民币)"
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("jan", "feb fév", "mar mär mrz", "apr avr", "may mai", "jun", "jul", "aug"),
            *("sep", "oct okt", "nov", "dec dez"),
        ),
        start=1,
    )
    for name in names.split()
}
_EXCEL = dt.date(1899, 12, 30)
_ZONE = r"(?: ?(?:Z|UTC|[+-]\d\d:?(?:\d\d)?))?"
_TIME = rf"(?:[ T]+\d{{1,2}}:\d{{1,2}}(?::\d{{1,2}}(?:[.,]\d+)?)?(?: ?[AP]M)?{_ZONE})?"


class Unreadable(Exception):
    """A file, header or value in which a person would read nothing for sure."""


@dataclass(frozen=True)
class Row:
    """A row as a person reads it; missing is None, what cannot be read `unread`."""

    order: str
    day: dt.date | None
    quantity: Decimal | None
    amount: Decimal | None
    unread: tuple[str, ...] = ()


def rows_of(file: Path, kind: Kind) -> list[Row]:
    """Return the rows of an export; raise `Unreadable` where a person would not find a table."""
    cells = _CELLS[kind.form](file, kind)
    header, *body = _from_header(cells, kind)
    places = [header.index(name) for name in kind.header[:6]]
    return [_row(row, places, kind) for row in body if any(not _is_blank(one) for one in row)]


def _from_header(rows: Iterable[Sequence[Any]], kind: Kind) -> list[Sequence[Any]]:
    found = list(rows)
    wanted = set(kind.header[:6])
    for n, row in enumerate(found):
        names = [str(one).strip() for one in row]
        if wanted <= set(names):
            if any(names.count(name) > 1 for name in wanted):
                raise Unreadable("a column stands twice")
            return [names, *found[n + 1 :]]
    raise Unreadable("no header")


def _row(cells: Sequence[Any], places: Sequence[int], kind: Kind) -> Row:
    order, _, day, _, quantity, amount = (
        cells[place] if place < len(cells) else None for place in places
    )
    unread: list[str] = []

    def read(what: Any, value: Any) -> Any:
        try:
            return None if _is_blank(value) else what(value, kind)
        except Unreadable:
            unread.append(repr(value))
            return None

    days, numbers = read(_day, day), (read(_number, quantity), read(_amount, amount))
    return Row(_text(order), days, *numbers, tuple(unread))


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _number(value: Any, kind: Kind) -> Decimal:
    return number(value, kind.decimal_mark, currency="")


def _amount(value: Any, kind: Kind) -> Decimal:
    return number(value, kind.decimal_mark, currency=_CURRENCY)


def number(value: Any, mark: str, *, currency: str) -> Decimal:
    """Return the number that a value is, or that a text writes as a whole; else `Unreadable`."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Unreadable(repr(value))
    if not isinstance(value, str):
        exact = Decimal(repr(value) if isinstance(value, float) else value)
        if not exact.is_finite():
            raise Unreadable(repr(value))
        return exact
    text = value.translate(_ASCII).strip()
    if currency:
        text = re.sub(rf"^([-+(]? *){currency} *", r"\1", text)
        text = re.sub(rf" *{currency}( *[-)]?)$", r"\1", text)
    return _signed(text.strip(), mark)


def _signed(text: str, mark: str) -> Decimal:
    in_brackets = re.fullmatch(r"\( *(.+?) *\)", text)
    behind = re.fullmatch(r"(.+?) *-", text)
    before = re.fullmatch(r"([-+]) *(.+)", text)
    if in_brackets:
        return -_bare(in_brackets[1], mark)
    if before:
        return _bare(before[2], mark) * (-1 if before[1] == "-" else 1)
    return -_bare(behind[1], mark) if behind else _bare(text, mark)


def _bare(text: str, mark: str) -> Decimal:
    """Return an unsigned number: digits, whole groups of three, one decimal mark, an exponent."""
    other = "," if mark == "." else "."
    whole, _, rest = text.partition(mark)
    if re.fullmatch(rf"[1-9]\d{{0,2}}(([{other} '])\d{{3}})(\2\d{{3}})*", whole, re.ASCII):
        whole = re.sub(rf"[{other} ']", "", whole)
    plain = f"{whole}.{rest}" if mark in text else whole
    if not re.fullmatch(r"(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", plain, re.ASCII):
        raise Unreadable(text)
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise Unreadable(text) from None


def _day(value: Any, kind: Kind) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return day(str(int(value)), dmy=False)
    if not isinstance(value, str):
        raise Unreadable(repr(value))
    return day(value, dmy="%d" in kind.day_form[:2])


def day(value: str, *, dmy: bool) -> dt.date:
    """Return the day that a text writes, with or without a time behind it; else `Unreadable`."""
    text = value.translate(_ASCII).strip()
    for pattern, order in _day_forms(dmy=dmy):
        match = re.fullmatch(pattern + _TIME, text, re.IGNORECASE | re.ASCII)
        if match:
            parts = dict(zip(order, match.groups(), strict=True))
            number = _MONTHS.get(parts["m"].lower()[:3]) or _whole(parts["m"])
            year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
            try:
                return dt.date(year, number, int(parts["d"]))
            except ValueError:
                raise Unreadable(text) from None
    if re.fullmatch(r"[2-7]\d{4}([.,]\d+)?", text, re.ASCII):
        return _EXCEL + dt.timedelta(days=int(text[:5]))
    raise Unreadable(text)


def _whole(text: str) -> int:
    if not text.isdigit():
        raise Unreadable(text)
    return int(text)


def _day_forms(*, dmy: bool) -> Iterator[tuple[str, str]]:
    month = r"([a-zäé]{3,9})\.?"
    yield r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?日?", "ymd"
    yield r"(\d{4})(\d{2})(\d{2})", "ymd"
    yield rf"(\d{{1,2}})[-/., ]*{month}[-/., ]*(\d{{4}})", "dmy"
    yield rf"{month}[-/., ]*(\d{{1,2}})[-/., ]*(\d{{4}})", "mdy"
    yield rf"(\d{{4}})[-/., ]*{month}[-/., ]*(\d{{1,2}})", "ymd"
    if dmy:
        yield r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", "dmy"
        yield rf"(\d{{1,2}})[- ]{month}[- ](\d{{2}})", "dmy"


def decoded(file: Path, kind: Kind) -> str:
    """Return the text of a delimited file in the encoding that its company states."""
    raw = file.read_bytes()
    try:
        raw = gzip.decompress(raw) if file.suffix == ".gz" else raw
        encoding = "utf-8-sig" if kind.encoding.startswith("utf-8") else kind.encoding
        return raw.decode(encoding)
    except (OSError, EOFError, ValueError, gzip.zlib.error) as failure:  # type: ignore[attr-defined]
        raise Unreadable(str(failure)) from None


def _text_cells(file: Path, kind: Kind) -> list[list[str]]:
    text = decoded(file, kind)
    head = next((line for line in re.split(r"[\r\n]+", text) if kind.header[5] in line), "")
    delimiter = max(",;\t|", key=head.count)
    try:
        return list(
            csv.reader(
                io.StringIO(text, newline=""),
                delimiter=delimiter,
                strict=True,
                skipinitialspace=True,
            )
        )
    except csv.Error as failure:
        raise Unreadable(str(failure)) from None


def _sheet_cells(file: Path, kind: Kind) -> list[tuple[Any, ...]]:
    try:
        raw = io.BytesIO(file.read_bytes())  # openpyxl leaves a file open that it cannot read
        book = openpyxl.load_workbook(raw, data_only=True)
    except Exception as failure:  # openpyxl raises whatever its parsers raise
        raise Unreadable(repr(failure)) from None
    sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
    for sheet in sheets:
        rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
        if any({*kind.header[:6]} <= {str(one).strip() for one in row} for row in rows):
            return rows
    raise Unreadable("no sheet with the table")


def _parquet_cells(file: Path, kind: Kind) -> list[list[Any]]:
    try:
        return _arrow_cells(pq.ParquetFile(file).read())
    except Exception as failure:  # Arrow raises OSError, ValueError and its own
        raise Unreadable(repr(failure)) from None


def _arrow_cells(table: pa.Table) -> list[list[Any]]:
    columns = [table.column(j).to_pylist() for j in range(table.num_columns)]
    return [table.column_names, *map(list, zip(*columns, strict=True))]


def _database_cells(file: Path, kind: Kind) -> list[list[Any]]:
    try:
        with duckdb.connect(str(file), read_only=True) as con:
            table = con.execute("SELECT * FROM order_lines").to_arrow_table()
            return _arrow_cells(table)
    except duckdb.Error as failure:
        raise Unreadable(repr(failure)) from None


_CELLS = {
    "text": _text_cells,
    "xlsx": _sheet_cells,
    "parquet": _parquet_cells,
    "duckdb": _database_cells,
}
