"""Sales day by day: up to which day a month's lines go, and how the days of a month fill."""

from __future__ import annotations

from salesnb.contracts import TABLES
from salesnb.snapshot.closing import Closing
from salesnb.snapshot.files import write_tables
from salesnb.snapshot.lines import minor
from salesnb.snapshot.sales_frames import basis_table

SALES_DAYS = "sales_days"


def write_sales_days(closing: Closing) -> None:
    """Write one row per day with lines of the sales basis: day, n_lines, net_amount."""
    name = basis_table(closing)
    if name not in closing.known:
        return
    lines, day = closing.known[name].table, TABLES[name].event_on
    dated = lines.select(day=lines[day], cents=minor(lines.net_amount, closing.digits))
    by_day = dated.group_by("day").agg(
        n_lines=dated.count().cast("int64"), net_amount=dated.cents.sum().cast("int64")
    )
    write_tables(closing.file(SALES_DAYS), [by_day.order_by("day")])
    closing.describe(SALES_DAYS, table=name, minor=["net_amount"], counts=["n_lines"])
