"""What the gate's benchmark measures, each in a process of its own: `NAME COMPANY RESULT`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

MONTH = "2026-10"
_KEYS = [
    "month",
    "product_id",
    "region_id",
    "customer_id",
    "rep_id",
    "settlement_id",
    "sales_method_id",
]
_REFERENCES = {
    "customer_id": "customers",
    "product_id": "products",
    "settlement_id": "settlement_terms",
    "sales_method_id": "sales_methods",
}
_BARE = """
copy (
  select date_trunc('month', order_on) as month, product_id, c.region_id, l.customer_id, r.rep_id,
    l.settlement_id, l.sales_method_id, sum(quantity) as quantity, sum(net_amount) as net_amount,
    sum(list_amount) as list_amount, sum(cost_amount) as cost_amount, count(*) as n_lines
  from {lines} l
  left join read_csv('{tables}/customers.csv') c using (customer_id)
  left join read_csv('{tables}/customer_reps.csv') r on r.customer_id = l.customer_id
    and order_on >= r.valid_from and (r.valid_to is null or order_on < r.valid_to)
    and r.credit_share > 0.5
  group by all
) to '{out}' (compression zstd)
"""


def gate(company: Path, out: Path) -> dict[str, object]:
    """Close the month: read, typed, checked, ledger, snapshot."""
    from salesnb.months import Month
    from salesnb.paths import open_company
    from salesnb.snapshot import close_month

    closed = close_month(open_company(company), Month.parse(MONTH), to=out / "snapshot")
    total = closed.manifest["totals"]["order_lines"]
    cells = closed.manifest["frames"]["sales_cube"]["rows"]
    return {"lines": total["kept_rows"], "net": total["kept_money"], "cells": cells}


def bare(company: Path, out: Path) -> dict[str, object]:
    """The cube alone, in plain SQL: nothing checked, no credit split, nothing ordered."""
    import duckdb

    tables = company / "tables"
    folder, file = tables / "order_lines", tables / "order_lines.csv"
    lines = f"read_parquet('{folder}/*.parquet')" if folder.is_dir() else f"read_csv('{file}')"
    cube = out / "cube.parquet"
    with duckdb.connect() as con:
        con.execute(f"set threads = 2; set memory_limit = '2GB'; set temp_directory = '{out}'")
        con.execute(_BARE.format(lines=lines, tables=tables, out=cube))
        sums = f"select sum(n_lines), sum(net_amount), count(*) from '{cube}'"
        row = con.execute(sums).fetchone() or ()
    return dict(zip(("lines", "net", "cells"), map(str, row), strict=True))


def pandas(company: Path, out: Path) -> dict[str, object]:
    """The same work in plain pandas: types, missing values, references, keys, split, cube."""
    import pandas as pd

    tables = company / "tables"
    lines = _read_lines(tables)
    faults = int(lines[["order_id", "line_id", "order_on", "customer_id"]].isna().sum().sum())
    faults += int(lines["order_on"].isna().sum() + lines["net_amount"].isna().sum())
    for column, master in _REFERENCES.items():
        known = pd.read_csv(tables / f"{master}.csv", dtype=str)[column]
        faults += int((~lines[column].isin(known)).sum())
    faults += int(lines.duplicated(["order_id", "line_id"]).sum())
    if faults:
        raise SystemExit(f"{faults} faults")
    total, n_lines = int(lines["net_amount"].sum()), len(lines)
    cube = _cube(lines, tables)
    if int(cube["net_amount"].sum()) != total:
        raise SystemExit("does not tie")
    cube.to_parquet(out / "cube.parquet", index=False)
    return {"lines": n_lines, "net": f"{total / 100:.2f}", "cells": len(cube)}


def _read_lines(tables: Path):  # type: ignore[no-untyped-def]
    """Return the lines: texts as categories, amounts as whole cents."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = ["line_id", "customer_id", "product_id", "settlement_id", "sales_method_id"]
    if (tables / "order_lines").is_dir():
        table = pq.read_table(tables / "order_lines", read_dictionary=texts)
        for name in ("quantity", "net_amount", "list_amount", "cost_amount"):
            place = table.schema.get_field_index(name)
            table = table.set_column(place, name, table[name].cast(pa.float64()))
        lines = table.to_pandas(self_destruct=True)
    else:
        lines = pd.read_csv(
            tables / "order_lines.csv", dtype={"order_id": str, **dict.fromkeys(texts, "category")}
        )
    lines["order_on"] = pd.to_datetime(lines["order_on"])
    for name in ("net_amount", "list_amount", "cost_amount"):
        lines[name] = (lines[name] * 100).round().astype("int64")
    return lines


def _cube(lines, tables: Path):  # type: ignore[no-untyped-def]
    """Return the cube with credit split by the shares valid on each line's day."""
    import pandas as pd

    regions = pd.read_csv(tables / "customers.csv", dtype=str).set_index("customer_id")["region_id"]
    reps = pd.read_csv(tables / "customer_reps.csv", parse_dates=["valid_from", "valid_to"])
    reps = reps[reps["role"].fillna("owner") != "overlay"].sort_values(
        ["customer_id", "valid_from", "rep_id"]
    )
    by = reps.groupby(["customer_id", "valid_from"])["credit_share"]
    reps["after"] = by.cumsum().round(9)
    reps["before"] = (reps["after"] - reps["credit_share"]).round(9)
    known = lines["customer_id"].cat.categories
    reps["customer_id"] = pd.Categorical(reps["customer_id"], categories=known)
    lines = lines.drop(columns=["order_id", "line_id"])
    rows = lines.merge(
        reps.drop(columns=["role", "familiarity"], errors="ignore"), on="customer_id", how="left"
    )
    valid = (rows["order_on"] >= rows["valid_from"]) & (
        rows["valid_to"].isna() | (rows["order_on"] < rows["valid_to"])
    )
    rows = rows[valid]
    for name in ("net_amount", "list_amount", "cost_amount"):
        after = (rows[name] * rows["after"]).round().astype("int64")
        rows[name] = after - (rows[name] * rows["before"]).round().astype("int64")
    rows["quantity"] = rows["quantity"] * rows["credit_share"]
    rows["n_lines"] = (rows["before"] <= 0).astype("int64")
    rows["month"] = rows["order_on"].dt.to_period("M").astype("int64")
    rows["region_id"] = rows["customer_id"].map(regions)
    sums = ["quantity", "net_amount", "list_amount", "cost_amount", "n_lines"]
    return rows.groupby(_KEYS, observed=True, dropna=False)[sums].sum().reset_index()


def frame(company: Path, out: Path) -> dict[str, object]:
    """Load the whole sales cube as a workbook does."""
    from salesnb.months import Month
    from salesnb.paths import open_company
    from salesnb.snapshot import open_snapshot

    closed = open_snapshot(open_company(company), Month.parse(MONTH), at=out / "snapshot")
    cube = closed.frame("sales_cube")
    return {
        "lines": int(cube["n_lines"].sum()),
        "net": f"{cube['net_amount'].sum():.2f}",
        "cells": len(cube),
    }


if __name__ == "__main__":
    name, company, out = sys.argv[1:]
    found = {"gate": gate, "bare": bare, "pandas": pandas, "frame": frame}[name](
        Path(company), Path(out)
    )
    print(json.dumps(found))
