"""Write the company's folder: exports, settings, truth; the same seed gives the same bytes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from salesnb.contracts import TABLES
from salesnb.contracts.fields import Field
from salesnb.demo import (
    actions,
    agreements,
    approvals,
    cash,
    deals,
    fieldwork,
    invoices,
    judgements,
    market,
    masters,
    network,
    orders,
)
from salesnb.demo.planted import planted
from salesnb.demo.truth import Truth, to_toml
from salesnb.errors import UsageError

IN_PARQUET = {
    "order_lines", "invoice_lines", "instalments", "receipts", "receipt_allocations", "visits",
    "visit_objectives", "sell_out", "opportunity_changes", "market_sizes", "opportunities", "leads",
    "spend", "expenses", "reports", "absences", "payment_promises", "price_observations",
    "forecast_submissions", "agreements", "outlets", "inspections", "contact_edges", "travel_times",
}  # fmt: skip
_LINES = ("order_lines", "invoice_lines")
_ARROW = {
    "date": pa.date32(), "datetime": pa.string(), "money": pa.decimal128(18, 2), "price": pa.decimal128(18, 4),
    "quantity": pa.decimal128(18, 3), "number": pa.float64(), "share": pa.float64(), "integer": pa.int64(), "flag": pa.bool_(),
}  # fmt: skip
_COMPANY = """\
# The demo company: simulated, with its truth in truth.toml. `salesnb demo FOLDER` writes it anew.
[company]
name = "Hengda Components"
name_zh = "恒达零部件"
currency = "CNY"
languages = ["en", "zh"]
country = "CN"

[gate.freshness_days]
default = 31
market_sizes = 400
outlets = 400
"""

_CONTROLS = """\
# What people decide for the plan of this company; empty until the first targets are set.
# 本企业计划中由人作出的决定；首次设定目标之前为空。
"""


def generate(truth: Truth, *, scale: float = 1.0) -> dict[str, pd.DataFrame]:
    """Return all tables of the company in memory, by canonical name.

    `scale` multiplies the orders per customer (not the customers).
    """
    world = orders.World(truth, scale)
    tables = {
        name: getattr(masters, name)(truth)
        for name in (
            "regions", "products", "product_prices", "promotions", "reps", "customers", "customer_reps",
            "settlement_terms", "sales_methods", "marketing_channels", "lead_sources", "competitors",
        )
    }  # fmt: skip
    ordered = orders.order_lines(world)
    tables["order_lines"] = ordered
    tables["invoice_lines"] = invoices.invoice_lines(truth, ordered)
    books = cash.ledgers(truth, tables["invoice_lines"])
    for name in (
        "instalments",
        "receipts",
        "receipt_allocations",
        "write_offs",
        "payment_promises",
    ):
        tables[name] = getattr(books, name)
    tables |= _activity(world, ordered)
    tables |= _surroundings(world, tables)
    tables["control_totals"] = _control_totals(tables)
    return tables


def write_company(
    folder: Path | str,
    *,
    scale: float = 1.0,
    seed: int | None = None,
    truth: Truth | None = None,
    dirt: bool = False,
) -> Path:
    """Write a company folder and return it; raise `UsageError` when the folder is not empty.

    Above scale 4 the lines are written month by month as partitioned Parquet and never held
    together; the tables made from them (cash, sell-out) are then left out.
    """
    from dataclasses import replace

    root = Path(folder)
    if root.exists() and any(root.iterdir()):
        raise UsageError(f"{root.name} is not empty", fix="name a new folder")
    truth = truth or Truth()
    truth = truth if seed is None else replace(truth, seed=seed)
    (root / "tables").mkdir(parents=True)
    (root / "plan").mkdir()
    (root / "plan" / "controls.toml").write_text(_CONTROLS, encoding="utf-8")
    (root / "company.toml").write_text(_COMPANY, encoding="utf-8")
    if scale > 4:
        (root / "truth.toml").write_text(to_toml(truth), encoding="utf-8")
        _write_large(root / "tables", truth, scale)
        return root
    tables = generate(truth, scale=scale)
    sizes = planted(orders.World(truth, scale), tables)
    (root / "truth.toml").write_text(to_toml(truth, sizes), encoding="utf-8")
    if dirt:
        from salesnb.demo.dirt import write_dirty

        write_dirty(root, tables, truth)
        return root
    for name, table in tables.items():
        _write(root / "tables", name, table)
    return root


def _activity(world: orders.World, ordered: pd.DataFrame) -> dict[str, pd.DataFrame]:
    truth = world.truth
    spent = deals.spend(truth)
    found = deals.leads(truth, spent)
    open_deals = deals.opportunities(truth, found)
    held = actions.visits(world)
    return {
        "market_sizes": market.market_sizes(truth),
        "price_observations": market.price_observations(truth),
        "competitor_observations": market.competitor_observations(truth),
        "sell_out": market.sell_out(world, ordered),
        "complaints": market.complaints(truth),
        "milestones": market.milestones(truth),
        "issued_targets": market.issued_targets(world, ordered),
        "spend": spent,
        "leads": found,
        "opportunities": open_deals,
        "opportunity_changes": deals.opportunity_changes(truth, open_deals),
        "visits": held,
        "visit_objectives": actions.visit_objectives(truth, held),
        "absences": actions.absences(truth),
        "reports": actions.reports(truth),
        "expenses": actions.expenses(truth),
        "commitments": actions.commitments(world, ordered),
        "forecast_submissions": actions.forecast_submissions(world, ordered),
    }


def _surroundings(world: orders.World, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    ordered = tables["order_lines"]
    registered = fieldwork.outlets(world)
    return {
        "agreements": agreements.agreements(world, ordered),
        "approvals": approvals.approvals(world, ordered),
        "outlets": registered,
        "inspections": fieldwork.inspections(world, registered, tables["sell_out"]),
        "travel_times": fieldwork.travel_times(world),
        "contact_edges": network.contact_edges(world),
        "needs": network.needs(world.truth),
        "judgements": judgements.judgements(world.truth),
    }


def _control_totals(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    rows = []
    for name in ("invoice_lines", "order_lines", "instalments", "receipts", "receipt_allocations"):
        cents = (tables[name][TABLES[name].money] * 100).round().astype("int64").sum()
        rows.append((name, f"{name}.parquet", len(tables[name]), f"{cents / 100:.2f}"))
    return pd.DataFrame(rows, columns=["table", "file", "rows", "net"])


def _write(folder: Path, name: str, table: pd.DataFrame) -> None:
    """Write one table: Parquet for long ones, CSV for what people like to read and diff."""
    fields = [field for field in TABLES[name].fields if field.name in table.columns]
    if name in IN_PARQUET:
        pq.write_table(_arrow(table, fields), folder / f"{name}.parquet", compression="zstd", compression_level=15, row_group_size=1 << 17, store_schema=False)  # fmt: skip
        return
    text = table[[field.name for field in fields]].copy()
    for field in fields:
        if field.type == "date" and pd.api.types.is_datetime64_any_dtype(text[field.name]):
            text[field.name] = text[field.name].dt.strftime("%Y-%m-%d")
    text.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8", lineterminator="\n")


def _arrow(table: pd.DataFrame, fields: list[Field]) -> pa.Table:
    return pa.table({field.name: _column(table[field.name], field) for field in fields})


def _column(values: pd.Series, field: Field) -> pa.Array:
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


def _write_large(folder: Path, truth: Truth, scale: float) -> None:
    """Write masters, and the lines month by month in parts of a bounded number of orders."""
    world = orders.World(truth, scale)
    for name in ("regions", "products", "product_prices", "promotions", "reps", "customers", "customer_reps", "settlement_terms", "sales_methods"):  # fmt: skip
        _write(folder, name, getattr(masters, name)(truth))
    for name in _LINES:
        (folder / name).mkdir()
    for i, month in enumerate(truth.months):
        ordered = orders.month_lines(world, i)
        billed = invoices.invoice_lines(truth, ordered, name=f"invoice_lines {month}")
        for name, table in (("order_lines", ordered), ("invoice_lines", billed)):
            fields = [field for field in TABLES[name].fields if field.name in table.columns]
            pq.write_table(_arrow(table, fields), folder / name / f"{month}.parquet", compression="zstd", row_group_size=1 << 17, store_schema=False)  # fmt: skip


def today(truth: Truth) -> dt.date:
    """Return the day of the export."""
    return truth.exported_on
