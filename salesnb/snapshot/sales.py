"""Sales and orders in a snapshot: the cubes, the month's own lines, and lines day by day."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from functools import partial

import ibis.expr.types as ir
import pyarrow as pa

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Table
from salesnb.members import UNASSIGNED
from salesnb.months import Month
from salesnb.snapshot.accounts import tie_frame, tie_parts, tie_table
from salesnb.snapshot.closing import Closing, FrameFile, column_sums, write_arrow, write_tables
from salesnb.snapshot.credit import with_attributes
from salesnb.snapshot.facts import COVERED
from salesnb.snapshot.grains import keep_grain
from salesnb.snapshot.known import AMOUNTS, LINES, PARTS, whole_units
from salesnb.snapshot.prices import AMOUNTS as PRICE_AMOUNTS
from salesnb.snapshot.prices import COUNTS as PRICE_COUNTS
from salesnb.snapshot.prices import (
    FLOOR_PARTS,
    LIST_PARTS,
    needs_list_prices,
    price_cells,
    price_periods,
    price_sums,
    with_prices,
)
from salesnb.snapshot.prices import GRAINS as PRICE_GRAINS
from salesnb.snapshot.spans import lines_by_day, month_spans, of_months

SALES, ORDERS, PRICES = "sales_cube", "order_cube", "price_cells"
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
    cells = (cube(_attributed(closing, name, span)) for span in month_spans(closing, name))
    write_tables(closing.file(frame), (with_month_name(one).order_by(list(KEYS)) for one in cells))
    _finish_cube(closing, name, frame)


def _write_cells(closing: Closing, name: str) -> None:
    """Write the sales cube, and of the same pass over the lines the cells of prices."""
    periods = price_periods(closing)
    with FrameFile(closing.file(SALES)) as sales, FrameFile(closing.file(PRICES)) as prices:
        for span in month_spans(closing, name):
            lines = _attributed(closing, name, span, periods)
            summed = with_month_name(cube(lines, more=price_sums(lines)))
            cells = closing.clean.con.create_table("cells", summed, overwrite=True)
            sales.add(cells.select(*KEYS, *CUBE_SUMS).order_by(list(KEYS)))
            prices.add(price_cells(cells))
    _finish_cube(closing, name, SALES)
    _finish_prices(closing, name)


def _finish_cube(closing: Closing, name: str, frame: str) -> None:
    """Tie a written cube to its table, and describe it."""
    contract, known = TABLES[name], closing.known[name]
    kept = column_sums(closing.file(frame), [*PARTS, "n_lines"])
    tie_table(closing, name, kept_minor=kept[contract.money], kept_rows=kept["n_lines"])
    tie_parts(closing, name, known.sums, kept)
    _describe_cube(closing, name, frame)


def _finish_prices(closing: Closing, name: str) -> None:
    """Keep as many cells of prices as there may be, tie them to the lines, and describe them."""
    grain, known = keep_grain(closing, PRICES, PRICE_GRAINS), closing.known[name]
    sums = column_sums(closing.file(PRICES), ["quantity", "net_amount", "n_lines"])
    for column, digits in (("quantity", 6), ("net_amount", closing.digits)):
        expected = known.sums.whole[column]
        tie_frame(PRICES, found=sums[column], expected=expected, digits=digits)
    tie_frame(PRICES, found=sums["n_lines"], expected=known.n_rows, digits=0)
    closing.describe(
        PRICES,
        table=name,
        minor=PRICE_AMOUNTS,
        counts=PRICE_COUNTS,
        millionths=["quantity"],
        grain=grain,
        finest=PRICE_GRAINS[0],
    )


def _attributed(
    closing: Closing, name: str, span: tuple[Month, Month], periods: ir.Table | None = None
) -> ir.Table:
    """Return the attributed lines of a span of months, with what they were worth by `periods`."""
    own = of_months(closing, name, *span)
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
    own = with_month_name(_attributed(closing, name, (closing.month, closing.month)))
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


def cube(lines: ir.Table, more: Mapping[str, ir.Value] = _NO_SUMS) -> ir.Table:
    """Return attributed lines summed over month and the six dimensions.

    `n_lines` counts lines, `n_purchases` those above zero, each once; `purchase_amount` is their
    net amount. `more` are further sums.
    """
    return lines.group_by(list(KEYS)).agg(
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
