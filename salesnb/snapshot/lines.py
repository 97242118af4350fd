"""Order and invoice lines as a month knows them: dated, in whole minor units, attributed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import ibis.expr.types as ir

from salesnb.contracts.fields import Table
from salesnb.snapshot.credit import UNASSIGNED, with_attributes
from salesnb.sources.mapping_values import literal, multiplied
from salesnb.sources.normalise import NARROW

LINES = ("invoice_lines", "order_lines")
AMOUNTS = ("net_amount", "list_amount", "cost_amount")
PARTS = ("quantity", *AMOUNTS)  # what is split among reps
QUANTITY_UNITS = 1_000_000  # quantities are split and summed as whole millionths
KEYS = (
    "month",
    "product_id",
    "region_id",
    "customer_id",
    "rep_id",
    "settlement_id",
    "sales_method_id",
)
MEASURES = ("quantity", "net_amount", "list_amount", "cost_amount", "n_lines")


def minor(amount: ir.Value, digits: int) -> ir.Value:
    """Return an amount in whole minor units, halves away from zero."""
    return _whole(amount, digits)


def _whole(amount: ir.Value, digits: int) -> ir.Value:
    """Return whole units of 10^-digits, exactly; engines are slow in wide decimals only.

    A narrow decimal is rounded as a decimal; below 10^15 units its float is next to that whole
    number, so rounding once more gives it. Larger amounts go the slow way.
    """
    narrow = amount.try_cast(NARROW)
    quick = narrow.cast(f"decimal(18, {digits})").cast("float64") * float(10**digits)
    slow = multiplied(amount, literal(10**digits)).cast("decimal(38, 0)").cast("int64")
    is_small = narrow.cast("float64").abs() < min(10.0 ** (15 - digits), 1e11)
    return is_small.ifelse(quick.round().cast("int64"), slow)


@dataclass(frozen=True)
class Sums:
    """Column sums of a table: `whole` in whole units, each row rounded; `exact` as exported."""

    rows: int
    whole: dict[str, int]
    exact: dict[str, Decimal]


def whole_units(table: ir.Table, name: str, *, digits: int) -> ir.Value:
    """Return a column in whole units: minor units of money, millionths of a quantity."""
    if name == "quantity":
        return _whole(table[name], 6)
    return minor(table[name], digits)


def attributed_lines(
    lines: ir.Table, contract: Table, masters: Mapping[str, ir.Table], *, digits: int
) -> ir.Table:
    """Return known lines with month, whole units and the attributes valid on their date.

    One row per line and rep with credit; `is_first` marks one row per line. `month` is its
    first day: to write it out is left to the few rows that are kept.
    """
    day = contract.event_on
    prepared = lines.mutate(
        **{name: whole_units(lines, name, digits=digits) for name in PARTS},
        month=lines[day].truncate("M"),
        product_id=lines.product_id.fill_null(UNASSIGNED),
    )
    return with_attributes(prepared, masters, day=day, parts=PARTS)


def cube(lines: ir.Table) -> ir.Table:
    """Return attributed lines summed over month and the six dimensions, in key order."""
    summed = lines.group_by(list(KEYS)).agg(
        quantity=lines.quantity.sum().cast("int64"),
        **{name: lines[name].sum().cast("int64") for name in AMOUNTS},
        n_lines=lines.is_first.sum().cast("int64"),
    )
    return with_month_name(summed).order_by(list(KEYS))


def with_month_name(lines: ir.Table) -> ir.Table:
    """Return lines or cells with `month` as YYYY-MM."""
    return lines.mutate(month=lines.month.strftime("%Y-%m"))


def decimal(value: object) -> Decimal:
    """Return a number from the engine as an exact decimal; missing is 0."""
    return Decimal(0) if value is None or value != value else Decimal(str(value))
