"""Sales and orders in a snapshot: the cubes, the month's own lines, and lines day by day."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import ibis.expr.types as ir
import pyarrow as pa

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Table
from salesnb.members import UNASSIGNED
from salesnb.snapshot.accounts import tie_frame, tie_parts, tie_table
from salesnb.snapshot.closing import Closing, FrameFile, column_sums, write_arrow, write_tables
from salesnb.snapshot.credit import with_attributes
from salesnb.snapshot.facts import COVERED
from salesnb.snapshot.grains import Grain, keep_grain
from salesnb.snapshot.known import AMOUNTS, LINES, PARTS, whole_units
from salesnb.snapshot.prices import AMOUNTS as PRICE_AMOUNTS
from salesnb.snapshot.prices import COUNTS as PRICE_COUNTS
from salesnb.snapshot.prices import (
    FLOOR_PARTS,
    LIST_PARTS,
    MARKED_GRAINS,
    MARKS,
    marked_lines,
    needs_list_prices,
    price_cells,
    price_periods,
    price_sums,
    with_prices,
)
from salesnb.snapshot.prices import GRAINS as PRICE_GRAINS
from salesnb.snapshot.spans import lines_by_day, month_spans, of_months
from salesnb.sources.read.storing import store

SALES, ORDERS, PRICES = "sales_cube", "order_cube", "price_cells"
EXCEPTIONS = "price_exceptions"
MONTH_LINES, DAYS = "month_lines", "sales_days"
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
CUBE_SUMS = ("quantity", *AMOUNTS, *COVERED, *COUNTS, "purchase_amount")
_TIED = ("quantity", "net_amount")
_NO_SUMS: Mapping[str, ir.Value] = {}
_DAYS = pa.schema({"day": pa.date32(), "n_lines": pa.int64(), "net_amount": pa.int64()})


def write_sales(closing: Closing) -> None:
    """Write the sales cube, the month's lines and the days of the sales basis; the order cube.

    Where orders are the basis both cubes hold orders, and invoices are only counted.
    """
    basis = closing.sales_basis
    for name in (one for one in LINES if one in closing.known):
        if name == basis:
            _write_cells(closing, name)
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
    cells = (
        cube(_attributed(closing, of_months(closing, name, *s), name))
        for s in month_spans(closing, name)
    )
    write_tables(closing.file(frame), (with_month_name(one).order_by(list(KEYS)) for one in cells))
    _finish_cube(closing, name, frame)


def _write_cells(closing: Closing, name: str) -> None:
    """Write the sales cube, and of the same pass over the lines the cells of prices."""
    periods = price_periods(closing)
    with FrameFile(closing.file(SALES)) as sales, FrameFile(closing.file(PRICES)) as prices:
        for span in month_spans(closing, name):
            lines = _attributed(closing, of_months(closing, name, *span), name, periods)
            summed = with_month_name(cube(lines, more=price_sums(lines)))
            cells = store(closing.clean.con, "cells", summed)
            sales.add(cells.select(*KEYS, *CUBE_SUMS).order_by(list(KEYS)))
            prices.add(price_cells(cells))
    _finish_cube(closing, name, SALES)
    known = closing.known[name]
    counted = {"quantity": known.sums.whole["quantity"], "n_lines": known.n_rows}
    counted["net_amount"] = known.sums.whole["net_amount"]
    _finish_prices(closing, name, PRICES, grains=PRICE_GRAINS, counted=counted)
    _write_exceptions(closing, name, periods)


def _write_exceptions(closing: Closing, name: str, periods: ir.Table | None) -> None:
    """Write the cells of the lines under a promotion or a granted price exception."""
    by = MARKED_GRAINS[0]
    marked = marked_lines(closing.known[name].table, closing)
    lines = _attributed(closing, marked, name, periods)
    cells = with_month_name(cube(lines, more=price_sums(lines), by=(*KEYS, *MARKS)))
    write_tables(closing.file(EXCEPTIONS), [price_cells(cells, by)])
    units = {one: whole_units(marked, one, digits=closing.digits) for one in _TIED}
    sums = marked.aggregate(n_lines=marked.count(), **{k: v.sum() for k, v in units.items()})
    counted = {one: int(n or 0) for one, n in sums.to_pyarrow().to_pylist()[0].items()}
    _finish_prices(closing, name, EXCEPTIONS, grains=MARKED_GRAINS, counted=counted)


def _finish_cube(closing: Closing, name: str, frame: str) -> None:
    """Tie a written cube to its table, and describe it."""
    contract, known = TABLES[name], closing.known[name]
    kept = column_sums(closing.file(frame), [*PARTS, "n_lines"])
    tie_table(closing, name, kept_minor=kept[contract.money], kept_rows=kept["n_lines"])
    tie_parts(closing, name, known.sums, kept)
    _describe_cube(closing, name, frame)


def _finish_prices(
    closing: Closing,
    name: str,
    frame: str,
    *,
    grains: Sequence[Grain],
    counted: Mapping[str, int],
) -> None:
    """Keep as many cells of prices as there may be, tie them to the lines, and describe them."""
    grain = keep_grain(closing, frame, grains)
    sums = column_sums(closing.file(frame), list(counted))
    for column, expected in counted.items():
        digits = {"quantity": 6, "n_lines": 0}.get(column, closing.digits)
        tie_frame(frame, found=sums[column], expected=expected, digits=digits)
    closing.describe(
        frame,
        table=name,
        minor=PRICE_AMOUNTS,
        counts=PRICE_COUNTS,
        millionths=["quantity"],
        grain=grain,
        finest=grains[0],
    )


def _attributed(
    closing: Closing, own: ir.Table, name: str, periods: ir.Table | None = None
) -> ir.Table:
    """Return some lines of a table attributed, with what they were worth by `periods`."""
    is_listed = not needs_list_prices(closing, name)
    priced = None if periods is None else partial(with_prices, periods=periods, is_listed=is_listed)
    return attributed_lines(own, TABLES[name], closing.tables, digits=closing.digits, priced=priced)


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
    own = with_month_name(
        _attributed(closing, of_months(closing, name, closing.month, closing.month), name)
    )
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
    lines: ir.Table,
    contract: Table,
    masters: Mapping[str, ir.Table],
    *,
    digits: int,
    priced: Callable[..., ir.Table] | None = None,
) -> ir.Table:
    """Return known lines with month, whole units and the attributes valid on their date.

    One row per line and rep with credit; `is_first` marks one row per line, `is_purchase` the rows
    of lines above zero. `month` is its first day, see `with_month_name`. `priced` is
    `prices.with_prices` with the prices to take; without it lines are not held against prices.
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
    owned = prepared.mutate(**known)
    if priced is not None:
        owned = priced(owned, name=contract.name, digits=digits)
    amounts = (*PARTS, *COVERED, *LIST_PARTS, *FLOOR_PARTS)
    parts = tuple(one for one in amounts if one in owned.columns)
    return with_attributes(owned, masters, day=day, parts=parts)


def cube(
    lines: ir.Table, more: Mapping[str, ir.Value] = _NO_SUMS, by: Sequence[str] = KEYS
) -> ir.Table:
    """Return attributed lines summed over month and the six dimensions, or more columns.

    `n_lines` counts lines, `n_purchases` those above zero, each once; `purchase_amount` is their
    net amount. `more` are further sums.
    """
    return lines.group_by(list(by)).agg(
        quantity=lines.quantity.sum().cast("int64"),
        **{name: lines[name].sum().cast("int64") for name in (*AMOUNTS, *COVERED)},
        n_lines=lines.is_first.sum().cast("int64"),
        n_purchases=(lines.is_first & lines.is_purchase).sum().cast("int64"),
        purchase_amount=lines.is_purchase.ifelse(lines.net_amount, 0).sum().cast("int64"),
        **more,
    )


def with_month_name(lines: ir.Table) -> ir.Table:
    """Return lines or cells with `month` as YYYY-MM."""
    return lines.mutate(month=lines.month.strftime("%Y-%m"))


def _write_days(closing: Closing, name: str) -> None:
    """Write the days of the sales basis, as `lines_by_day` returns them."""
    days = pa.Table.from_pandas(lines_by_day(closing, name), _DAYS, preserve_index=False)
    write_arrow(closing.file(DAYS), days.replace_schema_metadata())
    closing.describe(DAYS, table=name, minor=["net_amount"], counts=["n_lines"])
