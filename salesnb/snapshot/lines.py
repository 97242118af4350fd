"""Order and invoice lines as a month knows them: dated, in whole minor units, attributed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import ibis
import ibis.expr.types as ir

from salesnb.contracts.fields import Table
from salesnb.months import Month
from salesnb.snapshot.credit import UNASSIGNED, with_attributes
from salesnb.sources.mapping_values import literal, multiplied

AMOUNTS = ("net_amount", "list_amount", "cost_amount")
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


@dataclass(frozen=True)
class Known:
    """The rows of a table that a month knows, and what lies after it."""

    table: ir.Table
    later_rows: int
    later_money: Decimal


def known_rows(table: ir.Table, contract: Table, month: Month) -> Known:
    """Return the rows dated and recorded by the month's end; count those after it."""
    end = ibis.literal(month.last)
    inside = ibis.literal(True)
    if contract.event_on:
        inside = inside & (table[contract.event_on].isnull() | (table[contract.event_on] <= end))
    if "recorded_on" in table.columns:
        inside = inside & (table.recorded_on.isnull() | (table.recorded_on <= end))
    if isinstance(inside.op(), ibis.expr.operations.Literal):
        return Known(table, 0, Decimal(0))
    later = table.filter(~inside)
    wanted = {"n": later.count()}
    if contract.money:
        wanted["money"] = later[contract.money].sum()
    row = later.aggregate(**wanted).execute().iloc[0]
    return Known(table.filter(inside), int(row["n"]), decimal(row.get("money")))


def minor(amount: ir.Value, digits: int) -> ir.Value:
    """Return an amount in whole minor units, halves away from zero."""
    return multiplied(amount, literal(10**digits)).cast("decimal(38, 0)").cast("int64")


def attributed_lines(
    lines: ir.Table, contract: Table, masters: Mapping[str, ir.Table], *, digits: int
) -> ir.Table:
    """Return known lines with month, whole units and the attributes valid on their date.

    One row per line and rep with credit; `is_first` marks one row per line.
    """
    amounts = {name: minor(lines[name], digits) for name in AMOUNTS}
    units = multiplied(lines.quantity, literal(QUANTITY_UNITS)).cast("decimal(38, 0)")
    day = contract.event_on
    prepared = lines.mutate(
        **amounts,
        quantity=units.cast("int64"),
        month=lines[day].strftime("%Y-%m"),
        product_id=lines.product_id.fill_null(UNASSIGNED),
    )
    parts = ("quantity", *AMOUNTS)
    return with_attributes(prepared, masters, day=day, parts=parts)


def cube(lines: ir.Table) -> ir.Table:
    """Return attributed lines summed over month and the six dimensions, in key order."""
    summed = lines.group_by(list(KEYS)).agg(
        quantity=lines.quantity.sum().cast("int64"),
        **{name: lines[name].sum().cast("int64") for name in AMOUNTS},
        n_lines=lines.is_first.sum().cast("int64"),
    )
    return summed.order_by(list(KEYS))


def decimal(value: object) -> Decimal:
    """Return a number from the engine as an exact decimal; missing is 0."""
    return Decimal(0) if value is None or value != value else Decimal(str(value))
