"""The files of a simulated company: Parquet for long tables, CSV for what people read and diff."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Field

IN_PARQUET = """
    order_lines invoice_lines instalments receipts receipt_allocations visits visit_objectives
    sell_out opportunity_changes market_sizes opportunities leads spend expenses reports absences
    payment_promises price_observations forecast_submissions commitments issued_targets
    agreements outlets inspections
    contact_edges travel_times rebate_terms customer_rivals
    deal_sales open_orders listings touches
    outlet_states outlet_products
"""
_ARROW = {
    "date": pa.date32(),
    "datetime": pa.string(),
    "money": pa.decimal128(18, 2),
    "price": pa.decimal128(18, 4),
    "quantity": pa.decimal128(18, 3),
    "number": pa.float64(),
    "share": pa.float64(),
    "integer": pa.int64(),
    "flag": pa.bool_(),
}


def write_table(folder: Path, name: str, table: pd.DataFrame) -> None:
    """Write one table under its canonical name, with the columns that its contract knows."""
    if name in IN_PARQUET.split():
        write_parquet(folder / f"{name}.parquet", name, table, level=15)
        return
    fields = _fields(name, table)
    text = table[[field.name for field in fields]].copy()
    for field in fields:
        if field.type == "date" and pd.api.types.is_datetime64_any_dtype(text[field.name]):
            text[field.name] = text[field.name].dt.strftime("%Y-%m-%d")
    text.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8", lineterminator="\n")


def write_parquet(file: Path, name: str, table: pd.DataFrame, *, level: int) -> None:
    """Write rows of the canonical table `name` to one Parquet file; `level` is zstd's."""
    arrow = _arrow(table, _fields(name, table))
    pq.write_table(
        arrow,
        file,
        compression="zstd",
        compression_level=level,
        row_group_size=1 << 17,
        store_schema=False,
    )


def _fields(name: str, table: pd.DataFrame) -> list[Field]:
    return [field for field in TABLES[name].fields if field.name in table.columns]


def _arrow(table: pd.DataFrame, fields: list[Field]) -> pa.Table:
    return pa.table({field.name: _column(table[field.name], field) for field in fields})


def _column(values: pd.Series, field: Field) -> pa.Array:
    """Return a column as Arrow, in the type of its field."""
    kind = _ARROW.get(field.type, pa.string())
    if kind == pa.date32():
        return pa.array(pd.to_datetime(values).dt.date.where(values.notna(), None), kind)
    if pa.types.is_decimal(kind):
        rounded = pa.array(
            values.astype("float64").round(kind.scale), pa.float64(), from_pandas=True
        )
        return rounded.cast(kind, safe=False)
    if kind == pa.string():
        return pa.array(values.astype("object").where(values.notna(), None), kind)
    return pa.array(values, kind, from_pandas=True)
