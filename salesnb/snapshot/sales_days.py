"""Lines day by day: up to which day a month's lines go, and how the days of a month fill."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from salesnb.contracts import TABLES
from salesnb.snapshot.closing import Closing
from salesnb.snapshot.files import write_arrow
from salesnb.snapshot.lines import minor

SALES_DAYS = "sales_days"
_SCHEMA = pa.schema({"day": pa.date32(), "n_lines": pa.int64(), "net_amount": pa.int64()})


def lines_by_day(closing: Closing, name: str) -> pd.DataFrame:
    """Return one row per day with lines: day, n_lines, net_amount in minor units; one pass."""
    if name not in closing.days:
        lines, day = closing.known[name].table, TABLES[name].event_on
        dated = lines.select(day=lines[day], cents=minor(lines.net_amount, closing.digits))
        by_day = dated.group_by("day").agg(n_lines=dated.count(), net_amount=dated.cents.sum())
        rows = by_day.order_by("day").to_pyarrow().to_pylist()
        closing.days[name] = pd.DataFrame(rows, columns=_SCHEMA.names)
    return closing.days[name]


def write_sales_days(closing: Closing, name: str) -> None:
    """Write the days of the sales basis: day, n_lines, net_amount."""
    days = pa.Table.from_pandas(lines_by_day(closing, name), _SCHEMA, preserve_index=False)
    write_arrow(closing.file(SALES_DAYS), days.replace_schema_metadata())
    closing.describe(SALES_DAYS, table=name, minor=["net_amount"], counts=["n_lines"])
