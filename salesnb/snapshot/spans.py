"""Lines in spans of months, so that a pass over them never holds more than some millions."""

from __future__ import annotations

import ibis.expr.types as ir
import pandas as pd

from salesnb.contracts import TABLES
from salesnb.months import Month
from salesnb.snapshot.closing import Closing
from salesnb.snapshot.known import minor

LINES_PER_PASS = 4_000_000


def of_months(closing: Closing, name: str, first: Month, last: Month) -> ir.Table:
    """Return the known lines of a span of months, both ends included."""
    lines, day = closing.known[name].table, TABLES[name].event_on
    return lines.filter((lines[day] >= first.first) & (lines[day] <= last.last))


def month_spans(closing: Closing, name: str) -> list[tuple[Month, Month]]:
    """Return spans of months with at most `LINES_PER_PASS` lines each (one month at the least)."""
    days = lines_by_day(closing, name)
    counts = days.groupby(days["day"].astype("str").str[:7], sort=True)["n_lines"].sum()
    spans: list[tuple[Month, Month]] = []
    held = 0
    for month_name, n in counts.items():
        month = Month.parse(str(month_name))
        if spans and held + n <= LINES_PER_PASS:
            spans[-1] = (spans[-1][0], month)
            held += n
        else:
            spans.append((month, month))
            held = n
    return spans or [(Month(1, 1), Month(1, 1))]


def lines_by_day(closing: Closing, name: str) -> pd.DataFrame:
    """Return one row per day with lines: day, n_lines, net_amount in minor units; read once."""
    if name not in closing.days:
        lines, day = closing.known[name].table, TABLES[name].event_on
        dated = lines.select(day=lines[day], cents=minor(lines.net_amount, closing.digits))
        by_day = dated.group_by("day").agg(n_lines=dated.count(), net_amount=dated.cents.sum())
        rows = by_day.order_by("day").to_pyarrow().to_pylist()
        closing.days[name] = pd.DataFrame(rows, columns=["day", "n_lines", "net_amount"])
    return closing.days[name]
