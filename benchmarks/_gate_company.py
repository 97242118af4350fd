"""A company of any number of order lines on the demo's masters, written by the engine."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

DEMO = Path(__file__).resolve().parent.parent / "data" / "demo"
MASTERS = (
    "customers",
    "products",
    "product_prices",
    "reps",
    "regions",
    "customer_reps",
    "settlement_terms",
    "sales_methods",
    "promotions",
)
MONTH, N_MONTHS, FIRST = "2026-10", 72, "2020-11-01"
_LINES = """
copy (
  with drawn as (
    select i, i // 3 as o, hash(i // 3, 1) as ho, hash(i, 2) as hl
    from range({start}, {stop}) t(i)
  ), placed as (
    select *, (ho % 1000003) / 1000003.0 as u, cast('{day}' as date) as first_day from drawn
  )
  select
    'O' || lpad(cast(o as varchar), 10, '0') as order_id,
    cast(i % 3 + 1 as varchar) as line_id,
    first_day + cast(
      (ho >> 20) % date_diff('day', first_day, first_day + interval 1 month) as int
    ) as order_on,
    'C' || lpad(
      cast(1 + cast(floor(u * sqrt(u) * {n_customers}) as int) % {n_customers} as varchar), 4, '0'
    ) as customer_id,
    'P' || lpad(cast(1 + hl % {n_products} as varchar), 3, '0') as product_id,
    cast(1 + (hl >> 8) % 40 as decimal(18, 3)) as quantity,
    cast(
      (1 + (hl >> 8) % 40) * (20 + hl % {n_products} * 13.37) * (1 - (hl >> 16) % 25 / 100.0)
      as decimal(18, 2)
    ) as net_amount,
    cast((1 + (hl >> 8) % 40) * (20 + hl % {n_products} * 13.37) as decimal(18, 2)) as list_amount,
    cast((1 + (hl >> 8) % 40) * (14 + hl % {n_products} * 9.11) as decimal(18, 2)) as cost_amount,
    'T' || cast(
      1 + cast(floor(u * sqrt(u) * {n_customers}) as int) % 3 as varchar
    ) as settlement_id,
    'S' || cast(1 + hash(ho) % 2 as varchar) as sales_method_id
  from placed
) to '{file}' ({options})
"""


def make_company(folder: Path, n_lines: int, *, csv: bool = False) -> Path:
    """Write a company with about `n_lines` order lines (Parquet per month, or one CSV)."""
    tables = folder / "tables"
    tables.mkdir(parents=True)
    for name in MASTERS:
        shutil.copy(DEMO / "tables" / f"{name}.csv", tables)
    (folder / "company.toml").write_text('[company]\nname = "Bench"\n', encoding="utf-8")
    with duckdb.connect() as con:
        con.execute(
            "set threads = 2; set memory_limit = '1GB'; set preserve_insertion_order = true"
        )
        _write_lines(con, tables, n_lines, csv=csv)
    return folder


def _write_lines(con: duckdb.DuckDBPyConnection, tables: Path, n_lines: int, *, csv: bool) -> None:
    target = tables / "order_lines"
    target.mkdir()
    sizes = [
        con.execute(f"select count(*) from read_csv('{tables / name}.csv')").fetchone()[0]  # type: ignore[index]
        for name in ("customers", "products")
    ]
    per_month = -(-n_lines // N_MONTHS // 3) * 3
    for number in range(N_MONTHS):
        day = con.execute(f"select cast('{FIRST}' as date) + interval {number} month").fetchone()[0]  # type: ignore[index]
        month = f"{day:%Y-%m}"
        ending, options = ("csv", "header") if csv else ("parquet", "compression zstd")
        file = target / f"{month}.{ending}"
        con.execute(
            _LINES.format(
                start=number * per_month,
                stop=(number + 1) * per_month,
                day=f"{day:%Y-%m-%d}",
                n_customers=sizes[0],
                n_products=sizes[1],
                file=file,
                options=options,
            )
        )
    if csv:
        _join_files(target, tables / "order_lines.csv")


def _join_files(parts: Path, whole: Path) -> None:
    """Put the months into one file, one header at its top; the parts are deleted on the way."""
    with whole.open("wb") as out:
        for number, part in enumerate(sorted(parts.iterdir())):
            with part.open("rb") as source:
                header = source.readline()
                if number == 0:
                    out.write(header)
                shutil.copyfileobj(source, out, 1 << 20)
            part.unlink()
    parts.rmdir()
