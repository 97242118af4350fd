"""What a month knows of each table, and all that is counted of it, in one pass over its rows.

Money is counted in whole minor units of the currency, quantities in whole millionths.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pandas as pd

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Table
from salesnb.months import Month
from salesnb.sources.values import NARROW, ZERO, as_decimal, exact_literal, multiply

LINES = ("invoice_lines", "order_lines")
AMOUNTS = ("net_amount", "list_amount", "cost_amount")
PARTS = ("quantity", *AMOUNTS)  # what is split among reps
QUANTITY_UNITS = 1_000_000  # quantities are split and summed as whole millionths


def minor(amount: ir.Value, digits: int) -> ir.Value:
    """Return an amount in whole minor units of the currency, halves away from zero."""
    return _whole(amount, digits)


def _whole(amount: ir.Value, digits: int) -> ir.Value:
    """Return whole units of 10^-digits, exactly.

    Engines are slow in wide decimals, so a narrow decimal is rounded as a decimal and turned into
    a float: below 10^15 units that float is next to the whole number, and rounding it gives that
    number. Larger amounts are computed in wide decimals.
    """
    narrow = amount.try_cast(NARROW)
    quick = narrow.cast(f"decimal(18, {digits})").cast("float64") * float(10**digits)
    slow = multiply(amount, exact_literal(10**digits)).cast("decimal(38, 0)").cast("int64")
    is_small = narrow.cast("float64").abs() < min(10.0 ** (15 - digits), 1e11)
    return is_small.ifelse(quick.round().cast("int64"), slow)


@dataclass(frozen=True)
class Sums:
    """Sums of columns: `whole` in whole units, each row rounded; `exact` as exported."""

    rows: int
    whole: dict[str, int]
    exact: dict[str, Decimal]


def whole_units(table: ir.Table, name: str, *, digits: int) -> ir.Value:
    """Return a column in whole units: minor units of money, millionths of a quantity."""
    if name == "quantity":
        return _whole(table[name], 6)
    return minor(table[name], digits)


@dataclass(frozen=True)
class Days:
    """The days of a table's events, those after the month too; how many the month has.

    Days are ISO text, '' where there is none, as a manifest holds them.
    """

    first: str
    last: str
    n_in_month: int


@dataclass(frozen=True)
class Known:
    """The rows of a table that a month knows, their counts, and those of the rows after it."""

    table: ir.Table
    n_rows: int
    newest: dt.date | None  # newest day on which a row is known; None for master data
    days: Days  # on which its events happened
    filled: dict[str, int]  # column -> rows in which it is filled
    sums: Sums  # of the money that ties; of lines also quantity, list value and cost
    later_rows: int
    later_money: Decimal


def known_rows(table: ir.Table, contract: Table, month: Month, *, digits: int) -> Known:
    """Return the rows known by the month's end, and the counts of all rows.

    A row is known when its event happened and it was recorded by then. Where the contract has
    `known_on` (a target is known before its period), that day, where filled, replaces the event's;
    where only some rows can be known ahead (`known_ahead`: a planned visit), it does so for those.
    """
    inside = _inside(table, contract, month)
    wanted = {**_of_days(table, contract, month), **_aggregates(table, contract, inside, digits)}
    row = table.aggregate(**wanted).to_pyarrow().to_pylist()[0]
    columns = _summed(contract)
    whole = {name: int(row[f"w_{name}"] or 0) for name in columns}
    sums = Sums(row["n"], whole, {name: as_decimal(row[f"e_{name}"]) for name in columns})
    filled = {one.name: row.get(f"f_{one.name}", row["n"]) for one in contract.fields}
    rows = table if inside is None else table.filter(inside)
    later = ZERO if inside is None or not contract.money else as_decimal(row["later_money"])
    days = _days(row)
    later_rows = row["all"] - row["n"]
    return Known(rows, row["n"], row.get("newest"), days, filled, sums, later_rows, later)


def rows_known(table: ir.Table, contract: Table, month: Month) -> ir.Table:
    """Return the rows of a table that are known by the month's end."""
    inside = _inside(table, contract, month)
    return table if inside is None else table.filter(inside)


def _inside(table: ir.Table, contract: Table, month: Month) -> ir.BooleanValue | None:
    """Return whether a row is known by the month's end, None where every row is."""
    end = ibis.literal(month.last)
    conditions = []
    if contract.event_on:
        day = known_day(table, contract)
        conditions.append(day.isnull() | (day <= end))
    if "recorded_on" in table.columns and not _is_absent(table.recorded_on):
        conditions.append(table.recorded_on.isnull() | (table.recorded_on <= end))
    return ibis.and_(*conditions) if conditions else None


def known_day(table: ir.Table, contract: Table) -> ir.DateValue:
    """Return from which day each row is known: the day of its event, or `known_on` before it."""
    event = table[contract.event_on]
    if not contract.known_on:
        return event
    day = table[contract.known_on].coalesce(event)
    if not contract.known_ahead:
        return day
    column, value = contract.known_ahead
    return ((table[column] == value).fill_null(False)).ifelse(day, event)


def _aggregates(
    table: ir.Table, contract: Table, inside: ir.BooleanValue | None, digits: int
) -> dict[str, Any]:
    """Return the aggregates of one pass; a column that is required is filled in every row."""
    optional = [one.name for one in contract.fields if not one.required]
    wanted: dict[str, Any] = {"all": table.count(), "n": table.count(where=inside)}
    wanted |= {f"f_{name}": table[name].count(where=inside) for name in optional}
    if contract.event_on:
        wanted["newest"] = known_day(table, contract).max(where=inside)
    for name in _summed(contract):
        wanted[f"w_{name}"] = whole_units(table, name, digits=digits).sum(where=inside)
        wanted[f"e_{name}"] = table[name].sum(where=inside)
    if inside is not None and contract.money:
        wanted["later_money"] = table[contract.money].sum(where=~inside)
    return wanted


def days_of(table: ir.Table, contract: Table, month: Month) -> Days:
    """Return the days of a table's events, none of master data."""
    wanted = _of_days(table, contract, month)
    return _days(table.aggregate(**wanted).to_pyarrow().to_pylist()[0] if wanted else {})


def _days(row: Mapping[str, Any]) -> Days:
    first, last = ("" if row.get(n) is None else row[n].isoformat() for n in ("first", "last"))
    return Days(first, last, row.get("in_month", 0))


def _of_days(table: ir.Table, contract: Table, month: Month) -> dict[str, ir.Scalar]:
    """Return the aggregates first, last and in_month of a table's events, {} of master data."""
    if not contract.event_on:
        return {}
    day = table[contract.event_on]
    in_month = day.between(ibis.literal(month.first), ibis.literal(month.last))
    return {"first": day.min(), "last": day.max(), "in_month": table.count(where=in_month)}


def _summed(contract: Table) -> tuple[str, ...]:
    """Return the columns that are summed: those of lines that are split, else the money."""
    if contract.name in LINES:
        return PARTS
    return (contract.money,) if contract.money else ()


def _is_absent(column: ir.Value) -> bool:
    """Return whether a column is a typed NULL, as of one that did not come in."""
    operation = column.op()
    while isinstance(operation, ops.Field):
        is_known = isinstance(operation.rel, ops.Project | ops.Filter)
        operation = operation.rel.values.get(operation.name) if is_known else None
    return isinstance(operation, ops.Literal | ops.Cast) and _is_null(operation)


def _is_null(operation: Any) -> bool:
    inner = operation.arg if isinstance(operation, ops.Cast) else operation
    return isinstance(inner, ops.Literal) and inner.value is None


def freshness(known: Mapping[str, Known], month: Month) -> pd.DataFrame:
    """Return one row per canonical table: table, n_rows, newest_on, days_behind the month's end.

    Tables that did not come in have no rows; master data has no newest day.
    """
    rows: list[tuple[str, int, str, float | None]] = []
    for name in TABLES:
        n_rows = known[name].n_rows if name in known else 0
        day = known[name].newest if name in known else None
        behind = None if day is None else float((month.last - day).days)
        rows.append((name, n_rows, "" if day is None else day.isoformat(), behind))
    frame = pd.DataFrame(rows, columns=["table", "n_rows", "newest_on", "days_behind"])
    return frame.astype({"days_behind": "float64"})


def completeness(known: Mapping[str, Known]) -> pd.DataFrame:
    """Return one row per table that came in and column: table, column, n_rows, filled_share."""
    rows = [
        (name, column, one.n_rows, n / one.n_rows if one.n_rows else 0.0)
        for name, one in known.items()
        for column, n in one.filled.items()
    ]
    return pd.DataFrame(rows, columns=["table", "column", "n_rows", "filled_share"])
