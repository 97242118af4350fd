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
from salesnb.sources.normalise import NARROW

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
    """Return the rows known by the month's end; count those after it.

    A row is known when its event happened and it was recorded by then; where the contract has
    `known_on` (a target is known before its period), that day, where filled, stands for the event's.
    """
    end = ibis.literal(month.last)
    inside = ibis.literal(True)
    if contract.known_day:
        day = table[contract.known_day].coalesce(table[contract.event_on])
        inside = inside & (day.isnull() | (day <= end))
    if "recorded_on" in table.columns:
        inside = inside & (table.recorded_on.isnull() | (table.recorded_on <= end))
    if isinstance(inside.op(), ibis.expr.operations.Literal):
        return Known(table, 0, Decimal(0))
    later = table.filter(~inside)
    wanted = {"n": later.count()}
    if contract.money:
        wanted["money"] = later[contract.money].sum()
    row = later.aggregate(**wanted).to_pyarrow().to_pylist()[0]
    return Known(table.filter(inside), int(row["n"]), decimal(row.get("money")))


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


def line_sums(table: ir.Table, columns: tuple[str, ...], *, digits: int) -> Sums:
    """Return the sums of amount columns (and `quantity`) in one pass over the table."""
    wanted = {"rows": table.count()}
    for name in columns:
        wanted[f"w_{name}"] = whole_units(table, name, digits=digits).sum()
        wanted[f"e_{name}"] = table[name].sum()
    row = table.aggregate(**wanted).to_pyarrow().to_pylist()[0]
    whole = {name: int(row[f"w_{name}"] or 0) for name in columns}
    return Sums(row["rows"], whole, {name: decimal(row[f"e_{name}"]) for name in columns})


def whole_units(table: ir.Table, name: str, *, digits: int) -> ir.Value:
    """Return a column in whole units: minor units of money, millionths of a quantity."""
    if name == "quantity":
        return _whole(table[name], 6)
    return minor(table[name], digits)


def attributed_lines(
    lines: ir.Table, contract: Table, masters: Mapping[str, ir.Table], *, digits: int
) -> ir.Table:
    """Return known lines with month, whole units and the attributes valid on their date.

    One row per line and rep with credit; `is_first` marks one row per line.
    """
    parts = ("quantity", *AMOUNTS)
    day = contract.event_on
    prepared = lines.mutate(
        **{name: whole_units(lines, name, digits=digits) for name in parts},
        month=lines[day].strftime("%Y-%m"),
        product_id=lines.product_id.fill_null(UNASSIGNED),
    )
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
