"""What a month knows of each table, and all that is counted of it, in one pass over its rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from salesnb.contracts.fields import Table
from salesnb.months import Month
from salesnb.snapshot.lines import LINES, PARTS, Sums, decimal, whole_units

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Known:
    """The rows of a table that a month knows, what was counted of them, and what lies after it."""

    table: ir.Table
    n_rows: int
    newest: dt.date | None  # newest day on which a row is known; None for master data
    filled: dict[str, int]  # column -> rows in which it is filled
    sums: Sums  # of the money that ties; of lines also quantity, list value and cost
    later_rows: int
    later_money: Decimal


def known_rows(table: ir.Table, contract: Table, month: Month, *, digits: int) -> Known:
    """Return the rows known by the month's end with their counts; count those after it.

    A row is known when its event happened and it was recorded by then; where the contract has
    `known_on` (a target is known before its period), that day, where filled, stands for the event's.
    """
    inside = _inside(table, contract, month)
    row = table.aggregate(**_wanted(table, contract, inside, digits)).to_pyarrow().to_pylist()[0]
    columns = _summed(contract)
    whole = {name: int(row[f"w_{name}"] or 0) for name in columns}
    sums = Sums(row["n"], whole, {name: decimal(row[f"e_{name}"]) for name in columns})
    filled = {one.name: row.get(f"f_{one.name}", row["n"]) for one in contract.fields}
    rows = table if inside is None else table.filter(inside)
    later = _NOTHING if inside is None or not contract.money else decimal(row["later_money"])
    return Known(rows, row["n"], row.get("newest"), filled, sums, row["all"] - row["n"], later)


def _inside(table: ir.Table, contract: Table, month: Month) -> ir.BooleanValue | None:
    """Return whether a row is known by the month's end, None where every row is."""
    end = ibis.literal(month.last)
    conditions = []
    if contract.known_day:
        day = table[contract.known_day]
        if contract.known_on:
            day = day.coalesce(table[contract.event_on])
        conditions.append(day.isnull() | (day <= end))
    if "recorded_on" in table.columns and not _is_absent(table.recorded_on):
        conditions.append(table.recorded_on.isnull() | (table.recorded_on <= end))
    return ibis.and_(*conditions) if conditions else None


def _wanted(
    table: ir.Table, contract: Table, inside: ir.BooleanValue | None, digits: int
) -> dict[str, Any]:
    """Return the aggregates of one pass; a column that is required is filled in every row."""
    optional = [one.name for one in contract.fields if not one.required]
    wanted: dict[str, Any] = {"all": table.count(), "n": table.count(where=inside)}
    wanted |= {f"f_{name}": table[name].count(where=inside) for name in optional}
    if contract.known_day:
        wanted["newest"] = table[contract.known_day].max(where=inside)
    for name in _summed(contract):
        wanted[f"w_{name}"] = whole_units(table, name, digits=digits).sum(where=inside)
        wanted[f"e_{name}"] = table[name].sum(where=inside)
    if inside is not None and contract.money:
        wanted["later_money"] = table[contract.money].sum(where=~inside)
    return wanted


def _summed(contract: Table) -> tuple[str, ...]:
    if contract.name in LINES:
        return PARTS
    return (contract.money,) if contract.money else ()


def _is_absent(column: ir.Value) -> bool:
    """Return whether a column is a typed NULL, as of one that did not come in."""
    operation = column.op()
    while isinstance(operation, ops.Field):
        operation = operation.rel.values.get(operation.name) if _gives(operation.rel) else None
    return isinstance(operation, ops.Literal | ops.Cast) and _is_null(operation)


def _gives(relation: ops.Relation) -> bool:
    return isinstance(relation, ops.Project | ops.Filter)


def _is_null(operation: Any) -> bool:
    inner = operation.arg if isinstance(operation, ops.Cast) else operation
    return isinstance(inner, ops.Literal) and inner.value is None
