"""Sales and orders in a snapshot: the cubes, the month's own lines, and lines day by day."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Table
from salesnb.months import Month
from salesnb.snapshot.accounts import tie_parts, tie_table
from salesnb.snapshot.closing import Closing, column_sums, write_arrow, write_tables
from salesnb.snapshot.credit import UNASSIGNED, with_attributes
from salesnb.snapshot.facts import COVERED
from salesnb.snapshot.known import (
    AMOUNTS,
    LINES,
    PARTS,
    minor,
    whole_units,
)

SALES, ORDERS, MONTH_LINES, DAYS = "sales_cube", "order_cube", "month_lines", "sales_days"
KEYS = (
    "month",
    "product_id",
    "region_id",
    "customer_id",
    "rep_id",
    "settlement_id",
    "sales_method_id",
)
COUNTS = ("n_lines", "n_purchases")
LINES_PER_PASS = 4_000_000
_DAYS = pa.schema({"day": pa.date32(), "n_lines": pa.int64(), "net_amount": pa.int64()})


def write_sales(closing: Closing) -> None:
    """Write the sales cube, the month's lines and the days of the sales basis; the order cube.

    Where orders are the basis both cubes hold orders, and invoices are only counted.
    """
    basis = closing.sales_basis
    for name in (one for one in LINES if one in closing.known):
        if name == basis:
            _write_cube(closing, name, SALES)
            _write_month_lines(closing, name)
            _write_days(closing, name)
        elif name == "order_lines":
            _write_cube(closing, name, ORDERS)
        else:
            _count(closing, name)
    if basis == "order_lines" and "invoice_lines" in closing.known:
        shutil.copyfile(closing.file(SALES), closing.file(ORDERS))
        _describe_cube(closing, basis, ORDERS)


def _write_cube(closing: Closing, name: str, frame: str) -> None:
    contract, known = TABLES[name], closing.known[name]
    spans = _month_spans(lines_by_day(closing, name))
    write_tables(closing.file(frame), (cube(_of_months(closing, name, *span)) for span in spans))
    kept = column_sums(closing.file(frame), [*PARTS, "n_lines"])
    tie_table(closing, name, kept_minor=kept[contract.money], kept_rows=kept["n_lines"])
    tie_parts(closing, name, known.sums, kept)
    _describe_cube(closing, name, frame)


def _of_months(closing: Closing, name: str, first: Month, last: Month) -> ir.Table:
    """Return the attributed lines of a span of months, both ends included."""
    lines, day = closing.known[name].table, TABLES[name].event_on
    own = lines.filter((lines[day] >= first.first) & (lines[day] <= last.last))
    return attributed_lines(own, TABLES[name], closing.tables, digits=closing.digits)


def _month_spans(days: pd.DataFrame) -> list[tuple[Month, Month]]:
    """Return spans of months with at most `LINES_PER_PASS` lines each (one month at the least)."""
    counts = days.groupby(days["day"].astype("str").str[:7], sort=True)["n_lines"].sum()
    spans: list[tuple[Month, Month]] = []
    held = 0
    for name, n in counts.items():
        month = Month.parse(str(name))
        if spans and held + n <= LINES_PER_PASS:
            spans[-1] = (spans[-1][0], month)
            held += n
        else:
            spans.append((month, month))
            held = n
    return spans or [(Month(1, 1), Month(1, 1))]


def _describe_cube(closing: Closing, name: str, frame: str) -> None:
    closing.describe(
        frame,
        table=name,
        minor=[*AMOUNTS, *COVERED, "purchase_amount"],
        counts=[*COUNTS],
        millionths=["quantity"],
    )


def _write_month_lines(closing: Closing, name: str) -> None:
    """Write the lines of the month itself, one row per line and rep with credit."""
    contract = TABLES[name]
    own = with_month_name(_of_months(closing, name, closing.month, closing.month))
    wanted = (*contract.names, "month", "is_first")
    columns = [n for n in wanted if n in own.columns and n != "recorded_on"]
    ordered = own.select(*columns).order_by([*contract.key, "rep_id"])
    write_tables(closing.file(MONTH_LINES), [ordered])
    closing.describe(MONTH_LINES, table=name, minor=AMOUNTS, millionths=["quantity"])


def _count(closing: Closing, name: str) -> None:
    """Tie a table of lines of which there is no cube."""
    sums, money = closing.known[name].sums, TABLES[name].money
    tie_table(closing, name, kept_minor=sums.whole[money], kept_rows=sums.rows)
    tie_parts(closing, name, sums, sums.whole)


def attributed_lines(
    lines: ir.Table, contract: Table, masters: Mapping[str, ir.Table], *, digits: int
) -> ir.Table:
    """Return known lines with month, whole units and the attributes valid on their date.

    One row per line and rep with credit; `is_first` marks one row per line, `is_purchase` the rows
    of lines above zero. `month` is its first day, see `with_month_name`.
    """
    day = contract.event_on
    prepared = lines.mutate(
        **{name: whole_units(lines, name, digits=digits) for name in PARTS},
        month=lines[day].truncate("M"),
        product_id=lines.product_id.fill_null(UNASSIGNED),
        is_purchase=lines.net_amount > 0,
    )
    known = {
        name: prepared[amount].notnull().ifelse(prepared.net_amount, 0).cast("int64")
        for name, amount in COVERED.items()
    }
    parts = (*PARTS, *COVERED)
    return with_attributes(prepared.mutate(**known), masters, day=day, parts=parts)


def cube(lines: ir.Table) -> ir.Table:
    """Return attributed lines summed over month and the six dimensions, in key order.

    `n_lines` counts lines, `n_purchases` those above zero, each once; `purchase_amount` is their
    net amount.
    """
    summed = lines.group_by(list(KEYS)).agg(
        quantity=lines.quantity.sum().cast("int64"),
        **{name: lines[name].sum().cast("int64") for name in (*AMOUNTS, *COVERED)},
        n_lines=lines.is_first.sum().cast("int64"),
        n_purchases=(lines.is_first & lines.is_purchase).sum().cast("int64"),
        purchase_amount=lines.is_purchase.ifelse(lines.net_amount, 0).sum().cast("int64"),
    )
    return with_month_name(summed).order_by(list(KEYS))


def with_month_name(lines: ir.Table) -> ir.Table:
    """Return lines or cells with `month` as YYYY-MM."""
    return lines.mutate(month=lines.month.strftime("%Y-%m"))


def lines_by_day(closing: Closing, name: str) -> pd.DataFrame:
    """Return one row per day with lines: day, n_lines, net_amount in minor units; read once."""
    if name not in closing.days:
        lines, day = closing.known[name].table, TABLES[name].event_on
        dated = lines.select(day=lines[day], cents=minor(lines.net_amount, closing.digits))
        by_day = dated.group_by("day").agg(n_lines=dated.count(), net_amount=dated.cents.sum())
        rows = by_day.order_by("day").to_pyarrow().to_pylist()
        closing.days[name] = pd.DataFrame(rows, columns=_DAYS.names)
    return closing.days[name]


def _write_days(closing: Closing, name: str) -> None:
    """Write the days of the sales basis, as `lines_by_day` returns them."""
    days = pa.Table.from_pandas(lines_by_day(closing, name), _DAYS, preserve_index=False)
    write_arrow(closing.file(DAYS), days.replace_schema_metadata())
    closing.describe(DAYS, table=name, minor=["net_amount"], counts=["n_lines"])
