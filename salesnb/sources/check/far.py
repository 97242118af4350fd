"""Days that nobody meant: a database's default, a wrong century, a slip of the year.

A day is far when it lies fifty years from the month (a hundred in master data), or when a table of
events has next to nothing on that side of a long gap. Such days are warnings: the rows stay unless
company.toml drops them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from salesnb.contracts.fields import Field
from salesnb.i18n import t, tn
from salesnb.months import Month
from salesnb.sources.check.work import Gate, TableWork, rows_and_money

RULE = "far_date"
_YEARS = {True: 50, False: 100}  # from the month: events, master data
_GAP = 24  # empty months that set days apart from the others
_LATE_GAP = 2  # ... of events that have happened, after the month
_FEW = 0.01  # share of a column's rows that may stand apart
_LEAST_ROWS = 5  # to one that stands apart
_HAPPENED = {
    "order_lines": "order_on",
    "invoice_lines": "invoice_on",
    "receipts": "received_on",
    "receipt_allocations": "allocated_on",
    "write_offs": "written_off_on",
}


@dataclass(frozen=True)
class Span:
    """The first and last month of a column that are not far."""

    first: Month
    last: Month

    def is_far(self, day: ir.Value) -> ir.BooleanValue:
        """Return whether a day or moment lies outside; never where it is missing."""
        after = (self.last + 1).first
        is_out = (day < ibis.literal(self.first.first)) | (day >= ibis.literal(after))
        return is_out.fill_null(False)


def report_far_days(work: TableWork, gate: Gate) -> None:
    """Record the days of a table that lie far from all others, those of validity left aside."""
    for column in work.contract.fields:
        if column.name not in work.days:
            continue
        span = _plausible(work, column, gate.month)
        if span is not None:
            _report(work, gate, column, span)


def _plausible(work: TableWork, column: Field, month: Month) -> Span | None:
    """Return the months that are not far; None where that holds for every day of the column."""
    first, last = (Month.of(day) for day in work.days[column.name])
    most = 12 * _YEARS[bool(work.contract.event_on)]
    widest = Span(month - most, month + most)
    happened = _HAPPENED.get(work.contract.name) == column.name
    is_long = work.contract.event_on and last.ordinal - first.ordinal > _LATE_GAP
    if widest.first <= first and last <= widest.last and not is_long:
        return None
    counts = [one for one in _by_month(work, column) if widest.first <= one[0] <= widest.last]
    if not counts or not work.contract.event_on:
        return widest
    return plausible_span(counts, month=month, late_gap=_LATE_GAP if happened else _GAP)


def _by_month(work: TableWork, column: Field) -> list[tuple[Month, int]]:
    day = work.table[column.name]
    there = work.table.filter(day.notnull()).select(year=day.year(), month=day.month())
    rows = there.group_by(["year", "month"]).agg(n=there.count()).to_pyarrow().to_pylist()
    return sorted((Month(row["year"], row["month"]), row["n"]) for row in rows)


def plausible_span(counts: Sequence[tuple[Month, int]], *, month: Month, late_gap: int) -> Span:
    """Return the months around the fullest one, up to gaps behind which next to nothing lies.

    `counts` are months and their rows, in order. After `month` a gap of `late_gap` is enough.
    """
    total = sum(n for _, n in counts)
    fullest = max(range(len(counts)), key=lambda at: counts[at][1])
    earlier, later = counts[fullest::-1], counts[fullest:]
    first = _edge(earlier, total, lambda at: _GAP)
    return Span(first, _edge(later, total, lambda at: late_gap if at > month else _GAP))


def _edge(outwards: Sequence[tuple[Month, int]], total: int, gap: Callable[[Month], int]) -> Month:
    """Return the last month, going outwards, before a gap behind which next to nothing lies."""
    for at, (one, _) in enumerate(outwards[:-1]):
        beyond = outwards[at + 1 :]
        n_beyond = sum(n for _, n in beyond)
        n_empty = abs(beyond[0][0].ordinal - one.ordinal) - 1
        few = max(1.0, _FEW * total)
        is_few = n_beyond <= few and total >= _LEAST_ROWS * n_beyond
        if n_empty >= gap(beyond[0][0]) and is_few:
            return one
    return outwards[-1][0]


def _report(work: TableWork, gate: Gate, column: Field, span: Span) -> None:
    flag = span.is_far(work.table[column.name])
    n_rows, money = rows_and_money(work, flag)
    if not n_rows:
        return
    is_dropped = gate.severity(RULE, work) == "dropped"
    if is_dropped:
        work.drops.append((RULE, flag))
    rows = work.locator.rows
    first = work.locator.first(rows.filter(span.is_far(rows[column.name])))
    days = [Month.of(day) for day in first[column.name]]
    shown = [
        one.problem(
            "dropped" if is_dropped else "warning", RULE, _distance(day, gate.month), _fix()
        )
        for day, one in zip(days, work.locator.locate(first, column.name), strict=True)
    ]
    gate.problems.add_rule(shown, n_rows=n_rows, money=money)


def _distance(day: Month, month: Month) -> str:
    """Return how far a day lies from the month, in whole years or months."""
    n_months = day.ordinal - month.ordinal
    n_years = abs(day.year - month.year) if abs(n_months) >= 12 else 0
    about = {"month": str(month)}
    if n_years and n_months < 0:
        return tn("{n} year before {month}", "{n} years before {month}", n_years, **about)
    if n_years:
        return tn("{n} year after {month}", "{n} years after {month}", n_years, **about)
    if n_months < 0:
        return tn("{n} month before {month}", "{n} months before {month}", -n_months, **about)
    return tn("{n} month after {month}", "{n} months after {month}", n_months, **about)


def _fix() -> str:
    return t(
        "far from the other days: correct it, or let company.toml drop such rows (`{rule}`)",
        rule=RULE,
    )
