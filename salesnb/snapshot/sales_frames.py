"""The cubes of sales and orders, and the month's own lines."""

from __future__ import annotations

import shutil

import ibis.expr.types as ir
import pandas as pd

from salesnb.contracts import TABLES
from salesnb.months import Month
from salesnb.snapshot.closing import Closing
from salesnb.snapshot.files import column_sums, write_tables
from salesnb.snapshot.lines import (
    AMOUNTS,
    LINES,
    PARTS,
    attributed_lines,
    cube,
    with_month_name,
)
from salesnb.snapshot.sales_days import lines_by_day, write_sales_days
from salesnb.snapshot.ties import tie_parts, tie_table

SALES, ORDERS = "sales_cube", "order_cube"
LINES_PER_PASS = 4_000_000


def basis_table(closing: Closing) -> str:
    """Return the table that sales are counted on: invoices, unless orders are stated or all there is."""
    there = [name for name in LINES if name in closing.known]
    stated = closing.company.settings.rules.sales_basis
    return "order_lines" if stated == "order" and "order_lines" in there else (there or LINES)[0]


def write_sales(closing: Closing) -> None:
    """Write the sales cube and the month's lines of the basis, and the cube of orders taken.

    On orders as basis both cubes hold orders, and invoices are only counted.
    """
    basis = basis_table(closing)
    for name in (one for one in LINES if one in closing.known):
        if name == basis:
            _write_cube(closing, name, SALES)
            _write_month_lines(closing, name)
            write_sales_days(closing, name)
        elif name == "order_lines":
            _write_cube(closing, name, ORDERS)
        else:
            _count(closing, name)
    if basis == "order_lines" and "invoice_lines" in closing.known:
        shutil.copyfile(closing.file(SALES), closing.file(ORDERS))
        _describe_cube(closing, basis, ORDERS)


def _write_cube(closing: Closing, name: str, frame: str) -> None:
    contract, known = TABLES[name], closing.known[name]
    spans = _month_passes(lines_by_day(closing, name))
    write_tables(closing.file(frame), (cube(_attributed(closing, name, *span)) for span in spans))
    kept = column_sums(closing.file(frame), [*PARTS, "n_lines"])
    tie_table(closing, name, kept_minor=kept[contract.money], kept_rows=kept["n_lines"])
    tie_parts(closing, name, known.sums, kept)
    _describe_cube(closing, name, frame)


def _attributed(closing: Closing, name: str, first: Month, last: Month) -> ir.Table:
    """Return the attributed lines of a span of months."""
    lines, day = closing.known[name].table, TABLES[name].event_on
    own = lines.filter((lines[day] >= first.first) & (lines[day] <= last.last))
    return attributed_lines(own, TABLES[name], closing.tables, digits=closing.digits)


def _describe_cube(closing: Closing, name: str, frame: str) -> None:
    closing.describe(frame, table=name, minor=AMOUNTS, counts=["n_lines"], millionths=["quantity"])


def _write_month_lines(closing: Closing, name: str) -> None:
    """Write the lines of the month itself, one row per line and rep with credit."""
    contract = TABLES[name]
    own = with_month_name(_attributed(closing, name, closing.month, closing.month))
    wanted = (*contract.names, "month", "is_first")
    columns = [n for n in wanted if n in own.columns and n != "recorded_on"]
    ordered = own.select(*columns).order_by([*contract.key, "rep_id"])
    write_tables(closing.file("month_lines"), [ordered])
    closing.describe("month_lines", table=name, minor=AMOUNTS, millionths=["quantity"])


def _count(closing: Closing, name: str) -> None:
    """Tie a table of lines that is in no cube: its rows and money are counted, no more."""
    sums, money = closing.known[name].sums, TABLES[name].money
    tie_table(closing, name, kept_minor=sums.whole[money], kept_rows=sums.rows)
    tie_parts(closing, name, sums, sums.whole)


def _month_passes(days: pd.DataFrame) -> list[tuple[Month, Month]]:
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
    return spans or [(Month.parse("0001-01"), Month.parse("0001-01"))]
