"""The cubes of sales and orders, and the month's own lines."""

from __future__ import annotations

import shutil

import ibis.expr.types as ir

from salesnb.contracts import TABLES
from salesnb.snapshot.closing import Closing
from salesnb.snapshot.files import column_sums, write_tables
from salesnb.snapshot.lines import AMOUNTS, attributed_lines, cube, line_sums
from salesnb.snapshot.ties import tie_parts, tie_table

LINES = ("invoice_lines", "order_lines")
SALES, ORDERS = "sales_cube", "order_cube"
LINES_PER_PASS = 4_000_000
_PARTS = ("quantity", *AMOUNTS)


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
        elif name == "order_lines":
            _write_cube(closing, name, ORDERS)
        else:
            _count(closing, name)
    if basis == "order_lines" and "invoice_lines" in closing.known:
        shutil.copyfile(closing.file(SALES), closing.file(ORDERS))
        _describe_cube(closing, basis, ORDERS)


def _write_cube(closing: Closing, name: str, frame: str) -> None:
    contract, known = TABLES[name], closing.known[name]
    lines = attributed_lines(known.table, contract, closing.tables, digits=closing.digits)
    passes = _month_passes(known.table, contract.event_on)
    write_tables(closing.file(frame), (cube(_between(lines, *span)) for span in passes))
    kept = column_sums(closing.file(frame), [*_PARTS, "n_lines"])
    tie_table(closing, name, kept_minor=kept[contract.money], kept_rows=kept["n_lines"])
    tie_parts(closing, name, line_sums(known.table, _PARTS, digits=closing.digits), kept)
    _describe_cube(closing, name, frame)


def _describe_cube(closing: Closing, name: str, frame: str) -> None:
    closing.describe(frame, table=name, minor=AMOUNTS, counts=["n_lines"], millionths=["quantity"])


def _write_month_lines(closing: Closing, name: str) -> None:
    """Write the lines of the month itself, one row per line and rep with credit."""
    contract, known = TABLES[name], closing.known[name]
    lines = attributed_lines(known.table, contract, closing.tables, digits=closing.digits)
    own = _between(lines, str(closing.month), str(closing.month))
    wanted = (*contract.names, "month", "is_first")
    columns = [n for n in wanted if n in own.columns and n != "recorded_on"]
    ordered = own.select(*columns).order_by([*contract.key, "rep_id"])
    write_tables(closing.file("month_lines"), [ordered])
    closing.describe("month_lines", table=name, minor=AMOUNTS, millionths=["quantity"])


def _count(closing: Closing, name: str) -> None:
    """Tie a table of lines that is in no cube: its rows and money are counted, no more."""
    known, money = closing.known[name].table, TABLES[name].money
    sums = line_sums(known, _PARTS, digits=closing.digits)
    tie_table(closing, name, kept_minor=sums.whole[money], kept_rows=sums.rows)
    tie_parts(closing, name, sums, sums.whole)


def _month_passes(lines: ir.Table, day: str) -> list[tuple[str, str]]:
    """Return spans of months with at most `LINES_PER_PASS` lines each (one month at the least)."""
    months = lines.select(month=lines[day].strftime("%Y-%m"))
    counts = months.group_by("month").agg(n=months.count()).order_by("month").execute()
    spans: list[tuple[str, str]] = []
    held = 0
    for month, n in zip(counts["month"], counts["n"], strict=True):
        if spans and held + n <= LINES_PER_PASS:
            spans[-1] = (spans[-1][0], month)
            held += n
        else:
            spans.append((month, month))
            held = n
    return spans or [("0000-00", "0000-00")]


def _between(lines: ir.Table, first: str, last: str) -> ir.Table:
    return lines.filter((lines.month >= first) & (lines.month <= last))
